//! Which editions of a brief are kept.

use crate::model::{EditionName, Retain};

/// What is known of an edition when it is decided whether it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub name: EditionName,
    /// Whether it is an edition. A notice of one that was withdrawn is none.
    pub is_whole: bool,
    /// Whether it stays whatever its age: it was pinned, it is damaged, or it
    /// was published just now.
    pub stays: bool,
}

/// Returns the published editions of one brief that are to be removed, oldest
/// first; `editions` in the order of their names.
///
/// The rules are those of restic (`forget --keep-last --keep-within`): an
/// edition is removed only if no rule keeps it. It is kept if fewer than
/// `retain.editions` whole ones are newer, or if its date is less than
/// `retain.days` days before that of the newest whole one: age is counted from
/// there and not from today, so that an archive that gets nothing new loses
/// nothing. The newest whole one is kept always, and what [`Held::stays`].
#[must_use]
pub fn doomed(editions: &[Held], retain: Retain) -> Vec<EditionName> {
    let Some(newest) = editions.iter().rev().find(|held| held.is_whole) else { return Vec::new() };
    let mut newer = 0_u32;
    let mut doomed = Vec::new();
    for held in editions.iter().rev() {
        let by_count = retain.editions.is_some_and(|most| newer < most);
        let age = newest.name.date.days_since(held.name.date);
        let by_age = retain.days.is_some_and(|days| age < i64::from(days));
        let is_newest = held.name == newest.name;
        if !(by_count || by_age || is_newest || held.stays) {
            doomed.push(held.name);
        }
        newer += u32::from(held.is_whole);
    }
    doomed.reverse();
    doomed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Date;

    fn retain(editions: Option<u32>, days: Option<u32>) -> Retain {
        Retain { editions, days }
    }

    #[track_caller]
    fn check(names: &str, retain: Retain, expected: &str) {
        // `!` for one that stays, `-` for one that was withdrawn.
        let held = |written: &str| Held {
            name: written.trim_end_matches(['!', '-']).parse().unwrap(),
            is_whole: !written.ends_with('-'),
            stays: written.ends_with('!'),
        };
        let editions: Vec<Held> = names.split_whitespace().map(held).collect();
        let found: Vec<String> = doomed(&editions, retain).iter().map(ToString::to_string).collect();
        assert_eq!(found.join(" "), expected);
    }

    const WEEKS: &str = "2025-03-05 2025-03-12 2025-03-19 2025-03-26 2025-04-02 2025-04-02.2";

    #[test]
    fn an_edition_stays_if_either_rule_keeps_it() {
        check(WEEKS, retain(Some(2), None), "2025-03-05 2025-03-12 2025-03-19 2025-03-26");
        check(WEEKS, retain(None, Some(15)), "2025-03-05 2025-03-12");
        check(WEEKS, retain(None, Some(14)), "2025-03-05 2025-03-12 2025-03-19");
        check(WEEKS, retain(Some(2), Some(14)), "2025-03-05 2025-03-12 2025-03-19");
        check(WEEKS, retain(Some(5), Some(1)), "2025-03-05");
        check(WEEKS, retain(Some(9), Some(1)), "");
        check(WEEKS, retain(None, None), "2025-03-05 2025-03-12 2025-03-19 2025-03-26 2025-04-02");
    }

    #[test]
    fn what_was_pinned_stays_and_what_was_withdrawn_counts_for_none() {
        check("2025-03-05! 2025-03-12 2025-03-19", retain(Some(1), None), "2025-03-12");
        check(
            "2025-03-05 2025-03-12- 2025-03-19 2025-03-26-",
            retain(Some(1), None),
            "2025-03-05 2025-03-12",
        );
        check("2025-03-05- 2025-03-12-", retain(Some(1), None), "");
    }

    fn names() -> impl Strategy<Value = Vec<Held>> {
        let one = (0..60_i32, 1..4_u32, any::<bool>(), prop::bool::weighted(0.2));
        prop::collection::btree_map((0..60_i32, 1..4_u32), one, 0..40).prop_map(|drawn| {
            let first: Date = "2025-01-01".parse().unwrap();
            let held = |((day, revision), (_, _, is_whole, stays)): ((i32, u32), (i32, u32, bool, bool))| {
                Held { name: EditionName { date: first.plus_days(day).unwrap(), revision }, is_whole, stays }
            };
            drawn.into_iter().map(held).collect()
        })
    }

    proptest! {
        #[test]
        fn the_last_whole_one_and_what_stays_are_never_removed(
            editions in names(),
            count in proptest::option::of(1..10_u32),
            days in proptest::option::of(1..40_u32),
        ) {
            let retain = retain(count, days);
            let gone = doomed(&editions, retain);
            let last = editions.iter().rev().find(|held| held.is_whole);
            prop_assert!(last.is_none_or(|last| !gone.contains(&last.name)));
            for held in editions.iter().filter(|held| held.stays) {
                prop_assert!(!gone.contains(&held.name));
            }
            // As many whole ones are left as are asked for, or all there were.
            let left: Vec<Held> = editions.iter().copied().filter(|held| !gone.contains(&held.name)).collect();
            let whole = |held: &[Held]| held.iter().filter(|held| held.is_whole).count();
            prop_assert!(whole(&left) >= whole(&editions).min(count.unwrap_or(1) as usize));
            // What was pruned once is not pruned again.
            prop_assert_eq!(doomed(&left, retain), Vec::new());
            // A rule more never removes more.
            let one_rule = Retain { days: None, ..retain };
            if count.is_some() {
                prop_assert!(gone.iter().all(|name| doomed(&editions, one_rule).contains(name)));
            }
        }
    }
}
