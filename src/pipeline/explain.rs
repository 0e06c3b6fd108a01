//! Why excerpts were chosen, and why passages were left out.

use std::ops::Range;

use serde::Serialize;

use super::choice::{Choice, given_themes};
use super::news::Readers;
use super::{Material, Request, Session, archive, document_hint};
use crate::compose::{self, Plan, document_id};
use crate::error::{Diagnostic, Error, Reported};
use crate::manifest::Reasons;
use crate::model::{Audience, BriefSpec, Document, Passage, Query};
use crate::output;
use crate::select::{Obstacle, Place, Verdict, Weighed};

/// What is asked about a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Why each excerpt was chosen.
    Everything,
    /// Why an excerpt was chosen, by its number in the edition.
    Excerpt(u32),
    /// Why an excerpt was chosen, by its number in an audience's briefing,
    /// where the template prints the excerpts in the order of the model.
    Numbered {
        /// The audience's id.
        audience: String,
        /// The number, from 1.
        number: u32,
    },
    /// What became of the passages on a line of a document's text.
    Line {
        /// The document's path relative to the desk, with `#member` for a
        /// part; or an end of it that no other document has.
        document: String,
        /// The line, from 1.
        line: usize,
    },
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Explanation {
    /// Why an excerpt was chosen.
    Excerpt(Box<ExcerptExplained>),
    /// What became of a passage.
    Passage(PassageExplained),
}

/// Why an excerpt was chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExcerptExplained {
    /// Its number in the edition, from 1.
    pub n: u32,
    /// The theme's id.
    pub theme: String,
    /// The ids of the audiences that are given it.
    pub audiences: Vec<String>,
    /// Where it stands.
    pub place: Spot,
    /// What its score adds up to.
    pub score: f64,
    /// What speaks for it.
    pub reasons: Reasons,
    /// What it was preferred to, as in `reasons`, with the words.
    pub preferred_to: Vec<Rival>,
    /// Other documents with the same words.
    pub also_in: Vec<String>,
}

/// A stretch of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spot {
    /// The document's path relative to the desk, with `#member` for a part.
    pub document: String,
    /// The line of the document's text that it begins on, from 1.
    pub line: usize,
    /// First byte in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// Verbatim.
    pub text: String,
}

/// What an excerpt was preferred to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rival {
    /// Where it stands.
    pub place: Spot,
    /// Comparable with the excerpt's.
    pub score: f64,
}

/// What became of a passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PassageExplained {
    /// The passage.
    pub place: Spot,
    /// For each theme of the brief, in its order.
    pub themes: Vec<ThemeExplained>,
}

/// What became of a passage under a theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeExplained {
    /// The theme's id.
    pub theme: String,
    /// The words of the theme that the passage has, each once, as they stand
    /// there.
    pub matched: Vec<String>,
    /// Audiences, and what became of the passage for them; those of whom the
    /// same is to be said are together.
    pub outcomes: Vec<Outcome>,
}

/// What became of a passage for some audiences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Their ids.
    pub audiences: Vec<String>,
    /// Whether it was chosen.
    pub chosen: bool,
    /// What there is to say, in a sentence without a full stop.
    pub reason: String,
}

impl Session {
    /// Chooses for a brief as a build would and says why; nothing is written.
    ///
    /// # Errors
    /// As [`Session::build`], and [`Error::Desk`] where there is no such
    /// excerpt, document or passage.
    pub fn explain(
        &self,
        material: &Material,
        brief: &BriefSpec,
        request: &Request,
        question: &Question,
    ) -> Result<Reported<Vec<Explanation>>, Error> {
        let mut warnings = Vec::new();
        let archive = archive(&self.desk);
        let current = output::current(&archive, &brief.id, request.date);
        let past = self.past(brief, request, current);
        let told = past.told();
        let audiences: Vec<&Audience> = self.desk.audiences(brief).collect();
        let readers = Readers::new(&told, &audiences, material);
        let memory = (&readers, past.window.as_ref());
        let choice = Choice::of(self, material, brief, request, memory, &mut warnings)?;
        let plan = choice.choose(&mut warnings).plan;
        let answer = Answer { material, choice: &choice, plan: &plan };
        let value = match question {
            Question::Everything => (1..=plan.excerpts.len() as u32)
                .map(|n| Explanation::Excerpt(Box::new(answer.excerpt(n))))
                .collect(),
            Question::Excerpt(n) => {
                answer.check_number(*n, brief)?;
                vec![Explanation::Excerpt(Box::new(answer.excerpt(*n)))]
            }
            Question::Numbered { audience, number } => {
                let n = answer.numbered(audience, *number)?;
                vec![Explanation::Excerpt(Box::new(answer.excerpt(n)))]
            }
            Question::Line { document, line } => answer.line(document, *line)?,
        };
        Ok(Reported { value, warnings })
    }
}

struct Answer<'a> {
    material: &'a Material,
    choice: &'a Choice<'a>,
    plan: &'a Plan,
}

impl Answer<'_> {
    fn check_number(&self, n: u32, brief: &BriefSpec) -> Result<(), Error> {
        let count = self.plan.excerpts.len();
        if (1..=count).contains(&(n as usize)) {
            return Ok(());
        }
        let hint = match count {
            0 => "it has no excerpts; `attache themes list` shows what its themes find".to_owned(),
            _ => format!("its excerpts are numbered from 1 to {count}"),
        };
        let message = format!("brief `{}` has no excerpt {n}", brief.id);
        Err(Error::Desk(vec![Diagnostic::error(message).hint(hint)]))
    }

    fn numbered(&self, audience: &str, number: u32) -> Result<u32, Error> {
        let place = self.choice.audiences.iter().position(|known| known.id == audience);
        let given: Vec<u32> = place.map_or_else(Vec::new, |place| {
            let themes = given_themes(&self.choice.themes, self.choice.audiences[place]);
            themes.into_iter().flat_map(|theme| &self.plan.given[place][theme]).copied().collect()
        });
        (number as usize).checked_sub(1).and_then(|index| given.get(index)).copied().ok_or_else(|| {
            let message = format!("the briefing for `{audience}` has no excerpt {number}");
            let hint = format!("it has {}", given.len());
            Error::Desk(vec![Diagnostic::error(message).hint(hint)])
        })
    }

    fn excerpt(&self, n: u32) -> ExcerptExplained {
        let (theme, chosen) = &self.plan.excerpts[n as usize - 1];
        let corpus = &self.material.corpus;
        let given = |(audience, given): (&&Audience, &Vec<Vec<u32>>)| {
            given.iter().flatten().any(|own| *own == n).then(|| audience.id.clone())
        };
        ExcerptExplained {
            n,
            theme: theme.clone(),
            audiences: self.choice.audiences.iter().zip(&self.plan.given).filter_map(given).collect(),
            place: spot(corpus.document(chosen.excerpt.document()), chosen.excerpt.range()),
            score: chosen.score,
            reasons: compose::reasons(corpus, chosen),
            preferred_to: chosen
                .preferred_to
                .iter()
                .map(|other| Rival {
                    place: spot(corpus.document(other.document), other.range.clone()),
                    score: other.score,
                })
                .collect(),
            also_in: chosen.also_in.iter().map(|id| document_id(corpus.document(*id))).collect(),
        }
    }

    fn line(&self, name: &str, line: usize) -> Result<Vec<Explanation>, Error> {
        let document = self.document(name)?;
        let range = line_range(&document.text, line).ok_or_else(|| {
            let message = format!("`{name}` has no line {line}");
            let hint = format!("its text has {} lines", document.text.lines().count());
            Error::Desk(vec![Diagnostic::error(message).hint(hint)])
        })?;
        let on_line = |passage: &&Passage| {
            passage.document == document.id
                && passage.range.start < range.end.max(range.start + 1)
                && range.start < passage.range.end
        };
        let passages: Vec<&Passage> = self.material.passages.iter().filter(on_line).collect();
        if passages.is_empty() {
            let message = format!("there is no passage on line {line} of `{name}`");
            let hint = "`attache search` tells the lines of passages";
            return Err(Error::Desk(vec![Diagnostic::error(message).hint(hint)]));
        }
        Ok(self.choice.weighed(|weighed| {
            let explained = |passage: &&Passage| {
                let themes = (0..self.choice.themes.len())
                    .map(|theme| self.under(weighed, theme, document, passage))
                    .collect();
                Explanation::Passage(PassageExplained {
                    place: spot(document, passage.range.clone()),
                    themes,
                })
            };
            passages.iter().map(explained).collect()
        }))
    }

    /// Returns the document of this name, or the only one whose name ends so.
    fn document(&self, name: &str) -> Result<&Document, Error> {
        let documents = &self.material.corpus.documents;
        let ending = format!("/{}", name.trim_start_matches('/'));
        let mut endings = documents.iter().filter(|document| document_id(document).ends_with(&ending));
        let only = endings.next().filter(|_| endings.next().is_none());
        documents.iter().find(|document| document_id(document) == name).or(only).ok_or_else(|| {
            let hint = document_hint(&self.material.corpus, name);
            let message = format!("there is no document `{name}` in the corpus");
            Error::Desk(vec![Diagnostic::error(message).hint(hint)])
        })
    }

    fn under(
        &self,
        weighed: &Weighed<'_>,
        theme: usize,
        document: &Document,
        passage: &Passage,
    ) -> ThemeExplained {
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (audience, given) in self.choice.audiences.iter().zip(&self.plan.given) {
            let quota = self.choice.quota(audience);
            let is_given = quota.themes.as_ref().is_none_or(|themes| themes.contains(&theme));
            let (chosen, reason) = if is_given {
                let verdict = weighed.verdict(&quota, theme, passage.id);
                let reason = self.reason(&verdict, given, theme, document, passage);
                (matches!(verdict, Verdict::Chosen(_)), reason)
            } else {
                (false, "not given: the audience does not get this theme".to_owned())
            };
            match outcomes.iter_mut().find(|outcome| outcome.reason == reason) {
                Some(outcome) => outcome.audiences.push(audience.id.clone()),
                None => outcomes.push(Outcome { audiences: vec![audience.id.clone()], chosen, reason }),
            }
        }
        let query = &self.choice.themes[theme].query;
        ThemeExplained {
            theme: self.choice.themes[theme].id.clone(),
            matched: self.words(query, document, passage),
            outcomes,
        }
    }

    /// Returns the words of a query that a passage has, each once.
    fn words(&self, query: &Query, document: &Document, passage: &Passage) -> Vec<String> {
        let text = &document.text[passage.range.clone()];
        let mut words: Vec<String> = Vec::new();
        for found in self.material.index.matched(query, text, document.source.language.as_deref()) {
            let word = text[found].to_owned();
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }

    fn reason(
        &self,
        verdict: &Verdict,
        given: &[Vec<u32>],
        theme: usize,
        document: &Document,
        passage: &Passage,
    ) -> String {
        let number = |place: &Place| {
            let n = given.get(place.theme).and_then(|numbers| numbers.get(place.index));
            n.map_or_else(|| "another excerpt".to_owned(), |n| format!("excerpt {n}"))
        };
        match verdict {
            Verdict::Chosen(place) => format!("chosen: it is {}", number(place)),
            Verdict::NotProse => {
                let kind = document.blocks[passage.block].kind.name();
                format!("never quoted: it is a {kind}, and only sentences of paragraphs and lists are")
            }
            Verdict::Unquotable(reasons) => match &reasons[..] {
                [one] => format!("never quoted: its sentence {}", one.reason()),
                [first, ..] => {
                    format!("never quoted: no sentence of it may be; the first {}", first.reason())
                }
                [] => "never quoted".to_owned(),
            },
            Verdict::NotFound => self.not_found(theme, document, passage),
            Verdict::TooFarDown { rank, most } => {
                format!("left out: {rank} in the search for the theme, of which the first {most} are weighed")
            }
            Verdict::LeftOut { value, obstacle, .. } => {
                format!("left out: {} (alone it would score {value:.2})", obstacle_text(obstacle, &number))
            }
        }
    }

    fn not_found(&self, theme: usize, document: &Document, passage: &Passage) -> String {
        let theme = self.choice.themes[theme];
        let excluded = Query { clauses: theme.query.exclude.clone(), exclude: Vec::new() };
        let out = self.words(&excluded, document, passage);
        if !self.choice.counted.counts(document) {
            return match self.choice.is_since_last {
                true => {
                    "not looked at: its document is older than the last edition, which knew it".to_owned()
                }
                false => "not looked at: its document is older than the brief's period".to_owned(),
            };
        }
        if !theme.admits(document) {
            return "not looked at: its document is not of the sources or the time that the theme requires"
                .to_owned();
        }
        match out.first() {
            Some(word) => format!("not found: it has “{word}”, which the theme excludes"),
            None if self.words(&theme.query, document, passage).is_empty() => {
                "not found: it has none of the theme's terms".to_owned()
            }
            None => "not found: it lacks a term that the theme requires".to_owned(),
        }
    }
}

fn obstacle_text(obstacle: &Obstacle, number: &dyn Fn(&Place) -> String) -> String {
    match obstacle {
        Obstacle::Withheld => "its document is marked higher than the audience may see".to_owned(),
        Obstacle::Dropped => "the brief drops it".to_owned(),
        Obstacle::Elsewhere => "it speaks more to another theme of the brief".to_owned(),
        Obstacle::Weak { share, least } => format!(
            "it has {:.0} % of what the best passage has of the theme's terms, and {:.0} % are needed",
            share * 100.0,
            least * 100.0
        ),
        Obstacle::ByChance => "the passage around it says little on the theme".to_owned(),
        Obstacle::Long { words, most } => {
            format!("it has {words} words, and an excerpt has at most {most}")
        }
        Obstacle::LeansOnSentenceBefore => {
            "it begins with words that the sentence before explains".to_owned()
        }
        Obstacle::Unfit => "a sentence of it may not be quoted".to_owned(),
        Obstacle::Shown(before) => {
            format!("it was told already: it is in excerpt {} of the edition {}", before.n, before.edition)
        }
        Obstacle::Told(before) => format!(
            "it was told already in other words: excerpt {} of the edition {} says the same",
            before.n, before.edition
        ),
        Obstacle::Taken(place) => format!("part of it is {} already", number(place)),
        Obstacle::Repeats(place) => format!("it says what {} says", number(place)),
        Obstacle::SourceCount { most: 1 } => "its document has one excerpt in the theme already".to_owned(),
        Obstacle::SourceCount { most } => {
            format!("its document has {most} excerpts in the theme already, which is the most")
        }
        Obstacle::SourceWords { quoted, most } => {
            format!("{quoted} words of its document are quoted already, of at most {most}")
        }
        Obstacle::ThemeWords { most } => format!("the theme has its {most} words"),
        Obstacle::Padding { least, .. } => format!("by itself it adds too little: {least:.2} are needed"),
        Obstacle::Outbid { value, last } => format!(
            "others say more: after them it would add {value:.2}, and the last that was chosen added {last:.2}"
        ),
    }
}

fn spot(document: &Document, range: Range<usize>) -> Spot {
    Spot {
        document: document_id(document),
        line: document.line(range.start),
        text: document.text[range.clone()].to_owned(),
        start_byte: range.start,
        end_byte: range.end,
    }
}

/// Returns the bytes of a line (from 1) without its end.
fn line_range(text: &str, line: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for (place, content) in text.split('\n').enumerate() {
        if place + 1 == line {
            return Some(start..start + content.len());
        }
        start += content.len() + 1;
    }
    None
}
