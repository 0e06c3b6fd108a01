//! The pages: each a function from what there is to markup.

mod brief;
mod compare;
mod desk;
mod document;
mod edition;
mod excerpt;
mod explain;
mod framed;
mod mistakes;
mod search;
mod shell;

use axum::http::StatusCode;

pub(super) use brief::{brief, mistaken};
pub(super) use compare::compare;
pub(super) use desk::desk;
pub(super) use document::document;
pub(super) use edition::edition;
pub(super) use excerpt::excerpt;
pub(super) use explain::explain;
pub(super) use framed::{briefing, pictures};
pub(super) use search::search;
pub(super) use shell::Shell;

use super::routes::Answer;
use crate::error::Diagnostic;
use crate::tool::html::Html;

/// There is no such page.
pub(super) fn nothing(shell: &Shell<'_>) -> Answer {
    let mut body = Html::new();
    let wrong = [&shell.standing.mistakes[..], &shell.standing.corpus_mistakes].concat();
    if !wrong.is_empty() {
        mistakes::section(&mut body, &wrong, "");
    }
    body.raw("<h1>There is nothing here</h1>\n<p>It may have been removed or renamed. ");
    body.link("/", "Go to the desk").raw("</p>\n");
    Answer::page(shell.page("Nothing here", &[], &body)).with_status(StatusCode::NOT_FOUND)
}

/// The desk is being read for the first time.
pub(super) fn waiting(shell: &Shell<'_>) -> Answer {
    let mut body = Html::new();
    body.raw("<h1>Reading the corpus</h1>\n<p>This page follows when it is done. ");
    body.raw("Without scripts, load it again in a moment.</p>\n");
    Answer::page(shell.page("Reading the corpus", &[], &body))
}

/// A change was not written.
pub(super) fn refused(shell: &Shell<'_>, diagnostics: &[Diagnostic], back: &str) -> Answer {
    let mut body = Html::new();
    body.raw("<h1>Nothing was changed</h1>\n");
    mistakes::list(&mut body, diagnostics);
    body.raw("<p>").link(back, "Back").raw("</p>\n");
    Answer::page(shell.page("Nothing was changed", &[], &body)).with_status(StatusCode::CONFLICT)
}
