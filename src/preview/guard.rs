//! Who may ask, and what answers carry so that a browser keeps to it.
//!
//! A page of another site must not read the desk (DNS rebinding: the name in
//! `Host` would be another one), nor change it (`Origin`, fetch metadata and
//! the token of a form), nor frame or embed it. Sources: Fetch standard,
//! "Origin header" and "fetch metadata"; CSP Level 3; RFC 9110, sections 7.2
//! and 15.5.20.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};

/// Knows where the preview is, and the token that writing needs.
pub(super) struct Guard {
    address: SocketAddr,
    /// The name it was asked to listen on.
    host: String,
    token: String,
}

/// Why a request is turned away: its status and a sentence.
pub(super) type Refusal = (StatusCode, &'static str);

/// Returns 32 bytes from the system's generator as 64 hexadecimal digits.
pub(super) fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Guard {
    pub(super) fn new(address: SocketAddr, host: &str, token: String) -> Self {
        Self { address, host: host.to_ascii_lowercase(), token }
    }

    /// Returns the address of the first page.
    pub(super) fn address(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Returns the token that a form must bring to change anything.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Compares a token in a time that does not depend on where it is wrong.
    pub(super) fn is_token(&self, token: &str) -> bool {
        let (own, other) = (self.token.as_bytes(), token.as_bytes());
        let differs = own.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b));
        own.len() == other.len() && std::hint::black_box(differs) == 0
    }

    /// Lets a request in, or says why not.
    pub(super) fn check<B>(&self, request: &Request<B>) -> Result<(), Refusal> {
        let headers = request.headers();
        let host = self.host_of(request)?;
        if headers.contains_key(header::TRANSFER_ENCODING) && headers.contains_key(header::CONTENT_LENGTH) {
            return Err((StatusCode::BAD_REQUEST, "a request has one length"));
        }
        if ![Method::GET, Method::HEAD, Method::POST].contains(request.method()) {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "only GET, HEAD and POST are answered"));
        }
        let origin = format!("http://{host}");
        let foreign = headers
            .get_all(header::ORIGIN)
            .iter()
            .any(|sent| !sent.as_bytes().eq_ignore_ascii_case(origin.as_bytes()));
        if foreign {
            return Err((StatusCode::FORBIDDEN, "this request comes from another site"));
        }
        match fetch_site(headers) {
            None | Some("same-origin") => Ok(()),
            // Typed, or from a bookmark.
            Some("none") if request.method() != Method::POST => Ok(()),
            // Followed from a page of another site: it reads, but cannot be read.
            Some(_) if request.method() != Method::POST && is_navigation(headers) => Ok(()),
            Some(_) => Err((StatusCode::FORBIDDEN, "this request comes from another site")),
        }
    }

    /// Returns what the request calls this server, if that is one of its names.
    fn host_of<'r, B>(&self, request: &'r Request<B>) -> Result<&'r str, Refusal> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err((StatusCode::BAD_REQUEST, "a request names one host"));
        };
        let host = host.to_str().map_err(|_| (StatusCode::BAD_REQUEST, "the host is no name"))?;
        let named = request.uri().authority().map(|authority| authority.as_str());
        if !self.is_own(host) || named.is_some_and(|named| named != host) {
            return Err((StatusCode::MISDIRECTED_REQUEST, "this server has another name"));
        }
        Ok(host)
    }

    fn is_own(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port != Some(self.address.port()) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
        match bare.parse::<IpAddr>() {
            // Who listens everywhere has many numbers, and no name of another site is one.
            Ok(ip) => ip == self.address.ip() || ip.is_loopback() || self.address.ip().is_unspecified(),
            Err(_) => name == "localhost" || name == self.host,
        }
    }
}

fn fetch_site(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("unreadable"))
}

fn is_navigation(headers: &HeaderMap) -> bool {
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

/// What an answer is to a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page of the preview itself.
    Page,
    /// A page of the preview that stands within another.
    Inset,
    /// A briefing, which is the desk's: its own look, no scripts, no forms.
    Briefing,
    /// A picture of a page.
    Picture,
    /// A style, a script, a few words: nothing that shows anything.
    Plain,
    /// A file that a browser keeps and does not show.
    Download,
}

impl Kind {
    /// Returns what a page may do. `origin` is the preview's own address as the
    /// browser knows it.
    pub(super) fn policy(self, origin: &str) -> String {
        match self {
            Self::Page => format!(
                "default-src 'none'; script-src {origin}/script.js; style-src {origin}/style.css; \
                 img-src 'self'; connect-src {origin}/changes; frame-src 'self'; form-action 'self'; \
                 base-uri 'none'; frame-ancestors 'none'"
            ),
            Self::Inset => format!(
                "default-src 'none'; style-src {origin}/style.css; img-src 'self'; form-action 'none'; \
                 base-uri 'none'; frame-ancestors 'self'"
            ),
            // Its style is written in it; its links open beside or lead to the page around it.
            Self::Briefing => {
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
                               form-action 'none'; base-uri 'none'; frame-ancestors 'self'; \
                               sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox \
                               allow-top-navigation-by-user-activation"
                    .to_owned()
            }
            Self::Picture => "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
                              frame-ancestors 'none'; sandbox"
                .to_owned(),
            Self::Plain | Self::Download => "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned(),
        }
    }
}

/// Adds to an answer what every one carries.
pub(super) fn seal(response: &mut Response<Body>, kind: Kind, host: Option<&HeaderValue>) {
    let host = host
        .and_then(|host| host.to_str().ok())
        .filter(|host| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte)));
    let origin = host.map_or_else(|| "'self'".to_owned(), |host| format!("http://{host}"));
    let policy = kind.policy(&origin);
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // `no-referrer` would make a form's origin `null` (Fetch standard).
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

#[cfg(test)]
mod tests;
