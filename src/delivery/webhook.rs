//! Webhooks: a signed request that says what was published
//! (Standard Webhooks, specification 1.0.0: standardwebhooks.com).

use ct_codecs::{Base64, Decoder as _, Encoder as _};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use ureq::Agent;

use super::carrier::{Carrier, Commit, Outcome, Parcel, Why};
use super::http;
use super::published::{Published, media_type};
use super::time::unix_seconds;
use crate::model::Status;
use crate::model::delivery::{Secret, Target, WebhookWay};

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// How long a key may be, in bytes ("between 24 bytes and 64 bytes").
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Posts what was published.
pub(super) struct Webhook<'a> {
    pub(super) target: &'a Target,
    pub(super) way: &'a WebhookWay,
    pub(super) agent: Agent,
    pub(super) key: Vec<u8>,
}

/// Reads the key of a secret: `whsec_` and Base64.
pub(super) fn key(secret: &Secret) -> Result<Vec<u8>, String> {
    let written = secret.reveal().strip_prefix(PREFIX).unwrap_or(secret.reveal());
    let key = Base64::decode_to_vec(written, None).ok().filter(|key| KEY_BYTES.contains(&key.len()));
    key.ok_or_else(|| "the secret is not `whsec_` and 24 to 64 bytes in Base64".to_owned())
}

/// Returns the signature of a message: HMAC-SHA256 (RFC 2104) of its id, its
/// moment and its body.
fn signature(key: &[u8], id: &str, seconds: u64, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    let signature = Base64::encode_to_string(mac.finalize().into_bytes());
    format!("v1,{}", signature.expect("a digest is short"))
}

impl Carrier for Webhook<'_> {
    fn send(&mut self, edition: &Published, parcel: &Parcel<'_>, commit: &mut Commit<'_>) -> Outcome {
        if edition.audiences(self.target).next().is_none() {
            return Outcome::Refused(Why::of("the edition has no file for it"));
        }
        let body = self.body(edition, parcel).to_string();
        let id = format!("msg_{}", parcel.entry.id);
        let seconds = unix_seconds(parcel.now);
        if let Err(error) = commit() {
            return Outcome::Unwritten(error);
        }
        let request = self
            .agent
            .post(&self.way.url)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature(&self.key, &id, seconds, body.as_bytes()));
        http::sorted(request.send(body.as_bytes()), parcel.now)
    }
}

impl Webhook<'_> {
    /// The same for each attempt. Of themes and counts, what the target's
    /// audiences are given.
    fn body(&self, edition: &Published, parcel: &Parcel<'_>) -> Value {
        let manifest = &edition.manifest;
        let audiences: Vec<Value> =
            edition.audiences(self.target).map(|one| self.audience(edition, &one.id)).collect();
        let mut data = json!({
            "brief": manifest.brief,
            "edition": edition.name.to_string(),
            "title": manifest.title,
            "date": manifest.date,
            "manifest_sha256": edition.digest,
            "audiences": audiences,
        });
        if let Some(slot) = &manifest.slot {
            data["slot"] = json!(slot);
        }
        json!({ "type": "edition.published", "timestamp": parcel.entry.first, "data": data })
    }

    fn audience(&self, edition: &Published, id: &str) -> Value {
        let own = edition.manifest.part_of(id);
        let count = |status: Status| own.excerpts.iter().filter(|excerpt| excerpt.status == status).count();
        let themes: Vec<Value> = own
            .themes
            .iter()
            .filter(|theme| !theme.excerpts.is_empty())
            .map(|theme| json!({ "id": theme.id, "title": theme.title, "excerpts": theme.excerpts.len() }))
            .collect();
        let entry = edition.audiences(self.target).find(|audience| audience.id == id);
        let files: Vec<Value> = entry
            .into_iter()
            .flat_map(|audience| edition.files(self.target, audience))
            .map(|file| {
                let kind = media_type(&file.path);
                json!({ "path": file.path, "sha256": file.sha256, "size": file.size, "media_type": kind })
            })
            .collect();
        let mut audience = json!({
            "id": id,
            "marking": entry.and_then(|audience| audience.marking.clone()),
            "counts": {
                "excerpts": own.excerpts.len(),
                "new": count(Status::New),
                "updated": count(Status::Updated),
            },
            "themes": themes,
            "files": files,
        });
        if self.way.excerpts {
            let excerpts: Vec<Value> = own
                .excerpts
                .iter()
                .map(|excerpt| {
                    json!({
                        "n": excerpt.n,
                        "theme": excerpt.theme,
                        "text": excerpt.text,
                        "reference": excerpt.reference,
                        "link": excerpt.link,
                        "status": excerpt.status.name(),
                    })
                })
                .collect();
            audience["excerpts"] = json!(excerpts);
        }
        audience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specifications_example() {
        // The test vector of the reference libraries.
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signed = signature(
            &key(&secret).unwrap(),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_of_another_form_is_refused_without_showing_it() {
        for text in
            ["hunter2", "whsec_", "whsec_AAAA", "whsec_not base64", &format!("whsec_{}", "A".repeat(100))]
        {
            let told = key(&Secret::new(text.to_owned())).unwrap_err();
            assert!(!told.contains("hunter2") && !told.contains("AAAA"), "{told}");
        }
    }
}
