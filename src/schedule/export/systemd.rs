//! Timers of systemd. `OnCalendar=` knows zones, weekdays beside days of the
//! month, and days from the end of a month (systemd.time(7)); it passes over
//! what clocks pass over, and knows no holidays.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::cover::Cover;
use super::{Job, Named, Unit, notes};
use crate::model::CatchUp;
use crate::schedule::Calendar;
use crate::tool::cron::Expression;

/// What a briefing needs and no more (systemd.exec(5)). The desk is written
/// to, and delivery may use the network.
const HARDENING: &str = "\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service seccomp
UMask=0027
";

/// Writes a service and its timer.
pub(super) fn units(named: &Named<'_>, job: &Job) -> Vec<Unit> {
    let name = named.unit_name();
    vec![
        Unit { name: format!("{name}.service"), text: service(named, job) },
        Unit { name: format!("{name}.timer"), text: timer(named, job) },
    ]
}

fn service(named: &Named<'_>, job: &Job) -> String {
    let command: Vec<String> = named.command(job).iter().map(|word| quoted(word)).collect();
    let desk = job.desk.replace('%', "%%");
    format!(
        "# Runs what is due of {what}; `attache schedule run --once` knows what that is.\n\
         # Status 75 says that another run holds the desk: it is tried again.\n\
         [Unit]\n\
         Description=attache: {what}\n\
         StartLimitIntervalSec=6h\n\
         StartLimitBurst=10\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         ExecStart={command}\n\
         Restart=on-failure\n\
         RestartSec=2min\n\
         RestartPreventExitStatus=2\n\
         TimeoutStopSec=15s\n\
         ReadWritePaths={desk}\n\
         {HARDENING}",
        what = named.what().replace('%', "%%"),
        command = command.join(" "),
        desk = quoted_path(&desk),
    )
}

fn timer(named: &Named<'_>, job: &Job) -> String {
    let mut text = notes(named, "");
    let _ = write!(text, "[Unit]\nDescription=attache: when {} is due\n\n[Timer]\n", named.what());
    for schedule in named.schedules() {
        let calendar = Calendar::of(schedule);
        let zone = calendar.zone().name();
        let lines: BTreeSet<String> = calendar.expressions().iter().flat_map(specs).collect();
        for line in lines {
            let _ = writeln!(text, "OnCalendar={line} {zone}");
        }
        let moved = Cover::of(&[schedule], calendar.zone(), job.now).moved;
        if !moved.is_empty() {
            text.push_str(
                "# When clocks go forward, systemd passes over what they pass over. The slot is the\n\
                 # first moment after; on other days nothing is due then.\n",
            );
        }
        for minutes in moved {
            let _ = writeln!(text, "OnCalendar=*-*-* {:02}:{:02}:00 {zone}", minutes / 60, minutes % 60);
        }
    }
    let catches_up = named.schedules().any(|schedule| schedule.catch_up != CatchUp::None);
    let jitter = named.schedules().map(|schedule| schedule.jitter_seconds).max().unwrap_or(0);
    let _ = writeln!(text, "Persistent={catches_up}\nAccuracySec=1s");
    if jitter > 0 {
        let _ = writeln!(text, "RandomizedDelaySec={jitter}s\nFixedRandomDelay=true");
    }
    text.push_str("\n[Install]\nWantedBy=timers.target\n");
    text
}

/// Writes an expression as times of systemd without a zone. Together they hold
/// its slots; where it has days that systemd cannot name, they hold more.
fn specs(expression: &Expression) -> Vec<String> {
    let (day_field, week_field) = (expression.field(2), expression.field(4));
    let months = numbers(&expression.months(), 12);
    let time = format!("{}:{}:00", numbers(&expression.hours(), 24), numbers(&expression.minutes(), 60));
    let write = |day: Spec| {
        let weekdays = if day.weekdays.is_empty() { String::new() } else { format!("{} ", day.weekdays) };
        format!("{weekdays}*-{months}{} {time}", day.days)
    };
    let by_day = || month_days(expression);
    let by_week = || weekdays(expression);
    let days = match (day_field == "*", week_field == "*") {
        (true, true) => vec![Spec::new("", "-*")],
        (false, true) => by_day(),
        (true, false) => by_week(),
        // Both must fit: the days of the week hold all that do.
        (false, false) if week_field.starts_with('+') => by_week(),
        (false, false) => by_day().into_iter().chain(by_week()).collect(),
    };
    days.into_iter().map(write).collect()
}

/// Days of systemd: of the week, and of the month with the sign before them.
struct Spec {
    weekdays: String,
    days: String,
}

impl Spec {
    fn new(weekdays: &str, days: impl Into<String>) -> Self {
        Self { weekdays: weekdays.to_owned(), days: days.into() }
    }
}

fn month_days(expression: &Expression) -> Vec<Spec> {
    let mut specs = Vec::new();
    for part in expression.field(2).to_uppercase().split(',') {
        match part {
            "L" => specs.push(Spec::new("", "~01")),
            // The last day if it is a working day, or the Friday before.
            "LW" | "WL" => specs.extend([Spec::new("Mon..Fri", "~01"), Spec::new("Fri", "~03/1")]),
            _ if part.contains('W') => specs.push(Spec::new("Mon..Fri", "-*")),
            _ => {}
        }
    }
    let plain = expression.days();
    if !plain.is_empty() {
        specs.push(Spec::new("", format!("-{}", numbers(&plain, 31))));
    }
    specs
}

fn weekdays(expression: &Expression) -> Vec<Spec> {
    const NAMES: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let mut specs = Vec::new();
    for part in expression.field(4).trim_start_matches('+').to_uppercase().split(',') {
        let Some((day, nth)) = part.split_once('#').or_else(|| part.strip_suffix('L').map(|day| (day, "L")))
        else {
            continue;
        };
        let place = NAMES.iter().position(|name| name.to_uppercase() == day);
        let place = place.or_else(|| day.parse::<usize>().ok()).map(|place| place % 7);
        let days = match nth.parse::<i64>() {
            Ok(nth) => format!("-{:02}..{:02}", nth * 7 - 6, (nth * 7).min(31)),
            Err(_) => "~07/1".to_owned(),
        };
        match place {
            Some(place) => specs.push(Spec::new(NAMES[place], days)),
            // A range of days: each of them, on any day of the month.
            None => specs.push(Spec::new("", "-*")),
        }
    }
    let plain: Vec<&str> = expression.weekdays().into_iter().map(|day| NAMES[usize::from(day % 7)]).collect();
    if !plain.is_empty() {
        specs.push(Spec::new(&plain.join(","), "-*"));
    }
    specs
}

/// Writes numbers with two digits; `*` for all.
fn numbers(numbers: &[u16], all: usize) -> String {
    if numbers.len() == all {
        return "*".to_owned();
    }
    let texts: Vec<String> = numbers.iter().map(|number| format!("{number:02}")).collect();
    texts.join(",")
}

/// Quotes a word of a command (systemd.service(5), "Command lines").
fn quoted(word: &str) -> String {
    let word = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-=:@+,%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) { word } else { format!("\"{word}\"") }
}

fn quoted_path(path: &str) -> String {
    let path = path.replace('\\', "\\\\").replace('"', "\\\"");
    if path.contains([' ', '\\', '\'']) { format!("\"{path}\"") } else { path }
}
