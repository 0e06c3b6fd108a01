//! `attache schedule list`.

use attache::error::{Diagnostic, Error};
use attache::model::{Moment, Zone};
use attache::pipeline::Session;
use attache::schedule::{BriefReport, Dealt, state_of};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::report::Reporter;
use crate::cli::terminal::printable;
use crate::cli::{DONE, Global};

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only these briefs, by file name without extension
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,
    /// How many slots to come are listed
    #[arg(short, long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(0..=1000))]
    next: u16,
    /// Say what is next after this moment instead of now
    #[arg(long, value_name = "MOMENT")]
    from: Option<Moment>,
    /// How it is written; JSON is one object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Default for ListArgs {
    fn default() -> Self {
        Self { briefs: Vec::new(), next: 3, from: None, format: Format::Text }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &ListArgs, reporter: &Reporter) -> Result<u8, Error> {
    let session = Session::open(&global.desk, crate::cli::readers())?;
    let briefs = session.briefs(&args.briefs)?;
    let now = args.from.unwrap_or_else(Moment::now);
    let (engine, damaged) = state_of(&session, now);
    if let Some(why) = damaged {
        let hint = "what was run is told from the archive";
        reporter.diagnostics(&[Diagnostic::warning(why).hint(hint)]);
    }
    let reports: Vec<BriefReport> =
        briefs.iter().filter_map(|brief| engine.report(&brief.id, now, usize::from(args.next))).collect();
    if reports.is_empty() && args.format == Format::Text {
        reporter.result("no brief has a schedule");
    }
    for report in &reports {
        match args.format {
            Format::Json => reporter.result(&json!(report).to_string()),
            Format::Text => print(report, reporter),
        }
    }
    Ok(DONE)
}

fn print(report: &BriefReport, reporter: &Reporter) {
    let zone = Zone::named(&report.zone).unwrap_or_else(Zone::utc);
    let line = |text: String| reporter.result(&printable(&text, false));
    line(format!("{}  {} ({})", report.brief, report.schedule, report.zone));
    match &report.last {
        None => line("  last  none yet".to_owned()),
        Some(last) => line(format!("  last  {}  {}", zone.write(last.slot), became(last))),
    }
    if let Some(trying) = &report.trying {
        let (slot, next) = (zone.write(trying.slot), zone.write(trying.next));
        let tries = if trying.tries == 1 { "once".to_owned() } else { format!("{} times", trying.tries) };
        line(format!("  fails {slot}  failed {tries}, again at {next}: {}", trying.message));
    }
    for next in &report.next {
        let late = next.run_at.since(next.slot);
        let jitter = if late > 0 { format!("  run {late} s later") } else { String::new() };
        line(format!("  next  {}  {}{jitter}", next.local, next.slot));
    }
}

/// Says what became of a slot.
fn became(last: &Dealt) -> String {
    let edition = last.edition.as_deref().map_or_else(String::new, |edition| format!(" {edition}"));
    let took = last.seconds.map_or_else(String::new, |seconds| format!(" in {seconds:.1} s"));
    let tries = if last.tries > 1 { format!(", at try {}", last.tries) } else { String::new() };
    format!("{}{edition}{took}{tries}", last.outcome.name())
}
