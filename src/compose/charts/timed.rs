//! Charts over time: excerpts by theme, series of figures, events.

use super::axis::{Unit, days, months};
use super::counted::rest_of_themes;
use super::{Happened, Material, Measured, Said, Value, alt, count, fill, greatest, sentences};
use crate::labels::Labels;
use crate::model::{Chart, Date, Happening, PartialDate, Row, Shape};

/// Themes that have a colour of their own; more are not told apart.
const MOST_THEMES: usize = 6;
/// Weeks are shown of up to so many days, months of up to so many months.
const WEEKS_UP_TO: i64 = 84;
const MONTHS_UP_TO: i32 = 36;
/// The most bars of years.
const MOST_YEARS: i32 = 40;
/// The most events of a timeline.
const MOST_EVENTS: usize = 40;
/// The most lanes of a timeline.
const MOST_LANES: usize = 10;

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bin {
    Week,
    Month,
    /// So many years.
    Years(i32),
}

impl Bin {
    /// The finest that all dates are known to, and that gives few enough bars.
    fn of(dates: &[PartialDate]) -> Option<Self> {
        let (first, last) = (dates.iter().min()?.first_day(), dates.iter().max()?.first_day());
        if dates.iter().all(|date| date.day.is_some()) && last.days_since(first) <= WEEKS_UP_TO {
            return Some(Self::Week);
        }
        if dates.iter().all(|date| date.month.is_some()) && months(last) - months(first) < MONTHS_UP_TO {
            return Some(Self::Month);
        }
        let years = i32::from(last.year()) - i32::from(first.year()) + 1;
        let fits = |step: &i32| years / step < MOST_YEARS;
        Some(Self::Years([1, 2, 5, 10, 20, 50, 100].into_iter().find(fits).unwrap_or(500)))
    }

    /// Returns the bin of a date; bins count up without gaps.
    fn place(self, date: PartialDate) -> i32 {
        let day = date.first_day();
        match self {
            // Of a Monday.
            Self::Week => Date::of(1970, 1, 5).map_or(0, |start| day.days_since(start).div_euclid(7) as i32),
            Self::Month => months(day),
            Self::Years(step) => i32::from(day.year()).div_euclid(step),
        }
    }

    fn label(self, place: i32, labels: &Labels) -> String {
        match self {
            Self::Week => Date::of(1970, 1, 5)
                .and_then(|start| start.plus_days(place * 7))
                .map_or_else(String::new, |day| labels.date(day.into())),
            Self::Month => {
                let (year, month) = (place.div_euclid(12) as i16, place.rem_euclid(12) as u8 + 1);
                labels.date(PartialDate { year, month: Some(month), day: None })
            }
            Self::Years(1) => place.to_string(),
            Self::Years(step) => format!("{}–{}", place * step, place * step + step - 1),
        }
    }

    fn caption(self) -> &'static str {
        match self {
            Self::Week => "chart_by_week",
            Self::Month => "chart_by_month",
            Self::Years(_) => "chart_by_year",
        }
    }
}

pub(super) fn over_time(material: &Material<'_>) -> Option<Chart> {
    let labels = material.labels;
    let dated: Vec<(&Said<'_>, PartialDate)> =
        material.said.iter().filter_map(|said| Some((said, said.date?))).collect();
    let dates: Vec<PartialDate> = dated.iter().map(|(_, date)| *date).collect();
    let bin = Bin::of(&dates)?;
    let filled = count(dates.iter().map(|date| bin.place(*date)));
    if filled.len() < 2 {
        return None;
    }
    let (first, last) = (*filled.keys().next()?, *filled.keys().next_back()?);
    let per_theme = count(dated.iter().map(|(said, _)| said.theme));
    let sizes: Vec<u32> =
        (0..material.themes.len()).map(|at| per_theme.get(&at).copied().unwrap_or(0)).collect();
    let own = greatest(&sizes, MOST_THEMES);
    let others = per_theme.len() - own.len();
    let mut parts: Vec<String> = own.iter().map(|at| material.themes[*at].to_owned()).collect();
    parts.extend((others > 0).then(|| labels.word("chart_others").to_owned()));
    let mut values = vec![vec![0; parts.len()]; (last - first) as usize + 1];
    for (said, date) in &dated {
        let part = own.iter().position(|theme| *theme == said.theme).unwrap_or(parts.len() - 1);
        values[(bin.place(*date) - first) as usize][part] += 1;
    }
    let bars: Vec<String> = (first..=last).map(|place| bin.label(place, labels)).collect();
    let caption = over_time_caption(material, bin, &bars, &values, others, dated.len());
    Some(Chart {
        id: "excerpts-over-time".to_owned(),
        title: labels.word("chart_over_time").to_owned(),
        alt: alt(labels, "chart_stacks", &caption, told_bars(&bars, &parts, &values)),
        caption,
        columns: std::iter::once(labels.word("date").to_owned()).chain(parts.iter().cloned()).collect(),
        rows: filled_rows(&bars, &values),
        shape: Shape::Stacks { bars, parts, has_rest: others > 0, values },
    })
}

fn over_time_caption(
    material: &Material<'_>,
    bin: Bin,
    bars: &[String],
    values: &[Vec<u32>],
    others: usize,
    dated: usize,
) -> String {
    let labels = material.labels;
    let sum = |bar: &Vec<u32>| bar.iter().sum::<u32>();
    // Of equal ones the first.
    let most = (0..bars.len()).rev().max_by_key(|at| sum(&values[*at])).unwrap_or(0);
    let undated = material.said.len() - dated;
    let number = undated.to_string();
    sentences(
        labels,
        &[
            labels.word(bin.caption()).to_owned(),
            fill(
                labels,
                "chart_peak",
                &[
                    ("when", &bars[most]),
                    ("count", &sum(&values[most]).to_string()),
                    ("all", &dated.to_string()),
                ],
            ),
            rest_of_themes(material, others),
            if undated > 0 { fill(labels, "chart_undated", &[("count", &number)]) } else { String::new() },
        ],
    )
}

fn told_bars<'c>(
    bars: &'c [String],
    parts: &'c [String],
    values: &'c [Vec<u32>],
) -> impl Iterator<Item = String> + use<'c> {
    let is_filled = |(_, bar): &(&String, &Vec<u32>)| bar.iter().any(|count| *count > 0);
    bars.iter().zip(values).filter(is_filled).map(|(name, bar)| {
        let told: Vec<String> = parts
            .iter()
            .zip(bar)
            .filter(|(_, count)| **count > 0)
            .map(|(part, count)| format!("{part} {count}"))
            .collect();
        format!("{name}: {}", told.join(", "))
    })
}

/// The table has no rows for times without excerpts.
fn filled_rows(bars: &[String], values: &[Vec<u32>]) -> Vec<Row> {
    let rows = bars.iter().zip(values).filter(|(_, bar)| bar.iter().any(|count| *count > 0));
    rows.map(|(name, bar)| Row {
        cells: std::iter::once(name.clone()).chain(bar.iter().map(u32::to_string)).collect(),
        number: None,
    })
    .collect()
}

/// `number` is the series' own, from 1.
pub(super) fn series(measured: &Measured<'_>, number: usize, labels: &Labels) -> Option<Chart> {
    let dated: Vec<(&Value<'_>, PartialDate)> = measured
        .points
        .iter()
        .filter_map(|value| Some((value, value.period.parse::<PartialDate>().ok()?)))
        .filter(|(value, _)| value.value.is_finite())
        .collect();
    if dated.len() < 2 {
        return None;
    }
    let at = |date: PartialDate| f64::from(months(date.first_day()));
    let points: Vec<(f64, f64)> = dated.iter().map(|(value, date)| (at(*date), value.value)).collect();
    let axis = Unit::Months.axis(points[0].0, points[points.len() - 1].0, labels);
    let when: Vec<String> = dated.iter().map(|(_, date)| labels.date(*date)).collect();
    let last = dated.len() - 1;
    let caption = sentences(
        labels,
        &[
            fill(
                labels,
                "chart_series_caption",
                &[
                    ("subject", measured.subject),
                    ("first", dated[0].0.text),
                    ("first_when", &when[0]),
                    ("last", dated[last].0.text),
                    ("last_when", &when[last]),
                ],
            ),
            if Shape::has_zero(&points) {
                String::new()
            } else {
                labels.word("chart_not_from_zero").to_owned()
            },
        ],
    );
    let told = dated.iter().zip(&when).map(|((value, _), when)| format!("{when}: {}", value.text));
    Some(Chart {
        id: format!("series-{number}"),
        title: measured.subject.to_owned(),
        alt: alt(labels, "chart_line", &caption, told),
        caption,
        columns: ["date", "figures"].map(|key| labels.word(key).to_owned()).into(),
        rows: dated
            .iter()
            .zip(&when)
            .map(|((value, _), when)| Row {
                cells: vec![when.clone(), value.text.to_owned()],
                number: Some(value.number),
            })
            .collect(),
        shape: Shape::Line { axis, unit: measured.unit.unwrap_or_default().to_owned(), points },
    })
}

/// An event with the days that it means.
type Dated<'m, 'a> = (&'m Happened<'a>, (Date, Date));

pub(super) fn timeline(material: &Material<'_>) -> Option<Chart> {
    let labels = material.labels;
    let mut dated: Vec<Dated<'_, '_>> =
        material.happened.iter().filter_map(|event| Some((event, days(event.date)?))).collect();
    dated.sort_by_key(|(_, (first, _))| *first);
    let all = dated.len();
    // The latest are those that a reader acts on.
    let dated = &dated[all.saturating_sub(MOST_EVENTS)..];
    let first = dated.first()?.1.0;
    let last = dated.iter().map(|(_, (_, last))| *last).max()?;
    if dated.iter().all(|(_, (start, _))| *start == first) {
        return None;
    }
    let unit = Unit::of(first, last);
    let per_theme = count(dated.iter().map(|(event, _)| event.theme));
    let sizes: Vec<u32> =
        (0..material.themes.len()).map(|at| per_theme.get(&at).copied().unwrap_or(0)).collect();
    let own = greatest(&sizes, MOST_LANES);
    let others = per_theme.len() - own.len();
    let mut lanes: Vec<String> = own.iter().map(|at| material.themes[*at].to_owned()).collect();
    lanes.extend((others > 0).then(|| labels.word("chart_others").to_owned()));
    let happening = |(event, (start, end)): &Dated<'_, '_>| Happening {
        lane: own.iter().position(|theme| *theme == event.theme).unwrap_or(lanes.len() - 1),
        start: unit.place(*start),
        end: if start == end { unit.place(*start) } else { unit.place(end.next()) },
        label: event.number.to_string(),
    };
    let events: Vec<Happening> = dated.iter().map(happening).collect();
    let caption = timeline_caption(material, all, dated, others, material.happened.len() - all);
    let end = events.iter().map(|event| event.end).fold(f64::MIN, f64::max);
    let told = dated.iter().map(|(event, _)| format!("{}: {}", when(event.date, labels), event.text));
    Some(Chart {
        id: "timeline".to_owned(),
        title: labels.word("events").to_owned(),
        alt: alt(labels, "chart_timeline", &caption, told),
        caption,
        columns: ["date", "theme", "event"].map(|key| labels.word(key).to_owned()).into(),
        rows: dated
            .iter()
            .map(|(event, _)| Row {
                cells: vec![
                    when(event.date, labels),
                    material.themes[event.theme].to_owned(),
                    event.text.to_owned(),
                ],
                number: Some(event.number),
            })
            .collect(),
        shape: Shape::Timeline { axis: unit.axis(events[0].start, end, labels), lanes, events },
    })
}

fn timeline_caption(
    material: &Material<'_>,
    all: usize,
    shown: &[Dated<'_, '_>],
    others: usize,
    undated: usize,
) -> String {
    let labels = material.labels;
    let (number, of_all, undated_number) = (shown.len().to_string(), all.to_string(), undated.to_string());
    let span = [shown.first(), shown.last()].map(|event| event.map_or("", |(event, _)| event.date));
    let [from, to] = span.map(|date| when(date, labels));
    sentences(
        labels,
        &[
            fill(labels, "chart_timeline_caption", &[("count", &number), ("from", &from), ("to", &to)]),
            match shown.len() < all {
                true => fill(labels, "chart_latest", &[("count", &number), ("all", &of_all)]),
                false => String::new(),
            },
            rest_of_themes(material, others),
            match undated {
                0 => String::new(),
                _ => fill(labels, "chart_undated", &[("count", &undated_number)]),
            },
        ],
    )
}

/// Writes a date of the findings as readers do; one that is no date as it is.
fn when(date: &str, labels: &Labels) -> String {
    let written =
        |part: &str| part.parse::<PartialDate>().map_or_else(|_| part.to_owned(), |date| labels.date(date));
    date.split('/').map(written).collect::<Vec<_>>().join(" – ")
}
