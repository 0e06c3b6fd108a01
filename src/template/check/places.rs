//! Places in Markdown where escaping does not hold: code spans, code blocks
//! and addresses.

use super::kind::Kind;
use super::lexer::{Piece, pieces};
use super::tree::Mistake;

/// Returns the bytes at which a value is printed in such a place, with what
/// the place is.
pub(super) fn unsafe_places(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut place = Place::default();
    for piece in pieces(text, &mut Vec::new()) {
        match piece {
            Piece::Text(span) => text[span].split_inclusive('\n').for_each(|line| place.read(line)),
            Piece::Print { tokens, span, .. } => {
                let at = tokens.first().map_or(span.start, |(_, span)| span.start);
                if let Some(what) = place.what() {
                    found.push((at, what));
                }
                place.line.push('x');
            }
            Piece::Tag { .. } => {}
        }
    }
    found
}

/// Where in Markdown the reading is.
#[derive(Default)]
struct Place {
    /// The line so far, without tags, each value as `x`.
    line: String,
    fenced: bool,
}

impl Place {
    fn read(&mut self, text: &str) {
        self.line.push_str(text);
        if text.ends_with('\n') {
            let line = self.line.trim_start();
            if line.starts_with("```") || line.starts_with("~~~") {
                self.fenced = !self.fenced;
            }
            self.line.clear();
        }
    }

    fn what(&self) -> Option<&'static str> {
        let line = &self.line;
        let ticks = line.matches('`').count() - line.matches("\\`").count();
        let address = line.rfind("](").is_some_and(|place| !line[place..].contains(')'));
        let autolink = line.rfind('<').is_some_and(|place| {
            let rest = &line[place + 1..];
            !rest.contains('>') && (rest.is_empty() || rest.contains(':'))
        });
        match () {
            () if self.fenced => Some("a code block"),
            () if ticks % 2 == 1 => Some("a code span"),
            () if address || autolink => Some("an address"),
            () => None,
        }
    }
}

/// Says what is wrong with a value of a kind in such a place; `None` where it
/// holds nothing that could be escaped.
pub(super) fn judge(at: usize, place: &str, kind: &Kind) -> Option<Mistake> {
    let is_harmless = match kind.certain() {
        Kind::Number | Kind::Truth | Kind::Choice(_) | Kind::None => true,
        Kind::Code => place != "an address",
        _ => false,
    };
    let hint = match place {
        "an address" => "print `open` of an excerpt or a citation, which is a whole link",
        _ => "print it outside, where it is escaped",
    };
    let message = format!("a value in {place} is not escaped as it must be there");
    (!is_harmless).then(|| Mistake::warning(at, message).hint(hint))
}
