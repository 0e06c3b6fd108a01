//! Words that tell how a figure stands in its clause, in English and Russian.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

type Words = LazyLock<BTreeSet<&'static str>>;

fn set(words: &'static str) -> BTreeSet<&'static str> {
    words.split_whitespace().collect()
}

/// Verbs and nouns of growth.
static RISING: Words = LazyLock::new(|| {
    set(
        "rise rises rose risen rising grow grows grew grown growing growth increase increases increased increasing climb \
         climbs climbed jump jumps jumped surge surges surged soar soars soared up gain gained gains expand expanded \
         expands higher more widen widened widens accelerate accelerated вырос выросла выросло выросли увеличился \
         увеличилась увеличилось увеличились рост роста прирост прибавил прибавила возрос возросла возросло возросли \
         поднялся поднялась поднялись больше выше повысился повысилась повысились",
    )
});

/// Verbs and nouns of decline.
static FALLING: Words = LazyLock::new(|| {
    set(
        "fall falls fell fallen falling drop drops dropped dropping decline declines declined declining decrease \
         decreases decreased decreasing shrink shrinks shrank shrunk plunge plunges plunged slump slumps slumped down \
         contract contracted contracts contraction reduced reduction slide slid slides tumbled lower less fewer \
         narrow narrowed narrows plummeted cut упал упала упало упали снизился снизилась снизилось снизились сократился \
         сократилась сократилось сократились уменьшился уменьшилась уменьшилось уменьшились снижение снижения \
         сокращение падение меньше ниже",
    )
});

/// Verbs that give a subject its figure and say nothing more.
static MEASURING: Words = LazyLock::new(|| {
    set(
        "reach reached reaches reaching hit hits hitting total totaled totalled totals totalling totaling stand stands \
         stood amount amounted amounts amounting come comes came be is was were are been being has had have exceed \
         exceeded exceeds exceeding surpass surpassed surpasses surpassing top topped tops topping equal equaled equalled \
         average averaged averages worth valued estimated recorded registered reported posted measured remained remains \
         stayed stays number numbered numbers constitute constituted make made makes set put saw seen become became \
         составил составила составило составили составляет составляют достиг достигла достигло достигли превысил \
         превысила превысило превысили был была было были равен равна насчитывал насчитывает",
    )
});

/// Words before a number that say how exact it is, or nothing.
static HEDGES: Words = LazyLock::new(|| {
    set(
        "about around approximately roughly some nearly almost over under than at least most only just close an a the \
         record estimated approx circa much as many well up exactly already slightly little no fewer \
         около примерно почти более менее свыше порядка приблизительно не всего лишь уже до",
    )
});

/// Words of expectation, intent and possibility.
static OUTLOOK: Words = LazyLock::new(|| {
    set(
        "will shall expect expects expected expecting forecast forecasts forecasted predict predicts predicted \
         prediction project projects projected projection target targets targeted goal goals plan plans planned \
         planning aim aims aimed hope hopes hoped intend intends intended set anticipate anticipates anticipated \
         would could may might should promise promised promises pledge pledged pledges projections budgeted proposed \
         proposes potential outlook likely ожидает ожидается ожидают ожидалось прогноз прогнозу прогнозирует \
         прогнозируют прогнозируется планирует планируется планируют план целевой цель будет будут может могут должен \
         должна намерен намерена",
    )
});

/// Tells the direction of a word of change: 1.0 up, -1.0 down.
pub(super) fn direction(word: &str) -> Option<f64> {
    if RISING.contains(word) { Some(1.0) } else { FALLING.contains(word).then_some(-1.0) }
}

pub(super) fn is_measuring(word: &str) -> bool {
    MEASURING.contains(word)
}

pub(super) fn is_hedge(word: &str) -> bool {
    HEDGES.contains(word)
}

pub(super) fn is_outlook(word: &str) -> bool {
    OUTLOOK.contains(word)
}

/// A line for each country: the name that stands for it, then its others, the
/// adjective and the people.
const COUNTRIES: &str = "\
russia russian russians rf|russian federation
china chinese prc
us u.s. u.s usa american americans america|united states
uk u.k. u.k british britain britons britons|united kingdom|great britain
eu e.u. european|european union
ukraine ukrainian ukrainians
germany german germans
france french
italy italian italians
spain spanish
poland polish poles
india indian indians
japan japanese
southkorea|south korea|south korean
northkorea dprk|north korea|north korean
iran iranian iranians
iraq iraqi iraqis
israel israeli israelis
palestine palestinian palestinians
turkey turkish turkiye türkiye
saudi|saudi arabia
syria syrian syrians
egypt egyptian
pakistan pakistani
afghanistan afghan afghans
kazakhstan kazakh kazakhstani
belarus belarusian
uzbekistan uzbek
kyrgyzstan kyrgyz
tajikistan tajik
turkmenistan turkmen
mongolia mongolian
vietnam vietnamese
philippines philippine filipino
indonesia indonesian
malaysia malaysian
thailand thai
myanmar burmese
taiwan taiwanese
australia australian
canada canadian canadians
mexico mexican mexicans
brazil brazilian brazilians
argentina argentine
chile chilean
venezuela venezuelan
cuba cuban
nigeria nigerian
kenya kenyan
ethiopia ethiopian
southafrica|south africa|south african
netherlands dutch
belgium belgian
austria austrian
switzerland swiss
sweden swedish
norway norwegian
finland finnish
denmark danish
greece greek
hungary hungarian
romania romanian
bulgaria bulgarian
serbia serbian
czechia czech
georgia georgian
armenia armenian
azerbaijan azerbaijani
moldova moldovan
lithuania lithuanian
latvia latvian
estonia estonian
nato
россия россии россию россией российский российская российское российские российского российской российских российским российскую рф
китай китая китаю китаем китае китайский китайская китайское китайские китайского китайской китайских китайским китайскую кнр
сша американский американская американские американского американской американских
украина украины украине украину украиной украинский украинская украинские украинского украинской украинских
германия германии германию немецкий немецкая немецкие немецких
индия индии индию индией индийский индийские индийских
япония японии японию японский японские японских
турция турции турцию турецкий турецкие турецких
иран ирана ирану иранский иранские иранских
казахстан казахстана казахстану казахстане
белоруссия белоруссии беларусь беларуси белорусский
евросоюз евросоюза евросоюзу ес
中国 我国
俄罗斯 俄方
美国";

static COUNTRY: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut names = BTreeMap::new();
    for line in COUNTRIES.lines() {
        let (single, double) = line.split_once('|').unwrap_or((line, ""));
        let mut words = single.split(' ');
        let canonical = words.next().unwrap_or_default();
        names.insert(canonical.to_owned(), canonical);
        names.extend(words.map(|word| (word.to_owned(), canonical)));
        names.extend(
            double.split('|').filter(|name| !name.is_empty()).map(|name| (name.to_owned(), canonical)),
        );
    }
    names
});

/// The first words of names of two words.
static HEADS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| COUNTRY.keys().filter_map(|name| name.split_once(' ')).map(|(head, _)| head).collect());

/// Finds the country that one word or two in lower case name; `written` is the
/// first as it stands, since `us` is a country in capitals only. Returns how
/// many words it took.
pub(super) fn country(first: &str, second: &str, written: &str) -> Option<(&'static str, usize)> {
    let bare = first.trim_end_matches("'s").trim_end_matches('\'');
    let second = second.trim_end_matches("'s").trim_end_matches('\'');
    if HEADS.contains(bare)
        && let Some(name) = COUNTRY.get(format!("{bare} {second}").as_str())
    {
        return Some((name, 2));
    }
    let is_pronoun = matches!(bare, "us" | "poles" | "turkey") && !written.starts_with(char::is_uppercase)
        || bare == "us" && written.chars().any(char::is_lowercase);
    COUNTRY.get(bare).filter(|_| !is_pronoun).map(|name| (*name, 1))
}
