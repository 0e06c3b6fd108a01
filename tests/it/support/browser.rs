//! Headless Chromium, driven over the DevTools protocol.
//!
//! Commands go to the browser's file descriptor 3 and answers come from 4, each
//! a line of JSON that ends in NUL (`--remote-debugging-pipe`); the shell ties
//! them to standard input and output, so that neither a port nor a crate for
//! web sockets is needed. A browser that loses its pipe ends by itself.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a command may take, the loading of a page included. Two cores may
/// be busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the browser may take to begin and to end.
const START: Duration = Duration::from_secs(60);

const FLAGS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-pipe",
    // Tests run as root in containers, where its sandbox does not.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--force-device-scale-factor=1",
    "--lang=en-US",
];

/// A browser without windows, ended when it is dropped.
pub(crate) struct Browser {
    wire: Arc<Wire>,
    process: Mutex<Child>,
    /// Its profile and its home.
    _folder: TempDir,
}

impl Browser {
    /// Starts Chromium, or returns the one that another test is using; `None`,
    /// with a printed reason, where there is none.
    pub(crate) fn start() -> Option<Arc<Self>> {
        static SHARED: Mutex<Weak<Browser>> = Mutex::new(Weak::new());
        // A test that failed while it started the browser left nothing half done.
        let mut shared = SHARED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(browser) = shared.upgrade() {
            return Some(browser);
        }
        let browser =
            Arc::new(Self::launch(super::program(&["chromium", "chromium-browser", "google-chrome"])?));
        *shared = Arc::downgrade(&browser);
        Some(browser)
    }

    fn launch(program: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new("sh")
            .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, "sh", program])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .env("HOME", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let wire = Wire::new(process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let browser = Self { wire, process: Mutex::new(process), _folder: folder };
        browser.wire.call_within(START, None, "Browser.getVersion", json!({}));
        browser
    }

    /// Opens an address in a new page, of a profile of its own, 800 by 600
    /// pixels, and waits until it is loaded.
    #[track_caller]
    pub(crate) fn open(&self, url: &str) -> Page<'_> {
        let wire = &self.wire;
        let context = wire.call(None, "Target.createBrowserContext", json!({}));
        let context = text(&context, "browserContextId");
        let target = json!({
            "url": "about:blank", "browserContextId": context, "width": 800, "height": 600,
        });
        let target = text(&wire.call(None, "Target.createTarget", target), "targetId");
        let attached = wire.call(None, "Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        let session = text(&attached, "sessionId");
        let page = Page { wire, events: wire.listen(&session), context, session };
        page.call("Page.enable", json!({}));
        page.call("Runtime.enable", json!({}));
        page.set_size(800, 600);
        page.goto(url);
        page
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.wire.send(None, "Browser.close", json!({}));
        let mut process = self.process.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) {
            if !matches!(process.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = process.kill();
        let _ = process.wait();
    }
}

/// A page of a browser, closed when it is dropped.
pub(crate) struct Page<'a> {
    wire: &'a Wire,
    events: Receiver<Value>,
    context: String,
    session: String,
}

impl Page<'_> {
    /// Goes to an address and waits until it is loaded. An address that differs
    /// from the page's in its fragment only is not loaded again.
    #[track_caller]
    pub(crate) fn goto(&self, url: &str) {
        while self.events.try_recv().is_ok() {}
        let answer = self.call("Page.navigate", json!({"url": url}));
        assert_eq!(answer.get("errorText"), None, "{url}");
        if answer.get("loaderId").is_some() {
            self.wait_for("Page.loadEventFired");
        }
    }

    /// Returns the value of an expression (of JavaScript, in the page), or of
    /// what it promises.
    ///
    /// # Panics
    /// If it throws.
    #[track_caller]
    pub(crate) fn evaluate(&self, expression: &str) -> Value {
        let answer = self.call(
            "Runtime.evaluate",
            json!({
                "expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true,
            }),
        );
        if let Some(thrown) = answer.get("exceptionDetails") {
            panic!("{thrown:#}");
        }
        answer["result"].get("value").cloned().unwrap_or(Value::Null)
    }

    /// Sets the size of what is seen of the page, in CSS pixels, each of them
    /// one pixel.
    pub(crate) fn set_size(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Returns a picture of this size, as PNG, of what is seen of the page; the
    /// page keeps the size.
    pub(crate) fn screenshot(&self, width: u32, height: u32) -> Vec<u8> {
        self.set_size(width, height);
        from_base64(&self.screenshot_base64())
    }

    /// Returns a picture of what is seen of the page, as PNG in Base64.
    pub(crate) fn screenshot_base64(&self) -> String {
        text(&self.call("Page.captureScreenshot", json!({"format": "png", "optimizeForSpeed": true})), "data")
    }

    /// Presses the left mouse button in the middle of the first element that a
    /// CSS selector names, scrolled into view.
    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        let (x, y) = self.middle(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            self.mouse(kind, x, y);
        }
    }

    /// Moves the mouse to the middle of an element, as [`click`](Self::click).
    #[track_caller]
    pub(crate) fn hover(&self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.mouse("mouseMoved", x, y);
    }

    fn mouse(&self, kind: &str, x: f64, y: f64) {
        let button = if kind == "mouseMoved" { "none" } else { "left" };
        let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
        self.call("Input.dispatchMouseEvent", event);
    }

    #[track_caller]
    fn middle(&self, selector: &str) -> (f64, f64) {
        let place = self.evaluate(&format!(
            "(() => {{ const found = document.querySelector({});
               if (!found) return null;
               found.scrollIntoView({{block: 'center', behavior: 'instant'}});
               const box = found.getClientRects()[0];
               return box && [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        ));
        let number = |at: usize| place[at].as_f64().unwrap_or_else(|| panic!("{selector} is not to be seen"));
        (number(0), number(1))
    }

    /// Presses and releases a key by its name (`Tab`, `Enter`, `Escape`,
    /// `ArrowDown`, `Space`, or a letter).
    pub(crate) fn key(&self, name: &str) {
        let (key, code) = match name {
            "Enter" => ("Enter", 13),
            "Tab" => ("Tab", 9),
            "Escape" => ("Escape", 27),
            "Space" => (" ", 32),
            "ArrowLeft" => ("ArrowLeft", 37),
            "ArrowUp" => ("ArrowUp", 38),
            "ArrowRight" => ("ArrowRight", 39),
            "ArrowDown" => ("ArrowDown", 40),
            letter => (letter, u32::from(letter.to_ascii_uppercase().as_bytes()[0])),
        };
        let typed = match key {
            "Enter" => "\r",
            key if key.len() == 1 => key,
            _ => "",
        };
        let mut event = json!({"type": "keyDown", "key": key, "code": name, "windowsVirtualKeyCode": code});
        if typed.is_empty() {
            event["type"] = json!("rawKeyDown");
        } else {
            event["text"] = json!(typed);
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Sends a command of the protocol to the page and returns its result.
    #[track_caller]
    pub(crate) fn call(&self, method: &str, parameters: Value) -> Value {
        self.wire.call(Some(&self.session), method, parameters)
    }

    /// Waits for an event of the protocol and returns its parameters.
    #[track_caller]
    fn wait_for(&self, method: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            let mut event =
                self.events.recv_timeout(rest).unwrap_or_else(|error| panic!("{method}: {error}"));
            if event["method"] == method {
                return event["params"].take();
            }
        }
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let context = json!({"browserContextId": self.context});
        let _ = self.wire.send(None, "Target.disposeBrowserContext", context);
        self.wire.events.lock().unwrap().remove(&self.session);
    }
}

/// Commands to a browser, their answers and the events of its pages.
struct Wire {
    commands: Mutex<ChildStdin>,
    last: AtomicU64,
    /// Who waits for the answer to a command, by its number. Emptied, and with
    /// it their waiting ended, when the browser is gone.
    waiting: Mutex<HashMap<u64, Sender<Value>>>,
    /// Who hears the events of a page, by its session.
    events: Mutex<HashMap<String, Sender<Value>>>,
}

impl Wire {
    fn new(commands: ChildStdin, answers: ChildStdout) -> Arc<Self> {
        let wire = Arc::new(Self {
            commands: Mutex::new(commands),
            last: AtomicU64::new(0),
            waiting: Mutex::default(),
            events: Mutex::default(),
        });
        let hearing = Arc::clone(&wire);
        thread::spawn(move || hearing.hear(answers));
        wire
    }

    /// Hands on what the browser says, until it says no more.
    fn hear(&self, answers: ChildStdout) {
        for message in BufReader::new(answers).split(0) {
            let Ok(message) = message else { break };
            let Ok(message) = serde_json::from_slice::<Value>(&message) else { break };
            let sender = match (message["id"].as_u64(), message["sessionId"].as_str()) {
                (Some(id), _) => self.waiting.lock().unwrap().remove(&id),
                (None, Some(session)) => self.events.lock().unwrap().get(session).cloned(),
                (None, None) => None,
            };
            if let Some(sender) = sender {
                // Whoever waited may have given up.
                let _ = sender.send(message);
            }
        }
        self.waiting.lock().unwrap().clear();
        self.events.lock().unwrap().clear();
    }

    fn listen(&self, session: &str) -> Receiver<Value> {
        let (sender, receiver) = mpsc::channel();
        self.events.lock().unwrap().insert(session.to_owned(), sender);
        receiver
    }

    #[track_caller]
    fn call(&self, session: Option<&str>, method: &str, parameters: Value) -> Value {
        self.call_within(PATIENCE, session, method, parameters)
    }

    #[track_caller]
    fn call_within(&self, limit: Duration, session: Option<&str>, method: &str, parameters: Value) -> Value {
        let answer =
            self.send(session, method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"));
        let mut answer = answer.recv_timeout(limit).unwrap_or_else(|error| panic!("{method}: {error}"));
        if let Some(error) = answer.get("error") {
            panic!("{method}: {error}");
        }
        answer["result"].take()
    }

    /// Sends a command; its answer will come out of what is returned.
    fn send(
        &self,
        session: Option<&str>,
        method: &str,
        parameters: Value,
    ) -> std::io::Result<Receiver<Value>> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut command = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = session {
            command["sessionId"] = json!(session);
        }
        let (sender, receiver) = mpsc::channel();
        self.waiting.lock().unwrap().insert(id, sender);
        let mut message = command.to_string().into_bytes();
        message.push(0);
        let mut commands = self.commands.lock().unwrap();
        commands.write_all(&message)?;
        commands.flush()?;
        Ok(receiver)
    }
}

#[track_caller]
fn text(answer: &Value, key: &str) -> String {
    answer[key].as_str().unwrap_or_else(|| panic!("no {key} in {answer}")).to_owned()
}

/// Decodes Base64 (RFC 4648).
fn from_base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("no Base64"),
    };
    let letters: Vec<u8> = text.bytes().filter(|byte| *byte != b'=').map(value).collect();
    let group = |letters: &[u8]| {
        let bits =
            letters.iter().enumerate().fold(0, |bits, (at, six)| bits | u32::from(*six) << (18 - 6 * at));
        bits.to_be_bytes()[1..letters.len()].to_vec()
    };
    letters.chunks(4).flat_map(group).collect()
}
