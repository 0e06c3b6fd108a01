//! What a file carries as its proof: its audience's part of the manifest, and
//! the same as W3C annotations.

use crate::manifest::{Manifest, annotations};
use crate::model::Attachment;

/// Returns the files that an audience's briefing carries within it.
pub(super) fn attachments(manifest: &Manifest, audience: &str) -> Vec<Attachment> {
    let part = manifest.part_of(audience);
    vec![
        Attachment {
            name: crate::manifest::FILE,
            media_type: "application/json",
            description: "The excerpts of this briefing with their proof",
            text: String::from_utf8(part.to_json()).expect("JSON is UTF-8"),
        },
        Attachment {
            name: annotations::FILE,
            media_type: "application/ld+json",
            description: "The excerpts of this briefing as W3C web annotations",
            text: annotations::of(&part),
        },
    ]
}
