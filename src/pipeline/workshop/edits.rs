//! Edits: what editors pin and drop, written into their briefs, and taken back.

use std::fs;
use std::path::Path;

use super::{Workshop, held};
use crate::desk::edit::{self, NewDrop, NewPin};
use crate::error::{Diagnostic, Error};
use crate::model::BriefSpec;
use crate::output;

/// What to do about an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It is to be in, whatever its score.
    Pin,
    /// It is pinned no longer.
    Unpin,
    /// It is to be left out.
    Drop,
    /// It is dropped no longer.
    Undrop,
}

/// A change of a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to do.
    pub act: Act,
    /// The brief's id.
    pub brief: String,
    /// The theme's id, for a pin.
    pub theme: String,
    /// The document's path relative to the desk, with `#member` for a part.
    pub document: String,
    /// The words: whole sentences of one passage.
    pub text: String,
}

/// A change that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// What was asked for.
    pub edit: Edit,
    /// The brief's file, relative to the desk.
    pub file: String,
    before: String,
    after: String,
}

/// What was written, the last at the end.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<Edited>);

/// So many changes can be taken back.
const MOST_UNDONE: usize = 50;

impl Workshop {
    /// Writes a change into its brief. The rest of the file stays as it is.
    ///
    /// # Errors
    /// [`Error::Desk`] for a brief that the desk does not have, or where the
    /// file cannot be edited or written; it is then as it was.
    pub fn edit(&self, edit: Edit) -> Result<(), Error> {
        let mut edits = held(&self.edits);
        let standing = self.standing();
        let brief = standing.session.as_ref().and_then(|session| session.desk.brief(&edit.brief));
        let Some(file) = brief.map(BriefSpec::path) else {
            return Err(refused(Diagnostic::error(format!("there is no brief `{}`", edit.brief))));
        };
        let path = self.root.join(&file);
        let before = fs::read_to_string(&path).map_err(|error| unreadable(&file, &error))?;
        let after = edited(&before, &edit).map_err(|mistake| refused(mistake.in_file(&file)))?;
        replace(&path, &before, &after).map_err(|mistake| refused(mistake.in_file(&file)))?;
        edits.0.push(Edited { edit, file, before, after });
        if edits.0.len() > MOST_UNDONE {
            edits.0.remove(0);
        }
        Ok(())
    }

    /// Returns the change that [`Self::undo`] would take back.
    pub fn last_edit(&self) -> Option<Edited> {
        held(&self.edits).0.last().cloned()
    }

    /// Takes the last change back; nothing where there is none.
    ///
    /// # Errors
    /// [`Error::Desk`] where the file was changed by somebody else since, or
    /// cannot be written; it is then as it was, and the change is forgotten.
    pub fn undo(&self) -> Result<(), Error> {
        let mut edits = held(&self.edits);
        let Some(Edited { file, before, after, .. }) = edits.0.pop() else { return Ok(()) };
        replace(&self.root.join(&file), &after, &before).map_err(|mistake| refused(mistake.in_file(&file)))
    }
}

fn refused(mistake: Diagnostic) -> Error {
    Error::Desk(vec![mistake])
}

fn unreadable(file: &str, error: &std::io::Error) -> Error {
    refused(Diagnostic::error(format!("cannot read `{file}`: {error}")).in_file(file))
}

/// Makes the brief's text with a change.
fn edited(text: &str, edit: &Edit) -> Result<String, Box<Diagnostic>> {
    let Edit { act, theme, document, text: words, .. } = edit.clone();
    let pin =
        |theme| NewPin { theme, document: document.clone(), text: words.clone(), audiences: Vec::new() };
    let drop = NewDrop { document: document.clone(), text: Some(words.clone()) };
    match act {
        Act::Pin => edit::pin(text, &pin(theme)),
        Act::Unpin => edit::unpin(text, &pin(theme)),
        Act::Drop => edit::drop(text, &drop),
        Act::Undrop => edit::undrop(text, &drop),
    }
}

/// Replaces a file's text, unless it is no longer `before`.
fn replace(path: &Path, before: &str, after: &str) -> Result<(), Box<Diagnostic>> {
    output::rewrite(path, before, after).map_err(|error| {
        let hint = "somebody else has saved it: look again, then repeat this";
        Box::new(Diagnostic::error(error.to_string()).hint(hint))
    })
}
