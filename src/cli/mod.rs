//! The command line: arguments, and one module for each command.
//!
//! Standard output carries results, standard error diagnostics and progress.

mod build;
mod check;
mod corpus;
mod deliver;
mod diff;
mod editions;
mod explain;
mod init;
mod inspect;
mod params;
mod preview;
mod progress;
mod purge;
mod report;
mod schedule;
mod search;
mod templates;
mod terminal;
mod themes;
mod verify;

use std::path::PathBuf;
use std::sync::Arc;

use attache::corpus::Readers;
use attache::studio::Studio;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use report::Reporter;

/// Done.
const DONE: u8 = 0;
/// The build or a verification failed.
const FAILED: u8 = 1;
/// Wrong usage or configuration.
const WRONG: u8 = 2;
/// Nothing new, with `--exit-code`.
const NOTHING_NEW: u8 = 3;
/// Another run holds the lock (`EX_TEMPFAIL` of sysexits.h).
const HELD: u8 = 75;

/// A folder of documents in, a cited briefing out.
#[derive(Debug, Parser)]
#[command(name = "attache", version, about, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Without a command, attache builds every brief of the desk.")]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Args)]
struct Global {
    /// The desk: the folder with config.yaml
    #[arg(short = 'C', long = "desk", value_name = "DIR", default_value = ".", global = true)]
    desk: PathBuf,
    /// Print results and errors only, no warnings and no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what is done and how long it takes
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Whether to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Choice,
    /// How results and diagnostics are written
    #[arg(long, value_name = "FORMAT", default_value = "human", global = true)]
    message_format: MessageFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    Human,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the briefings
    Build(build::BuildArgs),
    /// Check config, briefs, templates and corpus, and name every mistake
    Check(check::CheckArgs),
    /// Make a new desk with a sample corpus, which builds at once
    Init(init::InitArgs),
    /// Say when briefs are due, and run them
    Schedule(schedule::ScheduleArgs),
    /// Search the corpus
    Search(search::SearchArgs),
    /// Say why excerpts were chosen, and why passages were left out
    Explain(explain::ExplainArgs),
    /// Show what an edition tells that another one did not
    Diff(diff::DiffArgs),
    /// List, count and show what was read of the corpus
    Corpus(corpus::CorpusArgs),
    /// Deliver what was published and not yet delivered
    Deliver(deliver::DeliverArgs),
    /// List, show, publish, withdraw, pin and prune editions
    Editions(editions::EditionsArgs),
    /// Show what attaché sees in documents
    Inspect(inspect::InspectArgs),
    /// List what themes find in the corpus, or suggest terms that would sharpen them
    Themes(themes::ThemesArgs),
    /// Show the desk as a local web page that follows every change
    Preview(preview::PreviewArgs),
    /// List, show, check and begin templates
    Templates(templates::TemplatesArgs),
    /// Check quotations against the corpus, and files against their manifests
    Verify(verify::VerifyArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Returns what reads documents: processes of this program; this process
/// itself where its own file cannot be named.
fn readers() -> Arc<Readers> {
    Arc::new(std::env::current_exe().map_or_else(|_| Readers::in_process(), Readers::in_workers))
}

/// Reads documents for another process of this program.
fn serve() -> u8 {
    match attache::corpus::serve(std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => DONE,
        Err(_) => FAILED,
    }
}

/// Fills templates and sets pages for another process of this program.
fn serve_studio() -> u8 {
    // Not locked: the locks cannot be handed to the threads that set pages.
    match attache::studio::serve(std::io::stdin(), std::io::stdout()) {
        Ok(()) => DONE,
        Err(_) => FAILED,
    }
}

/// Runs the command line and returns the exit status.
pub(crate) fn run() -> u8 {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == Readers::ARGUMENT) {
        return serve();
    }
    if std::env::args_os().nth(1).is_some_and(|argument| argument == Studio::ARGUMENT) {
        return serve_studio();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results, all else is a diagnostic; clap knows which.
            let _ = error.print();
            return if error.use_stderr() { WRONG } else { DONE };
        }
    };
    let reporter = Reporter::new(&cli.global);
    match cli.command.unwrap_or_else(|| Command::Build(build::BuildArgs::default())) {
        Command::Build(args) => build::run(&cli.global, &args, &reporter),
        Command::Check(args) => check::run(&cli.global, &args, &reporter),
        Command::Corpus(args) => corpus::run(&cli.global, &args, &reporter),
        Command::Diff(args) => diff::run(&cli.global, &args, &reporter),
        Command::Deliver(args) => deliver::run(&cli.global, &args, &reporter),
        Command::Editions(args) => editions::run(&cli.global, &args, &reporter),
        Command::Explain(args) => explain::run(&cli.global, &args, &reporter),
        Command::Init(args) => init::run(&args, &reporter),
        Command::Preview(args) => preview::run(&cli.global, &args, &reporter),
        Command::Schedule(args) => schedule::run(&cli.global, &args, &reporter),
        Command::Search(args) => search::run(&cli.global, &args, &reporter),
        Command::Inspect(args) => inspect::run(&cli.global, &args, &reporter),
        Command::Templates(args) => templates::run(&cli.global, &args, &reporter),
        Command::Themes(args) => themes::run(&cli.global, &args, &reporter),
        Command::Verify(args) => verify::run(&cli.global, &args, &reporter),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "attache", &mut script);
            reporter.result_bytes(&script)
        }
        Command::Man => {
            let mut page = Vec::new();
            match clap_mangen::Man::new(Cli::command()).render(&mut page) {
                Ok(()) => reporter.result_bytes(&page),
                Err(error) => reporter.failed(&attache::error::Diagnostic::error(error.to_string())),
            }
        }
    }
}
