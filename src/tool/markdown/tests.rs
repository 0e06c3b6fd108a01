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
    ("|", "|c|\n|-|-|\n|d|e|", "", "\tc\nd\te"),
    ("|a|b|\n|-|-|\n|c|", "|", "a\tb\nc\t", ""),
    ("a|b\n-|-\nc|", "", "a\tb\nc\t", ""),
    ("a|b\n-|-\n", "|c", "a\tb\n", "\tc"),
    (">", "", "", ""),
    ("> - ", "\n> - x", "", "\nx"),
    ("(see ", ")", "(see ", ")"),
    ("Then: _", "_", "Then: ", ""),
    ("*", "*", "", ""),
    ("__", "__:", "", ":"),
    ("***", "***", "", ""),
    ("[**", "**](https://example.org/)", "", ""),
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
    check_escaped(r"C:\temp\", r"C:\\temp&#92;");
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

#[test]
fn emphasis_within_words_holds_beside_every_character() {
    let run = |text: char, style| Run { text: text.to_string(), style, url: None };
    for letter in ('\u{80}'..='\u{1ffff}').filter(|letter| fold(&letter.to_string()).contains(*letter)) {
        let inside =
            Rich(vec![run('a', RunStyle::Plain), run(letter, RunStyle::Emphasis), run('b', RunStyle::Plain)]);
        let outside = Rich(vec![
            run(letter, RunStyle::Plain),
            run('"', RunStyle::Strong),
            run(letter, RunStyle::Plain),
        ]);
        for text in [inside, outside] {
            let tree = parse(&Markdown::new(rich(&text)));
            assert_eq!(tree.plain_text(), text.plain(), "U+{:04X}", u32::from(letter));
        }
    }
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
        "<https://a.b>",
        "](https://c.d)",
        "\n\n[^1]: ",
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
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

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
        prop_assert!(!has_link_in_link(&serde_json::to_value(&tree).unwrap(), false), "in {:?}", text);
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

#[track_caller]
fn check_parsed(markdown: &str, expected: &str) {
    assert_eq!(outline(&parse(&Markdown::new(markdown))), expected);
}

/// Writes a tree in the fewest marks that show its structure.
fn outline(tree: &Tree) -> String {
    let notes = tree.notes.iter().map(|note| {
        format!("note {} ({}) x{}: {}", note.number, note.label, note.marks, outline_blocks(&note.blocks))
    });
    std::iter::once(outline_blocks(&tree.blocks)).chain(notes).collect::<Vec<_>>().join(" / ")
}

fn outline_blocks(blocks: &[Block]) -> String {
    let blocks: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Heading { level, id, content } => format!("h{level}#{id}({})", outline_line(content)),
            Block::Paragraph { content } => format!("p({})", outline_line(content)),
            Block::Quote { blocks } => format!("quote({})", outline_blocks(blocks)),
            Block::List { start, items } => {
                let items: Vec<String> = items.iter().map(|item| outline_blocks(item)).collect();
                format!(
                    "list{}({})",
                    start.map_or(String::new(), |start| start.to_string()),
                    items.join("; ")
                )
            }
            Block::Table { head, rows, .. } => {
                let row = |row: &Vec<Vec<Inline>>| {
                    row.iter().map(|cell| outline_line(cell)).collect::<Vec<_>>().join("|")
                };
                format!("table({} / {})", row(head), rows.iter().map(row).collect::<Vec<_>>().join(" / "))
            }
            Block::Code { text } => format!("code({text})"),
            Block::Chart { id, .. } => format!("chart {id}"),
            Block::Rule => "rule".to_owned(),
        })
        .collect();
    blocks.join(" ")
}

fn outline_line(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text { text } => text.clone(),
            Inline::Emphasis { content } => format!("em({})", outline_line(content)),
            Inline::Strong { content } => format!("strong({})", outline_line(content)),
            Inline::Strike { content } => format!("s({})", outline_line(content)),
            Inline::Code { text } => format!("code({text})"),
            Inline::Link { url, content } => format!("a({url} {})", outline_line(content)),
            Inline::Mark { note, nth } => format!("mark({note}.{nth})"),
            Inline::Break => "br".to_owned(),
        })
        .collect()
}

#[test]
fn blocks_and_lines_become_a_tree() {
    check_parsed("# A *b*\n\nc  \nd\n", "h1#a-b(A em(b)) p(cbrd)");
    check_parsed("> a\n> b\n>\n> c", "quote(p(a b) p(c))");
    check_parsed("- a\n- b\n\n  c\n  1. d", "list(p(a); p(b) p(c) list1(p(d)))");
    check_parsed("3. a\n\n4. b", "list3(p(a); p(b))");
    check_parsed("|a|b|\n|-|-|\n|**c**|\n|d|e|f|", "table(a|b / strong(c)| / d|e)");
    check_parsed("```sh\na\n b\n```\n\n***\n\n`x` ~~y~~", "code(a\n b) rule p(code(x) s(y))");
    check_parsed(
        "Term\n: One\n: Two\n\nTerm 2\n: Three",
        "list(p(strong(Term)) p(One) p(Two); p(strong(Term 2)) p(Three))",
    );
}

#[test]
fn prices_are_no_mathematics_and_punctuation_stays() {
    check_parsed("From $5 to $6 -- \"yes\"...", "p(From $5 to $6 -- \"yes\"...)");
}

#[test]
fn front_matter_is_left_out_and_text_between_rules_is_not() {
    check_parsed("---\ntitle: x\n---\n\na", "p(a)");
    check_parsed("a\n\n---\nb\n\n---\n\nc", "p(a) rule p(b) rule p(c)");
    check_parsed("---\n\nb\n\n---\n", "rule p(b) rule");
}

#[test]
fn raw_html_is_dropped_tag_by_tag() {
    check_parsed("a <b onclick=\"x()\">c</b> <script>d</script><br>e", "p(a c dbre)");
    check_parsed("<div>\n<script>alert(1)</script>\n</div>\n\nafter", "p(after)");
    check_parsed("<!-- note -->\n\nafter", "p(after)");
}

#[test]
fn only_addresses_of_the_web_and_of_headings_stay_links() {
    check_parsed("[a](https://x.org) <mailto:a@b.c>", "p(a(https://x.org a) a(mailto:a@b.c mailto:a@b.c))");
    check_parsed("[a](HTTP://x.org/b|c)", "p(a(HTTP://x.org/b%7Cc a))");
    check_parsed(
        "[a *b*](javascript:x) [c](file:///etc) [d](/e) [f](//g) <data:h>",
        "p(a em(b) c d f data:h)",
    );
    check_parsed("# T\n\n[a](#t) [b](#u)", "h1#t(T) p(a(#t a) b)");
    check_parsed("![alt *text*](x.png)", "p(alt em(text))");
    check_parsed("[![[a](b)](c)](https://d.org)", "p([a](https://d.org))");
    check_parsed("[a <https://b.org>](https://d.org)", "p(a(https://d.org a https://b.org))");
    check_parsed("[](https://d.org) a", "p( a)");
}

#[test]
fn heading_ids_are_unique_and_keep_every_script() {
    check_parsed(
        "# Тема: Й & co\n\n# 中国 2024\n\n# a-2\n\n# A\n\n# a\n\n# ?!\n\n# B {#My_id}",
        "h1#тема-й-co(Тема: Й & co) h1#中国-2024(中国 2024) h1#a-2(a-2) h1#a(A) h1#a-3(a) h1#section(?!) h1#my-id(B)",
    );
}

#[test]
fn footnotes_are_numbered_by_their_first_marks() {
    check_parsed(
        "a[^b] b[^a] c[^B]\n\n[^a]: A\n\n[^b]: B[^c]\n\n[^c]: C[^a]\n\n[^d]: never",
        "p(amark(1.1) bmark(2.1) cmark(1.2)) / note 1 (b) x2: p(Bmark(3.1)) / note 2 (a) x2: p(A) / note 3 (c) x1: p(Cmark(2.2))",
    );
}

#[test]
fn a_mark_without_a_footnote_stays_text() {
    check_parsed("a[^x]", "p(a[^x])");
}

#[test]
fn the_first_of_two_footnotes_with_one_label_counts() {
    check_parsed("a[^x]\n\n[^x]: one\n\n[^x]: two", "p(amark(1.1)) / note 1 (x) x1: p(one)");
}

#[test]
fn quotations_are_listed_with_their_labels() {
    let tree = parse(&Markdown::new(
        "# Title *of* it\n\n> One[^7]\n>\n> — Source\n\n- > Two *x*\n\n[^7]: See\n\n    > Three",
    ));
    let quotes: Vec<(Option<&str>, String)> = tree.quotes().map(|quote| (quote.label, quote.text)).collect();
    let expected = [(Some("7"), "One\n— Source"), (None, "Two x"), (None, "Three")];
    assert_eq!(quotes, expected.map(|(label, text)| (label, text.to_owned())));
    assert_eq!(tree.title().as_deref(), Some("Title of it"));
}

#[test]
fn what_is_nested_too_deep_is_set_flat() {
    let depth = 20_000;
    for (markdown, seen) in [
        (format!("{}x", "> ".repeat(depth)), "x".to_owned()),
        (format!("{}x{}", "*a **b ".repeat(depth), "** *".repeat(depth)), String::new()),
        (
            (0..400).map(|level| format!("{}- {level}\n", "  ".repeat(level))).collect(),
            (0..400).map(|level| level.to_string()).collect::<Vec<_>>().join("\n"),
        ),
        (format!("{}x{}", "[".repeat(depth), "](https://a.org)".repeat(depth)), String::new()),
    ] {
        let tree = parse(&Markdown::new(markdown));
        assert!(depth_of(&serde_json::to_value(&tree.blocks).unwrap()) < 200);
        if !seen.is_empty() {
            assert_eq!(tree.plain_text(), seen);
        }
    }
}

/// Tells whether a link or a mark stands within a link.
fn has_link_in_link(value: &serde_json::Value, in_link: bool) -> bool {
    match value {
        serde_json::Value::Array(items) => items.iter().any(|item| has_link_in_link(item, in_link)),
        serde_json::Value::Object(items) => {
            let is_link = items.get("t").is_some_and(|kind| kind == "link" || kind == "mark");
            (is_link && in_link) || items.values().any(|item| has_link_in_link(item, in_link || is_link))
        }
        _ => false,
    }
}

fn depth_of(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth_of).max().unwrap_or(0),
        serde_json::Value::Object(items) => 1 + items.values().map(depth_of).max().unwrap_or(0),
        _ => 0,
    }
}
