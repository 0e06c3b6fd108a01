//! The header of a message or of a part of one (RFC 5322, RFC 2045).

use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders as _};

use crate::corpus::blocks::folded;
use crate::corpus::date::date_in;
use crate::corpus::decode::decode;
use crate::corpus::metadata::{Known, language_tag, taken_date, web_address};
use crate::model::PartialDate;

/// The longest value of a field that is looked at, in bytes. Lists of
/// thousands of recipients are no field that is read here.
const VALUE_BYTES: usize = 16 << 10;

/// The longest name of a field, in bytes; the longest in use has 40.
const NAME_BYTES: usize = 128;

/// The most authors that are taken.
const MOST_AUTHORS: usize = 20;

/// The fields that are read, in lower case; of each the first counts.
const FIELDS: &[&str] = &[
    "subject",
    "from",
    "sender",
    "date",
    "archived-at",
    "content-language",
    "content-type",
    "content-disposition",
    "content-transfer-encoding",
    "content-id",
    "content-description",
    "content-location",
    "snapshot-content-location",
];

/// Its parser wants one field at least.
const NO_FIELD: &[u8] = b"x: 0\r\n\r\n";

/// What a part holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    /// Type and subtype in lower case, such as `text/plain`.
    pub(super) media_type: String,
    pub(super) boundary: Option<String>,
    pub(super) charset: Option<String>,
    /// `format=flowed` (RFC 3676), and its `delsp=yes`.
    pub(super) flowed: bool,
    pub(super) delsp: bool,
    /// The `start` of a `multipart/related`: which part is the root.
    pub(super) start: Option<String>,
    pub(super) id: Option<String>,
    /// The name of the file, without folders; never empty.
    pub(super) name: Option<String>,
    pub(super) disposition: Disposition,
    /// In lower case, such as `base64`; empty where none is given.
    pub(super) encoding: String,
}

/// How a part wants to be shown (RFC 2183).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposition {
    Unsaid,
    Inline,
    Attachment,
}

/// A header: the fields that are read, decoded.
pub(super) struct Header {
    /// Each as a header with this field only.
    lines: Vec<(&'static str, Vec<u8>)>,
}

impl Header {
    /// Reads the header at the beginning of `bytes`, and returns where the
    /// body begins: after an empty line, or at a line that is no field, unless
    /// the header goes on right after it.
    pub(super) fn read(bytes: &[u8]) -> (Self, usize) {
        let mut fields = Fields::default();
        let mut at = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
        while at < bytes.len() {
            let end = line_end(bytes, at);
            let line = &bytes[at..end];
            let content = line.trim_ascii_end();
            let goes_on = || goes_on(&bytes[end..]);
            match field_name(line) {
                _ if line.trim_ascii_start().is_empty() && (is_break(line) || !goes_on()) => {
                    return (fields.finish(), end);
                }
                _ if is_folded(line) => fields.goes_on(content),
                Some(name) => fields.begin(name, &content[value_start(content)..]),
                None if is_envelope(line) || goes_on() => fields.close(),
                None => return (fields.finish(), at),
            }
            at = end;
        }
        (fields.finish(), at)
    }

    /// Parses one field; each by itself, so that a strange one spoils no other.
    fn parsed(&self, name: &str) -> Message<'_> {
        let line = self.lines.iter().find(|(known, _)| *known == name).map_or(NO_FIELD, |(_, line)| line);
        MessageParser::default().parse_headers(line).unwrap_or_default()
    }

    /// Returns what the part holds; `default` is its media type where it says
    /// none.
    pub(super) fn content(&self, default: &str) -> Content {
        let message = self.parsed("content-type");
        let said = message.content_type();
        let attribute = |name: &str| said.and_then(|said| said.attribute(name)).map(str::trim);
        let owned = |name: &str| attribute(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let says = |name: &str, value: &str| attribute(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
        let media_type = said
            .and_then(|said| Some(format!("{}/{}", said.ctype().trim(), said.subtype()?.trim())))
            .map_or_else(|| default.to_owned(), |media_type| media_type.to_ascii_lowercase());
        let (disposition, name) = self.disposition();
        Content {
            boundary: said.and_then(|said| said.attribute("boundary")).map(str::trim_end).map(str::to_owned),
            charset: owned("charset"),
            flowed: says("format", "flowed"),
            delsp: says("delsp", "yes"),
            start: owned("start").map(|start| bare_id(&start).to_owned()),
            id: self.value("content-id").map(|id| bare_id(&id).to_owned()),
            name: name.or_else(|| attribute("name").and_then(file_name)),
            disposition,
            encoding: transfer_encoding(&self.value("content-transfer-encoding").unwrap_or_default()),
            media_type,
        }
    }

    /// Returns how the part wants to be shown, and under which name.
    fn disposition(&self) -> (Disposition, Option<String>) {
        let message = self.parsed("content-disposition");
        let Some(said) = message.content_disposition() else { return (Disposition::Unsaid, None) };
        let kind = match said.ctype().trim() {
            kind if kind.eq_ignore_ascii_case("attachment") => Disposition::Attachment,
            kind if kind.eq_ignore_ascii_case("inline") => Disposition::Inline,
            _ => Disposition::Unsaid,
        };
        (kind, said.attribute("filename").and_then(file_name))
    }

    /// Returns what the header says of the message.
    pub(super) fn known(&self) -> Known {
        let subject = self.parsed("subject").subject().map(clean);
        let from = self.authors("from", HeaderName::From);
        let authors = if from.is_empty() { self.authors("sender", HeaderName::Sender) } else { from };
        Known {
            title: subject.filter(|subject| !subject.is_empty()),
            authors: Some(authors).filter(|authors| !authors.is_empty()),
            date: self.date(),
            url: self.address(),
            language: self.value("content-language").and_then(|tag| language_tag(&tag)),
            ..Known::default()
        }
    }

    /// Returns the address of the page that a browser saved as this message
    /// (MHTML); `None` for a mail.
    pub(super) fn saved_page(&self) -> Option<Option<String>> {
        let snapshot = self.value("snapshot-content-location");
        let by_browser = self.value("from").is_some_and(|from| from.starts_with("<Saved by "));
        (snapshot.is_some() || by_browser).then(|| {
            let location = snapshot.or_else(|| self.value("content-location"));
            location.and_then(|location| web_address(&location))
        })
    }

    /// The sender's local day; `None` where there is none or it is absurd.
    fn date(&self) -> Option<PartialDate> {
        let written = self.value("date")?;
        let message = self.parsed("date");
        let exact = message.date().filter(|date| date.is_valid()).and_then(|date| {
            format!("{:04}-{:02}-{:02}", date.year, date.month, date.day).parse::<PartialDate>().ok()
        });
        exact.and_then(taken_date).or_else(|| date_in(written.split('(').next().unwrap_or_default(), None))
    }

    /// Where the message stands in an archive (RFC 5064). `List-Archive` names
    /// the archive as a whole, which is no address of this message.
    fn address(&self) -> Option<String> {
        let value = self.value("archived-at")?;
        web_address(value.trim_start_matches('<').split('>').next().unwrap_or_default())
    }

    /// Returns who a field names: mailboxes with name and address, where both
    /// are there.
    fn authors(&self, field: &str, name: HeaderName<'static>) -> Vec<String> {
        let message = self.parsed(field);
        let Some(HeaderValue::Address(address)) = message.header(name) else { return Vec::new() };
        let written = self.value(field).unwrap_or_default();
        let each = address.iter().map(|one| (one.name.as_deref(), one.address.as_deref()));
        each.filter_map(|one| author(one, &written)).flat_map(apart).take(MOST_AUTHORS).collect()
    }

    /// Returns a field as written, on one line.
    fn value(&self, name: &str) -> Option<String> {
        let (_, line) = self.lines.iter().find(|(known, _)| *known == name)?;
        let value = folded(&String::from_utf8_lossy(&line[name.len() + 1..]));
        Some(value).filter(|value| !value.is_empty())
    }
}

/// Collects the fields that are read, each on one line.
#[derive(Default)]
struct Fields {
    open: Option<(&'static str, Vec<u8>)>,
    read: Vec<(&'static str, Vec<u8>)>,
}

impl Fields {
    fn begin(&mut self, name: &[u8], value: &[u8]) {
        self.close();
        let known = FIELDS.iter().find(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        if let Some(known) = known.filter(|known| self.read.iter().all(|(name, _)| name != *known)) {
            self.open = Some((known, value[..value.len().min(VALUE_BYTES)].to_vec()));
        }
    }

    /// Takes a folded line: the line break goes, the white space stays.
    fn goes_on(&mut self, line: &[u8]) {
        if let Some((_, value)) = &mut self.open {
            let room = VALUE_BYTES.saturating_sub(value.len());
            value.extend_from_slice(&line[..line.len().min(room)]);
        }
    }

    fn close(&mut self) {
        self.read.extend(self.open.take());
    }

    /// Letters that are no ASCII are against RFC 5322, and common: they are
    /// read as the text of the message is.
    fn finish(mut self) -> Header {
        self.close();
        let charset = self.read.iter().find(|(name, _)| *name == "content-type").and_then(|(_, value)| {
            let value = String::from_utf8_lossy(value).to_ascii_lowercase();
            let label = value.split_once("charset=")?.1.trim_start_matches('"').to_owned();
            label.split(['"', ';', ' ']).next().map(str::to_owned)
        });
        let charset = charset.as_deref().filter(|label| *label != "us-ascii");
        let line = |name: &str, value: Vec<u8>| {
            // Encoded words say their charset themselves.
            let encoded = value.windows(2).any(|pair| pair == b"=?");
            let value = if encoded { value } else { decode(&value, charset).text.into_bytes() };
            let plain =
                value.into_iter().map(|byte| if matches!(byte, b'\r' | b'\n' | 0) { b' ' } else { byte });
            name.bytes().chain(*b":").chain(plain).chain(*b"\r\n\r\n").collect()
        };
        Header { lines: self.read.into_iter().map(|(name, value)| (name, line(name, value))).collect() }
    }
}

/// Returns where the line that begins at `at` ends, its line break included.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |found| at + found + 1)
}

/// Returns the name that a field begins with (RFC 5322, sections 2.2 and
/// 4.5.8): printable ASCII up to a colon, with or without white space before it.
pub(super) fn field_name(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().take(NAME_BYTES).position(|byte| *byte == b':')?;
    let name = line[..end].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

fn value_start(line: &[u8]) -> usize {
    line.iter().position(|byte| *byte == b':').map_or(line.len(), |colon| colon + 1)
}

fn is_folded(line: &[u8]) -> bool {
    line.starts_with(b" ") || line.starts_with(b"\t")
}

fn is_break(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n" | b"\r")
}

/// Tells whether a header goes on here.
fn goes_on(rest: &[u8]) -> bool {
    let line = &rest[..line_end(rest, 0)];
    let content = line.trim_ascii();
    !content.is_empty() && (is_folded(line) || field_name(line).is_some())
}

/// `From ` of a mailbox, or what is left of it, before the first field.
fn is_envelope(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

fn transfer_encoding(said: &str) -> String {
    let word = said.split([';', ' ', '\t']).find(|word| !word.is_empty()).unwrap_or_default();
    word.trim_matches('"').to_ascii_lowercase()
}

fn bare_id(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

/// Returns the last part of a path; names are data, never places.
fn file_name(written: &str) -> Option<String> {
    let decoded = encoded_words(written);
    let last = decoded.rsplit(['/', '\\']).next().unwrap_or_default();
    Some(clean(last)).filter(|name| !name.is_empty() && name != "." && name != "..")
}

/// Decodes words that stand encoded within quotes, against RFC 2047, as many
/// programs write names of files.
fn encoded_words(written: &str) -> String {
    if !written.contains("=?") {
        return written.to_owned();
    }
    let field = format!("Subject: {written}\r\n\r\n");
    let message = MessageParser::default().parse_headers(field.as_bytes()).unwrap_or_default();
    message.subject().unwrap_or(written).to_owned()
}

/// Writes a value on one line, without control characters.
fn clean(text: &str) -> String {
    folded(&text.replace(char::is_control, " "))
}

/// Addresses with nothing but a space between them are two.
fn apart(author: String) -> Vec<String> {
    let words = || author.split(' ').map(str::to_owned);
    if words().count() > 1 && words().all(|word| word.contains('@') && !word.starts_with('<')) {
        return words().collect();
    }
    vec![author]
}

/// `written` is the whole field.
fn author((name, address): (Option<&str>, Option<&str>), written: &str) -> Option<String> {
    let name = clean(name.unwrap_or_default());
    // A comment after the address is no part of the name.
    let comment =
        name.rfind(" (").filter(|at| name.ends_with(')') && written.contains(&format!(">{}", &name[*at..])));
    let name = name[..comment.unwrap_or(name.len())].trim_matches(['"', '\'', ' ']).to_owned();
    // What a comment means is not specified (section 3.4): it is no name.
    let name = if written.contains(&format!("({name})")) { String::new() } else { name };
    let address = addr_spec(&clean(address.unwrap_or_default()));
    match (name.is_empty(), address.is_empty()) {
        (true, true) => None,
        (true, false) => Some(address),
        (false, true) => Some(name),
        (false, false) => Some(mailbox(&name, &address)),
    }
}

/// Writes an address; a local part with blanks stands in quotation marks
/// (RFC 5322, section 3.4.1).
fn addr_spec(address: &str) -> String {
    match address.rsplit_once('@') {
        // With a second sign it is several addresses without a comma.
        Some((local, domain)) if local.contains(' ') && !local.contains(['"', '@']) => {
            format!("\"{local}\"@{domain}")
        }
        _ => address.to_owned(),
    }
}

/// Writes a mailbox: a name with special characters stands in quotation marks
/// (RFC 5322, sections 3.2.3 and 3.4).
fn mailbox(name: &str, address: &str) -> String {
    let special = |c: char| "()<>[]:;@\\,.\"".contains(c);
    match name.contains(special) {
        true => format!("\"{}\" <{address}>", name.replace('\\', "\\\\").replace('"', "\\\"")),
        false => format!("{name} <{address}>"),
    }
}
