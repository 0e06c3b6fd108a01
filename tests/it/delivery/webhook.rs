//! Webhooks to a receiver that checks signatures with Python's `hmac`.

use super::*;

fn both(more: &str) -> (Served, Desk) {
    let served = Served::start("receiver.py", 0, None, &[HOOK_SECRET]);
    let desk = published();
    let url = format!("http://127.0.0.1:{}/in", served.port);
    add_target(
        &desk,
        &format!(
            "webhook: {{url: '{url}', secret: {{env: DESK_HOOK}}, audiences: press, seconds: 30{more}}}"
        ),
    );
    (served, desk)
}

#[test]
fn a_request_says_what_was_published_and_is_signed() {
    let (served, desk) = both("");
    deliver(&desk, 0);
    let taken = served.taken();
    assert_eq!(taken.len(), 1);
    let (request, body) = (&taken[0], &taken[0]["body"]);
    assert_eq!((&request["is_signed"], &request["is_recent"]), (&true.into(), &true.into()));
    assert_eq!(request["path"], "/in");
    assert_eq!(body["type"], "edition.published");
    let data = &body["data"];
    assert_eq!((&data["brief"], &data["edition"]), (&"weekly".into(), &DATE.into()));
    let audiences = data["audiences"].as_array().unwrap();
    let manifest = desk.manifest(DATE);
    let press = &manifest["audiences"][1];
    assert_eq!((audiences.len(), &audiences[0]["id"]), (1, &"press".into()));
    assert_eq!(audiences[0]["files"][0]["sha256"], press["files"][0]["sha256"]);
    assert_eq!(audiences[0]["counts"]["excerpts"], press["citations"].as_array().unwrap().len());
    assert_eq!(audiences[0]["counts"]["new"], press["citations"].as_array().unwrap().len());
    // Nothing of the other audience, and no words of excerpts.
    let text = body.to_string();
    assert!(!text.contains("analyst"));
    for excerpt in manifest["excerpts"].as_array().unwrap() {
        assert!(!text.contains(excerpt["text"].as_str().unwrap()));
    }
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 1);
}

#[test]
fn the_words_of_excerpts_are_sent_where_they_are_asked_for() {
    let (served, desk) = both(", excerpts: true");
    deliver(&desk, 0);
    let taken = served.taken();
    let excerpts = taken[0]["body"]["data"]["audiences"][0]["excerpts"].as_array().unwrap();
    let manifest = desk.manifest(DATE);
    assert_eq!(excerpts.len(), manifest["audiences"][1]["citations"].as_array().unwrap().len());
    assert!(!excerpts.is_empty());
}

#[test]
fn a_receiver_that_is_busy_gets_the_same_id_again() {
    let (served, desk) = both("");
    served.behave("503\n200");
    deliver(&desk, 0);
    let taken = served.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!((&taken[0]["id"], &taken[0]["body"]), (&taken[1]["id"], &taken[1]["body"]));
}

#[test]
fn a_request_that_a_killed_run_may_have_made_is_made_again_with_its_id() {
    let (served, desk) = both("");
    kill_while_held(&desk, &served);
    check_states(&desk, &["sending"]);
    served.behave("200");
    deliver(&desk, 0);
    let taken = served.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!((&taken[0]["id"], &taken[0]["body"]), (&taken[1]["id"], &taken[1]["body"]));
    check_states(&desk, &["sent"]);
}

#[test]
fn a_receiver_says_when_to_come_back() {
    let (served, desk) = both("");
    served.behave("429 7200");
    deliver(&desk, 1).prints(&["waiting weekly", "429"]);
    assert_eq!(served.taken().len(), 1, "it is left alone for as long as it asks");
    let entry = &ledger(&desk)[0];
    let hour = |key: &str| entry[key].as_str().unwrap()[11..13].parse::<u32>().unwrap();
    assert_eq!((hour("last") + 2) % 24, hour("next"), "{entry}");
}

#[test]
fn redirects_are_not_followed() {
    let (served, desk) = both("");
    served.behave("302\n200");
    deliver(&desk, 1).prints(&["failed weekly", "redirects are not followed"]);
    assert_eq!(served.taken().len(), 1);
}

#[test]
fn a_receiver_that_is_gone_is_dead_at_once() {
    let (served, desk) = both("");
    served.behave("410");
    deliver(&desk, 1).prints(&["failed weekly", "410"]);
    deliver(&desk, 0);
    assert_eq!(served.taken().len(), 1);
}

#[test]
fn only_a_receiver_that_proves_who_it_is_is_sent_to() {
    let certificates = Certificates::new();
    let (own, key) = (certificates.path("own.pem"), certificates.path("key.pem"));
    let served = Served::start("receiver.py", 0, None, &[HOOK_SECRET, &own, &key]);
    let desk = published();
    desk.write("ca.pem", fs::read(Certificates::new().path("ca.pem")).unwrap());
    let url = format!("https://127.0.0.1:{}/in", served.port);
    add_target(
        &desk,
        &format!("webhook: {{url: '{url}', secret: {{env: DESK_HOOK}}, audiences: press, ca: ca.pem}}"),
    );
    deliver(&desk, 1).warns(&["invalid peer certificate"]);
    assert_eq!(served.taken().len(), 0);
    desk.write("ca.pem", fs::read(certificates.path("ca.pem")).unwrap());
    run(&desk, &["deliver", "retry"]).ends_with(0);
    assert_eq!(served.taken()[0]["is_signed"], true);
}

#[test]
fn a_secret_of_another_form_is_told_without_it() {
    let (served, desk) = both("");
    desk.edit("config.yaml", "{env: DESK_HOOK}", "{env: DESK_PASSWORD}");
    deliver(&desk, 1).warns(&["the secret is not `whsec_`"]);
    assert_eq!(served.taken().len(), 0);
}
