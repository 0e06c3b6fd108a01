//! Crashes, full disks, failing system calls, several runs at once, wrong
//! clocks, damage: whatever happens, earlier editions are as they were, the
//! archive verifies, and the next run mends what is left.
//!
//! `../shared/hostile/faults.py` makes the faults. What it needs and is missing
//! here (root for mounts, strace, faketime) is told.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Desk, has_program, project};

/// Tries a system call or a mode in the usual run.
const FEW: &str = "2";
/// The same in the long run: over 300 in all.
const MANY: &str = "12";

fn script() -> Option<PathBuf> {
    let script = project().join("../shared/hostile/faults.py");
    if !script.exists() {
        eprintln!("skipped: there is no ../shared/hostile/faults.py");
        return None;
    }
    Some(script)
}

/// Returns the modes that can run here, and tells of the others.
fn modes() -> Vec<&'static str> {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|found| {
        use std::os::unix::fs::MetadataExt as _;
        found.uid() == 0
    });
    let mounts = is_root && can_mount();
    let needs = [
        ("killpoints", has_program("strace") && can_trace(), "strace"),
        ("errors", has_program("strace") && can_trace(), "strace"),
        ("diskfull", mounts, "root, to mount"),
        ("readonly", mounts, "root, to mount"),
        ("twins", true, ""),
        ("signals", true, ""),
        ("clock", has_program("faketime"), "faketime"),
        ("damage", true, ""),
    ];
    let missing = needs.iter().filter(|(_, has, _)| !has);
    missing.for_each(|(mode, _, what)| eprintln!("skipped: faults {mode}: it needs {what}"));
    needs.iter().filter(|(_, has, _)| *has).map(|(mode, _, _)| *mode).collect()
}

fn can_trace() -> bool {
    Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status()
        .is_ok_and(|status| status.success())
}

fn can_mount() -> bool {
    let place = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str]| {
        let told = Command::new(arguments[0]).args(&arguments[1..]).arg(place.path()).output();
        told.is_ok_and(|told| told.status.success())
    };
    mount(&["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]) && mount(&["umount"])
}

/// Runs the modes on a desk with two editions; a third is built under faults.
#[track_caller]
fn no_failures(most: &str) {
    let Some(script) = script() else { return };
    let desk = Desk::sample();
    desk.build_on("2025-03-26");
    desk.build();
    // What was written just now is not kept: faults are to meet a desk with all its caches.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    desk.build_on("2025-04-03");
    let mut tries = 0;
    for mode in modes() {
        let told = fault(&script, &desk.root, mode, most);
        eprintln!("{}", told.lines().last().unwrap_or_default());
        assert!(told.lines().any(|line| line.starts_with(mode) && line.contains(" 0 failures")), "{told}");
        let count = told
            .lines()
            .last()
            .and_then(|line| line.split(": ").nth(1)?.split(' ').next()?.parse::<u32>().ok());
        tries += count.unwrap_or(0);
    }
    eprintln!("{tries} tries");
    assert!(tries > 0);
}

fn fault(script: &Path, desk: &Path, mode: &str, most: &str) -> String {
    let attache = env!("CARGO_BIN_EXE_attache");
    let told = Command::new("python3")
        .arg(script)
        .args([mode, "--max", most, "--timeout", "60", "--locked-rc", "75"])
        .arg("--archive")
        .arg(desk)
        .args(["--cmd", &format!("{attache} -C \"$ARCHIVE\" build --date 2025-04-09 --to md")])
        .args(["--check", &format!("{attache} -C \"$ARCHIVE\" verify")])
        .args(["--immutable", "output/*/2*/*", "--state", ".attache/**"])
        .output()
        .unwrap();
    String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr)
}

#[test]
fn no_fault_loses_anything() {
    no_failures(FEW);
}

#[test]
#[ignore = "some ten minutes: part of ./test --long"]
fn no_fault_of_three_hundred_loses_anything() {
    no_failures(MANY);
}
