//! The styles of an OpenDocument text, with what they take from their parents
//! (part 3, section 16.2).

use std::collections::BTreeMap;

use crate::corpus::formats::flow::Role;
use crate::corpus::formats::style_names;
use crate::corpus::formats::xml::{Element, Node, Xml};
use crate::corpus::reading::NotRead;

/// How many styles may have one another for parents.
const LONGEST_CHAIN: usize = 20;

/// What a style says; `None` where it says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) role: Option<Role>,
    pub(super) hidden: Option<bool>,
    pub(super) strong: Option<bool>,
    /// Whether its letters are white.
    pub(super) white: Option<bool>,
    /// Whether it stands on a colour.
    pub(super) shaded: Option<bool>,
}

/// Families and names of styles.
type Key = (String, String);

/// Collects the styles of one part after the other.
#[derive(Debug, Default)]
pub(super) struct Reader {
    styles: BTreeMap<Key, (Style, Option<String>)>,
    coloured: bool,
}

/// The styles of paragraphs and of text by their names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<Key, Style>,
    /// Some pages have a colour.
    pub(super) coloured: bool,
}

impl Styles {
    /// Returns what a style says; nothing where there is none of that name.
    pub(super) fn of(&self, family: &str, name: Option<String>) -> Style {
        let Some(name) = name else { return Style::default() };
        let unknown = Style { role: style_names::role(&decoded(&name)), ..Style::default() };
        self.styles.get(&(family.to_owned(), name)).copied().unwrap_or(unknown)
    }
}

impl Reader {
    /// Reads the styles of a part; those of the content come after the common
    /// ones, whose names they do not share.
    ///
    /// # Errors
    /// XML that is not well-formed.
    pub(super) fn read(&mut self, mut xml: Xml<'_>) -> Result<(), NotRead> {
        loop {
            match xml.next()? {
                Node::Open(element) if element.name() == ("style", "style") => {
                    self.style(&mut xml, &element)?
                }
                Node::Open(element) if element.name() == ("style", "page-layout-properties") => {
                    self.coloured |= shaded(&element).unwrap_or(false);
                }
                Node::Open(element) if element.name() == ("office", "body") => return Ok(()),
                Node::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Returns the styles with what they inherit.
    pub(super) fn resolved(&self) -> Styles {
        let styles = self.styles.keys().map(|key| (key.clone(), self.resolve(key)));
        Styles { styles: styles.collect(), coloured: self.coloured }
    }

    fn style(&mut self, xml: &mut Xml<'_>, start: &Element<'_>) -> Result<(), NotRead> {
        let name = start.attribute("name").unwrap_or_default();
        let shown = start.attribute("display-name").unwrap_or_else(|| decoded(&name));
        let outline = start.attribute("default-outline-level").is_some_and(|level| !level.is_empty());
        let index = start.attribute("class").is_some_and(|class| class == "index");
        let mut style = Style { role: style_names::role(&shown), ..Style::default() };
        if style.role.is_none() && outline {
            style.role = Some(Role::Heading);
        } else if style.role.is_none() && index {
            style.role = Some(Role::Aside);
        }
        loop {
            match xml.next()? {
                Node::Open(element) if element.name() == ("style", "text-properties") => {
                    take(&element, &mut style)
                }
                Node::Close(closed) if closed == start.depth => break,
                Node::End => break,
                _ => {}
            }
        }
        let family = start.attribute("family").unwrap_or_default();
        self.styles.insert((family, name), (style, start.attribute("parent-style-name")));
        Ok(())
    }

    fn resolve(&self, key: &Key) -> Style {
        let mut resolved = Style::default();
        let mut next = self.styles.get(key);
        for _ in 0..LONGEST_CHAIN {
            let Some((style, parent)) = next else { break };
            resolved.role = resolved.role.or(style.role);
            resolved.hidden = resolved.hidden.or(style.hidden);
            resolved.strong = resolved.strong.or(style.strong);
            resolved.white = resolved.white.or(style.white);
            resolved.shaded = resolved.shaded.or(style.shaded);
            let Some(parent) = parent else { break };
            next = self.styles.get(&(key.0.clone(), parent.clone()));
            if next.is_none() {
                resolved.role = resolved.role.or_else(|| style_names::role(&decoded(parent)));
            }
        }
        resolved
    }
}

/// Tells whether something has a colour behind it; `None` where it does not
/// say.
fn shaded(element: &Element<'_>) -> Option<bool> {
    let colour = element.attribute("background-color")?;
    Some(!["transparent", "#ffffff"].iter().any(|plain| colour.eq_ignore_ascii_case(plain)))
}

fn take(element: &Element<'_>, style: &mut Style) {
    style.shaded = style.shaded.or(shaded(element));
    if let Some(colour) = element.attribute("color") {
        style.white = Some(colour.eq_ignore_ascii_case("#ffffff"));
    }
    if let Some(display) = element.attribute("display") {
        style.hidden = Some(display == "none");
    }
    if let Some(weight) = element.attribute("font-weight") {
        let heavy = weight.parse::<u16>().is_ok_and(|weight| weight >= 600);
        style.strong = Some(weight == "bold" || heavy);
    }
}

/// Reads the codes of characters in a name: `Heading_20_1` (part 3, section
/// 19.498).
fn decoded(name: &str) -> String {
    let mut parts = name.split('_');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    let mut code_may_follow = true;
    for part in parts {
        let code =
            (code_may_follow && (2..=6).contains(&part.len())).then(|| u32::from_str_radix(part, 16).ok());
        match code.flatten().and_then(char::from_u32) {
            Some(character) => {
                decoded.push(character);
                code_may_follow = false;
            }
            None => {
                if code_may_follow {
                    decoded.push('_');
                }
                decoded.push_str(part);
                code_may_follow = true;
            }
        }
    }
    decoded
}
