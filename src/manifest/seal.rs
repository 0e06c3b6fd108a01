//! The seal: a manifest's digest of itself, its last key.
//!
//! Every other file of an edition has its digest in the manifest; nothing has
//! the manifest's. The seal tells damage and careless edits. Whoever means to
//! deceive can seal anew: against that there is the signature.

use crate::model::Sha256;

const OPENING: &[u8] = b",\n  \"seal\": \"";
const CLOSING: &[u8] = b"\"\n}\n";
/// Hexadecimal digits of a digest.
const DIGITS: usize = 64;

/// Returns the bytes of a manifest without its seal, with a seal.
///
/// # Panics
/// If the bytes do not end as indented JSON of an object does.
#[must_use]
pub(super) fn sealed(bytes: &[u8]) -> Vec<u8> {
    let body = bytes.strip_suffix(b"\n}\n").expect("a manifest is an indented object that ends its line");
    let digest = Sha256::of(bytes).to_string();
    [body, OPENING, digest.as_bytes(), CLOSING].concat()
}

/// Tells whether a manifest's bytes are those that were sealed; one without a
/// seal is not.
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    parted(bytes).is_some_and(|(body, digest)| {
        let unsealed = [body, b"\n}\n"].concat();
        Sha256::of(&unsealed).as_str().as_bytes() == digest
    })
}

fn parted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = bytes.strip_suffix(CLOSING)?;
    let (rest, digest) = rest.split_at_checked(rest.len().checked_sub(DIGITS)?)?;
    Some((rest.strip_suffix(OPENING)?, digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flip_of_any_byte_breaks_the_seal() {
        let whole = sealed(b"{\n  \"schema\": \"x\",\n  \"n\": 1\n}\n");
        assert!(is_whole(&whole));
        assert!(serde_json::from_slice::<serde_json::Value>(&whole).unwrap()["seal"].is_string());
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            assert!(!is_whole(&flipped), "{at}");
        }
        for end in 0..whole.len() {
            assert!(!is_whole(&whole[..end]), "{end}");
        }
    }
}
