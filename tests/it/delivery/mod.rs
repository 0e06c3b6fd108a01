//! Deliveries to servers that are not ours: aiosmtpd for mail, moto behind
//! botocore's check of signatures for S3, Python's own `hmac` for webhooks.
//!
//! s3s-fs would check signatures too; its crates would be built for the tests
//! alone, so the store comes from PyPI.

mod folder;
mod mail;
mod store;
mod webhook;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{DATE, Desk, Outcome, copy_tree, project, snapshot};

/// What the tests keep secret, and nothing may ever show.
const SECRETS: [&str; 5] = [
    "correct horse battery",
    // The same as SMTP sends it.
    "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5",
    "AGRlc2sAY29ycmVjdCBob3JzZSBiYXR0ZXJ5",
    "bm9ib2R5IGtub3dzIHRoaXMgb25lIGhlcmU",
    "wJalr/secret+of/the+desk",
];
const PASSWORD: &str = SECRETS[0];
const HOOK_SECRET: &str = "whsec_bm9ib2R5IGtub3dzIHRoaXMgb25lIGhlcmU=";
const ACCESS_KEY: &str = "AKIDEXAMPLEDESK";
const SECRET_KEY: &str = SECRETS[4];

const AIOSMTPD: &[&str] = &["aiosmtpd==1.4.6"];
const MOTO: &[&str] = &["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"];

/// Returns the folder of packages from PyPI, which is filled at the first time;
/// `None`, and a printed reason, where that fails.
fn packages(name: &str, wanted: &[&str]) -> Option<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _held = ONE_AT_A_TIME.lock().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let done = folder.join(".installed");
    if fs::read_to_string(&done).is_ok_and(|text| text == wanted.join(" ")) {
        return Some(folder);
    }
    let installed = Command::new("python3")
        .args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location"])
        .args(["--upgrade", "--target"])
        .arg(&folder)
        .args(wanted)
        .stderr(Stdio::null())
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        eprintln!("skipped: {} cannot be installed by pip", wanted.join(" "));
        return None;
    }
    fs::write(done, wanted.join(" ")).unwrap();
    Some(folder)
}

/// A server of the tests, which ends when it is dropped.
struct Served {
    port: u16,
    folder: TempDir,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Served {
    /// Starts a script of this folder on a port; 0 for one that is free.
    fn start(script: &str, port: u16, packages: Option<&Path>, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mode"), "").unwrap();
        Self::start_in(folder, script, port, packages, arguments)
    }

    fn start_in(
        folder: TempDir,
        script: &str,
        port: u16,
        packages: Option<&Path>,
        arguments: &[&str],
    ) -> Self {
        let mut child = Command::new("python3")
            .arg(project().join("tests/it/delivery").join(script))
            .arg(port.to_string())
            .arg(folder.path())
            .args(arguments)
            .env("PYTHONPATH", packages.unwrap_or(Path::new("")))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap_or_else(|_| panic!("{script} does not start: {line:?}"));
        let input = child.stdin.take();
        Self { port, folder, child, input, output }
    }

    /// Says how it behaves from now on, a line for each request.
    fn behave(&self, mode: &str) {
        fs::write(self.folder.path().join("mode"), mode).unwrap();
    }

    /// Returns what it was sent, in order.
    fn taken(&self) -> Vec<Value> {
        let path = |n: usize| self.folder.path().join(format!("{n}.json"));
        (1..)
            .map_while(|n| fs::read(path(n)).ok())
            .map(|bytes| serde_json::from_slice(&bytes).unwrap())
            .collect()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// Sends a line to it and waits for its answer.
    fn ask(&mut self) {
        writeln!(self.input.as_mut().unwrap(), "now").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
    }

    /// Waits until it holds a request.
    fn wait_until_it_holds(&self) {
        let begun = Instant::now();
        while !self.folder.path().join("held").exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing came");
            std::thread::sleep(Duration::from_millis(10));
        }
        fs::remove_file(self.folder.path().join("held")).unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for this machine, and who issued it.
struct Certificates {
    folder: TempDir,
}

impl Certificates {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let own = own.signed_by(&key, &issuer).unwrap();
        fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        fs::write(folder.path().join("own.pem"), own.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }
}

/// A desk with one published edition: `analyst` as a message, HTML, Markdown and
/// PDF, and `press`, of another marking, as Markdown.
fn published() -> Desk {
    static BUILT: OnceLock<Desk> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let desk = unpublished();
        desk.build();
        desk
    });
    let copy = Desk::sample();
    fs::remove_dir_all(&copy.root).unwrap();
    copy_tree(&built.root, &copy.root);
    copy
}

fn unpublished() -> Desk {
    let desk = Desk::sample();
    let config = desk.read("config.yaml");
    let head = config.split("audiences:").next().unwrap();
    let audiences = "markings: [open, inner]\naudiences:\n  analyst:\n    template: analyst.md\n    \
                     formats: [eml, html, md, pdf]\n    marking: inner\n  press:\n    template: press.md\n    \
                     formats: [md]\n    excerpts_per_theme: 1\n    marking: open\n";
    desk.write("config.yaml", format!("{head}{audiences}"));
    desk.edit("briefs/weekly.yaml", "[executive, analyst, press]", "[analyst, press]");
    desk
}

/// Adds a target `there` to the desk, and names it in the brief.
fn add_target(desk: &Desk, target: &str) {
    desk.append("config.yaml", &format!("deliver:\n  there:\n    {target}\n"));
    desk.append("briefs/weekly.yaml", "deliver: [there]\n");
}

/// The program with the tests' secrets in its environment.
fn program(desk: &Desk, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_attache"));
    command.args(arguments).current_dir(&desk.root);
    command.env("DESK_PASSWORD", PASSWORD).env("DESK_HOOK", HOOK_SECRET);
    command.env("DESK_ACCESS", ACCESS_KEY).env("DESK_SECRET", SECRET_KEY);
    // Nobody on the way is asked.
    command.env("HTTP_PROXY", "http://127.0.0.1:9").env("HTTPS_PROXY", "http://127.0.0.1:9");
    command.env("ALL_PROXY", "http://127.0.0.1:9");
    command
}

/// Runs the program and looks for secrets in all that it says and leaves.
#[track_caller]
fn run(desk: &Desk, arguments: &[&str]) -> Outcome {
    let output = assert_cmd::Command::from_std(program(desk, arguments))
        .timeout(Duration::from_secs(120))
        .output()
        .unwrap();
    let outcome = Outcome {
        status: output.status.code().expect("the program was not killed"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    no_secret_is_shown(desk, &outcome);
    outcome
}

#[track_caller]
fn deliver(desk: &Desk, status: i32) -> Outcome {
    run(desk, &["deliver"]).ends_with(status)
}

#[track_caller]
fn no_secret_is_shown(desk: &Desk, outcome: &Outcome) {
    for secret in SECRETS.into_iter().chain([HOOK_SECRET, ACCESS_KEY]) {
        let has = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!has(outcome.out.as_bytes()) && !has(outcome.err.as_bytes()), "{secret}: {outcome:?}");
        for (file, bytes) in snapshot(&desk.root) {
            assert!(!has(&bytes), "{secret} stands in {file}");
        }
    }
}

/// Kills the program while a server holds its answer.
fn kill_while_held(desk: &Desk, served: &Served) {
    served.behave("hold");
    let mut killed = program(desk, &["deliver"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    served.wait_until_it_holds();
    killed.kill().unwrap();
    killed.wait().unwrap();
}

/// Returns the ledger's entries of the edition, by file.
fn ledger(desk: &Desk) -> Vec<Value> {
    let entries = snapshot(&desk.root.join(format!("output/.deliveries/weekly/{DATE}")));
    entries.values().map(|bytes| serde_json::from_slice(bytes).unwrap()).collect()
}

/// Asserts the states of all deliveries, in the order of the ledger's files.
#[track_caller]
fn check_states(desk: &Desk, expected: &[&str]) {
    let states: Vec<Value> = ledger(desk).into_iter().map(|entry| entry["state"].clone()).collect();
    assert_eq!(states, expected);
}
