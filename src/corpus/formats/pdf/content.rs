//! The content of a page: its own streams, and what annotations show.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;

use crate::corpus::reading::NotRead;

/// How many times its size deflated data may unpack to (zlib's technical
/// details: 1032).
const EXPANSION: u64 = 1_032;

/// Decodes the content streams of a page, which are one.
///
/// # Errors
/// More than `room` bytes.
pub(super) fn decoded(page: &Page<'_>, room: u64) -> Result<Vec<u8>, NotRead> {
    let mut content = Vec::new();
    let mut add = |stream: &Stream<'_>| -> Result<(), NotRead> {
        let left = room.saturating_sub(content.len() as u64);
        let decoded = bounded(stream, left)?;
        if decoded.len() as u64 > left {
            return Err(too_large(room));
        }
        content.extend_from_slice(&decoded);
        content.push(b'\n');
        Ok(())
    };
    if let Some(stream) = page.raw().get::<Stream<'_>>("Contents") {
        add(&stream)?;
    } else if let Some(streams) = page.raw().get::<Array<'_>>("Contents") {
        for stream in streams.iter::<Stream<'_>>() {
            add(&stream)?;
        }
    }
    Ok(content)
}

/// Decodes a stream, having looked first where it may unpack to too much.
pub(super) fn bounded<'a>(stream: &Stream<'a>, room: u64) -> Result<Cow<'a, [u8]>, NotRead> {
    let raw = stream.raw_data();
    let filters = stream.filters();
    let deflated = matches!(filters.first(), Some(hayro_syntax::Filter::FlateDecode));
    if deflated && raw.len() as u64 * EXPANSION > room {
        let counted = std::io::copy(&mut ZlibDecoder::new(&raw[..]).take(room + 1), &mut std::io::sink());
        if counted.is_ok_and(|bytes| bytes > room) {
            return Err(too_large(room));
        }
    }
    Ok(stream.decoded().unwrap_or_default())
}

fn too_large(room: u64) -> NotRead {
    NotRead::skipped(format!("a page of it unpacks to more than the limit of {} MB", room >> 20))
}
