//! Marks of citations, and the cards that they open: the passage around the
//! quotation, where it stands, and the way to the source.
//!
//! A page may run no script, so that cards are popovers (HTML standard, "The
//! popover attribute"): a button with `popovertarget` opens one, and Escape, a
//! click beside it or the button again closes it.
//!
//! A mark is one control for its reader. Where popovers are known it is the
//! button; a browser that does not know them, a reading view that drops
//! buttons, and paper have the link to the note in its place. The style below
//! shows one and hides the other from sight, from the keyboard and from screen
//! readers alike (`display: none`). Link and button have the same name. A link
//! that opened the card and led away at once would be neither.
//!
//! Cards stand after the text: a browser gives a card its place in the order
//! of focus behind the button that opened it, whatever its place in the page.
//! They are dialogs, so that a screen reader says what was opened and what it
//! is called; `autofocus` leads to the quotation in the one that opens, which
//! is scrolled to it where a screen is small.

use crate::model::{Citation, Placement, Rich, Run, RunStyle};
use crate::tool::markdown::{Block, Tree, fold, inline_text, web_address};

use super::write::Writer;

/// What cards need to work in any look. It stands before the look, which may
/// say more. Browsers that do not know `:popover-open` pass over its block:
/// there the cards stay hidden and the links are to be seen.
///
/// A link within a card leads to its note, and nothing closes the card then:
/// so it steps aside while the reader is at a note. It stays able to take the
/// focus, since a card that opens then shows itself by it.
pub(super) const STYLE: &str = "\
.card, .cited > button { display: none; }
@supports selector(:popover-open) {
  .card:popover-open { display: block; }
  .cited > button { display: inline; }
  .cited > :first-child { display: none; }
  body:has(.notes li:target) .card:not(:focus-within) { opacity: 0; pointer-events: none; }
}
@media print {
  .card, .cited > button { display: none !important; }
  .cited > :first-child { display: inline !important; }
}
";

/// Returns an http or https address as it may stand in an attribute that a
/// program follows; `None` for any other.
pub(super) fn address(url: &str) -> Option<String> {
    web_address(url).filter(|url| !url.to_ascii_lowercase().starts_with("mailto:"))
}

impl<'a> Writer<'a> {
    /// Returns the citation that a note gives; `None` for a note of the
    /// template's own.
    pub(super) fn cited(&self, note: usize) -> Option<&'a Citation> {
        let note = self.tree.notes.get(note.checked_sub(1)?)?;
        self.frame.citations.get(&note.label)
    }

    /// Tells whether a citation stands in the text itself, so that it has no
    /// note.
    pub(super) fn is_in_text(&self, citation: &Citation) -> bool {
        self.frame.placement == Placement::Text && !citation.in_text.plain().trim().is_empty()
    }

    pub(super) fn mark(&mut self, note: usize, nth: usize) {
        match self.cited(note) {
            Some(citation) if self.is_in_text(citation) => self.text_mark(note, nth, citation),
            Some(_) => self.note_mark(note, nth, true),
            None => self.note_mark(note, nth, false),
        }
    }

    fn note_mark(&mut self, note: usize, nth: usize, has_card: bool) {
        let number = note.to_string();
        self.raw("<sup class=\"mark").raw(if has_card { " cited" } else { "" }).raw("\" id=\"");
        self.raw(&mark_id(&number, nth))
            .raw("\"><a role=\"doc-noteref\" href=\"#note_")
            .raw(&number)
            .raw("\"");
        self.note_name(&number);
        self.raw(">[").raw(&number).raw("]</a>");
        if has_card {
            self.raw("<button type=\"button\" popovertarget=\"card_").raw(&number).raw("\"");
            self.note_name(&number);
            self.raw(">[").raw(&number).raw("]</button>");
        }
        self.raw("</sup>");
    }

    fn note_name(&mut self, number: &str) {
        self.raw(" aria-label=\"");
        self.label("note", "Note");
        self.raw(" ").raw(number).raw("\"");
    }

    /// A template puts marks right behind a word, as note numbers want it.
    fn text_mark(&mut self, note: usize, nth: usize, citation: &Citation) {
        let number = note.to_string();
        self.space();
        self.raw("<span class=\"in-text cited\" id=\"").raw(&mark_id(&number, nth)).raw("\">");
        let way = self.way(citation);
        match &way {
            Some(way) => _ = self.raw("<a href=\"").text(way).raw("\"").raw(outward(way)).raw(">"),
            None => _ = self.raw("<span>"),
        }
        self.rich(&citation.in_text, false);
        self.raw(if way.is_some() { "</a>" } else { "</span>" });
        self.raw("<button type=\"button\" popovertarget=\"card_").raw(&number).raw("\">");
        self.rich(&citation.in_text, false);
        self.raw("</button></span>");
    }

    /// Where a citation in the text leads without its card: to the source,
    /// else to the list of sources.
    fn way(&self, citation: &Citation) -> Option<String> {
        citation
            .link
            .as_deref()
            .and_then(address)
            .or_else(|| list_of_sources(self.tree, self.frame).map(|id| format!("#{id}")))
    }

    /// Writes the card of every citation that is marked, in the order of the
    /// notes.
    pub(super) fn cards(&mut self) {
        let cited: Vec<(usize, &Citation)> = (1..=self.tree.notes.len())
            .filter_map(|note| self.cited(note).map(|citation| (note, citation)))
            .collect();
        if cited.is_empty() {
            return;
        }
        self.raw("<div class=\"cards\">\n");
        for (note, citation) in cited {
            self.card(note, citation);
        }
        self.raw("</div>\n");
    }

    fn card(&mut self, note: usize, citation: &Citation) {
        let number = note.to_string();
        self.raw("<div class=\"card\" id=\"card_").raw(&number);
        self.raw("\" popover role=\"dialog\" tabindex=\"-1\" aria-labelledby=\"card_");
        self.raw(&number).raw("_name\">\n<div class=\"head\">\n<p id=\"card_").raw(&number).raw("_name\">");
        if self.is_in_text(citation) {
            self.rich(&citation.in_text, false);
        } else {
            self.label("note", "Note");
            self.raw(" ").raw(&number);
        }
        self.raw("</p>\n");
        self.origin(citation);
        self.raw("<button type=\"button\" popovertarget=\"card_").raw(&number);
        self.raw("\" popovertargetaction=\"hide\" aria-label=\"");
        self.label("close", "Close");
        self.raw("\">×</button>\n</div>\n");
        self.passage(citation);
        self.ways(&number, citation);
        self.raw("</div>\n");
    }

    /// The quotation in the middle of what stands around it.
    fn passage(&mut self, citation: &Citation) {
        self.raw("<blockquote");
        self.cite(citation.url.as_deref());
        self.language(citation.language.as_deref());
        self.raw(" dir=\"auto\">\n<p>");
        self.paragraphs(&citation.before);
        self.raw("<mark tabindex=\"-1\" autofocus>").text(&fold(&citation.exact)).raw("</mark>");
        self.paragraphs(&citation.after);
        self.raw("</p>\n</blockquote>\n");
    }

    /// Goes on in the paragraph that is open; a line break begins another.
    fn paragraphs(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            self.raw(if at > 0 { "</p>\n<p>" } else { "" }).spaced(line);
        }
    }

    /// Which source it is, and where in it.
    fn origin(&mut self, citation: &Citation) {
        self.raw("<p class=\"origin\"><cite");
        self.language(citation.language.as_deref());
        self.raw(" dir=\"auto\">").text(&fold(&citation.title)).raw("</cite>");
        if !citation.pinpoint.is_empty() {
            self.raw(", ").text(&fold(&citation.pinpoint));
        }
        self.raw("</p>\n");
    }

    /// The ways to the note and to the source; where there is no note, what it
    /// would say.
    fn ways(&mut self, number: &str, citation: &Citation) {
        let in_text = self.is_in_text(citation);
        if in_text {
            self.raw("<p class=\"reference\">");
            self.rich(&citation.reference, true);
            self.raw("</p>\n");
        }
        let link = citation.link.as_deref().and_then(address);
        if in_text && link.is_none() {
            return;
        }
        self.raw("<p class=\"ways\">");
        if !in_text {
            self.raw("<a href=\"#note_").raw(number).raw("\">");
            self.label("note", "Note");
            self.raw(" ").raw(number).raw("</a>");
        }
        if let Some(link) = link {
            self.raw(if in_text { "" } else { " " });
            self.raw("<a href=\"").text(&link).raw("\"").raw(outward(&link)).raw(">");
            self.label("open_source", "open the source");
            self.raw("</a>");
        }
        self.raw("</p>\n");
    }

    /// Appends a `cite` attribute; nothing where a source has no address.
    pub(super) fn cite(&mut self, url: Option<&str>) {
        if let Some(url) = url.and_then(address) {
            self.raw(" cite=\"").text(&url).raw("\"");
        }
    }

    /// Appends a text in its styles, with its links where it `has_links`.
    fn rich(&mut self, rich: &Rich, has_links: bool) {
        for Run { text, style, url } in &rich.0 {
            let name = match style {
                RunStyle::Plain => None,
                RunStyle::Emphasis => Some("em"),
                RunStyle::Strong => Some("strong"),
            };
            let link = url.as_deref().filter(|_| has_links).and_then(web_address);
            if let Some(link) = &link {
                self.raw("<a href=\"").text(link).raw("\"").raw(outward(link)).raw(">");
            }
            if let Some(name) = name {
                self.raw("<").raw(name).raw(">");
            }
            self.spaced(text);
            if let Some(name) = name {
                self.raw("</").raw(name).raw(">");
            }
            self.raw(if link.is_some() { "</a>" } else { "" });
        }
    }

    /// Appends a folded text, with a space at each end that has white space.
    fn spaced(&mut self, text: &str) -> &mut Self {
        let folded = fold(text);
        if text.starts_with(char::is_whitespace) {
            self.raw(" ");
        }
        self.text(&folded);
        if text.ends_with(char::is_whitespace) && !folded.is_empty() {
            self.raw(" ");
        }
        self
    }
}

/// A reader who follows a link tells the other end nothing of the page.
pub(super) fn outward(address: &str) -> &'static str {
    if address.starts_with('#') { "" } else { " rel=\"noopener noreferrer\"" }
}

pub(super) fn mark_id(note: &str, nth: usize) -> String {
    format!("mark_{note}_{nth}")
}

/// Returns the id of the heading that is called as the labels call a list of
/// sources; the last where there are several.
fn list_of_sources<'a>(tree: &'a Tree, frame: &super::Frame) -> Option<&'a str> {
    let names = [("references", "References"), ("sources", "Sources")];
    let names = names.map(|(key, english)| frame.labels.get(key).map_or(english, String::as_str));
    let heading = |name: &str| {
        tree.blocks.iter().rev().find_map(|block| match block {
            Block::Heading { id, content, .. } if inline_text(content) == name => Some(id.as_str()),
            _ => None,
        })
    };
    names.into_iter().find_map(heading)
}
