//! The names of months in some twenty languages.

use std::sync::LazyLock;

/// Names of the twelve months, in lower case, with the forms that dates have
/// (CLDR 45, `months/format` and `stand-alone`, wide). Their beginnings of three
/// letters or more are abbreviations.
static NAMES: LazyLock<[Vec<&str>; 12]> = LazyLock::new(|| {
    [
        "january januar jänner jaenner janvier enero gennaio janeiro januari styczeń stycznia январь \
         января січень січня ocak leden ledna ianuarie január januára януари ιανουαρίου ιανουάριος \
         gener يناير جانفي siječnja ژانویه ינואר मकर जनवरी",
        "february februar feber février fevrier febrero febbraio fevereiro februari luty lutego \
         февраль февраля лютий лютого şubat únor února februarie február februára февруари \
         φεβρουαρίου φεβρουάριος febrer فبراير فيفري شباط veljače فوریه פברואר फ़रवरी",
        "march märz maerz mars marzo março marco maart mrt marzec marca март марта березень березня \
         mart březen března martie március μαρτίου μάρτιος març مارس آذار ožujka marts marec מרץ \
         मार्च",
        "april avril abril aprile kwiecień kwietnia апрель апреля квітень квітня nisan duben dubna \
         aprilie április apríl apríla април απριλίου απρίλιος أبريل ابريل إبريل أفريل نيسان travnja \
         آوریل אפריל अप्रैल",
        "may mai mayo maggio maio mei maj maja май мая травень травня mayıs květen května május máj \
         mája μαΐου μαϊου μάιος maig مايو ماي أيار svibnja מאי मई",
        "june juni juin junio giugno junho czerwiec czerwca июнь июня червень червня haziran červen \
         června iunie június jún júna юни ιουνίου ιούνιος juny يونيو يونيه جوان حزيران lipnja ژوئن \
         יוני जून juno",
        "july juli juillet julio luglio julho lipiec lipca июль июля липень липня temmuz červenec \
         července iulie július júl júla юли ιουλίου ιούλιος juliol يوليو يوليه جويلية تموز srpnja \
         ژوئیه יולי जुलाई",
        "august août aout agosto augustus sierpień sierpnia август августа серпень серпня ağustos \
         srpen srpna augusztus augusta αυγούστου αύγουστος agost أغسطس اغسطس أوت آب augusti agustus \
         kolovoza اوت אוגוסט अगस्त",
        "september septembre septiembre setiembre settembre setembro wrzesień września сентябрь \
         сентября вересень вересня eylül září septembrie szeptember septembra септември σεπτεμβρίου \
         σεπτέμβριος setembre سبتمبر أيلول rujna سپتامبر ספטמבר सितंबर",
        "october oktober octobre octubre ottobre outubro październik października октябрь октября \
         жовтень жовтня ekim říjen října octombrie október októbra октомври οκτωβρίου οκτώβριος \
         أكتوبر اكتوبر اکتبر אוקטובר अक्टूबर",
        "november novembre noviembre novembro listopad listopada ноябрь ноября листопад листопада \
         kasım listopadu noiembrie novembra ноември νοεμβρίου νοέμβριος نوفمبر studenoga نوامبر \
         נובמבר नवंबर",
        "december dezember décembre decembre diciembre dicembre dezembro grudzień grudnia декабрь \
         декабря грудень грудня aralık prosinec prosince decembrie decembra декември δεκεμβρίου \
         δεκέμβριος desembre desember ديسمبر prosinca دسامبر דצמבר दिसंबर",
    ]
    .map(|names| names.split_whitespace().collect())
});

/// Names whose beginnings are those of other months, so that only the whole
/// counts: Finnish.
const WHOLE: [&str; 12] = [
    "tammikuu",
    "helmikuu",
    "maaliskuu",
    "huhtikuu",
    "toukokuu",
    "kesäkuu",
    "heinäkuu",
    "elokuu",
    "syyskuu",
    "lokakuu",
    "marraskuu",
    "joulukuu",
];

/// Names of two words: Arabic, in the Levant.
const PAIRS: &[(&str, &str, u8)] = &[
    ("كانون", "الثاني", 1),
    ("تشرين", "الأول", 10),
    ("تشرين", "الاول", 10),
    ("تشرين", "الثاني", 11),
    ("كانون", "الأول", 12),
    ("كانون", "الاول", 12),
];

/// Returns every whole name of one word with its month's number, by month.
pub fn names() -> impl Iterator<Item = (&'static str, u8)> {
    NAMES.iter().zip(1u8..).flat_map(|(names, number)| names.iter().map(move |name| (*name, number)))
}

/// Returns the number of the month with this name, or this abbreviation of
/// three letters or more that is of no other.
#[must_use]
pub fn month(word: &str) -> Option<u8> {
    let lower = word.to_lowercase().replace('\u{307}', "");
    let numbered = || NAMES.iter().zip(1u8..);
    if let Some((_, number)) = numbered().find(|(names, _)| names.contains(&lower.as_str())) {
        return Some(number);
    }
    if let Some(at) = WHOLE.iter().position(|name| lower.starts_with(name)) {
        return Some(at as u8 + 1);
    }
    let short = lower == "sept" || lower.chars().count() < 3;
    if short {
        return (lower == "sept").then_some(9);
    }
    let mut found = numbered().filter(|(names, _)| names.iter().any(|name| name.starts_with(&lower)));
    let (_, number) = found.next()?;
    found.next().is_none().then_some(number)
}

/// Returns the number of the month with this name of two words.
#[must_use]
pub fn pair(a: &str, b: &str) -> Option<u8> {
    PAIRS.iter().find(|(first, second, _)| *first == a && *second == b).map(|(.., number)| *number)
}
