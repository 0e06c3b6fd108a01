//! The studio: where templates are filled and pages are set, that is, where
//! what users wrote is run.
//!
//! A template or a look can loop, double a text without end, or call itself:
//! neither Tera nor Typst can be stopped. So both run in workers (see
//! `worker`): processes of this same executable without files and
//! network, with a limit of memory and a clock that another watches. A worker
//! that hits a limit is gone, and with it one result; everything else goes on.
//!
//! Workers are kept between jobs: a briefing that was set before is set again
//! in a fraction of the time, since Typst knows most of it.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::error::Diagnostic;
use crate::model::{RenderLimits, Sha256};
use crate::template::Templates;
use crate::tool::markdown::Markdown;
use crate::worker::{Clock, Death, Process};

mod child;
mod press;
mod protocol;

#[cfg(test)]
mod tests;

pub use child::serve;
pub use press::Bound;

use protocol::{Job, Reply};

/// So many workers at once for what is long. One alone is quicker with what is
/// short: it knows what audiences share, and each takes 60 MB and 50 ms to
/// start.
const MOST_WORKERS: usize = 2;

/// From so many bytes on, about 50 pages, a briefing is long.
#[cfg(feature = "pdf")]
const LONG_BYTES: usize = 250_000;

/// After so many jobs a worker is replaced: what Typst never forgets (names of
/// files and labels) would add up.
const MOST_JOBS: usize = 2_000;

/// What a process that sets pages keeps from job to job.
#[derive(Default)]
struct Kept(#[cfg(feature = "pdf")] crate::render::pdf::Kept);

impl Kept {
    fn warm(&self) {
        #[cfg(feature = "pdf")]
        self.0.warm();
    }
}

/// Where templates are filled and pages are set. Cheap to share; jobs beyond
/// the number of workers wait for one.
pub struct Studio {
    /// Started with [`Studio::ARGUMENT`]; `None` to do everything in this
    /// process.
    executable: Option<PathBuf>,
    pool: Mutex<Pool>,
    freed: Condvar,
    kept: Kept,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Worker>,
    /// How many are at work.
    busy: usize,
}

/// A process that does jobs, with what it knows.
struct Worker {
    process: Process,
    limits: RenderLimits,
    templates: Option<Sha256>,
    /// What it set last.
    set: Option<Sha256>,
    /// How many jobs it has done.
    done: usize,
}

/// How a job ended without a result.
enum End {
    /// A limit was hit, or the worker crashed.
    Died(Death),
    /// It panicked, with this message.
    Panicked(String),
}

impl From<Death> for End {
    fn from(death: Death) -> Self {
        Self::Died(death)
    }
}

impl Studio {
    /// The one argument that a worker is started with.
    pub const ARGUMENT: &'static str = "render-worker";

    /// Works in processes of `executable`, which is to call [`serve`] when
    /// started with [`Studio::ARGUMENT`].
    #[must_use]
    pub fn in_workers(executable: PathBuf) -> Self {
        Self { executable: Some(executable), ..Self::in_process() }
    }

    /// Works in this process, where nothing holds against a loop. For tests,
    /// and for desks that are trusted.
    #[must_use]
    pub fn in_process() -> Self {
        Self { executable: None, pool: Mutex::default(), freed: Condvar::new(), kept: Kept::default() }
    }

    /// Starts a worker if there is none, so that it is ready when the first
    /// job comes. A failure is told by that job.
    pub fn warm(&self, limits: RenderLimits) {
        let mut pool = self.pool();
        if self.executable.is_some() && pool.idle.is_empty() && pool.busy == 0 {
            pool.idle.extend(self.start(limits).ok());
        }
    }

    /// Fills the template `name` of `templates` with `view`. `digest` tells
    /// other templates from these.
    ///
    /// # Errors
    /// What the template asks for and the view has not, with its place; or the
    /// limit that was hit, with the template's name.
    pub fn fill(
        &self,
        limits: RenderLimits,
        templates: &Templates,
        digest: &Sha256,
        name: &str,
        view: &impl Serialize,
    ) -> Result<Markdown, Box<Diagnostic>> {
        if self.executable.is_none() {
            return templates.fill(name, view);
        }
        let view = serde_json::to_vec(view).expect("a view has texts as keys");
        let filled = self.with_worker(limits, 1, None, |worker, clock| {
            if worker.templates.as_ref() != Some(digest) {
                worker.process.send(&Job::Templates(templates.files().clone()))?;
                worker.templates = Some(digest.clone());
            }
            worker.process.send(&Job::Fill { name: name.to_owned() })?;
            worker.process.send_bytes(&view)?;
            match worker.process.receive(clock)? {
                Reply::Filled(filled) => Ok(filled),
                Reply::Panicked(message) => Err(End::Panicked(message)),
                _ => Err(End::Panicked("it answered what was not asked".to_owned())),
            }
        });
        match filled {
            Ok(filled) => filled.map(Markdown::new).map_err(Box::new),
            Err(end) => {
                let text = templates.files().get(name).map_or("", String::as_str);
                let told = told(&end, "filling the template", limits).in_file(format!("templates/{name}"));
                Err(Box::new(at_its_loop(told, &end, text, &["{% for", "{%- for"])))
            }
        }
    }

    /// Has a worker do a job; one that did others before is not blamed for
    /// what it died of: a new one tries again.
    fn with_worker<T>(
        &self,
        limits: RenderLimits,
        most: usize,
        set_before: Option<&Sha256>,
        job: impl Fn(&mut Worker, &Clock) -> Result<T, End>,
    ) -> Result<T, End> {
        let held = self.wait(most);
        let mut worker = self.take(limits, set_before)?;
        loop {
            let clock = worker.process.begin(Duration::from_secs(limits.seconds));
            match job(&mut worker, &clock) {
                Ok(done) => {
                    worker.done += 1;
                    if worker.done < MOST_JOBS {
                        self.pool().idle.push(worker);
                    }
                    drop(held);
                    return Ok(done);
                }
                // Others' leftovers take memory, not time.
                Err(End::Died(Death::Slow)) => return Err(End::Died(Death::Slow)),
                Err(_) if worker.done > 0 => worker = self.start(limits)?,
                Err(end) => return Err(end),
            }
        }
    }

    /// Waits until fewer than `most` workers are at work.
    fn wait(&self, most: usize) -> Held<'_> {
        let mut pool = self.pool();
        while pool.busy >= most {
            pool = self.freed.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.busy += 1;
        Held { studio: self }
    }

    /// Takes an idle worker, the one that set this before if there is one, or
    /// starts one.
    fn take(&self, limits: RenderLimits, set_before: Option<&Sha256>) -> Result<Worker, Death> {
        let mut pool = self.pool();
        pool.idle.retain(|worker| worker.limits == limits);
        let before =
            pool.idle.iter().position(|worker| set_before.is_some() && worker.set.as_ref() == set_before);
        let place = before.or_else(|| pool.idle.len().checked_sub(1));
        match place {
            Some(place) => Ok(pool.idle.remove(place)),
            None => {
                drop(pool);
                self.start(limits)
            }
        }
    }

    fn start(&self, limits: RenderLimits) -> Result<Worker, Death> {
        let executable = self.executable.as_ref().expect("only workers are started");
        let cannot = |error: std::io::Error| Death::Crashed(format!("it cannot be started: {error}"));
        let mut process = Process::start(executable, Self::ARGUMENT).map_err(cannot)?;
        process.send(&Job::Begin { memory_bytes: limits.memory_bytes })?;
        Ok(Worker { process, limits, templates: None, set: None, done: 0 })
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to one worker, given back when it is dropped.
struct Held<'s> {
    studio: &'s Studio,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.studio.pool().busy -= 1;
        self.studio.freed.notify_all();
    }
}

/// Points to the one line of a file that can take long; where there are
/// several, nobody knows which it was.
fn at_its_loop(told: Diagnostic, end: &End, text: &str, loops: &[&str]) -> Diagnostic {
    let is_endless = matches!(end, End::Died(Death::Slow | Death::Memory));
    let column = |line: &str| loops.iter().filter_map(|start| line.find(start)).min();
    let code = |line: &'_ str| line.split("//").next().unwrap_or_default().to_owned();
    let mut found = text.lines().enumerate().filter_map(|(at, line)| Some((at, column(&code(line))?)));
    match (found.next().filter(|_| is_endless), found.next()) {
        (Some((line, column)), None) => {
            let before = text.lines().nth(line).and_then(|line| line.get(..column)).unwrap_or_default();
            told.at(line + 1, before.chars().count() + 1, text)
        }
        _ => told,
    }
}

/// Says which limit was hit, and what can be done.
fn told(end: &End, what: &str, limits: RenderLimits) -> Diagnostic {
    match end {
        End::Died(Death::Slow) => {
            Diagnostic::error(format!("{what} takes longer than the limit of {} s", limits.seconds))
                .hint("look for a loop that does not end, or raise `render.seconds` in config.yaml")
        }
        End::Died(Death::Memory) => {
            let most = limits.memory_bytes >> 20;
            Diagnostic::error(format!("{what} needs more than the memory limit of {most} MB")).hint(
                "look for a text or a list that grows in a loop, or raise `render.memory_mb` in config.yaml",
            )
        }
        End::Died(Death::Stack) => Diagnostic::error(format!("{what} overflowed the stack"))
            .hint("look for what calls or contains itself"),
        End::Died(Death::Crashed(how)) => {
            Diagnostic::error(format!("{what} failed: its process crashed ({how})"))
        }
        End::Panicked(message) => Diagnostic::error(format!("{what} failed: {message}")),
    }
}
