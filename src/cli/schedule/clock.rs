//! The clocks of a service: that of the system, and one that only pretends.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use attache::model::Moment;
use attache::schedule::Clock;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Signals are looked for this often while the service waits.
const SLICE: Duration = Duration::from_millis(100);

/// What is being done when a signal comes may take so long to end by itself.
const PATIENCE: Duration = Duration::from_secs(8);

/// Whether somebody asked the process to end.
#[derive(Clone)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Hears SIGTERM and SIGINT from now on. A second one ends the process at
    /// once, with status 1; so does a run that does not come to its end in 8
    /// seconds, with status 0: an edition is put in place by one rename, so that
    /// ending anywhere loses nothing but the work.
    pub(super) fn hear() -> io::Result<Self> {
        let stop = Self(Arc::new(AtomicBool::new(false)));
        for signal in [SIGTERM, SIGINT] {
            // The order counts: the first signal finds the flag down.
            flag::register_conditional_shutdown(signal, 1, stop.0.clone())?;
            flag::register(signal, stop.0.clone())?;
        }
        Ok(stop)
    }

    /// Ends the process when patience is over.
    pub(super) fn enforce(&self) -> io::Result<()> {
        let stop = self.clone();
        let enforce = move || {
            while !stop.is_asked() {
                std::thread::sleep(SLICE);
            }
            std::thread::sleep(PATIENCE);
            std::process::exit(0);
        };
        std::thread::Builder::new().name("stop".to_owned()).spawn(enforce).map(|_| ())
    }

    fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// The system's clock.
pub(super) struct Real {
    begun: Instant,
    stop: Stop,
}

impl Real {
    pub(super) fn new(stop: Stop) -> Self {
        Self { begun: Instant::now(), stop }
    }
}

impl Clock for Real {
    fn now(&self) -> Moment {
        Moment::now()
    }

    fn steady(&self) -> Duration {
        self.begun.elapsed()
    }

    fn wait(&self, seconds: i64) {
        // A machine that was suspended goes on in the middle of a slice; whoever
        // waits looks at the wall clock after it.
        let until = Moment::now().plus(seconds);
        let most = Instant::now() + Duration::from_secs(seconds.unsigned_abs());
        while !self.stop.is_asked() && Moment::now() < until && Instant::now() < most {
            std::thread::sleep(SLICE);
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_asked()
    }
}

/// A clock that leaps over every wait: for rehearsals and measurements.
pub(super) struct Leaping {
    now: Cell<Moment>,
    begun: Instant,
    stop: Stop,
}

impl Leaping {
    pub(super) fn new(from: Moment, stop: Stop) -> Self {
        Self { now: Cell::new(from), begun: Instant::now(), stop }
    }
}

impl Clock for Leaping {
    fn now(&self) -> Moment {
        self.now.get()
    }

    fn steady(&self) -> Duration {
        self.begun.elapsed()
    }

    fn wait(&self, seconds: i64) {
        self.now.set(self.now.get().plus(seconds));
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_asked()
    }
}
