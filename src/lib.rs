//! Attaché: a folder of documents in, a cited briefing out.
//!
//! The library does the work and returns values; the command line prints and
//! chooses the exit status; [`output`] alone writes files of a desk. In the
//! order of the work:
//!
//! 1. [`desk`] reads `config.yaml`, `briefs/` and `templates/` and finds every
//!    mistake;
//! 2. [`corpus`] reads documents, [`passage`] cuts them;
//! 3. [`index`] finds passages, [`score`] weighs them, [`search`] ranks them;
//! 4. [`select`] chooses excerpts, [`copies`] knows what is said twice,
//!    [`themes`] says what would sharpen what is looked for;
//! 5. [`cite`] formats references, [`findings`] marks figures and quotations,
//!    [`compose`] makes what a template sees, [`charts`] draws what it shows;
//! 6. [`template`] fills it into Markdown, [`render`] writes every format from
//!    that Markdown's tree; [`studio`] is where templates and pages of users run;
//! 7. [`manifest`] is the edition's proof; [`delivery`] brings it to its readers.
//!
//! [`schedule`] says when, and sees to it. [`pipeline`] alone knows all of them; [`model`] is what they hand on.

pub mod charts;
pub mod cite;
pub mod compose;
pub mod copies;
pub mod corpus;
pub mod delivery;
pub mod desk;
pub mod error;
pub mod findings;
#[doc(hidden)]
pub mod fuzzing;
pub mod index;
pub mod labels;
pub mod manifest;
pub mod model;
pub mod news;
pub mod output;
pub mod passage;
pub mod pipeline;
pub mod preview;
pub mod query;
pub mod render;
pub mod schedule;
pub mod score;
pub mod search;
pub mod select;
pub mod shelf;
pub mod signature;
pub mod studio;
pub mod template;
pub mod themes;
pub mod tool;
pub mod verify;
mod worker;
