//! `attache preview`: the program itself, asked over HTTP and in a browser.

mod browsing;
mod following;
mod hostile;
mod pages;
mod writing;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{DATE, Desk};

/// How long a change may take to be shown; two cores may be busy with other
/// tests. How fast it is otherwise, `benches/preview.py` measures.
const PATIENCE: Duration = Duration::from_secs(30);

/// A preview of a desk, ended when it is dropped.
struct Preview {
    desk: Desk,
    process: Child,
    port: u16,
}

impl Preview {
    fn sample() -> Self {
        Self::of(Desk::sample(), &[])
    }

    fn of(desk: Desk, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_attache"))
            .args(["preview", "--port", "0", "--date", DATE])
            .args(arguments)
            .current_dir(&desk.root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        let port = port.unwrap_or_else(|| panic!("{line:?}")).parse().unwrap();
        let preview = Self { desk, process, port };
        preview.until("/", |page| !page.body.contains("Reading the corpus"));
        preview
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Asks for a page.
    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// Asks for a page that must be there.
    #[track_caller]
    fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}:\n{}", answer.body);
        answer.body
    }

    /// Waits until the version of what is shown stays, and returns it: a page
    /// may be seen before those who wait are told.
    fn settled(&self) -> String {
        let mut version = self.page("/changes?since=");
        loop {
            std::thread::sleep(Duration::from_millis(500));
            let next = self.page("/changes?since=");
            if next == version {
                return version;
            }
            version = next;
        }
    }

    /// Sends a form as the preview's own pages do, with its token.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token();
        let fields = [&[("token", token.as_str())], fields].concat();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let origin = self.url("");
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", origin.as_str())];
        self.ask("POST", path, &headers, &pairs.join("&"))
    }

    fn token(&self) -> String {
        let page = self.page("/excerpt/weekly/analyst/1");
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form has a token");
        rest.split('"').next().unwrap().to_owned()
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", self.port);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.send(format!("{head}\r\n{body}").as_bytes())
    }

    /// Sends bytes and returns what comes back until the other end closes.
    fn send(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // The other end may answer, and close, before it has read everything.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Waits until a page is as it should be, and returns it.
    #[track_caller]
    fn until(&self, path: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let begin = Instant::now();
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(begin.elapsed() < PATIENCE, "{path} does not change:\n{}", answer.body);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    /// 0 where the other end closed without a word.
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    /// Returns the value of a header; empty where there is none.
    fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.clone().find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
