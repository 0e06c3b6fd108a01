//! One binary for all integration tests, by topic.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do, write their own files, and say what they skip"
)]

#[cfg(unix)]
mod archive;
mod audiences;
mod bad_input;
mod build;
mod cli;
mod corpus;
#[cfg(unix)]
mod delivery;
mod diff;
mod docx;
mod duplicates;
mod editors;
#[cfg(unix)]
mod eml;
mod explain;
#[cfg(unix)]
mod faults;
mod fuzz;
mod golden;
mod hostile;
#[cfg(unix)]
mod hostile_collection;
#[cfg(unix)]
mod html;
mod links;
#[cfg(feature = "pdf")]
mod look;
mod news;
mod params;
#[cfg(unix)]
mod preview;
mod real_corpus;
mod references;
mod repeatable;
mod rooms;
mod schedule;
mod standards;
mod support;
mod templates;
mod themes;
mod verbatim;
mod verifier;
#[cfg(unix)]
mod verify;
