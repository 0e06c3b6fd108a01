//! Footnotes taken out of Markdown, with other text in place of their marks.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::Markdown;
use super::parse::{body, options};

/// Writes text in place of footnotes: for each label that `set` has Markdown
/// for, every mark becomes that, set off by a space, and the footnote goes.
/// All else stays as it is, other footnotes too.
///
/// Marks and footnotes are those that [`parse()`](super::parse()) sees, so a
/// text that only looks like one is not touched.
#[must_use]
pub fn set_in_text(markdown: &Markdown, set: impl Fn(&str) -> Option<String>) -> Markdown {
    let text = markdown.as_str();
    let start = text.len() - body(text).len();
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for (range, instead) in edits(&text[start..], set) {
        let range = start + range.start..start + range.end;
        // What stands in a footnote that went is gone already.
        if range.start < at {
            continue;
        }
        written.push_str(&text[at..range.start]);
        at = range.end;
        match instead {
            Some(instead) => {
                let is_apart = written.is_empty() || written.ends_with(char::is_whitespace);
                written.push_str(if is_apart { "" } else { " " });
                written.push_str(&instead);
            }
            None => {
                written.truncate(written.trim_end().len());
                let rest = text[at..].trim_start_matches(['\n', '\r']);
                at = text.len() - rest.len();
                written.push_str(match (written.is_empty(), rest.is_empty()) {
                    (true, _) => "",
                    (_, true) => "\n",
                    _ => "\n\n",
                });
            }
        }
    }
    written.push_str(&text[at..]);
    Markdown::new(written)
}

/// Returns what is to be replaced, in the order of the text, with what; `None`
/// for a footnote that goes.
fn edits(text: &str, set: impl Fn(&str) -> Option<String>) -> Vec<(Range<usize>, Option<String>)> {
    let events = Parser::new_ext(text, options()).into_offset_iter();
    let mut edits: Vec<_> = events
        .filter_map(|(event, range)| match event {
            Event::FootnoteReference(label) => Some((range, Some(set(&label)?))),
            Event::Start(Tag::FootnoteDefinition(label)) => set(&label).map(|_| (range, None)),
            _ => None,
        })
        .collect();
    edits.sort_by_key(|(range, _)| range.start);
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{escape, parse};
    use super::*;

    fn shown(text: &str) -> String {
        let set = |label: &str| label.parse::<u32>().is_ok().then(|| format!("(Smith {label})"));
        set_in_text(&Markdown::new(text), set).into_string()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn marks_become_text_and_footnotes_go() {
        check("> A.[^1] B[^2][^1].\n\n[^1]: One\n\n[^2]: Two\n", "> A. (Smith 1) B (Smith 2) (Smith 1).\n");
        check(
            "A[^1]\n\n[^1]: One\n    and more\n\n    and more\n\n## Next\n\nB\n",
            "A (Smith 1)\n\n## Next\n\nB\n",
        );
        check(
            "| a | b |\n|---|---|\n|[^1]| [^1] |\n\n[^1]: One\n",
            "| a | b |\n|---|---|\n| (Smith 1)| (Smith 1) |\n",
        );
        check("[^1]: See [^2]\n\n[^2]: Two\n\nA[^1]\n", "A (Smith 1)\n");
    }

    #[test]
    fn what_only_looks_like_a_mark_stays() {
        for text in
            ["A\\[^1\\] `[^1]`\n", "A[^1] has no footnote\n", "A[^note]\n\n[^note]: Other\n", "    [^1]\n"]
        {
            check(text, text);
        }
        check("---\nx: \"[^1]\"\n---\nA[^1]\n\n[^1]: One\n", "---\nx: \"[^1]\"\n---\nA (Smith 1)\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_texts_around_marks_come_back_letter_for_letter(
            texts in prop::collection::vec("([\\[\\]^:12 \\n|`*_\\\\]|\\PC|\\[\\^[12]\\]:?|[a-z])(.{0,3}|\\[\\^1\\])", 1..5),
            note in "\\PC{0,12}|\\[\\^1\\]: x",
        ) {
            let escaped: Vec<String> = texts.iter().map(|text| escape(text)).collect();
            let marked: String = escaped.iter().map(|text| format!("> a{text}[^1]\n\n")).collect();
            let markdown = format!("{marked}[^1]: {}\n\n[^2]: b{}\n", escape(&note), escape(&note));
            let before = parse(&Markdown::new(&markdown));
            let written = set_in_text(&Markdown::new(&markdown), |label| (label == "1").then(|| "(S)".to_owned()));
            let after = parse(&written);
            prop_assert!(after.notes.is_empty(), "{written}");
            let quotes = |tree: &super::super::Tree| tree.quotes().map(|quote| quote.text.clone()).collect::<Vec<_>>();
            let expected: Vec<String> = quotes(&before).into_iter().map(|text| format!("{text} (S)")).collect();
            prop_assert_eq!(quotes(&after), expected, "{}", written);
        }
    }
}
