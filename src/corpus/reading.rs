//! The border between the corpus and its formats: what a reader is given, and
//! where it puts what it found.

use serde::{Deserialize, Serialize};

use crate::error::Warning;
use crate::model::{Outcome, ReadLimits, Sha256};

use super::blocks::Piece;
use super::formats::Format;
use super::metadata::Known;

/// What a format's reader is given.
pub(super) struct Raw<'a> {
    pub(super) bytes: &'a [u8],
    /// The file, and the member where there is one, for warnings.
    pub(super) path: &'a str,
    /// The last part of the name, without folders: `report.pdf`. A hint only.
    pub(super) name: &'a str,
    /// The encoding that whatever holds these bytes declares (a WHATWG label).
    pub(super) charset: Option<&'a str>,
    pub(super) limits: &'a ReadLimits,
}

/// What a format's reader gives for each document in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Reading {
    /// The text that all ranges count into.
    pub(super) text: String,
    /// The encoding's name (WHATWG).
    pub(super) encoding: String,
    /// In the order of the text, without overlap.
    pub(super) pieces: Vec<Piece>,
    /// What the document says of itself.
    pub(super) embedded: Known,
    /// A title that is not marked as one.
    pub(super) detected_title: Option<String>,
    /// The language that its prose is in (BCP 47), `Some(None)` where that
    /// cannot be told; `None` before anybody has looked.
    #[serde(default)]
    pub(super) detected_language: Option<Option<String>>,
    /// Without a file: whoever collects them names it.
    #[serde(with = "told")]
    pub(super) warnings: Vec<Warning>,
}

/// Warnings with all their fields: what people are shown leaves some out, and
/// not every form that readings are kept in can tell what is missing.
mod told {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::error::{Diagnostic, Severity, Warning};

    type Place = (Option<String>, Option<usize>, Option<usize>);
    type Told = (Severity, Place, String, Option<String>, Option<String>);

    pub(super) fn serialize<S: Serializer>(warnings: &[Warning], to: S) -> Result<S::Ok, S::Error> {
        let told = |one: &Warning| -> Told {
            let Diagnostic { severity, file, line, column, message, hint, excerpt } = one.clone();
            (severity, (file, line, column), message, hint, excerpt)
        };
        warnings.iter().map(told).collect::<Vec<Told>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Warning>, D::Error> {
        let warning = |(severity, (file, line, column), message, hint, excerpt): Told| Diagnostic {
            severity,
            file,
            line,
            column,
            message,
            hint,
            excerpt,
        };
        Ok(Vec::<Told>::deserialize(from)?.into_iter().map(warning).collect())
    }
}

/// Why something was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NotRead {
    /// [`Outcome::Skipped`] or [`Outcome::Refused`].
    pub(super) outcome: Outcome,
    /// A sentence without a full stop.
    pub(super) reason: String,
}

impl NotRead {
    /// Says that there is nothing to read, or more than a limit allows.
    pub(super) fn skipped(reason: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, reason: reason.into() }
    }

    /// Says that it is of a known kind but cannot be read.
    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self { outcome: Outcome::Refused, reason: reason.into() }
    }
}

impl From<String> for NotRead {
    fn from(reason: String) -> Self {
        Self::refused(reason)
    }
}

/// What happens while a file is read, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Event {
    /// The part with this number is about to be read: if nothing follows, it is
    /// the one that ended the reader. The parts of the file itself are numbered
    /// from 0; what is within one of them has its number.
    Begin { ordinal: usize, member: String },
    /// A document.
    Document {
        member: Option<String>,
        /// Its place in [`super::formats::FORMATS`].
        format: usize,
        /// Digest of the member's bytes, where it is a file of its own.
        sha256: Option<Sha256>,
        reading: Box<Reading>,
    },
    /// A part that gave no document; the file itself without a member.
    NotRead { member: Option<String>, why: NotRead },
}

/// What a file may still cost, over all that is within it.
struct Budget {
    /// Bytes that may still be unpacked.
    bytes: u64,
    /// Parts that may still be read.
    members: usize,
    /// The number of the next part.
    ordinal: usize,
    /// Parts before this number are passed over.
    resume: usize,
}

/// Where a reader puts what it found.
///
/// A file with one document calls [`Output::document`]. A file with several
/// parts asks [`Output::begin`] before each, then gives it as a document
/// ([`Output::part`]), says why it is none ([`Output::not_read`]), or has its
/// bytes read by their own format ([`Output::file`], which asks by itself).
pub(super) struct Output<'a> {
    limits: &'a ReadLimits,
    file: &'a str,
    member: Option<String>,
    format: usize,
    sha256: Option<Sha256>,
    depth: usize,
    budget: &'a mut Budget,
    emit: &'a mut dyn FnMut(Event),
}

/// Reads a file by its content and name; `resume` passes over the parts before
/// that number.
pub(super) fn extract(
    file: &str,
    bytes: &[u8],
    format: &'static Format,
    limits: &ReadLimits,
    resume: usize,
    emit: &mut dyn FnMut(Event),
) {
    let mut budget = Budget { bytes: limits.expanded_bytes, members: limits.members, ordinal: 0, resume };
    let mut output = Output {
        limits,
        file,
        member: None,
        format: format.place(),
        sha256: None,
        depth: 0,
        budget: &mut budget,
        emit,
    };
    let name = file.rsplit('/').next().unwrap_or(file);
    let raw = Raw { bytes, path: file, name, charset: None, limits };
    if let Err(why) = (format.read)(&raw, &mut output) {
        output.refuse_self(why);
    }
}

impl Output<'_> {
    /// Takes the one document of the file, before its parts where it has some.
    pub(super) fn document(&mut self, reading: Reading) {
        // A part that ended an earlier attempt came after it.
        if self.member.is_none() && self.budget.resume > 0 {
            return;
        }
        let (member, sha256) = (self.member.clone(), self.sha256.clone());
        self.emit_document(member, sha256, reading);
    }

    /// Says that a part is about to be read; `false` if it is to be passed
    /// over, because an earlier attempt ended there or there are too many.
    ///
    /// # Errors
    /// More parts than the limit: the reader is to stop.
    pub(super) fn begin(&mut self, name: &str) -> Result<bool, NotRead> {
        if self.budget.members == 0 {
            let most = self.limits.members;
            return Err(NotRead::skipped(format!("it has more than {most} parts; the rest was not read")));
        }
        self.budget.members -= 1;
        // What is within a part has its number: reading is taken up after it.
        if self.depth == 0 {
            self.budget.ordinal += 1;
        }
        let ordinal = self.budget.ordinal - 1;
        if ordinal < self.budget.resume {
            return Ok(false);
        }
        let member = self.member_name(name);
        (self.emit)(Event::Begin { ordinal, member });
        Ok(true)
    }

    /// Takes a part that is a document.
    pub(super) fn part(&mut self, name: &str, reading: Reading) {
        self.emit_document(Some(self.member_name(name)), None, reading);
    }

    /// Says that a part is no document, and why.
    pub(super) fn not_read(&mut self, name: &str, why: NotRead) {
        let member = Some(self.member_name(name));
        (self.emit)(Event::NotRead { member, why });
    }

    /// How many bytes may still be unpacked: of a member, and of all.
    pub(super) fn room(&self) -> u64 {
        self.budget.bytes.min(self.limits.file_bytes)
    }

    /// Counts bytes that were unpacked.
    pub(super) fn spend(&mut self, bytes: u64) {
        self.budget.bytes = self.budget.bytes.saturating_sub(bytes);
    }

    /// Reads a file within the file by its own format: by its content, and by
    /// its name and media type. What cannot be read is listed with its reason.
    ///
    /// # Errors
    /// As [`Output::begin`].
    pub(super) fn file(
        &mut self,
        name: &str,
        media_type: Option<&str>,
        charset: Option<&str>,
        bytes: &[u8],
    ) -> Result<(), NotRead> {
        if !self.begin(name)? {
            return Ok(());
        }
        if let Err(why) = self.read_within(name, media_type, charset, bytes) {
            self.not_read(name, why);
        }
        Ok(())
    }

    fn read_within(
        &mut self,
        name: &str,
        media_type: Option<&str>,
        charset: Option<&str>,
        bytes: &[u8],
    ) -> Result<(), NotRead> {
        if self.depth >= self.limits.nesting {
            return Err(NotRead::skipped(format!("it is nested more than {} deep", self.limits.nesting)));
        }
        if bytes.is_empty() {
            return Err(NotRead::skipped("it is empty"));
        }
        let format = super::formats::choose(name, media_type, bytes)?;
        let member = self.member_name(name);
        let path = format!("{}/{member}", self.file);
        let last = name.rsplit('/').next().unwrap_or(name);
        let mut inner = Output {
            limits: self.limits,
            file: self.file,
            member: Some(member),
            format: format.place(),
            sha256: Some(Sha256::of(bytes)),
            depth: self.depth + 1,
            budget: &mut *self.budget,
            emit: &mut *self.emit,
        };
        let raw = Raw { bytes, path: &path, name: last, charset, limits: self.limits };
        (format.read)(&raw, &mut inner)
    }

    fn refuse_self(&mut self, why: NotRead) {
        let member = self.member.clone();
        (self.emit)(Event::NotRead { member, why });
    }

    /// Names a part of this file: names are data, so that controls are
    /// escaped as in paths.
    fn member_name(&self, name: &str) -> String {
        let name = super::path::escaped_text(name);
        match &self.member {
            Some(outer) => format!("{outer}/{name}"),
            None => name,
        }
    }

    fn emit_document(&mut self, member: Option<String>, sha256: Option<Sha256>, reading: Reading) {
        let format = self.format;
        (self.emit)(Event::Document { member, format, sha256, reading: Box::new(reading) });
    }
}

/// Reads bytes by a format in this process, for fuzzing.
///
/// # Panics
/// If a block of a document is empty, out of order, or cuts a character, or if
/// a member's name has a control character.
pub(crate) fn check_reader(format: &'static Format, bytes: &[u8]) {
    let limits = ReadLimits { members: 100, expanded_bytes: 16 << 20, ..ReadLimits::DEFAULT };
    let name = format!("fuzzed.{}", format.extensions[0]);
    extract(&name, bytes, format, &limits, 0, &mut |event| match event {
        Event::Document { member, reading, .. } => {
            assert!(!member.is_some_and(|member| member.contains(char::is_control)), "a name is shown");
            let mut end = 0;
            for Piece { range, .. } in &reading.pieces {
                assert!(range.start >= end, "blocks are in order: {range:?} after {end}");
                let text = reading.text.get(range.clone()).expect("blocks are at character bounds");
                assert!(!text.trim().is_empty(), "blocks are not empty: {range:?}");
                end = range.end;
            }
        }
        Event::NotRead { why, .. } => assert!(!why.reason.is_empty(), "there is a reason"),
        Event::Begin { .. } => {}
    });
}

/// What the tests of readers share.
#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// Reads bytes as a file of this name would be, in this process.
    pub(in crate::corpus) fn events(name: &str, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        let limits = ReadLimits::default();
        match crate::corpus::formats::choose(name, None, bytes) {
            Ok(format) => extract(name, bytes, format, &limits, 0, &mut |event| events.push(event)),
            Err(why) => events.push(Event::NotRead { member: None, why: why.into() }),
        }
        events.retain(|event| !matches!(event, Event::Begin { .. }));
        events
    }

    /// Reads a file with several parts: their members with their readings, or
    /// the reasons why there is none.
    pub(in crate::corpus) fn parts(name: &str, bytes: &[u8]) -> Vec<(String, Result<Reading, String>)> {
        let told = |event: Event| match event {
            Event::Document { member, reading, .. } => (member.unwrap_or_default(), Ok(*reading)),
            Event::NotRead { member, why } => (member.unwrap_or_default(), Err(why.reason)),
            Event::Begin { .. } => unreachable!("they were left out"),
        };
        events(name, bytes).into_iter().map(told).collect()
    }

    /// Reads a file with several parts: their members with their texts; a reason
    /// begins with `!`.
    pub(in crate::corpus) fn texts(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
        let text =
            |part: Result<Reading, String>| part.map_or_else(|why| format!("!{why}"), |part| part.text);
        parts(name, bytes).into_iter().map(|(member, part)| (member, text(part))).collect()
    }

    /// Checks the members of a file and their texts, as [`texts`] gives them.
    #[track_caller]
    pub(in crate::corpus) fn check_parts(name: &str, bytes: &[u8], expected: &[(&str, &str)]) {
        let expected: Vec<_> =
            expected.iter().map(|(member, text)| ((*member).to_owned(), (*text).to_owned())).collect();
        assert_eq!(texts(name, bytes), expected);
    }

    /// Reads a file with one document.
    ///
    /// # Errors
    /// Why there is none.
    #[track_caller]
    pub(in crate::corpus) fn one(name: &str, bytes: &[u8]) -> Result<Reading, NotRead> {
        let mut events = events(name, bytes);
        assert_eq!(events.len(), 1, "{events:#?}");
        match events.remove(0) {
            Event::Document { reading, .. } => Ok(*reading),
            Event::NotRead { why, .. } => Err(why),
            Event::Begin { .. } => unreachable!("they were left out"),
        }
    }

    /// Returns the kinds and texts of the blocks of a reading.
    pub(in crate::corpus) fn blocks(reading: &Reading) -> Vec<(crate::model::BlockKind, &str)> {
        reading.pieces.iter().map(|piece| (piece.kind, &reading.text[piece.range.clone()])).collect()
    }
}
