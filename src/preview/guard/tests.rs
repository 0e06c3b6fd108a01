//! Tests of who may come in.

use super::*;

fn guard(address: &str) -> Guard {
    Guard::new(address.parse().unwrap(), "desk.example", "f00d".repeat(16))
}

/// Checks what becomes of a request to 127.0.0.1:8080: its status, 200 for one
/// that is let in.
#[track_caller]
fn check(method: &str, uri: &str, headers: &[(&str, &str)], status: u16) {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let found = guard("127.0.0.1:8080").check(&request.body(()).unwrap());
    assert_eq!(found.map_or_else(|(status, _)| status.as_u16(), |()| 200), status, "{headers:?}");
}

#[test]
fn only_own_names_are_answered() {
    for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080", "desk.example:8080"] {
        check("GET", "/", &[("host", host)], 200);
    }
    let others =
        ["evil.invalid", "evil.invalid:8080", "localhost.evil.invalid:8080", "127.0.0.1", "127.0.0.1:81"];
    for host in [&others[..], &["192.0.2.1:8080", "localhost", "a@127.0.0.1:8080", ""]].concat() {
        check("GET", "/", &[("host", host)], 421);
    }
    check("GET", "/", &[], 400);
    check("GET", "/", &[("host", "127.0.0.1:8080"), ("host", "evil.invalid")], 400);
    check("GET", "http://evil.invalid/", &[("host", "127.0.0.1:8080")], 421);
}

#[test]
fn who_listens_everywhere_is_called_by_numbers_and_its_own_name() {
    let guard = guard("0.0.0.0:8080");
    assert!(guard.is_own("192.0.2.1:8080") && guard.is_own("[2001:db8::1]:8080"));
    assert!(guard.is_own("desk.example:8080") && !guard.is_own("evil.invalid:8080"));
}

#[test]
fn other_sites_cannot_write_and_cannot_embed() {
    let host = ("host", "127.0.0.1:8080");
    check("POST", "/", &[host, ("origin", "http://127.0.0.1:8080")], 200);
    for origin in ["https://evil.invalid", "null", "https://127.0.0.1:8080", "http://127.0.0.1:8081"] {
        check("POST", "/", &[host, ("origin", origin)], 403);
        check("GET", "/changes", &[host, ("origin", origin)], 403);
    }
    for site in ["cross-site", "same-site", "none"] {
        check("POST", "/", &[host, ("sec-fetch-site", site)], 403);
    }
    let cross = ("sec-fetch-site", "cross-site");
    check("GET", "/", &[host, cross], 403);
    let navigation = [host, cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    check("GET", "/", &navigation, 200);
    check("GET", "/", &[host, cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], 403);
    check("GET", "/", &[host, ("sec-fetch-site", "none")], 200);
}

#[test]
fn only_three_methods_and_one_length_are_taken() {
    let host = ("host", "127.0.0.1:8080");
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"] {
        check(method, "/", &[host], 405);
    }
    check("HEAD", "/", &[host], 200);
    check("POST", "/", &[host, ("content-length", "4"), ("transfer-encoding", "chunked")], 400);
}

#[test]
fn a_token_is_wrong_wherever_it_differs() {
    let guard = guard("127.0.0.1:8080");
    let token = guard.token().to_owned();
    assert!(guard.is_token(&token));
    assert!(!guard.is_token("") && !guard.is_token(&token[1..]) && !guard.is_token(&format!("{token}0")));
    assert!(!guard.is_token(&token.replacen('f', "e", 1)));
    let (one, other) = (random().unwrap(), random().unwrap());
    assert!(one.len() == 64 && one != other);
}

#[test]
fn no_policy_lets_a_value_run() {
    for kind in [Kind::Page, Kind::Inset, Kind::Briefing, Kind::Picture, Kind::Plain, Kind::Download] {
        let policy = kind.policy("http://127.0.0.1:8080");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors"), "{policy}");
        let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src"));
        assert!(scripts.is_none_or(|part| part.trim() == "script-src http://127.0.0.1:8080/script.js"));
        assert!(!policy.contains("allow-scripts") && !policy.contains("unsafe-eval"));
    }
}
