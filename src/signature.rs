//! Signatures: whose an edition is. In the format of minisign, so that its
//! readers need no Attaché to check them.

use std::io::Cursor;
use std::ops::Range;

use ct_codecs::{Base64, Decoder as _};
use minisign::{PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};
use serde::Serialize;

use crate::error::Diagnostic;

/// The file beside `edition.json` that signs it.
pub const FILE: &str = "edition.json.minisig";

/// A key that signs.
pub struct SigningKey(SecretKey);

/// A key that checks signatures.
#[derive(Debug, Clone)]
pub struct PublicKey(minisign::PublicKey);

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", content = "comment", rename_all = "kebab-case")]
pub enum SignatureCheck {
    /// The manifest is that of the key's owner; with the comment that was
    /// signed along.
    Good(String),
    /// The signature is of another manifest, by another key, or none.
    Bad(String),
    /// There is none.
    Missing,
}

impl SignatureCheck {
    /// Tells whether the manifest is that of the key's owner.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good(_))
    }
}

impl SigningKey {
    /// Reads a secret key as minisign writes it, with its password if it has
    /// one.
    ///
    /// # Errors
    /// What is no secret key, or another password, with a hint.
    pub fn read(text: &str, password: Option<String>) -> Result<Self, Box<Diagnostic>> {
        let told = |message: &str, hint: &str| Err(Box::new(Diagnostic::error(message).hint(hint)));
        let Some(bytes) = decoded(text) else {
            return told("not a secret key of minisign", "`minisign -G` makes one");
        };
        let key = || SecretKeyBox::from_string(text);
        if is_plain(&bytes) {
            let read = key().and_then(SecretKeyBox::into_unencrypted_secret_key);
            return match read.ok().or_else(|| unchecked(&bytes)) {
                Some(key) => Ok(Self(key)),
                None => told("the secret key is damaged", "its checksum does not fit"),
            };
        }
        let Some(password) = password else {
            let hint = "name a file with it under `--password-file`, or set ATTACHE_SIGN_PASSWORD";
            return told("the secret key has a password", hint);
        };
        match key().and_then(|key| key.into_secret_key(Some(password))) {
            Ok(key) => Ok(Self(key)),
            Err(_) => told("the secret key has another password", "`minisign -G` asked for it"),
        }
    }

    /// Returns the key that checks what this one signs.
    #[must_use]
    pub fn public(&self) -> Option<PublicKey> {
        minisign::PublicKey::from_secret_key(&self.0).ok().map(PublicKey)
    }

    /// Signs bytes, with a comment that is signed along. No two signatures of
    /// the same bytes are alike: the library mixes chance into each, so that
    /// faults of the machine do not give the key away.
    ///
    /// # Errors
    /// What minisign cannot sign, in a sentence without a full stop.
    pub fn sign(&self, bytes: &[u8], comment: &str) -> Result<Vec<u8>, String> {
        let signed = minisign::sign(
            None,
            &self.0,
            Cursor::new(bytes),
            Some(comment),
            Some("signature of edition.json"),
        );
        signed.map(|signature| signature.into_string().into_bytes()).map_err(|error| error.to_string())
    }
}

/// Bytes of a secret key, and where in them the name of its cipher stands,
/// zeros for none (minisign's documentation, "secret key format").
const KEY_BYTES: usize = 158;
const CIPHER: Range<usize> = 2..4;

/// Returns the bytes in the second line of a key's file.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_to_vec(text.lines().nth(1)?.trim(), None).ok()?;
    (bytes.len() == KEY_BYTES).then_some(bytes)
}

fn is_plain(key: &[u8]) -> bool {
    are_zeros(&key[CIPHER])
}

/// Reads a key without a password as minisign before 0.12 writes it: with
/// zeros in place of a checksum, which the library takes for damage.
fn unchecked(key: &[u8]) -> Option<SecretKey> {
    const CHECKSUM_BYTES: usize = 32;
    let checksum = key.last_chunk::<CHECKSUM_BYTES>()?;
    SecretKey::from_bytes(key).ok().filter(|_| are_zeros(checksum))
}

fn are_zeros(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

impl PublicKey {
    /// Reads a public key: the file that minisign writes, or its second line
    /// alone.
    ///
    /// # Errors
    /// What is no public key, with a hint.
    pub fn read(text: &str) -> Result<Self, Box<Diagnostic>> {
        let text = text.trim();
        let key = PublicKeyBox::from_string(text)
            .and_then(PublicKeyBox::into_public_key)
            .or_else(|_| minisign::PublicKey::from_base64(text));
        key.map(Self).map_err(|error| {
            let message = format!("not a public key of minisign: {error}");
            Box::new(Diagnostic::error(message).hint("the file `minisign.pub`, or its second line"))
        })
    }
}

/// Checks the signature of a manifest's bytes.
#[must_use]
pub fn check(key: &PublicKey, bytes: &[u8], signature: Option<&[u8]>) -> SignatureCheck {
    let Some(signature) = signature else { return SignatureCheck::Missing };
    let checked = SignatureBox::from_string(&String::from_utf8_lossy(signature)).and_then(|signature| {
        minisign::verify(&key.0, &signature, Cursor::new(bytes), true, false, false)?;
        signature.trusted_comment()
    });
    match checked {
        Ok(comment) => SignatureCheck::Good(comment),
        Err(error) => SignatureCheck::Bad(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use minisign::KeyPair;

    use super::*;

    fn keys() -> (SigningKey, PublicKey) {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let public = pair.pk.to_box().unwrap().into_string();
        let secret = pair.sk.to_box(None).unwrap().into_string();
        (SigningKey::read(&secret, None).unwrap(), PublicKey::read(&public).unwrap())
    }

    #[test]
    fn a_signature_is_of_these_bytes_and_this_key_alone() {
        let (signing, public) = keys();
        let signed = signing.sign(b"manifest", "weekly 2025-04-02").unwrap();
        assert!(check(&signing.public().unwrap(), b"manifest", Some(&signed)).is_good());
        let good = SignatureCheck::Good("weekly 2025-04-02".to_owned());
        assert_eq!(check(&public, b"manifest", Some(&signed)), good);
        assert!(!check(&public, b"manifesT", Some(&signed)).is_good());
        assert!(!check(&keys().1, b"manifest", Some(&signed)).is_good());
        assert_eq!(check(&public, b"manifest", None), SignatureCheck::Missing);
        let forged = String::from_utf8(signed).unwrap().replace("2025", "2026");
        assert!(!check(&public, b"manifest", Some(forged.as_bytes())).is_good());
        assert!(!check(&public, b"manifest", Some(b"nothing")).is_good());
    }

    #[test]
    fn a_key_may_have_a_password() {
        let pair = KeyPair::generate_encrypted_keypair(Some("secret".to_owned())).unwrap();
        let text = pair.sk.to_box(None).unwrap().into_string();
        let mistake = |password: Option<&str>| {
            SigningKey::read(&text, password.map(str::to_owned)).err().map(|mistake| mistake.message)
        };
        assert_eq!(mistake(None).as_deref(), Some("the secret key has a password"));
        assert_eq!(mistake(Some("wrong")).as_deref(), Some("the secret key has another password"));
        assert_eq!(mistake(Some("secret")), None);
        assert!(SigningKey::read("nonsense", None).is_err());
        assert!(PublicKey::read("nonsense").is_err());
    }
}
