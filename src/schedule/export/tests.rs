use super::*;
use crate::model::{CatchUp, Holidays, When};
use crate::schedule::Calendar;
use crate::tool::cron::Expression;

fn schedule(zone: &str, when: &str) -> Schedule {
    Schedule {
        when: vec![When { written: when.to_owned(), crons: crate::tool::cron::read(when).unwrap() }],
        zone: zone.to_owned(),
        holidays: Holidays::default(),
        catch_up: CatchUp::Latest,
        jitter_seconds: 0,
        if_changed: true,
    }
}

fn job() -> Job {
    Job {
        program: "/usr/bin/attache".to_owned(),
        desk: "/srv/desk".to_owned(),
        output: "output".to_owned(),
        image: "registry.example/attache:1".to_owned(),
        now: "2027-01-01T00:00:00Z".parse().unwrap(),
    }
}

fn exported(target: Target, zone: &str, when: &str) -> String {
    let units = export(target, &[("weekly".to_owned(), schedule(zone, when))], &job(), false);
    units.into_iter().map(|unit| unit.text).collect::<Vec<_>>().join("\n")
}

fn lines<'t>(text: &'t str, key: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix(key)).collect()
}

/// The cron expression of a target, which holds every slot of five years, as a
/// calendar of the zone that the target goes by.
#[track_caller]
fn check_holds(cron: &str, target_zone: &str, zone: &str, when: &str) {
    let target = Calendar::of(&schedule(target_zone, cron));
    let own = Calendar::of(&schedule(zone, when));
    let (from, until) = (job().now, job().now.plus(4 * 366 * 86_400));
    let started: BTreeSet<Moment> =
        target.between(from, until).iter().filter(|it| !it.moved).map(|it| it.moment).collect();
    let slots = own.between(from, until);
    assert!(!slots.is_empty());
    let lost: Vec<_> = slots.iter().filter(|slot| !started.contains(&slot.moment)).collect();
    assert!(
        lost.is_empty(),
        "{cron} in {target_zone} lacks {} of {when} in {zone}: {:?}",
        lost.len(),
        lost[0]
    );
}

const CASES: [(&str, &str); 9] = [
    ("Europe/Berlin", "weekdays 07:00"),
    ("Europe/Berlin", "daily 02:30"),
    ("America/New_York", "first Monday 22:15"),
    ("Asia/Kathmandu", "last weekday 17:00"),
    ("Australia/Lord_Howe", "daily 02:10"),
    ("Africa/Cairo", "daily 00:00"),
    ("Asia/Kolkata", "every 2 hours"),
    ("UTC", "0 7 13 * 5"),
    ("America/Los_Angeles", "0 0 29 2 *"),
];

#[test]
fn what_is_written_holds_every_slot() {
    for (zone, when) in CASES {
        let github = exported(Target::GithubActions, zone, when);
        let cron: String = serde_json::from_str(lines(&github, "cron: ")[0]).unwrap();
        check_holds(&cron, "UTC", zone, when);
        let kubernetes = exported(Target::Kubernetes, zone, when);
        let cron: String = serde_json::from_str(lines(&kubernetes, "schedule: ")[0]).unwrap();
        let own: String = serde_json::from_str(lines(&kubernetes, "timeZone: ")[0]).unwrap();
        check_holds(&cron, &own, zone, when);
        // A crontab holds them in whatever zone it is read.
        let crontab = exported(Target::Cron, zone, when);
        let line = crontab.lines().last().unwrap();
        let cron: Vec<&str> = line.split(' ').take(5).collect();
        for machine in ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Eucla"] {
            check_holds(&cron.join(" "), machine, zone, when);
        }
    }
}

#[test]
fn plain_schedules_are_plain() {
    let github = exported(Target::GithubActions, "Europe/Berlin", "weekdays 07:00");
    assert_eq!(lines(&github, "cron: "), ["\"0 5,6 * * 1-5\""]);
    let kubernetes = exported(Target::Kubernetes, "Europe/Berlin", "weekdays 07:00");
    assert_eq!(lines(&kubernetes, "schedule: "), ["\"0 7 * * 1-5\""]);
    assert_eq!(lines(&kubernetes, "timeZone: "), ["\"Europe/Berlin\""]);
    assert_eq!(lines(&kubernetes, "concurrencyPolicy: "), ["Forbid"]);
    let systemd = exported(Target::Systemd, "Europe/Berlin", "weekdays 07:00");
    assert_eq!(lines(&systemd, "OnCalendar="), ["Mon,Tue,Wed,Thu,Fri *-*-* 07:00:00 Europe/Berlin"]);
    assert_eq!(lines(&systemd, "Persistent="), ["true"]);
    let run = "/usr/bin/attache -C /srv/desk --quiet schedule run --once weekly";
    assert_eq!(lines(&systemd, "ExecStart="), [run]);
}

#[test]
fn systemd_has_words_for_days_that_cron_has_not() {
    let of = |when: &str| {
        let text = exported(Target::Systemd, "UTC", when);
        lines(&text, "OnCalendar=").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of("first Monday 09:00"), ["Mon *-*-01..07 09:00:00 UTC"]);
    assert_eq!(of("last Friday 09:00"), ["Fri *-*~07/1 09:00:00 UTC"]);
    assert_eq!(of("last weekday 17:00"), ["Fri *-*~03/1 17:00:00 UTC", "Mon..Fri *-*~01 17:00:00 UTC"]);
    assert_eq!(of("monthly last 17:00"), ["*-*~01 17:00:00 UTC"]);
    assert_eq!(of("0 7 13 * 5"), ["*-*-13 07:00:00 UTC", "Fri *-*-* 07:00:00 UTC"]);
    assert_eq!(of("*/30 8-10 * 1,7 *"), ["*-01,07-* 08,09,10:00,30:00 UTC"]);
    assert_eq!(of("hourly"), ["*-*-* *:00:00 UTC"]);
}

#[test]
fn what_a_target_cannot_say_is_said_in_a_comment() {
    let mut own = schedule("Europe/Berlin", "daily 02:30");
    own.holidays.yearly.insert((12, 25));
    own.jitter_seconds = 300;
    own.when[0].written = "daily\n02:30".to_owned();
    for target in [Target::Systemd, Target::Cron, Target::Kubernetes, Target::GithubActions] {
        let units = export(target, &[("weekly".to_owned(), own.clone())], &job(), false);
        let text = &units.last().unwrap().text;
        assert!(text.contains("# weekly: daily 02:30 (Europe/Berlin)\n"), "{text}");
        assert!(text.contains("holidays") && text.contains("jitter of 300 s"), "{text}");
    }
    let units = export(Target::Systemd, &[("weekly".to_owned(), own)], &job(), false);
    assert_eq!(lines(&units[1].text, "RandomizedDelaySec="), ["300s"]);
    // The slot of the night in which the hour is missing.
    assert!(lines(&units[1].text, "OnCalendar=").contains(&"*-*-* 03:00:00 Europe/Berlin"));
}

#[test]
fn one_unit_can_serve_all_briefs() {
    let both = [
        ("weekly".to_owned(), schedule("Europe/Berlin", "mondays 07:00")),
        ("daily".to_owned(), schedule("Asia/Tokyo", "daily 06:20")),
    ];
    let units = export(Target::Systemd, &both, &job(), true);
    assert_eq!(
        units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(),
        ["attache.service", "attache.timer"]
    );
    assert!(units[0].text.contains("schedule run --once\n"), "{}", units[0].text);
    assert_eq!(lines(&units[1].text, "OnCalendar=").len(), 2);
    let [unit] = &export(Target::Kubernetes, &both, &job(), true)[..] else { panic!("one unit") };
    let cron: String = serde_json::from_str(lines(&unit.text, "schedule: ")[0]).unwrap();
    for (_, own) in &both {
        check_holds(&cron, "UTC", &own.zone, &own.when[0].written);
    }
    assert_eq!(export(Target::Cron, &both, &job(), false).len(), 1);
    assert_eq!(export(Target::GithubActions, &both, &job(), false).len(), 2);
    assert!(Expression::parse(&cron).is_ok());
}

#[test]
fn odd_paths_stay_one_word() {
    let mut odd = job();
    odd.desk = "/srv/50% of $HOME's \"desk\"".to_owned();
    let brief = [("weekly".to_owned(), schedule("UTC", "daily 07:00"))];
    let text = |target| export(target, &brief, &odd, false).remove(0).text;
    let systemd = text(Target::Systemd);
    assert_eq!(
        lines(&systemd, "ExecStart="),
        [r#"/usr/bin/attache -C "/srv/50%% of $$HOME's \"desk\"" --quiet schedule run --once weekly"#]
    );
    let cron = text(Target::Cron);
    assert!(cron.contains(r#"-C '/srv/50'\%' of $HOME'\''s "desk"' --quiet"#), "{cron}");
}
