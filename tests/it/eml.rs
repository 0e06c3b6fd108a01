//! E-mails as others read them: our own reader of mails, which shares no code
//! with the writer, Python's, and a browser.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::browser::Browser;
use crate::support::{DATE, Desk, has_program};

/// Prints every defect that Python's parser finds, then the subject.
const PARSER: &str = "\
import email, email.policy, sys
message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
for part in message.walk():
    print(*part.defects, *[defect for value in part.values() for defect in value.defects], sep='\\n', end='')
assert [part.get_content_type() for part in message.iter_parts()] == ['text/plain', 'text/html']
assert message['From'] is None and message['X-Unsent'] == '1'
for part in message.iter_parts():
    part.get_content()
print(message['Subject'])
";

/// The sample desk with the briefings of all its audiences as messages.
fn desk() -> Desk {
    let desk = Desk::sample();
    desk.write("config.yaml", desk.read("config.yaml").replace("[md, html]", "[eml]"));
    desk.build();
    desk
}

fn message(desk: &Desk, audience: &str) -> PathBuf {
    desk.root.join(format!("output/weekly/{DATE}/{audience}.eml"))
}

fn words(text: &str) -> String {
    text.replace('>', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_reader_of_mails_finds_every_excerpt() {
    let desk = desk();
    let manifest = desk.manifest(DATE);
    let file = message(&desk, "press");
    let outcome = desk.run(&["inspect", file.to_str().unwrap(), "--format", "json"]).ends_with(0);
    let read: Value = serde_json::from_str(outcome.out.lines().next().unwrap()).unwrap();
    assert_eq!(read["date"], DATE);
    let text = words(read["text"].as_str().unwrap());
    let audience = manifest["audiences"].as_array().unwrap().iter().find(|one| one["id"] == "press").unwrap();
    let cited = audience["citations"].as_array().unwrap();
    assert!(!cited.is_empty());
    for citation in cited {
        let n = &citation[1];
        let excerpt = manifest["excerpts"].as_array().unwrap().iter().find(|one| one["n"] == *n).unwrap();
        let excerpt = words(excerpt["text"].as_str().unwrap());
        assert!(text.contains(&excerpt), "{excerpt}\n{text}");
    }
}

#[test]
fn pythons_parser_finds_no_defect() {
    let desk = desk();
    if !has_program("python3") {
        eprintln!("skipped: python3 is not installed");
        return;
    }
    let output = Command::new("python3").args(["-c", PARSER]).arg(message(&desk, "press")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{wrong}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    assert!(said.starts_with("Norwick, the weekly briefing (Press"), "{said}");
}

#[test]
fn a_message_whose_texts_were_changed_does_not_verify() {
    let desk = desk();
    desk.run(&["verify"]).ends_with(0);
    let file = message(&desk, "press");
    let name = file.to_str().unwrap();
    desk.run(&["verify", name]).ends_with(1).prints(&["it carries no proof"]);
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replacen("harbour", "harbor", 1)).unwrap();
    desk.run(&["verify"]).ends_with(1).prints(&["press.eml"]);
}

#[test]
fn the_page_of_a_message_fits_a_telephone() {
    let desk = desk();
    let Some(browser) = Browser::start() else { return };
    let script = "import email, email.policy, sys\n\
        message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)\n\
        open(sys.argv[2], 'w').write(message.get_body(('html',)).get_content())";
    let page_file = desk.root.join("message.html");
    let made =
        Command::new("python3").args(["-c", script]).arg(message(&desk, "press")).arg(&page_file).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: python3 is not installed");
        return;
    }
    let page = browser.open("about:blank");
    page.goto(&format!("file://{}", page_file.display()));
    for width in [360, 600, 1440] {
        page.set_size(width, 800);
        let wide = page.evaluate("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(wide <= u64::from(width), "{wide} of {width}");
        let column =
            page.evaluate("document.querySelector('h1').closest('table').offsetWidth").as_u64().unwrap();
        assert!(column <= 600, "{column}");
    }
}
