//! What this process and its workers say to each other: frames of a length
//! (64 bits, little-endian) and as many bytes.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a value as a frame of JSON.
pub(crate) fn write_value(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write_bytes(to, &serde_json::to_vec(value)?)
}

/// Writes bytes as a frame.
pub(crate) fn write_bytes(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// Reads a frame of JSON of at most `most` bytes; `None` at the end.
pub(crate) fn read_value<T: DeserializeOwned>(from: &mut impl Read, most: u64) -> io::Result<Option<T>> {
    let Some(bytes) = read_bytes(from, most)? else { return Ok(None) };
    Ok(Some(serde_json::from_slice(&bytes)?))
}

/// Reads a frame of at most `most` bytes; `None` at the end.
pub(crate) fn read_bytes(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from_le_bytes(length);
    if length > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is too long"));
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(Some(bytes)),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_long_ones_are_refused() {
        let mut pipe = Vec::new();
        write_bytes(&mut pipe, b"abc").unwrap();
        write_value(&mut pipe, &["x"]).unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read_bytes(&mut from, 3).unwrap().unwrap(), b"abc");
        assert_eq!(read_value::<[String; 1]>(&mut from, 99).unwrap().unwrap(), ["x"]);
        assert!(read_bytes(&mut from, 99).unwrap().is_none());
        assert_eq!(read_bytes(&mut pipe.as_slice(), 2).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(read_bytes(&mut &pipe[..10], 99).is_err());
    }
}
