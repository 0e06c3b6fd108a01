//! White space: texts on one line.

/// Writes a text on one line, with single spaces between its words; empty where
/// it is white space only.
#[must_use]
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
