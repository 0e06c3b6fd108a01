//! Text is data: nothing in a document, a name or metadata becomes live.

use std::fs;
use std::process::Command;

use dom_query::Document;

use crate::support::{DATE, Desk, has_program, project};

/// Markup of every language that a briefing passes through. Each sentence has
/// words of the theme `harbour`.
const PAYLOADS: &[(&str, &str)] = &[
    ("html", "The harbour tariff <script>alert(1)</script> is <img src=x onerror=alert(1)> for the berth."),
    (
        "svg",
        "The harbour cargo </p><svg onload=alert(1)><iframe src=//evil.example></iframe> stands at the berth.",
    ),
    ("entity", "The harbour tariff &lt;script&gt; and &#60;b&#62; and &amp;amp; are what the berth costs."),
    (
        "link",
        "The harbour berth [is free](javascript:alert(1)) and ![paid](https://evil.example/x.png) by cargo.",
    ),
    (
        "auto",
        "The harbour tariff at <javascript:alert(1)> and <https://evil.example> and www.evil.example is due.",
    ),
    (
        "emphasis",
        "The harbour *tariff* **rises** __and__ ~~falls~~ `code` ^sup^ ~sub~ ==mark== $x^2$ at the berth.",
    ),
    (
        "footnote",
        "The harbour tariff[^1] is a berth[^99] of cargo[^x], and [^1]: is what the ships say of it.",
    ),
    ("table", "The harbour | tariff | of cargo |---|---| stands | in a | table at the berth of Norwick."),
    ("heading", "# The harbour tariff ## is no heading --- nor === a rule of the berth, say the ships."),
    (
        "quote",
        "> The harbour tariff - is * no + list 1. nor > quotation of the berth, say the ships of Norwick.",
    ),
    (
        "tera",
        "The harbour tariff is {{ 7*7 }} and {% include \"config.yaml\" %} and {# gone #} at the berth.",
    ),
    (
        "get-env",
        "The harbour tariff {{ get_env(name=\"HOME\") }} {{ __tera_context }} is due at the new berth.",
    ),
    (
        "typst",
        "The harbour #panic(\"x\") #read(\"/etc/passwd\") $ sum $ *b* _i_ <label> @ref `raw` \\ #emph[x] berth.",
    ),
    (
        "typst-end",
        "The harbour \")] #eval(\"1+1\") // comment /* block */ #link(\"javascript:x\")[y] tariff at the berth.",
    ),
    (
        "bidi",
        "The harbour \u{202e}ffirat\u{202c} of \u{2066}cargo\u{2069} reads from right to left at the berth.",
    ),
    (
        "front",
        "--- The harbour tariff: title: FORGED --- stands at the berth like front matter of the cargo.",
    ),
    (
        "comment",
        "The harbour tariff <!-- hides everything that the berth has --> and ]]> ends CDATA of the cargo.",
    ),
    (
        "latex",
        "The harbour tariff \\input{/etc/passwd} \\write18{ls} %comment & is due at the berth of Norwick.",
    ),
    (
        "backslash",
        "The harbour tariff \\[ \\] \\\\ \\` \\* ends at the berth with a backslash of the cargo\\.",
    ),
    (
        "attribute",
        "The harbour tariff\" onmouseover=\"alert(1) x=' y=` is due at the berth, say the cargo ships.",
    ),
    (
        "scheme",
        "The harbour tariff data:text/html;base64,PHNjcmlwdD4= and vbscript:x and file:///etc/passwd is due.",
    ),
    ("emoji", "The harbour tariff :smile: @mention #123 GH-1 is due at the berth for cargo, say the ships."),
];

/// Text that breaks out of names and metadata if anything can.
const METADATA: &str = "title: \"</title><script>alert(1)</script> harbour [a](javascript:x) {{ 7*7 }} #panic() ](x) | *b*\"\n\
    authors: [\"Ann <b>Bold</b> {{ 7*7 }}\", \"[x](javascript:alert(1))\", \"O'Neil \\\"Q\\\" `c`\"]\n\
    publisher: \"#read(\\\"/etc/passwd\\\") & <i>Sons</i> [^1]: forged\"\n\
    date: 2025-03-20\n\
    url: \"https://example.org/a)b'(c?q=%22&x=javascript:alert(1)#<b>\"\n";
const PLAIN_URL: &str = "url: https://example.org/a)b'(c?q=%22&x=javascript:alert(1)\n";

fn hostile_desk(formats: &str) -> Desk {
    let documents: Vec<(String, String)> =
        PAYLOADS.iter().map(|(name, text)| (format!("{name}.txt"), format!("{text}\n"))).collect();
    let borrowed: Vec<(&str, &str)> =
        documents.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let desk = Desk::with_documents(formats, &borrowed);
    for (name, _) in PAYLOADS {
        let (head, _) = METADATA.split_once("url:").unwrap();
        desk.write(&format!("corpus/{name}.txt.yaml"), format!("{head}{PLAIN_URL}"));
    }
    desk.write(
        "corpus/<script>alert(1)<&sol;script> [x](javascript:y) {{ 7*7 }} #panic().txt",
        "The harbour tariff of a file with a hostile name is due at the berth for all the cargo.\n",
    );
    desk.write(
        "corpus/rtl\u{202e}gnp.txt",
        "The harbour cargo of a file whose name turns around waits at the berth.\n",
    );
    desk.write(
        "corpus/long.txt",
        format!("The harbour tariff {} is due at the berth for {}.\n", "w".repeat(3000), "港".repeat(500)),
    );
    desk.write("corpus/page.html", format!(
        "<!DOCTYPE html><html><head><title>harbour &lt;script&gt;alert(1)&lt;/script&gt;</title>\
         <link rel=canonical href=\"javascript:alert(1)\"><meta name=author content=\"&lt;b&gt;x&lt;/b&gt;\"></head>\
         <body><article><h1>&lt;h1&gt; forged</h1><p>{}</p><p>The harbour &lt;script&gt;alert(1)&lt;/script&gt; tariff and \
         <a href=\"javascript:alert(1)\">a link</a> to the berth <b onclick=alert(1)>of the cargo</b> are due.</p>\
         <script>document.write('harbour tariff of a script at the berth')</script></article></body></html>",
        "The harbour has a berth for cargo. ".repeat(8),
    ));
    desk.edit(
        "config.yaml",
        "title: Norwick Desk",
        "title: \"<script>alert(1)</script> {{ 7*7 }} #panic()\"",
    );
    desk.edit(
        "briefs/weekly.yaml",
        "title: Norwick, the weekly briefing",
        "title: \"Brief <b>x</b> {{ 7*7 }} [^1] *a* #panic()\"",
    );
    desk
}

#[test]
fn hostile_text_reads_letter_for_letter_in_every_format() {
    let formats = if cfg!(feature = "pdf") { "md, html, pdf" } else { "md, html" };
    let desk = hostile_desk(formats);
    desk.build();
    let manifest = desk.manifest(DATE);
    let cited: Vec<&str> = manifest["excerpts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|excerpt| excerpt["document"].as_str().unwrap())
        .collect();
    let missing: Vec<&str> = PAYLOADS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !cited.contains(&format!("corpus/{name}.txt").as_str()))
        .collect();
    assert!(missing.is_empty(), "not cited, so not tested: {missing:?}");
    crate::verbatim::check_edition(&desk.root, "weekly", DATE);
}

#[test]
fn hostile_text_is_not_live_in_the_web_page() {
    let desk = hostile_desk("md, html");
    desk.build();
    let html = desk.read(&format!("output/weekly/{DATE}/analyst.html"));
    let page = Document::from(html.as_str());
    let dead = "script:not([type='application/json']):not([type='application/ld+json']), img, iframe, svg, object, \
                embed, form, input, base, link[href^='http'], video, audio, math";
    for element in page.select(dead).iter() {
        panic!("live: {}", element.html());
    }
    for element in page.select("*").iter() {
        let node = &element.nodes()[0];
        for attribute in node.attrs() {
            let name = attribute.name.local.to_string();
            assert!(!name.starts_with("on") && name != "srcdoc", "live: {}", element.html());
            if ["href", "src", "action", "cite", "data"].contains(&name.as_str()) {
                let value = attribute.value.to_string();
                let dead = ["https://", "http://", "#"].iter().any(|start| value.starts_with(start));
                assert!(dead, "live address {value:?}");
                assert!(!value.contains("evil.example"), "an address of a source's text: {value:?}");
            }
        }
    }
    assert_eq!(page.select("h1").length(), 1, "a forged title");
    assert_eq!(
        page.select("title").text().matches("alert").count(),
        page.select("title").text().matches("<script>alert").count()
    );
    assert!(!html.contains("49"), "a template ran: {}", around(&html, "49"));
    for control in ['\u{202e}', '\u{202d}', '\u{2066}', '\u{2067}'] {
        assert!(!html.contains(control), "{control:?} reorders what follows");
    }
}

#[test]
fn hostile_text_is_not_live_in_markdown() {
    let desk = hostile_desk("md");
    desk.build();
    let markdown = desk.read(&format!("output/weekly/{DATE}/analyst.md"));
    let manifest = desk.manifest(DATE);
    let count = manifest["excerpts"].as_array().unwrap().len();
    // What an escape does not disarm.
    let bare = without_escapes(&markdown);
    for live in
        ["<script", "<img", "<svg", "<iframe", "<b>", "](javascript:", "<javascript:", "![", "`", "<!--"]
    {
        assert!(!bare.contains(live), "live {live:?}: {}", around(&bare, live));
    }
    let notes = markdown.lines().filter(|line| line.starts_with("[^") && line.contains("]: ")).count();
    assert_eq!(notes, count, "a forged footnote");
    let marks = bare.matches("[^").count();
    assert_eq!(marks, notes + count, "a forged mark");
    let title = markdown.lines().filter(|line| line.starts_with("# ")).count();
    assert_eq!(title, 1, "a forged title");
    assert!(!markdown.starts_with("---"), "forged front matter");
    assert!(!markdown.contains("49"), "a template ran: {}", around(&markdown, "49"));
    assert!(!markdown.contains('\u{202e}'));
}

#[cfg(feature = "pdf")]
#[test]
fn hostile_text_is_not_live_in_the_pdf() {
    let desk = hostile_desk("pdf");
    desk.build();
    let path = desk.root.join("output/weekly").join(DATE).join("analyst.pdf");
    let mut bytes = fs::read(&path).unwrap();
    if has_program("qpdf") {
        let open = desk.beside().join("open.pdf");
        let arguments = ["--qdf", "--object-streams=disable"];
        let status = Command::new("qpdf").args(arguments).arg(&path).arg(&open).status().unwrap();
        assert!(status.success(), "qpdf finds fault with the PDF");
        bytes = fs::read(open).unwrap();
    }
    let text = String::from_utf8_lossy(&bytes);
    for live in ["/JavaScript", "/Launch", "/SubmitForm", "/GoToR", "/AA <<", "/RichMedia"] {
        assert!(!text.contains(live), "live {live}");
    }
    for (at, _) in text.match_indices("/URI (") {
        let address: String = text[at + 6..].chars().take(60).collect();
        assert!(address.starts_with("https://example.org/"), "live address {address:?}");
    }
}

/// Leaves out each backslash with the sign that it disarms, and the notes'
/// addresses, which are ours.
fn without_escapes(markdown: &str) -> String {
    let mut bare = String::new();
    let mut letters = markdown.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            _ => bare.push(letter),
        }
    }
    bare
}

fn around(text: &str, needle: &str) -> String {
    let at = text.find(needle).unwrap_or(0);
    text[..at]
        .chars()
        .rev()
        .take(60)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .chain(text[at..].chars().take(80))
        .collect()
}

/// The collection of hostile inputs, where it is at hand, and its own checker.
#[test]
fn the_collection_of_hostile_inputs_harms_no_briefing() {
    let tools = project().join("../shared/hostile");
    if !tools.join("make_hostile.py").exists() {
        eprintln!("skipped: there is no {}", tools.display());
        return;
    }
    if !has_program("python3") {
        return;
    }
    let desk = Desk::with_documents("md, html", &[]);
    let made = desk.beside().join("made");
    let status = Command::new("python3")
        .arg(tools.join("make_hostile.py"))
        .arg(&made)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    desk.edit("config.yaml", "corpus: [corpus]", "corpus: [../made/corpus]");
    desk.edit("config.yaml", "excerpts_per_theme: 50", "excerpts_per_theme: 200");
    desk.edit("config.yaml", "excerpts_per_source: 20", "excerpts_per_source: 3\n    max_words: 400");
    let outcome = desk.build();
    for text in [&outcome.out, &outcome.err] {
        assert!(!text.contains(|letter: char| letter.is_control() && letter != '\n'), "a control is printed");
    }
    let edition = desk.root.join("output/weekly").join(DATE);
    let check = Command::new("python3")
        .arg(tools.join("check_brief.py"))
        .args([edition.join("analyst.html"), edition.join("analyst.md")])
        .arg("--expected")
        .arg(made.join("expected.json"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&check.stdout);
    eprintln!("{told}");
    assert!(check.status.success(), "{told}");
    assert!(told.contains("payloads compared"));
}
