//! `attache preview`.

use attache::error::{Diagnostic, Error};
use attache::model::Date;
use attache::pipeline::Session;
use attache::preview::{Options, Server, brief_path};
use clap::Args;

use super::report::Reporter;
use super::{DONE, Global};

#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    /// The brief to begin with, by file name without extension
    #[arg(value_name = "BRIEF")]
    brief: Option<String>,
    /// The port to listen on; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 8730)]
    port: u16,
    /// The address to listen on; any but this machine's own lets others read the desk
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// The edition's date; today if it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(global: &Global, args: &PreviewArgs, reporter: &Reporter) -> u8 {
    match preview(global, args, reporter) {
        Ok(()) => DONE,
        Err(error) => reporter.error(&error),
    }
}

fn preview(global: &Global, args: &PreviewArgs, reporter: &Reporter) -> Result<(), Error> {
    check(global, args)?;
    let date = args.date;
    let server = Server::listen(Options {
        desk: global.desk.clone(),
        readers: super::readers(),
        host: args.host.clone(),
        port: args.port,
        brief: args.brief.clone(),
        date: Box::new(move || date.unwrap_or_else(Date::today)),
    })?;
    if server.is_open() {
        let message = format!("others can reach this preview at {}", server.address());
        let hint = "it shows every document of the desk; leave `--host` out for this machine only";
        reporter.diagnostics(&[Diagnostic::warning(message).hint(hint)]);
    }
    let address = server.address();
    reporter.result(&address);
    if args.open {
        let page = args.brief.as_deref().map_or_else(String::new, brief_path);
        open(&format!("{address}{page}"), reporter);
    }
    let reporter = reporter.clone();
    server.run(move |diagnostic| reporter.diagnostics(&[diagnostic]))
}

/// Refuses what cannot become right while the preview runs: a folder that is no
/// desk, a brief that a good desk does not have. Other mistakes are shown in the
/// page until they are mended.
fn check(global: &Global, args: &PreviewArgs) -> Result<(), Error> {
    if !global.desk.join("config.yaml").exists() {
        return Session::open(&global.desk, super::readers()).map(drop);
    }
    let Some(brief) = &args.brief else { return Ok(()) };
    match Session::open(&global.desk, super::readers()) {
        Ok(session) => session.briefs(std::slice::from_ref(brief)).map(drop),
        Err(_) => Ok(()),
    }
}

/// Asks the system's browser to show a page.
fn open(address: &str, reporter: &Reporter) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = std::process::Command::new(program)
        .arg(address)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if let Err(error) = started {
        let message = format!("cannot open a browser with `{program}`: {error}");
        reporter.diagnostics(&[Diagnostic::warning(message).hint("open the address above by hand")]);
    }
}
