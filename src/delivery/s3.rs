//! Stores of objects that speak S3: each file of an edition is an object, what
//! says that all are there is the last, and `latest.json` names the newest.

use std::time::Duration;

use ct_codecs::{Base64, Encoder as _};
use jiff::Timestamp;
use rusty_s3::{Bucket, Credentials, S3Action as _, UrlStyle};
use serde_json::json;
use ureq::Agent;

use super::carrier::{Carrier, Commit, Outcome, Parcel, Why};
use super::http;
use super::published::{Published, media_type};
use crate::model::delivery::{S3Way, Secret, Target};
use crate::model::{Artifact, Sha256};

/// How long a signed request can be used: clocks need not agree better.
const VALID: Duration = Duration::from_secs(900);

/// Says what an object's bytes are, for stores that keep no checksums.
const DIGEST: &str = "x-amz-meta-sha256";

/// Puts an edition's files under `PREFIX/BRIEF/EDITION/`.
pub(super) struct Store<'a> {
    target: &'a Target,
    way: &'a S3Way,
    agent: Agent,
    bucket: Bucket,
    credentials: Credentials,
}

impl<'a> Store<'a> {
    /// Speaks to a store with these keys.
    pub(super) fn open(
        target: &'a Target,
        way: &'a S3Way,
        agent: Agent,
        keys: &[Secret; 2],
    ) -> Result<Self, String> {
        let endpoint = way.endpoint.parse().map_err(|_| "the endpoint is no address".to_owned())?;
        let style = if way.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let bucket = Bucket::new(endpoint, style, way.bucket.clone(), way.region.clone()).map_err(|_| {
            "the endpoint and the bucket make no address (`path_style: true` may help)".to_owned()
        })?;
        let credentials = Credentials::new(keys[0].reveal(), keys[1].reveal());
        Ok(Self { target, way, agent, bucket, credentials })
    }

    /// Puts an object; tells whether it had to be.
    fn put(&self, key: &str, artifact: &Artifact, parcel: &Parcel<'_>) -> Result<bool, Outcome> {
        let digest = Sha256::of(&artifact.bytes);
        if self.stands(key, &digest, parcel)? {
            return Ok(false);
        }
        let kind = media_type(&artifact.name);
        let headers = [
            ("content-type", kind.to_owned()),
            ("x-amz-checksum-sha256", in_base64(&digest)),
            (DIGEST, digest.to_string()),
        ];
        let mut action = self.bucket.put_object(Some(&self.credentials), key);
        for (name, value) in &headers {
            action.headers_mut().insert(*name, value.as_str());
        }
        let url = action.sign_with_time(VALID, &moment(parcel));
        let mut request = self.agent.put(url.as_str());
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        match http::sorted(request.send(&artifact.bytes[..]), parcel.now) {
            Outcome::Arrived(_) => Ok(true),
            outcome => Err(outcome),
        }
    }

    /// Tells whether an object has just these bytes. Whoever may write need
    /// not be allowed to look: then it is written.
    fn stands(&self, key: &str, digest: &Sha256, parcel: &Parcel<'_>) -> Result<bool, Outcome> {
        let action = self.bucket.head_object(Some(&self.credentials), key);
        let url = action.sign_with_time(VALID, &moment(parcel));
        match self.agent.head(url.as_str()).call() {
            Ok(answer) if answer.status().is_success() => {
                let found = answer.headers().get(DIGEST).and_then(|found| found.to_str().ok());
                Ok(found == Some(digest.as_str()))
            }
            Ok(answer) if answer.status().is_client_error() => Ok(false),
            answer => Err(http::sorted(answer, parcel.now)),
        }
    }

    fn put_all(
        &self,
        edition: &Published,
        artifacts: &[Artifact],
        parcel: &Parcel<'_>,
    ) -> Result<usize, Outcome> {
        let home = format!("{}{}", self.way.prefix, edition.manifest.brief);
        let mut put = 0;
        for artifact in artifacts {
            let key = format!("{home}/{}/{}", edition.name, artifact.name);
            put += usize::from(self.put(&key, artifact, parcel)?);
        }
        if parcel.is_newest {
            let key = format!("{home}/latest.json");
            put += usize::from(self.put(&key, &pointer(edition, artifacts), parcel)?);
        }
        Ok(put)
    }
}

impl Carrier for Store<'_> {
    fn send(&mut self, edition: &Published, parcel: &Parcel<'_>, commit: &mut Commit<'_>) -> Outcome {
        let artifacts = match edition.artifacts(self.target) {
            Ok(artifacts) => artifacts,
            Err(why) => return Outcome::Refused(Why::of(why)),
        };
        if let Err(error) = commit() {
            return Outcome::Unwritten(error);
        }
        match self.put_all(edition, &artifacts, parcel) {
            Ok(0) => Outcome::Arrived("it stood there already".to_owned()),
            Ok(put) => Outcome::Arrived(format!("{put} objects put")),
            Err(outcome) => outcome,
        }
    }
}

/// Names the newest edition, by the object that lists what it has.
fn pointer(edition: &Published, artifacts: &[Artifact]) -> Artifact {
    let last = artifacts.last().expect("an edition has files");
    let pointer = json!({
        "schema": "attache/latest/1",
        "brief": edition.manifest.brief,
        "edition": edition.name.to_string(),
        "manifest": format!("{}/{}", edition.name, last.name),
        "sha256": Sha256::of(&last.bytes),
    });
    Artifact { name: "latest.json".to_owned(), bytes: format!("{pointer}\n").into_bytes() }
}

fn moment(parcel: &Parcel<'_>) -> Timestamp {
    Timestamp::try_from(parcel.now).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Writes a digest as S3 has checksums: its bytes in Base64.
fn in_base64(digest: &Sha256) -> String {
    let digits = digest.as_str();
    let byte =
        |at: usize| u8::from_str_radix(digits.get(at..at + 2).unwrap_or_default(), 16).unwrap_or_default();
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
    Base64::encode_to_string(bytes).expect("a digest is short")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_the_digests_bytes_in_base64() {
        // SHA-256 of nothing (FIPS 180-4), as AWS writes it.
        assert_eq!(in_base64(&Sha256::of(b"")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
