//! Addresses: which links stay links.

use super::fold::{is_direction_control, is_printable};

const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Returns an http, https or mailto address with every character that no
/// address may have percent-encoded (RFC 3986; letters beyond ASCII stay, as
/// RFC 3987 allows). `None` for any other address.
#[must_use]
pub fn web_address(address: &str) -> Option<String> {
    let is_web = SCHEMES.iter().any(|scheme| {
        let start = address.as_bytes().get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
            && address.len() > scheme.len()
    });
    is_web.then(|| percent_encode(address))
}

fn percent_encode(address: &str) -> String {
    let mut encoded = String::with_capacity(address.len());
    let mut buffer = [0; 4];
    for letter in address.chars() {
        if is_allowed(letter) {
            encoded.push(letter);
            continue;
        }
        for byte in letter.encode_utf8(&mut buffer).bytes() {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn is_allowed(letter: char) -> bool {
    !letter.is_whitespace()
        && is_printable(letter)
        && !is_direction_control(letter)
        && !matches!(letter, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '\u{feff}')
}
