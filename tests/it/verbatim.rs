//! Every excerpt is its source's own words: proved from `edition.json` and the
//! files alone, with no code of the builder.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{DATE, Desk, has_program};

#[test]
fn every_excerpt_of_the_sample_desk_is_verbatim_in_every_format() {
    let desk = Desk::sample();
    let formats = if cfg!(feature = "pdf") { "[md, html, pdf, docx]" } else { "[md, html, docx]" };
    desk.write("config.yaml", desk.read("config.yaml").replace("[md, html]", formats));
    desk.build();
    let checked = check_edition(&desk.root, "weekly", DATE);
    assert!(checked >= 8, "{checked} excerpts");
}

#[test]
fn awkward_bytes_are_counted() {
    // A byte order mark, CRLF, front matter, letters of two, three and four bytes.
    let desk = Desk::with_documents(
        "md, html, docx",
        &[
            (
                "bom.txt",
                "\u{feff}Überschrift\r\n\r\nDer harbour 🚢 hat 3 Kräne.\r\nDas cargo wächst – um 8 % – jedes Jahr.\r\n",
            ),
            (
                "front.md",
                "---\r\ntitle: Das Tor\r\n---\r\n\r\nThe harbour’s tariff is *not* `low`, at € 2.50 [sic] a ton.\r\n",
            ),
            ("han.txt", "港口 harbour 的关税很低。渔民 herring 说，配额太少了！他们在等。\n"),
            (
                "entities.html",
                "<!DOCTYPE html><html lang=en><title>A</title><article><h1>A</h1><p>Ships &amp; cargo: 5 &lt; 6 &#x1F6A2;, says the\n   harbour&nbsp;master &mdash; again, and at some length, to all.</p><p>The fleet <b>must</b> pay the tariff, <a href=\"https://example.org\">they say</a>, before it leaves the berth.</p></article></html>",
            ),
            (
                "legacy.html",
                "<meta charset=utf-8><p>Tab\there, the harbour  has   two\u{a0}spaces and a soft\u{ad}hyphen in cargo handling terms.</p>",
            ),
        ],
    );
    desk.build();
    let checked = check_edition(&desk.root, "weekly", DATE);
    assert!(checked >= 5, "{checked} excerpts");
}

/// Proves every excerpt of an edition of the desk at `root` and returns how
/// many there are.
pub(crate) fn check_edition(root: &Path, brief: &str, date: &str) -> usize {
    let folder = root.join("output").join(brief).join(date);
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("edition.json")).unwrap()).unwrap();
    let mut texts = BTreeMap::new();
    for document in manifest["documents"].as_array().unwrap() {
        texts.insert(document["id"].as_str().unwrap().to_owned(), text_of(root, document));
    }
    let excerpts = manifest["excerpts"].as_array().unwrap();
    for excerpt in excerpts {
        check_excerpt(excerpt, &texts[excerpt["document"].as_str().unwrap()]);
    }
    for audience in manifest["audiences"].as_array().unwrap() {
        let own: Vec<&str> = audience["citations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| excerpts[pair[1].as_u64().unwrap() as usize - 1]["text"].as_str().unwrap())
            .collect();
        for file in audience["files"].as_array().unwrap() {
            let path = folder.join(file["path"].as_str().unwrap());
            assert_eq!(file["sha256"], sha256(&fs::read(&path).unwrap()), "{}", path.display());
            check_file(&path, &own);
        }
    }
    excerpts.len()
}

/// Returns the SHA-256 of bytes in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns a document's text: the kept copy, which for text and Markdown in
/// UTF-8 must be the file itself.
fn text_of(root: &Path, document: &Value) -> String {
    let path = document["path"].as_str().unwrap();
    let bytes = fs::read(root.join(path)).unwrap();
    assert_eq!(document["sha256"], sha256(&bytes), "{path}");
    let digest = document["text_sha256"].as_str().unwrap();
    let kept = fs::File::open(root.join(format!("output/sources/{digest}.txt.gz"))).unwrap();
    let mut text = String::new();
    GzDecoder::new(kept).read_to_string(&mut text).unwrap();
    assert_eq!(digest, sha256(text.as_bytes()), "{path}: the kept text");
    if path.ends_with(".txt") || path.ends_with(".md") {
        assert_eq!(text.as_bytes(), bytes, "{path}: the text is not the file");
    }
    text
}

fn check_excerpt(excerpt: &Value, text: &str) {
    let n = &excerpt["n"];
    let own = excerpt["text"].as_str().unwrap();
    let place = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let (start, end) = (place(&excerpt["start_byte"]), place(&excerpt["end_byte"]));
    assert_eq!(&text.as_bytes()[start..end], own.as_bytes(), "excerpt {n}");
    let selector = &excerpt["selector"];
    assert_eq!(selector["exact"], own, "excerpt {n}");
    let letters: Vec<char> = text.chars().collect();
    let (from, to) = (place(&selector["start"]), place(&selector["end"]));
    assert_eq!(letters[from..to].iter().collect::<String>(), own, "excerpt {n}: code points");
    let (prefix, suffix) = (selector["prefix"].as_str().unwrap(), selector["suffix"].as_str().unwrap());
    assert!(text[..start].ends_with(prefix), "excerpt {n}: prefix {prefix:?}");
    assert!(text[end..].starts_with(suffix), "excerpt {n}: suffix {suffix:?}");
    assert!(!prefix.is_empty() || start == 0, "excerpt {n} has no prefix");
    assert!(!suffix.is_empty() || end == text.len(), "excerpt {n} has no suffix");
}

/// Asserts that each excerpt can be read in a file of an edition.
fn check_file(path: &Path, excerpts: &[&str]) {
    let name = path.display();
    match path.extension().unwrap().to_str().unwrap() {
        "md" => {
            let text = fold(&from_markdown(&fs::read_to_string(path).unwrap()));
            for excerpt in excerpts {
                assert!(text.contains(&fold(excerpt)), "{name} has no {excerpt:?}");
            }
        }
        "html" => {
            let text = fold(&from_html(&fs::read_to_string(path).unwrap()));
            for excerpt in excerpts {
                assert!(text.contains(&fold(excerpt)), "{name} has no {excerpt:?}");
            }
        }
        "docx" => {
            let text = fold(&from_docx(path));
            for excerpt in excerpts {
                assert!(text.contains(&fold(excerpt)), "{name} has no {excerpt:?}");
            }
        }
        "pdf" if has_program("pdftotext") => {
            let pages = from_pdf(path);
            // Of what is written from right to left, pdftotext gives the order as seen.
            for excerpt in excerpts.iter().filter(|excerpt| !excerpt.contains(is_right_to_left)) {
                assert!(stands_in(&pages, &squeeze(excerpt)), "{name} has no {excerpt:?}");
            }
        }
        "pdf" => {}
        other => panic!("{name}: unknown format {other}"),
    }
}

/// Hebrew, Arabic and what lies between.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Folds white space, leaves out what has no width or turns the direction of
/// writing, and puts U+FFFD for controls.
fn fold(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|letter| !is_weightless(*letter))
        .map(|letter| if letter.is_control() && !letter.is_whitespace() { '\u{fffd}' } else { letter })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_weightless(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Undoes block quotes, footnote marks, backslashes and character references.
fn from_markdown(markdown: &str) -> String {
    let lines: Vec<&str> = markdown.lines().map(|line| line.strip_prefix("> ").unwrap_or(line)).collect();
    let text = lines.join("\n");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let referred = Some(after).filter(|_| letter == '&').and_then(take_reference);
        if letter == '\\' && after.starts_with(|next: char| next.is_ascii_punctuation()) {
            plain.push_str(&after[..1]);
            rest = &after[1..];
        } else if letter == '[' && after.starts_with('^') {
            rest = after.split_once(']').map_or("", |(_, tail)| tail);
        } else if let Some((letter, after)) = referred {
            plain.push(letter);
            rest = after;
        } else {
            plain.push(letter);
            rest = after;
        }
    }
    plain
}

/// Leaves out tags, and what stands in style sheets and scripts.
fn from_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tail)) = rest.split_once('<') {
        text.push_str(before);
        let skipped = ["style", "script"].iter().find(|name| tail.starts_with(*name));
        let tail = match skipped {
            Some(name) => tail.split_once(&format!("</{name}")).expect("it is closed").1,
            None => tail,
        };
        let (tag, after) = tail.split_once('>').expect("every tag is closed");
        let inline = [
            "a", "/a", "em", "/em", "strong", "/strong", "span", "/span", "wbr", "cite", "/cite", "bdi",
            "/bdi",
        ];
        let name = tag.split_whitespace().next().unwrap_or_default();
        if !inline.contains(&name) {
            text.push(' ');
        }
        rest = after;
    }
    decode_references(&(text + rest))
}

fn decode_references(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        decoded.push_str(before);
        let (letter, after) = take_reference(tail).unwrap_or(('&', tail));
        decoded.push(letter);
        rest = after;
    }
    decoded + rest
}

/// Reads a character reference whose `&` was read already.
fn take_reference(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.split_once(';')?;
    Some((reference(name)?, after))
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Returns what stands in `w:t` elements, the marks of notes left out.
fn from_docx(path: &Path) -> String {
    let parts = crate::docx::parts(&fs::read(path).unwrap());
    let names = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];
    let xml: String = names.iter().filter_map(|name| parts.get(*name)).cloned().collect();
    let mut text = String::new();
    for run in xml
        .replace("</w:p>", "<w:r><w:t>\n</w:t></w:r>")
        .split("<w:r>")
        .filter(|run| !run.contains("Reference\""))
    {
        for piece in run.split("<w:t").skip(1).filter_map(|rest| rest.split_once('>')) {
            text.push_str(piece.1.split_once("</w:t>").map_or(" ", |(inside, _)| inside));
        }
    }
    decode_references(&text)
}

/// Returns the squeezed text of each page.
fn from_pdf(path: &Path) -> Vec<String> {
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(path).arg("-").output().unwrap();
    assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split('\u{c}').map(squeeze).collect()
}

/// Leaves out white space and hyphens, which a line's end adds.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .filter(|letter| !matches!(letter, '-' | '\u{2010}') && !is_weightless(*letter))
        .collect()
}

/// Tells whether a page has the text, or a page its head and the next its tail.
fn stands_in(pages: &[String], text: &str) -> bool {
    pages.iter().any(|page| page.contains(text))
        || pages.windows(2).any(|pair| {
            text.char_indices().any(|(at, _)| pair[0].contains(&text[..at]) && pair[1].contains(&text[at..]))
        })
}
