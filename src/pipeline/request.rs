//! What is asked for on the command line beside what the desk says.

use std::str::FromStr;

use super::Session;
use crate::error::{Diagnostic, Error, name_hint};
use crate::model::{BriefSpec, Date};
use crate::render;

/// What to build.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The edition's date.
    pub date: Date,
    /// Only these audiences; all of the brief's where empty.
    pub audiences: Vec<String>,
    /// Only these formats; all of the audience's where empty.
    pub formats: Vec<String>,
    /// Only documents dated since then.
    pub since: Option<Since>,
    /// The moment for which it was scheduled (RFC 3339, in UTC); `None` for an
    /// edition by hand.
    pub slot: Option<String>,
}

/// From when on documents count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Since the edition before.
    Last,
    /// Since this day.
    Day(Date),
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "last" => Ok(Self::Last),
            day => day
                .parse()
                .map(Self::Day)
                .map_err(|_| format!("`{day}` is neither `last` nor a date (YYYY-MM-DD)")),
        }
    }
}

impl Session {
    /// Checks the names in a request against the desk and the briefs.
    ///
    /// # Errors
    /// [`Error::Desk`] with every unknown audience and format.
    pub fn check_request(&self, briefs: &[&BriefSpec], request: &Request) -> Result<(), Error> {
        let mut diagnostics = Vec::new();
        let formats = render::format_names();
        for name in request.formats.iter().filter(|name| !formats.contains(&name.as_str())) {
            let message = format!("unknown format `{name}`");
            diagnostics.push(Diagnostic::error(message).hint(name_hint(name, formats.iter().copied())));
        }
        let audiences: Vec<&str> =
            briefs.iter().flat_map(|brief| brief.audiences.iter().map(String::as_str)).collect();
        for id in request.audiences.iter().filter(|id| !audiences.contains(&id.as_str())) {
            let message = format!("no brief that is built has an audience `{id}`");
            diagnostics.push(Diagnostic::error(message).hint(name_hint(id, audiences.iter().copied())));
        }
        if diagnostics.is_empty() { Ok(()) } else { Err(Error::Desk(diagnostics)) }
    }
}
