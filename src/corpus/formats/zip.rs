//! ZIP archives: every file within is read by its own format.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Likeness;
use crate::corpus::reading::{NotRead, Output, Raw};

/// Recognises the signatures of a first member and of an empty archive
/// (APPNOTE.TXT, sections 4.3.7 and 4.3.16).
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    match bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        true => Likeness::Certain,
        false => Likeness::No("no ZIP archive"),
    }
}

/// Reads the members in the order of the archive. Hidden ones, folders and
/// what macOS adds are passed over, as in the walk of a folder.
///
/// # Errors
/// An archive whose directory cannot be read.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let mut archive = open(raw.bytes)?;
    for index in 0..archive.len() {
        let (name, bytes) = match member(&mut archive, index, output.room()) {
            Member::Passed => continue,
            Member::File(name, bytes) => (name, bytes),
            Member::NotRead(name, why) => {
                if output.begin(&name)? {
                    output.not_read(&name, why);
                }
                continue;
            }
        };
        output.spend(bytes.len() as u64);
        output.file(&name, None, None, &bytes)?;
    }
    Ok(())
}

/// Opens an archive.
///
/// # Errors
/// Refused with the archive reader's reason.
pub(super) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, NotRead> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| NotRead::refused(format!("its ZIP directory cannot be read: {error}")))
}

/// Unpacks a member by its name; `None` where there is none.
///
/// # Errors
/// An encrypted or damaged member, or one larger than `room` bytes.
pub(super) fn named(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    room: u64,
) -> Result<Option<Vec<u8>>, NotRead> {
    match archive.by_name(name) {
        Ok(file) => unpack(file, room).map(Some),
        Err(ZipError::FileNotFound) => Ok(None),
        Err(error) => Err(damaged(&error)),
    }
}

enum Member {
    Passed,
    File(String, Vec<u8>),
    NotRead(String, NotRead),
}

fn member(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, room: u64) -> Member {
    let file = match archive.by_index(index) {
        Ok(file) => file,
        Err(error) => {
            return Member::NotRead(format!("member-{}", index + 1), damaged(&error));
        }
    };
    let name = String::from_utf8_lossy(file.name_raw()).into_owned();
    let hidden = name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..");
    if !file.is_file() || hidden || name.starts_with("__MACOSX/") {
        return Member::Passed;
    }
    match unpack(file, room) {
        Ok(bytes) => Member::File(name, bytes),
        Err(why) => Member::NotRead(name, why),
    }
}

fn unpack(file: zip::read::ZipFile<'_, Cursor<&[u8]>>, room: u64) -> Result<Vec<u8>, NotRead> {
    if file.encrypted() {
        return Err(NotRead::refused("it is encrypted: a password is needed"));
    }
    let mut bytes = Vec::new();
    // What the directory says of the size is not believed.
    let mut limited = file.take(room + 1);
    limited
        .read_to_end(&mut bytes)
        .map_err(|error| NotRead::refused(format!("its ZIP data is damaged: {error}")))?;
    if bytes.len() as u64 > room {
        return Err(NotRead::skipped(format!("it unpacks to more than the limit of {} MB", room >> 20)));
    }
    Ok(bytes)
}

fn damaged(error: &ZipError) -> NotRead {
    match error {
        ZipError::UnsupportedArchive(reason) if reason.contains("assword") => {
            NotRead::refused("it is encrypted: a password is needed")
        }
        other => NotRead::refused(format!("its ZIP data cannot be read: {other}")),
    }
}
