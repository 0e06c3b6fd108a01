//! `attache verify`: what it says of everything that can happen to an edition
//! and to its sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use attache::manifest::Manifest;
use attache::model::Sha256;
use serde_json::Value;

use crate::support::{DATE, Desk, Outcome, has_program};

/// The reports of `attache verify --format json`, one for each edition.
fn reports(outcome: &Outcome) -> Vec<Value> {
    outcome.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The report on the one edition of a desk, with the exit status.
fn verified(desk: &Desk, names: &[&str]) -> (i32, Value) {
    let outcome = desk.run(&[&["verify", "--format", "json"], names].concat());
    let mut reports = reports(&outcome);
    assert_eq!(reports.len(), 1, "{}\n{}", outcome.out, outcome.err);
    (outcome.status, reports.remove(0))
}

/// The verdicts of a report, each once.
fn verdicts(report: &Value, list: &str, key: &str) -> BTreeSet<String> {
    report[list].as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap().to_owned()).collect()
}

fn only(verdict: &str) -> BTreeSet<String> {
    BTreeSet::from([verdict.to_owned()])
}

/// The first citation of a document.
fn citation<'r>(report: &'r Value, document: &str) -> &'r Value {
    report["citations"].as_array().unwrap().iter().find(|entry| entry["document"] == document).unwrap()
}

#[test]
fn an_edition_that_nobody_touched_is_ok() {
    let desk = Desk::sample();
    desk.build();
    let (status, report) = verified(&desk, &[]);
    assert_eq!(
        (status, report["ok"].as_bool(), report["edition"].as_str()),
        (0, Some(true), Some("weekly/2025-04-02"))
    );
    assert_eq!(verdicts(&report, "citations", "verdict"), only("ok"));
    assert_eq!(verdicts(&report, "files", "verdict"), only("ok"));
    assert_eq!(report["files"][0]["path"], "edition.json");
    assert_eq!(report["files"].as_array().unwrap().len(), 7, "{report}");
    for name in
        ["weekly", "weekly/2025-04-02", "output/weekly/latest", "output/weekly/2025-04-02/edition.json"]
    {
        desk.run(&["verify", name]).ends_with(0).quiet().prints(&[
            "weekly/2025-04-02: ",
            " citations: ",
            " ok",
        ]);
    }
}

#[test]
fn a_quotation_that_moved_is_told_with_its_place() {
    let desk = Desk::sample();
    desk.build();
    desk.write("corpus/council.txt", format!("A new first line.\n\n{}", desk.read("corpus/council.txt")));
    let (status, report) = verified(&desk, &[]);
    let moved = citation(&report, "corpus/council.txt");
    assert_eq!((status, moved["verdict"].as_str()), (0, Some("moved")));
    let place = &moved["found_at"];
    let text = desk.read("corpus/council.txt");
    let range = place["start_byte"].as_u64().unwrap() as usize..place["end_byte"].as_u64().unwrap() as usize;
    let quoted = desk.manifest(DATE)["excerpts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|excerpt| excerpt["n"] == moved["n"])
        .unwrap()["text"]
        .clone();
    assert_eq!(text[range], *quoted.as_str().unwrap());
    assert_eq!(report["sources"][0]["state"], "edited");
    fs::rename(desk.root.join("corpus/council.txt"), desk.root.join("corpus/minutes.txt")).unwrap();
    desk.run(&["verify"]).ends_with(0).prints(&[
        "moved [",
        "corpus/council.txt: to corpus/minutes.txt bytes",
        "gone: corpus/council.txt",
    ]);
}

#[test]
fn an_altered_source_is_shown_word_by_word() {
    let desk = Desk::sample();
    desk.build();
    desk.edit("corpus/harbour.txt", "4.2 million", "4.9 million");
    desk.run(&["verify"]).ends_with(1).prints(&[
        " 1 altered",
        "[-4.2-]{+4.9+} million",
        "(the kept text proves it)",
        "edited since: corpus/harbour.txt",
    ]);
    let (_, report) = verified(&desk, &[]);
    let altered =
        report["citations"].as_array().unwrap().iter().find(|entry| entry["verdict"] == "altered").unwrap();
    assert!(altered["proved"] == true && altered["diff"].as_array().unwrap().len() == 4, "{altered}");
    desk.write("corpus/harbour.txt", "Nothing like it any more.\n");
    desk.run(&["verify"]).ends_with(1).prints(&["nothing in it is like the quotation"]);
}

#[test]
fn the_kept_text_proves_a_source_that_is_gone() {
    let desk = Desk::sample();
    desk.build();
    desk.remove("corpus/herring.md");
    let (status, report) = verified(&desk, &[]);
    let gone = citation(&report, "corpus/herring.md");
    assert_eq!(
        (status, gone["verdict"].as_str(), gone["proved"].as_bool()),
        (1, Some("source-gone"), Some(true))
    );
    fs::remove_dir_all(desk.root.join("output/sources")).unwrap();
    let (_, report) = verified(&desk, &[]);
    assert_eq!(citation(&report, "corpus/herring.md")["proved"], false);
    desk.run(&["verify"]).ends_with(1).prints(&["source gone [", "(no kept text proves it)"]);
}

#[test]
fn names_that_mean_nothing_and_damaged_manifests_are_told() {
    let desk = Desk::sample();
    desk.run(&["verify"]).ends_with(2).warns(&["there are no editions in `output`"]);
    desk.build();
    desk.run(&["verify", "wekly"])
        .ends_with(2)
        .warns(&["there is no edition and no file `wekly`", "did you mean `weekly`?"]);
    let path = format!("output/weekly/{DATE}/edition.json");
    let whole = desk.read(&path);
    for end in [0, 1, whole.len() / 2, whole.len() - 1] {
        desk.write(&path, &whole.as_bytes()[..end]);
        let (status, report) = verified(&desk, &[]);
        assert_eq!(status, 1, "cut at {end}");
        assert_ne!(report["files"][0]["verdict"], "ok", "cut at {end}");
    }
    desk.run(&["verify", "--key", "nonsense"]).ends_with(2).warns(&["not a public key of minisign"]);
}

#[test]
fn a_manifest_from_elsewhere_reads_no_file_that_it_names() {
    let desk = Desk::sample();
    desk.build();
    fs::write(desk.beside().join("secret.txt"), "The password is swordfish and nobody may know it.").unwrap();
    let path = format!("output/weekly/{DATE}/edition.json");
    let manifest = desk
        .read(&path)
        .replace("corpus/harbour.txt", "../secret.txt")
        .replace("\"analyst.md\"", "\"../../../../secret.txt\"");
    desk.write(&path, manifest);
    let outcome = desk.run(&["verify"]).ends_with(1);
    assert!(!outcome.out.contains("swordfish"), "{}", outcome.out);
    outcome.prints(&["gone: ../secret.txt", "it is not named as a file beside the manifest"]);
}

/// A small generator (Knuth's MMIX constants): the same flips on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// Each of 200 flips of one character, anywhere in the cited sources, the
/// kept texts and the files of the edition, is named by the file it is in.
#[test]
fn every_flipped_character_is_named() {
    let desk = Desk::sample();
    desk.one_audience("md, html, pdf, docx");
    desk.build();
    let manifest = desk.manifest(DATE);
    let documents = manifest["documents"].as_array().unwrap();
    let sources = documents.iter().map(|document| document["path"].as_str().unwrap().to_owned());
    let outputs = desk
        .output()
        .into_keys()
        // What lists editions is made anew from them, and what was known is no proof.
        .filter(|name| name.starts_with("weekly/2") || name.starts_with("sources/"))
        .map(|name| format!("output/{name}"));
    let files: Vec<String> = sources.chain(outputs).collect();
    assert!(files.len() >= 10, "{files:?}");
    let mut dice = Dice(20_250_402);
    for _ in 0..200 {
        let file = &files[dice.roll(files.len())];
        let path = desk.root.join(file);
        let bytes = fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        let at = dice.roll(flipped.len());
        flipped[at] ^= 1 << dice.roll(7);
        fs::write(&path, &flipped).unwrap();
        let outcome = desk.run(&["verify"]);
        let name = file.rsplit('/').next().unwrap();
        assert!(outcome.out.contains(name), "byte {at} of {file}:\n{}\n{}", outcome.out, outcome.err);
        assert!(outcome.status == 1 || file.starts_with("corpus/"), "byte {at} of {file}:\n{}", outcome.out);
        fs::write(&path, &bytes).unwrap();
    }
    desk.run(&["verify"]).ends_with(0);
}

#[test]
fn a_pdf_proves_itself_wherever_it_lies() {
    let desk = Desk::sample();
    desk.one_audience("pdf");
    desk.build();
    let built = desk.root.join(format!("output/weekly/{DATE}/analyst.pdf"));
    let alone = desk.beside().join("sent.pdf");
    fs::copy(&built, &alone).unwrap();
    fs::remove_dir_all(desk.root.join("output")).unwrap();
    let name = alone.to_str().unwrap();
    let (status, report) = verified(&desk, &[name]);
    assert_eq!((status, report["edition"].as_str()), (0, Some(name)), "{report}");
    assert_eq!(verdicts(&report, "citations", "verdict"), only("ok"));
    desk.edit("corpus/harbour.txt", "4.2 million", "4.9 million");
    desk.run(&["verify", name]).ends_with(1).prints(&["[-4.2-]{+4.9+}"]);
    fs::write(&alone, b"%PDF-1.7\nnothing\n%%EOF").unwrap();
    desk.run(&["verify", name]).ends_with(1).prints(&["file tampered: sent.pdf: it cannot be read"]);
}

#[test]
fn a_page_proves_itself_and_tells_what_was_changed() {
    let desk = Desk::sample();
    desk.build();
    let page = desk.read(&format!("output/weekly/{DATE}/analyst.html"));
    let alone = desk.beside().join("sent.html");
    let name = alone.to_str().unwrap();
    fs::write(&alone, &page).unwrap();
    let (status, report) = verified(&desk, &[name]);
    assert_eq!((status, verdicts(&report, "files", "verdict")), (0, only("ok")), "{report}");
    let quoted = "<p>The harbour of Norwick handled 4.2 million";
    assert!(page.contains(quoted));
    fs::write(&alone, page.replace(quoted, &quoted.replace("4.2", "9.2"))).unwrap();
    desk.run(&["verify", name])
        .ends_with(1)
        .prints(&["file tampered: sent.html: excerpt ", "[-4.2-]{+9.2+}"]);
    fs::write(&alone, page.replace("\"text\": \"The harbour", "\"text\": \"A harbour")).unwrap();
    desk.run(&["verify", name]).ends_with(1).prints(&["its seal does not fit its words"]);
    fs::write(&alone, "<p>Nothing.</p>").unwrap();
    desk.run(&["verify", name]).ends_with(1).prints(&["it carries no proof"]);
}

/// Exchanges letters on the pages of a PDF, and leaves what it carries as it
/// is: what is read no longer fits what is proved.
#[test]
fn a_pdf_whose_pages_were_changed_is_told() {
    if !has_program("qpdf") {
        return;
    }
    let desk = Desk::sample();
    desk.one_audience("pdf");
    desk.build();
    let plain = desk.beside().join("plain.pdf");
    let built = desk.root.join(format!("output/weekly/{DATE}/analyst.pdf"));
    let done =
        Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(&built).arg(&plain).status();
    assert!(done.unwrap().success());
    desk.run(&["verify", plain.to_str().unwrap()]).ends_with(0);
    let mut bytes = fs::read(&plain).unwrap();
    assert!(exchange_letters(&mut bytes) > 20);
    fs::write(&plain, &bytes).unwrap();
    let outcome = desk.run(&["verify", plain.to_str().unwrap()]).ends_with(1);
    outcome.prints(&["file tampered: plain.pdf: excerpt "]);
}

/// Exchanges the first two glyphs of each long string of glyphs (`<0012…>`).
fn exchange_letters(bytes: &mut [u8]) -> usize {
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit();
    let mut changed = 0;
    for at in 0..bytes.len().saturating_sub(40) {
        let long = bytes[at] == b'<' && bytes[at + 1..at + 33].iter().all(is_hex);
        if long && bytes[at + 1..at + 5] != bytes[at + 5..at + 9] {
            let (first, second) = bytes[at + 1..at + 9].split_at_mut(4);
            first.swap_with_slice(second);
            changed += 1;
        }
    }
    changed
}

#[test]
fn a_look_that_changes_a_quotation_fails_its_format_only() {
    let desk = Desk::sample();
    desk.one_audience("md, html, pdf");
    let page = desk.read("templates/frame/page.typ");
    desk.write(
        "templates/frame/page.typ",
        page.replacen("rules: body => {", "rules: body => {\n  show \"harbour\": \"haven\"", 1),
    );
    desk.run(&["build", "--date", DATE]).ends_with(1).warns(&[
        "cannot write analyst.pdf: citation 1 does not stand in it letter for letter",
        "[-harbour-]{+haven+}",
    ]);
    let written = desk.output();
    assert!(
        written.contains_key("weekly/2025-04-02/analyst.md")
            && written.contains_key("weekly/2025-04-02/analyst.html")
    );
    assert!(!written.contains_key("weekly/2025-04-02/analyst.pdf"));
    desk.run(&["verify"]).ends_with(0);
}

#[test]
fn a_format_that_fails_takes_no_file_from_an_edition_that_stands() {
    let desk = Desk::sample();
    desk.one_audience("md, pdf");
    desk.build();
    let before = desk.output();
    desk.append(
        "templates/frame/page.typ",
        "\n#let briefing(frame, body) = { show \"harbour\": \"haven\"\n body }\n",
    );
    desk.run(&["build", "--date", DATE])
        .ends_with(1)
        .warns(&["cannot write analyst.pdf", "the edition weekly/2025-04-02 is left as it was"]);
    assert_eq!(desk.output(), before);
}

#[test]
fn minisign_checks_our_signatures_and_we_check_its() {
    if !has_program("minisign") {
        return;
    }
    let desk = Desk::sample();
    let keys = desk.beside().join("keys");
    fs::create_dir(&keys).unwrap();
    let (public, secret) = (keys.join("desk.pub"), keys.join("desk.key"));
    let minisign = |arguments: &[&str], file: &Path| {
        Command::new("minisign").args(arguments).arg(file).output().unwrap().status.success()
    };
    let (public_name, secret_name) = (public.to_str().unwrap(), secret.to_str().unwrap());
    assert!(
        Command::new("minisign")
            .args(["-G", "-W", "-p", public_name, "-s", secret_name])
            .output()
            .unwrap()
            .status
            .success()
    );
    desk.run(&["build", "--date", DATE, "--sign", secret_name]).ends_with(0);
    let manifest = desk.root.join(format!("output/weekly/{DATE}/edition.json"));
    assert!(minisign(&["-V", "-p", public_name, "-m"], &manifest));
    desk.run(&["verify", "--key", public_name])
        .ends_with(0)
        .prints(&["signature good: attache weekly 2025-04-02"]);
    let before = desk.times();
    desk.build();
    desk.run(&["build", "--date", DATE, "--sign", secret_name]).ends_with(0);
    assert_eq!(desk.times(), before, "the signature of the same manifest is kept");
    assert!(minisign(&["-S", "-s", secret_name, "-m"], &manifest));
    let key = fs::read_to_string(&public).unwrap().lines().nth(1).unwrap().to_owned();
    desk.run(&["verify", "--key", &key]).ends_with(0);
    let text = desk.read(&format!("output/weekly/{DATE}/edition.json"));
    desk.write(&format!("output/weekly/{DATE}/edition.json"), text.replacen("2025-04-02", "2025-04-03", 1));
    desk.run(&["verify", "--key", &key]).ends_with(1).prints(&["signature bad: "]);
    desk.build();
    desk.run(&["verify", "--key", &key]).ends_with(1).prints(&["signature missing"]);
    desk.run(&["build", "--sign", public_name])
        .ends_with(2)
        .warns(&["not a secret key of minisign", "desk.pub"]);
}

/// Nothing in any output tells of the machine: neither the home folder nor the
/// user's name.
#[test]
fn nothing_of_the_machine_is_in_any_output() {
    const USER: &str = "alice-q7x";
    let desk = Desk::sample_in(&format!("home/{USER}/desk"));
    desk.one_audience("md, html, pdf");
    let papers = desk.root.parent().unwrap().join("papers");
    fs::rename(desk.root.join("corpus"), &papers).unwrap();
    fs::write(papers.join("broken.pdf"), b"%PDF-1.7 broken").unwrap();
    desk.edit("config.yaml", "corpus: [corpus]", &format!("corpus: [{}]", papers.display()));
    let status = assert_cmd::Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(["build", "--date", DATE])
        .current_dir(&desk.root)
        .env("HOME", desk.root.parent().unwrap())
        .env("USER", USER)
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let manifest = desk.manifest(DATE);
    assert_eq!(manifest["documents"][0]["path"], "papers/council.txt");
    assert_eq!(manifest["coverage"]["skipped"][0]["path"], "papers/broken.pdf");
    let pdf = desk.root.join(format!("output/weekly/{DATE}/analyst.pdf"));
    let plain = desk.root.join("output/plain.pdf");
    if has_program("qpdf") {
        let done =
            Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(pdf).arg(plain).status();
        assert!(done.unwrap().success());
    }
    for (name, bytes) in desk.output() {
        let found = bytes.windows(USER.len()).any(|window| window == USER.as_bytes());
        assert!(!found, "{name} tells the user's name");
    }
    desk.run(&["verify"]).ends_with(0);
}

/// Whoever can write into an edition can renew digests and seal; the words of
/// the sources stand against it.
#[test]
fn a_forger_who_renews_the_manifest_is_told() {
    let desk = Desk::sample();
    desk.build();
    let folder = desk.root.join(format!("output/weekly/{DATE}"));
    let page = fs::read_to_string(folder.join("analyst.md")).unwrap();
    let forged = page.replace("4.2 million", "9.2 million");
    assert_ne!(page, forged);
    fs::write(folder.join("analyst.md"), &forged).unwrap();
    let mut manifest = Manifest::from_json(&fs::read(folder.join("edition.json")).unwrap()).unwrap();
    let files = manifest.audiences.iter_mut().flat_map(|audience| &mut audience.files);
    for file in files.filter(|file| file.path == "analyst.md") {
        (file.sha256, file.size) = (Sha256::of(forged.as_bytes()), forged.len());
    }
    fs::write(folder.join("edition.json"), manifest.to_json()).unwrap();
    desk.run(&["verify"]).ends_with(1).prints(&["file tampered: analyst.md: excerpt ", "[-4.2-]{+9.2+}"]);
    manifest.excerpts[0].text = manifest.excerpts[0].text.replace("The", "A");
    fs::write(folder.join("edition.json"), manifest.to_json()).unwrap();
    desk.run(&["verify"]).ends_with(1).prints(&["file tampered: edition.json: the bytes of excerpt "]);
}

#[test]
fn an_edition_in_the_place_of_another_is_told() {
    let desk = Desk::sample();
    desk.build();
    desk.build_on("2025-04-09");
    let folder = |date: &str| desk.root.join(format!("output/weekly/{date}"));
    fs::remove_dir_all(folder("2025-04-09")).unwrap();
    crate::support::copy_tree(&folder(DATE), &folder("2025-04-09"));
    desk.run(&["verify"])
        .ends_with(1)
        .prints(&["weekly/2025-04-09: ", "edition.json: it is that of weekly/2025-04-02"]);
    let away = desk.beside().join("sent");
    crate::support::copy_tree(&folder(DATE), &away);
    fs::write(away.join("minister.pdf"), b"%PDF-1.7").unwrap();
    desk.run(&["verify", away.to_str().unwrap()])
        .ends_with(1)
        .prints(&["weekly/2025-04-02: ", "file unproved: minister.pdf"]);
}

#[test]
fn nothing_but_plain_files_is_read() {
    let desk = Desk::sample();
    desk.build();
    let path = desk.root.join(format!("output/weekly/{DATE}/press.md"));
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    desk.run(&["verify"]).ends_with(1).prints(&["file tampered: press.md: it is no plain file"]);
    fs::remove_file(&path).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    desk.run(&["verify"]).ends_with(1).prints(&["file tampered: press.md: it is no plain file"]);
    desk.run(&["verify", "config.yaml"]).ends_with(2).warns(&["`config.yaml` is no edition"]);
}

#[test]
fn a_pdf_and_a_folder_of_documents_are_enough() {
    let desk = Desk::sample();
    desk.one_audience("pdf");
    desk.edit("config.yaml", "title: Norwick Desk", "title: Norwick Desk\npdf: {standards: []}");
    desk.build();
    let pdf = desk.beside().join("sent.pdf");
    fs::copy(desk.root.join(format!("output/weekly/{DATE}/analyst.pdf")), &pdf).unwrap();
    let verify = |corpus: &Path| {
        let arguments = ["verify", pdf.to_str().unwrap(), "--corpus", corpus.to_str().unwrap()];
        crate::support::run_in(desk.beside(), &arguments)
    };
    let outcome = verify(&desk.root.join("corpus")).ends_with(0).quiet();
    assert!(!outcome.out.contains("moved"), "{}", outcome.out);
    fs::rename(desk.root.join("corpus"), desk.beside().join("papers")).unwrap();
    verify(&desk.beside().join("papers")).ends_with(0).prints(&["moved [", "to papers/"]);
    verify(&desk.beside().join("nowhere")).ends_with(2).warns(&["there is no folder"]);
}

#[test]
fn what_lies_over_a_page_is_told() {
    if !has_program("qpdf") {
        return;
    }
    let desk = Desk::sample();
    desk.one_audience("pdf");
    desk.build();
    let plain = desk.beside().join("plain.pdf");
    let built = desk.root.join(format!("output/weekly/{DATE}/analyst.pdf"));
    let done =
        Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(&built).arg(&plain).status();
    assert!(done.unwrap().success());
    let mut bytes = fs::read(&plain).unwrap();
    let link = b"/Subtype /Link";
    let at = bytes.windows(link.len()).position(|window| window == link).unwrap();
    bytes[at..at + link.len()].copy_from_slice(b"/Subtype /Text");
    fs::write(&plain, bytes).unwrap();
    desk.run(&["verify", plain.to_str().unwrap()]).ends_with(1).prints(&["something lies over a page"]);
}
