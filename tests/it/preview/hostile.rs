//! Who may come in, and what no request can do.

use std::fs;
use std::net::TcpStream;
use std::process::Command;

use serde_json::json;

use super::Preview;
use crate::support::{DATE, Desk, has_program, project};

/// One page of each kind.
pub(super) fn pages() -> Vec<String> {
    [
        "/",
        "/brief/weekly/analyst",
        "/brief/weekly/analyst?view=excerpts",
        "/excerpt/weekly/analyst/1",
        "/document?id=corpus/harbour.txt",
        "/search?q=harbour",
        "/explain/weekly?document=corpus/harbour.txt&line=3",
        "/compare/weekly",
        "/nothing-here",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn every_answer_carries_its_policy_and_stays_with_its_reader() {
    let preview = Preview::sample();
    let others =
        ["/style.css", "/script.js", "/icon.svg", "/briefing/weekly/analyst", "/pages/weekly/analyst"];
    for path in pages().iter().map(String::as_str).chain(others) {
        let answer = preview.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") || path.starts_with("/briefing") || path == "/icon.svg");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert!(!answer.body.contains("<script>") && !answer.body.contains(" onclick="), "{path}");
    }
    assert!(preview.get("/briefing/weekly/analyst").header("content-security-policy").contains("sandbox"));
}

#[test]
fn a_foreign_host_or_origin_or_a_wrong_token_is_turned_away() {
    let preview = Preview::sample();
    let request = |line: &str, headers: &str, body: &str| {
        preview
            .send(format!("{line} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n{body}").as_bytes())
            .status
    };
    let own = format!("Host: 127.0.0.1:{}", preview.port);
    assert_eq!(request("GET /", &own, ""), 200);
    assert_eq!(request("GET /", &format!("Host: localhost:{}", preview.port), ""), 200);
    assert_eq!(request("GET /", &format!("Host: evil.invalid:{}", preview.port), ""), 421);
    assert_eq!(request("GET /", "X: y", ""), 400);
    assert_eq!(request("DELETE /", &own, ""), 405);
    assert_eq!(request("GET /changes", &format!("{own}\r\nOrigin: https://evil.invalid"), ""), 403);
    let before = preview.desk.read("briefs/weekly.yaml");
    let form = "token=0&brief=weekly&theme=harbour&document=corpus%2Fharbour.txt&text=x";
    let head =
        format!("{own}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}", form.len());
    assert_eq!(request("POST /edit/pin", &head, form), 403, "no form without its token");
    assert_eq!(request("POST /edit/pin", &format!("{head}\r\nOrigin: null"), form), 403);
    assert_eq!(request("POST /edit/pin", &format!("{head}\r\nSec-Fetch-Site: cross-site"), form), 403);
    assert_eq!(request("POST /undo", &format!("{own}\r\nContent-Length: 99999999"), ""), 415);
    assert_eq!(preview.desk.read("briefs/weekly.yaml"), before);
    let long = "x".repeat(100_000);
    let head =
        format!("{own}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}", long.len());
    // A connection that is closed on unread bytes may be reset before the answer is read.
    assert!([0, 413].contains(&request("POST /undo", &head, &long)));
    assert!([0, 431].contains(&request("GET /", &format!("{own}\r\nX: {long}"), "")));
}

#[test]
fn idle_connections_keep_nobody_out() {
    let preview = Preview::sample();
    let idle: Vec<TcpStream> =
        (0..400).map(|_| TcpStream::connect(("127.0.0.1", preview.port)).unwrap()).collect();
    // Those over the most are closed at once; when the others go, there is room.
    drop(idle);
    preview.until("/", |answer| answer.status == 200);
    let _sixty: Vec<TcpStream> =
        (0..60).map(|_| TcpStream::connect(("127.0.0.1", preview.port)).unwrap()).collect();
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn names_and_texts_are_shown_as_they_are_and_never_run() {
    let evil = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
    let text =
        format!("# Harbour {evil}\n\nThe harbour took more cargo at every berth, said {evil} on Monday.\n");
    let desk =
        Desk::with_documents("html", &[("a.md", &text), ("<b>'&.txt", "The harbour tariff rose again.")]);
    desk.edit("config.yaml", "Norwick Desk", "'<script>alert(2)</script>'");
    let preview = Preview::of(desk, &[]);
    let query = "/search?q=harbour%3Cscript%3Ealert(1)%3C/script%3E";
    let odd = "/document?id=corpus/%3Cb%3E%27%26.txt";
    let paths =
        [pages(), vec!["/document?id=corpus/a.md".to_owned(), query.to_owned(), odd.to_owned()]].concat();
    for path in paths.iter().map(String::as_str).chain(["/briefing/weekly/analyst"]) {
        let body = preview.get(path).body;
        for live in ["<script>alert", "<img src=x", "<b>'"] {
            assert!(!body.contains(live), "{path} has {live}:\n{body}");
        }
    }
    assert!(preview.page("/").contains("&lt;script&gt;alert(2)"));
    assert!(preview.page(odd).contains("The harbour tariff rose again."));
}

#[test]
fn no_address_is_a_path_of_the_disk() {
    let desk = Desk::sample();
    desk.build();
    let folder = format!("output/weekly/{DATE}");
    // A forged manifest names files elsewhere.
    let mut manifest = desk.manifest(DATE);
    for path in ["../../../config.yaml", "/etc/passwd", ".hidden"] {
        let forged = json!({"path": path, "sha256": "0".repeat(64), "size": 1});
        manifest["audiences"][0]["files"].as_array_mut().unwrap().push(forged);
    }
    desk.write(&format!("{folder}/edition.json"), manifest.to_string());
    desk.write(&format!("{folder}/.hidden"), "secret");
    let preview = Preview::of(desk, &[]);
    assert_eq!(preview.get(&format!("/edition/weekly/{DATE}/analyst.html")).status, 200);
    for path in [
        format!("/edition/weekly/{DATE}/..%2f..%2f..%2fconfig.yaml"),
        format!("/edition/weekly/{DATE}/%2fetc%2fpasswd"),
        format!("/edition/weekly/{DATE}/.hidden"),
        format!("/edition/..%2fweekly/{DATE}"),
        "/edition/weekly/..%2f..".to_owned(),
        "/brief/..%2fconfig".to_owned(),
        "/document?id=config.yaml".to_owned(),
        "/document?id=..%2f..%2fetc%2fpasswd".to_owned(),
        "/../../etc/passwd".to_owned(),
        "/briefing/weekly/nobody".to_owned(),
        "/excerpt/weekly/analyst/0".to_owned(),
        "/excerpt/weekly/analyst/9999".to_owned(),
    ] {
        let answer = preview.get(&path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(
            !answer.body.contains("Norwick Desk\nlanguage") && !answer.body.contains("root:x:"),
            "{path}"
        );
    }
}

#[test]
fn the_hostile_requests_do_nothing() {
    let shared = project().join("../shared/hostile");
    if !shared.join("http_probe.py").is_file() || !has_program("python3") {
        eprintln!("skipped: there are no hostile requests in {}", shared.display());
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let made = Command::new("python3")
        .arg(shared.join("make_hostile.py"))
        .arg(out.path().join("hostile"))
        .arg("--no-special")
        .output()
        .unwrap();
    let requests = out.path().join("hostile/http/requests.json");
    assert!(fs::exists(&requests).unwrap(), "{}", String::from_utf8_lossy(&made.stderr));
    let preview = Preview::sample();
    let probed = Command::new("python3")
        .arg(shared.join("http_probe.py"))
        .args(["--port", &preview.port.to_string()])
        .arg(requests)
        .arg("--slow")
        .output()
        .unwrap();
    assert!(probed.status.success(), "{}", String::from_utf8_lossy(&probed.stdout));
}
