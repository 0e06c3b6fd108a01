//! Trials: templates filled with views at the edges of what there can be.

use std::collections::BTreeMap;

use serde_json::Value;

use super::walk::Seen;
use crate::error::Diagnostic;
use crate::template::Templates;
use crate::tool::markdown::{self, Markdown};

/// Where a template prints marks and changes words first: the file, its text
/// and the byte.
pub(super) type Places = BTreeMap<Seen, (String, usize)>;

/// Fills a template with a view; returns what is wrong with that, with the
/// view's name. Mistakes without a line are told of the template itself.
pub(super) fn fill(
    templates: &Templates,
    name: &str,
    (case, view): (&str, &Value),
) -> Result<Markdown, Box<Diagnostic>> {
    templates.fill(name, view).map_err(|mut mistake| {
        mistake.message = format!("{} ({case})", mistake.message);
        mistake
    })
}

/// What a filled template does not keep of what every briefing must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// An excerpt is cited whose words do not stand.
    Words,
    /// A mark has no note.
    Notes,
}

impl Broken {
    pub(super) fn message(self) -> (&'static str, &'static str) {
        match self {
            Self::Words => (
                "the template cites an excerpt without its words",
                "print `excerpt.text` as it is beside `excerpt.mark`",
            ),
            Self::Notes => (
                "the template prints a citation mark without its note",
                "add `{% include \"_parts/notes.md\" %}` at its end",
            ),
        }
    }

    /// Returns what in the template is to blame.
    pub(super) fn place(self, places: &Places) -> Option<&(String, usize)> {
        let changed = places.get(&Seen::Changed).filter(|_| self == Self::Words);
        changed.or_else(|| places.get(&Seen::Mark))
    }
}

/// Returns what is wrong with a filled template.
pub(super) fn keeps(markdown: &Markdown, view: &Value) -> Vec<Broken> {
    let tree = markdown::parse(markdown);
    let text = markdown::fold(&tree.plain_text());
    let mut broken = Vec::new();
    for (number, words) in excerpts(view) {
        let mark = format!("[^{number}]");
        if !markdown.as_str().contains(&mark) {
            continue;
        }
        let label = number.to_string();
        match tree.notes.iter().any(|note| note.label == label) {
            false => broken.push(Broken::Notes),
            true if !text.contains(&markdown::fold(words)) => broken.push(Broken::Words),
            true => {}
        }
    }
    broken.sort_by_key(|broken| *broken == Broken::Notes);
    broken.dedup();
    broken
}

/// Returns numbers and words of all excerpts of a view.
fn excerpts(view: &Value) -> BTreeMap<u64, &str> {
    let list = |value: &'_ Value| value.as_array().map_or(0, Vec::len);
    let own = (0..list(&view["excerpts"])).map(|place| &view["excerpts"][place]);
    let disputes = view["disagreements"].as_array().into_iter().flatten();
    let sides =
        disputes.flat_map(|one| one["sides"].as_array().into_iter().flatten()).map(|side| &side["excerpt"]);
    own.chain(sides)
        .filter_map(|excerpt| Some((excerpt["number"].as_u64()?, excerpt["text"].as_str()?)))
        .collect()
}
