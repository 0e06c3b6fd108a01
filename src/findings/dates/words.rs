//! The words of date expressions in English, German, French and Russian.
//!
//! A table has a line for each meaning: its kind, its value and its words in
//! lower case. `m` is a month, `w` a day of the week (1 for Monday), `o` an
//! ordinal, `c` a cardinal, `u` a unit of time, `s` a season (0 for spring),
//! `t` a day by its distance from today, `k` which of several, `f` a function
//! word by the name that the grammar has for it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::pieces::Meaning;
use super::value::{Unit, Which};
use crate::tool::months;

/// The language whose words a text's dates have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    German,
    French,
    Russian,
    /// The names of months only.
    Other,
}

impl Tongue {
    /// The one of a language (BCP 47). English where it is unknown; there
    /// Russian words count too, and so they do in Chinese texts.
    pub(super) fn of(language: Option<&str>) -> Self {
        let base = language.and_then(|language| language.split(['-', '_']).next()).unwrap_or("en");
        match base.to_ascii_lowercase().as_str() {
            "en" | "zh" | "und" => Self::English,
            "de" => Self::German,
            "fr" => Self::French,
            "ru" => Self::Russian,
            _ => Self::Other,
        }
    }

    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::English | Self::Russian => &ENGLISH_AND_RUSSIAN,
            Self::German => &GERMAN_WORDS,
            Self::French => &FRENCH_WORDS,
            Self::Other => &OTHER_WORDS,
        }
    }
}

pub(super) type Words = HashMap<&'static str, Meaning>;

static ENGLISH_AND_RUSSIAN: LazyLock<Words> =
    LazyLock::new(|| table(ENGLISH).chain(table(RUSSIAN)).collect());
static GERMAN_WORDS: LazyLock<Words> = LazyLock::new(|| table(GERMAN).collect());
static FRENCH_WORDS: LazyLock<Words> = LazyLock::new(|| table(FRENCH).collect());
static OTHER_WORDS: LazyLock<Words> = LazyLock::new(|| {
    let of = ["de", "del", "di", "do"].map(|word| (word, Meaning::Word("of")));
    // Other languages' `mar` and the like stand for other things as well.
    let whole = months::names().filter(|(name, _)| name.chars().count() > 3 || *name == "maj");
    whole.map(|(name, month)| (name, Meaning::Month(month))).chain(of).collect()
});

fn table(lines: &'static str) -> impl Iterator<Item = (&'static str, Meaning)> {
    lines.lines().flat_map(|line| {
        let mut words = line.split(' ');
        let meaning = meaning(words.next().unwrap_or_default(), words.next().unwrap_or_default());
        words.map(move |word| (word, meaning))
    })
}

fn meaning(kind: &str, value: &'static str) -> Meaning {
    let number = || value.parse::<i16>().unwrap_or_default();
    match kind {
        "m" => Meaning::Month(number() as u8),
        "w" => Meaning::Weekday(number() as u8),
        "o" => Meaning::Ordinal(number() as u8),
        "c" => Meaning::Cardinal(number() as u16),
        "s" => Meaning::Season(number() as u8),
        "t" => Meaning::Today(number() as i8),
        "u" => Meaning::Unit(unit(value)),
        "k" => Meaning::Which(which(value)),
        _ => Meaning::Word(value),
    }
}

fn unit(name: &str) -> Unit {
    match name {
        "week" => Unit::Week,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "half" => Unit::Half,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => Unit::Day,
    }
}

fn which(name: &str) -> Which {
    match name {
        "last" => Which::Last,
        "next" => Which::Next,
        "before" => Which::Before,
        "after" => Which::After,
        _ => Which::This,
    }
}

const ENGLISH: &str = "\
m 1 january jan
m 2 february feb
m 3 march mar
m 4 april apr
m 5 may
m 6 june jun
m 7 july jul
m 8 august aug
m 9 september sept sep
m 10 october oct
m 11 november nov
m 12 december dec
w 1 monday mon
w 2 tuesday tue tues
w 3 wednesday wed
w 4 thursday thu thur thurs
w 5 friday fri
w 6 saturday sat
w 7 sunday sun
o 1 first
o 2 second
o 3 third
o 4 fourth
o 5 fifth
o 6 sixth
o 7 seventh
o 8 eighth
o 9 ninth
o 10 tenth
o 11 eleventh
o 12 twelfth
o 13 thirteenth
o 14 fourteenth
o 15 fifteenth
o 16 sixteenth
o 17 seventeenth
o 18 eighteenth
o 19 nineteenth
o 20 twentieth
o 30 thirtieth
c 1 one
c 2 two couple
c 3 three
c 4 four
c 5 five
c 6 six
c 7 seven
c 8 eight
c 9 nine
c 10 ten
c 11 eleven
c 12 twelve
c 13 thirteen
c 14 fourteen
c 15 fifteen
c 16 sixteen
c 17 seventeen
c 18 eighteen
c 19 nineteen
c 20 twenty
c 30 thirty
c 40 forty
c 50 fifty
c 60 sixty
c 70 seventy
c 80 eighty
c 90 ninety
c 100 hundred
c 1000 thousand
u day day days
u week week weeks
u weekend weekend
u month month months
u quarter quarter quarters
u half half
u year year years
u decade decade decades
u century century centuries
s 0 spring
s 1 summer
s 2 autumn fall
s 3 winter
t -1 yesterday
t 0 today tonight
t 1 tomorrow tmrw tmr
k last last
k this this current
k next next
k before past previous
k after coming upcoming following
f the the
f a a an
f of of
f in in
f on on
f at at
f by by
f since since
f until until till
f before before
f after after
f from from
f to to
f through through thru
f between between
f and and
f or or
f during during throughout
f early early
f mid mid
f late late
f start beginning start
f middle middle
f end end
f ago ago
f fortnight fortnight fortnights
f now now
f suffix st nd rd th
f s s
f q q
f h h
f fiscal fiscal fy
f earlier earlier later
f every every each any
f feast good black bloody ash palm easter super cyber holy
f page p pp pg page pages vol no nos iso rfc section article chapter room flight route
f clock am pm
f daypart morning afternoon evening night
f onwards onwards onward
f for for
f around around about
f circa circa ca
f is was is has had saw marked will would brought were
f nineties nineties
f eighties eighties
f seventies seventies
f sixties sixties
f fifties fifties
f unit million billion trillion thousand percent per km kilometers kilometres miles meters metres tons tonnes dollars euros pounds people men women soldiers troops copies units jobs participants";

const RUSSIAN: &str = "\
m 1 январь января январе январю январём январем янв
m 2 февраль февраля феврале февралю февралём февралем фев
m 3 март марта марте марту мартом мар
m 4 апрель апреля апреле апрелю апрелем апр
m 5 май мая мае маю маем
m 6 июнь июня июне июню июнем июн
m 7 июль июля июле июлю июлем июл
m 8 август августа августе августу августом авг
m 9 сентябрь сентября сентябре сентябрю сентябрём сентябрем сент сен
m 10 октябрь октября октябре октябрю октябрём октябрем окт
m 11 ноябрь ноября ноябре ноябрю ноябрём ноябрем нояб ноя
m 12 декабрь декабря декабре декабрю декабрём декабрем дек
w 1 понедельник понедельника понедельнику
w 2 вторник вторника вторнику
w 3 среду
w 4 четверг четверга четвергу
w 5 пятница пятницу пятницы пятнице
w 6 суббота субботу субботы субботе
w 7 воскресенье воскресенья воскресенью
o 1 первый первого первом первое первая первой первую
o 2 второй второго втором второе вторая вторую
o 3 третий третьего третьем третье третья третьей
o 4 четвертый четвёртый четвертого четвёртого четвертом четвёртом
c 1 один одну одна
c 2 два две двух пару
c 3 три трех трёх
c 4 четыре четырех четырёх
c 5 пять пяти
c 6 шесть шести
c 7 семь семи
c 8 восемь восьми
c 9 девять девяти
c 10 десять десяти
u day день дня дней дню сутки суток
u week неделя недели неделе неделю недель
u weekend выходные выходных
u month месяц месяца месяце месяцев
u quarter квартал квартала квартале квартале
u half полугодие полугодия полугодии половина половине половины
u year год года году годом годах годы годов г гг лет
u decade десятилетие десятилетия десятилетии
u century век века веке столетие столетия столетии
s 0 весна весной весны весну
s 1 летом лето
s 2 осень осенью осени
s 3 зима зимой зимы зиму
t -2 позавчера
t -1 вчера
t 0 сегодня
t 1 завтра
t 2 послезавтра
k last прошлый прошлого прошлом прошлой прошлую прошлое прошлые прошлых минувший минувшего минувшем минувшей минувшую
k this этот этого этом этой эту текущий текущего текущем текущей нынешний нынешнего нынешнем нынешней
k next следующий следующего следующем следующей следующую следующее будущий будущего будущем будущей
f in в во
f from с со
f to по до
f by к
f and и
f ago назад
f ahead через спустя
f early начале начала начало
f mid середине середины середина
f end конце конца концу конец
f e е х ые м го
f every каждый каждую каждое
f unit млн млрд тыс тысяч человек рублей тонн км долларов миллионов миллиардов";

const GERMAN: &str = "\
m 1 januar jänner jan
m 2 februar feb
m 3 märz mrz
m 4 april apr
m 5 mai
m 6 juni jun
m 7 juli jul
m 8 august aug
m 9 september sept sep
m 10 oktober okt
m 11 november nov
m 12 dezember dez
w 1 montag
w 2 dienstag
w 3 mittwoch
w 4 donnerstag
w 5 freitag
w 6 samstag sonnabend
w 7 sonntag
o 1 erste ersten erstes
o 2 zweite zweiten zweites
o 3 dritte dritten drittes
o 4 vierte vierten viertes
c 1 ein eine einem einer einen
c 2 zwei
c 3 drei
c 4 vier
c 5 fünf
c 6 sechs
c 7 sieben
c 8 acht
c 9 neun
c 10 zehn
c 11 elf
c 12 zwölf
u day tag tage tagen tages
u week woche wochen
u weekend wochenende
u month monat monate monaten monats
u quarter quartal quartals
u half halbjahr halbjahres halbjahrs
u year jahr jahre jahren jahres
u decade jahrzehnt jahrzehnts
u century jahrhundert jahrhunderts
s 0 frühling frühjahr
s 1 sommer sommers
s 2 herbst
s 3 winter
t -2 vorgestern
t -1 gestern
t 0 heute
t 2 übermorgen
k last letzten letzte letztes letzter vergangenen vergangene vergangenes
k this diesen diese dieses diesem dieser
k next nächsten nächste nächstes nächster kommenden kommende kommendes
f the der die das dem den des
f in im in
f on am
f since seit
f from von vom ab
f to bis
f between zwischen
f until bis
f and und
f early anfang
f mid mitte
f end ende
f vor vor
f every jeden jeder
f e er
f of vom
f unit millionen milliarden tausend prozent euro menschen personen kilometer tonnen";

const FRENCH: &str = "\
m 1 janvier janv
m 2 février fevrier févr
m 3 mars
m 4 avril avr
m 5 mai
m 6 juin
m 7 juillet juil
m 8 août aout
m 9 septembre sept
m 10 octobre oct
m 11 novembre nov
m 12 décembre decembre déc
w 1 lundi
w 2 mardi
w 3 mercredi
w 4 jeudi
w 5 vendredi
w 6 samedi
w 7 dimanche
o 1 premier première
o 2 deuxième second seconde
o 3 troisième
o 4 quatrième
c 1 un une
c 2 deux
c 3 trois
c 4 quatre
c 5 cinq
c 6 six
c 7 sept
c 8 huit
c 9 neuf
c 10 dix
c 11 onze
c 12 douze
u day jour jours
u week semaine semaines
u month mois
u quarter trimestre trimestres
u half semestre semestres
u year an ans année années
u decade décennie décennies
u century siècle siècles
s 0 printemps
s 1 été
s 2 automne
s 3 hiver
t -1 hier
t 0 aujourd
t 1 demain
k last dernier dernière passé passée
k this ce cet cette
k next prochain prochaine
f the le la les l
f of de du d
f in en dans au
f since depuis
f from dès
f to à jusqu
f between entre
f and et
f early début
f mid mi
f end fin
f suffix er ème e
f il il
f y y
f has a
f hui hui
f every chaque
f unit millions milliards mille euros dollars personnes habitants hommes femmes kilomètres tonnes";
