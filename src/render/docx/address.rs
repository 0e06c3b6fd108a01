//! Addresses that Word takes: one that it does not makes it refuse the file.

/// The longest address, in bytes: what Windows' own functions for addresses
/// take (`INTERNET_MAX_URL_LENGTH` of WinINet), which Word calls.
const LONGEST: usize = 2_083;

/// Returns an http, https or mailto address as the target of a relationship:
/// letters beyond ASCII and signs that no address may have are
/// percent-encoded (RFC 3986). An address that is too long goes without its
/// fragment: it opens the page, not the place. `None` for any other address,
/// and for one whose host or port is none.
pub(super) fn target(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let encoded = match scheme.as_str() {
        "http" | "https" => {
            let rest = rest.strip_prefix("//")?;
            let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            format!("{scheme}://{}{}", host(authority)?, encoded(path))
        }
        "mailto" if rest.contains(|letter: char| letter.is_alphanumeric()) => {
            format!("mailto:{}", encoded(rest))
        }
        _ => return None,
    };
    let fits = |address: &&str| address.len() <= LONGEST;
    let without = encoded.split('#').next().unwrap_or_default();
    [encoded.as_str(), without].into_iter().find(fits).map(str::to_owned)
}

/// Returns a host with its port; one with a user's name, which hides where the
/// link leads, is none.
fn host(authority: &str) -> Option<&str> {
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (authority, None),
    };
    let is_number = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .is_some_and(|number| number.parse::<std::net::Ipv6Addr>().is_ok());
    let is_name = name.starts_with(char::is_alphanumeric)
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '.' | '_'))
        && !name.contains("..");
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    (is_port && (is_name || is_number)).then_some(authority)
}

fn encoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut encoded = String::with_capacity(path.len());
    let mut fragments = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let is_escape = || bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        fragments += usize::from(byte == b'#');
        let stays = match byte {
            b'%' => is_escape(),
            b'#' => fragments == 1,
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        match stays {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_such_as_word_takes() {
        check("https://a.example/b?c=d#e", "https://a.example/b?c=d#e");
        check("HTTP://a.example:8080", "http://a.example:8080");
        check("https://a.example/é%zz%41#x#[y]", "https://a.example/%C3%A9%25zz%41#x%23%5By%5D");
        check("http://[::1]/", "http://[::1]/");
        check("https://пример.рф/", "https://пример.рф/");
        check("mailto:a@b.example?subject=c d", "mailto:a@b.example?subject=c%20d");
    }

    #[track_caller]
    fn check(address: &str, expected: &str) {
        assert_eq!(target(address).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_no_address_is_no_link() {
        let wrong = [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "//a.example",
            "https:",
            "https://",
            "https:///a",
            "https://a b/",
            "https://a:b/",
            "https://a:99999/",
            "https://a@b.example/",
            "http://[bad/",
            "mailto:",
            "http://..",
            "ms-word:ofe|u|http://a",
            "a",
            "",
        ];
        for address in wrong {
            assert_eq!(target(address), None, "{address}");
        }
    }

    #[test]
    fn an_address_that_is_too_long_goes_without_its_fragment() {
        let long = "x".repeat(LONGEST);
        check(&format!("https://a.example/b#:~:text={long}"), "https://a.example/b");
        assert_eq!(target(&format!("https://a.example/{long}")), None);
    }
}
