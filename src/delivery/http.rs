//! HTTP requests that follow no redirect, know no proxy, and end in time.

use std::path::Path;
use std::time::{Duration, SystemTime};

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

use super::carrier::{Outcome, Why};
use super::time;
use crate::model::delivery::web_parts;

/// Of an answer no more is read, in bytes.
const ANSWER: u64 = 64 << 10;

/// A file of certificates is no longer, in bytes.
const CERTIFICATES: u64 = 4 << 20;

/// An answer.
pub(super) type Response = ureq::http::Response<Body>;

/// Returns what sends requests to one address: https with certificates of the
/// web, or of `ca` alone; http where the address is of this machine.
pub(super) fn agent(url: &str, seconds: u64, ca: Option<&Path>) -> Result<Agent, String> {
    let parts = web_parts(url)?;
    let roots = match ca {
        Some(path) => RootCerts::new_with_certs(&certificates(&read_ca(path)?)?),
        None => RootCerts::WebPki,
    };
    let config = Agent::config_builder()
        .https_only(parts.is_secure)
        .http_status_as_error(false)
        .max_redirects(0)
        // The environment has no say in where secrets go.
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(seconds)))
        .user_agent(concat!("attache/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .max_idle_connections(1)
        .build();
    Ok(Agent::new_with_config(config))
}

/// Reads a file of certificates.
pub(super) fn read_ca(path: &Path) -> Result<Vec<u8>, String> {
    let told = |why: String| format!("cannot read the certificates in `{}`: {why}", path.display());
    let found = std::fs::metadata(path).map_err(|error| told(error.to_string()))?;
    if !found.is_file() || found.len() > CERTIFICATES {
        return Err(told("it is no file of at most 4 MB".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| told(error.to_string()))?;
    if certificates(&bytes)?.is_empty() { Err(told("it has none".to_owned())) } else { Ok(bytes) }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, String> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return Err("the file of certificates is no PEM".to_owned()),
        }
    }
    Ok(certificates)
}

/// Sorts an answer: what was taken, what may be tried again and when, and what
/// not. Requests carry an id or replace themselves, so a timeout is no doubt.
pub(super) fn sorted(answer: Result<Response, ureq::Error>, now: SystemTime) -> Outcome {
    let mut answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Outcome::Later(Why::of_target(failure(&error))),
    };
    let status = answer.status();
    let after = answer.headers().get("retry-after").and_then(|after| after.to_str().ok());
    let after = after.and_then(|after| time::retry_after(after, now));
    let code = error_code(&mut answer).map(|code| format!(" {code}")).unwrap_or_default();
    let told = format!("{}{code}", status.as_u16());
    match status.as_u16() {
        200..=299 => Outcome::Arrived(told),
        300..=399 => Outcome::Refused(Why::of_target(format!("{told}: redirects are not followed"))),
        // RFC 9110, 15.5.9; RFC 8470, 5.2; RFC 6585, 4.
        408 | 425 | 429 | 500..=599 => Outcome::Later(Why { after, ..Why::of_target(told) }),
        _ => Outcome::Refused(Why::of_target(told)),
    }
}

/// Says why there is no answer, without the address that was asked: it may
/// have a signature in it.
fn failure(error: &ureq::Error) -> String {
    match error {
        ureq::Error::BadUri(_) => "the address is none".to_owned(),
        ureq::Error::Http(_) => "the request is none".to_owned(),
        error => error.to_string(),
    }
}

/// Reads the code of an S3 error (`<Code>AccessDenied</Code>`), and nothing
/// else: servers repeat keys and signatures in what they say.
fn error_code(answer: &mut Response) -> Option<String> {
    let body = answer.body_mut().with_config().limit(ANSWER).read_to_vec().ok()?;
    if answer.status().is_success() {
        return None;
    }
    let text = String::from_utf8_lossy(&body);
    let (_, behind) = text.split_once("<Code>")?;
    let (code, _) = behind.split_once("</Code>")?;
    let is_code = (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| code.to_owned())
}
