//! `attache build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use attache::error::{Diagnostic, Error, Reported, Severity};
use attache::model::{BriefSpec, Date};
use attache::output;
use attache::pipeline::{self, Issued, Outcome, Prepared, Request, Run, Session, Since, Step, Terms};
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
    /// Deliver what was published to the targets of its brief
    #[arg(long)]
    deliver: bool,
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
    let key =
        args.sign.as_deref().map(|path| signing_key(path, args.password_file.as_deref())).transpose()?;
    let briefs = session.briefs(&args.briefs)?;
    let request = Request {
        date: args.date.unwrap_or_else(|| today(&session)),
        audiences: args.audience.clone(),
        formats: args.to.clone(),
        since: args.since,
        slot: None,
    };
    session.check_request(&briefs, &request)?;
    let held = output::lock(&global.desk, "attache build").map_err(pipeline::output_error)?;
    if let Some(holder) = &held.taken_over {
        reporter.remark(&format!("took the desk over from a run that is gone: {holder}"));
    }
    let terms =
        Terms { request: &request, if_changed: args.if_changed, force: args.force, key: key.as_ref() };
    let mut run = session.begin(request.date);
    let mut failed = false;
    let mut changed = false;
    let mut published = Vec::new();
    let mut open = Vec::new();
    let is_to_send = |issued: &Issued| {
        let is_published =
            matches!(issued.outcome, Outcome::Published | Outcome::Replaced | Outcome::Unchanged);
        args.deliver && is_published
    };
    for brief in briefs {
        match run.remembered(brief, terms) {
            Some(Reported { value, warnings }) if warnings.is_empty() || !args.strict => {
                reporter.diagnostics(&warnings);
                print(&session, &value, reporter);
                published.extend(is_to_send(&value).then_some((brief, value.name)));
            }
            _ => open.push(brief),
        }
    }
    if !open.is_empty() {
        let Some(editions) = prepare(&session, &mut run, &open, terms, args, reporter, &mut failed)? else {
            return Ok(FAILED);
        };
        for (brief, prepared) in editions {
            let issued = run.put(brief, terms, prepared)?;
            failed |= !issued.failures.is_empty();
            changed |= issued.outcome.is_change();
            reporter.diagnostics(&issued.failures);
            reporter.diagnostics(&issued.warnings);
            print(&session, &issued, reporter);
            published.extend(is_to_send(&issued).then_some((brief, issued.name)));
        }
    }
    // Nobody waits for the desk until a mail server answers.
    drop(held);
    for (brief, name) in published {
        failed |= !super::deliver::after_build(&session, brief, name, reporter)?;
    }
    Ok(match (failed, changed) {
        (true, _) => FAILED,
        (false, false) if args.exit_code => NOTHING_NEW,
        _ => DONE,
    })
}

/// Builds briefs; all of them before one is written, so that a mistake in the
/// last leaves the archive as it was. `None` where nothing may be written.
fn prepare<'b>(
    session: &Session,
    run: &mut Run<'_>,
    briefs: &[&'b BriefSpec],
    terms: Terms<'_>,
    args: &BuildArgs,
    reporter: &Reporter,
    failed: &mut bool,
) -> Result<Option<Vec<(&'b BriefSpec, Prepared)>>, Error> {
    session.warm();
    let progress = Progress::new(reporter.shows_progress());
    let step = |step| progress.step(step);
    let read = run.read(&step)?;
    reporter.diagnostics(&read);
    let documents = run.material().map_or(0, |material| material.corpus.documents.len());
    reporter.remark(&format!("read {documents} documents"));
    *failed |= read.iter().any(|told| told.severity == Severity::Error);
    let mut warned = !read.is_empty();
    if args.briefs.is_empty() {
        let incomplete: Vec<Diagnostic> =
            session.desk.incomplete.iter().map(|(_, told)| told.clone()).collect();
        reporter.diagnostics(&incomplete);
        warned |= !incomplete.is_empty();
    }
    let mut editions = Vec::new();
    for (done, brief) in briefs.iter().enumerate() {
        progress.step(Step { what: "building", done, of: briefs.len() });
        let Reported { value: prepared, warnings } = match run.prepare(brief, terms, &step) {
            // What is wrong with one brief and its sources keeps no other from its readers.
            Err(Error::Build(diagnostics)) => {
                reporter.diagnostics(&diagnostics);
                *failed = true;
                continue;
            }
            prepared => prepared?,
        };
        reporter.diagnostics(&warnings);
        warned |= !warnings.is_empty();
        *failed |= !prepared.built.failures.is_empty();
        editions.push((*brief, prepared));
    }
    drop(progress);
    if args.strict && (warned || *failed) {
        editions.iter().for_each(|(_, prepared)| reporter.diagnostics(&prepared.built.failures));
        let hint = "with --strict nothing is written while there are warnings";
        reporter.failed(&Diagnostic::error("nothing was written").hint(hint));
        return Ok(None);
    }
    Ok(Some(editions))
}

/// Reads the key that signs, before anything is built.
pub(super) fn signing_key(path: &Path, password_file: Option<&Path>) -> Result<SigningKey, Error> {
    let read =
        |path: &Path| std::fs::read_to_string(path).map_err(|error| super::verify::unreadable(path, &error));
    let password = match password_file {
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
        Outcome::NothingNew => {
            let since = issued.against.map_or_else(String::new, |name| format!(" since the edition {name}"));
            return reporter.remark(&format!("{}: nothing new{since}", manifest.brief));
        }
        Outcome::LeftAlone => {
            // A further edition of a date that lacks a file is none.
            let name = issued.against.unwrap_or(*name);
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
