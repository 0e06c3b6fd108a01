//! The verbs of a sentence, as far as they tell its time.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::dates::Tense;

/// What a verb says of the time and kind of what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Something happened.
    Past,
    /// Something was so.
    State,
    /// Something will happen.
    Future,
    /// Something could or should happen.
    Modal,
}

/// The cues of a sentence with the bytes they begin at, in order.
#[derive(Debug, Default)]
pub(super) struct Cues(Vec<(usize, Cue)>);

impl Cues {
    pub(super) fn of(text: &str, sentence: Range<usize>) -> Self {
        let mut cues = Vec::new();
        let mut before = "";
        let part = &text[sentence.clone()];
        for word in part.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’'))) {
            if word.is_empty() {
                continue;
            }
            let at = sentence.start + (word.as_ptr() as usize - part.as_ptr() as usize);
            if word.contains(super::super::token::is_han) {
                chinese(word, at, &mut cues);
            } else if let Some(cue) = western(word, before) {
                cues.push((at, cue));
            }
            before = word;
        }
        Self(cues)
    }

    /// The cue that a date at a byte goes with: the last one before it, else the
    /// first one behind.
    pub(super) fn near(&self, at: usize) -> Option<Cue> {
        let next = self.0.partition_point(|(start, _)| *start < at);
        let index = next.checked_sub(1).unwrap_or(next);
        self.0.get(index).map(|(_, cue)| *cue)
    }

    pub(super) fn tense(&self, at: usize) -> Tense {
        match self.near(at) {
            Some(Cue::Past | Cue::State) => Tense::Past,
            Some(Cue::Future | Cue::Modal) => Tense::Future,
            None => Tense::Other,
        }
    }
}

/// What a word by itself tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Cue(Cue),
    /// A cue of the past where no `to` or `be` is before it.
    Verb,
    /// One of the past behind `has`, `was` and the like.
    Participle,
    /// No verb, whatever its ending.
    None,
}

/// Words in lower case with what they tell.
static WORDS: LazyLock<HashMap<&str, Entry>> = LazyLock::new(|| {
    let tables = [
        (Entry::Cue(Cue::Future), FUTURE),
        (Entry::Cue(Cue::Modal), MODAL),
        (Entry::Cue(Cue::State), STATE),
        (Entry::Cue(Cue::Past), "wurde wurden fut furent hatte hatten hat"),
        (Entry::Verb, VERBS),
        (Entry::Participle, PARTICIPLES),
        (Entry::None, NO_VERBS),
    ];
    let words =
        |(entry, table): (Entry, &'static str)| table.split_whitespace().map(move |word| (word, entry));
    tables.into_iter().flat_map(words).collect()
});

const FUTURE: &str = "will shall scheduled upcoming due plans slated wird werden sera seront let's won't \
    будет будут намерен намерена намерены запланирован запланирована запланировано запланированы ожидается \
    планирует планируют планируется состоится состоятся пройдет пройдёт пройдут начнется начнётся начнутся";

const MODAL: &str = "could would might should can sollte könnte pourrait devrait";

const STATE: &str = "was were had stood amounted totaled totalled accounted remained war waren était étaient \
    был была было были составил составила составило составили";

/// Verbs of the past that end otherwise than others.
const VERBS: &str = "began became bore bought broke brought built came caught chose did drew drove fell felt flew \
    fought found froze gave got grew held hid hit kept knew laid led left lost made met paid ran rode rose said \
    sank saw sent shook shot shrank sold sought spent spoke struck swore taught threw told took went withdrew won \
    wrote overtook undertook thought kam ging nahm gab fand begann stieg fiel traf";

const PARTICIPLES: &str = "begun grown taken given seen risen fallen broken written chosen drawn driven shown gone \
    become withdrawn frozen";

/// Words with the ending of the past that are mostly none, or no finite verb.
const NO_VERBS: &str = "hundred indeed speed exceed proceed succeed breed armed unmanned aged based unlimited limited \
    advanced detailed related combined united allied compared expected estimated projected supposed unprecedented \
    sophisticated embed \
    или если цели модели недели канал капитал материал потенциал сигнал начало начала дела дело тыла сила мыло тело \
    тела филиал персонал журнал вокзал терминал металл арсенал генерал адмирал финал отдел раздел предел отдела \
    раздела предела капитала канала материала сигнала генерала автомобили отели жители представители производители \
    строители потребители покупатели показатели деятели наблюдатели двигатели руководители водители учители";

/// Russian verbs of the past, by their endings.
const RUSSIAN_PAST: [&str; 30] = [
    "ал", "ил", "ел", "ул", "ял", "ыл", "ала", "ила", "ела", "ула", "яла", "ыла", "ало", "ило", "ело", "уло",
    "яло", "ыло", "али", "или", "ели", "ули", "яли", "ыли", "лся", "лась", "лось", "лись", "шел", "шёл",
];

/// Short participles, which are verbs behind `был`.
const RUSSIAN_PARTICIPLES: [&str; 12] =
    ["ан", "ана", "ано", "аны", "ен", "ена", "ено", "ены", "ята", "ято", "яты", "ят"];

fn western(word: &str, before: &str) -> Option<Cue> {
    let lower = word.to_lowercase().replace('’', "'");
    let last = before.to_lowercase();
    let led = matches!(last.as_str(), "be" | "to" | "being");
    match WORDS.get(lower.as_str()) {
        Some(Entry::Cue(cue)) => return Some(*cue),
        Some(Entry::Verb) => return (!led && is_small(word)).then_some(Cue::Past),
        Some(Entry::Participle) => {
            let done = matches!(last.as_str(), "had" | "has" | "have" | "was" | "were" | "been");
            return done.then_some(Cue::Past);
        }
        Some(Entry::None) => return None,
        None => {}
    }
    if matches!(lower.as_str(), "going" | "be") {
        return matches!(last.as_str(), "to" | "is" | "are").then_some(Cue::Future);
    }
    if lower.ends_with("'ll") {
        return Some(Cue::Future);
    }
    (is_small(word) && !led && is_past(&lower, &last)).then_some(Cue::Past)
}

/// A name or the first word of a sentence is no verb.
fn is_small(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

/// Tells verbs of the past by their endings.
fn is_past(lower: &str, last: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|end| lower.ends_with(end));
    if lower.starts_with(|c: char| ('а'..='я').contains(&c)) {
        let was = matches!(last, "был" | "была" | "было" | "были");
        return lower.len() >= 8 && ends(&RUSSIAN_PAST) || was && ends(&RUSSIAN_PARTICIPLES);
    }
    let french = || {
        ends(&["é", "ée", "és", "ées"])
            && matches!(last, "a" | "ont" | "est" | "sont" | "été" | "avait" | "fut")
    };
    let german = || lower.len() > 5 && ends(&["erte", "elte", "igte", "agte", "ierten"]);
    lower.len() > 4 && lower.ends_with("ed") || german() || french()
}

/// Chinese verbs have no tense; these tell of what happens at a time.
const CHINESE: &[(&str, Cue)] = &[
    ("了", Cue::Past),
    ("举行", Cue::Past),
    ("宣布", Cue::Past),
    ("签署", Cue::Past),
    ("访问", Cue::Past),
    ("发布", Cue::Past),
    ("成立", Cue::Past),
    ("启动", Cue::Past),
    ("通过", Cue::Past),
    ("会见", Cue::Past),
    ("抵达", Cue::Past),
    ("开始", Cue::Past),
    ("爆发", Cue::Past),
    ("发生", Cue::Past),
    ("举办", Cue::Past),
    ("会晤", Cue::Past),
    ("达成", Cue::Past),
    ("出席", Cue::Past),
    ("开通", Cue::Past),
    ("增长", Cue::Past),
    ("下降", Cue::Past),
    ("表示", Cue::Past),
    ("将", Cue::Future),
    ("计划", Cue::Future),
    ("拟", Cue::Future),
];

fn chinese(word: &str, at: usize, cues: &mut Vec<(usize, Cue)>) {
    for (index, _) in word.char_indices() {
        if let Some((_, cue)) = CHINESE.iter().find(|(verb, _)| word[index..].starts_with(verb)) {
            cues.push((at + index, *cue));
        }
    }
}
