//! Hints about a page's bytes before they are text, and about its country.

/// How many bytes are searched for the declaration of an encoding. The HTML
/// standard asks for 1,024; pages put scripts and pictures before it.
const DECLARATION_BYTES: usize = 64 * 1024;

/// Finds the encoding that a page declares: in its XML declaration, or in the
/// first `meta` that says one, in `charset` or in `content`.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || !c.is_ascii());
    if let Some(rest) = start.strip_prefix("<?xml") {
        let declaration = rest.split("?>").next().unwrap_or_default();
        if let Some(label) = value(declaration, "encoding") {
            return Some(label);
        }
    }
    let mut rest = head.as_str();
    while let Some(at) = rest.find("<meta") {
        // What stands in a comment declares nothing.
        if let Some(comment) = rest[..at].find("<!--") {
            rest = rest[comment..].split_once("-->")?.1;
            continue;
        }
        let tag = &rest[at..];
        let end = tag.find('>').unwrap_or(tag.len());
        if let Some(label) = value(&tag[..end], "charset") {
            return Some(label);
        }
        rest = &tag[end..];
    }
    None
}

fn head(bytes: &[u8]) -> String {
    let head = bytes[..bytes.len().min(DECLARATION_BYTES)].to_ascii_lowercase();
    String::from_utf8_lossy(&head).into_owned()
}

/// Returns what follows `key=` in a tag.
fn value(tag: &str, key: &str) -> Option<String> {
    tag.match_indices(key).find_map(|(at, _)| {
        let value = tag[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end =
            value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(value.len());
        Some(value[..end].to_owned()).filter(|label| !label.is_empty())
    })
}

/// Returns the top-level domain that tells the encodings to expect: of the
/// page's own address, else one where its language is spoken.
pub(super) fn place(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    let address = ["rel=\"canonical\"", "og:url", "saved from url="].iter().find_map(|mark| {
        let (_, rest) = head.split_once(mark)?;
        Some(rest.split_once("://")?.1.split(['/', '"', '\'', ' ', '>']).next()?.to_owned())
    });
    let country = address.and_then(|host| Some(host.rsplit_once('.')?.1.to_owned()));
    let country =
        country.filter(|domain| domain.len() == 2 && domain.bytes().all(|b| b.is_ascii_lowercase()));
    let (_, html) = head.split_once("<html").unwrap_or_default();
    let language = value(html.split('>').next().unwrap_or_default(), "lang");
    country.or_else(|| domain_of(&language?).map(str::to_owned))
}

/// Returns a domain for a language that has encodings of its own.
fn domain_of(language: &str) -> Option<&'static str> {
    const DOMAINS: &[(&str, &str)] = &[
        ("ru", "ru"),
        ("uk", "ua"),
        ("be", "by"),
        ("bg", "bg"),
        ("sr", "rs"),
        ("mk", "mk"),
        ("el", "gr"),
        ("tr", "tr"),
        ("he", "il"),
        ("ar", "eg"),
        ("fa", "ir"),
        ("pl", "pl"),
        ("cs", "cz"),
        ("sk", "sk"),
        ("hu", "hu"),
        ("sl", "si"),
        ("hr", "hr"),
        ("ro", "ro"),
        ("lt", "lt"),
        ("lv", "lv"),
        ("et", "ee"),
        ("vi", "vn"),
        ("th", "th"),
        ("zh-tw", "tw"),
        ("zh-hk", "hk"),
        ("zh-hant", "tw"),
        ("zh", "cn"),
        ("ja", "jp"),
        ("ko", "kr"),
        ("de", "de"),
        ("fr", "fr"),
        ("es", "es"),
        ("it", "it"),
        ("pt", "pt"),
        ("nl", "nl"),
    ];
    DOMAINS.iter().find(|(tag, _)| language.starts_with(tag)).map(|(_, domain)| *domain)
}

/// Returns the language (BCP 47) whose order of day and month a page has: its
/// own, with the country of its address where the language alone leaves it
/// open.
pub(super) fn order_of_dates(language: Option<&str>, url: Option<&str>) -> Option<String> {
    if language.is_some_and(|language| language != "en") {
        return language.map(str::to_owned);
    }
    let host = url.and_then(super::host).unwrap_or_default();
    let domain = host.rsplit_once('.').map(|(_, domain)| domain).unwrap_or_default();
    match domain {
        "us" | "gov" | "mil" | "edu" => Some("en-US".to_owned()),
        // Used all over the world, or with both orders.
        "io" | "co" | "ai" | "tv" | "me" | "fm" | "ly" | "cc" | "ws" | "to" | "sh" | "gg" | "ca" | "ph"
        | "eu" => language.map(str::to_owned),
        domain if domain.len() == 2 => {
            Some(format!("en-{}", if domain == "uk" { "GB".to_owned() } else { domain.to_ascii_uppercase() }))
        }
        _ => language.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<&str>) {
        assert_eq!(declared(html.as_bytes()).as_deref(), expected, "{html}");
    }

    #[test]
    fn an_encoding_is_declared_in_several_ways() {
        check("<meta charset=windows-1251>", Some("windows-1251"));
        check("<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=KOI8-R'>", Some("koi8-r"));
        check("<?xml version='1.0' encoding='iso-8859-2'?><html>", Some("iso-8859-2"));
        check("<script charset=utf-8 src=a.js></script><meta name=a><meta charset=big5>", Some("big5"));
        check("<!-- <meta charset=big5> --><meta charset=gbk>", Some("gbk"));
        check("<p>charset=big5", None);
    }

    #[test]
    fn the_place_is_of_the_address_or_the_language() {
        assert_eq!(place(b"<link rel=\"canonical\" href=\"https://a.example.ru/x\">").as_deref(), Some("ru"));
        assert_eq!(place(b"<html lang=ja>").as_deref(), Some("jp"));
        assert_eq!(place(b"<html>"), None);
    }

    #[test]
    fn english_dates_have_the_order_of_their_country() {
        assert_eq!(order_of_dates(Some("en"), Some("https://a.co.uk/")).as_deref(), Some("en-GB"));
        assert_eq!(order_of_dates(Some("en"), Some("https://a.gov/")).as_deref(), Some("en-US"));
        assert_eq!(order_of_dates(Some("en"), Some("https://a.com/")).as_deref(), Some("en"));
        assert_eq!(order_of_dates(Some("de"), Some("https://a.com/")).as_deref(), Some("de"));
        assert_eq!(order_of_dates(None, Some("https://a.fr/")).as_deref(), Some("en-FR"));
    }
}
