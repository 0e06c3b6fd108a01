//! `attache schedule run`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use attache::error::{Diagnostic, Error};
use attache::model::{EditionName, Moment};
use attache::pipeline::Session;
use attache::schedule::{Board, Clock, Ended, Happening, LATE, Level, Office, Service, Terms, bind};
use clap::{Args, ValueEnum};

use super::clock::{Leaping, Real, Stop};
use crate::cli::report::Reporter;
use crate::cli::terminal::printable;
use crate::cli::{DONE, FAILED, Global, HELD};

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Only these briefs, by file name without extension; all that have a schedule if none is named
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,
    /// Run what is due now and end: 0 if all went well or nothing is due, 1 if something failed,
    /// 75 if another run holds the desk
    #[arg(long)]
    once: bool,
    /// Answer /health and /metrics at this address, such as 127.0.0.1:9300
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "once")]
    listen: Option<SocketAddr>,
    /// How the log on standard error is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log: LogFormat,
    /// Look at the clock and the desk's files at least every so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(i64).range(1..=3600))]
    poll: i64,
    /// Of a brief of which nothing is known, run a slot of the last so many minutes
    #[arg(long, value_name = "MINUTES", default_value_t = LATE / 60, value_parser = clap::value_parser!(i64).range(1..=525_600))]
    within: i64,
    /// Sign each edition.json with this secret key of minisign
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// A file whose first line is the key's password; without one the
    /// environment variable ATTACHE_SIGN_PASSWORD is asked
    #[arg(long, value_name = "FILE", requires = "sign")]
    password_file: Option<PathBuf>,
    /// Pretend that it is this moment, and leap from slot to slot: editions of days to come
    #[arg(long, value_name = "MOMENT", hide = true)]
    rehearse: Option<Moment>,
    /// Stop after so many runs
    #[arg(long, value_name = "RUNS", hide = true)]
    runs: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// Delivers an edition that was published, after the desk is free again, and
/// what of its brief waits for another attempt; lines for the log. Editions of a
/// brief that names no target stay in the archive.
fn deliver(session: &Session, brief: &str, published: Option<EditionName>) -> Result<Vec<String>, Error> {
    crate::cli::deliver::for_service(session, brief, published)
}

pub(super) fn run(global: &Global, args: &RunArgs, reporter: &Reporter) -> Result<u8, Error> {
    let stop = Stop::hear().map_err(|error| failed(format!("cannot hear signals: {error}")))?;
    let password_file = args.password_file.as_deref();
    let key =
        args.sign.as_deref().map(|path| crate::cli::build::signing_key(path, password_file)).transpose()?;
    let mut office = Office::open(&global.desk, crate::cli::readers(), key, &deliver)?;
    let briefs = scheduled(office.session(), &args.briefs, reporter)?;
    let board = Arc::new(Board::new());
    if let Some(address) = args.listen {
        listen(address, board.clone(), reporter)?;
    }
    stop.enforce().map_err(|error| failed(format!("cannot start a thread: {error}")))?;
    let clock: Box<dyn Clock> = match args.rehearse {
        Some(moment) => Box::new(Leaping::new(moment, stop)),
        None => Box::new(Real::new(stop)),
    };
    let log = |happening: &Happening| log(happening, args.log, global.quiet, reporter);
    let terms = Terms {
        poll_seconds: if args.rehearse.is_some() { 86_400 } else { args.poll },
        briefs,
        within_seconds: args.within * 60,
        most_runs: args.runs,
    };
    let mut service = Service::new(&mut office, &*clock, &board, &log, terms);
    if args.once {
        return Ok(match service.run_once() {
            Ended::Done => DONE,
            Ended::Failed => FAILED,
            Ended::Busy => HELD,
        });
    }
    service.run();
    Ok(DONE)
}

/// Returns the ids of the briefs that are meant; none for all that have a
/// schedule.
fn scheduled(session: &Session, names: &[String], reporter: &Reporter) -> Result<Vec<String>, Error> {
    // A brief that wants a value for a parameter is never run: that is no secret.
    let lacking = session.desk.incomplete.iter().filter(|(brief, _)| brief.schedule.is_some());
    let lacking: Vec<Diagnostic> = lacking.map(|(_, told)| told.clone()).collect();
    reporter.diagnostics(&lacking);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let briefs = session.briefs(names)?;
    let without = |brief: &&&attache::model::BriefSpec| brief.schedule.is_none();
    let mistakes: Vec<Diagnostic> = briefs
        .iter()
        .filter(without)
        .map(|brief| {
            let message = format!("brief `{}` has no schedule", brief.id);
            Diagnostic::error(message).in_file(brief.path()).hint("add `schedule: weekdays 07:00`")
        })
        .collect();
    if mistakes.is_empty() {
        Ok(briefs.iter().map(|brief| brief.id.clone()).collect())
    } else {
        Err(Error::Desk(mistakes))
    }
}

fn listen(address: SocketAddr, board: Arc<Board>, reporter: &Reporter) -> Result<(), Error> {
    let listener = bind(address)?;
    let address = listener.address().map_err(|error| failed(error.to_string()))?;
    if !address.ip().is_loopback() {
        let message = format!("others can reach this service at http://{address}/health");
        let hint =
            "it tells the names of briefs and what went wrong; listen on 127.0.0.1 for this machine only";
        reporter.diagnostics(&[Diagnostic::warning(message).hint(hint)]);
    }
    listener.answer(board).map_err(|error| failed(format!("cannot answer at {address}: {error}")))?;
    reporter.result(&format!("http://{address}/"));
    Ok(())
}

/// Writes one line on what happened; with `--quiet` only what went wrong.
fn log(happening: &Happening, format: LogFormat, quiet: bool, reporter: &Reporter) {
    if quiet && happening.level == Level::Info {
        return;
    }
    match format {
        LogFormat::Text => reporter.log(&printable(&happening.to_text(), false)),
        LogFormat::Json => reporter.log(&happening.to_json()),
    }
}

fn failed(message: String) -> Error {
    Error::Build(vec![Diagnostic::error(message)])
}
