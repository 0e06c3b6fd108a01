//! Printing: results to standard output, diagnostics to standard error.

use std::io::{self, IsTerminal, Write};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use attache::error::{Diagnostic, Error, Severity};
use serde_json::json;

use super::terminal::printable;
use super::{Choice, DONE, FAILED, Global, HELD, MessageFormat, WRONG};

/// Prints for one run.
#[derive(Clone)]
pub(super) struct Reporter {
    pub(super) json: bool,
    quiet: bool,
    pub(super) verbose: bool,
    color: bool,
}

impl Reporter {
    pub(super) fn new(global: &Global) -> Self {
        // https://no-color.org: any value but an empty one asks for no colours.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match global.color {
            Choice::Always => true,
            Choice::Never => false,
            Choice::Auto => io::stderr().is_terminal() && !no_color,
        };
        Self {
            json: global.message_format == MessageFormat::Json,
            quiet: global.quiet,
            verbose: global.verbose,
            color,
        }
    }

    /// Tells whether progress may be drawn.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
    }

    /// Prints a result line; a closed pipe ends quietly.
    pub(super) fn result(&self, line: &str) {
        let _ = writeln!(io::stdout().lock(), "{line}");
    }

    /// Prints a result as it is.
    pub(super) fn result_bytes(&self, bytes: &[u8]) -> u8 {
        let _ = io::stdout().lock().write_all(bytes);
        DONE
    }

    /// Prints a line of a log.
    pub(super) fn log(&self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Prints what was done, with `--verbose`.
    pub(super) fn remark(&self, text: &str) {
        if self.verbose && !self.json {
            let _ = writeln!(io::stderr().lock(), "{}", printable(text, false));
        }
    }

    /// Prints diagnostics; warnings not with `--quiet`.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            if self.quiet && diagnostic.severity == Severity::Warning {
                continue;
            }
            let text = match self.json {
                true => json!(diagnostic).to_string(),
                false => self.render(diagnostic),
            };
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Prints an error and returns the exit status that it calls for.
    pub(super) fn error(&self, error: &Error) -> u8 {
        self.diagnostics(&error.diagnostics());
        match error {
            Error::Desk(_) => WRONG,
            Error::Build(_) => FAILED,
            Error::Locked(_) => HELD,
        }
    }

    /// Prints one diagnostic and returns the exit status of a failure.
    pub(super) fn failed(&self, diagnostic: &Diagnostic) -> u8 {
        self.diagnostics(std::slice::from_ref(diagnostic));
        FAILED
    }

    fn render(&self, diagnostic: &Diagnostic) -> String {
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = printable(&diagnostic.message, false);
        let hint = diagnostic.hint.as_deref().map(|hint| printable(hint, false));
        let file = diagnostic.file.as_deref().map(|file| printable(file, false));
        let source = diagnostic.excerpt.as_deref().map(|line| printable(line, true).replace('\t', " "));
        let mut group = level
            .primary_title(message.as_str())
            .elements(std::iter::empty::<Snippet<'_, annotate_snippets::Annotation<'_>>>());
        if let Some(file) = &file {
            match (&source, diagnostic.line, diagnostic.column) {
                (Some(source), Some(line), Some(column)) => {
                    let snippet = Snippet::source(source.as_str())
                        .line_start(line)
                        .path(file.as_str())
                        .annotation(AnnotationKind::Primary.span(word_at(source, column)));
                    group = group.element(snippet);
                }
                _ => group = group.element(annotate_snippets::Origin::path(file.as_str())),
            }
        }
        if let Some(hint) = &hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        renderer.render(&[group])
    }
}

/// Returns the bytes of the word that begins at a column (characters, from 1).
fn word_at(line: &str, column: usize) -> std::ops::Range<usize> {
    let start = line.char_indices().nth(column - 1).map_or(line.len(), |(place, _)| place);
    let rest = &line[start..];
    let letters = rest.find(|letter: char| !letter.is_alphanumeric() && !"_-./".contains(letter));
    let first = rest.chars().next().map_or(0, char::len_utf8);
    start..start + letters.unwrap_or(rest.len()).max(first)
}
