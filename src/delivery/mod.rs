//! Delivery: published editions to folders, inboxes, webhooks and object stores.
//!
//! What can be promised depends on the other side. Between handing something
//! over and noting that it was taken lies a moment in which a run can end, and no
//! order of the two does away with it. So:
//!
//! - nothing is handed over before the ledger says so on the disk, and nothing
//!   counts as sent before the other side said so: what the ledger calls `sent`
//!   was taken, what it does not name was not sent;
//! - what is left in between is `sending`. Files that replace themselves and
//!   webhooks, whose receivers know their ids, are sent again: at least once, and
//!   once in effect. A message is not: at most once, and it is told as in doubt;
//! - whoever wants messages at least once says so, or has them sent again one by
//!   one: under the same Message-ID, by which programs for mail know a copy.

mod carrier;
mod folder;
mod http;
mod ledger;
mod mail;
mod published;
mod retry;
mod s3;
mod secret;
mod time;
mod webhook;

use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::error::{Diagnostic, Warning};
use crate::model::EditionName;
use crate::model::delivery::{Mailbox, Secret, SecretSource, Target, Way};
use crate::output::{self, OutputError};

use carrier::{Carrier, Outcome, Parcel, Why};
use ledger::{Key, Ledger};
use published::{Published, Unready};
use retry::Step;

pub use ledger::{Entry, State};
pub use secret::Secrets;
pub use time::Clock;

/// What is delivered, and with what.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The desk: relative paths are relative to it.
    pub root: &'a Path,
    /// Its archive.
    pub archive: &'a Path,
    /// The brief's id.
    pub brief: &'a str,
    /// The brief's targets.
    pub targets: &'a [&'a Target],
    /// Where secrets are read from.
    pub secrets: Secrets<'a>,
    /// What time it is.
    pub clock: Clock<'a>,
    /// Whether what waits and what is dead is sent now.
    pub retry: bool,
    /// Whether nothing is sent and nothing written.
    pub dry_run: bool,
}

/// What became of an edition's deliveries.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The brief's id.
    pub brief: String,
    /// The edition's name.
    pub edition: String,
    /// Each delivery, in the order of targets and recipients.
    pub parcels: Vec<ParcelReport>,
    /// Why something could not be done that is no recipient's.
    pub failures: Vec<Diagnostic>,
    /// What was noticed.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Tells whether all that was tried was taken.
    #[must_use]
    pub fn is_good(&self) -> bool {
        let is_good = |parcel: &ParcelReport| !parcel.is_tried || parcel.state == State::Sent;
        self.failures.is_empty() && self.parcels.iter().all(is_good)
    }
}

/// What became of one delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParcelReport {
    /// The target's name.
    pub target: String,
    /// What kind of target it is.
    pub kind: String,
    /// The mail address; `None` for what is no mail.
    pub recipient: Option<String>,
    /// How far it has come.
    pub state: State,
    /// Whether this run did anything about it.
    pub is_tried: bool,
    /// How many runs have tried.
    pub attempts: u32,
    /// When it is tried again (RFC 3339, UTC).
    pub next: Option<String>,
    /// What the other side said, or why it did not come to that.
    pub detail: String,
}

impl ParcelReport {
    fn of(entry: &Entry, is_tried: bool) -> Self {
        Self {
            target: entry.target.clone(),
            kind: entry.kind.clone(),
            recipient: entry.recipient.clone(),
            state: entry.state,
            is_tried,
            attempts: entry.attempts,
            next: entry.next.clone(),
            detail: entry.detail.clone(),
        }
    }
}

/// Returns what the ledger of a brief says, by edition, target and recipient,
/// and what in it cannot be read.
#[must_use]
pub fn entries(archive: &Path, brief: &str) -> (Vec<Entry>, Vec<String>) {
    let ledger = Ledger::of(archive, brief);
    let (mut entries, mut damaged) = (Vec::new(), Vec::new());
    for edition in ledger.editions() {
        let (mut own, wrong) = ledger.entries(edition);
        own.sort_by(|one, other| (&one.target, &one.recipient).cmp(&(&other.target, &other.recipient)));
        entries.extend(own);
        damaged.extend(wrong);
    }
    (entries, damaged)
}

/// Returns the editions of a brief that something is to be done about, in
/// their order: those that were accepted and not yet taken, and those published
/// since the newest that was accepted. Of a target that never had one, only the
/// newest: nobody is sent a year of editions for being added.
#[must_use]
pub fn due(archive: &Path, brief: &str, targets: &[&Target], retry: bool) -> Vec<EditionName> {
    let ledger = Ledger::of(archive, brief);
    let accepted: Vec<(EditionName, Vec<Entry>)> =
        ledger.editions().into_iter().map(|name| (name, ledger.entries(name).0)).collect();
    let is_there = |name: &EditionName| {
        output::edition_folder(archive, brief, *name).join(crate::manifest::FILE).is_file()
    };
    let published: Vec<EditionName> =
        output::names(&archive.join(brief)).into_iter().filter(is_there).collect();
    let mut due = Vec::new();
    for target in targets {
        let own = |entries: &[Entry], is: &dyn Fn(State) -> bool| {
            entries.iter().any(|entry| entry.target == target.name && is(entry.state))
        };
        let newest =
            accepted.iter().rev().find(|(_, entries)| own(entries, &|_| true)).map(|(name, _)| *name);
        let newest = newest.or_else(|| published.last().copied());
        due.extend(published.iter().filter(|name| newest.is_some_and(|newest| **name >= newest)));
        let is_wanted = |state: State| state.is_open() || (retry && state.is_dead());
        let open = accepted.iter().filter(|(_, entries)| own(entries, &is_wanted));
        due.extend(open.map(|(name, _)| *name));
    }
    due.sort_unstable();
    due.dedup();
    due
}

/// Delivers an edition to a brief's targets: what was not sent yet, once.
///
/// One process at a time delivers a brief, on all machines that share the
/// archive.
///
/// # Errors
/// [`OutputError`] if another process delivers the brief, or the ledger cannot
/// be written; nothing is sent then that it does not name.
pub fn deliver(order: &Order<'_>, edition: EditionName) -> Result<Report, OutputError> {
    let ledger = Ledger::of(order.archive, order.brief);
    let mut report =
        Report { brief: order.brief.to_owned(), edition: edition.to_string(), ..Report::default() };
    let _held = match order.dry_run {
        true => None,
        false => Some(output::lock(ledger.folder(), "attache deliver")?),
    };
    let published = match Published::open(order.archive, order.brief, edition) {
        Ok(published) => published,
        Err(unready) => {
            refuse(order, &ledger, edition, unready, &mut report)?;
            return Ok(report);
        }
    };
    let mut run = Run { order, ledger: &ledger, published: &published, report: &mut report };
    let accepted = run.accept()?;
    run.withdraw(&accepted)?;
    for (target, parcels) in order.targets.iter().zip(accepted) {
        if !run.deliver_to(target, parcels)? {
            break;
        }
    }
    Ok(report)
}

/// Closes what is open of an edition that cannot be delivered any more; one
/// that was retracted is no failure.
fn refuse(
    order: &Order<'_>,
    ledger: &Ledger,
    edition: EditionName,
    unready: Unready,
    report: &mut Report,
) -> Result<(), OutputError> {
    let why = match unready {
        Unready::Broken(why) => {
            report.failures.push(Diagnostic::error(format!("cannot deliver: {why}")));
            return Ok(());
        }
        Unready::Retracted => "the edition was retracted before it was sent",
    };
    let (entries, _) = ledger.entries(edition);
    for mut entry in entries.into_iter().filter(|entry| entry.state.is_open()) {
        entry.come_to(closed(entry.state), why.to_owned(), order.clock.now());
        if !order.dry_run {
            ledger.note(&entry)?;
        }
        report.parcels.push(ParcelReport::of(&entry, false));
    }
    let message = format!("{}/{edition} was retracted and is not delivered", order.brief);
    report.warnings.push(Diagnostic::warning(message));
    Ok(())
}

/// Returns what becomes of what was open and is not sent any more.
fn closed(open: State) -> State {
    if open == State::Sending { State::InDoubt } else { State::Failed }
}

/// A delivery that was accepted.
struct Accepted<'a> {
    entry: Entry,
    recipient: Option<&'a Mailbox>,
}

/// What one run over an edition needs.
struct Run<'a> {
    order: &'a Order<'a>,
    ledger: &'a Ledger,
    published: &'a Published,
    report: &'a mut Report,
}

impl<'a> Run<'a> {
    /// Enters all deliveries of the edition, before the first is sent: a run
    /// that is killed leaves none that nobody knows of.
    fn accept(&mut self) -> Result<Vec<Vec<Accepted<'a>>>, OutputError> {
        let mut accepted = Vec::new();
        for target in self.order.targets {
            let recipients: Vec<Option<&Mailbox>> = match &target.way {
                Way::Mail(mail) => mail.to.iter().map(Some).collect(),
                _ => vec![None],
            };
            let mut own = Vec::new();
            for recipient in recipients {
                let address = recipient.map(|mailbox| mailbox.address.as_str());
                let key = Key { target: &target.name, kind: target.way.kind(), recipient: address };
                if let Some(entry) = self.entry(&key)? {
                    own.push(Accepted { entry, recipient });
                }
            }
            accepted.push(own);
        }
        Ok(accepted)
    }

    /// Closes what is open for those whom the brief does not deliver to any
    /// more.
    fn withdraw(&mut self, accepted: &[Vec<Accepted<'a>>]) -> Result<(), OutputError> {
        let is_wanted = |entry: &Entry| accepted.iter().flatten().any(|parcel| parcel.entry.id == entry.id);
        let (entries, _) = self.ledger.entries(self.published.name);
        for mut entry in entries.into_iter().filter(|entry| entry.state.is_open() && !is_wanted(entry)) {
            let why = "the brief does not deliver to it any more".to_owned();
            entry.come_to(closed(entry.state), why, self.order.clock.now());
            if !self.order.dry_run {
                self.ledger.note(&entry)?;
            }
            self.report.parcels.push(ParcelReport::of(&entry, false));
        }
        Ok(())
    }

    fn entry(&mut self, key: &Key<'_>) -> Result<Option<Entry>, OutputError> {
        match self.ledger.entry(self.published.name, key) {
            Ok(Some(entry)) => Ok(Some(entry)),
            Ok(None) => {
                let (digest, now) = (self.published.digest.clone(), self.order.clock.now());
                let entry = Entry::new(self.order.brief, self.published.name, key, digest, now);
                if !self.order.dry_run {
                    self.ledger.note(&entry)?;
                }
                Ok(Some(entry))
            }
            // What it said is lost: to send could be to send twice.
            Err(why) => {
                let hint = "find out whether it was sent, then remove the file";
                self.report.failures.push(Diagnostic::error(why).hint(hint));
                Ok(None)
            }
        }
    }

    /// Delivers to one target; tells whether to go on with others.
    fn deliver_to(&mut self, target: &'a Target, parcels: Vec<Accepted<'a>>) -> Result<bool, OutputError> {
        let to_send = self.sendable(target, parcels)?;
        if to_send.is_empty() {
            return Ok(true);
        }
        if self.order.dry_run {
            let planned = to_send.iter().map(|parcel| ParcelReport::of(&parcel.entry, false));
            self.report.parcels.extend(planned);
            return Ok(true);
        }
        match self.open(target) {
            Ok((mut carrier, secrets)) => self.send_all(target, carrier.as_mut(), &secrets, to_send),
            Err(why) => self.put_off(&why, to_send).map(|()| true),
        }
    }

    /// Returns what is to be sent now, and tells of the others.
    fn sendable(
        &mut self,
        target: &Target,
        parcels: Vec<Accepted<'a>>,
    ) -> Result<Vec<Accepted<'a>>, OutputError> {
        let (now, digest) = (self.order.clock.now(), &self.published.digest);
        let mut to_send = Vec::new();
        for parcel in parcels {
            match retry::decide(&parcel.entry, &target.way, digest, now, self.order.retry) {
                Step::Send => to_send.push(parcel),
                step => self.leave(step, parcel.entry)?,
            }
        }
        Ok(to_send)
    }

    /// Tells of a delivery that is not sent now.
    fn leave(&mut self, step: Step, mut entry: Entry) -> Result<(), OutputError> {
        let is_doubt = step == Step::Doubt;
        if is_doubt {
            let why =
                "a run ended after it was handed over and before an answer was noted: it may have arrived";
            entry.come_to(State::InDoubt, why.to_owned(), self.order.clock.now());
            if !self.order.dry_run {
                self.ledger.note(&entry)?;
            }
        }
        if step == Step::Outdated {
            let whom = entry.recipient.as_deref().unwrap_or(&entry.target);
            let message = format!(
                "{}/{} was replaced after it was sent to {whom}",
                self.order.brief, self.published.name
            );
            let hint = "what was sent is not sent again: a further edition would be";
            self.report.warnings.push(Diagnostic::warning(message).hint(hint));
        }
        self.report.parcels.push(ParcelReport::of(&entry, is_doubt));
        Ok(())
    }

    /// Reads what a target needs, and makes what speaks to it.
    fn open(&mut self, target: &'a Target) -> Result<(Box<dyn Carrier + 'a>, Vec<Secret>), String> {
        let root = self.order.root;
        let read = |source: &SecretSource| self.order.secrets.read(source, root);
        let agent = |url: &str, ca: Option<&std::path::PathBuf>| {
            http::agent(url, target.seconds, ca.map(|path| root.join(path)).as_deref())
        };
        let sources: Vec<&SecretSource> = match &target.way {
            Way::Folder(_) => Vec::new(),
            Way::Mail(mail) => mail.login.iter().map(|(_, source)| source).collect(),
            Way::Webhook(hook) => vec![&hook.secret],
            Way::S3(store) => vec![&store.access_key, &store.secret_key],
        };
        for path in secret::open_files(sources.iter().copied(), root) {
            let message = format!("everybody on this machine can read the secret in `{}`", path.display());
            let hint = format!("`chmod 600 {}`", path.display());
            self.report.warnings.push(Diagnostic::warning(message).hint(hint));
        }
        let secrets = sources.into_iter().map(read).collect::<Result<Vec<Secret>, String>>()?;
        let carrier: Box<dyn Carrier + 'a> = match &target.way {
            Way::Folder(way) => Box::new(folder::Folder { target, path: root.join(&way.path) }),
            Way::Mail(way) => Box::new(mail::Mailer::new(target, way, secrets.first().cloned(), root)?),
            Way::Webhook(way) => {
                let (agent, key) = (agent(&way.url, way.ca.as_ref())?, webhook::key(&secrets[0])?);
                Box::new(webhook::Webhook { target, way, agent, key })
            }
            Way::S3(way) => {
                let keys = [secrets[0].clone(), secrets[1].clone()];
                Box::new(s3::Store::open(target, way, agent(&way.endpoint, way.ca.as_ref())?, &keys)?)
            }
        };
        Ok((carrier, secrets))
    }

    /// Notes that a target's deliveries could not even be tried; they are due
    /// as soon as somebody has mended it.
    fn put_off(&mut self, why: &str, parcels: Vec<Accepted<'_>>) -> Result<(), OutputError> {
        for Accepted { mut entry, .. } in parcels {
            entry.come_to(State::Waiting, why.to_owned(), self.order.clock.now());
            self.ledger.note(&entry)?;
            self.report.parcels.push(ParcelReport::of(&entry, true));
        }
        Ok(())
    }

    /// Sends to one recipient after the other. What would be no other with the
    /// rest is not tried with them: a wrong password is told once.
    fn send_all(
        &mut self,
        target: &Target,
        carrier: &mut dyn Carrier,
        secrets: &[Secret],
        parcels: Vec<Accepted<'_>>,
    ) -> Result<bool, OutputError> {
        let is_newest = self.is_newest(target);
        let mut known: Option<Outcome> = None;
        for Accepted { mut entry, recipient } in parcels {
            entry.manifest = self.published.digest.clone();
            let outcome = match &known {
                Some(Outcome::Later(why)) => Outcome::Later(why.clone()),
                Some(Outcome::Refused(why)) => Outcome::Refused(why.clone()),
                _ => {
                    entry.attempts += 1;
                    match self.send(carrier, &entry, recipient, is_newest) {
                        Some(outcome) => outcome,
                        // Whoever asked wants to end: it waits, as it was.
                        None => return Ok(false),
                    }
                }
            };
            if let Outcome::Later(why) | Outcome::Refused(why) = &outcome
                && why.is_of_target
            {
                known = Some(match &outcome {
                    Outcome::Later(_) => Outcome::Later(why.clone()),
                    _ => Outcome::Refused(why.clone()),
                });
            }
            self.close(target, &mut entry, outcome, secrets)?;
            self.report.parcels.push(ParcelReport::of(&entry, true));
        }
        Ok(true)
    }

    /// Tells whether no newer edition was delivered to a target.
    fn is_newest(&self, target: &Target) -> bool {
        let is_sent = |entry: &Entry| entry.target == target.name && entry.state == State::Sent;
        let newer = self.ledger.editions().into_iter().filter(|name| *name > self.published.name);
        !newer.into_iter().any(|name| self.ledger.entries(name).0.iter().any(is_sent))
    }

    /// Tries, and tries again after a short while; `None` where whoever asked
    /// does not want to wait.
    fn send(
        &self,
        carrier: &mut dyn Carrier,
        entry: &Entry,
        recipient: Option<&Mailbox>,
        is_newest: bool,
    ) -> Option<Outcome> {
        for (tried, span) in retry::SHORT.into_iter().enumerate() {
            let outcome = self.send_once(carrier, entry, recipient, is_newest);
            let Outcome::Later(Why { after, .. }) = &outcome else { return Some(outcome) };
            let after = after.unwrap_or(Duration::ZERO);
            if after > retry::PATIENCE {
                return Some(outcome);
            }
            let wait = retry::jittered(span, &entry.id, entry.attempts + tried as u32).max(after);
            if !self.order.clock.wait(wait) {
                return None;
            }
        }
        Some(self.send_once(carrier, entry, recipient, is_newest))
    }

    fn send_once(
        &self,
        carrier: &mut dyn Carrier,
        entry: &Entry,
        recipient: Option<&Mailbox>,
        is_newest: bool,
    ) -> Outcome {
        let now = self.order.clock.now();
        let mut handed = entry.clone();
        handed.come_to(State::Sending, String::new(), now);
        let parcel = Parcel { entry, recipient, is_newest, now };
        carrier.send(self.published, &parcel, &mut || self.ledger.note(&handed))
    }

    /// Notes what became of a delivery.
    fn close(
        &mut self,
        target: &Target,
        entry: &mut Entry,
        outcome: Outcome,
        secrets: &[Secret],
    ) -> Result<(), OutputError> {
        let now = self.order.clock.now();
        let (state, detail, next) = match outcome {
            Outcome::Unwritten(error) => return Err(error),
            Outcome::Arrived(told) => (State::Sent, told, None),
            Outcome::Refused(why) => (State::Failed, why.text, None),
            Outcome::Unknown(told) if retry::asks(&target.way) => (State::InDoubt, told, None),
            Outcome::Unknown(told) => later(entry, told, None, now),
            Outcome::Later(why) => later(entry, why.text, why.after, now),
        };
        entry.come_to(state, secret::scrubbed(&detail, secrets), now);
        entry.next = next;
        self.ledger.note(entry)
    }
}

/// Returns how a delivery waits for its next attempt, or that it has none.
fn later(
    entry: &Entry,
    told: String,
    after: Option<Duration>,
    now: SystemTime,
) -> (State, String, Option<String>) {
    match retry::next(entry, after, now) {
        Some(next) => (State::Waiting, told, Some(time::written(next))),
        None => (State::Failed, format!("given up after {} attempts: {told}", entry.attempts), None),
    }
}

#[cfg(test)]
mod tests;
