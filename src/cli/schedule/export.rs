//! `attache schedule export`.

use std::path::PathBuf;

use attache::error::{Diagnostic, Error};
use attache::model::Moment;
use attache::output;
use attache::pipeline::Session;
use attache::schedule::export::{Job, Target, Unit, export};
use clap::{ArgGroup, Args};

use crate::cli::report::Reporter;
use crate::cli::{DONE, Global};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("target").required(true).args(["systemd", "cron", "kubernetes", "github_actions"])))]
pub(super) struct ExportArgs {
    /// Only these briefs, by file name without extension; all that have a schedule if none is named
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,
    /// A service and a timer of systemd
    #[arg(long)]
    systemd: bool,
    /// Lines for a crontab
    #[arg(long)]
    cron: bool,
    /// A CronJob of Kubernetes
    #[arg(long)]
    kubernetes: bool,
    /// A workflow of GitHub Actions
    #[arg(long)]
    github_actions: bool,
    /// One unit for all briefs instead of one for each
    #[arg(long)]
    single: bool,
    /// Write files into this folder instead of standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The program as the units call it; this one where it is not given
    #[arg(long, value_name = "PATH")]
    program: Option<String>,
    /// The image that Kubernetes runs
    #[arg(long, value_name = "IMAGE", default_value = "attache:latest")]
    image: String,
}

pub(super) fn run(global: &Global, args: &ExportArgs, reporter: &Reporter) -> Result<u8, Error> {
    let session = Session::open(&global.desk, crate::cli::readers())?;
    let briefs = session.briefs(&args.briefs)?;
    let schedules: Vec<_> =
        briefs.iter().filter_map(|brief| Some((brief.id.clone(), brief.schedule.clone()?))).collect();
    if schedules.is_empty() {
        let message = "no brief has a schedule";
        return Err(Error::Desk(vec![
            Diagnostic::error(message).hint("add `schedule: weekdays 07:00` to one"),
        ]));
    }
    let target = match args {
        ExportArgs { systemd: true, .. } => Target::Systemd,
        ExportArgs { cron: true, .. } => Target::Cron,
        ExportArgs { kubernetes: true, .. } => Target::Kubernetes,
        _ => Target::GithubActions,
    };
    let own = std::env::current_exe().ok().and_then(|path| path.to_str().map(str::to_owned));
    // Elsewhere the program and the desk are in other places.
    let (program, desk) = match target {
        Target::Systemd | Target::Cron => (own, desk(global)?),
        Target::Kubernetes => (None, "/desk".to_owned()),
        Target::GithubActions => (None, ".".to_owned()),
    };
    let job = Job {
        program: args.program.clone().or(program).unwrap_or_else(|| "attache".to_owned()),
        desk,
        output: session.desk.config.output.display().to_string(),
        image: args.image.clone(),
        now: Moment::now(),
    };
    refuse_control(&[&job.program, &job.desk, &job.output, &job.image])?;
    let units = export(target, &schedules, &job, args.single);
    match &args.out {
        None => print(&units, reporter),
        Some(folder) => {
            for unit in units {
                let path = folder.join(&unit.name);
                output::put(&path, unit.text.as_bytes()).map_err(attache::pipeline::output_error)?;
                reporter.result(&path.display().to_string());
            }
        }
    }
    Ok(DONE)
}

/// Returns the desk's folder as other programs find it.
fn desk(global: &Global) -> Result<String, Error> {
    let path = std::path::absolute(&global.desk).unwrap_or_else(|_| global.desk.clone());
    // `.` and `..` say nothing to a unit that begins elsewhere.
    let path = path.canonicalize().unwrap_or(path);
    path.to_str().map(str::to_owned).ok_or_else(|| {
        let message = format!("the desk's path `{}` is not UTF-8, which units are", path.display());
        Error::Desk(vec![Diagnostic::error(message)])
    })
}

/// A line break in a path would end the line of a unit.
fn refuse_control(texts: &[&String]) -> Result<(), Error> {
    match texts.iter().find(|text| text.contains(char::is_control)) {
        None => Ok(()),
        Some(text) => {
            let message = format!("{text:?} has a control character, which no unit can name");
            Err(Error::Desk(vec![Diagnostic::error(message)]))
        }
    }
}

fn print(units: &[Unit], reporter: &Reporter) {
    for unit in units {
        if units.len() > 1 {
            reporter.result(&format!("# {}", unit.name));
        }
        reporter.result(unit.text.trim_end());
    }
}
