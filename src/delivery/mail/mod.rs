//! Mail over SMTP (RFC 5321), one message for each recipient.
//!
//! The conversation is led command by command, so that it is known how far it
//! came: up to the end of the message nothing has arrived, and an attempt can be
//! made again; behind it, only the server's answer says whether the message is
//! now the server's to deliver (RFC 5321, 4.2.5; RFC 1047 is on what follows
//! from an answer that is lost).

use std::path::Path;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::carrier::{Carrier, Commit, Outcome, Parcel, Why};
use super::http::read_ca;
use super::published::Published;
use super::time;
use crate::model::delivery::{MailWay, Mailbox, Secret, Target, Tls};

mod message;

/// The server may think for so many times as long about the whole message as
/// about a command (RFC 5321, 4.5.3.2.6: ten minutes).
const LAST_ANSWER: u32 = 10;

/// A message is no longer, in bytes.
const LONGEST: usize = 100 << 20;

/// Sends messages over one connection, as long as it holds.
pub(super) struct Mailer<'a> {
    target: &'a Target,
    way: &'a MailWay,
    password: Option<Secret>,
    tls: Option<TlsParameters>,
    open: Option<SmtpConnection>,
}

impl<'a> Mailer<'a> {
    /// Prepares a connection; paths are relative to `root`.
    pub(super) fn new(
        target: &'a Target,
        way: &'a MailWay,
        password: Option<Secret>,
        root: &Path,
    ) -> Result<Self, String> {
        let tls = match way.tls {
            Tls::None => None,
            Tls::Required | Tls::Wrapped => Some(tls(way, root)?),
        };
        Ok(Self { target, way, password, tls, open: None })
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(self.target.seconds)
    }

    /// Connects, encrypts and logs in.
    fn connect(&self) -> Result<SmtpConnection, Error> {
        let hello = ClientId::Domain(self.way.from.domain().to_owned());
        let wrapped = self.tls.as_ref().filter(|_| self.way.tls == Tls::Wrapped);
        let server = (self.way.host.as_str(), self.way.port);
        let mut connection = SmtpConnection::connect(server, Some(self.timeout()), &hello, wrapped, None)?;
        if let (Tls::Required, Some(tls)) = (self.way.tls, &self.tls) {
            connection.starttls(tls, &hello)?;
        }
        if let (Some((user, _)), Some(password)) = (&self.way.login, &self.password) {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
        }
        Ok(connection)
    }

    /// Brings a message to where only its words are wanting.
    fn begin(&mut self, to: &Mailbox) -> Result<SmtpConnection, Outcome> {
        let address = |mailbox: &Mailbox| {
            let refused = || Outcome::Refused(Why::of(format!("`{}` is no address", mailbox.address)));
            mailbox.address.parse::<Address>().map_err(|_| refused())
        };
        let (from, to) = (address(&self.way.from)?, address(to)?);
        let mut connection = match self.open.take() {
            Some(open) => open,
            None => self.connect().map_err(|error| sorted(&error, true))?,
        };
        connection.command(Mail::new(Some(from), Vec::new())).map_err(|error| sorted(&error, true))?;
        connection.command(Rcpt::new(to, Vec::new())).map_err(|error| sorted(&error, false))?;
        connection.command(Data).map_err(|error| sorted(&error, false))?;
        Ok(connection)
    }

    /// Writes the message that a parcel is.
    fn written(&self, edition: &Published, parcel: &Parcel<'_>, to: &Mailbox) -> Result<Vec<u8>, String> {
        let audience = edition.audiences(self.target).next().ok_or("the edition has no file for it")?;
        let words = message::words(edition, audience, self.way)?;
        // A message that is sent again is the same to the letter.
        let accepted = time::read(&parcel.entry.first).unwrap_or(parcel.now);
        let message = message::write(&words, edition, self.way, to, &parcel.entry.id, accepted);
        match message.len() {
            0..=LONGEST => Ok(message),
            _ => Err(format!("the message has more than {} MB", LONGEST >> 20)),
        }
    }
}

impl Carrier for Mailer<'_> {
    fn send(&mut self, edition: &Published, parcel: &Parcel<'_>, commit: &mut Commit<'_>) -> Outcome {
        let Some(to) = parcel.recipient else { return Outcome::Refused(Why::of("it has no recipient")) };
        let message = match self.written(edition, parcel, to) {
            Ok(message) => message,
            Err(why) => return Outcome::Refused(Why::of(why)),
        };
        let mut connection = match self.begin(to) {
            Ok(connection) => connection,
            Err(outcome) => return outcome,
        };
        // The connection is dropped then, and the server has no end of a message.
        if let Err(error) = commit() {
            return Outcome::Unwritten(error);
        }
        let _ = connection.set_timeout(Some(self.timeout() * LAST_ANSWER));
        match connection.message(&message) {
            Ok(answer) => {
                let told = answer.message().collect::<Vec<_>>().join(" ");
                if connection.set_timeout(Some(self.timeout())).is_ok() {
                    self.open = Some(connection);
                }
                Outcome::Arrived(format!("{} {told}", answer.code()))
            }
            // The server answered that it did not take it.
            Err(error) if error.status().is_some() => sorted(&error, false),
            Err(error) => Outcome::Unknown(format!("the server did not say whether it took it: {error}")),
        }
    }
}

impl Drop for Mailer<'_> {
    fn drop(&mut self) {
        if let Some(mut connection) = self.open.take() {
            connection.abort();
        }
    }
}

/// Returns how the server is known: by a certificate of the web, or of the
/// target's own file alone.
fn tls(way: &MailWay, root: &Path) -> Result<TlsParameters, String> {
    let builder = TlsParameters::builder(way.host.clone());
    let builder = match &way.ca {
        None => builder.certificate_store(CertificateStore::WebpkiRoots),
        Some(path) => {
            let pem = read_ca(&root.join(path))?;
            let told =
                |error: Error| format!("cannot trust the certificates in `{}`: {error}", path.display());
            let certificate = Certificate::from_pem(&pem).map_err(told)?;
            builder.certificate_store(CertificateStore::None).add_root_certificate(certificate)
        }
    };
    builder.build().map_err(|error| format!("cannot encrypt: {error}"))
}

/// Sorts a failure before the end of a message: nothing has arrived. A server
/// that says 5xx will say so again, and so will one that cannot do what is
/// needed; one that is not reached may be later.
fn sorted(error: &Error, is_of_target: bool) -> Outcome {
    let why = Why { is_of_target: is_of_target || error.status().is_none(), ..Why::of(error.to_string()) };
    match error.is_permanent() || error.is_client() {
        true => Outcome::Refused(why),
        false => Outcome::Later(why),
    }
}
