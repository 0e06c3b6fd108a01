//! What Typst says, told of the files that users know.

use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};

use super::world::{Desk, PAGE};
use crate::error::Diagnostic;

/// Says what a user can do about a standard that is not kept.
pub(super) fn unkept(desk: &Desk<'_>, refusal: &SourceDiagnostic, claimed: &[String]) -> Diagnostic {
    let claimed = claimed.join(", ");
    if refusal.message.contains("attached file") {
        return Diagnostic::error(refusal.message.as_str()).in_file("config.yaml").hint(format!(
            "`pdf.standards` claims {claimed}: a-3b, a-3u, a-3a and a-4f allow files in a PDF; or set `pdf.proof: false`"
        ));
    }
    let told = diagnostic(desk, refusal);
    match told.hint {
        None if !claimed.is_empty() => told
            .hint(format!("`pdf.standards` in config.yaml claims {claimed}: mend the look, or claim less")),
        _ => told,
    }
}

/// Points each to its place.
pub(super) fn diagnostics(desk: &Desk<'_>, found: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    found.iter().map(|found| diagnostic(desk, found)).collect()
}

/// Points to the look: to the place itself, or to the call in the look that
/// led there.
fn diagnostic(desk: &Desk<'_>, found: &SourceDiagnostic) -> Diagnostic {
    let message = found.message.to_string();
    let told = match found.severity {
        Severity::Error => Diagnostic::error(message),
        Severity::Warning => Diagnostic::warning(message),
    };
    let calls = found.trace.iter().map(|call| DiagSpan::from(call.span));
    let placed = [found.span]
        .into_iter()
        .chain(calls)
        .find_map(|span| place(desk, told.clone(), span))
        .unwrap_or_else(|| unplaced(desk, told, found.span));
    let hints: Vec<&str> = found.hints.iter().map(|hint| hint.v.as_str()).collect();
    if hints.is_empty() { placed } else { placed.hint(hints.join("; ")) }
}

/// A mistake outside the look that nothing in the look led to: what the look
/// hands over does not fit. Our own place helps whoever reports it to us.
fn unplaced(desk: &Desk<'_>, told: Diagnostic, span: DiagSpan) -> Diagnostic {
    if told.message == "unresolved import" {
        return Diagnostic { message: "there is no `briefing`".to_owned(), ..told }
            .in_file(format!("templates/frame/{PAGE}"))
            .hint("define it: `#let briefing(frame, body) = { body }`");
    }
    let ours = span.id().map(|id| id.get().vpath().get_without_slash().to_owned());
    let line = lines(desk, span).map(|(line, _)| line);
    let message = match (ours, line) {
        (Some(file), Some(line)) => format!("{} (in line {line} of Attaché's own `{file}`)", told.message),
        _ => told.message.clone(),
    };
    Diagnostic { message, ..told.in_file(format!("templates/frame/{PAGE}")) }
}

/// The line and column, from 1.
fn lines(desk: &Desk<'_>, span: DiagSpan) -> Option<(usize, usize)> {
    let source = desk.source(span.id()?).ok()?;
    let (line, column) = source.lines().byte_to_line_column(desk.range(span)?.start)?;
    Some((line + 1, column + 1))
}

fn place(desk: &Desk<'_>, told: Diagnostic, span: DiagSpan) -> Option<Diagnostic> {
    let id = span.id()?;
    let told = told.in_file(Desk::users_path(id)?);
    match (desk.source(id), lines(desk, span)) {
        (Ok(source), Some((line, column))) => Some(told.at(line, column, source.text())),
        _ => Some(told),
    }
}
