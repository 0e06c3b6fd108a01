//! The preview: a local web page of the desk that follows every change of its
//! files.
//!
//! `serve` speaks HTTP within limits, `guard` lets in who may come, `watch`
//! waits for changes, `routes` finds what is asked for, `pages` write it, and
//! `html` is the only way to write. What there is to show comes from
//! [`crate::pipeline::workshop`], which knows nothing of the web.

mod address;
mod guard;
mod pages;
mod routes;
mod serve;
mod watch;

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::sync::watch as channel;

use crate::corpus::Readers;
use crate::error::{Diagnostic, Error};
use crate::model::Date;
use crate::pipeline::workshop::Workshop;

use guard::Guard;

/// What to preview, and where.
pub struct Options {
    /// The desk's folder.
    pub desk: PathBuf,
    /// What reads documents.
    pub readers: Arc<Readers>,
    /// The address or name to listen on.
    pub host: String,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The brief that is made first; `None` for the desk's first.
    pub brief: Option<String>,
    /// Tells the date of the edition that is previewed.
    pub date: Box<dyn Fn() -> Date + Send + Sync>,
}

/// A preview that listens and does not answer yet.
pub struct Server {
    listener: TcpListener,
    preview: Arc<Preview>,
}

/// What every request shares.
struct Preview {
    workshop: Workshop,
    guard: Guard,
    /// The number of the version that is shown; it counts changes.
    version: channel::Sender<u64>,
    /// Names this run, so that a page of another one knows that it is old.
    run: String,
    /// What somebody looked at last, which is made first after a change: brief
    /// and audience.
    viewed: Mutex<Option<(String, Option<String>)>>,
    /// Why changes are looked for from time to time, if they are not told.
    polling: Mutex<Option<String>>,
}

impl Server {
    /// Listens on the address; the desk is not read before [`Self::run`].
    ///
    /// # Errors
    /// [`Error::Build`] if the address cannot be listened on.
    pub fn listen(options: Options) -> Result<Self, Error> {
        let Options { desk, readers, host, port, brief, date } = options;
        let listener = bind(&host, port)?;
        let address = listener.local_addr().map_err(|error| cannot_listen(&host, port, &error))?;
        let secret = |what| guard::random().map_err(|error| failed(format!("cannot make {what}: {error}")));
        let preview = Preview {
            workshop: Workshop::new(&desk, readers, date),
            guard: Guard::new(address, &host, secret("a token")?),
            version: channel::Sender::new(0),
            run: secret("a name for this run")?[..12].to_owned(),
            viewed: Mutex::new(brief.map(|brief| (brief, None))),
            polling: Mutex::new(None),
        };
        Ok(Self { listener, preview: Arc::new(preview) })
    }

    /// Returns the address of the first page, such as `http://127.0.0.1:8080/`.
    #[must_use]
    pub fn address(&self) -> String {
        self.preview.guard.address()
    }

    /// Tells whether others than this machine can reach it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.listener.local_addr().is_ok_and(|address| address.ip().is_loopback())
    }

    /// Answers requests until the process is asked to end (Ctrl-C). `tell` is
    /// given what is to be said meanwhile.
    ///
    /// # Errors
    /// [`Error::Build`] if the system has no threads for it.
    pub fn run(self, tell: impl Fn(Diagnostic) + Send + 'static) -> Result<(), Error> {
        let Self { listener, preview } = self;
        watch::start(preview.clone(), tell)
            .map_err(|error| failed(format!("cannot watch the desk: {error}")))?;
        serve::run(listener, preview).map_err(|error| failed(format!("cannot serve: {error}")))
    }
}

/// Returns the path of a brief's page below [`Server::address`], without the
/// slash before it.
#[must_use]
pub fn brief_path(brief: &str) -> String {
    address::brief(brief)[1..].to_owned()
}

fn bind(host: &str, port: u16) -> Result<TcpListener, Error> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<SocketAddr> = (name, port)
        .to_socket_addrs()
        .map_err(|error| {
            let message = format!("`{host}` is no address to listen on: {error}");
            Error::Build(vec![Diagnostic::error(message).hint("such as 127.0.0.1, which is the default")])
        })?
        .collect();
    let listener = TcpListener::bind(&addresses[..]).map_err(|error| cannot_listen(host, port, &error))?;
    listener.set_nonblocking(true).map_err(|error| cannot_listen(host, port, &error))?;
    Ok(listener)
}

fn cannot_listen(host: &str, port: u16, error: &io::Error) -> Error {
    let (message, hint) = match error.kind() {
        io::ErrorKind::AddrInUse => (
            format!("port {port} is in use"),
            "another preview may be running; name another port with `--port`, or 0 for any that is free",
        ),
        io::ErrorKind::PermissionDenied => (
            format!("port {port} may not be used: {error}"),
            "ports under 1024 are the administrator's; name another one with `--port`",
        ),
        _ => (format!("cannot listen on {host}, port {port}: {error}"), "127.0.0.1 is this machine"),
    };
    Error::Build(vec![Diagnostic::error(message).hint(hint)])
}

/// Takes a lock; a thread that failed while it held it left a whole value.
fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn failed(message: String) -> Error {
    Error::Build(vec![Diagnostic::error(message)])
}
