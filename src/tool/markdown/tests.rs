use proptest::prelude::*;
use pulldown_cmark::Options;

use crate::model::{Rich, Run, RunStyle};

use super::parse::parse_with;
use super::*;

/// Places a template may put a text: what stands before it, after it, and
/// what a reader then sees before and after it.
const PLACES: &[(&str, &str, &str, &str)] = &[
    ("", "", "", ""),
    ("Said: ", " on Monday", "Said: ", " on Monday"),
    ("A line\n", "\nand another", "A line ", " and another"),
    ("12", "", "12", ""),
    ("A word.", "; more", "A word.", "; more"),
    ("- ", "", "", ""),
    ("- one\n- ", "\n- three", "one\n", "\nthree"),
    ("1. ", "", "", ""),
    ("- [", "](https://example.org/)", "", ""),
    ("> ", "", "", ""),
    ("> One\n> ", "\n> two", "One ", " two"),
    ("# ", "", "", ""),
    ("## Part ", " {#part}", "Part ", ""),
    ("### 1 ", " ###", "1 ", ""),
    ("| a | b |\n|---|---|\n| ", " | c |", "a\tb\n", "\tc"),
    ("| ", " | b |\n|:--|--:|\n| c | d |", "", "\tb\nc\td"),
    ("[", "](https://example.org/)", "", ""),
    ("See [", "](https://example.org/) there", "See ", " there"),
    ("[text](https://example.org/) ", "", "text ", ""),
    ("**", "** end", "", " end"),
    ("Some *", "*, then", "Some ", ", then"),
    ("~~", "~~", "", ""),
    ("“", "”[^1]\n\n[^1]: Note", "“", "”\nNote"),
    ("", "[^1]\n\n[^1]: Note", "", "\nNote"),
    ("[^1]", "\n\n[^1]: Note", "", "\nNote"),
    ("Mark[^1]\n\n[^1]: ", "", "Mark\n", ""),
    ("Mark[^1]\n\n[^1]: See ", ".\n\n    > ", "Mark\nSee ", "."),
    ("Term\n: ", "", "Term\n", ""),
    ("", "\n: Definition", "", "\nDefinition"),
];

/// All that other readers of Markdown may have on, beside what changes
/// punctuation and what depends on a document's start.
fn every_option() -> Options {
    Options::all()
        .difference(Options::ENABLE_SMART_PUNCTUATION)
        .difference(Options::ENABLE_OLD_FOOTNOTES)
        .union(Options::ENABLE_FOOTNOTES)
}

#[track_caller]
fn check_escaped(text: &str, expected: &str) {
    let escaped = escape(text);
    assert_eq!(escaped, expected);
    check_places(text);
}

#[track_caller]
fn check_places(text: &str) {
    let (escaped, folded) = (escape(text), fold(text));
    for (before, after, seen_before, seen_after) in PLACES {
        let markdown = format!("{before}{escaped}{after}");
        let expected = format!("{seen_before}{folded}{seen_after}");
        let tree = parse(&Markdown::new(&markdown));
        assert_eq!(tree.plain_text(), expected, "in {markdown:?}");
        let everywhere = parse_with(&markdown, every_option());
        assert_eq!(everywhere.plain_text(), expected, "with every option, in {markdown:?}");
    }
}

#[track_caller]
fn check_parsed(markdown: &str, blocks: &str) {
    let tree = parse(&Markdown::new(markdown));
    assert_eq!(serde_json::to_string(&tree.blocks).unwrap(), blocks);
}

#[test]
fn ordinary_sentences_need_no_escapes() {
    for text in [
        "Trade (in dollars) rose 3.5% to 12,000 – “a record”, he said; it's true: no?",
        "R&D at AT&T's plant; R & D.",
        "Россия и Китай — партнёры: 12 + 3 = 15!) Да",
        "中国和俄罗斯的贸易额（2024年）增长了1.9%。",
        "C# and a well-known x > y",
    ] {
        check_escaped(text, text);
    }
}

#[test]
fn what_would_start_a_block_is_disarmed() {
    check_escaped("- item", r"\- item");
    check_escaped("+ item", r"\+ item");
    check_escaped("1. item", r"1\. item");
    check_escaped("1986", "1986");
    check_escaped("1986.", r"1986\.");
    check_escaped("12) item", r"12\) item");
    check_escaped("3.5 percent", "3.5 percent");
    check_escaped("# title #", r"\# title \#");
    check_escaped("> said", r"\> said");
    check_escaped("---", r"\---");
    check_escaped("===", r"\===");
    check_escaped(":--", r"\:--");
    check_escaped("```sh", r"\`\`\`sh");
    check_escaped("    code\n\tcode", "code code");
    check_escaped("~~~", r"\~\~\~");
}

#[test]
fn what_would_mean_something_in_a_line_is_disarmed() {
    check_escaped("5 * 3 * 2", r"5 \* 3 \* 2");
    check_escaped("snake_case", r"snake\_case");
    check_escaped("&amp; &#60; &x", r"\&amp; \&#60; \&x");
    check_escaped("<b onclick=x>", r"\<b onclick=x>");
    check_escaped("[x](javascript:y)", r"\[x\](javascript:y)");
    check_escaped("https://a.example www.b.example", r"https\://a.example www\.b.example");
    check_escaped("US$5 and $6 | a", r"US\$5 and \$6 \| a");
    check_escaped("Title {#id .c}", r"Title \{#id .c\}");
    check_escaped("Note[^1] x^2^ H~2~O", r"Note\[\^1\] x\^2\^ H\~2\~O");
    check_escaped("[ ] task", r"\[ \] task");
    check_escaped(r"C:\temp\", r"C:\\temp\\");
}

#[test]
fn a_call_before_a_footnote_mark_makes_no_image() {
    check_escaped("Stop!", r"Stop\!");
    check_escaped("Stop! Now", "Stop! Now");
}

#[test]
fn a_bracket_of_the_template_makes_no_link_with_what_follows_it() {
    let markdown = format!("[3]{}", escape("(https://evil.example) said"));
    let tree = parse(&Markdown::new(markdown));
    assert_eq!(tree.plain_text(), "[3](https://evil.example) said");
    assert!(!serde_json::to_string(&tree).unwrap().contains("link"));
}

#[test]
fn folding_keeps_letters_and_typography() {
    assert_eq!(fold(" \u{a0}a \t\r\n b\u{2028}c\u{3000}d\u{a0}% \u{a0}e\n"), "a b c\u{3000}d\u{a0}% e");
    assert_eq!(fold("a\u{1b}[31m\u{0}b\u{fffe}"), "a\u{fffd}[31m\u{fffd}b\u{fffd}");
    assert_eq!(fold("\u{feff}a \u{202e} b\u{2066}c\u{200f}d"), "a bc\u{200f}d");
    assert_eq!(fold("e\u{301} 👩‍👩‍👧 می‌خواهم"), "e\u{301} 👩‍👩‍👧 می‌خواهم");
    assert_eq!(fold(" \n\u{202e}"), "");
}

#[test]
fn long_runs_of_one_mark_are_escaped_in_linear_time() {
    for mark in ["#", "&", "1.", ".", "!", "&a", "www.", "["] {
        let text = mark.repeat(300_000);
        assert!(escape(&text).len() >= text.len());
    }
    assert!(escape(&format!("{}{}", "1".repeat(300_000), ".".repeat(300_000))).len() >= 600_000);
}

/// Strings made of what Markdown knows, of hostile characters and of letters.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\\",
        "`",
        "*",
        "_",
        "~",
        "^",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "|",
        "$",
        "{",
        "}",
        "@",
        "#",
        "+",
        "-",
        "=",
        ":",
        ".",
        "!",
        "&",
        "&amp;",
        "&#35;",
        ";",
        "\"",
        "'",
        "/",
        "://",
        "https://a.b",
        "www.",
        "mailto:a@b.c",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "]]>",
        "[^1]",
        "[^1]:",
        "[x]",
        "](",
        "![",
        "{#id}",
        "1. ",
        "2) ",
        "- ",
        "> ",
        "# ",
        "    ",
        "\t",
        "\n",
        "\r\n",
        "\n\n",
        "---",
        "***",
        "===",
        "```",
        "~~~",
        "$$",
        "|---|",
        ":-:",
        ": ",
        "a",
        "Z",
        "é",
        "e\u{301}",
        "я",
        "中",
        "文。",
        "（",
        "“",
        "”",
        "’",
        "—",
        "…",
        "0",
        "12",
        " ",
        "  ",
        "\u{a0}",
        "\u{3000}",
        "\u{2028}",
        "\u{85}",
        "\u{200b}",
        "\u{200d}",
        "\u{ad}",
        "\u{feff}",
        "\u{202e}",
        "\u{2067}",
        "\u{0}",
        "\u{1b}[0m",
        "\u{7f}",
        "\u{fffd}",
        "\u{fffe}",
        "😀",
        "🏳️‍🌈",
        "<script>",
        "javascript:",
        "%0A",
        "{{ x }}",
        "{% raw %}",
    ]);
    prop::collection::vec(
        prop_oneof![8 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)],
        1..12,
    )
    .prop_map(|pieces| pieces.concat())
}

fn nasty_word() -> impl Strategy<Value = String> {
    nasty().prop_filter("a text that says something", |text| !fold(text).is_empty())
}

fn nasty_rich() -> impl Strategy<Value = Rich> {
    let style = prop_oneof![Just(RunStyle::Plain), Just(RunStyle::Emphasis), Just(RunStyle::Strong)];
    let url = prop_oneof![
        3 => Just(None),
        1 => "[a-z0-9()&;*_|\\[\\]$!~' ]{1,12}".prop_map(|path| Some(format!("https://example.org/{path}"))),
    ];
    let run = (nasty(), style, url).prop_map(|(text, style, url)| Run { text, style, url });
    prop::collection::vec(run, 0..6).prop_map(Rich)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn text_comes_back_letter_for_letter_wherever_a_template_puts_it(text in nasty_word()) {
        check_places(&text);
    }

    #[test]
    fn folding_twice_is_folding_once(text in nasty()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn styled_text_comes_back_with_its_styles_and_links(text in nasty_rich()) {
        let markdown = rich(&text);
        let tree = parse(&Markdown::new(&markdown));
        prop_assert_eq!(tree.plain_text(), fold(&text.plain()), "in {:?}", markdown);
        prop_assert_eq!(styles_of_tree(&tree), styles_of_rich(&text), "in {:?}", markdown);
    }

    #[test]
    fn any_markdown_gives_a_tree_that_holds_together(text in nasty()) {
        let tree = parse(&Markdown::new(&text));
        for (at, note) in tree.notes.iter().enumerate() {
            prop_assert_eq!(note.number, at + 1);
            prop_assert!(note.marks >= 1);
        }
        let _ = (tree.plain_text(), tree.title(), tree.quotes().count());
    }
}

/// Every character that is no white space, with its style and address.
fn styles_of_rich(text: &Rich) -> Vec<(char, RunStyle, Option<String>)> {
    let letters = text.0.iter().flat_map(|run| run.text.chars().map(move |letter| (letter, run)));
    fold::fold_tagged(letters)
        .into_iter()
        .filter(|(letter, _)| !letter.is_whitespace())
        .map(|(letter, run)| (letter, run.style, run.url.as_deref().and_then(address::web_address)))
        .collect()
}

fn styles_of_tree(tree: &Tree) -> Vec<(char, RunStyle, Option<String>)> {
    let mut letters = Vec::new();
    for block in &tree.blocks {
        let Block::Paragraph { content } = block else { panic!("{block:?}") };
        collect_styles(content, RunStyle::Plain, None, &mut letters);
    }
    letters
}

fn collect_styles(
    content: &[Inline],
    style: RunStyle,
    url: Option<&str>,
    letters: &mut Vec<(char, RunStyle, Option<String>)>,
) {
    for inline in content {
        match inline {
            Inline::Text { text } => letters.extend(
                text.chars().filter(|c| !c.is_whitespace()).map(|c| (c, style, url.map(str::to_owned))),
            ),
            Inline::Emphasis { content } => collect_styles(content, RunStyle::Emphasis, url, letters),
            Inline::Strong { content } => collect_styles(content, RunStyle::Strong, url, letters),
            Inline::Link { url, content } => collect_styles(content, style, Some(url), letters),
            other => panic!("{other:?}"),
        }
    }
}
