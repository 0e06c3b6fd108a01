//! `attache templates`.

use attache::desk::Desk;
use attache::error::{Diagnostic, Error, Reported, Severity};
use attache::output;
use attache::pipeline::templates::{self, Begun, Listed};
use clap::{Args, Subcommand};
use serde_json::json;

use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global, WRONG, init};

#[derive(Debug, Args)]
pub(super) struct TemplatesArgs {
    #[command(subcommand)]
    command: Option<TemplatesCommand>,
}

#[derive(Debug, Clone, Subcommand)]
enum TemplatesCommand {
    /// List the templates: what they extend and include, and who uses them
    List,
    /// Print a template
    Show {
        /// Its path below templates/
        #[arg(value_name = "NAME")]
        name: String,
        /// Print which template gives each block instead
        #[arg(long)]
        resolved: bool,
    },
    /// Check templates and labels, and name every mistake
    Check {
        /// Paths below templates/; all if none is given
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// Exit with status 1 if there are warnings
        #[arg(long)]
        strict: bool,
    },
    /// Begin the template of an audience as a child of another
    New {
        /// The audience's key in config.yaml
        #[arg(value_name = "AUDIENCE")]
        audience: String,
        /// The template that it extends
        #[arg(long, value_name = "NAME", default_value = "base.md")]
        from: String,
        /// Add the audience to config.yaml as well
        #[arg(long)]
        write: bool,
    },
}

pub(super) fn run(global: &Global, args: &TemplatesArgs, reporter: &Reporter) -> u8 {
    let Reported { value: desk, warnings } = match templates::open(&global.desk) {
        Ok(opened) => opened,
        Err(error) => return reporter.error(&error),
    };
    match args.command.clone().unwrap_or(TemplatesCommand::List) {
        TemplatesCommand::List => list(&desk, reporter),
        TemplatesCommand::Show { name, resolved } => show(&desk, &name, resolved, reporter),
        TemplatesCommand::Check { names, strict } => check(&desk, warnings, &names, strict, reporter),
        TemplatesCommand::New { audience, from, write } => begin(&desk, &audience, &from, write, reporter),
    }
}

fn wrong(mistake: Diagnostic, reporter: &Reporter) -> u8 {
    reporter.error(&Error::Desk(vec![mistake]))
}

/// Says whether a template is the desk's own, or one that ships.
fn origin(listed: &Listed) -> &'static str {
    match init::built_in_template(&listed.name) {
        None => "own",
        Some(text) if text == listed.text => "built-in",
        Some(_) => "changed",
    }
}

fn list(desk: &Desk, reporter: &Reporter) -> u8 {
    for listed in templates::list(desk) {
        let origin = origin(&listed);
        if reporter.json {
            let Listed { name, extends, includes, audiences, .. } = listed;
            let line = json!({"name": name, "origin": origin, "extends": extends, "includes": includes, "audiences": audiences});
            reporter.result(&line.to_string());
            continue;
        }
        let mut facts = vec![origin.to_owned()];
        facts.extend(listed.extends.iter().map(|parent| format!("extends {parent}")));
        if !listed.includes.is_empty() {
            facts.push(format!("includes {}", listed.includes.join(", ")));
        }
        if !listed.audiences.is_empty() {
            facts.push(format!("for {}", listed.audiences.join(", ")));
        }
        reporter.result(&printable(&format!("{}: {}", listed.name, facts.join("; ")), false));
    }
    DONE
}

fn show(desk: &Desk, name: &str, resolved: bool, reporter: &Reporter) -> u8 {
    let (parents, blocks) = match templates::resolve(desk, name) {
        Ok(found) => found,
        Err(mistake) => return wrong(*mistake, reporter),
    };
    if !resolved {
        let text = desk.templates.get(name).map_or("", String::as_str);
        if reporter.json {
            reporter.result(&json!({"name": name, "text": text}).to_string());
            return DONE;
        }
        return reporter.result_bytes(text.as_bytes());
    }
    if reporter.json {
        let blocks: Vec<_> =
            blocks.iter().map(|block| json!({"block": block.block, "from": block.from})).collect();
        reporter.result(&json!({"name": name, "parents": parents, "blocks": blocks}).to_string());
        return DONE;
    }
    let mut chain = vec![name];
    chain.extend(parents.iter().map(String::as_str));
    reporter.result(&printable(&chain.join(" < "), false));
    for block in blocks {
        let (first, rest) =
            block.from.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        let over = if rest.is_empty() { String::new() } else { format!(" (over {})", rest.join(", ")) };
        reporter.result(&printable(&format!("  {}: {first}{over}", block.block), false));
    }
    DONE
}

fn check(desk: &Desk, of_desk: Vec<Diagnostic>, names: &[String], strict: bool, reporter: &Reporter) -> u8 {
    let mut told = match templates::check(desk, names) {
        Ok(told) => told,
        Err(absent) => return reporter.error(&Error::Desk(absent)),
    };
    // Of the desk's other files only the labels belong here.
    let of_labels =
        |one: &Diagnostic| one.file.as_deref().is_some_and(|file| file.starts_with("templates/labels/"));
    told.splice(0..0, of_desk.into_iter().filter(of_labels));
    let count = |severity| told.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match reporter.json {
        true => reporter.result(&json!({ "diagnostics": told }).to_string()),
        false => {
            reporter.diagnostics(&told);
            match errors + warnings {
                0 => reporter.result("no mistakes found"),
                _ => reporter.result(&format!("errors: {errors}, warnings: {warnings}")),
            }
        }
    }
    match (errors, warnings) {
        (0, 0) => DONE,
        (0, _) => {
            if strict {
                FAILED
            } else {
                DONE
            }
        }
        _ => WRONG,
    }
}

fn begin(desk: &Desk, audience: &str, from: &str, write: bool, reporter: &Reporter) -> u8 {
    let Begun { file, text, entry, config } = match templates::begin(desk, audience, from) {
        Ok(begun) => begun,
        Err(mistake) => return wrong(*mistake, reporter),
    };
    let known = desk.config.audiences.iter().any(|known| known.id == audience);
    if let Err(error) = output::write_new(&desk.root, &[(file.clone(), text.as_bytes())]) {
        return reporter.failed(&Diagnostic::error(error.to_string()));
    }
    let written = match config.filter(|_| write) {
        Some(config) => match output::replace_file(&desk.root.join("config.yaml"), config.as_bytes()) {
            Ok(()) => true,
            Err(error) => return reporter.failed(&Diagnostic::error(error.to_string())),
        },
        None => false,
    };
    if reporter.json {
        let line = json!({"file": file, "entry": entry, "config_written": written});
        reporter.result(&line.to_string());
        return DONE;
    }
    reporter.result(&format!("wrote {file}"));
    match (known, written) {
        (true, _) => reporter.result(&format!("config.yaml has the audience `{audience}`; its template is `{audience}.md` unless it names another")),
        (false, true) => reporter.result(&format!("added the audience `{audience}` to config.yaml; name it in a brief under `audiences`")),
        (false, false) => {
            reporter.result("add to config.yaml, below `audiences:`");
            reporter.result(entry.trim_end());
            reporter.result("and name it in a brief under `audiences`");
        }
    }
    DONE
}
