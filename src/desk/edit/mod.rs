//! Pins and drops written into the text of a brief.
//!
//! A brief is its editor's own text: comments, order, quoting and blank lines
//! stay as they are, and lines are added or taken away beside them. So the text
//! is not written anew from what it says. The parser tells where keys and items
//! stand; `block` and `flow` change the text there.
//!
//! Places in YAML are easy to misjudge. What was written is therefore parsed
//! again and must say what the old text said with exactly this change; else
//! nothing is returned but an error.

mod block;
mod flow;
mod scalar;

use crate::error::{Diagnostic, name_hint};
use crate::tool::white_space::folded;
use crate::tool::yaml::{self, Entry, Node, Place, Value};

/// Keys whose lists are written here.
const LISTS: [&str; 2] = ["pin", "drop"];
const BY_HAND: &str = "edit the file by hand";

/// An excerpt to pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPin {
    /// The theme's id, one of the brief's.
    pub theme: String,
    /// The document's path in the desk, with `#member` for a part.
    pub document: String,
    /// The words: whole sentences of one passage. White space at both ends
    /// does not count.
    pub text: String,
    /// Ids of the brief's audiences that get it; empty for all.
    pub audiences: Vec<String>,
}

/// Words, or a whole document, to drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDrop {
    /// The document's path in the desk, with `#member` for a part.
    pub document: String,
    /// The words; `None` for the whole document.
    pub text: Option<String>,
}

/// Returns the text of a brief with one more pin, at the end of its pins.
///
/// # Errors
/// If the text is not valid YAML, if the brief has not this theme or these
/// audiences, if the same words are pinned for this theme and these audiences
/// already, or if the text is written so that it cannot be changed safely. The
/// caller adds the file.
pub fn pin(text: &str, pin: &NewPin) -> Result<String, Box<Diagnostic>> {
    let brief = Brief::parse(text)?;
    brief.has("theme", "themes", std::slice::from_ref(&pin.theme))?;
    brief.has("audience", "audiences", &pin.audiences)?;
    refuse_empty(&pin.text, "the words to pin")?;
    let reaches = |audiences: &[String]| {
        audiences.is_empty()
            || !pin.audiences.is_empty() && pin.audiences.iter().all(|id| audiences.contains(id))
    };
    let standing = |item: &Node| is_pin(item, pin) && reaches(&texts(item, "audiences"));
    if let Some(item) = brief.items("pin").iter().find(|item| standing(item)) {
        return Err(brief.at(Diagnostic::error("these words are pinned already"), item.place));
    }
    brief.with("pin", &Item::of_pin(pin))
}

/// Returns the text of a brief without this pin: every pin of these words for
/// this theme, or with `audiences` those for exactly these audiences.
///
/// # Errors
/// If the text is not valid YAML, has no such pin, or is written so that it
/// cannot be changed safely.
pub fn unpin(text: &str, pin: &NewPin) -> Result<String, Box<Diagnostic>> {
    let named = |item: &Node| {
        let mut audiences = texts(item, "audiences");
        let mut wanted = pin.audiences.clone();
        audiences.sort_unstable();
        wanted.sort_unstable();
        wanted.is_empty() || audiences == wanted
    };
    without_all(text, "pin", "these words are not pinned", |item| is_pin(item, pin) && named(item))
}

/// Returns the text of a brief with one more drop, at the end of its drops.
///
/// # Errors
/// As [`pin`].
pub fn drop(text: &str, drop: &NewDrop) -> Result<String, Box<Diagnostic>> {
    let brief = Brief::parse(text)?;
    if let Some(words) = &drop.text {
        refuse_empty(words, "the words to drop")?;
    }
    if let Some(item) = brief.items("drop").iter().find(|item| is_drop(item, drop)) {
        return Err(brief.at(Diagnostic::error("this is dropped already"), item.place));
    }
    brief.with("drop", &Item::of_drop(drop))
}

/// Returns the text of a brief without this drop.
///
/// # Errors
/// As [`unpin`].
pub fn undrop(text: &str, drop: &NewDrop) -> Result<String, Box<Diagnostic>> {
    without_all(text, "drop", "this is not dropped", |item| is_drop(item, drop))
}

fn refuse_empty(text: &str, what: &str) -> Result<(), Box<Diagnostic>> {
    if text.trim().is_empty() {
        Err(Box::new(Diagnostic::error(format!("{what} are empty"))))
    } else {
        Ok(())
    }
}

/// Takes the items away that `is_meant`, one after the other.
fn without_all(
    text: &str,
    key: &str,
    missing: &str,
    is_meant: impl Fn(&Node) -> bool,
) -> Result<String, Box<Diagnostic>> {
    let mut changed: Option<String> = None;
    loop {
        let now = changed.as_deref().unwrap_or(text);
        let brief = Brief::parse(now)?;
        match brief.items(key).iter().position(&is_meant) {
            Some(index) => changed = Some(brief.without(key, index)?),
            None => return changed.ok_or_else(|| Box::new(Diagnostic::error(missing))),
        }
    }
}

/// What is written: keys with texts, in their order.
struct Item {
    texts: Vec<(&'static str, String)>,
    /// Names; left out where there are none.
    audiences: Vec<String>,
}

impl Item {
    fn of_pin(pin: &NewPin) -> Self {
        let texts = vec![
            ("theme", trimmed(&pin.theme)),
            ("file", trimmed(&pin.document)),
            ("text", trimmed(&pin.text)),
        ];
        Self { texts, audiences: pin.audiences.clone() }
    }

    fn of_drop(drop: &NewDrop) -> Self {
        let text = drop.text.as_deref().map(|text| ("text", trimmed(text)));
        let texts = std::iter::once(("file", trimmed(&drop.document))).chain(text).collect();
        Self { texts, audiences: Vec::new() }
    }

    /// What a parser reads from it.
    fn value(&self) -> Value {
        let node = |value| Node { place: Place::default(), value };
        let string = |text: &String| node(Value::String(text.clone()));
        let entry = |key: &str, node| Entry { place: Place::default(), key: key.to_owned(), node };
        let mut entries: Vec<Entry> = self.texts.iter().map(|(key, text)| entry(key, string(text))).collect();
        if !self.audiences.is_empty() {
            entries.push(entry("audiences", node(Value::List(self.audiences.iter().map(string).collect()))));
        }
        Value::Map(entries)
    }
}

/// Readers of briefs trim every text.
fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn is_pin(item: &Node, pin: &NewPin) -> bool {
    said(item, "theme").as_deref() == Some(pin.theme.trim())
        && points_at(item, &pin.document, Some(&pin.text))
}

fn is_drop(item: &Node, drop: &NewDrop) -> bool {
    points_at(item, &drop.document, drop.text.as_deref())
}

/// Words are looked up whatever white space lies between them, so that it makes
/// no other mark.
fn points_at(item: &Node, document: &str, text: Option<&str>) -> bool {
    said(item, "file").as_deref() == Some(document.trim())
        && said(item, "text").map(|text| folded(&text)) == text.map(folded)
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key == key),
        _ => None,
    }
}

/// Returns the text of a key as a reader of briefs takes it.
fn said(item: &Node, key: &str) -> Option<String> {
    text_of(&get(item, key)?.node)
}

fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(trimmed(text)),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// Returns the texts of a key that has a list, or one text.
fn texts(item: &Node, key: &str) -> Vec<String> {
    match get(item, key).map(|entry| &entry.node) {
        Some(Node { value: Value::List(items), .. }) => items.iter().filter_map(text_of).collect(),
        Some(node) => text_of(node).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A brief's text and what it says.
struct Brief<'t> {
    text: &'t str,
    node: Node,
}

impl<'t> Brief<'t> {
    fn parse(text: &'t str) -> Result<Self, Box<Diagnostic>> {
        Ok(Self { text, node: yaml::parse(text)? })
    }

    fn items(&self, key: &str) -> &[Node] {
        match get(&self.node, key).map(|entry| &entry.node.value) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    fn at(&self, diagnostic: Diagnostic, place: Place) -> Box<Diagnostic> {
        Box::new(diagnostic.at(place.line, place.column, self.text))
    }

    /// Refuses names that the brief does not list.
    fn has(&self, what: &str, key: &str, names: &[String]) -> Result<(), Box<Diagnostic>> {
        let own = texts(&self.node, key);
        match names.iter().find(|name| !own.contains(name)) {
            Some(name) => {
                let hint = name_hint(name, own.iter().map(String::as_str));
                Err(Box::new(Diagnostic::error(format!("the brief has no {what} `{name}`")).hint(hint)))
            }
            None => Ok(()),
        }
    }

    /// Returns the text with an item at the end of a list.
    fn with(&self, key: &str, item: &Item) -> Result<String, Box<Diagnostic>> {
        let mut expected = self.entries();
        let node = Node { place: Place::default(), value: item.value() };
        match expected.iter_mut().find(|entry| entry.key == key) {
            Some(Entry { node: Node { value: Value::List(items), .. }, .. }) => items.push(node),
            Some(entry) => entry.node.value = Value::List(vec![node]),
            None => {
                let list = Node { place: Place::default(), value: Value::List(vec![node]) };
                expected.push(Entry { place: Place::default(), key: key.to_owned(), node: list });
            }
        }
        let written = match get(&self.node, key) {
            None => self.lines().append_key(key, item),
            Some(entry) => match self.style(entry)? {
                Style::Block => self.lines().append(self.first_line(entry), self.limit(entry), item),
                Style::Nothing(token) => self.lines().begin(entry.place, token, item),
                Style::Flow(open) => flow::append(self.text, open, item).unwrap_or_else(|list| {
                    let emptied = [&self.text[..list.start], &self.text[list.end..]].concat();
                    block::Lines::of(&emptied).begin_at(self.line_at(list.start), entry.place, item)
                }),
            },
        };
        self.checked(written, expected)
    }

    /// Returns the text without an item of a list.
    fn without(&self, key: &str, index: usize) -> Result<String, Box<Diagnostic>> {
        let mut expected = self.entries();
        for entry in expected.iter_mut().filter(|entry| entry.key == key) {
            if let Value::List(items) = &mut entry.node.value {
                items.remove(index);
            }
        }
        let entry = get(&self.node, key).expect("the item stands in its list");
        let written = match self.style(entry)? {
            Style::Flow(open) => flow::remove(self.text, open, index),
            Style::Block => {
                let places: Vec<Place> = self.items(key).iter().map(|item| item.place).collect();
                self.lines().remove(&places, index, self.limit(entry), entry.place)
            }
            Style::Nothing(_) => None,
        };
        self.checked(written.ok_or_else(|| self.stubborn(entry))?, expected)
    }

    fn entries(&self) -> Vec<Entry> {
        match &self.node.value {
            Value::Map(entries) => entries.clone(),
            _ => Vec::new(),
        }
    }

    /// Holds what was written against what it is to say.
    fn checked(&self, written: String, expected: Vec<Entry>) -> Result<String, Box<Diagnostic>> {
        let node = yaml::parse(&written).ok();
        let is_true = node.is_some_and(|node| match node.value {
            Value::Map(found) => same_entries(&found, &expected),
            Value::Null => same_entries(&[], &expected),
            _ => false,
        });
        match is_true {
            true => Ok(written),
            false => Err(Box::new(
                Diagnostic::error("the brief is written so that it cannot be changed safely").hint(BY_HAND),
            )),
        }
    }

    fn stubborn(&self, entry: &Entry) -> Box<Diagnostic> {
        let message = format!("the list `{}` is written so that it cannot be changed safely", entry.key);
        self.at(Diagnostic::error(message).hint(BY_HAND), entry.place)
    }

    fn lines(&self) -> block::Lines<'t> {
        block::Lines::of(self.text)
    }

    /// The index of the line of a byte.
    fn line_at(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count()
    }

    /// The index of the first line that has something of a list.
    fn first_line(&self, entry: &Entry) -> usize {
        let first = self.items(&entry.key).first().map_or(entry.place, |item| item.place);
        first.line - 1
    }

    /// The index of the line of the next key; the number of lines after the last.
    fn limit(&self, entry: &Entry) -> usize {
        let lines = self.entries().into_iter().map(|other| other.place.line);
        lines.filter(|line| *line > entry.place.line).min().map_or(usize::MAX, |line| line - 1)
    }

    /// Tells how a list is written.
    fn style(&self, entry: &Entry) -> Result<Style, Box<Diagnostic>> {
        let stubborn = || self.stubborn(entry);
        let start = self.lines().offset(entry.place).ok_or_else(stubborn)?;
        let behind = behind_key(&self.text[start..], &entry.key).ok_or_else(stubborn)?;
        let from = self.text.len() - behind.len();
        if entry.node.value == Value::Null {
            let line = behind.lines().next().unwrap_or_default();
            let token = line.split(" #").next().unwrap_or_default().trim();
            let is_nothing = token.is_empty() || ["~", "null", "Null", "NULL"].contains(&token);
            let at = from + line.find(token).unwrap_or_default();
            return if is_nothing { Ok(Style::Nothing(at..at + token.len())) } else { Err(stubborn()) };
        }
        let value = past_comments(behind);
        match (value.chars().next(), &entry.node.value) {
            (Some('['), Value::List(_)) => Ok(Style::Flow(self.text.len() - value.len())),
            (Some('-'), Value::List(_)) => Ok(Style::Block),
            _ => Err(stubborn()),
        }
    }
}

/// How a list is written.
enum Style {
    /// A line for each item, or several.
    Block,
    /// In brackets, the first of which is at this byte.
    Flow(usize),
    /// No list: nothing, or a word for it at these bytes.
    Nothing(std::ops::Range<usize>),
}

/// Returns what stands behind a key and its colon.
fn behind_key<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let unquoted = text.strip_prefix(['"', '\'']).unwrap_or(text).strip_prefix(key)?;
    unquoted.strip_prefix(['"', '\'']).unwrap_or(unquoted).trim_start_matches(' ').strip_prefix(':')
}

fn past_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if !text.starts_with('#') {
            return text;
        }
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
}

/// Tells whether two mappings say the same, in the same order; an empty list of
/// pins or drops is none, and white space at the ends of texts does not count.
fn same_entries(one: &[Entry], other: &[Entry]) -> bool {
    fn is_said(entry: &&Entry) -> bool {
        let is_empty = match &entry.node.value {
            Value::Null => true,
            Value::List(items) => items.is_empty(),
            _ => false,
        };
        !(LISTS.contains(&entry.key.as_str()) && is_empty)
    }
    let (mut one, mut other) = (one.iter().filter(is_said), other.iter().filter(is_said));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.key == other.key && same(&one.node.value, &other.node.value) => {}
            _ => return false,
        }
    }
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.total_cmp(other).is_eq(),
        (Value::String(one), Value::String(other)) => one.trim() == other.trim(),
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| same(&one.value, &other.value))
        }
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| one.key == other.key && same(&one.node.value, &other.node.value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
