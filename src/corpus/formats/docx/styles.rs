//! The styles of a Word document, with what they take from those they are
//! based on (ECMA-376, part 1, section 17.7).

use std::collections::BTreeMap;

use crate::corpus::formats::flow::Role;
use crate::corpus::formats::style_names;
use crate::corpus::formats::xml::{Element, Node, Xml};
use crate::corpus::reading::NotRead;

/// How many styles may be based on one another.
const LONGEST_CHAIN: usize = 20;

/// What a style, or a paragraph itself, says; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    pub(super) role: Option<Role>,
    /// The outline level, from 0; 9 is body text.
    pub(super) outline: Option<u8>,
    /// Whether it is numbered or has a bullet.
    pub(super) listed: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) strong: Option<bool>,
    /// Whether its letters are white.
    pub(super) white: Option<bool>,
    /// Whether it stands on a colour.
    pub(super) shaded: Option<bool>,
}

impl Properties {
    /// Takes from `base` what is not said.
    pub(super) fn inherit(&mut self, base: &Self) {
        self.role = self.role.or(base.role);
        self.outline = self.outline.or(base.outline);
        self.listed = self.listed.or(base.listed);
        self.hidden = self.hidden.or(base.hidden);
        self.strong = self.strong.or(base.strong);
        self.white = self.white.or(base.white);
        self.shaded = self.shaded.or(base.shaded);
    }

    /// Reads a property of runs (`w:rPr`); others are passed over.
    pub(super) fn take_run(&mut self, element: &Element<'_>) {
        match element.name() {
            ("w", "vanish" | "webHidden") => self.hidden = Some(element.is_on()),
            ("w", "b") => self.strong = Some(element.is_on()),
            ("w", "color") => {
                self.white = element.attribute("val").map(|color| color.eq_ignore_ascii_case("FFFFFF"));
            }
            ("w", "highlight") => self.shaded = Some(element.is_on()),
            ("w", "shd") => {
                let fill = element.attribute("fill").unwrap_or_default();
                let plain = ["", "auto", "FFFFFF"].iter().any(|none| fill.eq_ignore_ascii_case(none));
                let pattern =
                    element.attribute("val").is_some_and(|pattern| pattern != "clear" && pattern != "nil");
                self.shaded = Some(!plain || pattern);
            }
            _ => {}
        }
    }

    /// Reads a property of paragraphs (`w:pPr`); others are passed over.
    pub(super) fn take_paragraph(&mut self, element: &Element<'_>) {
        match element.name() {
            ("w", "outlineLvl") => {
                self.outline = element.attribute("val").and_then(|level| level.trim().parse().ok());
            }
            ("w", "numId") => {
                self.listed = element.attribute("val").map(|number| number.trim() != "0");
            }
            ("w", "shd") => self.take_run(element),
            _ => {}
        }
    }

    /// Returns what a paragraph with these properties is.
    pub(super) fn role(&self) -> Role {
        match (self.role, self.outline) {
            (Some(role @ (Role::Aside | Role::Title | Role::Code)), _) => role,
            (_, Some(0..=8)) => Role::Heading,
            (Some(Role::Heading), None) => Role::Heading,
            (role, _) => match self.listed {
                Some(true) => Role::Item,
                Some(false) => Role::Body,
                None => role.filter(|role| *role == Role::Item).unwrap_or(Role::Body),
            },
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    own: Properties,
    base: Option<String>,
}

/// The styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Properties>,
    /// The paragraph style that counts where none is named.
    default: Properties,
}

impl Styles {
    /// Reads the part of the styles.
    ///
    /// # Errors
    /// XML that is not well-formed.
    pub(super) fn read(mut xml: Xml<'_>) -> Result<Self, NotRead> {
        let mut styles: BTreeMap<String, Style> = BTreeMap::new();
        let mut default = None;
        loop {
            match xml.next()? {
                Node::Open(element) if element.name() == ("w", "style") => {
                    let id = element.attribute("styleId").unwrap_or_default();
                    let paragraph = element.attribute("type").is_none_or(|kind| kind == "paragraph");
                    if paragraph && element.attribute("default").is_some_and(|on| on == "1" || on == "true") {
                        default = Some(id.clone());
                    }
                    let style = style(&mut xml, &element, &id)?;
                    styles.insert(id, style);
                }
                Node::End => break,
                _ => {}
            }
        }
        let resolved: BTreeMap<String, Properties> =
            styles.keys().map(|id| (id.clone(), resolve(&styles, id))).collect();
        let default = default.and_then(|id| resolved.get(&id).cloned()).unwrap_or_default();
        Ok(Self { styles: resolved, default })
    }

    /// Returns what a paragraph style says; an unknown one is told by its id.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Properties {
        match id {
            None => self.default.clone(),
            Some(id) => self
                .styles
                .get(id)
                .cloned()
                .unwrap_or_else(|| Properties { role: style_names::role(id), ..Properties::default() }),
        }
    }

    /// Returns what a character style says.
    pub(super) fn run(&self, id: &str) -> Properties {
        self.styles.get(id).cloned().unwrap_or_default()
    }
}

fn style(xml: &mut Xml<'_>, start: &Element<'_>, id: &str) -> Result<Style, NotRead> {
    let depth = start.depth;
    let mut style = Style::default();
    let mut named = None;
    loop {
        match xml.next()? {
            Node::Open(element) => match element.name() {
                ("w", "name") => named = element.attribute("val"),
                ("w", "basedOn") => style.base = element.attribute("val"),
                // Parts of a table's style, and what was before a change.
                ("w", "tblStylePr" | "pPrChange" | "rPrChange") => xml.skip()?,
                _ => {
                    style.own.take_paragraph(&element);
                    style.own.take_run(&element);
                }
            },
            Node::Close(closed) if closed == depth => break,
            Node::End => break,
            _ => {}
        }
    }
    style.own.role = named.as_deref().and_then(style_names::role).or_else(|| style_names::role(id));
    Ok(style)
}

fn resolve(styles: &BTreeMap<String, Style>, id: &str) -> Properties {
    let mut properties = Properties::default();
    let mut next = Some(id);
    for _ in 0..LONGEST_CHAIN {
        let Some(style) = next.and_then(|id| styles.get(id)) else { break };
        properties.inherit(&style.own);
        next = style.base.as_deref();
    }
    properties
}
