//! A page as a list: its elements and texts in the order of the page, each
//! with the place where it ends. All questions about a page are loops over it,
//! so that none of them depends on how deep a page is nested.

use crate::corpus::blocks::folded;

use dom_query::{Document, LocalName, NodeData, NodeId, NodeRef};

/// Why something is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Out {
    /// It is not.
    No,
    /// It is not shown.
    Hidden,
    /// It is short and says something about the article.
    Weak,
    /// It has nothing to do with the article.
    Strong,
    /// Readers wrote it.
    Comments,
}

/// An element or a text.
pub(super) struct Node {
    pub(super) id: NodeId,
    /// The element's name; empty for a text.
    pub(super) name: LocalName,
    /// The element above; the first node is its own.
    pub(super) parent: usize,
    /// The place after the last node within it.
    pub(super) end: usize,
    /// Whether it, and all within it, is left out, and why.
    pub(super) out: Out,
    /// Its text, with white space as in the source; empty for an element.
    pub(super) text: String,
    /// An element's classes and its id, as written; empty for none.
    pub(super) classes: String,
    pub(super) anchor: String,
}

/// The elements and texts of a page, in their order.
pub(super) struct Outline<'a> {
    pub(super) document: &'a Document,
    pub(super) nodes: Vec<Node>,
}

/// How much text is in a node, in letters and digits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mass {
    /// All of it.
    pub(super) letters: usize,
    /// Of these, in links.
    pub(super) linked: usize,
    /// Of these, in paragraphs as prose has them, without links.
    pub(super) prose: usize,
}

/// A text this long (letters) between two tags is part of a paragraph rather
/// than of a menu.
const PROSE_LETTERS: usize = 40;

impl<'a> Outline<'a> {
    /// Lists what is under the body, or under the root where there is none.
    pub(super) fn new(document: &'a Document) -> Self {
        let root = document.body().unwrap_or_else(|| document.root());
        let mut outline = Self { document, nodes: Vec::new() };
        let mut open: Vec<(usize, Option<NodeRef<'a>>)> = Vec::new();
        let at = outline.push(&root, 0);
        open.push((at, root.first_child()));
        while let Some((at, next)) = open.last_mut() {
            let Some(child) = *next else {
                let at = *at;
                outline.nodes[at].end = outline.nodes.len();
                open.pop();
                continue;
            };
            *next = child.next_sibling();
            let parent = *at;
            if child.is_element() {
                let at = outline.push(&child, parent);
                open.push((at, child.first_child()));
            } else if child.is_text() {
                outline.push(&child, parent);
            }
        }
        outline
    }

    fn push(&mut self, node: &NodeRef<'_>, parent: usize) -> usize {
        let mut listed = Node {
            id: node.id,
            name: LocalName::from(""),
            parent,
            end: self.nodes.len() + 1,
            out: Out::No,
            text: String::new(),
            classes: String::new(),
            anchor: String::new(),
        };
        node.query(|inner| match &inner.data {
            NodeData::Element(element) => {
                listed.name = element.name.local.clone();
                for attribute in &element.attrs {
                    match &*attribute.name.local {
                        "class" => listed.classes = attribute.value.to_string(),
                        "id" => listed.anchor = attribute.value.trim().to_owned(),
                        _ => {}
                    }
                }
            }
            NodeData::Text { contents } => listed.text = contents.to_string(),
            _ => {}
        });
        let at = self.nodes.len();
        self.nodes.push(listed);
        at
    }

    /// Returns an element's attribute; nothing for an empty one.
    pub(super) fn attribute(&self, at: usize, name: &str) -> Option<String> {
        let value = NodeRef::new(self.nodes[at].id, &self.document.tree).attr(name)?;
        Some(value.to_string()).filter(|value| !value.trim().is_empty())
    }

    /// Leaves a node out, with all within it.
    pub(super) fn leave_out(&mut self, at: usize, why: Out) {
        self.nodes[at].out = why;
    }

    /// Returns the text within a node, with line breaks or spaces for tags, but
    /// for what is not shown; at least its beginning of `most` bytes.
    pub(super) fn text(&self, within: usize, most: usize) -> String {
        let mut text = String::new();
        let mut at = within;
        while at < self.nodes[within].end && text.len() <= most {
            let node = &self.nodes[at];
            if node.out == Out::Hidden {
                at = node.end;
                continue;
            }
            if node.name.is_empty() {
                let begins = node.text.starts_with(char::is_whitespace) && !text.ends_with(['\n', ' ']);
                text.push_str(if begins { " " } else { "" });
                text.push_str(&folded(&node.text));
                text.push_str(if node.text.ends_with(char::is_whitespace) { " " } else { "" });
            } else if matches!(
                &*node.name,
                "br" | "div" | "p" | "li" | "td" | "tr" | "dd" | "dt" | "h1" | "h2" | "h3"
            ) {
                text.push('\n');
            }
            at += 1;
        }
        text
    }

    /// Returns the places of the nodes from `from` up to `to` that are not left
    /// out, nor within one that is.
    pub(super) fn kept(&self, from: usize, to: usize) -> Kept<'_> {
        Kept { nodes: &self.nodes, at: from, to }
    }

    /// Tells whether a node is within another, or is it.
    pub(super) fn is_within(&self, at: usize, container: usize) -> bool {
        (container..self.nodes[container].end).contains(&at)
    }

    /// Returns the places of the elements above a node, the nearest first.
    pub(super) fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        let mut at = at;
        std::iter::from_fn(move || {
            let parent = self.nodes[at].parent;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    /// Weighs the text of every node, but for what is left out.
    pub(super) fn masses(&self) -> Vec<Mass> {
        let mut masses = vec![Mass::default(); self.nodes.len()];
        let mut link_end = 0;
        for at in self.kept(0, self.nodes.len()) {
            let node = &self.nodes[at];
            if &*node.name == "a" {
                link_end = node.end;
            }
            if node.name.is_empty() {
                let letters = node.text.chars().filter(|c| c.is_alphanumeric()).map(weight).sum();
                let linked = at < link_end;
                let prose = !linked && letters >= PROSE_LETTERS;
                masses[at] = Mass {
                    letters,
                    linked: if linked { letters } else { 0 },
                    prose: if prose { letters } else { 0 },
                };
            }
        }
        for at in (1..self.nodes.len()).rev() {
            let (mass, parent) = (masses[at], self.nodes[at].parent);
            masses[parent].letters += mass.letters;
            masses[parent].linked += mass.linked;
            masses[parent].prose += mass.prose;
        }
        masses
    }
}

/// A Han, Kana or Hangul letter says as much as three Latin ones.
fn weight(c: char) -> usize {
    if matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}') {
        3
    } else {
        1
    }
}

/// See [`Outline::kept`].
pub(super) struct Kept<'o> {
    nodes: &'o [Node],
    at: usize,
    to: usize,
}

impl Iterator for Kept<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.at < self.to {
            let node = &self.nodes[self.at];
            if node.out != Out::No {
                self.at = node.end;
                continue;
            }
            self.at += 1;
            return Some(self.at - 1);
        }
        None
    }
}
