use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::{PdfTerms, Rich, Sheet};
use crate::tool::markdown::{self, Markdown};

fn frame(placement: Placement) -> Frame {
    let citation = Citation {
        number: 1,
        in_text: Rich::from("(Smith 2024)"),
        link: Some("https://example.org/a#:~:text=Prices,-rose".to_owned()),
        ..Citation::default()
    };
    Frame {
        title: "Prices".to_owned(),
        audience: "Analysts".to_owned(),
        desk: String::new(),
        date: "2025-04-02".parse().unwrap(),
        date_text: "2 April 2025".to_owned(),
        language: "en".to_owned(),
        labels: BTreeMap::new(),
        quote_languages: BTreeMap::from([("1".to_owned(), "fr".to_owned())]),
        placement,
        citations: BTreeMap::from([("1".to_owned(), citation)]),
        attachments: Vec::new(),
        sheet: Sheet::default(),
        charts: BTreeMap::new(),
        pdf: PdfTerms::default(),
        look: BTreeMap::new(),
    }
}

fn of(text: &str, frame: &Frame) -> Parts {
    parts(&markdown::parse(&Markdown::new(text)), frame)
}

/// Asserts the plain text of a briefing behind its title and edition.
#[track_caller]
fn check_text(text: &str, expected: &str) {
    let parts = of(&format!("# Prices\n\n{text}"), &frame(Placement::Footnotes));
    let front = "Prices\n======\n\nAnalysts · 2 April 2025\n\n";
    assert_eq!(parts.text.strip_prefix(front), Some(expected), "{}", parts.text);
}

#[test]
fn the_plain_text_reads_like_a_letter() {
    check_text(
        "## One\n\nHe *said* [so](https://example.org/b).\n\n> Prices rose.[^1]\n>\n> — Smith\n\n## Notes\n\n[^1]: Smith.\n",
        "One\n---\n\nHe said so <https://example.org/b>.\n\n> Prices rose. [1]\n> — Smith\n\nNotes\n-----\n\n[1] Smith.\n",
    );
    check_text(
        "- a\n- b\n  - c\n\n3. d\n4. e\n\n---\n\n    code\n",
        "- a\n\n- b\n\n   - c\n\n3. d\n4. e\n\n* * *\n\n     code\n",
    );
}

#[test]
fn long_lines_end_in_a_space_where_they_go_on() {
    let words = "sixteen letters ".repeat(12);
    let parts = of(&format!("> {words}\n\n{words}\n"), &frame(Placement::Footnotes));
    assert!(parts.text.lines().all(|line| line.chars().count() <= 73), "{}", parts.text);
    assert_eq!(parts.text.lines().filter(|line| line.starts_with("> ") && line.ends_with(' ')).count(), 2);
}

#[test]
fn lines_that_would_mean_something_else_are_stuffed() {
    check_text("From here\n\n\\> there\n", " From here\n\n > there\n");
}

#[test]
fn a_narrow_table_stands_in_columns_and_a_wide_one_in_lists() {
    check_text("| a | b |\n|---|--:|\n| x | 10 |\n", "a   b\n-  --\nx  10\n");
    let long = "word ".repeat(20);
    let wide = of(&format!("| a | b |\n|---|---|\n| x | {long} |\n"), &frame(Placement::Footnotes)).text;
    assert!(wide.contains("a: x\nb: word word"), "{wide}");
}

#[test]
fn citations_in_the_text_have_no_notes() {
    let parts = of("Prices rose.[^1]\n\n[^1]: Smith.\n", &frame(Placement::Text));
    assert!(parts.text.contains("Prices rose. (Smith 2024)\n"), "{}", parts.text);
    assert!(!parts.text.contains("Notes") && !parts.html.contains("<ol"));
}

#[test]
fn the_page_uses_what_programs_for_mail_know() {
    let text =
        "# Prices\n\n## A & \\<b>\n\n> Les prix.[^1]\n>\n> — Smith\n\n| a |\n|---|\n| b |\n\n[^1]: Smith.\n";
    let html = of(text, &frame(Placement::Footnotes)).html;
    for word in ["<script", "<img", "<link", "<style", "url(", "flex", "grid", "position", "class="] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(html.contains("<html lang=\"en\">") && html.contains("content=\"light dark\""));
    assert!(html.contains("<blockquote style=\"margin:0\" lang=\"fr\" dir=\"auto\">"));
    assert!(html.contains("A &amp; &lt;b&gt;"));
    assert!(html.contains("<a href=\"https://example.org/a#:~:text=Prices,-rose\">[1]</a>"));
    let tables = html.matches("<table").count();
    assert_eq!(html.matches("<table role=\"presentation\"").count(), tables - 1, "all but the one with data");
    let arabic = Frame { language: "ar".to_owned(), ..frame(Placement::Footnotes) };
    assert!(of(text, &arabic).html.contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn the_subject_begins_with_the_marking() {
    let mut frame = frame(Placement::Footnotes);
    assert_eq!(of("a", &frame).subject, "Prices (Analysts), 2 April 2025");
    frame.sheet.marking = Some("TLP:AMBER+STRICT".to_owned());
    let parts = of("a", &frame);
    assert_eq!(parts.subject, "[TLP:AMBER+STRICT] Prices (Analysts), 2 April 2025");
    assert!(parts.text.starts_with("TLP:AMBER+STRICT\n") && parts.text.ends_with("\nTLP:AMBER+STRICT\n"));
    assert_eq!(parts.html.matches(">TLP:AMBER+STRICT</td>").count(), 2);
    assert!(parts.html.contains("background-color:#000000;color:#FFC000"));
}

#[test]
fn the_message_is_a_draft_and_the_same_on_every_run() {
    let tree = markdown::parse(&Markdown::new("# Цены\n\nПодорожало.\n"));
    let russian = Frame { title: "Цены".to_owned(), ..frame(Placement::Footnotes) };
    let written = render(&tree, &russian);
    assert_eq!(written, render(&tree, &russian));
    assert_eq!(written.warnings, []);
    let message = String::from_utf8(written.value).unwrap();
    assert!(message.is_ascii(), "what is not is encoded");
    for field in [
        "X-Unsent: 1\r\n",
        "Date: Wed, 2 Apr 2025 00:00:00 +0000\r\n",
        "Content-Language: en\r\n",
        "@attache.invalid>\r\n",
    ] {
        assert!(message.contains(field), "{field}: {message}");
    }
    assert!(!message.contains("From:") && !message.contains("To:"));
    assert!(message.lines().all(|line| line.len() <= 78), "{message}");
}

#[test]
fn a_message_that_would_be_cut_off_is_warned_of() {
    let tree = markdown::parse(&Markdown::new("word word word word\n\n".repeat(5_000)));
    let warnings = render(&tree, &frame(Placement::Footnotes)).warnings;
    assert!(warnings[0].message.contains("Gmail shows the first 102 kB"), "{warnings:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_quotation_comes_back_from_the_plain_text(
        words in "\\PC{1,60}|[-> .#\"a-zéж贸\u{a0}\u{ad}]{1,300}|(From |-- |> )[a-z ]{0,99}",
        depth in 0..3_usize,
    ) {
        let folded = fold(&words);
        prop_assume!(!folded.is_empty());
        let quoted = format!("{}{}[^1]\n\n[^1]: Note.\n", "> ".repeat(depth), markdown::escape(&words));
        let parts = of(&quoted, &frame(Placement::Footnotes));
        let unquoted = |line: &str| line.trim_start_matches('>').strip_prefix(' ').unwrap_or(line).to_owned();
        let mut together = String::new();
        for line in parts.text.lines() {
            let is_stuffed = line.starts_with(['>', ' ']);
            let line = if is_stuffed { unquoted(line) } else { line.to_owned() };
            let flows = line.ends_with(' ');
            together.push_str(&line);
            together.push_str(if flows { "" } else { "\n" });
        }
        prop_assert!(fold(&together).contains(&folded), "{:?}\n{}", folded, parts.text);
    }
}
