//! Mail to aiosmtpd.

use super::*;

const TWO: &str = "[Ada <ada@example.org>, bob@example.org]";

fn server(tls: &str, certificates: &Certificates) -> Option<Served> {
    server_on(0, tls, certificates)
}

fn server_on(port: u16, tls: &str, certificates: &Certificates) -> Option<Served> {
    let packages = packages("aiosmtpd", AIOSMTPD)?;
    let (own, key) = (certificates.path("own.pem"), certificates.path("key.pem"));
    Some(Served::start("smtp_server.py", port, Some(&packages), &[tls, &own, &key]))
}

/// A desk whose brief goes to these recipients at the server.
fn desk_for(served: &Served, certificates: &Certificates, to: &str, more: &str) -> Desk {
    let desk = published();
    desk.write("ca.pem", fs::read(certificates.path("ca.pem")).unwrap());
    let port = served.port;
    add_target(
        &desk,
        &format!(
            "mail: {{host: 127.0.0.1, port: {port}, ca: ca.pem, user: desk, password: {{env: DESK_PASSWORD}}, \
             from: The Desk <desk@example.org>, to: {to}, audience: analyst, attach: [pdf], seconds: 30{more}}}"
        ),
    );
    desk
}

/// A server with STARTTLS and a desk for it.
fn both(to: &str, more: &str) -> Option<(Served, Desk)> {
    let certificates = Certificates::new();
    let served = server("starttls", &certificates)?;
    let desk = desk_for(&served, &certificates, to, more);
    Some((served, desk))
}

#[test]
fn a_briefing_arrives_once_as_html_text_and_pdf() {
    let Some((served, desk)) = both(TWO, "") else { return };
    deliver(&desk, 0).prints(&[
        &format!("sent weekly {DATE} to there (ada@example.org)"),
        &format!("sent weekly {DATE} to there (bob@example.org)"),
    ]);
    let taken = served.taken();
    assert_eq!(taken.len(), 2);
    for (message, to) in taken.iter().zip(["Ada <ada@example.org>", "bob@example.org"]) {
        let headers = &message["headers"];
        assert_eq!(headers["to"], to);
        assert_eq!(headers["from"], "The Desk <desk@example.org>");
        assert_eq!(headers["subject"], "[inner] Norwick, the weekly briefing (analyst), 2 April 2025");
        assert_eq!((&headers["auto-submitted"], &headers["cc"]), (&"auto-generated".into(), &Value::Null));
        assert_eq!(headers["list-id"], "<weekly.attache.example.org>");
        let bare = if to.starts_with("Ada") { "ada@example.org" } else { to };
        assert_eq!(message["rcpt_tos"], serde_json::json!([bare]));
        let other = if bare == "bob@example.org" { "ada@" } else { "bob@" };
        assert!(!message.to_string().contains(other), "a recipient sees another");
        assert_eq!(
            message["structure"],
            serde_json::json!([
                "multipart/mixed",
                "multipart/alternative",
                "text/plain",
                "text/html",
                "application/pdf"
            ])
        );
        assert_eq!(message["defects"], serde_json::json!([]));
        assert!(message["longest_line"].as_u64().unwrap() <= 998);
        let parts = message["parts"].as_array().unwrap();
        let excerpt = desk.manifest(DATE)["excerpts"][0]["text"].as_str().unwrap().to_owned();
        let folded =
            |part: &Value| part["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let first: String = excerpt.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
        assert!(folded(&parts[1]).contains(&first), "{first}");
        assert!(parts[0]["text"].as_str().unwrap().contains("Norwick"));
        assert_eq!(parts[2]["file"], format!("weekly-{DATE}.pdf"));
        let manifest = desk.manifest(DATE);
        let files = manifest["audiences"][0]["files"].as_array().unwrap();
        let pdf = files.iter().find(|file| file["path"] == "analyst.pdf").unwrap();
        assert_eq!(parts[2]["sha256"], pdf["sha256"], "the PDF is the one that was published");
    }
    assert_ne!(taken[0]["headers"]["message-id"], taken[1]["headers"]["message-id"]);
    assert_eq!(served.text("logins").lines().count(), 1, "both went over one connection");
    check_states(&desk, &["sent", "sent"]);
    // Nothing is sent twice, whatever is asked.
    deliver(&desk, 0);
    run(&desk, &["deliver", "retry"]).ends_with(0);
    run(&desk, &["deliver", &format!("weekly/{DATE}")]).ends_with(0);
    assert_eq!(served.taken().len(), 2);
}

#[test]
fn a_new_recipient_gets_what_the_others_have() {
    let Some((served, desk)) = both("ada@example.org", "") else { return };
    deliver(&desk, 0);
    desk.edit("config.yaml", "to: ada@example.org", "to: [ada@example.org, eve@example.org]");
    deliver(&desk, 0).prints(&["(eve@example.org)"]);
    let to: Vec<String> = served.taken().iter().map(|message| message["rcpt_tos"][0].to_string()).collect();
    assert_eq!(to, ["\"ada@example.org\"", "\"eve@example.org\""]);
}

/// The server has the message and has not said so when the program is killed.
#[test]
fn a_message_that_a_killed_run_may_have_sent_is_in_doubt_and_not_sent_again() {
    let Some((served, desk)) = both("ada@example.org", "") else { return };
    kill_while_held(&desk, &served);
    check_states(&desk, &["sending"]);
    assert_eq!(served.taken().len(), 1);
    served.behave("ok");
    let told = deliver(&desk, 1);
    assert!(
        told.out.starts_with(&format!("in doubt weekly {DATE} to there (ada@example.org)")),
        "{}",
        told.out
    );
    assert!(told.err.contains("`attache deliver retry` sends it again, under the same id"), "{}", told.err);
    check_states(&desk, &["in doubt"]);
    // It is told once, and listed until somebody decides.
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 1);
    run(&desk, &["deliver", "list", "--dead"])
        .ends_with(0)
        .prints(&["in doubt weekly", "it may have arrived"]);
    run(&desk, &["deliver", "retry", "weekly"]).ends_with(0).prints(&["sent weekly"]);
    let taken = served.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0]["headers"]["message-id"], taken[1]["headers"]["message-id"]);
    let bytes = |n: usize| fs::read(served.folder.path().join(format!("{n}.eml"))).unwrap();
    assert_eq!(bytes(1), bytes(2), "it is the same message to the letter");
    assert_eq!(run(&desk, &["deliver", "list", "--dead"]).ends_with(0).out, "");
}

#[test]
fn who_wants_messages_at_least_once_gets_the_same_one_again() {
    let Some((served, desk)) = both("ada@example.org", ", when_in_doubt: resend") else { return };
    kill_while_held(&desk, &served);
    served.behave("ok");
    deliver(&desk, 0).prints(&["sent weekly"]);
    let taken = served.taken();
    assert_eq!((taken.len(), &taken[0]["headers"]["message-id"]), (2, &taken[1]["headers"]["message-id"]));
    check_states(&desk, &["sent"]);
}

#[test]
fn a_server_that_hangs_up_without_an_answer_leaves_a_doubt() {
    let Some((served, desk)) = both("ada@example.org", "") else { return };
    served.behave("drop\nok");
    deliver(&desk, 1).prints(&["in doubt", "did not say whether it took it"]);
    assert_eq!(served.taken().len(), 1);
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 1);
}

#[test]
fn a_server_that_is_down_is_tried_again_when_it_is_time() {
    let certificates = Certificates::new();
    let Some(served) = server("starttls", &certificates) else { return };
    let desk = desk_for(&served, &certificates, TWO, "");
    let port = served.port;
    drop(served);
    let told = deliver(&desk, 1);
    assert!(told.err.contains("Connection error"), "{}", told.err);
    check_states(&desk, &["waiting", "waiting"]);
    assert!(ledger(&desk).iter().all(|entry| entry["next"].is_string()));
    // It is not yet time, and nobody is asked before.
    deliver(&desk, 0).prints(&["waiting weekly", "; next at "]);
    let Some(served) = server_on(port, "starttls", &certificates) else { return };
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 0);
    // Its time has come.
    for (file, bytes) in snapshot(&desk.root.join(format!("output/.deliveries/weekly/{DATE}"))) {
        let mut entry: Value = serde_json::from_slice(&bytes).unwrap();
        entry["next"] = "2025-04-02T00:00:00Z".into();
        desk.write(&format!("output/.deliveries/weekly/{DATE}/{file}"), entry.to_string());
    }
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 2);
    check_states(&desk, &["sent", "sent"]);
}

#[test]
fn a_server_that_is_busy_is_asked_again_at_once() {
    let Some((served, desk)) = both("ada@example.org", "") else { return };
    served.behave("451\nok");
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 1);
    assert_eq!(ledger(&desk)[0]["attempts"], 1);
}

#[test]
fn one_mailbox_that_is_not_there_keeps_no_other_from_its_message() {
    let Some((served, desk)) = both(TWO, "") else { return };
    served.behave("rcpt550 ada@example.org");
    deliver(&desk, 1).prints(&["failed weekly", "(ada@example.org)", "no such mailbox", "sent weekly"]);
    assert_eq!(served.taken().len(), 1);
    // It is not tried again by itself.
    deliver(&desk, 0);
    let dead = run(&desk, &["deliver", "list", "--dead", "--message-format", "json"]).ends_with(0);
    let entry: Value = serde_json::from_str(dead.out.trim()).unwrap();
    assert_eq!((&entry["state"], &entry["recipient"]), (&"failed".into(), &"ada@example.org".into()));
    served.behave("ok");
    run(&desk, &["deliver", "retry"]).ends_with(0);
    assert_eq!(served.taken().len(), 2);
}

#[test]
fn a_message_that_is_refused_is_dead_at_once() {
    let Some((served, desk)) = both("ada@example.org", "") else { return };
    served.behave("550");
    deliver(&desk, 1).prints(&["failed weekly", "550"]);
    assert_eq!((served.taken().len(), served.text("logins").lines().count()), (0, 1));
}

#[test]
fn a_server_that_cannot_prove_who_it_is_is_told_nothing() {
    let certificates = Certificates::new();
    let Some(served) = server("starttls", &certificates) else { return };
    let desk = desk_for(&served, &certificates, "ada@example.org", "");
    desk.write("ca.pem", fs::read(Certificates::new().path("ca.pem")).unwrap());
    deliver(&desk, 1).warns(&["invalid peer certificate"]);
    desk.edit("config.yaml", "ca: ca.pem, ", "");
    run(&desk, &["deliver", "retry"]).ends_with(1).warns(&["invalid peer certificate"]);
    assert_eq!((served.taken().len(), served.text("logins").as_str()), (0, ""));
}

#[test]
fn a_server_that_does_not_encrypt_is_told_nothing() {
    let certificates = Certificates::new();
    let Some(served) = server("none", &certificates) else { return };
    let desk = desk_for(&served, &certificates, "ada@example.org", "");
    deliver(&desk, 1).warns(&["STARTTLS"]);
    assert_eq!((served.taken().len(), served.text("logins").as_str()), (0, ""));
}

#[test]
fn encryption_from_the_first_byte_on_works_too() {
    let certificates = Certificates::new();
    let Some(served) = server("wrapped", &certificates) else { return };
    let desk = desk_for(&served, &certificates, "ada@example.org", ", tls: wrapped");
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 1);
}

#[test]
fn a_wrong_password_is_told_once_and_not_shown() {
    let Some((served, desk)) = both(TWO, "") else { return };
    desk.edit("config.yaml", "{env: DESK_PASSWORD}", "{file: password}");
    desk.write("password", "quite another word\n");
    let told = deliver(&desk, 1);
    assert!(told.err.contains("535") && !told.err.contains("quite another"), "{}", told.err);
    assert_eq!(served.text("logins").lines().count(), 1, "a second attempt could lock the account");
    check_states(&desk, &["failed", "failed"]);
    assert!(ledger(&desk).iter().all(|entry| !entry.to_string().contains("quite another")));
    #[cfg(unix)]
    assert!(told.err.contains("everybody on this machine can read the secret in `password`"), "{}", told.err);
}

#[test]
fn a_secret_that_is_not_there_is_told_and_tried_when_it_is() {
    let Some((served, desk)) = both("ada@example.org", "") else { return };
    desk.edit("config.yaml", "{env: DESK_PASSWORD}", "{file: password}");
    deliver(&desk, 1).warns(&["cannot read the file `password`"]);
    desk.write("password", format!("{PASSWORD}\n"));
    let output = program(&desk, &["deliver"]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(served.taken().len(), 1);
}
