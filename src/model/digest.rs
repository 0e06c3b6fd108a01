//! SHA-256 digests, by which documents, inputs and files are known.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sha256(String);

impl Sha256 {
    /// Digests `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(&sha2::Sha256::digest(bytes)))
    }

    /// Digests several byte strings as one, so that no two lists of parts
    /// with different borders give the same digest: each part is preceded by
    /// its length (64 bits, big-endian).
    #[must_use]
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = sha2::Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Self(hex(&hasher.finalize()))
    }

    /// Returns the digest itself; `None` for a text from elsewhere that is none.
    #[must_use]
    pub fn to_bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        let is_hex = self.0.len() == 64 && self.0.bytes().all(|digit| digit.is_ascii_hexdigit());
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(self.0.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        is_hex.then_some(bytes)
    }

    /// Returns the 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", &self.0[..12.min(self.0.len())])
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_string_has_the_digest_of_fips_180_4() {
        assert_eq!(
            Sha256::of(b"").as_str(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(Sha256::of(b"").to_bytes().unwrap()[..3], [0xe3, 0xb0, 0xc4]);
        assert_eq!(Sha256("+3".repeat(32)).to_bytes(), None);
        assert_eq!(Sha256("é".repeat(32)).to_bytes(), None);
    }

    #[test]
    fn borders_between_parts_count() {
        let one = Sha256::of_parts([b"ab".as_slice(), b"c"]);
        let other = Sha256::of_parts([b"a".as_slice(), b"bc"]);
        assert_ne!(one, other);
    }
}
