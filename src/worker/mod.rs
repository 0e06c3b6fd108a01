//! Workers: processes of this same executable for what could loop, crash or
//! ask for too much.
//!
//! A worker is started with one word as its argument, is asked and answers in
//! [`frames`], and gives up files, network, processes and further memory
//! before the first byte of what it works on ([`sandbox`]). The one who waits
//! for it has a clock ([`process`]). What it does is the business of those who
//! start it: [`crate::corpus`] reads documents, [`crate::studio`] fills
//! templates and sets pages.

use std::any::Any;

mod frames;
mod process;
mod sandbox;

#[cfg(test)]
mod tests;

pub(crate) use frames::{read_bytes, read_value, write_bytes, write_value};
pub(crate) use process::{Clock, Death, Process};
pub(crate) use sandbox::confine;

/// Returns what a panic says.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
