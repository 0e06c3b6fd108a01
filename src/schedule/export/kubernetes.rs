//! A CronJob of Kubernetes. Its `timeZone` is a zone of the IANA database; its
//! cron has five plain fields, and passes over what clocks pass over.

use super::cover::Cover;
use super::{Job, Named, Unit, notes, yaml};
use crate::model::{CatchUp, Schedule, Zone};

/// A name may have so many characters: Kubernetes adds 11 of its own.
const LONGEST_NAME: usize = 52;

/// Writes one CronJob.
pub(super) fn unit(named: &Named<'_>, job: &Job) -> Unit {
    let schedules: Vec<&Schedule> = named.schedules().collect();
    let zone = named.one_zone().unwrap_or_else(Zone::utc);
    let schedule = Cover::of(&schedules, &zone, job.now).cron();
    let catches_up = schedules.iter().any(|schedule| schedule.catch_up != CatchUp::None);
    let words: Vec<String> =
        named.command(job).iter().map(|word| format!("                - {}\n", yaml(word))).collect();
    let text = format!(
        "{notes}# The desk lies on the volume `attache-desk`; the program knows which slots are due, and\n\
         # does nothing where none is.\n\
         apiVersion: batch/v1\n\
         kind: CronJob\n\
         metadata:\n\
        \x20 name: {name}\n\
        \x20 labels: {{app.kubernetes.io/name: attache}}\n\
         spec:\n\
        \x20 schedule: {schedule}\n\
        \x20 timeZone: {zone}\n\
        \x20 concurrencyPolicy: Forbid\n\
        \x20 startingDeadlineSeconds: {deadline}\n\
        \x20 successfulJobsHistoryLimit: 3\n\
        \x20 failedJobsHistoryLimit: 3\n\
        \x20 jobTemplate:\n\
        \x20   spec:\n\
        \x20     backoffLimit: 6\n\
        \x20     template:\n\
        \x20       metadata:\n\
        \x20         labels: {{app.kubernetes.io/name: attache}}\n\
        \x20       spec:\n\
        \x20         restartPolicy: Never\n\
        \x20         automountServiceAccountToken: false\n\
        \x20         terminationGracePeriodSeconds: 15\n\
        \x20         securityContext:\n\
        \x20           runAsNonRoot: true\n\
        \x20           runAsUser: 10001\n\
        \x20           runAsGroup: 10001\n\
        \x20           fsGroup: 10001\n\
        \x20           seccompProfile: {{type: RuntimeDefault}}\n\
        \x20         containers:\n\
        \x20           - name: attache\n\
        \x20             image: {image}\n\
        \x20             command:\n\
         {command}\
        \x20             securityContext:\n\
        \x20               allowPrivilegeEscalation: false\n\
        \x20               readOnlyRootFilesystem: true\n\
        \x20               capabilities: {{drop: [ALL]}}\n\
        \x20             volumeMounts:\n\
        \x20               - {{name: desk, mountPath: {desk}}}\n\
        \x20               - {{name: tmp, mountPath: /tmp}}\n\
        \x20         volumes:\n\
        \x20           - name: desk\n\
        \x20             persistentVolumeClaim: {{claimName: attache-desk}}\n\
        \x20           - name: tmp\n\
        \x20             emptyDir: {{}}\n",
        notes = notes(named, ""),
        name = yaml(&name(&named.unit_name())),
        schedule = yaml(&schedule),
        zone = yaml(zone_name(&zone)),
        deadline = if catches_up { 3600 } else { 600 },
        image = yaml(&job.image),
        command = words.concat(),
        desk = yaml(&job.desk),
    );
    Unit { name: format!("{}.yaml", named.unit_name()), text }
}

/// Kubernetes calls UTC `Etc/UTC`, and takes the other name too.
fn zone_name(zone: &Zone) -> &str {
    if zone.name() == "UTC" { "Etc/UTC" } else { zone.name() }
}

/// Makes a name as RFC 1123 has them, no longer than a CronJob's may be.
fn name(name: &str) -> String {
    let short: String = name.chars().take(LONGEST_NAME).collect();
    short.trim_end_matches('-').to_owned()
}
