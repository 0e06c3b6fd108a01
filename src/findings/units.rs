//! Names of currencies and units of measurement.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::token::Tokens;

/// A line for each currency: its code (ISO 4217, or the usual one), then its
/// names in lower case as they follow an amount.
const CURRENCIES: &str = "\
USD usd|dollar|dollars|us dollar|us dollars|u.s. dollar|u.s. dollars|american dollars|bucks|доллар|доллара|долларов|доллары|долл|долларов сша|доллара сша|долл сша|долл. сша|美元|美金
EUR eur|euro|euros|евро|欧元
GBP gbp|quid|pound sterling|pounds sterling|british pounds|british pound|фунтов стерлингов|英镑
CNY cny|rmb|yuan|renminbi|chinese yuan|юань|юаня|юаней|元|人民币|元人民币
RUB rub|rur|ruble|rubles|rouble|roubles|russian rubles|russian roubles|рубль|рубля|рублей|руб|卢布
JPY jpy|yen|japanese yen|иен|йен|иены|日元
INR inr|rupee|rupees|indian rupees|рупий|卢比
KRW krw|won|south korean won|韩元
CHF chf|franc|francs|swiss francs|swiss franc|瑞士法郎
HKD hkd|hong kong dollar|hong kong dollars|港元|港币
CAD cad|canadian dollar|canadian dollars|加元
AUD aud|australian dollar|australian dollars|澳元
NZD nzd|new zealand dollar|new zealand dollars
SGD sgd|singapore dollar|singapore dollars|新加坡元
TWD twd|new taiwan dollar|new taiwan dollars|taiwan dollars|新台币
TRY try|lira|liras|lire|turkish lira|turkish liras|里拉
UAH uah|hryvnia|hryvnias|hryvnya|гривен|гривны|гривна
KZT kzt|tenge|тенге
BYN byn|belarusian rubles|белорусских рублей
PLN pln|zloty|zlotys|zlotych
CZK czk|koruna|korunas|koruny|czech koruna
HUF huf|forint|forints
RON ron|leu|lei
BGN bgn|leva
SEK sek|krona|kronor|swedish kronor|swedish krona|swedish crowns
NOK nok|norwegian kroner|norwegian krone|norwegian crowns
DKK dkk|krone|kroner|danish kroner|danish krone
BRL brl|real|reais|brazilian reais
MXN mxn|peso|pesos|mexican pesos|mexican peso
ARS ars|argentine pesos
CLP clp|chilean pesos
ZAR zar|rand|rands
AED aed|dirham|dirhams
SAR sar|riyal|riyals|saudi riyals
IRR irr|rial|rials|iranian rials
IQD iqd|dinar|dinars|iraqi dinars
ILS ils|shekel|shekels|new shekels
EGP egp|egyptian pounds
THB thb|baht
MYR myr|ringgit
IDR idr|rupiah|rupiahs
PHP php|philippine pesos
VND vnd|dong
PKR pkr|pakistani rupees
NGN ngn|naira
KES kes|kenyan shillings|shilling|shillings
DEM dem|deutsche mark|deutsche marks|deutschmarks|d-marks|west german marks|german marks|mark|marks
FRF frf|french francs|french franc
FIM fim|markka|markkas|finnish markka
ITL itl|italian lire
ESP esp|peseta|pesetas
NLG nlg|guilder|guilders|dutch guilders
BTC btc|bitcoin|bitcoins|比特币
ETH eth|ether";

/// Parts of a currency's unit; which currency's is not told.
const CENTS: &str = "\
cents cent|cents|¢|цент|цента|центов|美分
pence penny|pence|пенсов
kopecks kopeck|kopecks|копейка|копейки|копеек";

/// Marks before or after an amount.
const SIGNS: &str = "\
USD $|us$|usd|us $|u.s.$
CAD c$|c $|ca$|can$|cad
AUD a$|au$|aud
HKD hk$|hk $|hkd
TWD nt$|nt $|twd
NZD nz$|nz $|nzd
SGD s$|sg$|sgd
BRL r$|brl
MXN mx$|mxn
EUR €|eur
GBP £|gbp|￡
CNY cn¥|rmb|cny|rmb¥
JPY ¥|jpy|￥
RUB ₽|rub
INR ₹|inr|rs
KRW ₩|krw
TRY ₺|try
UAH ₴|uah
ILS ₪|ils
VND ₫|vnd
NGN ₦|ngn
KZT ₸|kzt
PHP ₱|php
BTC ₿|btc
CHF chf
PLN pln
SEK sek
NOK nok
DKK dkk
CZK czk
ZAR zar
AED aed
SAR sar
THB thb|฿
MYR myr
IDR idr
CRC ₡|crc
GEL ₾|gel
LAK ₭|lak
MNT ₮|mnt
PYG ₲|pyg
GHS ₵|ghs
AZN ₼|azn
AMD ֏|amd
KHR ៛|khr";

/// Units of measurement, with the sign they are known by.
const MEASURES: &str = "\
km² square kilometer|square kilometers|square kilometre|square kilometres|sq km|sq. km|km²|km2|кв км|кв. км|квадратных километров|квадратных километра|平方公里
m² square meter|square meters|square metre|square metres|sq m|sq. m|m²|m2|кв м|кв. м|квадратных метров|平方米
mi² square mile|square miles|sq mi
ft² square foot|square feet|sq ft|sq. ft
km³ cubic kilometer|cubic kilometers|cubic kilometre|cubic kilometres
m³ cubic meter|cubic meters|cubic metre|cubic metres|cu m|m³|m3|куб м|куб. м|кубометр|кубометра|кубометров|кубических метров|立方米|方
ft³ cubic foot|cubic feet|cu ft
bcm bcm
km kilometer|kilometers|kilometre|kilometres|km|kms|километр|километра|километров|км|公里|千米
m meter|meters|metre|metres|m|метр|метра|метров|м|米
dm decimeter|decimeters|decimetre|decimetres|dm
cm centimeter|centimeters|centimetre|centimetres|cm|сантиметров|см|厘米
mm millimeter|millimeters|millimetre|millimetres|mm|миллиметров|мм|毫米
μm micron|microns|micrometer|micrometers
nm nanometer|nanometers|nanometre|nanometres|nm|纳米
mi mile|miles|миль|英里
nmi nautical mile|nautical miles|морских миль|海里
yd yard|yards
ft foot|feet|ft|футов|英尺
in inch|inches|дюймов|英寸
ha hectare|hectares|ha|гектар|гектара|гектаров|га|公顷
acre acre|acres|акров|英亩
亩 亩
t ton|tons|tonne|tonnes|metric ton|metric tons|metric tonne|metric tonnes|short tons|long tons|тонна|тонны|тонн|т|t|吨
Mt megaton|megatons|megatonne|megatonnes
kt kiloton|kilotons|kilotonne|kilotonnes
kg kilogram|kilograms|kilogramme|kilogrammes|kg|kgs|кг|килограммов|公斤|千克
g gram|grams|gramme|grammes|граммов|克
mg milligram|milligrams|mg
μg microgram|micrograms|microgramme|microgrammes|μg|µg|mcg
lb pound|pounds|lb|lbs|фунтов|磅
oz ounce|ounces|oz|унций|盎司
ml milliliter|milliliters|millilitre|millilitres|ml|мл
l liter|liters|litre|litres|литров|литра|升
gal gallon|gallons|галлонов
bbl/d barrels per day|barrels a day|barrel per day|bpd|b/d|баррелей в сутки|баррелей в день|桶/日
bbl barrel|barrels|bbl|баррель|барреля|баррелей|桶
bu bushel|bushels
Wh watt-hour|watt-hours|watt hours
kWh kilowatt-hour|kilowatt-hours|kilowatt hour|kilowatt hours|kwh|квт·ч|квт-ч|киловатт-часов|千瓦时
MWh megawatt-hour|megawatt-hours|megawatt hours|mwh|мвт·ч
GWh gigawatt-hour|gigawatt-hours|gigawatt hours|gwh|гвт·ч
TWh terawatt-hour|terawatt-hours|terawatt hours|twh|твт·ч
W watt|watts|ватт
kW kilowatt|kilowatts|kw|квт|киловатт|千瓦
MW megawatt|megawatts|mw|мвт|мегаватт|兆瓦
GW gigawatt|gigawatts|gw|гвт|гигаватт
hp horsepower|hp|лошадиных сил
km/h kilometers per hour|kilometres per hour|kilometers an hour|kilometres an hour|km/h|kph|км/ч|公里/小时
mph miles per hour|miles an hour|mph
kn knot|knots|узлов
°C °c|°с|degrees celsius|degree celsius|degrees centigrade|градусов цельсия|摄氏度
°F °f|degrees fahrenheit
° degree|degrees|°|градус|градуса|градусов
Hz hertz|hz
MHz megahertz|mhz
GHz gigahertz|ghz
kB kilobyte|kilobytes|kb
MB megabyte|megabytes|mb
GB gigabyte|gigabytes|gb
TB terabyte|terabytes|tb
bp basis point|basis points|bps|базисных пунктов
TEU teu|teus";

const PERCENTS: &str = "\
percentage points percentage point|percentage points|pp|p.p.|процентных пункта|процентных пунктов|процентный пункт|п.п|п.п.|个百分点|個百分點
% %|％|percent|per cent|percents|pct|percentage|процент|процента|процентов|проц";

/// What an amount is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    Currency,
    Percent,
    Measure,
}

/// A unit that follows an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub(super) kind: UnitKind,
    pub(super) sign: &'static str,
    /// The token after it.
    pub(super) end: usize,
}

type Names = HashMap<String, (UnitKind, &'static str)>;

/// Names by their words, each followed by a space.
static AFTER: LazyLock<Names> = LazyLock::new(|| {
    let tables = [
        (UnitKind::Measure, MEASURES),
        (UnitKind::Currency, SIGNS),
        (UnitKind::Currency, CENTS),
        (UnitKind::Currency, CURRENCIES),
        (UnitKind::Percent, PERCENTS),
    ];
    tables
        .into_iter()
        .flat_map(|(kind, table)| names(table).map(move |(name, sign)| (name, (kind, sign))))
        .collect()
});

static BEFORE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| names(SIGNS).collect());

/// The longest name of a unit, in tokens.
const LONGEST: usize = 6;

fn names(table: &'static str) -> impl Iterator<Item = (String, &'static str)> {
    table.lines().flat_map(|line| {
        let (sign, names) = if let Some(names) = line.strip_prefix("percentage points ") {
            ("percentage points", names)
        } else {
            line.split_once(' ').unwrap_or((line, ""))
        };
        names.split('|').map(move |name| (key(&Tokens::of(name, 0..name.len()), 0, usize::MAX), sign))
    })
}

fn key(tokens: &Tokens<'_>, start: usize, end: usize) -> String {
    (start..end.min(tokens.len())).flat_map(|index| [tokens.lower(index), " "]).collect()
}

/// Finds the longest name of a unit that begins at token `at`.
pub(super) fn after(tokens: &Tokens<'_>, at: usize) -> Option<Unit> {
    let mut name = String::new();
    let mut found = None;
    for end in at..tokens.len().min(at + LONGEST) {
        name.push_str(tokens.lower(end));
        name.push(' ');
        if let Some((kind, sign)) = AFTER.get(&name) {
            found = Some(Unit { kind: *kind, sign, end: end + 1 });
        }
    }
    found
}

/// Tells how many of the smaller unit are one of the larger in amounts such as
/// `3 dollars 50 cents` and `5 feet 2 inches`; `None` where they make none.
pub(super) fn parts(larger: &Unit, smaller: &Unit) -> Option<f64> {
    match (larger.sign, smaller.sign) {
        (_, "cents" | "pence" | "kopecks")
            if larger.kind == UnitKind::Currency && larger.sign != smaller.sign =>
        {
            Some(100.0)
        }
        ("ft", "in") => Some(12.0),
        ("lb", "oz") => Some(16.0),
        _ => None,
    }
}

/// Reads a code with the letter for millions before it: `MEUR`.
pub(super) fn millions(code: &str) -> Option<&'static str> {
    let code = code.strip_prefix('m').filter(|code| code.len() == 3)?;
    BEFORE.get(&format!("{code} ")).copied()
}

/// Finds the sign of a currency that begins at token `at` and stands before
/// its amount: its code and the token after it.
pub(super) fn before(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let two = key(tokens, at, at + 2);
    // A letter apart from its sign is an article or a pronoun: `a $5 note`.
    let is_two =
        tokens.touches_previous(at + 1) || matches!(two.as_str(), "c $ " | "hk $ " | "nt $ " | "nz $ ");
    BEFORE
        .get(&two)
        .filter(|_| is_two)
        .map(|code| (*code, at + 2))
        .or_else(|| BEFORE.get(&key(tokens, at, at + 1)).map(|code| (*code, at + 1)))
}
