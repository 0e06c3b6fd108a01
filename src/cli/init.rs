//! `attache init`.

use std::path::{Path, PathBuf};

use attache::error::Diagnostic;
use attache::output;
use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};

use super::DONE;
use super::report::Reporter;
use super::terminal::printable;

/// What a new desk holds: the desk that this repository is.
const FOLDERS: [(&str, &Dir<'_>); 3] = [
    ("briefs", &include_dir!("$CARGO_MANIFEST_DIR/briefs")),
    ("corpus", &include_dir!("$CARGO_MANIFEST_DIR/corpus")),
    ("templates", &include_dir!("$CARGO_MANIFEST_DIR/templates")),
];
const CONFIG: &[u8] = include_bytes!("../../config.yaml");
const IGNORED: &[u8] = b"/.attache/\n/output/\n";

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The new desk's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(args: &InitArgs, reporter: &Reporter) -> u8 {
    let mut files = vec![("config.yaml".to_owned(), CONFIG), (".gitignore".to_owned(), IGNORED)];
    for (name, folder) in FOLDERS {
        collect(name, folder, &mut files);
    }
    files.sort();
    match output::write_new(&args.dir, &files) {
        Ok(()) => {
            let dir = printable(&args.dir.display().to_string(), false);
            reporter.result(&format!("made a desk in {dir}: {} files", files.len()));
            reporter.result(&format!("build it with: attache -C {dir} build"));
            DONE
        }
        Err(error) => {
            let hint = "a new desk is made where none of its files exists; name an empty folder";
            reporter.failed(&Diagnostic::error(error.to_string()).hint(hint))
        }
    }
}

/// Returns the text of a template that ships, by its path below `templates/`.
pub(super) fn built_in_template(name: &str) -> Option<&'static str> {
    let (_, templates) = FOLDERS.iter().find(|(name, _)| *name == "templates")?;
    templates.get_file(name)?.contents_utf8()
}

fn collect(name: &str, folder: &Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
    for entry in folder.entries() {
        match entry {
            // The words of the labels are part of the program; a desk writes those that it changes.
            DirEntry::Dir(inner) if inner.path() == Path::new("labels") => {}
            DirEntry::Dir(inner) => collect(name, inner, files),
            DirEntry::File(file) => files.push((format!("{name}/{}", slashed(file.path())), file.contents())),
        }
    }
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
