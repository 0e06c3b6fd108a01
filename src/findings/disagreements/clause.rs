//! Sentences cut into clauses, and clauses reduced to the words that say what
//! they speak of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Claim;
use super::period::{self, Period};
use crate::findings::lexicon::{country, direction, is_hedge, is_measuring};
use crate::findings::token::{Kind, Tokens};
use crate::tool::words;

/// Longest sentence that is looked at, in tokens; longer ones are lists.
const LONGEST: usize = 90;

/// A sentence with what is known of each of its tokens.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) tokens: Tokens<'a>,
    /// The form of each content word; empty for others.
    forms: Vec<String>,
    /// The country that a token begins.
    places: Vec<Option<&'static str>>,
    pub(super) periods: Vec<Period>,
}

/// A word of a clause: what it is found by, and the preposition that it hangs
/// on where that changes the meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    pub(super) form: String,
    pub(super) link: &'static str,
    pub(super) token: usize,
    pub(super) place: Option<&'static str>,
}

impl<'a> Sentence<'a> {
    /// Reads a claim; `None` for what is too long, asks, or is put in doubt.
    pub(super) fn of(claim: &Claim<'a>) -> Option<Self> {
        let tokens = Tokens::of(claim.text, claim.range.clone());
        if tokens.len() > LONGEST || (0..tokens.len()).any(|at| is_doubt(&tokens, at)) {
            return None;
        }
        let text = &claim.text[claim.range.clone()];
        let mut stems: BTreeMap<usize, String> = BTreeMap::new();
        for word in words::analyse(text, claim.language) {
            if !word.stop {
                stems.entry(claim.range.start + word.range.start).or_insert(word.form);
            }
        }
        let mut places = vec![None; tokens.len()];
        let mut second = false;
        let forms = (0..tokens.len())
            .map(|at| {
                if std::mem::take(&mut second) {
                    return String::new();
                }
                if let Some((name, length)) =
                    country(tokens.lower(at), tokens.lower(at + 1), tokens.written(at))
                {
                    places[at] = Some(name);
                    second = length == 2;
                    return name.to_owned();
                }
                form(&tokens, at, &stems)
            })
            .collect();
        let periods = period::periods(&tokens, claim.date);
        Some(Self { tokens, forms, places, periods })
    }

    pub(super) fn form(&self, at: usize) -> &str {
        self.forms.get(at).map_or("", String::as_str)
    }

    /// The period that a token belongs to.
    pub(super) fn period_at(&self, at: usize) -> Option<&Period> {
        self.periods.iter().find(|period| period.tokens.contains(&at))
    }

    pub(super) fn is_verb_of_saying(&self, at: usize) -> bool {
        const VERBS: [&str; 34] = [
            "said",
            "says",
            "say",
            "told",
            "tells",
            "shows",
            "showed",
            "show",
            "shown",
            "indicates",
            "indicated",
            "indicate",
            "suggests",
            "suggested",
            "claims",
            "claimed",
            "noted",
            "notes",
            "added",
            "believes",
            "believe",
            "thinks",
            "argues",
            "argued",
            "according",
            "сказал",
            "сказала",
            "заявил",
            "заявила",
            "заявили",
            "сообщил",
            "сообщила",
            "сообщили",
            "отметил",
        ];
        VERBS.contains(&self.tokens.lower(at))
    }

    /// Whether a token parts clauses whatever stands around it.
    pub(super) fn is_hard_mark(&self, at: usize) -> bool {
        let word = self.tokens.lower(at);
        self.tokens.kind(at) == Some(Kind::Mark)
            && match word {
                ";" | ":" | "—" | "(" | ")" | "[" | "]" | "“" | "”" | "\"" | "«" | "»" | "!" | "?" | "…"
                | "。" | "，" | "；" | "：" => true,
                "–" | "-" => !(self.tokens.touches_previous(at) && self.tokens.touches_previous(at + 1)),
                "." => crate::findings::numbers::ends_sentence(&self.tokens, at),
                _ => false,
            }
    }

    /// Whether a token opens the sentence or what follows its opening phrase,
    /// where an article's absence makes any noun a capital.
    fn opens(&self, at: usize) -> bool {
        at == 0 || at == 1 && self.tokens.kind(0) != Some(Kind::Word)
    }

    /// The terms of some tokens, in their order: words that only measure,
    /// hedge or date, and those of `skip`, are left out.
    pub(super) fn terms(
        &self,
        tokens: impl Iterator<Item = usize>,
        skip: impl Fn(usize) -> bool,
    ) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        let mut link = "";
        let mut last = None;
        for at in tokens {
            // A gap between the parts of a clause ends what hangs on its word.
            if last.is_some_and(|last: usize| at != last + 1) {
                link = "";
            }
            last = Some(at);
            if skip(at) || self.period_at(at).is_some() {
                link = "";
                continue;
            }
            let word = self.tokens.lower(at);
            if let Some(next) = linking(word) {
                link = next;
            } else if is_measuring(word) || direction(word).is_some() {
                link = "";
            }
            let is_light = is_filler(word) || is_measuring(word) || is_hedge(word);
            let form = self.form(at);
            if form.is_empty() || is_light && self.places[at].is_none() {
                continue;
            }
            terms.push(Term { form: form.to_owned(), link, token: at, place: self.places[at] });
        }
        terms
    }
}

/// What a token is found by: its stem, with the spellings and names of one
/// thing made one.
fn form(tokens: &Tokens<'_>, at: usize, stems: &BTreeMap<usize, String>) -> String {
    let lower = tokens.lower(at).trim_end_matches("'s");
    if let Some(one) = ONE_FORM.get(lower) {
        return (*one).to_owned();
    }
    match tokens.kind(at) {
        Some(Kind::Number) => tokens.written(at).to_owned(),
        Some(Kind::Word) => {
            let start = tokens.get(at).map_or(0, |token| token.range.start);
            stems.get(&start).cloned().unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Spellings, irregular forms and words of one meaning; to nothing where a word
/// says nothing of its own beside a figure.
const SAME: [(&str, &str); 89] = [
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("defence", "defens"),
    ("defense", "defens"),
    ("programme", "program"),
    ("programmes", "program"),
    ("labour", "labor"),
    ("centre", "center"),
    ("bilateral", ""),
    ("mutual", ""),
    ("way", ""),
    ("sino", "china"),
    ("двусторонний", ""),
    ("взаимный", ""),
    ("взаимная", ""),
    ("двусторонняя", ""),
    ("turnover", "trade"),
    ("товарооборот", "trade"),
    ("товарооборота", "trade"),
    ("торговля", "trade"),
    ("торговли", "trade"),
    ("товарообороту", "trade"),
    ("торговый", ""),
    ("оборот", "trade"),
    ("volume", ""),
    ("volumes", ""),
    ("value", ""),
    ("level", ""),
    ("amount", ""),
    ("figure", ""),
    ("size", ""),
    ("объем", ""),
    ("объём", ""),
    ("объема", ""),
    ("объёма", ""),
    ("уровень", ""),
    ("число", ""),
    ("количество", ""),
    ("spent", "spend"),
    ("spending", "spend"),
    ("expenditure", "spend"),
    ("expenditures", "spend"),
    ("outlays", "spend"),
    ("sold", "sell"),
    ("bought", "buy"),
    ("sent", "send"),
    ("built", "build"),
    ("lost", "lose"),
    ("won", "win"),
    ("paid", "pay"),
    ("gave", "give"),
    ("given", "give"),
    ("took", "take"),
    ("taken", "take"),
    ("held", "hold"),
    ("left", "leav"),
    ("leave", "leav"),
    ("went", "go"),
    ("met", "meet"),
    ("began", "begin"),
    ("begun", "begin"),
    ("withdrew", "withdraw"),
    ("withdrawn", "withdraw"),
    ("broke", "break"),
    ("shipped", "ship"),
    ("deaths", "kill"),
    ("dead", "kill"),
    ("killed", "kill"),
    ("died", "kill"),
    ("wounded", "injur"),
    ("injured", "injur"),
    ("fought", "fight"),
    ("chose", "choos"),
    ("chosen", "choos"),
    ("struck", "strike"),
    ("kept", "keep"),
    ("led", "lead"),
    ("founded", "found"),
    ("established", "found"),
    ("created", "found"),
    ("persons", "peopl"),
    ("soldiers", "troop"),
    ("servicemen", "troop"),
    ("fatalities", "kill"),
    ("jobless", "unemploy"),
    ("joblessness", "unemploy"),
];

static ONE_FORM: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| SAME.into_iter().collect());

/// Prepositions that change what a word is to a figure.
fn linking(word: &str) -> Option<&'static str> {
    Some(match word {
        "to" | "into" | "toward" | "towards" => "to:",
        "from" | "out" | "из" => "from:",
        "against" => "against:",
        "in" | "inside" | "within" | "в" | "на" => "in:",
        "by" => "by:",
        "without" | "except" | "excluding" | "outside" | "без" => "without:",
        "of" | "between" | "with" | "on" | "for" | "at" | "among" | "over" | "under" | "с" | "между" => {
            ""
        }
        _ => return None,
    })
}

/// Words that say nothing of what is spoken of.
fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 52] = [
        "total",
        "totals",
        "overall",
        "all",
        "high",
        "time",
        "last",
        "year",
        "years",
        "new",
        "already",
        "alone",
        "official",
        "officially",
        "figures",
        "data",
        "statistics",
        "rate",
        "rates",
        "reaching",
        "currently",
        "now",
        "recently",
        "some",
        "percent",
        "percentage",
        "level",
        "levels",
        "annual",
        "annually",
        "yearly",
        "roughly",
        "historic",
        "significant",
        "sharply",
        "slightly",
        "steadily",
        "dramatically",
        "significantly",
        "substantially",
        "considerably",
        "rapidly",
        "full",
        "whole",
        "общий",
        "общая",
        "итогам",
        "год",
        "году",
        "года",
        "рекордный",
        "рекордных",
    ];
    WORDS.contains(&word)
}

/// Words that take a sentence out of what its source holds to be so.
fn is_doubt(tokens: &Tokens<'_>, at: usize) -> bool {
    const WORDS: [&str; 38] = [
        "if",
        "whether",
        "unless",
        "?",
        "falsely",
        "false",
        "wrongly",
        "misleading",
        "alleged",
        "allegedly",
        "rumored",
        "rumoured",
        "rumors",
        "rumours",
        "supposedly",
        "would",
        "could",
        "might",
        "should",
        "perhaps",
        "possibly",
        "maybe",
        "myth",
        "incorrectly",
        "mistakenly",
        "hypothetical",
        "suppose",
        "assuming",
        "если",
        "ли",
        "бы",
        "якобы",
        "возможно",
        "неверно",
        "ложно",
        "？",
        "如果",
        "是否",
    ];
    let word = tokens.lower(at);
    WORDS.contains(&word) || word == "may" && !tokens.is_capitalised(at)
}

/// Tells whether some tokens speak of somebody who is named elsewhere, such as
/// `it` or `the company`, and of nobody by name.
pub(super) fn is_anonymous(sentence: &Sentence<'_>, clause: Range<usize>, terms: &[Term]) -> bool {
    const STAND_INS: [&str; 50] = [
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "its",
        "their",
        "our",
        "this",
        "these",
        "those",
        "company",
        "firm",
        "group",
        "bank",
        "party",
        "country",
        "state",
        "city",
        "town",
        "village",
        "region",
        "province",
        "club",
        "team",
        "agency",
        "ministry",
        "airline",
        "plant",
        "factory",
        "school",
        "university",
        "hospital",
        "man",
        "woman",
        "он",
        "она",
        "они",
        "его",
        "её",
        "их",
        "компания",
        "банк",
        "страна",
        "город",
        "компании",
    ];
    let is_name = |term: &Term| {
        term.place.is_some()
            || term.token > 0 && sentence.tokens.is_capitalised(term.token) && !sentence.opens(term.token)
    };
    let word = |at: usize| sentence.tokens.lower(at).trim_end_matches("'s");
    !terms.iter().any(is_name) && clause.into_iter().any(|at| STAND_INS.contains(&word(at)))
}

/// The countries of some terms in their order, and whether that order does not
/// matter: trade between two is the trade of both.
pub(super) fn relation(terms: &[Term]) -> (Vec<&'static str>, bool) {
    const ONE_WAY: [&str; 16] = [
        "export",
        "import",
        "deficit",
        "surplus",
        "balanc",
        "invest",
        "aid",
        "экспорт",
        "импорт",
        "инвестиц",
        "sale",
        "suppli",
        "deliveri",
        "shipment",
        "debt",
        "loan",
    ];
    const MUTUAL: [&str; 6] = ["trade", "commerc", "border", "war", "exercis", "relat"];
    let has = |list: &[&str]| terms.iter().any(|term| list.contains(&term.form.as_str()));
    let mut places: Vec<&'static str> = Vec::new();
    for place in terms.iter().filter_map(|term| term.place) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    (places, has(&MUTUAL) && !has(&ONE_WAY))
}

/// Writes terms as a part of a key: sorted, each once, with the links that
/// matter. Countries are compared apart where the relation is mutual.
pub(super) fn key(terms: &[Term], places: &[&'static str], is_mutual: bool) -> Vec<String> {
    let has = |form: &str| terms.iter().any(|term| term.form == form);
    let is_export = has("export") || has("экспорт");
    let is_directed = is_export || has("import") || has("импорт") || has("поставк");
    let word = |term: &Term| {
        let link = match (term.link, term.place) {
            (_, Some(_)) if is_mutual => return None,
            ("by:", None) | ("in:", None) => "",
            ("in:", Some(_)) if places.len() < 2 && !is_directed => "",
            ("from:", _) if is_export => "",
            (link, _) => link,
        };
        match term.place {
            // Whose it is follows from the order of the countries.
            Some(_) if link.is_empty() => None,
            Some(place) => Some(format!("{link}{place}")),
            None => Some(format!("{link}{}", term.form)),
        }
    };
    let mut key: Vec<String> = terms.iter().filter_map(word).collect();
    key.sort();
    key.dedup();
    key
}

/// The words from the first term to the last as they stand, where they are
/// one piece; else the terms with spaces between them.
pub(super) fn written(sentence: &Sentence<'_>, terms: &[Term]) -> String {
    let (Some(first), Some(last)) = (terms.first(), terms.last()) else { return String::new() };
    let span: Range<usize> = sentence.tokens.span(first.token, last.token + 1);
    if last.token - first.token < terms.len() + 3
        && !(first.token..last.token).any(|at| sentence.is_hard_mark(at))
    {
        return sentence.tokens.text[span].to_owned();
    }
    let words: Vec<&str> = terms.iter().map(|term| sentence.tokens.written(term.token)).collect();
    words.join(" ")
}
