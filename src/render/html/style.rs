//! The style of a page: `page.css`, then what `look` in `config.yaml` changes
//! of it, as custom properties.

use ct_codecs::{Base64, Encoder};

use super::Frame;
use crate::model::{Colour, Logo, Look, Slot};

/// The look of a page where the desk has none of its own.
const PAGE_CSS: &str = include_str!("../../../templates/frame/page.css");

/// The dark paper of `page.css`.
const DARK: Colour = Colour(0x15, 0x17, 0x1a);
/// Contrast of what is derived here (WCAG 2.2, success criteria 1.4.3 and
/// 1.4.6).
const READABLE: f64 = 4.5;
const CLEAR: f64 = 7.0;

/// Returns the page's style. In CSS `<\/` means `</` where it means anything,
/// and ends no element of HTML.
pub(super) fn style(frame: &Frame) -> String {
    let css = frame.look.get("page.css").map(|css| String::from_utf8_lossy(css));
    let css = css.as_deref().unwrap_or(PAGE_CSS);
    let all = css.to_owned() + &changes(&frame.sheet.look) + &running_lines(frame);
    all.replace("</", "<\\/").replace('\0', "\u{fffd}")
}

/// Returns the classes of the page: the ready look's name, and what is wanted
/// of it; empty for the plain look as it is.
pub(super) fn classes(look: &Look) -> String {
    let mut classes = vec![look.base.name()];
    let wanted = [(look.numbered, "numbered"), (look.cover, "cover"), (look.columns > 1, "columns-2")];
    classes.extend(wanted.iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, class)| *class));
    if classes == ["plain"] { String::new() } else { classes.join(" ") }
}

/// Writes what differs from the ready look.
fn changes(look: &Look) -> String {
    let base = look.base.look();
    let mut light = Vec::new();
    let mut dark = Vec::new();
    let mut paper = Vec::new();
    if look.accent != base.accent {
        light.push(("accent", look.accent));
        dark.push(("accent", look.accent.readable_on(DARK, CLEAR)));
        paper.push(("accent", look.accent.readable_on(Colour::WHITE, READABLE)));
    }
    if (look.ink, look.background) != (base.ink, base.background) {
        let ground = look.background;
        light.extend([
            ("ink", look.ink),
            ("paper", ground),
            ("card", ground.mixed(Colour::WHITE, 0.5)),
            ("muted", look.ink.mixed(ground, 0.28).readable_on(ground, READABLE)),
            ("rule", look.ink.mixed(ground, 0.8)),
            ("mark", look.accent.mixed(ground, 0.9)),
            ("quoted", Colour(0xfd, 0xee, 0xb5).mixed(ground, 0.15)),
        ]);
        // A dark page stays itself in the dark, and is read by day as well.
        if ground.luminance() < 0.18 {
            light.retain(|(name, _)| !["card", "quoted"].contains(name));
            light.extend([("card", ground.mixed(Colour::WHITE, 0.06)), ("quoted", Colour(0x4d, 0x42, 0x14))]);
            dark.clear();
            dark.clone_from(&light);
        }
    }
    let block = |media: &str, colours: &[(&str, Colour)]| {
        let lines: String =
            colours.iter().map(|(name, colour)| format!(" --{name}: {};", colour.hex())).collect();
        if lines.is_empty() { lines } else { format!("@media {media} {{ :root {{{lines} }} }}\n") }
    };
    let fonts = [("text", &look.fonts.text), ("headings", &look.fonts.headings), ("code", &look.fonts.mono)];
    let fonts: String = fonts
        .iter()
        .filter_map(|(name, family)| Some((name, family.as_ref()?)))
        .map(|(name, family)| {
            let behind = if *name == "code" { "monospace" } else { "var(--serif)" };
            format!(" --{name}: \"{family}\", {behind};")
        })
        .collect();
    let fonts = if fonts.is_empty() { fonts } else { format!(":root {{{fonts} }}\n") };
    block("screen and (prefers-color-scheme: light)", &light)
        + &block("screen and (prefers-color-scheme: dark)", &dark)
        + &block("print", &paper)
        + &fonts
}

/// Writes the running lines of printed pages (CSS Paged Media 3, margin boxes).
fn running_lines(frame: &Frame) -> String {
    let look = &frame.sheet.look;
    let line = |place: &str, slots: &Option<Vec<Slot>>| {
        let parts: Vec<String> = slots.iter().flatten().map(|slot| content(slot, frame)).collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!("@page {{ @{place} {{ content: {}; }} }}\n", parts.join(" "))
        }
    };
    line("top-left", &look.header) + &line("bottom-left", &look.footer)
}

fn content(slot: &Slot, frame: &Frame) -> String {
    let text = match slot {
        Slot::Words(words) => words,
        Slot::Named(name @ ("page" | "pages")) => return format!("counter({name})"),
        Slot::Named(name) => frame.named(name),
    };
    quoted(text)
}

/// Writes a string of CSS; letters that could end it by their numbers.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter == ' ' || (!letter.is_control() && !"\"\\<>'".contains(letter));
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match plain(letter) {
            true => quoted.push(letter),
            false => quoted.push_str(&format!("\\{:x} ", u32::from(letter))),
        }
    }
    quoted + "\""
}

/// Returns the address of a logo, which is in the address; `None` where its
/// file is missing.
pub(super) fn picture(frame: &Frame, logo: &Logo) -> Option<String> {
    let bytes = frame.look.get(&logo.file)?;
    let kind = match logo.file.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "svg" => "svg+xml",
        "png" => "png",
        _ => "jpeg",
    };
    Some(format!("data:image/{kind};base64,{}", Base64::encode_to_string(bytes).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Base;

    #[test]
    fn a_look_as_it_is_changes_nothing() {
        for name in Base::NAMES {
            assert_eq!(changes(&Base::from_name(name).unwrap().look()), "");
        }
        assert_eq!(classes(&Look::default()), "");
        assert_eq!(classes(&Base::Ministry.look()), "ministry numbered cover");
    }

    #[test]
    fn an_accent_is_lightened_for_the_dark() {
        let look = Look { accent: Colour(0, 0x40, 0x20), ..Look::default() };
        let css = changes(&look);
        assert!(css.contains("light) { :root { --accent: #004020; } }"), "{css}");
        let dark = css.split("dark) { :root { --accent: ").nth(1).unwrap();
        assert!(Colour::from_hex(&dark[..7]).unwrap().contrast(DARK) >= CLEAR, "{css}");
    }

    #[test]
    fn a_string_of_css_cannot_be_ended_from_within() {
        assert_eq!(quoted("a\"; } </style>\n\\"), "\"a\\22 ; } \\3c /style\\3e \\a \\5c \"");
    }
}
