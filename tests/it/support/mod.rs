//! A desk in a temporary folder, and the real program run on it.

#[cfg(unix)]
pub(crate) mod browser;
pub(crate) mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

/// The date that editions are built for where a test does not care.
pub(crate) const DATE: &str = "2025-04-02";

/// A desk that is gone when it is dropped.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) root: PathBuf,
}

impl Desk {
    /// Makes the desk of `tests/golden/norwick` with the project's templates:
    /// two themes, three audiences in Markdown and HTML, one brief `weekly`,
    /// four documents.
    pub(crate) fn sample() -> Self {
        Self::sample_in("desk")
    }

    /// Makes the sample desk in a folder of this name below a temporary one.
    pub(crate) fn sample_in(name: &str) -> Self {
        Self::of_case(&project().join("tests/golden/norwick"), name)
    }

    /// Copies the desk of a golden case to a folder of this name below a
    /// temporary one; the project's templates where the case has none.
    pub(crate) fn of_case(case: &Path, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(name);
        for part in ["briefs", "corpus"] {
            copy_tree(&case.join(part), &root.join(part));
        }
        fs::copy(case.join("config.yaml"), root.join("config.yaml")).unwrap();
        let own = Some(case.join("templates")).filter(|templates| templates.is_dir());
        copy_tree(&own.unwrap_or_else(|| project().join("templates")), &root.join("templates"));
        Self { folder, root }
    }

    /// Makes the sample desk with one audience in these formats only, and with
    /// these documents instead of its own.
    pub(crate) fn with_documents(formats: &str, documents: &[(&str, &str)]) -> Self {
        let desk = Self::sample();
        desk.empty_corpus();
        for (name, text) in documents {
            desk.write(&format!("corpus/{name}"), text);
        }
        desk.one_audience(formats);
        desk
    }

    /// Leaves one audience, `analyst`, that gets many excerpts in these formats.
    pub(crate) fn one_audience(&self, formats: &str) {
        let config = self.read("config.yaml");
        let head = config.split("audiences:").next().unwrap();
        self.write(
            "config.yaml",
            format!(
                "{head}audiences:\n  analyst:\n    title: Analyst edition\n    template: analyst.md\n    \
                 formats: [{formats}]\n    excerpts_per_theme: 50\n    excerpts_per_source: 20\n"
            ),
        );
        self.edit("briefs/weekly.yaml", "[executive, analyst, press]", "[analyst]");
    }

    pub(crate) fn empty_corpus(&self) {
        fs::remove_dir_all(self.root.join("corpus")).unwrap();
        fs::create_dir(self.root.join("corpus")).unwrap();
    }

    /// A folder beside the desk.
    pub(crate) fn beside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.root.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Replaces the first `from` in a file, which must be there.
    #[track_caller]
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.write(path, text.replacen(from, to, 1));
    }

    pub(crate) fn append(&self, path: &str, text: &str) {
        self.write(path, self.read(path) + text);
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    /// Runs the program in the desk's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        run_in(&self.root, arguments)
    }

    /// Builds every brief for [`DATE`], which must succeed.
    #[track_caller]
    pub(crate) fn build(&self) -> Outcome {
        self.build_on(DATE)
    }

    /// Builds every brief for [`DATE`] again, in the place of its edition.
    #[track_caller]
    pub(crate) fn rebuild(&self) -> Outcome {
        self.run(&["build", "--date", DATE, "--force"]).ends_with(0)
    }

    /// Builds every brief for a date, which must succeed.
    #[track_caller]
    pub(crate) fn build_on(&self, date: &str) -> Outcome {
        self.run(&["build", "--date", date]).ends_with(0)
    }

    /// Reads the manifest of the brief `weekly`.
    pub(crate) fn manifest(&self, date: &str) -> Value {
        serde_json::from_str(&self.read(&format!("output/weekly/{date}/edition.json"))).unwrap()
    }

    /// Returns every file below `output/` with its bytes.
    pub(crate) fn output(&self) -> BTreeMap<String, Vec<u8>> {
        snapshot(&self.root.join("output"))
    }

    /// Returns the time at which each file and folder below `output/` changed.
    pub(crate) fn times(&self) -> BTreeMap<String, SystemTime> {
        let root = self.root.join("output");
        let time = |path: &Path| fs::symlink_metadata(path).unwrap().modified().unwrap();
        walk(&root).into_iter().map(|path| (name(&path, &root), time(&path))).collect()
    }
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    /// Asserts the exit status.
    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that each text stands on standard error.
    #[track_caller]
    pub(crate) fn warns(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "standard error has no {text:?}:\n{}", self.err);
        }
        self
    }

    /// Asserts that each text stands on standard output.
    #[track_caller]
    pub(crate) fn prints(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.out.contains(text), "standard output has no {text:?}:\n{}", self.out);
        }
        self
    }

    /// Asserts that nothing stands on standard error.
    #[track_caller]
    pub(crate) fn quiet(self) -> Self {
        assert_eq!(self.err, "");
        self
    }
}

/// Runs the program in a folder, away from a terminal.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(arguments)
        .current_dir(folder)
        .timeout(std::time::Duration::from_secs(300))
        .output()
        .unwrap();
    Outcome {
        status: output.status.code().expect("the program was not killed"),
        out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// The project's folder.
pub(crate) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file below a folder with its bytes; of a link, its target.
pub(crate) fn snapshot(root: &Path) -> BTreeMap<String, Vec<u8>> {
    walk(root)
        .into_iter()
        .filter_map(|path| {
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let bytes = match () {
                () if kind.is_symlink() => {
                    format!("-> {}", fs::read_link(&path).unwrap().display()).into_bytes()
                }
                () if kind.is_dir() => return None,
                () => fs::read(&path).unwrap(),
            };
            Some((name(&path, root), bytes))
        })
        .collect()
}

/// Copies a folder; the entries of each folder in reverse order of their names.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let mut entries: Vec<PathBuf> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries.into_iter().rev() {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy_tree(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

/// Tells whether a program is installed; prints why a test is skipped if not.
pub(crate) fn has_program(program: &str) -> bool {
    let found = std::process::Command::new(program).arg("--help").output().is_ok();
    if !found {
        eprintln!("skipped: `{program}` is not installed");
    }
    found
}

/// Returns the first of these programs that is installed; prints why a test is
/// skipped if none is.
pub(crate) fn program(names: &[&'static str]) -> Option<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        names.iter().find(|name| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    if found.is_none() {
        eprintln!("skipped: `{}` is not installed", names[0]);
    }
    found.copied()
}

/// Lists everything below a folder without following links, sorted.
fn walk(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            }
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

fn name(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().into_owned()
}
