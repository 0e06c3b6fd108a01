//! `attache editions`.

use std::path::Path;

use attache::error::Error;
use attache::model::Date;
use attache::output::{self, Lock};
use attache::pipeline::editions::{Details, Done, Editions, Listed};
use attache::pipeline::output_error;
use attache::pipeline::shelf::{Pruned, Shelved};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::params::today_at;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global};

#[derive(Debug, Args)]
pub(super) struct EditionsArgs {
    #[command(subcommand)]
    command: Option<EditionsCommand>,
}

#[derive(Debug, Clone, Subcommand)]
enum EditionsCommand {
    /// List editions and drafts
    List(ListArgs),
    /// Show what an edition or a draft is made of
    Show(ShowArgs),
    /// Publish a draft
    Publish(PublishArgs),
    /// Withdraw a published edition: a notice takes its place
    Retract(RetractArgs),
    /// Keep an edition whatever its age
    Pin(NameArgs),
    /// Keep an edition no longer than others
    Unpin(NameArgs),
    /// Remove the editions that `archive.retain` does not keep, and kept texts
    /// that nothing cites
    Prune(PruneArgs),
}

#[derive(Debug, Clone, Args)]
struct ListArgs {
    /// Only those of this brief
    #[arg(value_name = "BRIEF")]
    brief: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Clone, Args)]
struct ShowArgs {
    /// The edition, such as `weekly/2025-04-02` or `weekly/latest`
    #[arg(value_name = "BRIEF/EDITION")]
    edition: String,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Clone, Args)]
struct PublishArgs {
    /// The draft; of a brief alone its newest
    #[arg(value_name = "BRIEF[/EDITION]")]
    draft: String,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Clone, Args)]
struct RetractArgs {
    /// The edition, such as `weekly/2025-04-02`
    #[arg(value_name = "BRIEF/EDITION")]
    edition: String,
    /// Why it is withdrawn: readers are told
    #[arg(long, value_name = "TEXT", value_parser = said)]
    reason: String,
    /// The day of the withdrawal; today if it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Clone, Args)]
struct NameArgs {
    /// The edition, such as `weekly/2025-04-02` or `weekly/latest`
    #[arg(value_name = "BRIEF/EDITION")]
    edition: String,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Clone, Args)]
struct PruneArgs {
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Clone, Copy, Args)]
struct Shape {
    /// How the result is written; json gives an object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Takes a text that says something.
pub(super) fn said(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("it says nothing".to_owned()) } else { Ok(text.to_owned()) }
}

pub(super) fn run(global: &Global, args: &EditionsArgs, reporter: &Reporter) -> u8 {
    let all = ListArgs { brief: None, shape: Shape { format: Format::Text } };
    let command = args.command.clone().unwrap_or(EditionsCommand::List(all));
    match work(global, &command, reporter) {
        Ok(status) => status,
        Err(error) => reporter.error(&error),
    }
}

fn work(global: &Global, command: &EditionsCommand, reporter: &Reporter) -> Result<u8, Error> {
    let editions = Editions::open(&global.desk)?;
    match command {
        EditionsCommand::List(args) => {
            list(&editions.list(args.brief.as_deref())?, args.shape.format, reporter);
        }
        EditionsCommand::Show(args) => show(&editions.show(&args.edition)?, args.shape.format, reporter),
        EditionsCommand::Publish(args) => {
            let _held = hold(global, "publish")?;
            return Ok(tell(&editions, &editions.publish(&args.draft)?, "published", args.shape, reporter));
        }
        EditionsCommand::Retract(args) => {
            let _held = hold(global, "retract")?;
            let day = args.date.unwrap_or_else(|| today_at(&editions.desk));
            let done = editions.retract(&args.edition, &args.reason, day)?;
            return Ok(tell(&editions, &done, "retracted", args.shape, reporter));
        }
        EditionsCommand::Pin(args) => {
            let _held = hold(global, "pin")?;
            return Ok(tell(&editions, &editions.pin(&args.edition, true)?, "pinned", args.shape, reporter));
        }
        EditionsCommand::Unpin(args) => {
            let _held = hold(global, "unpin")?;
            let done = editions.pin(&args.edition, false)?;
            return Ok(tell(&editions, &done, "unpinned", args.shape, reporter));
        }
        EditionsCommand::Prune(args) => {
            // What is only said holds nobody up.
            let _held = if args.dry_run { None } else { Some(hold(global, "prune")?) };
            prune(&editions.prune(args.dry_run)?, args, reporter);
        }
    }
    Ok(DONE)
}

fn hold(global: &Global, what: &str) -> Result<Lock, Error> {
    output::lock(&global.desk, &format!("attache editions {what}")).map_err(output_error)
}

fn list(all: &[Listed], format: Format, reporter: &Reporter) {
    if format == Format::Json {
        return all.iter().for_each(|listed| reporter.result(&line_json(listed).to_string()));
    }
    if all.is_empty() {
        return reporter.remark("there are no editions yet");
    }
    let head = ["brief", "edition", "state", "excerpts", "new", "files", "size"].map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(all.iter().map(row)).collect();
    let widths: Vec<usize> =
        (0..7).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
    for row in rows {
        let cell = |(at, text): (usize, &String)| {
            let fill = " ".repeat(widths[at] - text.chars().count());
            if at < 3 { format!("{text}{fill}") } else { format!("{fill}{text}") }
        };
        let line: Vec<String> = row.iter().enumerate().map(cell).collect();
        reporter.result(line.join("  ").trim_end());
    }
    for listed in all.iter().filter(|listed| listed.damage.is_some()) {
        let (summary, why) = (&listed.summary, listed.damage.as_deref().unwrap_or_default());
        reporter.result(&printable(&format!("{}/{}: {why}", summary.brief, summary.edition), false));
    }
}

fn row(listed: &Listed) -> [String; 7] {
    let summary = &listed.summary;
    let state = if listed.pinned {
        format!("{}, pinned", listed.standing.name())
    } else {
        listed.standing.name().to_owned()
    };
    [
        printable(&summary.brief, false),
        summary.edition.clone(),
        state,
        summary.excerpts.to_string(),
        summary.new.to_string(),
        listed.files.to_string(),
        size(summary.bytes),
    ]
}

fn line_json(listed: &Listed) -> Value {
    let summary = &listed.summary;
    json!({
        "brief": summary.brief,
        "edition": summary.edition,
        "state": listed.standing.name(),
        "draft": listed.is_draft,
        "pinned": listed.pinned,
        "damage": listed.damage,
        "title": summary.title,
        "slot": summary.slot,
        "excerpts": summary.excerpts,
        "new": summary.new,
        "files": listed.files,
        "size": summary.bytes,
        "edition_sha256": summary.digest.as_ref().map(ToString::to_string),
    })
}

/// Writes a size as people read it, in powers of 1000 bytes.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

fn show(details: &Details, format: Format, reporter: &Reporter) {
    if format == Format::Json {
        return reporter.result(&json!(details).to_string());
    }
    let mut lines = vec![format!("{}/{}  {}", details.brief, details.edition, details.title)];
    let pinned = if details.pinned { ", pinned" } else { "" };
    lines.push(format!("  state       {}{pinned}", details.state));
    lines.extend(details.damage.iter().map(|why| format!("  damage      {why}")));
    if let Some(retraction) = &details.retraction {
        lines.push(format!("  withdrawn   {}: {}", retraction.retracted, retraction.reason));
    }
    lines.extend(details.slot.iter().map(|slot| format!("  scheduled   {slot}")));
    if let Some(changes) = &details.changes {
        let since = changes.since.as_ref().map_or_else(String::new, |since| format!(" since {since}"));
        let gone = changes.gone.map_or_else(String::new, |gone| format!(", {gone} gone"));
        lines.push(format!(
            "  excerpts    {}: {} new, {} updated, {} standing{gone}{since}",
            details.excerpts, changes.new, changes.updated, changes.standing
        ));
        lines.push(format!("  documents   {} cited of {}", details.cited, details.documents));
    }
    lines.extend(details.themes.iter().map(|theme| {
        format!("  theme       {}: {} of {} documents", theme.title, theme.excerpts, theme.matching_documents)
    }));
    for audience in &details.audiences {
        let marking = audience.marking.as_ref().map_or_else(String::new, |marking| format!(" ({marking})"));
        lines.push(format!("  audience    {}{marking}: {} citations", audience.id, audience.citations));
        let file = |file: &attache::pipeline::editions::File| {
            format!("    {}  {}", file.path, size(file.size as u64))
        };
        lines.extend(audience.files.iter().map(file));
    }
    if let Some(inputs) = &details.inputs {
        for (name, digest) in [
            ("config", &inputs.config),
            ("brief", &inputs.brief),
            ("templates", &inputs.templates),
            ("corpus", &inputs.corpus),
        ] {
            lines.push(format!("  {name:<11} {digest}"));
        }
        lines.extend(inputs.previous.iter().map(|previous| format!("  previous    {previous}")));
    }
    lines.extend(details.edition_sha256.iter().map(|digest| format!("  edition     {digest}")));
    lines.extend(details.generator.iter().map(|generator| format!("  built by    {generator}")));
    lines.extend(details.warnings.iter().map(|warning| format!("  warning     {warning}")));
    lines.iter().for_each(|line| reporter.result(&printable(line, false)));
}

/// Prints what became of an edition, and returns the exit status.
fn tell(editions: &Editions, done: &Done, what: &str, shape: Shape, reporter: &Reporter) -> u8 {
    let root = &editions.desk.root;
    let Done { brief, name, folder, changed, shelved } = done;
    reporter.diagnostics(&shelved.failures);
    let status = if shelved.failures.is_empty() { DONE } else { FAILED };
    let folder = folder.strip_prefix(root).unwrap_or(folder).display().to_string();
    let written = written(shelved, root);
    if shape.format == Format::Json {
        let line = json!({
            "brief": brief,
            "edition": name.to_string(),
            "outcome": what,
            "changed": changed,
            "folder": folder,
            "written": written,
            "pruned": pruned_json(&shelved.pruned),
        });
        reporter.result(&line.to_string());
        return status;
    }
    let already = if *changed { "" } else { " already" };
    reporter.result(&printable(&format!("{what} {brief}/{name}{already}: {folder}"), false));
    written.iter().for_each(|path| reporter.result(&printable(&format!("  {path}"), false)));
    tell_pruned(&shelved.pruned, "removed", reporter);
    status
}

fn written(shelved: &Shelved, root: &Path) -> Vec<String> {
    let name = |path: &std::path::PathBuf| path.strip_prefix(root).unwrap_or(path).display().to_string();
    shelved.written.iter().map(name).collect()
}

fn prune(pruned: &Pruned, args: &PruneArgs, reporter: &Reporter) {
    if args.shape.format == Format::Json {
        reporter.diagnostics(&pruned.warnings);
        let mut line = pruned_json(pruned);
        line["dry_run"] = args.dry_run.into();
        return reporter.result(&line.to_string());
    }
    let what = if args.dry_run { "would remove" } else { "removed" };
    if pruned.editions.is_empty() && pruned.texts.is_empty() {
        reporter.diagnostics(&pruned.warnings);
        return reporter.result("nothing to remove");
    }
    tell_pruned(pruned, what, reporter);
    reporter.result(&format!("{what} {} in all", size(pruned.bytes)));
}

fn tell_pruned(pruned: &Pruned, what: &str, reporter: &Reporter) {
    reporter.diagnostics(&pruned.warnings);
    for (brief, name, bytes) in &pruned.editions {
        reporter.result(&printable(&format!("{what} {brief}/{name}, {}", size(*bytes)), false));
    }
    match pruned.texts.len() {
        0 => {}
        1 => reporter.result(&format!("{what} 1 kept text that nothing cites")),
        count => reporter.result(&format!("{what} {count} kept texts that nothing cites")),
    }
}

fn pruned_json(pruned: &Pruned) -> Value {
    let edition = |(brief, name, bytes): &(String, attache::model::EditionName, u64)| json!({"brief": brief, "edition": name.to_string(), "size": bytes});
    let editions: Vec<Value> = pruned.editions.iter().map(edition).collect();
    json!({"editions": editions, "texts": pruned.texts, "bytes": pruned.bytes})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_in_powers_of_a_thousand() {
        let sizes = [0, 999, 1_000, 999_949, 1_500_000, 2_000_000_000].map(size);
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "999.9 kB", "1.5 MB", "2.0 GB"]);
    }
}
