//! What is known only at a text's end: ids of headings, targets of links,
//! numbers of footnotes.

use std::collections::{BTreeMap, BTreeSet};

use unicode_segmentation::UnicodeSegmentation;

use super::inline_text;
use super::parse::push_text;
use super::tree::{Block, Inline, Note, Tree};

/// A footnote, perhaps only named by a mark.
pub(super) struct Definition {
    /// Its label as written.
    pub(super) label: String,
    /// What it says; `None` where it is not defined.
    pub(super) blocks: Option<Vec<Block>>,
}

/// Makes a tree of blocks in which headings have the ids that were asked for
/// (or none), links may lead to any `#id`, and marks hold an index into
/// `definitions`.
pub(super) fn resolve(mut blocks: Vec<Block>, definitions: Vec<Definition>) -> Tree {
    let mut ids = Ids::default();
    ids.assign(&mut blocks);
    let mut resolver =
        Resolver { ids: ids.used, places: vec![None; definitions.len()], order: Vec::new(), definitions };
    resolver.blocks(&mut blocks);
    let notes = resolver.notes();
    Tree { blocks, notes }
}

#[derive(Default)]
struct Ids {
    used: BTreeSet<String>,
    /// The last number that was tried for a name.
    tried: BTreeMap<String, usize>,
}

impl Ids {
    fn assign(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { id, content, .. } => {
                    let asked = slug(id);
                    let name = if asked.is_empty() { slug(&inline_text(content)) } else { asked };
                    *id = self.unique(if name.is_empty() { "section".to_owned() } else { name });
                }
                Block::Quote { blocks } => self.assign(blocks),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.assign(item)),
                _ => {}
            }
        }
    }

    fn unique(&mut self, name: String) -> String {
        let tried = self.tried.entry(name.clone()).or_insert(0);
        loop {
            *tried += 1;
            let id = if *tried == 1 { name.clone() } else { format!("{name}-{tried}") };
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Returns the letters (of any script, without accents set apart) and digits
/// of a text in lower case, with hyphens between them.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for cluster in text.to_lowercase().graphemes(true) {
        if cluster.starts_with(char::is_alphanumeric) {
            slug.extend(cluster.chars().filter(|letter| letter.is_alphanumeric()));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A footnote that has a number.
#[derive(Clone, Copy)]
struct Place {
    number: usize,
    marks: usize,
}

struct Resolver {
    ids: BTreeSet<String>,
    definitions: Vec<Definition>,
    /// For each definition, whether a mark was met.
    places: Vec<Option<Place>>,
    /// Definitions in the order of their first marks.
    order: Vec<usize>,
}

impl Resolver {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { content, .. } | Block::Paragraph { content } => self.line(content),
                Block::Quote { blocks } => self.blocks(blocks),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(item)),
                Block::Table { head, rows, .. } => {
                    head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| self.line(cell));
                }
                Block::Code { .. } | Block::Chart { .. } | Block::Rule => {}
            }
        }
    }

    fn line(&mut self, content: &mut Vec<Inline>) {
        let mut resolved = Vec::with_capacity(content.len());
        for inline in std::mem::take(content) {
            self.inline(inline, &mut resolved);
        }
        *content = resolved;
    }

    fn inline(&mut self, mut inline: Inline, into: &mut Vec<Inline>) {
        match &mut inline {
            Inline::Text { text } => return push_text(into, text),
            Inline::Emphasis { content } | Inline::Strong { content } | Inline::Strike { content } => {
                self.line(content);
            }
            Inline::Link { url, content } => {
                self.line(content);
                if url.strip_prefix('#').is_some_and(|id| !self.ids.contains(id)) {
                    return std::mem::take(content).into_iter().for_each(|inline| match inline {
                        Inline::Text { text } => push_text(into, &text),
                        other => into.push(other),
                    });
                }
            }
            Inline::Mark { note, .. } => return self.mark(*note, into),
            Inline::Code { .. } | Inline::Break => {}
        }
        into.push(inline);
    }

    fn mark(&mut self, definition: usize, into: &mut Vec<Inline>) {
        let Definition { label, blocks } = &self.definitions[definition];
        if self.places[definition].is_none() && blocks.is_none() {
            return push_text(into, &format!("[^{label}]"));
        }
        let next = self.order.len() + 1;
        let place = self.places[definition].get_or_insert(Place { number: next, marks: 0 });
        place.marks += 1;
        into.push(Inline::Mark { note: place.number, nth: place.marks });
        if place.number == next {
            self.order.push(definition);
        }
    }

    /// Marks in notes come after all others, and may name further notes.
    fn notes(mut self) -> Vec<Note> {
        let mut notes = Vec::new();
        while let Some(&definition) = self.order.get(notes.len()) {
            let mut blocks = self.definitions[definition].blocks.take().unwrap_or_default();
            self.blocks(&mut blocks);
            let label = self.definitions[definition].label.clone();
            notes.push(Note { number: notes.len() + 1, label, marks: 0, blocks });
        }
        for (note, definition) in notes.iter_mut().zip(&self.order) {
            note.marks = self.places[*definition].map_or(0, |place| place.marks);
        }
        notes
    }
}
