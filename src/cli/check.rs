//! `attache check`.

use attache::error::{Diagnostic, Error, Severity};
use attache::pipeline::Session;
use clap::Args;
use serde_json::json;

use super::params::today;
use super::progress::Progress;
use super::report::Reporter;
use super::{DONE, FAILED, Global, WRONG};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Exit with status 1 if there are warnings
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(global: &Global, args: &CheckArgs, reporter: &Reporter) -> u8 {
    let (diagnostics, status) = match find(global, reporter) {
        Ok(diagnostics) => {
            let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
            let status = if failed || args.strict && !diagnostics.is_empty() { FAILED } else { DONE };
            (diagnostics, status)
        }
        Err(error) => (error.diagnostics(), if matches!(error, Error::Desk(_)) { WRONG } else { FAILED }),
    };
    if reporter.json {
        reporter.result(&json!({ "diagnostics": diagnostics }).to_string());
        return status;
    }
    reporter.diagnostics(&diagnostics);
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match errors + warnings {
        0 => reporter.result("no mistakes found"),
        _ => reporter.result(&format!("errors: {errors}, warnings: {warnings}")),
    }
    status
}

/// Builds every brief in memory; whatever a build would complain of is found.
fn find(global: &Global, reporter: &Reporter) -> Result<Vec<Diagnostic>, Error> {
    let session = Session::open(&global.desk, super::readers())?;
    let briefs = session.briefs(&[])?;
    let progress = Progress::new(reporter.shows_progress());
    session.check(&briefs, today(&session), &|step| progress.step(step))
}
