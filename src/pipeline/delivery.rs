//! From the archive to those who read: the deliveries of a brief.

use super::{Session, archive, output_error};
use crate::delivery::{self, Clock, Order, Report, Secrets};
use crate::error::Error;
use crate::model::delivery::Target;
use crate::model::{BriefSpec, EditionName};

/// How editions are delivered.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Where secrets are read from.
    pub secrets: Secrets<'a>,
    /// What time it is.
    pub clock: Clock<'a>,
    /// Whether what waits for its next time, and what is on the list of dead
    /// letters, is sent now.
    pub retry: bool,
    /// Whether nothing is sent and nothing written.
    pub dry_run: bool,
}

impl Session {
    /// Delivers an edition of a brief to the brief's targets; without a name,
    /// every edition that is due: published since the newest that was delivered,
    /// or waiting for another attempt. What was delivered already is not again.
    ///
    /// Nothing to deliver is no report. The caller need not hold the desk:
    /// deliveries of a brief have a lock of their own.
    ///
    /// # Errors
    /// [`Error::Locked`] while another process delivers the brief;
    /// [`Error::Build`] if the ledger cannot be written. What a target refuses is
    /// no error, but told in its report.
    pub fn deliver(
        &self,
        brief: &BriefSpec,
        edition: Option<EditionName>,
        post: &Post<'_>,
    ) -> Result<Vec<Report>, Error> {
        let targets: Vec<&Target> = self.desk.config.targets(brief).collect();
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        let archive = archive(&self.desk);
        let editions = match edition {
            Some(edition) => vec![edition],
            None => delivery::due(&archive, &brief.id, &targets, post.retry),
        };
        let order = Order {
            root: &self.desk.root,
            archive: &archive,
            brief: &brief.id,
            targets: &targets,
            secrets: post.secrets,
            clock: post.clock,
            retry: post.retry,
            dry_run: post.dry_run,
        };
        editions.into_iter().map(|name| delivery::deliver(&order, name).map_err(output_error)).collect()
    }
}
