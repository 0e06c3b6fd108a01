//! As much of CSS as tells whether a text can be seen.

use std::collections::BTreeMap;

use dom_query::{Document, NodeRef};

/// The most text of style sheets that is read, in bytes.
const SHEET_BYTES: usize = 1 << 20;

/// The most rules of a sheet that one element is held against.
const RULES_OF_ELEMENT: usize = 64;

/// The most declarations of one rule or attribute that are looked at.
const DECLARATIONS: usize = 64;

/// How far to the side or above something is moved to be out of sight, in
/// pixels (one em or point is taken for one).
const FAR: f32 = -500.0;

/// The largest difference between two colours that nobody sees, of 255.
const SAME_COLOUR: u8 = 6;

/// How an element looks, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// By its own attribute rather than by a sheet.
    by_itself: bool,
    gone: bool,
    invisible: bool,
    clear: bool,
    placed: bool,
    moved: bool,
    clipped: bool,
    empty_box: bool,
    /// Of no size; passed on to children.
    tiny: bool,
    /// Passed on to children; `None` where it is not known.
    colour: Option<[u8; 3]>,
    background: Option<[u8; 3]>,
}

impl Style {
    /// Returns the style of a page: black on white, unless outer sheets may say
    /// otherwise.
    pub(super) fn page(outer: bool) -> Self {
        let known = |colour| (!outer).then_some(colour);
        Self { colour: known([0; 3]), background: known([255; 3]), ..Self::default() }
    }

    /// Returns the style of an element in one with this style.
    pub(super) fn of_child(&self, node: &NodeRef<'_>, sheet: &Sheet) -> Self {
        let mut style =
            Self { tiny: self.tiny, colour: self.colour, background: self.background, ..Self::default() };
        if node.has_name("a") {
            // Links have a colour of their own.
            style.colour = None;
        }
        let is_page = node.has_name("body") || node.has_name("html");
        for declarations in sheet.rules_for(node) {
            style.take(declarations, self.tiny);
        }
        if is_page {
            // Sheets hide whole pages until their scripts have run.
            (style.gone, style.invisible, style.clear) = (false, false, false);
        }
        if let Some(written) = node.attr("style") {
            style.take(&declarations(&written), self.tiny);
            style.by_itself = !is_page && style.hides_element(false);
        }
        if let Some(colour) = node.attr("bgcolor").as_deref().and_then(colour) {
            style.background = colour;
        }
        if let Some(colour) = node.attr("color").filter(|_| node.has_name("font")).as_deref().and_then(colour)
        {
            style.colour = colour;
        }
        style
    }

    /// Tells whether the element is not shown, whatever is within it. For one
    /// with `most` of a page's text only what a script hardly changes counts.
    pub(super) fn hides_element(&self, most: bool) -> bool {
        if most && !self.by_itself {
            return false;
        }
        self.gone
            || self.invisible
            || self.clear
            || self.moved && self.placed
            || self.clipped && self.placed
            || self.empty_box
    }

    /// Tells whether text directly within cannot be seen.
    pub(super) fn hides_text(&self) -> bool {
        let same = |(a, b): ([u8; 3], [u8; 3])| a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= SAME_COLOUR);
        self.tiny || self.colour.zip(self.background).is_some_and(same)
    }

    fn take(&mut self, declarations: &[(Property, String)], tiny_above: bool) {
        let (mut narrow, mut cut) = (false, false);
        for (property, value) in declarations {
            let value = value.as_str();
            match property {
                Property::Display => self.gone = value == "none",
                Property::Visibility => self.invisible = matches!(value, "hidden" | "collapse"),
                Property::Opacity => self.clear = number(value).is_some_and(|opacity| opacity <= 0.01),
                Property::Position => self.placed = matches!(value, "absolute" | "fixed"),
                Property::Side => self.moved |= length(value).is_some_and(|far| far <= FAR),
                Property::Indent => {
                    if length(value).is_some_and(|far| far <= FAR) {
                        (self.moved, self.placed) = (true, true);
                    }
                }
                Property::Clip => {
                    self.clipped = value.starts_with("rect(0")
                        || value.starts_with("rect(1px")
                        || value.starts_with("inset(50%")
                        || value.starts_with("inset(100%");
                }
                Property::Size => narrow |= length(value).is_some_and(|size| size <= 1.0),
                Property::Overflow => cut = matches!(value, "hidden" | "clip"),
                Property::FontSize => self.tiny = is_tiny(value, tiny_above),
                Property::Colour => {
                    if let Some(colour) = colour(value) {
                        self.colour = colour;
                    } else if value != "inherit" {
                        self.colour = None;
                    }
                }
                Property::Background => {
                    if let Some(colour) = colour(value) {
                        if colour.is_some() || value != "transparent" {
                            self.background = colour;
                        }
                    } else if !matches!(value, "inherit" | "none" | "transparent" | "initial") {
                        self.background = None;
                    }
                }
            }
        }
        self.empty_box |= narrow && cut;
    }
}

/// Tells whether letters of this size cannot be read.
fn is_tiny(value: &str, above: bool) -> bool {
    let Some(size) = number(value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%')) else {
        return above && matches!(value, "inherit" | "larger" | "smaller");
    };
    let relative = value.ends_with("em") && !value.ends_with("rem") || value.ends_with('%');
    match relative {
        true => size <= 0.01 || above,
        false => size <= if value.ends_with("rem") { 0.05 } else { 1.0 },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Display,
    Visibility,
    Opacity,
    Position,
    Side,
    Indent,
    Clip,
    Size,
    Overflow,
    FontSize,
    Colour,
    Background,
}

/// Reads `name: value; …`, in the order in which it counts.
fn declarations(written: &str) -> Vec<(Property, String)> {
    let mut found: Vec<(bool, Property, String)> = Vec::new();
    for declaration in written.split(';').take(DECLARATIONS) {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let property = match name.trim().to_ascii_lowercase().as_str() {
            "display" => Property::Display,
            "visibility" => Property::Visibility,
            "opacity" => Property::Opacity,
            "position" => Property::Position,
            "left" | "top" | "right" | "bottom" | "margin-left" | "margin-top" => Property::Side,
            "text-indent" => Property::Indent,
            "clip" | "clip-path" => Property::Clip,
            "width" | "height" | "max-height" | "max-width" => Property::Size,
            "overflow" => Property::Overflow,
            "font-size" => Property::FontSize,
            "color" => Property::Colour,
            "background-color" | "background" => Property::Background,
            _ => continue,
        };
        let value = value.trim().to_ascii_lowercase();
        let important = value.contains("!important");
        let value = value.split('!').next().unwrap_or_default().trim().to_owned();
        found.push((important, property, value));
    }
    found.sort_by_key(|(important, ..)| *important);
    found.into_iter().map(|(_, property, value)| (property, value)).collect()
}

fn number(value: &str) -> Option<f32> {
    match value.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f32>().ok().map(|percent| percent / 100.0),
        None => value.trim().parse().ok(),
    }
}

/// Reads a length; `None` for a percentage or a formula.
fn length(value: &str) -> Option<f32> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let size: f32 = digits.trim().parse().ok()?;
    let unit = &value[digits.len()..];
    Some(if matches!(unit, "em" | "rem" | "vw" | "vh") { size * 10.0 } else { size })
}

/// Reads a colour; `Some(None)` is one that cannot be told, such as a picture
/// or one that is partly transparent; `None` is no colour.
#[expect(clippy::option_option, reason = "no colour and an unknown one differ")]
fn colour(value: &str) -> Option<Option<[u8; 3]>> {
    let value = value.trim().to_ascii_lowercase();
    if value.contains("url(") || value.contains("gradient(") {
        return Some(None);
    }
    let first = match value.starts_with("rgb") {
        true => value.as_str(),
        false => value.split_whitespace().next()?,
    };
    if let Some(hex) = first.strip_prefix('#') {
        return hex_colour(hex).map(Some);
    }
    if let Some((_, rest)) = first.split_once('(').filter(|_| first.starts_with("rgb")) {
        let numbers: Vec<f32> = rest
            .split([',', ' ', '/', ')'])
            .filter(|part| !part.is_empty())
            .take(4)
            .map_while(|part| part.parse().ok())
            .collect();
        return match numbers.as_slice() {
            [r, g, b] | [r, g, b, 1.0] => Some(Some([*r as u8, *g as u8, *b as u8])),
            _ => Some(None),
        };
    }
    let named = match first {
        "white" => [255; 3],
        "black" => [0; 3],
        "red" => [255, 0, 0],
        "green" => [0, 128, 0],
        "blue" => [0, 0, 255],
        "yellow" => [255, 255, 0],
        "gray" | "grey" => [128; 3],
        "silver" => [192; 3],
        "navy" => [0, 0, 128],
        "maroon" => [128, 0, 0],
        "whitesmoke" => [245; 3],
        "snow" => [255, 250, 250],
        _ => return None,
    };
    Some(Some(named))
}

fn hex_colour(hex: &str) -> Option<[u8; 3]> {
    let digits: Vec<u8> = hex.chars().map_while(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    match *digits.as_slice() {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r, s, g, t, b, u] => Some([r * 16 + s, g * 16 + t, b * 16 + u]),
        _ => None,
    }
}

/// The rules of a page's own sheets that can hide something, by the rarest
/// name of their selectors.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: BTreeMap<String, Vec<Rule>>,
    count: usize,
}

#[derive(Debug)]
struct Rule {
    /// Ids, classes and names that an element must have, and its place: what
    /// comes later counts more.
    weight: (usize, usize, usize),
    element: Option<String>,
    classes: Vec<String>,
    declarations: Vec<(Property, String)>,
}

impl Sheet {
    /// Reads the `style` elements of a page.
    pub(super) fn of(document: &Document) -> Self {
        let mut sheet = Self::default();
        let mut room = SHEET_BYTES;
        for node in document.select("style").nodes() {
            let media = node.attr("media").unwrap_or_default();
            let text = node.text();
            if is_for_screens(&media) && text.len() <= room && !is_in_noscript(node) {
                room -= text.len();
                sheet.read(&without_comments(&text));
            }
        }
        sheet
    }

    /// Reads rules, those within conditions that hold on a wide screen too.
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}', ';']) {
            let (prelude, after) = (rest[..open].trim(), &rest[open + 1..]);
            if rest.as_bytes()[open] != b'{' {
                // The end of a condition, or a rule such as `@import`.
                rest = after;
            } else if prelude.starts_with('@') {
                let holds = prelude.strip_prefix("@media").is_some_and(is_for_screens)
                    || prelude.starts_with("@layer")
                    || prelude.starts_with("@supports");
                rest = if holds { after } else { past_block(after) };
            } else {
                let end = after.find('}').unwrap_or(after.len());
                self.rule(prelude, &after[..end]);
                rest = after.get(end + 1..).unwrap_or_default();
            }
        }
    }

    fn rule(&mut self, selectors: &str, written: &str) {
        let declarations = declarations(written);
        if declarations.is_empty() {
            return;
        }
        for selector in selectors.split(',').take(DECLARATIONS) {
            let Some((key, mut rule)) = Rule::read(selector.trim()) else { continue };
            rule.weight.2 = self.count;
            rule.declarations.clone_from(&declarations);
            self.count += 1;
            self.rules.entry(key).or_default().push(rule);
        }
    }

    /// Returns the declarations for an element, in the order in which they
    /// count.
    fn rules_for(&self, node: &NodeRef<'_>) -> Vec<&[(Property, String)]> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let name = node.node_name().unwrap_or_default();
        let classes = node.class().unwrap_or_default();
        let classes: Vec<&str> = classes.split_ascii_whitespace().take(RULES_OF_ELEMENT).collect();
        let id = node.id_attr().map(|id| format!("#{id}"));
        let keys = classes.iter().map(|class| format!(".{class}")).chain(id).chain([name.to_string()]);
        let mut found: Vec<&Rule> = keys
            .filter_map(|key| self.rules.get(&key))
            .flat_map(|rules| rules.iter().rev().take(RULES_OF_ELEMENT))
            .filter(|rule| rule.fits(&name, &classes))
            .collect();
        found.sort_by_key(|rule| rule.weight);
        found.into_iter().map(|rule| rule.declarations.as_slice()).collect()
    }
}

impl Rule {
    /// Reads a selector of one element and its key; `None` for any other.
    fn read(selector: &str) -> Option<(String, Self)> {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
        if selector.is_empty() || selector.len() > 200 || !selector.chars().all(plain) {
            return None;
        }
        let name_end = selector.find(['.', '#']).unwrap_or(selector.len());
        let element = Some(selector[..name_end].to_ascii_lowercase()).filter(|name| !name.is_empty());
        let mut classes = Vec::new();
        let mut id = None;
        let mut rest = &selector[name_end..];
        while let Some(mark) = rest.chars().next() {
            let end = rest[1..].find(['.', '#']).map_or(rest.len(), |end| end + 1);
            let name = rest[1..end].to_owned();
            match mark {
                '.' => classes.push(name),
                _ => id = Some(name),
            }
            rest = &rest[end..];
        }
        let key = match (&id, classes.first(), &element) {
            (Some(id), ..) => format!("#{id}"),
            (_, Some(class), _) => format!(".{class}"),
            (_, _, Some(element)) => element.clone(),
            _ => return None,
        };
        let weight = (usize::from(id.is_some()), classes.len(), 0);
        Some((key, Self { weight, element, classes, declarations: Vec::new() }))
    }

    fn fits(&self, name: &str, classes: &[&str]) -> bool {
        self.element.as_deref().is_none_or(|element| element == name)
            && self.classes.iter().all(|class| classes.contains(&class.as_str()))
    }
}

fn is_in_noscript(node: &NodeRef<'_>) -> bool {
    node.parent().is_some_and(|parent| parent.has_name("noscript"))
}

/// Tells whether a condition can hold on a wide screen.
fn is_for_screens(media: &str) -> bool {
    let media = media.to_ascii_lowercase();
    !["print", "max-width", "max-device", "speech", "prefers-", "handheld", "not all", "portrait", "hover"]
        .iter()
        .any(|other| media.contains(other))
}

/// Returns what follows the block whose opening brace was just read.
fn past_block(text: &str) -> &str {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}
