//! Secrets: read where they are kept, when they are used, and never shown.

use std::fs;
use std::path::{Path, PathBuf};

use ct_codecs::{Base64, Encoder};

use crate::model::delivery::{Secret, SecretSource};

/// A secret is no longer, in bytes.
const LONGEST: u64 = 64 << 10;

/// Where secrets are read from.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

impl<'a> Secrets<'a> {
    /// Reads variables with `environment`, which returns the value of a name.
    #[must_use]
    pub fn new(environment: &'a (dyn Fn(&str) -> Option<String> + Sync)) -> Self {
        Self { environment }
    }

    /// Reads a secret; paths are relative to `root`. Of a file, the line break
    /// at its end is no part of it.
    ///
    /// # Errors
    /// Where it should be and why it is not there, without the secret.
    pub(super) fn read(&self, source: &SecretSource, root: &Path) -> Result<Secret, String> {
        let text = match source {
            SecretSource::Env(name) => {
                (self.environment)(name).ok_or_else(|| format!("{source} is not set"))?
            }
            SecretSource::File(path) => {
                let text =
                    read_file(&root.join(path)).map_err(|why| format!("cannot read {source}: {why}"))?;
                let text = text.strip_suffix('\n').unwrap_or(&text);
                text.strip_suffix('\r').unwrap_or(text).to_owned()
            }
        };
        if text.trim().is_empty() {
            return Err(format!("{source} is empty"));
        }
        if text.chars().any(char::is_control) {
            return Err(format!("{source} has more than one line, or control characters"));
        }
        Ok(Secret::new(text))
    }
}

fn read_file(path: &Path) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err("it is no file of at most 64 kB".to_owned());
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

/// Returns the files of these that everybody on the machine may read.
pub(super) fn open_files<'s>(
    sources: impl IntoIterator<Item = &'s SecretSource>,
    root: &Path,
) -> Vec<PathBuf> {
    let files = sources.into_iter().filter_map(|source| match source {
        SecretSource::File(path) => Some(path.clone()),
        SecretSource::Env(_) => None,
    });
    files.filter(|path| is_open(&root.join(path))).collect()
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_open(_path: &Path) -> bool {
    false
}

/// Takes secrets out of what a server said, as they are and as Base64 (with
/// which SMTP sends them), and puts the text on one line of at most `LINE`
/// letters without control characters.
pub(super) fn scrubbed(text: &str, secrets: &[Secret]) -> String {
    const LINE: usize = 300;
    let mut text = crate::tool::white_space::folded(text);
    for secret in secrets {
        let encoded = Base64::encode_to_string(secret.reveal()).unwrap_or_default();
        for shown in [secret.reveal(), encoded.as_str(), encoded.trim_end_matches('=')] {
            if shown.len() >= 4 {
                text = text.replace(shown, "…");
            }
        }
    }
    let is_shown = |letter: &char| !letter.is_control();
    let line: String = text.chars().filter(is_shown).take(LINE).collect();
    if text.chars().count() > LINE { format!("{line}…") } else { line }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]
mod tests {
    use super::*;

    fn variables(name: &str) -> Option<String> {
        match name {
            "GOOD" => Some("hunter2".to_owned()),
            "EMPTY" => Some(String::new()),
            "LINES" => Some("hunter2\nX".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn secrets_come_from_variables_and_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let read = |source: SecretSource| Secrets::new(&variables).read(&source, root);
        let env = |name: &str| read(SecretSource::Env(name.to_owned()));
        assert_eq!(env("GOOD").unwrap().reveal(), "hunter2");
        assert_eq!(env("NONE").unwrap_err(), "the environment variable NONE is not set");
        assert_eq!(env("EMPTY").unwrap_err(), "the environment variable EMPTY is empty");
        let told = env("LINES").unwrap_err();
        assert!(told.contains("more than one line") && !told.contains("hunter2"), "{told}");
        for (text, secret) in [("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), (" a b ", " a b ")] {
            std::fs::write(root.join("key"), text).unwrap();
            assert_eq!(read(SecretSource::File("key".into())).unwrap().reveal(), secret);
        }
        assert!(
            read(SecretSource::File("gone".into())).unwrap_err().starts_with("cannot read the file `gone`")
        );
        assert!(read(SecretSource::File(".".into())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_everybody_may_read_is_noticed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let sources = [SecretSource::File("key".into()), SecretSource::Env("KEY".to_owned())];
        let path = folder.path().join("key");
        std::fs::write(&path, "x").unwrap();
        for (mode, found) in [(0o600, 0), (0o640, 0), (0o644, 1)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(open_files(&sources, folder.path()).len(), found, "{mode:o}");
        }
    }

    #[test]
    fn what_a_server_says_shows_no_secret() {
        let secrets = [Secret::new("hunter2".to_owned())];
        let told = "535 no: hunter2 or\r\n aHVudGVyMg== or aHVudGVyMg, \u{1b}[31m";
        assert_eq!(scrubbed(told, &secrets), "535 no: … or … or …, [31m");
        assert_eq!(scrubbed(&"x".repeat(400), &secrets).chars().count(), 301);
    }
}
