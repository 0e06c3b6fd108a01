//! What the names of paragraph styles say, in office documents of any program.
//!
//! Word writes the English names of its own styles in any language; other
//! programs and templates write them in the language of their menus.

use super::flow::Role;

/// Beginnings of names, folded as by [`folded`], with what they say. The first
/// that fits counts.
const NAMES: &[(&str, Role)] = &[
    ("tocheading", Role::Aside),
    ("contentsheading", Role::Aside),
    ("indexheading", Role::Aside),
    ("toc", Role::Aside),
    ("contents", Role::Aside),
    ("tableoffigures", Role::Aside),
    ("tableofauthorities", Role::Aside),
    ("index", Role::Aside),
    ("bibliography", Role::Aside),
    ("header", Role::Aside),
    ("footer", Role::Aside),
    ("pagenumber", Role::Aside),
    ("footnote", Role::Aside),
    ("endnote", Role::Aside),
    ("annotation", Role::Aside),
    ("caption", Role::Aside),
    ("imagecaption", Role::Aside),
    ("tablecaption", Role::Aside),
    ("beschriftung", Role::Aside),
    ("légende", Role::Aside),
    ("lgende", Role::Aside),
    ("didascalia", Role::Aside),
    ("epígrafe", Role::Aside),
    ("названиеобъекта", Role::Aside),
    ("题注", Role::Aside),
    ("標號", Role::Aside),
    ("author", Role::Aside),
    ("date", Role::Aside),
    ("title", Role::Title),
    ("subtitle", Role::Heading),
    ("heading", Role::Heading),
    ("überschrift", Role::Heading),
    ("berschrift", Role::Heading),
    ("titre", Role::Heading),
    ("titolo", Role::Heading),
    ("título", Role::Heading),
    ("ttulo", Role::Heading),
    ("encabezado", Role::Heading),
    ("заголовок", Role::Heading),
    ("标题", Role::Heading),
    ("標題", Role::Heading),
    ("見出し", Role::Heading),
    ("제목", Role::Heading),
    ("nagłówek", Role::Heading),
    ("nagwek", Role::Heading),
    ("nadpis", Role::Heading),
    ("overskrift", Role::Heading),
    ("rubrik", Role::Heading),
    ("otsikko", Role::Heading),
    ("címsor", Role::Heading),
    ("cmsor", Role::Heading),
    ("başlık", Role::Heading),
    ("kop", Role::Heading),
    ("sourcecode", Role::Code),
    ("htmlpreformatted", Role::Code),
    ("preformattedtext", Role::Code),
    ("listbullet", Role::Item),
    ("listnumber", Role::Item),
];

/// Names that only count whole: longer ones are of other things, such as
/// `Date of birth` or `Title page text`.
const WHOLE: &[&str] = &["title", "author", "date", "kop", "toc", "index", "header", "footer", "contents"];

/// Returns what a style's name says; `None` where it says nothing.
pub(super) fn role(name: &str) -> Option<Role> {
    let name = folded(name);
    NAMES
        .iter()
        .find(|(start, _)| match WHOLE.contains(start) {
            true => name == *start,
            false => name.starts_with(start),
        })
        .map(|(_, role)| *role)
}

/// Writes a name in lower case without white space, punctuation, and the
/// number at its end.
fn folded(name: &str) -> String {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_styles_say_what_a_paragraph_is() {
        for (name, expected) in [
            ("heading 1", Some(Role::Heading)),
            ("Heading 2", Some(Role::Heading)),
            ("Überschrift 3", Some(Role::Heading)),
            ("заголовок 1", Some(Role::Heading)),
            ("Title", Some(Role::Title)),
            ("Title page text", None),
            ("toc 2", Some(Role::Aside)),
            ("TOC Heading", Some(Role::Aside)),
            ("caption", Some(Role::Aside)),
            ("Normal", None),
            ("Text Body", None),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }
}
