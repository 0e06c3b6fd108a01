//! Progress on a terminal, for what takes longer than half a second.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use attache::pipeline::Step;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(100);

/// Draws the steps that it is told of; gone without a trace when dropped.
pub(super) struct Progress {
    steps: Option<Sender<Step>>,
    drawer: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins; draws nothing where `shown` is false.
    pub(super) fn new(shown: bool) -> Self {
        if !shown {
            return Self { steps: None, drawer: None };
        }
        let (steps, told) = mpsc::channel::<Step>();
        let drawer = std::thread::spawn(move || {
            let mut last = None;
            let begun = std::time::Instant::now();
            while begun.elapsed() < PATIENCE {
                match told.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
                    Ok(step) => last = Some(step),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            let bar = bar();
            loop {
                if let Some(step) = last.take() {
                    bar.set_message(step.what);
                    bar.set_length(step.of as u64);
                    bar.set_position(step.done as u64);
                }
                match told.recv_timeout(TICK) {
                    Ok(step) => last = Some(step),
                    Err(RecvTimeoutError::Timeout) => bar.tick(),
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
            bar.finish_and_clear();
        });
        Self { steps: Some(steps), drawer: Some(drawer) }
    }

    /// Tells of a step.
    pub(super) fn step(&self, step: Step) {
        if let Some(steps) = &self.steps {
            let _ = steps.send(step);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.steps = None;
        if let Some(drawer) = self.drawer.take() {
            let _ = drawer.join();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {msg:24} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
