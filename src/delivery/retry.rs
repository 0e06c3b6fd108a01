//! When to try, when to try again, and when to stop: pure decisions.

use std::time::{Duration, SystemTime};

use super::ledger::{Entry, State};
use super::time;
use crate::model::Sha256;
use crate::model::delivery::{Doubt, Way};

/// Waits between the tries of one run, before each is jittered.
pub(super) const SHORT: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// A server that asks for no longer a wait is waited for within a run.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The wait after the first run that failed; it doubles with each.
const FIRST: Duration = Duration::from_secs(60);

/// The longest wait between two runs.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// For so long is a target tried that is not reached: "at least 4-5 days" is
/// what mail servers do (RFC 5321, 4.5.4.1).
const GIVE_UP: Duration = Duration::from_secs(5 * 24 * 3600);

/// What is to be done with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is sent.
    Send,
    /// It was sent.
    Done,
    /// It was sent, and the edition was replaced since.
    Outdated,
    /// It was handed over by a run that ended then; it is not sent again by
    /// itself.
    Doubt,
    /// It is not yet time.
    Wait,
    /// It is on the list of dead letters.
    Dead,
}

/// Decides on a delivery by its entry; `force` sends what waits or is dead.
///
/// What can be sent twice without harm (files that are replaced by themselves,
/// a webhook whose receiver knows its id) is sent again when in doubt; a
/// message is not, unless its target says so.
pub(super) fn decide(entry: &Entry, way: &Way, manifest: &Sha256, now: SystemTime, force: bool) -> Step {
    let keeps_files = matches!(way, Way::Folder(_) | Way::S3(_));
    match entry.state {
        State::Sent if entry.manifest == *manifest => Step::Done,
        State::Sent if keeps_files => Step::Send,
        State::Sent => Step::Outdated,
        State::Sending if force || !asks(way) => Step::Send,
        State::Sending => Step::Doubt,
        State::Waiting if force || is_due(entry, now) => Step::Send,
        State::Waiting => Step::Wait,
        State::Failed | State::InDoubt if force => Step::Send,
        State::Failed | State::InDoubt => Step::Dead,
    }
}

/// Tells whether what is in doubt is not sent again by itself.
pub(super) fn asks(way: &Way) -> bool {
    matches!(way, Way::Mail(mail) if mail.when_in_doubt == Doubt::Ask)
}

fn is_due(entry: &Entry, now: SystemTime) -> bool {
    let Some(next) = entry.next.as_deref().and_then(time::read) else { return true };
    // A clock that was set back must not leave somebody waiting for a year.
    let is_far = next.duration_since(now).is_ok_and(|wait| wait > GIVE_UP);
    next <= now || is_far
}

/// Returns when to try again after a run that failed; `None` to give up.
/// `after` is what the server asks for.
pub(super) fn next(entry: &Entry, after: Option<Duration>, now: SystemTime) -> Option<SystemTime> {
    let first = time::read(&entry.first)?;
    if now.duration_since(first).is_ok_and(|age| age >= GIVE_UP) {
        return None;
    }
    let doubled = FIRST.saturating_mul(1 << entry.attempts.saturating_sub(1).min(20));
    let wait = jittered(doubled.min(LONGEST), &entry.id, entry.attempts);
    Some(now + wait.max(after.unwrap_or_default()))
}

/// Stretches or shortens a wait by up to a quarter, so that many recipients do
/// not come back at once; always the same for the same delivery and attempt.
pub(super) fn jittered(span: Duration, id: &str, attempt: u32) -> Duration {
    let digest = Sha256::of_parts([id.as_bytes(), &attempt.to_be_bytes()]);
    let drawn = u32::from_str_radix(&digest.as_str()[..8], 16).unwrap_or_default();
    span.mul_f64(0.75 + 0.5 * f64::from(drawn) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::*;

    use super::super::ledger::Key;
    use super::*;
    use crate::model::delivery::{FolderWay, MailWay, Mailbox, SecretSource, Tls, WebhookWay};

    fn moment(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_763_800_000 + seconds)
    }

    fn entry(state: State) -> Entry {
        let key = Key { target: "board", kind: "mail", recipient: Some("a@example.org") };
        let manifest = Sha256::of(b"a");
        Entry { state, ..Entry::new("weekly", "2025-04-02".parse().unwrap(), &key, manifest, moment(0)) }
    }

    fn mail(when_in_doubt: Doubt) -> Way {
        let mailbox = Mailbox::parse("a@example.org").unwrap();
        Way::Mail(Box::new(MailWay {
            host: "h".to_owned(),
            port: 25,
            tls: Tls::Required,
            ca: None,
            login: None,
            from: mailbox.clone(),
            to: vec![mailbox],
            subject: None,
            attach: Vec::new(),
            when_in_doubt,
        }))
    }

    fn folder() -> Way {
        Way::Folder(FolderWay { path: "/srv".into() })
    }

    fn hook() -> Way {
        let secret = SecretSource::Env("A".to_owned());
        Way::Webhook(WebhookWay { url: "https://example.org".to_owned(), secret, ca: None, excerpts: false })
    }

    #[track_caller]
    fn check(state: State, way: &Way, force: bool, expected: Step) {
        let step = decide(&entry(state), way, &Sha256::of(b"a"), moment(1), force);
        assert_eq!(step, expected, "{state:?} {way:?} {force}");
    }

    #[test]
    fn a_message_in_doubt_is_not_sent_again_unless_somebody_says_so() {
        check(State::Sending, &mail(Doubt::Ask), false, Step::Doubt);
        check(State::Sending, &mail(Doubt::Ask), true, Step::Send);
        check(State::Sending, &mail(Doubt::Resend), false, Step::Send);
        check(State::InDoubt, &mail(Doubt::Ask), false, Step::Dead);
        check(State::InDoubt, &mail(Doubt::Ask), true, Step::Send);
    }

    #[test]
    fn what_can_be_sent_twice_without_harm_is() {
        for way in [folder(), hook()] {
            check(State::Sending, &way, false, Step::Send);
        }
    }

    #[test]
    fn what_was_sent_is_not_sent_again() {
        for way in [folder(), hook(), mail(Doubt::Resend)] {
            for force in [false, true] {
                check(State::Sent, &way, force, Step::Done);
            }
        }
    }

    #[test]
    fn an_edition_that_was_replaced_reaches_files_and_no_inbox() {
        let other = Sha256::of(b"b");
        let step = |way: &Way| decide(&entry(State::Sent), way, &other, moment(1), true);
        assert_eq!(step(&folder()), Step::Send);
        assert_eq!((step(&hook()), step(&mail(Doubt::Resend))), (Step::Outdated, Step::Outdated));
    }

    #[test]
    fn what_waits_is_sent_when_its_time_has_come() {
        let mut entry = entry(State::Waiting);
        entry.next = Some(time::written(moment(100)));
        let step = |seconds: u64, force: bool| {
            decide(&entry, &mail(Doubt::Ask), &Sha256::of(b"a"), moment(seconds), force)
        };
        assert_eq!((step(99, false), step(100, false), step(0, true)), (Step::Wait, Step::Send, Step::Send));
        entry.next = Some("when pigs fly".to_owned());
        check(State::Waiting, &mail(Doubt::Ask), false, Step::Send);
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_waiting() {
        let mut entry = entry(State::Waiting);
        entry.next = Some(time::written(moment(365 * 24 * 3600)));
        assert_eq!(decide(&entry, &folder(), &Sha256::of(b"a"), moment(0), false), Step::Send);
    }

    #[test]
    fn waits_double_up_to_six_hours_and_end_after_five_days() {
        let mut entry = entry(State::Waiting);
        let mut now = moment(0);
        let mut waits = Vec::new();
        loop {
            entry.attempts += 1;
            let Some(next) = super::next(&entry, None, now) else { break };
            waits.push(next.duration_since(now).unwrap().as_secs());
            now = next;
        }
        assert!((45..=75).contains(&waits[0]) && (90..=150).contains(&waits[1]), "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 6 * 3600 * 5 / 4), "{waits:?}");
        assert!((20..40).contains(&waits.len()), "{waits:?}");
        let age = now.duration_since(moment(0)).unwrap();
        assert!(age >= GIVE_UP && age < GIVE_UP + LONGEST * 2, "{age:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_wait_is_never_shorter_than_the_server_asks(attempts in 1_u32..60, after in 0_u64..90_000) {
            let entry = Entry { attempts, ..entry(State::Waiting) };
            let after = Duration::from_secs(after);
            let wait = next(&entry, Some(after), moment(5)).unwrap().duration_since(moment(5)).unwrap();
            prop_assert!(wait >= after && wait >= Duration::from_secs(45));
        }

        #[test]
        fn jitter_stays_within_a_quarter_and_is_the_same_each_time(id in "[a-f0-9]{40}", attempt in 0_u32..50) {
            let span = Duration::from_secs(1000);
            let drawn = jittered(span, &id, attempt);
            prop_assert!((750..=1250).contains(&drawn.as_secs()));
            prop_assert_eq!(drawn, jittered(span, &id, attempt));
        }
    }
}
