//! Text directives: how the words of a quotation are written into an address.

use std::fmt::Write as _;

/// `text=[prefix-,]start[,end][,-suffix]`; what is missing is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    prefix: String,
    start: String,
    end: String,
    suffix: String,
}

impl Directive {
    pub(super) fn new(prefix: String, start: String, end: Option<String>, suffix: String) -> Self {
        Self { prefix, start, end: end.unwrap_or_default(), suffix }
    }

    /// Returns prefix, start, end and suffix.
    pub(super) fn parts(&self) -> [&str; 4] {
        [&self.prefix, &self.start, &self.end, &self.suffix]
    }

    /// Returns an address with this directive behind its own fragment, if it
    /// has one, and without others.
    pub(super) fn after(&self, url: &str) -> String {
        let address = url.split_once(":~:").map_or(url, |(address, _)| address);
        let mut link = address.strip_suffix('#').unwrap_or(address).to_owned();
        link.push_str(if link.contains('#') { ":~:text=" } else { "#:~:text=" });
        if !self.prefix.is_empty() {
            encode(&self.prefix, &mut link);
            link.push_str("-,");
        }
        encode(&self.start, &mut link);
        if !self.end.is_empty() {
            link.push(',');
            encode(&self.end, &mut link);
        }
        if !self.suffix.is_empty() {
            link.push_str(",-");
            encode(&self.suffix, &mut link);
        }
        link
    }
}

/// Returns the bytes that a text takes in an address.
pub(super) fn encoded_bytes(text: &str) -> usize {
    text.bytes().map(|byte| if is_plain(byte) { 1 } else { 3 }).sum()
}

/// Percent-encodes all but letters, digits, `.`, `_` and `~` of ASCII: more
/// than the grammar asks for (`-`, `,` and `&`), so that no writer sees
/// anything in a link that is markup to it.
fn encode(text: &str, link: &mut String) {
    for byte in text.bytes() {
        if is_plain(byte) {
            link.push(char::from(byte));
        } else {
            write!(link, "%{byte:02X}").expect("a String takes all that is written");
        }
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~".contains(&byte)
}
