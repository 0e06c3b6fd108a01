//! Paths: from the file system's to those that documents are known by.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// Makes a path absolute without looking at the disk: `.` and `..` are
/// resolved by their names.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

/// Writes `file` relative to `desk`, with `..` where it is outside; where they
/// have no common root (two drives), relative to the folder that holds `root`.
/// All three are absolute.
pub(super) fn relative(desk: &Path, file: &Path, root: &Path) -> String {
    if let Ok(inside) = file.strip_prefix(desk) {
        return escaped(inside);
    }
    let shared = desk.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        let holder = root.parent().unwrap_or(root);
        return escaped(file.strip_prefix(holder).unwrap_or(file));
    }
    let mut path = PathBuf::new();
    for _ in desk.components().skip(shared) {
        path.push("..");
    }
    path.extend(file.components().skip(shared));
    escaped(&path)
}

/// Writes a path with `/`. Bytes that are not UTF-8 and control characters are
/// percent-escaped, and so is a percent sign that would read as an escape.
pub(super) fn escaped(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .map(|part| match part {
            Component::RootDir => String::new(),
            part => escaped_name(part.as_os_str()),
        })
        .collect();
    parts.join("/")
}

/// Escapes a name that is text already, `/` and all, like [`escaped`].
pub(super) fn escaped_text(name: &str) -> String {
    escaped_name(OsStr::new(name))
}

fn escaped_name(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        let valid = chunk.valid();
        for (at, c) in valid.char_indices() {
            if c.is_control() || c == '%' && is_escape(&valid[at..]) {
                let mut buffer = [0; 4];
                percent(c.encode_utf8(&mut buffer).as_bytes(), &mut out);
            } else {
                out.push(c);
            }
        }
        percent(chunk.invalid(), &mut out);
    }
    out
}

fn is_escape(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn percent(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        write!(out, "%{byte:02X}").expect("writing to a string cannot fail");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(desk: &str, file: &str, expected: &str) {
        let (desk, file) = (absolute(Path::new(desk)), absolute(Path::new(file)));
        assert_eq!(relative(&desk, &file, &file), expected);
    }

    #[test]
    fn a_path_is_relative_to_the_desk() {
        check("/a/desk", "/a/desk/corpus/x.txt", "corpus/x.txt");
        check("/a/desk/", "/a/desk/./corpus/../corpus/x.txt", "corpus/x.txt");
    }

    #[test]
    fn a_path_outside_the_desk_goes_up() {
        check("/a/desk", "/a/corpus/x.txt", "../corpus/x.txt");
        check("/a/b/desk", "/c/x.txt", "../../../c/x.txt");
    }

    #[test]
    fn control_characters_and_ambiguous_percent_signs_are_escaped() {
        check("/d", "/d/a\nb\u{1b}.txt", "a%0Ab%1B.txt");
        check("/d", "/d/100% a%20b.txt", "100% a%2520b.txt");
        check("/d", "/d/отчёт.txt", "отчёт.txt");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_utf_8_are_escaped() {
        use std::os::unix::ffi::OsStrExt as _;
        assert_eq!(escaped(Path::new(OsStr::from_bytes(b"a\xffb.txt"))), "a%FFb.txt");
    }
}
