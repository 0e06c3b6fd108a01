//! Delivery to a folder of this machine.

use std::path::PathBuf;

use super::carrier::{Carrier, Commit, Outcome, Parcel, Why};
use super::published::Published;
use crate::model::delivery::Target;
use crate::output;

/// Puts an edition's files into `PATH/BRIEF/EDITION/`.
pub(super) struct Folder<'a> {
    pub(super) target: &'a Target,
    pub(super) path: PathBuf,
}

impl Carrier for Folder<'_> {
    fn send(&mut self, edition: &Published, _parcel: &Parcel<'_>, commit: &mut Commit<'_>) -> Outcome {
        let artifacts = match edition.artifacts(self.target) {
            Ok(artifacts) => artifacts,
            Err(why) => return Outcome::Refused(Why::of(why)),
        };
        if let Err(error) = commit() {
            return Outcome::Unwritten(error);
        }
        let home = self.path.join(&edition.manifest.brief);
        match output::put_edition(&home, edition.name, &artifacts) {
            Ok(true) => Outcome::Arrived(format!("{} files written", artifacts.len())),
            Ok(false) => Outcome::Arrived("it stood there already".to_owned()),
            // A disk that is full or not mounted may be there next time.
            Err(error) => Outcome::Later(Why::of(error.to_string())),
        }
    }
}
