//! Schedules: rules in made-up time, the service itself, and what is exported.

mod cases;
mod exports;
mod rules;
#[cfg(unix)]
mod service;
mod world;
