//! The command line of attaché: it parses, runs, prints, and chooses the exit
//! status. What it does is in the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::run())
}
