//! `attache schedule`.

mod clock;
mod export;
mod list;
mod run;

use clap::{Args, Subcommand};

use super::Global;
use super::report::Reporter;

#[derive(Debug, Args)]
pub(super) struct ScheduleArgs {
    #[command(subcommand)]
    command: Option<ScheduleCommand>,
}

#[derive(Debug, Subcommand)]
enum ScheduleCommand {
    /// List the briefs that have a schedule: what became of the last slot, and when the next ones are
    List(list::ListArgs),
    /// Run what is due, as a service in the foreground, or once
    Run(run::RunArgs),
    /// Write units that let another program run what is due: systemd, cron, Kubernetes, GitHub Actions
    Export(export::ExportArgs),
}

pub(super) fn run(global: &Global, args: &ScheduleArgs, reporter: &Reporter) -> u8 {
    let done = match &args.command {
        None => list::run(global, &list::ListArgs::default(), reporter),
        Some(ScheduleCommand::List(args)) => list::run(global, args, reporter),
        Some(ScheduleCommand::Run(args)) => run::run(global, args, reporter),
        Some(ScheduleCommand::Export(args)) => export::run(global, args, reporter),
    };
    done.unwrap_or_else(|error| reporter.error(&error))
}
