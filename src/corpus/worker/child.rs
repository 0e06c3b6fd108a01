//! A worker from inside.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::protocol::{Job, Reply};
use crate::corpus::formats;
use crate::corpus::reading::extract;
use crate::worker::{confine, message, read_bytes, read_value, write_value};

/// The longest description of a job, in bytes.
const JOB_BYTES: u64 = 1 << 20;

/// Reads the files that are asked for on `from` and answers on `to`, until
/// `from` ends. The first request sets the limits of the process and shuts
/// off files and network, for good.
///
/// # Errors
/// A broken pipe, or a limit that cannot be set.
pub fn serve(mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    // What went wrong is answered; nobody reads the terminal of a worker.
    std::panic::set_hook(Box::new(|_| {}));
    let mut confined = false;
    while let Some(job) = read_value::<Job>(&mut from, JOB_BYTES)? {
        if !confined {
            confine(job.limits.memory_bytes)?;
            confined = true;
        }
        let most = job.limits.file_bytes;
        let bytes = read_bytes(&mut from, most)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let reply = read(&job, &bytes, &mut to)?;
        write_value(&mut to, &reply)?;
    }
    Ok(())
}

fn read(job: &Job, bytes: &[u8], to: &mut impl Write) -> io::Result<Reply> {
    let Some(format) = formats::at(job.format) else { return Err(io::ErrorKind::InvalidData.into()) };
    let mut written = Ok(());
    let mut emit = |event| {
        if written.is_ok() {
            written = write_value(to, &Reply::Event(event));
        }
    };
    let read = || extract(&job.path, bytes, format, &job.limits, job.resume, &mut emit);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    written?;
    Ok(match outcome {
        Ok(()) => Reply::Done,
        Err(panic) => Reply::Panicked(message(&*panic)),
    })
}
