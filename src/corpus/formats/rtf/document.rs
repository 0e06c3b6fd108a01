//! What the control words of RTF do to the text.

use std::collections::BTreeMap;

use crate::corpus::date::date_in;
use crate::corpus::formats::flow::{Flow, Role};
use crate::corpus::formats::{office, style_names};
use crate::corpus::metadata::Known;
use crate::corpus::reading::NotRead;
use crate::model::PartialDate;

use super::charset::Charset;
use super::destinations::{SILENT, STARRED};
use super::state::{Act, Destination, State, Style};
use super::tables::Tables;
use super::tokens::{Token, Tokens};

/// The deepest groups that are read: Word stops at a hundred or so.
const DEEPEST: usize = 10_000;

/// The longest name of a font or style, and longest title, that is kept, in
/// bytes.
const NAME_BYTES: usize = 2_000;

/// A document that was read.
pub(super) struct Read {
    pub(super) flow: Flow,
    pub(super) known: Known,
    /// The encoding's name (WHATWG) of the document, fonts aside.
    pub(super) encoding: &'static str,
    /// Whether all groups were closed.
    pub(super) whole: bool,
}

/// Reads a document.
///
/// # Errors
/// Groups that are nested too deep.
pub(super) fn read(bytes: &[u8]) -> Result<Read, NotRead> {
    let mut reader = Reader::default();
    for token in Tokens::new(bytes) {
        match token {
            Token::Open => reader.open()?,
            Token::Close => {
                reader.close();
                if reader.states.is_empty() {
                    break;
                }
            }
            Token::Word(name, number) => reader.word(name, number),
            Token::Symbol(symbol) => reader.symbol(symbol),
            Token::Hex(byte) => reader.bytes(&[byte]),
            Token::Text(text) => reader.bytes(text),
        }
    }
    let whole = reader.states.is_empty();
    while !reader.states.is_empty() {
        reader.close();
    }
    reader.decode();
    reader.end_paragraph();
    let mut known = reader.known;
    known.date = office::later(reader.created, reader.modified);
    let encoding = match reader.charset {
        Charset::Encoding(encoding) => encoding.name(),
        _ => "windows-1252",
    };
    Ok(Read { flow: reader.flow, known, encoding, whole })
}

struct Reader {
    flow: Flow,
    known: Known,
    created: Option<PartialDate>,
    modified: Option<PartialDate>,
    charset: Charset,
    default_font: i32,
    fonts: BTreeMap<i32, Charset>,
    styles: BTreeMap<i32, Style>,
    /// What holds now, and around.
    state: State,
    states: Vec<State>,
    tables: Tables,
    /// The tables around each note and text box that is open.
    outer: Vec<(Tables, bool)>,
    /// A row was begun: cells are in it even if they do not say so.
    in_row: bool,
    /// A number or bullet stands before the paragraph.
    marked: bool,
    /// Bytes that are not yet decoded, and the character set they are in.
    pending: Vec<u8>,
    pending_charset: Charset,
    /// How many bytes after `\u` are yet to be passed over.
    doubled: usize,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    /// A name or a field of the information group.
    name: String,
    /// Year, month and day.
    date: [i32; 3],
}

impl Default for Reader {
    fn default() -> Self {
        let charset = Charset::Encoding(encoding_rs::WINDOWS_1252);
        Self {
            flow: Flow::default(),
            known: Known::default(),
            created: None,
            modified: None,
            charset,
            default_font: 0,
            fonts: BTreeMap::new(),
            styles: BTreeMap::new(),
            state: State { doubles: 1, ..State::default() },
            states: Vec::new(),
            tables: Tables::default(),
            outer: Vec::new(),
            in_row: false,
            marked: false,
            pending: Vec::new(),
            pending_charset: charset,
            doubled: 0,
            high: None,
            name: String::new(),
            date: [0; 3],
        }
    }
}

impl Reader {
    fn open(&mut self) -> Result<(), NotRead> {
        self.decode();
        self.doubled = 0;
        if self.states.len() >= DEEPEST {
            return Err(NotRead::refused(format!("its groups are nested more than {DEEPEST} deep")));
        }
        self.states.push(self.state);
        (self.state.act, self.state.fresh) = (Act::Nothing, true);
        if matches!(self.state.to, Destination::Fonts | Destination::Styles) {
            self.name.clear();
            self.state.act = Act::Name;
            if self.state.to == Destination::Styles {
                self.state.reset_paragraph();
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        self.decode();
        self.doubled = 0;
        match self.state.act {
            Act::Nothing => {}
            Act::Name => self.end_name(),
            Act::Note | Act::TextBox => self.end_float(),
        }
        if let Some(around) = self.states.pop() {
            self.state = around;
        }
    }

    /// Takes a name: of a font or style, or a field of the information group.
    fn end_name(&mut self) {
        let name = std::mem::take(&mut self.name);
        match self.state.to {
            Destination::Fonts => self.name_font(&name),
            Destination::Styles => {
                if name.trim().is_empty() {
                    return;
                }
                let said = style_names::role(name.trim().trim_end_matches(';'));
                let role = said.or(self.state.outline.map(|_| Role::Heading));
                self.styles.insert(self.state.style, Style { role, listed: self.state.listed });
            }
            Destination::Title => self.known.title = office::title(&name),
            Destination::Author => self.known.authors = office::authors(&name),
            Destination::Company => self.known.publisher = office::publisher(&name),
            Destination::Created => self.created = self.taken_date(),
            Destination::Modified => self.modified = self.taken_date(),
            _ => {}
        }
    }

    fn name_font(&mut self, name: &str) {
        let name = name.trim().trim_end_matches(';').trim();
        let lower = name.to_ascii_lowercase();
        let charset = match () {
            () if lower == "symbol" => Some(Charset::Symbol),
            () if lower.starts_with("wingdings") || lower == "webdings" => Some(Charset::Pictures),
            () => Charset::of_name(name),
        };
        let known = self.fonts.get(&self.state.font).copied();
        match (known, charset) {
            // A font of symbols that is not Symbol shows pictures.
            (Some(Charset::Symbol), None) => self.fonts.insert(self.state.font, Charset::Pictures),
            (_, Some(charset)) => self.fonts.insert(self.state.font, charset),
            _ => None,
        };
    }

    fn taken_date(&mut self) -> Option<PartialDate> {
        let [year, month, day] = std::mem::take(&mut self.date);
        date_in(&format!("{year:04}-{month:02}-{day:02}"), None)
    }

    fn begin_float(&mut self, act: Act) {
        self.flow.open_float();
        self.outer.push((std::mem::take(&mut self.tables), std::mem::take(&mut self.in_row)));
        self.state.act = act;
        self.state.reset_paragraph();
    }

    fn end_float(&mut self) {
        self.end_paragraph();
        self.tables.enter(&mut self.flow, 0);
        self.flow.close_float(self.state.act == Act::Note);
        if let Some((tables, in_row)) = self.outer.pop() {
            (self.tables, self.in_row) = (tables, in_row);
        }
    }

    fn word(&mut self, name: &str, number: Option<i32>) {
        // A word that stands for a character may be what old programs show; any
        // other means that there is no such thing.
        if self.doubled > 0 && name != "u" && character(name).is_some() {
            self.doubled -= 1;
            return;
        }
        self.doubled = 0;
        self.state.fresh = false;
        self.decode();
        if std::mem::take(&mut self.state.starred)
            && !STARRED.contains(&name)
            && self.state.to != Destination::Fonts
        {
            self.state.to = Destination::Nowhere;
        }
        if matches!(self.state.to, Destination::Nowhere) {
            return;
        }
        if self.destination(name) || self.character(name, number) {
            return;
        }
        match self.state.to {
            Destination::Created | Destination::Modified => self.date_part(name, number),
            Destination::Fonts => self.font_table(name, number),
            _ => self.property(name, number),
        }
    }

    /// Enters a destination; `false` if the word is none.
    fn destination(&mut self, name: &str) -> bool {
        let to = match name {
            "fonttbl" => Destination::Fonts,
            "stylesheet" => Destination::Styles,
            "info" => Destination::Info,
            "upr" => Destination::Twice,
            // The same text again: it goes where both do.
            "ud" => self.states.iter().rev().nth(1).map_or(Destination::Body, |outside| outside.to),
            "shptxt" | "dptxbxtext" | "footnote" | "annotation" if self.state.to == Destination::Body => {
                let note = matches!(name, "footnote" | "annotation");
                self.begin_float(if note { Act::Note } else { Act::TextBox });
                return true;
            }
            "listtext" | "pntext" => {
                self.marked = true;
                Destination::Nowhere
            }
            "title" if self.state.to == Destination::Info => Destination::Title,
            "author" if self.state.to == Destination::Info => Destination::Author,
            "company" => Destination::Company,
            "creatim" => Destination::Created,
            "revtim" => Destination::Modified,
            silent if SILENT.contains(&silent) => Destination::Nowhere,
            _ => return false,
        };
        self.state.to = to;
        if !matches!(
            to,
            Destination::Body
                | Destination::Nowhere
                | Destination::Fonts
                | Destination::Styles
                | Destination::Info
                | Destination::Twice
        ) {
            self.name.clear();
            self.state.act = Act::Name;
        }
        true
    }

    /// Writes the character that a word stands for; `false` if it stands for
    /// none.
    fn character(&mut self, name: &str, number: Option<i32>) -> bool {
        if name == "u" {
            self.unicode(number.unwrap_or(0));
            return true;
        }
        let text = character(name);
        text.into_iter().for_each(|text| self.put(text));
        text.is_some()
    }

    fn date_part(&mut self, name: &str, number: Option<i32>) {
        let part = match name {
            "yr" => 0,
            "mo" => 1,
            "dy" => 2,
            _ => return,
        };
        self.date[part] = number.unwrap_or(0);
    }

    fn font_table(&mut self, name: &str, number: Option<i32>) {
        let charset = match name {
            "f" => {
                self.state.font = number.unwrap_or(0);
                None
            }
            "fcharset" => Charset::of_font(number.unwrap_or(1)),
            "cpg" => Charset::of_code_page(number.unwrap_or(0)),
            _ => None,
        };
        if let Some(charset) = charset {
            self.fonts.insert(self.state.font, charset);
        }
    }

    fn property(&mut self, name: &str, number: Option<i32>) {
        let on = number != Some(0);
        let state = &mut self.state;
        match name {
            "ansicpg" => self.charset = number.and_then(Charset::of_code_page).unwrap_or(self.charset),
            "mac" => self.charset = Charset::of_code_page(10_000).unwrap_or(self.charset),
            "pc" => self.charset = Charset::of_code_page(437).unwrap_or(self.charset),
            "pca" => self.charset = Charset::of_code_page(850).unwrap_or(self.charset),
            "deff" => {
                self.default_font = number.unwrap_or(0);
                state.font = self.default_font;
            }
            "f" => state.font = number.unwrap_or(0),
            "uc" => state.doubles = usize::try_from(number.unwrap_or(1)).unwrap_or(0).min(100),
            "v" | "webhidden" => state.hidden = on,
            // Deleted by whoever tracked changes, or moved away.
            "deleted" | "mvf" => state.deleted = on,
            "b" => state.strong = on,
            "plain" => {
                (state.hidden, state.deleted, state.strong) = (false, false, false);
                state.font = self.default_font;
            }
            "pard" => state.reset_paragraph(),
            "s" => state.style = number.unwrap_or(0),
            "outlinelevel" => {
                state.outline = number.and_then(|level| u8::try_from(level).ok()).filter(|l| *l < 9)
            }
            "ls" => state.listed = number.is_some_and(|list| list > 0),
            "intbl" => state.in_table = on,
            "itap" => state.nesting = usize::try_from(number.unwrap_or(0)).unwrap_or(0),
            _ => self.structure(name),
        }
    }

    fn structure(&mut self, name: &str) {
        if self.state.to != Destination::Body {
            return;
        }
        match name {
            "par" | "sect" => {
                // An empty paragraph ends a table too.
                let nesting = self.nesting();
                self.tables.enter(&mut self.flow, nesting);
                self.end_paragraph();
            }
            "trowd" => self.in_row = true,
            "cell" => self.end_cell(1),
            "nestcell" => self.end_cell(self.nesting().max(2)),
            "row" => {
                self.in_row = false;
                self.tables.end_row(&mut self.flow, 1);
            }
            "nestrow" => {
                let nesting = self.nesting().max(2);
                self.tables.end_row(&mut self.flow, nesting);
            }
            _ => {}
        }
    }

    fn end_cell(&mut self, nesting: usize) {
        self.tables.enter(&mut self.flow, nesting);
        self.end_paragraph();
        self.tables.end_cell(&mut self.flow, nesting);
    }

    fn symbol(&mut self, symbol: u8) {
        let fresh = std::mem::take(&mut self.state.fresh);
        if symbol == b'*' {
            self.state.starred = fresh;
            return;
        }
        if self.doubled > 0 {
            self.doubled -= 1;
            return;
        }
        match symbol {
            b'\\' | b'{' | b'}' => self.bytes(&[symbol]),
            b'~' => self.put_decoded("\u{a0}"),
            b'_' => self.put_decoded("\u{2011}"),
            b'\n' | b'\r' => {
                self.decode();
                self.structure("par");
            }
            b'\t' => self.put_decoded("\t"),
            _ => {}
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.state.fresh = false;
        let passed = self.doubled.min(bytes.len());
        self.doubled -= passed;
        let bytes = &bytes[passed..];
        if bytes.is_empty() || self.state.to == Destination::Nowhere {
            return;
        }
        let charset = match self.state.to {
            Destination::Body => self.fonts.get(&self.state.font).copied().unwrap_or(self.charset),
            _ => self.charset,
        };
        if charset != self.pending_charset {
            self.decode();
            self.pending_charset = charset;
        }
        self.pending.extend_from_slice(bytes);
    }

    /// Writes the bytes that were collected: those of one character may be
    /// written in several ways.
    fn decode(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let text = self.pending_charset.decode(&bytes);
            self.put(&text);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.doubled = self.state.doubles;
        // Numbers are signed, 16 bits.
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else { return };
        let high = self.high.take();
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units = [high.unwrap_or(0), unit];
        let units = if high.is_some() { &units[..] } else { &units[1..] };
        let text: String = char::decode_utf16(units.iter().copied()).filter_map(Result::ok).collect();
        // Fonts of symbols: their codes stand among the private characters.
        let private = (0xf000..=0xf0ff).contains(&unit);
        let charset = self.fonts.get(&self.state.font).copied();
        match charset.filter(|_| private) {
            Some(charset) => self.put(&charset.decode(&[unit.to_le_bytes()[0]])),
            None if private => {}
            None => self.put(&text),
        }
    }

    fn put_decoded(&mut self, text: &str) {
        self.decode();
        self.put(text);
    }

    fn put(&mut self, text: &str) {
        match self.state.to {
            Destination::Body => {
                if self.state.hidden || self.state.deleted {
                    return;
                }
                if !self.flow.is_open() {
                    let nesting = self.nesting();
                    self.tables.enter(&mut self.flow, nesting);
                }
                let strong = self.state.strong;
                match text.contains('\u{ad}') {
                    true => self.flow.text(&text.replace('\u{ad}', ""), strong),
                    false => self.flow.text(text, strong),
                }
            }
            Destination::Nowhere | Destination::Info | Destination::Twice => {}
            _ if self.name.len() < NAME_BYTES => self.name.push_str(text),
            _ => {}
        }
    }

    /// Returns how many tables the paragraph stands in.
    fn nesting(&self) -> usize {
        match self.state.in_table || self.in_row {
            true => self.state.nesting.max(1),
            false => 0,
        }
    }

    fn end_paragraph(&mut self) {
        let style = self.styles.get(&self.state.style).copied().unwrap_or_default();
        let marked = std::mem::take(&mut self.marked);
        let role = match style.role {
            Some(role @ (Role::Aside | Role::Title | Role::Code)) => role,
            _ if self.state.outline.is_some() => Role::Heading,
            Some(Role::Heading) => Role::Heading,
            role if marked || self.state.listed || style.listed || role == Some(Role::Item) => Role::Item,
            _ => Role::Body,
        };
        self.flow.end_paragraph(role);
    }
}

/// Returns the character that a word stands for.
fn character(name: &str) -> Option<&'static str> {
    Some(match name {
        "tab" => "\t",
        "line" | "lbr" | "page" | "column" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        _ => return None,
    })
}
