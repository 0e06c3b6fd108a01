//! A worker as seen from outside: started, asked, watched, ended.

use std::fmt;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frames::{read_bytes, write_bytes, write_value};

/// The longest frame that is believed, in bytes: a text, escaped, with its
/// blocks.
const FRAME_BYTES: u64 = 1 << 30;

/// How many times longer than a job's own time its wall clock may run: on a
/// busy machine it waits for its turn.
const PATIENCE: u32 = 8;

/// A process of this executable that does jobs.
pub(crate) struct Process {
    child: Child,
    /// `None` once it is to end.
    stdin: Option<ChildStdin>,
    frames: Receiver<io::Result<Option<Vec<u8>>>>,
    jobs: usize,
}

/// What a worker ended of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Death {
    /// The job took longer than it may.
    Slow,
    /// It asked for more memory than it may have.
    Memory,
    /// It called itself too often.
    Stack,
    /// Anything else, as the system says it.
    Crashed(String),
}

/// The time of a job: what the worker's processors had done when it began,
/// and how much more they may do.
pub(crate) struct Clock {
    limit: Duration,
    begun: Option<Duration>,
}

impl Process {
    /// Starts a worker with one argument. It has no environment but a bound on
    /// what its threads set aside, and no folder of its own.
    pub(crate) fn start(executable: &Path, argument: &str) -> io::Result<Self> {
        let mut child = Command::new(executable)
            .arg(argument)
            .env_clear()
            // glibc sets 64 MB of addresses aside for each thread that allocates (mallopt(3)),
            // which would count against the limit of memory.
            .env("MALLOC_ARENA_MAX", "2")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let mut stdout = child.stdout.take().expect("it was piped");
        let (send, frames) = channel();
        thread::Builder::new().name("worker replies".to_owned()).spawn(move || {
            loop {
                let frame = read_bytes(&mut stdout, FRAME_BYTES);
                let last = !matches!(frame, Ok(Some(_)));
                if send.send(frame).is_err() || last {
                    return;
                }
            }
        })?;
        Ok(Self { child, stdin, frames, jobs: 0 })
    }

    /// Returns how many jobs it was given.
    pub(crate) fn jobs(&self) -> usize {
        self.jobs
    }

    /// Begins a job that may take so much processor time.
    pub(crate) fn begin(&mut self, limit: Duration) -> Clock {
        self.jobs += 1;
        self.clock(limit)
    }

    /// Sets a clock for the next part of a job.
    pub(crate) fn clock(&self, limit: Duration) -> Clock {
        Clock { limit, begun: processor_time(self.child.id()) }
    }

    /// Sends a value.
    ///
    /// # Errors
    /// What it died of; it is not to be used again, here and below.
    pub(crate) fn send(&mut self, value: &impl Serialize) -> Result<(), Death> {
        let sent = self.stdin.as_mut().map(|stdin| write_value(stdin, value));
        if matches!(sent, Some(Ok(()))) { Ok(()) } else { Err(self.post_mortem()) }
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// What it died of.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), Death> {
        let sent = self.stdin.as_mut().map(|stdin| write_bytes(stdin, bytes));
        if matches!(sent, Some(Ok(()))) { Ok(()) } else { Err(self.post_mortem()) }
    }

    /// Waits for a value.
    ///
    /// # Errors
    /// What it died of, or that it takes too long.
    pub(crate) fn receive<T: DeserializeOwned>(&mut self, clock: &Clock) -> Result<T, Death> {
        let bytes = self.receive_bytes(clock)?;
        serde_json::from_slice(&bytes).map_err(|error| Death::Crashed(error.to_string()))
    }

    /// Waits for bytes: as long as the job has not used up its time.
    ///
    /// # Errors
    /// What it died of, or that it takes too long.
    pub(crate) fn receive_bytes(&mut self, clock: &Clock) -> Result<Vec<u8>, Death> {
        for _ in 0..PATIENCE {
            match self.frames.recv_timeout(clock.limit) {
                Ok(Ok(Some(frame))) => return Ok(frame),
                Ok(_) | Err(RecvTimeoutError::Disconnected) => return Err(self.post_mortem()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = processor_time(self.child.id());
            let used = now.zip(clock.begun).map(|(now, begun)| now.saturating_sub(begun));
            if used.is_none_or(|used| used >= clock.limit) {
                break;
            }
        }
        Err(Death::Slow)
    }

    /// Says what a worker died of.
    fn post_mortem(&mut self) -> Death {
        self.stdin = None;
        let mut said = String::new();
        if let Some(stderr) = self.child.stderr.take() {
            // It is dead or dying: what it wrote is all there is.
            let _ = stderr.take(4_096).read_to_string(&mut said);
        }
        let status = self.child.wait();
        if said.contains("memory allocation of") {
            return Death::Memory;
        }
        if said.contains("overflowed its stack") {
            return Death::Stack;
        }
        Death::Crashed(status.map_or_else(|error| error.to_string(), |status| status.to_string()))
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "worker {} after {} jobs", self.child.id(), self.jobs)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has nothing to lose; waiting keeps no dead process in the table.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the processor time that a process has used; `None` where that
/// cannot be asked.
fn processor_time(id: u32) -> Option<Duration> {
    // proc_pid_stat(5): fields 14 and 15 are clock ticks, which Linux counts as
    // hundredths of a second for every program; the name before may hold blanks.
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 10))
}
