use super::super::{Vocabulary, brief, config};
use super::*;
use crate::error::Diagnostic;

const VOCABULARY: Vocabulary<'_> = Vocabulary {
    formats: &["md", "html", "pdf", "eml"],
    usual_formats: &["md", "html"],
    languages: &["en"],
    standards: &[],
};

const DESK: &str = "corpus: texts\nthemes:\n  trade: {terms: [tariff]}\naudiences:\n  \
                    minister: {formats: [eml, pdf]}\n  press: {}\ndeliver:\n";

/// A mail target of this name, whose keys a test adds to.
const MAIL: &str =
    "host: smtp.example.org, from: Desk <desk@example.org>, to: ada@example.org, audience: minister";

fn read_all(deliver: &str) -> (Config, Vec<Diagnostic>) {
    config::read(&format!("{DESK}{deliver}\n"), &VOCABULARY)
}

#[track_caller]
fn good(deliver: &str) -> Target {
    let (config, told) = read_all(deliver);
    assert_eq!(told, [], "{deliver}");
    config.deliver.into_iter().next().unwrap()
}

/// Asserts every mistake as `line:column: message (hint)`; lines of targets
/// begin at 8.
#[track_caller]
fn check(deliver: &str, expected: &[&str]) {
    let (config, told) = read_all(deliver);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let expected: Vec<String> = expected.iter().map(|line| format!("config.yaml:{line}")).collect();
    assert_eq!(told, expected, "{deliver}");
    assert!(expected.is_empty() || config.deliver.is_empty(), "what is wrong is left out");
}

/// Asserts the one mistake of a target of mail with more keys.
#[track_caller]
fn check_mail(keys: &str, expected: &str) {
    let (_, told) = read_all(&format!("  board:\n    mail: {{{MAIL}, {keys}}}"));
    assert_eq!(told.len(), 1, "{told:?}");
    let told = told[0].to_string();
    assert!(told.ends_with(expected), "{told}");
}

#[test]
fn every_kind_of_target_is_read_with_what_goes_without_saying() {
    let target = good(&format!("  board:\n    mail: {{{MAIL}}}"));
    let Way::Mail(mail) = &target.way else { panic!("{target:?}") };
    assert_eq!((mail.port, mail.tls, mail.when_in_doubt), (587, Tls::Required, Doubt::Ask));
    assert_eq!((target.audiences, target.formats, target.seconds), (vec!["minister".to_owned()], None, 60));
    assert_eq!(mail.from.to_string(), "Desk <desk@example.org>");

    let target = good("  share:\n    folder: {path: /srv/briefings, audiences: all, formats: [pdf]}");
    assert_eq!(target.audiences, ["minister", "press"]);
    assert_eq!(target.formats, Some(vec!["pdf".to_owned()]));

    let target =
        good("  hook:\n    webhook: {url: 'https://example.org/x', secret: {env: HOOK}, audiences: press}");
    let Way::Webhook(hook) = target.way else { panic!() };
    assert_eq!((hook.secret, hook.excerpts), (SecretSource::Env("HOOK".to_owned()), false));

    let target = good(
        "  store:\n    s3: {endpoint: 'http://127.0.0.1:9000', bucket: b, prefix: a/b/, access_key: {env: A}, \
         secret_key: {file: s.txt}, audiences: [press]}",
    );
    let Way::S3(store) = target.way else { panic!() };
    assert_eq!((store.region.as_str(), store.prefix.as_str(), store.path_style), ("us-east-1", "a/b/", true));
    assert_eq!(store.secret_key.to_string(), "the file `s.txt`");
}

#[test]
fn a_secret_in_the_clear_is_a_mistake_that_does_not_show_it() {
    for keys in [
        "user: ada, password: hunter2",
        "user: ada, password: {env: \"hunter2 x\"}",
        "user: ada, pasword: hunter2",
        "user: ada, password: [hunter2]",
        "user: ada, password: {value: hunter2}",
        "user: ada, password: \"hunt\\x65r2\"",
    ] {
        let (config, told) = read_all(&format!("  board:\n    mail: {{{MAIL}, {keys}}}"));
        assert!(!told.is_empty() && config.deliver.is_empty(), "{keys}");
        let shown = format!("{told:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("hunt\\\\x65r2"), "{shown}");
    }
    check_mail(
        "user: ada, password: hunter2",
        &format!("`password` stands here in the clear ({SECRET_HINT})"),
    );
    let (_, told) = read_all(
        "  hook:\n    webhook: {url: 'https://u:hunter2@example.org/', secret: {env: A}, audiences: all}",
    );
    assert!(!format!("{told:?}").contains("hunter2") && told.len() == 1, "{told:?}");
    // A number is a secret too.
    let (_, told) = read_all(&format!("  board:\n    mail: {{{MAIL}, user: ada, password: 4711}}"));
    assert!(!format!("{told:?}").contains("4711"), "{told:?}");
}

#[test]
fn what_could_begin_another_header_or_command_is_refused() {
    check_mail(
        "subject: \"x\\r\\nBcc: eve@example.org\"",
        "`subject` has a line break or another control character (write it on one line)",
    );
    check_mail(
        "user: \"a\\nb\", password: {env: P}",
        "`user` has a line break or another control character (write it on one line)",
    );
    let (_, told) = read_all(
        "  board:\n    mail: {host: h, from: \"a@example.org\\r\\nX: y\", to: [\"b@example.org>\\r\\nDATA\"], audience: minister}",
    );
    let told: Vec<&str> = told.iter().map(|told| told.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "`from` has a line break or another control character",
            "`to` has no address: it has a line break or another control character",
        ]
    );
}

#[test]
fn only_this_machine_is_spoken_to_in_the_clear() {
    check_mail(
        "tls: none",
        "mail to `smtp.example.org` would not be encrypted (`required` for STARTTLS, `wrapped` for TLS from the first byte on)",
    );
    good(
        "  a:\n    mail: {host: 127.0.0.1, tls: none, from: a@example.org, to: b@example.org, audience: minister}",
    );
    check(
        "  hook:\n    webhook: {url: 'http://example.org/', secret: {env: A}, audiences: all}",
        &[
            "9:20: `url` is no address to deliver to: it is not encrypted (such as `https://example.org/path`; \
           `http` only for a server on this machine)",
        ],
    );
    good("  hook:\n    webhook: {url: 'http://localhost:8080/', secret: {env: A}, audiences: all}");
}

#[test]
fn mistakes_are_told_where_they_stand() {
    check(
        "  board:\n    mial: {}",
        &[
            "9:5: unknown key `mial` in target `board` (did you mean `mail`?)",
            "9:5: target `board` does not say how it is reached (one of `folder`, `mail`, `webhook`, `s3`)",
        ],
    );
    check(
        "  share:\n    folder: {path: output/x, audiences: [minster], formats: [doc]}",
        &[
            "9:20: `output/x` is in the archive itself (name a folder outside of the archive)",
            "9:42: unknown audience `minster` (did you mean `minister`?)",
            "9:62: unknown format `doc` (one of `md`, `html`, `pdf`, `eml`)",
        ],
    );
    check(
        "  share:\n    folder: {path: /x}",
        &[
            "9:13: `folder` of target `share` does not say whose files it is given (`audiences`: minister, press, or `all`)",
        ],
    );
    check(
        "  Share:\n    folder: {path: /x, audiences: all}",
        &[
            "8:3: `Share` cannot name a target (lower-case letters, digits and hyphens, beginning with a letter or digit)",
        ],
    );
    check_mail("attach: [md]", "audience `minister` has no `md` (add it to `formats` of the audience)");
}

#[test]
fn a_subject_has_only_what_can_be_filled_in() {
    good(&format!("  board:\n    mail: {{{MAIL}, subject: '{{title}} of {{date}}'}}"));
    check_mail(
        "subject: '{titel}'",
        "nothing in a subject is called `{titel}` (one of `{title}`, `{date}`, `{edition}`, `{audience}`)",
    );
}

#[test]
fn a_message_that_could_say_nothing_is_a_mistake_and_a_bare_one_a_warning() {
    let bare = MAIL.replace("minister", "press");
    let (config, told) = read_all(&format!("  board:\n    mail: {{{bare}}}"));
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].severity, config.deliver.len()), (Severity::Warning, 1));
    assert_eq!(told[0].message, "audience `press` has no `eml`, which is made for mail programs");
}

#[test]
fn a_brief_names_targets_that_are_there_and_take_its_audiences() {
    let (config, _) = read_all("  share:\n    folder: {path: /x, audiences: minister}");
    let check = |deliver: &str, expected: &[&str]| {
        let text = format!("title: A\nthemes: trade\naudiences: press\ndeliver: {deliver}\n");
        let (_, told) = brief::read("briefs/weekly.yaml", &text, &config);
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected);
    };
    check("shre", &["briefs/weekly.yaml:4:10: unknown target `shre` (did you mean `share`?)"]);
    check(
        "share",
        &[
            "briefs/weekly.yaml:4:10: target `share` is given nothing of this brief (it takes minister (`deliver` in config.yaml))",
        ],
    );
    let text = "title: A\nthemes: trade\naudiences: minister\ndeliver: [share]\n";
    let (brief, told) = brief::read("briefs/weekly.yaml", text, &config);
    let brief = brief.unwrap();
    assert_eq!((told.len(), config.targets(&brief).count()), (0, 1));
}
