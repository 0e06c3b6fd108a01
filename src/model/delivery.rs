//! Where editions are delivered to: targets, addresses and secrets.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// A place that editions of briefs are delivered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its key under `deliver` in `config.yaml`.
    pub name: String,
    /// Ids of the audiences whose files it may be given; never empty.
    pub audiences: Vec<String>,
    /// Names of the formats that it is given; `None` for all.
    pub formats: Option<Vec<String>>,
    /// How long one answer is waited for, in seconds.
    pub seconds: u64,
    /// How it is reached.
    pub way: Way,
}

/// How a target is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A folder of this machine.
    Folder(FolderWay),
    /// Mail over SMTP.
    Mail(Box<MailWay>),
    /// An HTTP request that says what was published.
    Webhook(WebhookWay),
    /// A store of objects that speaks S3.
    S3(S3Way),
}

impl Way {
    /// Its name in `config.yaml`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Folder(_) => "folder",
            Self::Mail(_) => "mail",
            Self::Webhook(_) => "webhook",
            Self::S3(_) => "s3",
        }
    }
}

/// A folder of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderWay {
    /// Relative to the desk or absolute.
    pub path: PathBuf,
}

/// Mail over SMTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailWay {
    /// The server's name or address.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: Tls,
    /// A PEM file of certificates that are trusted instead of those of the web.
    pub ca: Option<PathBuf>,
    /// Who logs in, and with what; `None` for nobody.
    pub login: Option<(String, SecretSource)>,
    /// Who sends.
    pub from: Mailbox,
    /// Who is sent to, each a message of their own; never empty.
    pub to: Vec<Mailbox>,
    /// The subject, with `{title}`, `{date}`, `{edition}` and `{audience}`;
    /// `None` for the briefing's own.
    pub subject: Option<String>,
    /// Formats of the files that are attached.
    pub attach: Vec<String>,
    /// What is done with a message of which nobody knows whether it arrived.
    pub when_in_doubt: Doubt,
}

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the command STARTTLS on (RFC 3207); nothing is sent without.
    Required,
    /// From the first byte on (RFC 8314).
    Wrapped,
    /// Not at all: for servers on this machine.
    None,
}

impl Tls {
    /// Names in `config.yaml`, in the order of the kinds.
    pub const NAMES: [&str; 3] = ["required", "wrapped", "none"];
    const ALL: [Self; 3] = [Self::Required, Self::Wrapped, Self::None];

    /// Returns the kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|own| *own == name).map(|at| Self::ALL[at])
    }

    /// Returns the port that mail programs hand messages to (RFC 6409, RFC
    /// 8314), or, without encryption, that of servers among themselves.
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Required => 587,
            Self::Wrapped => 465,
            Self::None => 25,
        }
    }
}

/// What is done with a message of which nobody knows whether it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doubt {
    /// Somebody is to say: it is not sent again by itself (at most once).
    #[default]
    Ask,
    /// It is sent again under the same id (at least once).
    Resend,
}

impl Doubt {
    /// Names in `config.yaml`, in the order of the kinds.
    pub const NAMES: [&str; 2] = ["ask", "resend"];
    const ALL: [Self; 2] = [Self::Ask, Self::Resend];

    /// Returns the rule with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|own| *own == name).map(|at| Self::ALL[at])
    }
}

/// An HTTP request that says what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookWay {
    /// Where it goes: https, or http on this machine.
    pub url: String,
    /// What it is signed with.
    pub secret: SecretSource,
    /// A PEM file of certificates that are trusted instead of those of the web.
    pub ca: Option<PathBuf>,
    /// Whether it has the words of excerpts.
    pub excerpts: bool,
}

/// A store of objects that speaks S3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Way {
    /// Its address: https, or http on this machine.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// What every key begins with: empty, or ending in `/`.
    pub prefix: String,
    /// Who writes.
    pub access_key: SecretSource,
    /// What requests are signed with.
    pub secret_key: SecretSource,
    /// A PEM file of certificates that are trusted instead of those of the web.
    pub ca: Option<PathBuf>,
    /// Whether the bucket is a part of the path, not of the host's name.
    pub path_style: bool,
}

/// Where a secret is kept; configuration never has the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In a variable of the environment.
    Env(String),
    /// In a file, relative to the desk or absolute.
    File(PathBuf),
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "the environment variable {name}"),
            Self::File(path) => write!(f, "the file `{}`", path.display()),
        }
    }
}

/// A secret that was read. Neither [`fmt::Debug`] nor [`fmt::Display`] show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the secret itself, for whoever needs it on the way out.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Somebody with a mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name that is shown; `None` for none.
    pub name: Option<String>,
    /// `local@domain`, in ASCII.
    pub address: String,
}

/// The longest address that SMTP can name, in letters (RFC 5321, 4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;
/// The longest local part, in letters (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Letters of local parts beside letters and digits (`atext` of RFC 5322).
const ATEXT: &str = "!#$%&'*+-/=?^_`{|}~";

impl Mailbox {
    /// Reads `local@domain` or `Name <local@domain>`; a name may stand in
    /// quotation marks.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().any(char::is_control) {
            return Err("it has a line break or another control character".to_owned());
        }
        let (name, address) = match text.trim().strip_suffix('>').map(|rest| rest.rsplit_once('<')) {
            Some(Some((name, address))) => (name.trim(), address.trim()),
            Some(None) => return Err("it has a `>` and no `<`".to_owned()),
            None => ("", text.trim()),
        };
        let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        let name = quoted.unwrap_or(name).trim();
        if name.contains(['"', '<', '>', '\\', '@']) || (quoted.is_none() && name.contains([',', ';'])) {
            return Err("the name has letters that mean something else in an address".to_owned());
        }
        check_address(address)?;
        Ok(Self { name: Some(name.to_owned()).filter(|name| !name.is_empty()), address: address.to_owned() })
    }

    /// Returns what stands behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => f.write_str(&self.address),
        }
    }
}

/// Tells what is wrong with `local@domain`: a dot-atom (RFC 5322, 3.4.1) and the
/// name of a host.
fn check_address(address: &str) -> Result<(), String> {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Err("it has no `@`".to_owned());
    };
    if !address.is_ascii() {
        return Err("it has letters beyond ASCII (a domain can be written with `xn--`)".to_owned());
    }
    let is_atom = |part: &str| {
        !part.is_empty()
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || ATEXT.contains(letter))
    };
    if address.len() > LONGEST_ADDRESS || local.len() > LONGEST_LOCAL {
        return Err("it is too long".to_owned());
    }
    if !local.split('.').all(is_atom) {
        return Err("what stands before the `@` is no name of a mailbox".to_owned());
    }
    if !is_host(domain) || domain.contains(':') {
        return Err("what stands behind the `@` is no name of a host".to_owned());
    }
    Ok(())
}

/// Tells whether a text can be the name or the address of a host: labels of
/// letters, digits and inner hyphens (RFC 1123, 2.1), or an address without
/// brackets.
#[must_use]
pub fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_name = host.len() <= 253 && host.split('.').all(is_label);
    is_name || host.parse::<IpAddr>().is_ok()
}

/// Tells whether a host is this machine: `localhost`, or an address of the
/// loopback network.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// An `http` or `https` address in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebParts<'a> {
    /// Whether it is `https`.
    pub is_secure: bool,
    /// The host; an IPv6 address in its brackets.
    pub host: &'a str,
    /// What stands behind the host, with its port.
    pub rest: &'a str,
}

/// Takes an `http` or `https` address apart.
///
/// # Errors
/// What is wrong, in a few words: another scheme, a user in it, a host that is
/// none, white space or a fragment.
pub fn web_parts(url: &str) -> Result<WebParts<'_>, &'static str> {
    let (is_secure, behind) = match url.split_once("://") {
        Some(("https", behind)) => (true, behind),
        Some(("http", behind)) => (false, behind),
        _ => return Err("it does not begin with `https://`"),
    };
    if url.chars().any(|letter| letter.is_control() || letter.is_whitespace() || !letter.is_ascii()) {
        return Err("it has white space, control characters or letters beyond ASCII");
    }
    let end = behind.find(['/', '?', '#', '\\']).unwrap_or(behind.len());
    let (authority, path) = behind.split_at(end);
    if authority.contains('@') {
        return Err("it has a user or a password");
    }
    if path.contains(['#', '\\']) {
        return Err("it has a `#` or a `\\`");
    }
    let host_end = match authority.strip_prefix('[') {
        Some(inner) => inner.find(']').map_or(authority.len(), |at| at + 2),
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(host_end);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let has_port = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    if !is_host(bare) || !has_port {
        return Err("its host or its port is none");
    }
    Ok(WebParts { is_secure, host, rest: &behind[host_end..] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_mailbox(text: &str, name: Option<&str>, address: &str) {
        let mailbox = Mailbox::parse(text).unwrap();
        assert_eq!((mailbox.name.as_deref(), mailbox.address.as_str()), (name, address), "{text}");
    }

    #[test]
    fn an_address_may_have_a_name() {
        check_mailbox("a.b+c@example.org", None, "a.b+c@example.org");
        check_mailbox("The Desk <desk@example.org>", Some("The Desk"), "desk@example.org");
        check_mailbox("\"Desk, The\" <desk@example.org>", Some("Desk, The"), "desk@example.org");
        check_mailbox("<desk@example.org>", None, "desk@example.org");
        assert_eq!(Mailbox::parse("A <a@example.org>").unwrap().domain(), "example.org");
    }

    #[test]
    fn what_could_begin_another_header_is_no_address() {
        for text in [
            "a@example.org\r\nBcc: b@example.org",
            "a\n <a@example.org>",
            "a@example.org, b@example.org",
            "A, B <a@example.org>",
            "a b@example.org",
            "a@example.org> SIZE=1 <b@example.org",
            "a@",
            "@example.org",
            "a",
            "a@-x.org",
            "a..b@example.org",
            "ä@example.org",
            "a@exämple.org",
            "x <y> <a@example.org>",
            "a@example.org>",
        ] {
            assert!(Mailbox::parse(text).is_err(), "{text:?}");
        }
        assert!(Mailbox::parse(&format!("{}@example.org", "a".repeat(65))).is_err());
    }

    #[test]
    fn web_addresses_come_apart() {
        let parts = web_parts("https://hooks.example.org:8443/in?x=1").unwrap();
        assert_eq!((parts.is_secure, parts.host, parts.rest), (true, "hooks.example.org", ":8443/in?x=1"));
        let parts = web_parts("http://[::1]:80/").unwrap();
        assert!(!parts.is_secure && is_loopback(parts.host));
        for wrong in [
            "ftp://example.org/",
            "https://a:b@example.org/",
            "https://example.org/a b",
            "https://example.org\r\nX: y",
            "https://example.org/#x",
            "https:///x",
            "https://example.org:99999/",
            "https://example.org:x/",
            "example.org",
            "https://exa_mple.org/",
            "https://evil.example\\@good.example/",
        ] {
            assert!(web_parts(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.org", "10.0.0.1", "127.0.0.1.example.org", "example.org", "::2"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "… Secret(…) Some(Secret(…))");
        assert_eq!(secret.reveal(), "hunter2");
    }
}
