//! The archive by hand: drafts, notices, what is kept, pages and feeds.

mod feeds;
mod keeping;
mod page;
mod publishing;
mod purging;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Desk, Outcome};

/// Makes the sample desk with one audience in Markdown and HTML.
fn desk() -> Desk {
    let desk = Desk::sample();
    desk.one_audience("md, html");
    desk
}

/// Makes the sample desk with editions of these dates, each with a document
/// more than the one before.
fn desk_with(dates: &[&str]) -> Desk {
    let desk = desk();
    for date in dates {
        publish(&desk, date);
    }
    desk
}

/// Publishes an edition that has something new.
#[track_caller]
fn publish(desk: &Desk, date: &str) -> Outcome {
    let text = format!("# Cargo of {date}\n\nThe harbour took cargo for the tariff on {date} in full.\n");
    desk.write(&format!("corpus/cargo-{date}.md"), text);
    desk.build_on(date)
}

/// Returns what `attache editions list` tells, by the editions' names.
#[track_caller]
fn listed(desk: &Desk) -> BTreeMap<String, Value> {
    let told = desk.run(&["editions", "list", "--format", "json"]).ends_with(0).quiet().out;
    let line = |line: &str| -> (String, Value) {
        let line: Value = serde_json::from_str(line).unwrap();
        (format!("{}/{}", line["brief"].as_str().unwrap(), line["edition"].as_str().unwrap()), line)
    };
    told.lines().map(line).collect()
}

/// Returns the states of editions, by their names.
#[track_caller]
fn states(desk: &Desk) -> Vec<(String, String)> {
    let state = |line: &Value| line["state"].as_str().unwrap().to_owned();
    listed(desk).iter().map(|(name, line)| (name.clone(), state(line))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), (*state).to_owned())).collect()
}

fn latest(desk: &Desk) -> Option<String> {
    let target = std::fs::read_link(desk.root.join("output/weekly/latest")).ok()?;
    Some(target.to_str().unwrap().to_owned())
}
