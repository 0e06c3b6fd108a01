//! `attache build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use attache::error::{Diagnostic, Error, Reported};
use attache::model::Date;
use attache::output;
use attache::pipeline::{self, Issued, Outcome, Request, Session, Since, Step, Terms};
use attache::signature::SigningKey;
use clap::Args;
use serde_json::json;

use super::params::{ParamArgs, today};
use super::progress::Progress;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global, NOTHING_NEW};

#[derive(Debug, Default, Args)]
pub(super) struct BuildArgs {
    /// Briefs to build, by file name without extension; all of them if none is named
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,
    /// Only this audience (may be given more than once)
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// Only these formats, such as `md,pdf`
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    to: Vec<String>,
    #[command(flatten)]
    params: ParamArgs,
    /// The edition's date; today if it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Only documents dated since the last edition (`last`) or a day
    #[arg(long, value_name = "last|DATE")]
    since: Option<Since>,
    /// Treat warnings as errors: write nothing if there is one
    #[arg(long)]
    strict: bool,
    /// Build only if something changed since the newest edition
    #[arg(long)]
    if_changed: bool,
    /// Replace the newest edition of the date instead of making a further one
    #[arg(long)]
    force: bool,
    /// Exit with status 3 if nothing was new
    #[arg(long)]
    exit_code: bool,
    /// Sign each edition.json with this secret key of minisign
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// A file whose first line is the key's password; without one the
    /// environment variable ATTACHE_SIGN_PASSWORD is asked
    #[arg(long, value_name = "FILE", requires = "sign")]
    password_file: Option<PathBuf>,
}

pub(super) fn run(global: &Global, args: &BuildArgs, reporter: &Reporter) -> u8 {
    let begun = Instant::now();
    let status = match build(global, args, reporter) {
        Ok(status) => status,
        Err(error) => reporter.error(&error),
    };
    reporter.remark(&format!("took {:.2} s", begun.elapsed().as_secs_f64()));
    status
}

fn build(global: &Global, args: &BuildArgs, reporter: &Reporter) -> Result<u8, Error> {
    let given = args.params.given(&args.briefs);
    let session = Session::open_with(&global.desk, super::readers(), &given)?;
    let key = args.sign.as_deref().map(|path| signing_key(path, args)).transpose()?;
    let briefs = session.briefs(&args.briefs)?;
    let request = Request {
        date: args.date.unwrap_or_else(|| today(&session)),
        audiences: args.audience.clone(),
        formats: args.to.clone(),
        since: args.since,
        slot: None,
    };
    session.check_request(&briefs, &request)?;
    let _held = output::lock(&global.desk, "attache build").map_err(pipeline::output_error)?;
    session.warm();
    let progress = Progress::new(reporter.shows_progress());
    let material = session.read(request.date, &|step| progress.step(step))?;
    reporter.diagnostics(&material.warnings);
    reporter.remark(&format!("read {} documents", material.value.corpus.documents.len()));
    let mut warned = !material.warnings.is_empty();
    if args.briefs.is_empty() {
        let incomplete: Vec<Diagnostic> =
            session.desk.incomplete.iter().map(|(_, told)| told.clone()).collect();
        reporter.diagnostics(&incomplete);
        warned |= !incomplete.is_empty();
    }
    let mut failed = false;
    let mut editions = Vec::new();
    let terms =
        Terms { request: &request, if_changed: args.if_changed, force: args.force, key: key.as_ref() };
    // All are built before one is written: a mistake in the last leaves the archive as it was.
    for (done, brief) in briefs.iter().enumerate() {
        progress.step(Step { what: "building", done, of: briefs.len() });
        let Reported { value: prepared, warnings } = match session.prepare(&material.value, brief, terms) {
            // What is wrong with one brief and its sources keeps no other from its readers.
            Err(Error::Build(diagnostics)) => {
                reporter.diagnostics(&diagnostics);
                failed = true;
                continue;
            }
            prepared => prepared?,
        };
        reporter.diagnostics(&warnings);
        warned |= !warnings.is_empty();
        failed |= !prepared.built.failures.is_empty();
        editions.push(prepared);
    }
    drop(progress);
    if args.strict && (warned || failed) {
        editions.iter().for_each(|prepared| reporter.diagnostics(&prepared.built.failures));
        let hint = "with --strict nothing is written while there are warnings";
        return Ok(reporter.failed(&Diagnostic::error("nothing was written").hint(hint)));
    }
    let mut changed = false;
    for prepared in editions {
        let issued = session.put(prepared)?;
        failed |= !issued.failures.is_empty();
        changed |= issued.outcome.is_change();
        reporter.diagnostics(&issued.failures);
        reporter.diagnostics(&issued.warnings);
        print(&session, &issued, reporter);
    }
    Ok(match (failed, changed) {
        (true, _) => FAILED,
        (false, false) if args.exit_code => NOTHING_NEW,
        _ => DONE,
    })
}

/// Reads the key that signs, before anything is built.
fn signing_key(path: &Path, args: &BuildArgs) -> Result<SigningKey, Error> {
    let read =
        |path: &Path| std::fs::read_to_string(path).map_err(|error| super::verify::unreadable(path, &error));
    let password = match &args.password_file {
        Some(file) => read(file)?.lines().next().map(str::to_owned),
        None => std::env::var_os("ATTACHE_SIGN_PASSWORD").and_then(|password| password.into_string().ok()),
    };
    let mistaken = |mistake: Box<Diagnostic>| Error::Desk(vec![mistake.in_file(path.display().to_string())]);
    SigningKey::read(&read(path)?, password).map_err(mistaken)
}

/// Prints what became of a brief: a line on its edition, then its files.
fn print(session: &Session, issued: &Issued, reporter: &Reporter) {
    let Issued { name, outcome, folder, manifest, .. } = issued;
    let state = match outcome {
        Outcome::NothingNew => return reporter.remark(&format!("{}: nothing new", manifest.brief)),
        Outcome::LeftAlone => {
            let message = format!("the edition {}/{name} is left as it was", manifest.brief);
            let told = Diagnostic::error(message).hint("it has a file that could not be written now");
            return reporter.diagnostics(&[told]);
        }
        Outcome::Published => "built",
        Outcome::Replaced => "replaced",
        Outcome::Draft => "drafted",
        Outcome::Unchanged => "unchanged",
    };
    let files: Vec<String> = issued
        .files()
        .map(|file| folder.join(file))
        .map(|path| path.strip_prefix(&session.desk.root).unwrap_or(&path).display().to_string())
        .collect();
    if reporter.json {
        let line = json!({
            "brief": manifest.brief,
            "date": manifest.date,
            "edition": name.to_string(),
            "outcome": state,
            "excerpts": manifest.excerpts.len(),
            "documents": manifest.coverage.documents,
            "changed": outcome.is_change(),
            "files": files,
        });
        return reporter.result(&line.to_string());
    }
    reporter.result(&printable(
        &format!(
            "{state} {} {name}: {} from {} of {}",
            manifest.brief,
            counted(manifest.excerpts.len(), "excerpt"),
            manifest.coverage.cited,
            counted(manifest.coverage.documents, "document"),
        ),
        false,
    ));
    for file in files {
        reporter.result(&printable(&format!("  {file}"), false));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
