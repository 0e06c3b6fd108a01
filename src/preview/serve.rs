//! Connections, within limits: how many, how long a head may take and how
//! large it may be. A slow or idle other end keeps nobody out.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::{Preview, routes};

/// So many connections at a time; more are closed at once. A tab holds one or
/// two, and what is over these is somebody who means no good.
const MOST_CONNECTIONS: usize = 256;

/// So long a head may take to come; it holds for the wait between two requests
/// of one connection too.
const HEAD_TIME: Duration = Duration::from_secs(8);

/// A head may have so many bytes, and so many lines.
const HEAD_BYTES: usize = 16 * 1024;
const HEAD_LINES: usize = 64;

/// Answers until the process is asked to end.
pub(super) fn run(listener: TcpListener, preview: Arc<Preview>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(64)
        .enable_all()
        .build()?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            () = accept(listener, preview) => Ok(()),
            asked = tokio::signal::ctrl_c() => asked,
        }
    });
    // What is being decided or drawn is of no use to anybody now.
    runtime.shutdown_background();
    ended
}

async fn accept(listener: tokio::net::TcpListener, preview: Arc<Preview>) {
    let service = TowerToHyperService::new(routes::router(preview));
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
            connection(stream, service).await;
        });
    }
}

async fn connection(stream: TcpStream, service: TowerToHyperService<axum::Router>) {
    // Answers are small: waiting for more to send would cost 40 ms each.
    let _ = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEAD_LINES)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // What ends a connection is the other end's affair.
    let _ = served;
}
