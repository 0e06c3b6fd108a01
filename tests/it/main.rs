//! One binary for all integration tests, by topic.
#![expect(clippy::disallowed_methods, reason = "tests make and break the files of their own desks")]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says why")]

mod bad_input;
mod build;
mod cli;
mod golden;
mod hostile;
mod real_corpus;
mod repeatable;
mod rooms;
mod support;
mod verbatim;
