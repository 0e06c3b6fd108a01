//! A web server for pages of tests, on this machine only.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Media types by what a path ends in; anything else is bytes.
const TYPES: &[(&str, &str)] = &[
    (".html", "text/html; charset=utf-8"),
    (".txt", "text/plain; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".css", "text/css; charset=utf-8"),
    (".pdf", "application/pdf"),
    (".png", "image/png"),
];

/// Serves bytes by path, such as `/a.html`, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    pages: Arc<RwLock<BTreeMap<String, Vec<u8>>>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on a port of 127.0.0.1 that is free.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Arc::<RwLock<BTreeMap<String, Vec<u8>>>>::default();
        let ended = Arc::new(AtomicBool::new(false));
        let (served, end) = (Arc::clone(&pages), Arc::clone(&ended));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let served = Arc::clone(&served);
                // A browser that goes away while it is answered is no failure.
                thread::spawn(move || stream.and_then(|stream| answer(stream, &served)));
            }
        });
        Self { address, pages, ended, thread: Some(thread) }
    }

    /// Serves these bytes under a path that begins with `/`; returns its address.
    pub(crate) fn serve(&self, path: &str, bytes: impl Into<Vec<u8>>) -> String {
        self.pages.write().unwrap().insert(path.to_owned(), bytes.into());
        self.url(path)
    }

    /// Returns the address of a path that begins with `/`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for somebody to come.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, pages: &RwLock<BTreeMap<String, Vec<u8>>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The head is read to its end: a connection that is closed on unread bytes is reset.
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let page = pages.read().unwrap().get(path).cloned();
    let kind = TYPES
        .iter()
        .find(|(end, _)| path.ends_with(end))
        .map_or("application/octet-stream", |(_, kind)| kind);
    let (status, bytes) = page.map_or(("404 Not Found", b"nothing here".to_vec()), |bytes| ("200 OK", bytes));
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&bytes)
}
