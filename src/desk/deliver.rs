//! `deliver` in `config.yaml` and in briefs: where editions are delivered to.
//!
//! A line that may have a secret in the clear is never shown with a mistake.

use std::path::{Component, Path, PathBuf};

use super::Config;
use super::fields::{Fields, Placed, Reader};
use crate::error::{Severity, name_hint};
use crate::model::delivery::{
    Doubt, FolderWay, MailWay, Mailbox, S3Way, SecretSource, Target, Tls, Way, WebhookWay, is_host,
    is_loopback, web_parts,
};
use crate::model::{Audience, BriefSpec};
use crate::tool::yaml::{Node, Value};

/// Keys of each kind; `ca`, `seconds` and the audiences are read for all alike.
const KINDS: [(&str, &[&str]); 4] = [
    ("folder", &["path", "audiences", "formats"]),
    (
        "mail",
        &[
            "host",
            "port",
            "tls",
            "ca",
            "user",
            "password",
            "from",
            "to",
            "subject",
            "audience",
            "attach",
            "when_in_doubt",
            "seconds",
        ],
    ),
    ("webhook", &["url", "secret", "ca", "audiences", "formats", "excerpts", "seconds"]),
    (
        "s3",
        &[
            "endpoint",
            "bucket",
            "region",
            "prefix",
            "access_key",
            "secret_key",
            "ca",
            "path_style",
            "audiences",
            "formats",
            "seconds",
        ],
    ),
];
/// Says every audience.
const ALL: &str = "all";
/// How long an answer is waited for where nothing is said, in seconds.
const SECONDS: u64 = 60;
const SECRET_HINT: &str = "write `{env: NAME}` or `{file: PATH}`, and change the secret that stood here";
/// What a subject may have filled in.
pub(crate) const IN_SUBJECT: [&str; 4] = ["title", "date", "edition", "audience"];

/// What the rest of the desk says that targets refer to.
pub(super) struct Terms<'a> {
    pub(super) audiences: &'a [Audience],
    pub(super) formats: &'a [&'a str],
    /// The archive, which nothing is delivered into.
    pub(super) output: &'a Path,
}

/// Reads every target of `config.yaml`.
pub(super) fn read(reader: &mut Reader<'_>, fields: Fields<'_>, terms: &Terms<'_>) -> Vec<Target> {
    let Some(node) = reader.node(fields, "deliver") else { return Vec::new() };
    let before = reader.diagnostics.len();
    let mut targets = Vec::new();
    for entry in reader.entries(node, "`deliver`") {
        if reader.id(&entry.key, entry.place, "a target") {
            targets.extend(read_target(reader, &entry.key, &entry.node, terms));
        }
    }
    let hidden = private(node);
    for told in &mut reader.diagnostics[before..] {
        let line = told.excerpt.as_deref().unwrap_or_default();
        let shows = |(at, text): &(usize, String)| told.line == Some(*at) || line.contains(text.as_str());
        if hidden.iter().any(shows) {
            // Its place stays to be seen.
            told.excerpt = Some(format!("{}…", " ".repeat(told.column.unwrap_or(1) - 1)));
        }
    }
    targets
}

/// Lists what may be a secret in the clear, with its lines: plain values of
/// keys that have secrets or addresses with tokens, and of keys that nobody
/// knows, which may be such keys misspelt.
fn private(deliver: &Node) -> Vec<(usize, String)> {
    let mut texts = Vec::new();
    let targets = if let Value::Map(entries) = &deliver.value { entries.as_slice() } else { &[] };
    let mut nodes: Vec<(&Node, bool)> = targets.iter().map(|entry| (&entry.node, true)).collect();
    while let Some((node, is_open)) = nodes.pop() {
        match &node.value {
            Value::Map(entries) => {
                nodes.extend(entries.iter().map(|entry| (&entry.node, is_open_key(&entry.key))))
            }
            Value::List(items) => nodes.extend(items.iter().map(|item| (item, is_open))),
            Value::String(text) if !is_open && !text.trim().is_empty() => {
                texts.push((node.place.line, text.trim().to_owned()));
            }
            Value::Int(number) if !is_open => texts.push((node.place.line, number.to_string())),
            Value::Float(number) if !is_open => texts.push((node.place.line, number.to_string())),
            _ => {}
        }
    }
    texts
}

/// Tells whether what stands under a key may be shown to anybody.
fn is_open_key(key: &str) -> bool {
    const PRIVATE: [&str; 7] = ["password", "secret", "access_key", "secret_key", "url", "endpoint", "env"];
    let is_known = KINDS.iter().any(|(kind, keys)| key == *kind || key == "file" || keys.contains(&key));
    is_known && !PRIVATE.contains(&key)
}

fn read_target(reader: &mut Reader<'_>, name: &str, node: &Node, terms: &Terms<'_>) -> Option<Target> {
    let kinds = KINDS.map(|(kind, _)| kind);
    let what = format!("target `{name}`");
    let entries = reader.entries(node, &what);
    reader.fields(node, &what, &kinds);
    let mut known = entries.iter().filter(|entry| kinds.contains(&entry.key.as_str()));
    let Some(entry) = known.next() else {
        let hint = format!("one of {}", kinds.map(|kind| format!("`{kind}`")).join(", "));
        reader.error(node.place, format!("{what} does not say how it is reached"), Some(hint));
        return None;
    };
    if let Some(second) = known.next() {
        let hint = "make two targets of it".to_owned();
        reader.error(second.place, format!("{what} is a {} and a {}", entry.key, second.key), Some(hint));
    }
    let before = errors(reader);
    let keys = KINDS.iter().find(|(kind, _)| *kind == entry.key).map_or(&[] as &[&str], |(_, keys)| keys);
    let what = format!("`{}` of {what}", entry.key);
    let fields = reader.fields(&entry.node, &what, keys);
    let way = match entry.key.as_str() {
        "folder" => read_folder(reader, fields, &what, terms),
        "mail" => read_mail(reader, fields, &what, terms),
        "webhook" => read_webhook(reader, fields, &what),
        _ => read_s3(reader, fields, &what),
    };
    let audiences = read_audiences(reader, fields, &what, entry.key == "mail", terms);
    let formats = read_formats(reader, fields, "formats", &audiences, terms);
    let seconds = reader.whole(fields, "seconds", 1..=600).map_or(SECONDS, |seconds| seconds as u64);
    if let Some(Way::Mail(mail)) = &way {
        warn_of_bare_mail(reader, fields, mail, &audiences, terms);
    }
    let is_right = errors(reader) == before;
    way.filter(|_| is_right).map(|way| Target { name: name.to_owned(), audiences, formats, seconds, way })
}

fn errors(reader: &Reader<'_>) -> usize {
    reader.diagnostics.iter().filter(|told| told.severity == Severity::Error).count()
}

/// Reads text on one line: nothing in it can begin another header or command.
fn line(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str) -> Option<Placed<String>> {
    let written = reader.string(fields, key)?;
    if written.value.chars().any(char::is_control) {
        let hint = "write it on one line".to_owned();
        let message = format!("`{key}` has a line break or another control character");
        reader.error(written.place, message, Some(hint));
        return None;
    }
    Some(written)
}

/// Reads where a secret is kept.
fn read_secret(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str) -> Option<SecretSource> {
    let node = reader.node(fields, key)?;
    if !matches!(node.value, Value::Map(_)) {
        reader.error(node.place, format!("`{key}` stands here in the clear"), Some(SECRET_HINT.to_owned()));
        return None;
    }
    let source = reader.fields(node, &format!("`{key}`"), &["env", "file"]);
    let (env, file) = (line(reader, source, "env"), line(reader, source, "file"));
    match (env, file) {
        (Some(env), None) if is_variable(&env.value) => Some(SecretSource::Env(env.value)),
        (Some(env), None) => {
            let hint = "letters, digits and `_`, such as `SMTP_PASSWORD`".to_owned();
            reader.error(env.place, format!("`{key}` has no name of a variable"), Some(hint));
            None
        }
        (None, Some(file)) => Some(SecretSource::File(PathBuf::from(file.value))),
        _ => {
            let hint = "one of `{env: NAME}` and `{file: PATH}`".to_owned();
            reader.error(node.place, format!("`{key}` does not say where it is kept"), Some(hint));
            None
        }
    }
}

fn is_variable(name: &str) -> bool {
    !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Reads an address of the web: https, or http on this machine.
fn read_url(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str) -> Option<String> {
    let written = reader.string(fields, key)?;
    let wrong = match web_parts(&written.value) {
        Ok(parts) if parts.is_secure || is_loopback(parts.host) => return Some(written.value),
        Ok(_) => "it is not encrypted",
        Err(wrong) => wrong,
    };
    let hint = "such as `https://example.org/path`; `http` only for a server on this machine".to_owned();
    reader.error(written.place, format!("`{key}` is no address to deliver to: {wrong}"), Some(hint));
    None
}

fn read_ca(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<PathBuf> {
    line(reader, fields, "ca").map(|path| PathBuf::from(path.value))
}

fn read_folder(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str, terms: &Terms<'_>) -> Option<Way> {
    reader.require(fields, "path", what);
    let written = line(reader, fields, "path")?;
    let path = PathBuf::from(&written.value);
    let plain: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if plain.starts_with(terms.output) {
        let hint = "name a folder outside of the archive".to_owned();
        reader.error(written.place, format!("`{}` is in the archive itself", written.value), Some(hint));
        return None;
    }
    Some(Way::Folder(FolderWay { path }))
}

fn read_mail(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str, terms: &Terms<'_>) -> Option<Way> {
    for key in ["host", "from", "to"] {
        reader.require(fields, key, what);
    }
    let host = read_host(reader, fields);
    let tls = reader.choice(fields, "tls", &Tls::NAMES).and_then(|name| Tls::from_name(&name.value));
    let tls = tls.unwrap_or(Tls::Required);
    let (host, place) = host.map(|host| (host.value, host.place)).unzip();
    if let (Some(host), Some(place), Tls::None) = (&host, place, tls)
        && !is_loopback(host)
    {
        let hint = "`required` for STARTTLS, `wrapped` for TLS from the first byte on".to_owned();
        reader.error(place, format!("mail to `{host}` would not be encrypted"), Some(hint));
    }
    let port = reader.whole(fields, "port", 1..=65_535).map(|port| port as u16);
    let login = read_login(reader, fields);
    let from = line(reader, fields, "from").and_then(|from| mailbox(reader, &from, "from"));
    let to = read_recipients(reader, fields);
    let subject = read_subject(reader, fields);
    let audience: Vec<String> =
        reader.string(fields, "audience").map(|name| name.value).into_iter().collect();
    let attach = read_formats(reader, fields, "attach", &audience, terms);
    let doubt = reader.choice(fields, "when_in_doubt", &Doubt::NAMES);
    let ca = read_ca(reader, fields);
    Some(Way::Mail(Box::new(MailWay {
        host: host?,
        port: port.unwrap_or_else(|| tls.usual_port()),
        tls,
        ca,
        login,
        from: from?,
        to,
        subject,
        attach: attach.unwrap_or_default(),
        when_in_doubt: doubt.and_then(|name| Doubt::from_name(&name.value)).unwrap_or_default(),
    })))
}

fn read_host(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<Placed<String>> {
    let host = line(reader, fields, "host")?;
    if !is_host(&host.value) {
        let hint = "a name such as `smtp.example.org`; the port stands under `port`".to_owned();
        reader.error(host.place, format!("`{}` is no name of a host", host.value), Some(hint));
        return None;
    }
    Some(host)
}

fn read_login(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<(String, SecretSource)> {
    let (user, password) = (line(reader, fields, "user"), read_secret(reader, fields, "password"));
    let has_password = reader.node(fields, "password").is_some();
    match (&user, has_password) {
        (Some(user), false) => {
            let hint = "add `password: {env: NAME}`, or leave `user` out".to_owned();
            reader.error(user.place, "there is a `user` and no `password`", Some(hint));
        }
        (None, true) if reader.node(fields, "user").is_none() => {
            let hint = "add `user: …`, or leave `password` out".to_owned();
            reader.error(fields.place, "there is a `password` and no `user`", Some(hint));
        }
        _ => {}
    }
    user.map(|user| user.value).zip(password)
}

fn mailbox(reader: &mut Reader<'_>, written: &Placed<String>, key: &str) -> Option<Mailbox> {
    match Mailbox::parse(&written.value) {
        Ok(mailbox) => Some(mailbox),
        Err(why) => {
            let hint = "such as `ada@example.org` or `Ada <ada@example.org>`".to_owned();
            reader.error(written.place, format!("`{key}` has no address: {why}"), Some(hint));
            None
        }
    }
}

fn read_recipients(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<Mailbox> {
    let mut recipients: Vec<Mailbox> = Vec::new();
    for written in reader.strings(fields, "to").unwrap_or_default() {
        let Some(mailbox) = mailbox(reader, &written, "to") else { continue };
        if recipients.iter().any(|known| known.address.eq_ignore_ascii_case(&mailbox.address)) {
            reader.error(written.place, format!("`{}` stands twice", mailbox.address), None);
        } else {
            recipients.push(mailbox);
        }
    }
    recipients
}

fn read_subject(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<String> {
    let written = line(reader, fields, "subject")?;
    let mut rest = written.value.as_str();
    while let Some((_, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        if !IN_SUBJECT.contains(&name) {
            let hint = format!("one of {}", IN_SUBJECT.map(|name| format!("`{{{name}}}`")).join(", "));
            reader.error(written.place, format!("nothing in a subject is called `{{{name}}}`"), Some(hint));
            return None;
        }
        rest = after;
    }
    Some(written.value)
}

fn read_webhook(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str) -> Option<Way> {
    for key in ["url", "secret"] {
        reader.require(fields, key, what);
    }
    let (url, secret) = (read_url(reader, fields, "url"), read_secret(reader, fields, "secret"));
    let excerpts = reader.truth(fields, "excerpts").unwrap_or(false);
    let ca = read_ca(reader, fields);
    Some(Way::Webhook(WebhookWay { url: url?, secret: secret?, ca, excerpts }))
}

fn read_s3(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str) -> Option<Way> {
    for key in ["endpoint", "bucket", "access_key", "secret_key"] {
        reader.require(fields, key, what);
    }
    let endpoint = read_url(reader, fields, "endpoint");
    let bucket = read_name(reader, fields, "bucket");
    let region = read_name(reader, fields, "region");
    let prefix = read_prefix(reader, fields);
    let access_key = read_secret(reader, fields, "access_key");
    let secret_key = read_secret(reader, fields, "secret_key");
    let path_style = reader.truth(fields, "path_style").unwrap_or(true);
    let ca = read_ca(reader, fields);
    Some(Way::S3(S3Way {
        endpoint: endpoint?,
        bucket: bucket?,
        region: region.unwrap_or_else(|| "us-east-1".to_owned()),
        prefix,
        access_key: access_key?,
        secret_key: secret_key?,
        ca,
        path_style,
    }))
}

/// Reads the name of a bucket or a region.
fn read_name(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str) -> Option<String> {
    let written = reader.string(fields, key)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_name = written.value.len() <= 63
        && written.value.bytes().all(is_plain)
        && written.value.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    if !is_name {
        let hint = "letters, digits, `-`, `_` and `.`, at most 63".to_owned();
        reader.error(written.place, format!("`{key}` is `{}`", written.value), Some(hint));
    }
    is_name.then_some(written.value)
}

/// Reads what keys begin with; it ends in `/` then.
fn read_prefix(reader: &mut Reader<'_>, fields: Fields<'_>) -> String {
    let Some(written) = line(reader, fields, "prefix") else { return String::new() };
    let prefix = written.value.trim_end_matches('/');
    if prefix.split('/').any(|part| matches!(part, "" | "." | "..")) || prefix.contains('\\') {
        let hint = "folders parted by `/`, such as `briefings/weekly`".to_owned();
        reader.error(written.place, format!("`prefix` is `{}`", written.value), Some(hint));
    }
    format!("{prefix}/")
}

/// Reads whose files a target is given.
fn read_audiences(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    what: &str,
    is_mail: bool,
    terms: &Terms<'_>,
) -> Vec<String> {
    let key = if is_mail { "audience" } else { "audiences" };
    let known: Vec<&str> = terms.audiences.iter().map(|audience| audience.id.as_str()).collect();
    if reader.node(fields, key).is_none() {
        let all = if is_mail { "" } else { ", or `all`" };
        let hint = format!("`{key}`: {}{all}", known.join(", "));
        reader.error(fields.place, format!("{what} does not say whose files it is given"), Some(hint));
        return Vec::new();
    }
    if is_mail {
        let name = reader.string(fields, key).filter(|name| reader.known(name, "audience", &known));
        return name.map(|name| name.value).into_iter().collect();
    }
    reader.refuse_empty(fields, key);
    let names = reader.strings(fields, key).unwrap_or_default();
    match names.as_slice() {
        [one] if one.value == ALL => known.into_iter().map(str::to_owned).collect(),
        _ => reader.each_once(names, "audience", &known),
    }
}

/// Reads names of formats, each of which one of the audiences has.
fn read_formats(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    key: &str,
    audiences: &[String],
    terms: &Terms<'_>,
) -> Option<Vec<String>> {
    reader.refuse_empty(fields, key);
    let mut formats = Vec::new();
    for name in reader.strings(fields, key)? {
        if !reader.known(&name, "format", terms.formats) {
            continue;
        }
        let own = terms.audiences.iter().filter(|audience| audiences.contains(&audience.id));
        let mut own = own.peekable();
        if own.peek().is_some() && !own.any(|audience| audience.formats.contains(&name.value)) {
            let message = format!("audience `{}` has no `{}`", audiences.join("`, `"), name.value);
            reader.error(name.place, message, Some("add it to `formats` of the audience".to_owned()));
        }
        if !formats.contains(&name.value) {
            formats.push(name.value);
        }
    }
    Some(formats)
}

/// Says what a message will lack that has nothing made for mail.
fn warn_of_bare_mail(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    mail: &MailWay,
    audiences: &[String],
    terms: &Terms<'_>,
) {
    let audience = terms.audiences.iter().find(|audience| audiences.contains(&audience.id));
    let Some(audience) = audience.filter(|audience| !audience.formats.iter().any(|own| own == "eml")) else {
        return;
    };
    let has_text = audience.formats.iter().any(|own| own == "html" || own == "md");
    if !has_text && mail.attach.is_empty() {
        let message = format!("audience `{}` has nothing that a message could say", audience.id);
        reader.error(fields.place, message, Some("add `eml` to its `formats`".to_owned()));
    } else {
        let message = format!("audience `{}` has no `eml`, which is made for mail programs", audience.id);
        reader.warning(fields.place, message, "add `eml` to its `formats`");
    }
}

/// Reads the targets of a brief, each of which takes one of its audiences.
pub(super) fn read_names(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    audiences: Option<&[String]>,
    config: &Config,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in reader.strings(fields, "deliver").unwrap_or_default() {
        let Some(target) = config.deliver.iter().find(|target| target.name == name.value) else {
            let known = config.deliver.iter().map(|target| target.name.as_str());
            let hint = match config.deliver.is_empty() {
                true => "describe it under `deliver` in config.yaml".to_owned(),
                false => name_hint(&name.value, known.collect::<Vec<_>>()),
            };
            reader.error(name.place, format!("unknown target `{}`", name.value), Some(hint));
            continue;
        };
        if names.contains(&name.value) {
            reader.error(name.place, format!("target `{}` stands twice", name.value), None);
            continue;
        }
        let is_served = |own: &[String]| own.iter().any(|audience| target.audiences.contains(audience));
        if audiences.is_some_and(|own| !is_served(own)) {
            let message = format!("target `{}` is given nothing of this brief", name.value);
            let hint = format!("it takes {} (`deliver` in config.yaml)", target.audiences.join(", "));
            reader.error(name.place, message, Some(hint));
        }
        names.push(name.value);
    }
    names
}

impl Config {
    /// Returns the targets of a brief, in its order.
    pub fn targets<'a>(&'a self, brief: &'a BriefSpec) -> impl Iterator<Item = &'a Target> {
        brief.deliver.iter().filter_map(|name| self.deliver.iter().find(|target| target.name == *name))
    }
}

#[cfg(test)]
mod tests;
