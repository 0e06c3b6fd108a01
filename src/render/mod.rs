//! Output formats: from a briefing's Markdown and tree to files.

use std::collections::BTreeMap;

use crate::model::Date;

pub mod html;
pub mod markdown;

/// What the writers know of a briefing beside its tree.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The briefing's title, which the first heading of level 1 repeats.
    pub title: String,
    /// The audience's name, such as `Analysts`.
    pub audience: String,
    /// Who publishes the briefing; may be empty.
    pub desk: String,
    /// The edition's date.
    pub date: Date,
    /// The date as readers of `language` write it.
    pub date_text: String,
    /// The language of everything that is no quotation (BCP 47).
    pub language: String,
    /// Words of the frame itself in `language`, such as `contents` and
    /// `page`, by key.
    pub labels: BTreeMap<String, String>,
    /// The language of each quotation by the label of its footnote; a
    /// quotation that is not named is in `language`.
    pub quote_languages: BTreeMap<String, String>,
    /// Files of `templates/frame/` by name: `page.typ`, `page.css` and what
    /// they use (a logo). The built-in look where a name is missing.
    pub look: BTreeMap<String, Vec<u8>>,
}
