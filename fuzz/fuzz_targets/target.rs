//! One program for all targets: each runs the one that it is named after.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| attache::fuzzing::run(env!("CARGO_BIN_NAME"), bytes));
