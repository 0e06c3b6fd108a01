//! What holds within a group of RTF, and where its text goes.

use crate::corpus::formats::flow::Role;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Destination {
    #[default]
    Body,
    Nowhere,
    Fonts,
    Styles,
    Info,
    Title,
    Author,
    Company,
    Created,
    Modified,
    /// A text in the code page of the document, which the same text in Unicode
    /// follows; with where that goes.
    Twice,
}

/// What is to be done at the end of a group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Act {
    #[default]
    Nothing,
    Note,
    TextBox,
    Name,
}

/// What holds within a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    pub(super) to: Destination,
    pub(super) act: Act,
    /// A `\*` was read: the next control word may be unknown.
    pub(super) starred: bool,
    /// Nothing was read yet: only now does `\*` mean anything.
    pub(super) fresh: bool,
    pub(super) font: i32,
    /// Bytes after each `\u` that stand for the same character.
    pub(super) doubles: usize,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) strong: bool,
    /// Of paragraphs.
    pub(super) style: i32,
    pub(super) outline: Option<u8>,
    pub(super) listed: bool,
    pub(super) in_table: bool,
    pub(super) nesting: usize,
}

impl State {
    pub(super) fn reset_paragraph(&mut self) {
        (self.style, self.outline, self.listed) = (0, None, false);
        (self.in_table, self.nesting) = (false, 0);
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) role: Option<Role>,
    pub(super) listed: bool,
}
