//! The verbs of a sentence, as far as they tell its time.

use std::ops::Range;

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
        let mut before = ["", ""];
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
            before = [before[1], word];
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

/// Russian: the endings of the past, and short participles behind `был`.
const RUSSIAN_PAST: [&str; 30] = [
    "ал", "ил", "ел", "ул", "ял", "ыл", "ала", "ила", "ела", "ула", "яла", "ыла", "ало", "ило", "ело", "уло",
    "яло", "ыло", "али", "или", "ели", "ули", "яли", "ыли", "лся", "лась", "лось", "лись", "шел", "шёл",
];
const RUSSIAN_NOUNS: &[&str] = &[
    "или",
    "если",
    "цели",
    "модели",
    "недели",
    "канал",
    "капитал",
    "материал",
    "потенциал",
    "сигнал",
    "начало",
    "начала",
    "дела",
    "дело",
    "тыла",
    "тыл",
    "сила",
    "мыло",
    "тело",
    "тела",
    "сели",
    "филиал",
    "персонал",
    "журнал",
    "вокзал",
    "терминал",
    "металл",
    "арсенал",
    "генерал",
    "адмирал",
    "финал",
    "отдел",
    "раздел",
    "предел",
    "отдела",
    "раздела",
    "предела",
    "капитала",
    "канала",
    "материала",
    "сигнала",
    "генерала",
    "штурмовали",
    "апрель",
    "ели",
    "автомобили",
    "отели",
    "жители",
    "представители",
    "производители",
    "строители",
    "потребители",
    "покупатели",
    "показатели",
    "деятели",
    "наблюдатели",
    "двигатели",
    "руководители",
    "водители",
    "учители",
];
const RUSSIAN_PARTICIPLES: [&str; 12] =
    ["ан", "ана", "ано", "аны", "ен", "ена", "ено", "ены", "ята", "ято", "яты", "ят"];

fn western(word: &str, before: [&str; 2]) -> Option<Cue> {
    let lower = word.to_lowercase().replace('’', "'");
    let last = before[1].to_lowercase();
    if lower.starts_with(|c: char| ('а'..='я').contains(&c) || c == 'ё') {
        return russian(word, &lower, &last);
    }
    if let Some(cue) = auxiliary(&lower, &last) {
        return Some(cue);
    }
    // A name or the first word of a sentence is no verb.
    if !word.starts_with(char::is_lowercase) {
        return None;
    }
    let participle = matches!(last.as_str(), "be" | "to" | "being");
    if participle {
        return None;
    }
    if is_irregular(&lower) || is_regular(&lower) {
        return Some(Cue::Past);
    }
    const PARTICIPLES: [&str; 16] = [
        "begun",
        "grown",
        "taken",
        "given",
        "seen",
        "risen",
        "fallen",
        "broken",
        "written",
        "chosen",
        "drawn",
        "driven",
        "shown",
        "gone",
        "become",
        "withdrawn",
    ];
    if PARTICIPLES.contains(&lower.as_str())
        && matches!(last.as_str(), "had" | "has" | "have" | "was" | "were" | "been")
    {
        return Some(Cue::Past);
    }
    let french = ["é", "ée", "és", "ées"].iter().any(|end| lower.ends_with(end));
    if french && matches!(last.as_str(), "a" | "ont" | "est" | "sont" | "été" | "avait" | "fut") {
        return Some(Cue::Past);
    }
    None
}

fn auxiliary(lower: &str, last: &str) -> Option<Cue> {
    Some(match lower {
        "will" | "shall" | "scheduled" | "upcoming" | "due" | "plans" | "slated" | "wird" | "werden"
        | "sera" | "seront" | "let's" | "won't" => Cue::Future,
        "going" | "be" if last == "to" || last == "is" || last == "are" => Cue::Future,
        _ if lower.ends_with("'ll") => Cue::Future,
        "could" | "would" | "might" | "should" | "sollte" | "könnte" | "pourrait" | "devrait" | "can" => {
            Cue::Modal
        }
        "may" if last != "in" && last != "on" && last != "of" => return None,
        "was" | "were" | "had" | "stood" | "amounted" | "totaled" | "totalled" | "accounted" | "remained"
        | "war" | "waren" | "était" | "étaient" => Cue::State,
        "wurde" | "wurden" | "fut" | "furent" | "hatte" | "hatten" | "hat" => Cue::Past,
        _ => return None,
    })
}

fn is_regular(lower: &str) -> bool {
    const OTHERS: &[&str] = &[
        "hundred",
        "need",
        "indeed",
        "speed",
        "feed",
        "seed",
        "breed",
        "exceed",
        "proceed",
        "succeed",
        "armed",
        "unmanned",
        "aged",
        "based",
        "so-called",
        "unlimited",
        "limited",
        "advanced",
        "detailed",
        "related",
        "combined",
        "continued",
        "increased",
        "united",
        "allied",
        "red",
        "bed",
        "compared",
        "expected",
        "estimated",
        "projected",
        "supposed",
        "unprecedented",
        "sophisticated",
        "embed",
    ];
    let english = lower.len() > 4 && lower.ends_with("ed") && !OTHERS.contains(&lower);
    let german = lower.len() > 5
        && (lower.ends_with("erte")
            || lower.ends_with("elte")
            || lower.ends_with("igte")
            || lower.ends_with("agte")
            || lower.ends_with("ierten"));
    english || german
}

fn is_irregular(lower: &str) -> bool {
    const PAST: &[&str] = &[
        "began",
        "became",
        "bore",
        "bought",
        "broke",
        "brought",
        "built",
        "came",
        "caught",
        "chose",
        "did",
        "drew",
        "drove",
        "fell",
        "felt",
        "flew",
        "fought",
        "found",
        "froze",
        "gave",
        "got",
        "grew",
        "held",
        "hid",
        "hit",
        "kept",
        "knew",
        "laid",
        "led",
        "left",
        "lost",
        "made",
        "met",
        "paid",
        "ran",
        "rode",
        "rose",
        "said",
        "sank",
        "saw",
        "sent",
        "shook",
        "shot",
        "shrank",
        "sold",
        "sought",
        "spent",
        "spoke",
        "struck",
        "swore",
        "taught",
        "threw",
        "told",
        "took",
        "went",
        "withdrew",
        "won",
        "wrote",
        "overtook",
        "undertook",
        "thought",
        "died",
        "tied",
        "kam",
        "ging",
        "nahm",
        "gab",
        "fand",
        "begann",
        "stieg",
        "fiel",
        "traf",
    ];
    PAST.contains(&lower)
}

fn russian(word: &str, lower: &str, last: &str) -> Option<Cue> {
    if matches!(
        lower,
        "был" | "была" | "было" | "были" | "составил" | "составила" | "составило" | "составили"
    ) {
        return Some(Cue::State);
    }
    let future = [
        "будет",
        "будут",
        "состоит",
        "пройдет",
        "пройдёт",
        "пройдут",
        "начнет",
        "начнёт",
        "планиру",
        "намерен",
        "запланирован",
        "ожидается",
    ];
    if future.iter().any(|begin| lower.starts_with(begin)) {
        return Some(Cue::Future);
    }
    let after_was = matches!(last, "был" | "была" | "было" | "были");
    if after_was && RUSSIAN_PARTICIPLES.iter().any(|end| lower.ends_with(end)) {
        return Some(Cue::Past);
    }
    let is_verb = lower.chars().count() >= 4
        && word.starts_with(char::is_lowercase)
        && !RUSSIAN_NOUNS.contains(&lower)
        && RUSSIAN_PAST.iter().any(|end| lower.ends_with(end));
    is_verb.then_some(Cue::Past)
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
