//! Tests of what charts show and say.

use super::axis::days;
use super::*;

fn said<'a>(counts: &[(usize, &'a str, &str)]) -> Vec<Said<'a>> {
    let said = |(theme, source, date): &(usize, &'a str, &str)| Said {
        theme: *theme,
        source,
        date: date.parse().ok(),
    };
    counts.iter().map(said).collect()
}

fn material<'a>(labels: &'a Labels, said: Vec<Said<'a>>) -> Material<'a> {
    Material { labels, themes: vec!["Energy", "Trade"], said, measured: Vec::new(), happened: Vec::new() }
}

#[track_caller]
fn of_kind(charts: &[Placed], id: &str) -> Chart {
    charts.iter().map(|(_, chart)| chart).find(|chart| chart.id == id).expect("the chart is made").clone()
}

#[test]
fn excerpts_are_counted_by_theme_source_and_month() {
    let labels = Labels::of("en");
    let said = said(&[
        (0, "Ministry", "2024-11-02"),
        (0, "Ministry", "2025-01-15"),
        (1, "Ministry", "2025-01-20"),
        (0, "Agency", "2025-03"),
        (0, "Agency", ""),
    ]);
    let charts = charts(&material(&labels, said));
    let ids: Vec<&str> = charts.iter().map(|(_, chart)| chart.id.as_str()).collect();
    assert_eq!(ids, ["excerpts-over-time", "sources-by-theme", "source-shares"]);
    let time = of_kind(&charts, "excerpts-over-time");
    let Shape::Stacks { bars, parts, values, .. } = &time.shape else { panic!("{time:?}") };
    assert_eq!(bars, &["November 2024", "December 2024", "January 2025", "February 2025", "March 2025"]);
    assert_eq!(parts, &["Energy", "Trade"]);
    assert_eq!(values, &[[1, 0], [0, 0], [1, 1], [0, 0], [1, 0]]);
    assert_eq!(
        time.caption,
        "Excerpts by theme and by the month of their sources. Most fall to January 2025: 2 of 4. \
         Left out for want of a date: 1."
    );
    assert_eq!(time.rows.len(), 3, "times without excerpts have no row");
    assert!(time.alt.contains("January 2025: Energy 1, Trade 1;"), "{}", time.alt);
    let sources = of_kind(&charts, "sources-by-theme");
    let Shape::Heat { rows, values, .. } = &sources.shape else { panic!("{sources:?}") };
    assert_eq!(
        (rows.as_slice(), values.as_slice()),
        (&["Ministry".to_owned(), "Agency".to_owned()][..], &[vec![2, 1], vec![2, 0]][..])
    );
    let shares = of_kind(&charts, "source-shares");
    assert_eq!(shares.rows[0].cells, ["Ministry", "3", "60%"]);
}

#[test]
fn a_source_is_its_publisher_unless_all_have_one() {
    let two = [(Some("Agency"), "A"), (None, "B"), (Some("Agency"), "C")];
    assert_eq!(names(&two), ["Agency", "B", "Agency"]);
    let one = [(Some("Agency"), "A"), (Some("Agency"), "B")];
    assert_eq!(names(&one), ["A", "B"]);
    assert!(names(&[]).is_empty());
}

#[test]
fn what_shows_little_is_no_chart() {
    let labels = Labels::of("en");
    assert!(charts(&material(&labels, Vec::new())).is_empty());
    let one = said(&[(0, "Ministry", "2025-01-02"), (0, "Ministry", "2025-01-03")]);
    assert!(charts(&material(&labels, one)).is_empty());
    let themes = said(&[(0, "Ministry", "2025"), (0, "Agency", "2025")]);
    let ids: Vec<String> =
        charts(&material(&labels, themes)).into_iter().map(|(_, chart)| chart.id).collect();
    assert_eq!(ids, ["source-shares"]);
}

#[test]
fn the_span_chooses_weeks_months_or_years() {
    for (dates, bars, first) in [
        (["2025-03-31", "2025-04-09"], 2, "31 March 2025"),
        (["2025-01-31", "2025-06-02"], 6, "January 2025"),
        (["2025-01-31", "2025-02"], 2, "January 2025"),
        (["2019-01-31", "2025-02"], 7, "2019"),
        (["2024", "2025-02-01"], 2, "2024"),
        (["1890", "2025"], 28, "1890–1894"),
    ] {
        let labels = Labels::of("en");
        let said = said(&[(0, "A", dates[0]), (0, "B", dates[1])]);
        let chart = of_kind(&charts(&material(&labels, said)), "excerpts-over-time");
        let Shape::Stacks { bars: shown, .. } = chart.shape else { panic!("no bars") };
        assert_eq!((shown.len(), shown[0].as_str()), (bars, first), "{dates:?}");
    }
}

#[test]
fn many_sources_and_themes_are_cut_and_the_caption_says_so() {
    let labels = Labels::of("en");
    let names: Vec<String> = (0..40).map(|at| format!("Source {at:02}")).collect();
    let titles: Vec<String> = (0..12).map(|at| format!("Theme {at:02}")).collect();
    let said: Vec<Said<'_>> = (0..400)
        .map(|at| Said {
            theme: at % 12,
            source: &names[at % 40],
            date: format!("2025-{:02}", at % 12 + 1).parse().ok(),
        })
        .collect();
    let themes = titles.iter().map(String::as_str).collect();
    let material = Material { themes, ..material(&labels, said) };
    let charts = charts(&material);
    let shares = of_kind(&charts, "source-shares");
    assert_eq!(shares.rows.len(), 12);
    assert!(shares.caption.contains("“Others” are 29 further sources."), "{}", shares.caption);
    let sources = of_kind(&charts, "sources-by-theme");
    assert_eq!((sources.rows.len(), sources.columns.len()), (12, 9));
    let Shape::Heat { values, .. } = &sources.shape else { panic!("{sources:?}") };
    assert_eq!(values.iter().flatten().sum::<u32>(), 400, "nothing is lost");
    let time = of_kind(&charts, "excerpts-over-time");
    let Shape::Stacks { parts, values, .. } = &time.shape else { panic!("{time:?}") };
    assert_eq!((parts.len(), values.iter().flatten().sum::<u32>()), (6, 400));
    assert!(time.caption.contains("“Others” are 7 further themes."), "{}", time.caption);
}

#[test]
fn a_series_is_a_line_with_its_citations() {
    let labels = Labels::of("de");
    let point = |period, value, text, number| Value { period, value, text, number };
    let points = vec![
        point("2023", 60.0, "60 Prozent", 3),
        point("2024", 61.5, "61,5 Prozent", 4),
        point("2025", 64.0, "64 Prozent", 3),
    ];
    let measured = vec![Measured { theme: 1, subject: "Gas {last}", unit: Some("percent"), points }];
    let charts = charts(&Material { measured, ..material(&labels, Vec::new()) });
    let [(Some(1), chart)] = &charts[..] else { panic!("{charts:?}") };
    assert_eq!(chart.id, "series-1");
    assert_eq!(
        chart.caption,
        "Gas {last}: von 60 Prozent (2023) bis 64 Prozent (2025). Die Achse beginnt nicht bei null."
    );
    let row = Row { cells: vec!["2024".to_owned(), "61,5 Prozent".to_owned()], number: Some(4) };
    assert_eq!(chart.rows[1], row);
    let view = ChartView::of(chart);
    assert_eq!((view.kind, view.rows[1].mark.as_str()), ("series", "[^4]"));
    assert!(view.picture.starts_with("![Liniendiagramm: Gas \\{last\\}: von"), "{}", view.picture);
}

#[test]
fn a_timeline_has_a_lane_for_each_theme_and_leaves_out_what_has_no_year() {
    let labels = Labels::of("en");
    let event = |theme, date, number| Happened { theme, date, text: "It happened.", number };
    let happened = vec![event(1, "2025-04-02", 1), event(0, "2024-Q3", 2), event(0, "XXXX-05-16", 3)];
    let charts = charts(&Material { happened, ..material(&labels, Vec::new()) });
    let chart = of_kind(&charts, "timeline");
    let Shape::Timeline { lanes, events, axis } = &chart.shape else { panic!("{chart:?}") };
    assert_eq!(lanes, &["Energy", "Trade"]);
    let labels: Vec<(usize, &str)> = events.iter().map(|event| (event.lane, event.label.as_str())).collect();
    assert_eq!(labels, [(0, "2"), (1, "1")]);
    assert!((events[0].end - events[0].start - 3.0).abs() < 1e-9, "a quarter is three months: {events:?}");
    assert!(axis.ticks.len() > 1, "{axis:?}");
    assert!(chart.caption.ends_with("Left out for want of a date: 1."), "{}", chart.caption);
}

#[test]
fn dates_of_findings_are_spans_of_days() {
    for (date, span) in [
        ("2024", Some("2024-01-01 2024-12-31")),
        ("2024-02", Some("2024-02-01 2024-02-29")),
        ("2024-05-16", Some("2024-05-16 2024-05-16")),
        ("2024-01/2024-03", Some("2024-01-01 2024-03-31")),
        ("2025-W01", Some("2024-12-30 2025-01-05")),
        ("2024-H2", Some("2024-07-01 2024-12-31")),
        ("2024-WI", Some("2024-12-01 2025-02-28")),
        ("199X", Some("1990-01-01 1999-12-31")),
        ("19XX", Some("1900-01-01 1999-12-31")),
        ("XXXX-05-16", None),
        ("soon", None),
        ("", None),
    ] {
        let found = days(date).map(|(first, last)| format!("{first} {last}"));
        assert_eq!(found.as_deref(), span, "{date}");
    }
}

#[test]
fn every_language_has_words_for_every_chart() {
    for language in crate::labels::LANGUAGES {
        let labels = Labels::of(language);
        let said = said(&[(0, "A", "2025-01"), (1, "B", "2025-02"), (1, "B", "")]);
        let event = |date, number| Happened { theme: 0, date, text: "T", number };
        let happened = vec![event("2025-01-02", 1), event("2025-02-02", 2)];
        for (_, chart) in charts(&Material { happened, ..material(&labels, said) }) {
            for text in [&chart.title, &chart.caption, &chart.alt] {
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{language}: {text}");
            }
            assert!(chart.columns.iter().all(|column| !column.is_empty()), "{language}: {:?}", chart.columns);
        }
    }
}
