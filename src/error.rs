//! Mistakes as values: diagnostics, warnings and the library's error.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was left out or looks wrong; the work went on.
    Warning,
    /// The work could not be done.
    Error,
}

/// A mistake that a user can find and mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file, relative to the desk, with `/`.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1; never without a line.
    pub column: Option<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The line that is wrong, as written, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

/// A diagnostic of severity [`Severity::Warning`].
pub type Warning = Diagnostic;

impl Diagnostic {
    /// Makes an error without a place.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message.into())
    }

    /// Makes a warning without a place.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message.into())
    }

    fn new(severity: Severity, message: String) -> Self {
        Self { severity, file: None, line: None, column: None, message, hint: None, excerpt: None }
    }

    /// Adds the file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Adds the line and column, both from 1, and cuts the line out of the
    /// file's text.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize, text: &str) -> Self {
        self.line = Some(line);
        self.column = Some(column.max(1));
        self.excerpt = text.lines().nth(line.saturating_sub(1)).map(str::to_owned);
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// Writes `file:line:column: message (hint)` on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
            if let (Some(line), Some(column)) = (self.line, self.column) {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// A value with what was noticed while it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported<T> {
    /// The value.
    pub value: T,
    /// In the order in which they were noticed.
    pub warnings: Vec<Warning>,
}

impl<T> Reported<T> {
    /// Wraps a value without warnings.
    pub fn clean(value: T) -> Self {
        Self { value, warnings: Vec::new() }
    }

    /// Moves the warnings to `warnings` and returns the value.
    pub fn drain_into(self, warnings: &mut Vec<Warning>) -> T {
        warnings.extend(self.warnings);
        self.value
    }
}

/// Returns the name of `names` that was probably meant by `written`; `None`
/// where nothing is near (Damerau-Levenshtein distance over two and over a
/// third of the letters).
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = written.chars().count();
    let limit = (letters / 3).max(2).min(letters.saturating_sub(1));
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Writes a hint for a name that is not one of `names`: the nearest one, or
/// all of them.
pub fn name_hint<'a>(written: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(written, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => {
            let all: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
            if all.is_empty() { "none is defined".to_owned() } else { format!("one of {}", all.join(", ")) }
        }
    }
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The desk's files are wrong; nothing was written.
    #[error("{}", first_of(.0))]
    Desk(Vec<Diagnostic>),
    /// The work was done in part or not at all.
    #[error("{}", first_of(.0))]
    Build(Vec<Diagnostic>),
    /// Another run holds the desk.
    #[error("another run of attache holds `{0}`")]
    Locked(String),
}

impl Error {
    /// Returns what went wrong, worst first.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::Desk(diagnostics) | Self::Build(diagnostics) => diagnostics.clone(),
            Self::Locked(_) => {
                vec![Diagnostic::error(self.to_string()).hint("wait until it ends, then run again")]
            }
        }
    }
}

fn first_of(diagnostics: &[Diagnostic]) -> String {
    match diagnostics {
        [] => "failed".to_owned(),
        [one] => one.to_string(),
        [one, rest @ ..] => format!("{one} (and {} more)", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        assert_eq!(name_hint("them", ["themes", "title"]), "did you mean `themes`?".to_owned());
        assert_eq!(name_hint("zzz", ["a", "b"]), "one of `a`, `b`");
        assert_eq!(name_hint("zzz", []), "none is defined");
    }

    #[test]
    fn a_diagnostic_reads_as_compilers_write_it() {
        let text = "a: 1\nb: 2\n";
        let diagnostic =
            Diagnostic::error("unknown key `b`").in_file("config.yaml").at(2, 1, text).hint("remove it");
        assert_eq!(diagnostic.to_string(), "config.yaml:2:1: unknown key `b` (remove it)");
        assert_eq!(diagnostic.excerpt.as_deref(), Some("b: 2"));
    }
}
