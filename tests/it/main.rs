//! One binary for all integration tests, by topic.

mod bad_input;
mod build;
mod cli;
mod desk;
mod golden;
mod real_corpus;
mod repeatable;
mod rooms;
