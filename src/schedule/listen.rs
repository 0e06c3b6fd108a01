//! Answers who asks how a service is: `/health` and `/metrics` over HTTP/1.1,
//! to be read only, within limits.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;

use super::board::{Board, METRICS_TYPE};
use crate::error::{Diagnostic, Error};

/// So many connections at a time; more are closed at once.
const MOST_CONNECTIONS: usize = 32;

/// So long a request may take to come, and a connection may be idle.
const HEAD_TIME: Duration = Duration::from_secs(8);

/// A head may have so many bytes, and so many lines.
const HEAD_BYTES: usize = 16 * 1024;
const HEAD_LINES: usize = 64;

/// A socket that listens and does not answer yet.
pub struct Listener(TcpListener);

/// Listens on an address such as `127.0.0.1:9300`; port 0 is any that is free.
///
/// # Errors
/// [`Error::Build`] if it cannot be listened on.
pub fn bind(address: SocketAddr) -> Result<Listener, Error> {
    let listener = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map(Listener).map_err(|error| {
        let hint = "name another one with `--listen`, such as 127.0.0.1:9300, or port 0 for any that is free";
        Error::Build(vec![Diagnostic::error(format!("cannot listen on {address}: {error}")).hint(hint)])
    })
}

impl Listener {
    /// Returns where it listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Answers from what the board shows, on a thread of its own, for as long
    /// as the process lives.
    ///
    /// # Errors
    /// What the system says where it has no thread for it.
    pub fn answer(self, board: Arc<Board>) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let answer = move || runtime.block_on(accept(self.0, router(board)));
        std::thread::Builder::new().name("listen".to_owned()).spawn(answer).map(|_| ())
    }
}

fn router(board: Arc<Board>) -> Router {
    Router::new().route("/health", get(health)).route("/metrics", get(metrics)).with_state(board)
}

async fn health(State(board): State<Arc<Board>>) -> impl IntoResponse {
    let (healthy, status) = board.health();
    let code = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], status)
}

async fn metrics(State(board): State<Arc<Board>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, METRICS_TYPE), (header::CACHE_CONTROL, "no-store")], board.metrics())
}

async fn accept(listener: TcpListener, router: Router) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let service = TowerToHyperService::new(router);
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: some will be free again.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(place) = room.clone().try_acquire_owned() else { continue };
        let service = service.clone();
        tokio::spawn(async move {
            let _place = place;
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .max_buf_size(HEAD_BYTES)
                .max_headers(HEAD_LINES)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            // What ends a connection is the other end's affair.
            let _ = served;
        });
    }
}
