//! Text is data: nothing in a document, a name or metadata becomes live.
use std::fs;
#[cfg(feature = "pdf")]
use std::process::Command;

use dom_query::Document;

#[cfg(feature = "pdf")]
use crate::support::has_program;
use crate::support::{DATE, Desk};

/// Markup of every language that a briefing passes through. Each sentence has
/// a word of the theme `harbour`, and few words in common with the others.
const PAYLOADS: &[(&str, &str)] = &[
    (
        "html",
        "Pilots at the berth <script>alert(1)</script> wear <img src=x onerror=alert(1)> orange jackets.",
    ),
    (
        "svg",
        "Welders repaired cargo </p><svg onload=alert(1)><iframe src=//evil.example></iframe> cranes overnight.",
    ),
    (
        "entity",
        "Customs lowered one tariff &lt;script&gt; and &#60;b&#62; plus &amp;amp; for imported bicycles.",
    ),
    (
        "link",
        "Fishermen call the berth [quite free](javascript:alert(1)) or ![already paid](evil.png) since Christmas.",
    ),
    (
        "emphasis",
        "Seven cargo ships *arrived* **late** __because__ ~~fog~~ `code` ^sup^ ~sub~ ==mark== $x^2$ covered everything.",
    ),
    (
        "footnote",
        "Auditors of the tariff[^1] found missing invoices[^99] inside drawers[^x], and [^1]: nobody explained them.",
    ),
    (
        "table",
        "Warehouse cargo | weighed | almost | nothing |---| after | the | flood | reached | shelves | there.",
    ),
    ("heading", "Nobody at the berth ## wrote headings --- nor === rules beneath ###### slogans yesterday."),
    ("quote", "Sailors on cargo ships > murmured - quietly * about + wages 1. while 2) (waiting outdoors."),
    (
        "tera",
        "Parliament set the tariff {{ 1337*7331 }} with {% include \"config.yaml\" %} plus {# gone #} after midnight.",
    ),
    (
        "environment",
        "Engineers dredge the berth {{ get_env(name=\"HOME\") }} near {{ __tera_context }} every autumn.",
    ),
    (
        "typst",
        "Bakers deliver cargo #panic(\"x\") #read(\"secrets\") $ sum $ *bold* _slanted_ <label> @someone `raw` \\ #emph[bread] daily.",
    ),
    (
        "typst-end",
        "Electricians lit a berth \")]} #eval(\"1337*7331\") // comment /* block */ ([\" brighter than stadiums.",
    ),
    ("front", "Historians say cargo ships --- title: FORGED --- carried copper and strange manuscripts."),
    ("comment", "Students sketch the cargo <!-- hidden --> while ]]>[[ teachers lecture about geology."),
    ("latex", "Museums show cargo \\input{secrets} \\write18{ls} %comment & wooden toys from villages."),
    (
        "backslash",
        "Lawyers contest each tariff \\[ maths \\] \\\\ \\`tick\\` \\*star\\* before judges retire.",
    ),
    ("attribute", "Divers inspect the berth\" onmouseover=\"alert(1) x='quoted' beneath murky winter water."),
    (
        "scheme",
        "Insurers cover cargo ships data:text/html;base64,PHNjcmlwdD4= or vbscript:run or file:///etc/passwd against storms.",
    ),
    ("emoji", "Children near the cargo ships :smile: @mention #123 GH-1 feed hungry gulls on Sundays."),
];

/// Sentences that no format can carry as they are, or that are addresses.
const UNFIT: &[(&str, &str)] = &[
    ("address", "Tourists read of cargo at <https://evil.example> and www.evil.example before they book."),
    ("bidi", "Painters of ships \u{202e}ffirat\u{202c} turn \u{2066}letters\u{2069} around for festivals."),
    ("control", "Musicians near the harbour \u{1b}[31m play \u{7} loud trumpets until dawn."),
];

/// What a template or Typst would make of the sum in the payloads.
const EVALUATED: &str = "9801547";

/// Text that breaks out of names and metadata if anything can.
const METADATA: &str = "title: \"</title><script>alert(1)</script> harbour [a](javascript:x) {{ 1337*7331 }} #panic() ](x) | *b*\"\n\
    authors: [\"Ann <b>Bold</b> {{ 1337*7331 }}\", \"[x](javascript:alert(1))\", \"O'Neil \\\"Q\\\" `c`\"]\n\
    publisher: \"#read(\\\"/etc/passwd\\\") & <i>Sons</i> [^1]: forged\"\n\
    date: 2025-03-20\n\
    url: \"https://example.org/a)b'(c?q=%22&x=javascript:alert(1)#<b>\"\n";
const PLAIN_URL: &str = "url: https://example.org/a)b'(c?q=%22&x=javascript:alert(1)\n";

fn hostile_desk(formats: &str) -> Desk {
    let documents: Vec<(String, String)> = PAYLOADS
        .iter()
        .chain(UNFIT)
        .map(|(name, text)| (format!("{name}.txt"), format!("{text}\n")))
        .collect();
    let borrowed: Vec<(&str, &str)> =
        documents.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let desk = Desk::with_documents(formats, &borrowed);
    for (name, _) in PAYLOADS {
        let (head, _) = METADATA.split_once("url:").unwrap();
        desk.write(&format!("corpus/{name}.txt.yaml"), format!("{head}{PLAIN_URL}"));
    }
    desk.write(
        "corpus/<script>alert(1)<&sol;script> [x](javascript:y) {{ 1337*7331 }} #panic().txt",
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
        "title: \"<script>alert(1)</script> {{ 1337*7331 }} #panic()\"",
    );
    desk.edit(
        "briefs/weekly.yaml",
        "title: Norwick, the weekly briefing",
        "title: \"Brief <b>x</b> {{ 1337*7331 }} [^1] *a* #panic()\"",
    );
    desk
}

#[test]
fn hostile_text_reads_letter_for_letter_in_every_format() {
    let formats = if cfg!(feature = "pdf") { "md, html, pdf, docx" } else { "md, html, docx" };
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
    for (name, _) in UNFIT {
        assert!(!cited.contains(&format!("corpus/{name}.txt").as_str()), "{name} is cited");
    }
    crate::verbatim::check_edition(&desk.root, "weekly", DATE);
}

#[test]
fn hostile_text_is_not_live_in_the_web_page() {
    let desk = hostile_desk("md, html");
    desk.build();
    let html = desk.read(&format!("output/weekly/{DATE}/analyst.html"));
    let page = Document::from(html.as_str());
    let dead = "script:not([type='application/json']):not([type='application/ld+json']), img, iframe, svg:not([class^='chart-']), object, \
                embed, form, input, base, link[href^='http'], video, audio, math";
    let live: Vec<String> = page.select(dead).iter().map(|element| element.html().to_string()).collect();
    assert!(live.is_empty(), "live: {live:#?}");
    let marks = page.select("main .cited > button").length();
    let cards = page.select(".cards > .card > .head > button").length();
    assert!(marks >= cards && cards > 10, "{marks} marks, {cards} cards");
    assert_eq!(page.select("button").length(), marks + cards, "a forged button");
    assert_eq!(page.select("button[popovertarget^='card_'][type='button']").length(), marks + cards);
    for element in page.select("*").iter() {
        let node = &element.nodes()[0];
        for attribute in node.attrs() {
            let name = attribute.name.local.to_string();
            assert!(!name.starts_with("on") && name != "srcdoc", "live: {}", element.html());
            if ["href", "src", "action", "cite", "data"].contains(&name.as_str()) {
                let value = attribute.value.to_string();
                let dead = ["https://", "http://", "#"].iter().any(|start| value.starts_with(start));
                assert!(dead, "live address {value:?}");
                let address = value.split("#:~:text=").next().unwrap();
                assert!(!address.contains("evil.example"), "an address of a source's text: {value:?}");
            }
        }
    }
    assert_eq!(page.select("h1").length(), 1, "a forged title");
    assert_eq!(page.select("title").length(), 1, "a forged title");
    assert!(!html.contains(EVALUATED), "a template ran: {}", around(&html, EVALUATED));
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
    for (at, _) in bare.match_indices("[^") {
        let label = bare[at + 2..].split(']').next().unwrap();
        let known = label.parse().is_ok_and(|number: usize| (1..=count).contains(&number));
        assert!(known, "a forged mark {label}");
    }
    let title = markdown.lines().filter(|line| line.starts_with("# ")).count();
    assert_eq!(title, 1, "a forged title");
    assert!(!markdown.starts_with("---"), "forged front matter");
    assert!(!markdown.contains(EVALUATED), "a template ran: {}", around(&markdown, EVALUATED));
    assert!(!markdown.contains('\u{202e}'));
}

#[test]
fn hostile_text_is_not_live_in_the_word_document() {
    let desk = hostile_desk("docx");
    desk.build();
    let bytes = fs::read(desk.root.join("output/weekly").join(DATE).join("analyst.docx")).unwrap();
    let parts = crate::docx::parts(&bytes);
    for (name, xml) in &parts {
        for live in ["<w:object", "<w:pict", "<w:altChunk", "<w:script", "<!ENTITY", "attachedTemplate"] {
            assert!(!xml.contains(live), "live {live} in {name}");
        }
        let drawings = xml.matches("<w:drawing").count();
        assert_eq!(drawings, xml.matches("<asvg:svgBlip").count(), "a drawing that is no chart in {name}");
        // What a field computes is ours.
        for code in xml.split("<w:instrText").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)) {
            let known = [" PAGE ", " NUMPAGES ", " TOC ", " NOTEREF _RefNote"];
            assert!(known.iter().any(|known| code.starts_with(known)), "a forged field {code:?}");
        }
        let outside = xml.split("<Relationship ").filter(|entry| entry.contains("TargetMode=\"External\""));
        for entry in outside {
            assert!(entry.contains("Target=\"https://example.org/"), "live address {entry:?}");
        }
    }
    let titles = parts["word/document.xml"].matches("w:val=\"Title\"").count();
    assert_eq!(titles, 1, "a forged title");
    assert!(!parts["word/document.xml"].contains(EVALUATED), "a template ran");
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

/// Leaves out each backslash with the sign that it disarms.
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
