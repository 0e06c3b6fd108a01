//! gzip: one file, compressed.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::Likeness;
use crate::corpus::reading::{NotRead, Output, Raw};

/// Recognises the signature of RFC 1952, section 2.3.1.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    match bytes.starts_with(b"\x1f\x8b\x08") {
        true => Likeness::Certain,
        false => Likeness::No("no gzip data"),
    }
}

/// Reads the file within, whose name is this one's without `.gz`.
///
/// # Errors
/// Damaged data, or more than may be unpacked.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let room = output.room();
    let mut bytes = Vec::new();
    let unpacked = MultiGzDecoder::new(raw.bytes).take(room + 1).read_to_end(&mut bytes);
    unpacked.map_err(|error| NotRead::refused(format!("its gzip data is damaged: {error}")))?;
    if bytes.len() as u64 > room {
        return Err(NotRead::skipped(format!("it unpacks to more than the limit of {} MB", room >> 20)));
    }
    output.spend(bytes.len() as u64);
    let name = raw.name.to_lowercase().strip_suffix(".gz").map_or(raw.name, |stem| &raw.name[..stem.len()]);
    output.file(name, None, None, &bytes)
}
