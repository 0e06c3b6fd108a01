//! A worker as seen from outside: started, given files, watched, ended.

use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::protocol::{Job, Reply, read_value, write_bytes, write_value};
use super::{Readers, panicked};
use crate::corpus::reading::{Event, NotRead};
use crate::model::ReadLimits;

/// The longest answer that is believed, in bytes: a text, escaped, with its
/// blocks.
const REPLY_BYTES: u64 = 1 << 30;

/// How many times longer than a reader's own time its wall clock may run: on a
/// busy machine it waits for its turn.
const PATIENCE: u32 = 8;

/// After so many files a worker is replaced: what earlier ones left in its
/// memory counts against its limit.
const MOST_FILES: usize = 200;

pub(super) struct Worker {
    child: Child,
    /// `None` once it is to end.
    stdin: Option<ChildStdin>,
    replies: Receiver<io::Result<Option<Reply>>>,
    files: usize,
}

impl Worker {
    /// Starts a worker. It has an empty environment and no folder of its own.
    pub(super) fn start(executable: &Path) -> io::Result<Self> {
        let mut child = Command::new(executable)
            .arg(Readers::ARGUMENT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let mut stdout = child.stdout.take().expect("it was piped");
        let (send, replies) = channel();
        thread::Builder::new().name("worker replies".to_owned()).spawn(move || {
            loop {
                let reply = read_value::<Reply>(&mut stdout, REPLY_BYTES);
                let last = !matches!(reply, Ok(Some(_)));
                if send.send(reply).is_err() || last {
                    return;
                }
            }
        })?;
        Ok(Self { child, stdin, replies, files: 0 })
    }

    /// Tells whether it has read nothing yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.files == 0
    }

    /// Tells whether it is to be replaced.
    pub(super) fn is_worn(&self) -> bool {
        self.files >= MOST_FILES
    }

    /// Has a file read.
    ///
    /// # Errors
    /// Why its reader ended before the file did; the worker is not to be used
    /// again.
    pub(super) fn read(&mut self, job: &Job, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), NotRead> {
        self.files += 1;
        let Some(stdin) = &mut self.stdin else { return Err(self.post_mortem(&job.limits)) };
        if write_value(stdin, job).and_then(|()| write_bytes(stdin, bytes)).is_err() {
            return Err(self.post_mortem(&job.limits));
        }
        loop {
            match self.next_reply(&job.limits)? {
                Reply::Event(event) => events.push(event),
                Reply::Done => return Ok(()),
                Reply::Panicked(message) => return Err(panicked(&message)),
            }
        }
    }

    /// Waits for an answer: as long as the reader has not used up its time.
    fn next_reply(&mut self, limits: &ReadLimits) -> Result<Reply, NotRead> {
        let limit = Duration::from_secs(limits.seconds);
        let begun = processor_time(self.child.id());
        for _ in 0..PATIENCE {
            match self.replies.recv_timeout(limit) {
                Ok(Ok(Some(reply))) => return Ok(reply),
                Ok(_) | Err(RecvTimeoutError::Disconnected) => return Err(self.post_mortem(limits)),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let used =
                processor_time(self.child.id()).zip(begun).map(|(now, begun)| now.saturating_sub(begun));
            if used.is_none_or(|used| used >= limit) {
                break;
            }
        }
        let reason = format!("reading it takes longer than the limit of {} s", limits.seconds);
        Err(NotRead::refused(reason))
    }

    /// Says what a worker died of.
    fn post_mortem(&mut self, limits: &ReadLimits) -> NotRead {
        self.stdin = None;
        let mut said = String::new();
        if let Some(stderr) = self.child.stderr.take() {
            // It is dead or dying: what it wrote is all there is.
            let _ = stderr.take(4_096).read_to_string(&mut said);
        }
        let status = self.child.wait();
        if said.contains("memory allocation of") {
            return NotRead::refused(format!(
                "reading it needs more than the memory limit of {} MB",
                limits.memory_bytes >> 20
            ));
        }
        if said.contains("overflowed its stack") {
            return NotRead::refused("it is nested too deep: its reader's stack overflowed");
        }
        let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        NotRead::refused(format!("its reader crashed ({how})"))
    }
}

impl Drop for Worker {
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
