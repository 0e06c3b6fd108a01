//! `attache deliver`.

use std::time::SystemTime;

use attache::delivery::{self, Clock, Entry, ParcelReport, Report, Secrets, State};
use attache::error::{Diagnostic, Error};
use attache::model::{BriefSpec, EditionName};
use attache::pipeline::{self, Post, Session};
use clap::{Args, Subcommand};
use serde_json::json;

use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct DeliverArgs {
    #[command(subcommand)]
    command: Option<DeliverCommand>,
    #[command(flatten)]
    what: What,
}

#[derive(Debug, Clone, Subcommand)]
enum DeliverCommand {
    /// List what was delivered, what waits and what failed
    List(ListArgs),
    /// Send again what failed, is in doubt or waits for its next time
    Retry(What),
}

#[derive(Debug, Clone, Args)]
struct What {
    /// Briefs or editions, such as `weekly` or `weekly/2025-04-02`; every brief
    /// if none is named
    #[arg(value_name = "BRIEF[/EDITION]")]
    names: Vec<String>,
    /// Say what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Args)]
struct ListArgs {
    /// Briefs or editions; every brief if none is named
    #[arg(value_name = "BRIEF[/EDITION]")]
    names: Vec<String>,
    /// Only what somebody has to look after: what failed or is in doubt
    #[arg(long)]
    dead: bool,
}

pub(super) fn run(global: &Global, args: &DeliverArgs, reporter: &Reporter) -> u8 {
    let done = Session::open(&global.desk, super::readers()).and_then(|session| match &args.command {
        None => deliver(&session, &args.what, false, reporter),
        Some(DeliverCommand::Retry(what)) => deliver(&session, what, true, reporter),
        Some(DeliverCommand::List(list_args)) => list(&session, list_args, reporter),
    });
    done.unwrap_or_else(|error| reporter.error(&error))
}

/// Reads a variable of the environment that configuration names.
#[expect(clippy::disallowed_methods, reason = "the command line hands the environment to the library")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// How this process delivers.
#[expect(clippy::disallowed_methods, reason = "the command line tells the library what time it is")]
fn post(retry: bool, dry_run: bool) -> Post<'static> {
    let clock = Clock::at(SystemTime::now());
    Post { secrets: Secrets::new(&variable), clock, retry, dry_run }
}

/// Delivers an edition that was just published; returns whether all went well.
pub(super) fn after_build(
    session: &Session,
    brief: &BriefSpec,
    edition: EditionName,
    reporter: &Reporter,
) -> Result<bool, Error> {
    if brief.deliver.is_empty() {
        reporter.remark(&format!("{}: no `deliver` in the brief", brief.id));
    }
    let reports = session.deliver(brief, Some(edition), &post(false, false))?;
    Ok(print(&reports, false, reporter))
}

/// Delivers an edition for a service, if it has one that was just published, and
/// whatever of its brief waits for another attempt; returns lines for its log.
/// Nothing due is no line.
///
/// # Errors
/// [`Error::Build`] with what was not delivered.
pub(super) fn for_service(
    session: &Session,
    brief: &str,
    published: Option<EditionName>,
) -> Result<Vec<String>, Error> {
    let Some(brief) = session.desk.brief(brief).filter(|brief| !brief.deliver.is_empty()) else {
        return Ok(Vec::new());
    };
    let (entries, _) = delivery::entries(&pipeline::archive(&session.desk), &brief.id);
    let open = entries.iter().filter(|entry| entry.state.is_open());
    let mut editions: Vec<EditionName> = open.filter_map(|entry| entry.edition.parse().ok()).collect();
    editions.extend(published);
    editions.sort_unstable();
    editions.dedup();
    let mut lines = Vec::new();
    let mut failures = Vec::new();
    for edition in editions {
        sent(session.deliver(brief, Some(edition), &post(false, false))?, &mut lines, &mut failures);
    }
    if failures.is_empty() { Ok(lines) } else { Err(Error::Build(failures)) }
}

/// Sorts what became of deliveries into lines and failures.
fn sent(reports: Vec<Report>, lines: &mut Vec<String>, failures: &mut Vec<Diagnostic>) {
    for report in reports {
        let edition = format!("{} {}", report.brief, report.edition);
        for parcel in report.parcels.iter().filter(|parcel| parcel.is_tried) {
            let whom = whom(&parcel.target, parcel.recipient.as_deref());
            match parcel.state {
                State::Sent => lines.push(format!("sent {edition} to {whom}")),
                state => failures.push(Diagnostic::error(format!(
                    "{} {edition} to {whom}{}",
                    state.name(),
                    because(&parcel.detail, parcel.next.as_deref())
                ))),
            }
        }
        failures.extend(report.failures);
    }
}

fn deliver(session: &Session, what: &What, retry: bool, reporter: &Reporter) -> Result<u8, Error> {
    let post = post(retry, what.dry_run);
    let mut status = DONE;
    for (brief, edition) in named(session, &what.names)? {
        if brief.deliver.is_empty() && !what.names.is_empty() {
            let hint = "name targets under `deliver` in the brief";
            let told = Diagnostic::error(format!("the brief `{}` is delivered to nobody", brief.id));
            return Err(Error::Desk(vec![told.in_file(brief.path()).hint(hint)]));
        }
        // A ledger that cannot be written, or another run, is one brief's.
        match session.deliver(brief, edition, &post) {
            Ok(reports) if print(&reports, what.dry_run, reporter) => {}
            Ok(_) => status = FAILED,
            Err(error) => status = reporter.error(&error),
        }
    }
    Ok(status)
}

/// Finds the briefs and editions that names mean.
fn named<'s>(
    session: &'s Session,
    names: &[String],
) -> Result<Vec<(&'s BriefSpec, Option<EditionName>)>, Error> {
    if names.is_empty() {
        return Ok(session.briefs(&[])?.into_iter().map(|brief| (brief, None)).collect());
    }
    let mut found = Vec::new();
    for name in names {
        let (brief, edition) = match name.split_once('/') {
            None => (name.as_str(), None),
            Some((brief, edition)) => {
                let mistaken = |why: String| Error::Desk(vec![Diagnostic::error(why)]);
                (brief, Some(edition.parse::<EditionName>().map_err(mistaken)?))
            }
        };
        found.extend(session.briefs(&[brief.to_owned()])?.into_iter().map(|brief| (brief, edition)));
    }
    Ok(found)
}

/// Prints reports; returns whether all that was tried was taken.
fn print(reports: &[Report], is_dry: bool, reporter: &Reporter) -> bool {
    for report in reports {
        reporter.diagnostics(&report.warnings);
        for parcel in &report.parcels {
            if reporter.json {
                let mut line = json!(parcel);
                line["brief"] = json!(report.brief);
                line["edition"] = json!(report.edition);
                line["dry_run"] = json!(is_dry);
                reporter.result(&line.to_string());
            } else {
                print_parcel(report, parcel, is_dry, reporter);
            }
        }
        reporter.diagnostics(&report.failures);
    }
    reports.iter().all(Report::is_good)
}

fn print_parcel(report: &Report, parcel: &ParcelReport, is_dry: bool, reporter: &Reporter) {
    let edition = format!("{} {}", report.brief, report.edition);
    let whom = whom(&parcel.target, parcel.recipient.as_deref());
    let line = match parcel.state {
        State::Sent if parcel.is_tried => format!("sent {edition} to {whom}"),
        State::Sent => return reporter.remark(&format!("{edition} was sent to {whom} before")),
        State::Waiting | State::Sending if is_dry && parcel.next.is_none() => {
            format!("would send {edition} to {whom}")
        }
        state => {
            format!("{} {edition} to {whom}{}", state.name(), because(&parcel.detail, parcel.next.as_deref()))
        }
    };
    reporter.result(&printable(&line, false));
    if parcel.is_tried && parcel.state != State::Sent && !is_dry {
        let hint = match parcel.state {
            State::InDoubt => "`attache deliver retry` sends it again, under the same id",
            State::Failed => "mend what is wrong, then `attache deliver retry`",
            _ => "`attache deliver` tries again when it is time, `attache deliver retry` at once",
        };
        let message = format!("{edition} was not delivered to {whom}: {}", parcel.detail);
        reporter.diagnostics(&[Diagnostic::error(message).hint(hint)]);
    }
}

fn whom(target: &str, recipient: Option<&str>) -> String {
    match recipient {
        Some(recipient) => format!("{target} ({recipient})"),
        None => target.to_owned(),
    }
}

fn because(detail: &str, next: Option<&str>) -> String {
    let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
    next.map_or_else(|| detail.clone(), |next| format!("{detail}; next at {next}"))
}

fn list(session: &Session, args: &ListArgs, reporter: &Reporter) -> Result<u8, Error> {
    let archive = pipeline::archive(&session.desk);
    let mut is_good = true;
    for (brief, edition) in named(session, &args.names)? {
        let (entries, damaged) = delivery::entries(&archive, &brief.id);
        let is_wanted = |entry: &&Entry| {
            (!args.dead || entry.state.is_dead())
                && edition.is_none_or(|edition| edition.to_string() == entry.edition)
        };
        for entry in entries.iter().filter(is_wanted) {
            if reporter.json {
                reporter.result(&json!(entry).to_string());
                continue;
            }
            let Entry { state, last, detail, next, .. } = entry;
            let whom = whom(&entry.target, entry.recipient.as_deref());
            let because = because(detail, next.as_deref());
            let line =
                format!("{last} {} {} {} to {whom}{because}", state.name(), entry.brief, entry.edition);
            reporter.result(&printable(&line, false));
        }
        is_good &= damaged.is_empty();
        let told =
            |why: String| Diagnostic::error(why).hint("find out whether it was sent, then remove the file");
        reporter.diagnostics(&damaged.into_iter().map(told).collect::<Vec<_>>());
    }
    Ok(if is_good { DONE } else { FAILED })
}
