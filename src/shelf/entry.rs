//! What feeds say of editions, whatever the feed.

use super::address::{Place, edition_id, retraction_id};
use super::{MOST_ENTRIES, State, Summary, media_type, moment};

/// An entry of a feed.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) title: String,
    /// RFC 3339, in UTC.
    pub(super) published: String,
    /// The same, or when it was withdrawn.
    pub(super) updated: String,
    /// In sentences, as plain text.
    pub(super) summary: String,
    /// Where it is read first, and as what.
    pub(super) link: Link,
    /// Its other files.
    pub(super) files: Vec<Link>,
    /// Ids and titles of its themes.
    pub(super) themes: Vec<(String, String)>,
}

/// A file that an entry leads to.
pub(super) struct Link {
    pub(super) address: String,
    pub(super) media_type: &'static str,
    pub(super) title: String,
    /// In bytes; `None` where it is not known.
    pub(super) size: Option<u64>,
}

/// Returns the entries of a feed, newest first: one for each edition that can
/// be read, and one more for each that was withdrawn.
pub(super) fn entries(place: Place<'_>, summaries: &[&Summary]) -> Vec<Entry> {
    let mut entries: Vec<(&Summary, Entry)> = Vec::new();
    for summary in summaries {
        match &summary.state {
            State::Whole => entries.push((summary, edition(place, summary))),
            State::Retracted(_) => {
                entries.push((summary, withdrawn(place, summary)));
                entries.push((summary, correction(place, summary)));
            }
            State::Damaged(_) => {}
        }
    }
    let order = |(summary, entry): &(&Summary, Entry)| {
        (entry.updated.clone(), summary.name(), summary.brief.clone(), entry.published == entry.updated)
    };
    entries.sort_by_cached_key(|one| std::cmp::Reverse(order(one)));
    entries.truncate(MOST_ENTRIES);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn edition(place: Place<'_>, summary: &Summary) -> Entry {
    let setting = place.setting;
    let published = moment::published(setting, summary);
    let labels = setting.labels;
    let mut said = vec![labels.counted("archive_excerpts", summary.excerpts)];
    if summary.new > 0 {
        said.push(labels.counted("archive_new", summary.new));
    }
    let themes: Vec<&str> = summary.themes.iter().map(|theme| theme.title.as_str()).collect();
    let themes = if themes.is_empty() { String::new() } else { format!(" – {}", themes.join("; ")) };
    let file = |(audience, name, size): (&'_ super::AudienceSummary, &str, u64)| Link {
        address: place.of_file(summary, name),
        media_type: media_type(name),
        title: match &audience.marking {
            Some(marking) => format!("{} ({marking}), {}", setting.audience(&audience.id), kind(name)),
            None => format!("{}, {}", setting.audience(&audience.id), kind(name)),
        },
        size: Some(size),
    };
    let mut files: Vec<Link> = summary.files().map(file).collect();
    let first = files.iter().position(|file| file.media_type == "text/html").unwrap_or(0);
    let link = match files.is_empty() {
        false => files.remove(first),
        true => manifest(place, summary),
    };
    Entry {
        id: edition_id(setting, summary),
        title: format!("{}, {}", summary.title, setting.date(summary.name())),
        updated: published.clone(),
        published,
        summary: said.join(", ") + &themes,
        link,
        files,
        themes: summary.themes.iter().map(|theme| (theme.id.clone(), theme.title.clone())).collect(),
    }
}

fn manifest(place: Place<'_>, summary: &Summary) -> Link {
    let file = crate::manifest::FILE;
    let address = place.of_file(summary, file);
    Link { address, media_type: media_type(file), title: file.to_owned(), size: None }
}

/// The entry of an edition that was withdrawn, under the id that it had.
fn withdrawn(place: Place<'_>, summary: &Summary) -> Entry {
    let setting = place.setting;
    let title = format!("{}, {}", summary.title, setting.date(summary.name()));
    let published = moment::published(setting, summary);
    Entry {
        id: edition_id(setting, summary),
        title: format!("{}: {title}", setting.labels.word("edition_withdrawn")),
        updated: moment::withdrawn(setting, summary).unwrap_or_else(|| published.clone()),
        published,
        summary: reason(place, summary),
        link: notice(place, summary),
        files: Vec::new(),
        themes: Vec::new(),
    }
}

/// The news that an edition was withdrawn: those who have read it see that it
/// does not hold.
fn correction(place: Place<'_>, summary: &Summary) -> Entry {
    let withdrawn = withdrawn(place, summary);
    let setting = place.setting;
    let title = format!("{}, {}", summary.title, setting.date(summary.name()));
    Entry {
        id: retraction_id(setting, summary),
        title: format!("{}: {title}", setting.labels.word("correction")),
        published: withdrawn.updated.clone(),
        ..withdrawn
    }
}

fn notice(place: Place<'_>, summary: &Summary) -> Link {
    let address = place.of_file(summary, super::notice::PAGE);
    let title = place.setting.labels.word("edition_withdrawn").to_owned();
    Link { address, media_type: "text/html", title, size: None }
}

/// Says that an edition was withdrawn, and why.
fn reason(place: Place<'_>, summary: &Summary) -> String {
    let State::Retracted(retraction) = &summary.state else { return String::new() };
    let labels = place.setting.labels;
    let on = labels.word("withdrawn_on").replace("{date}", &place.setting.day(&retraction.retracted));
    format!("{on} {}: {}", labels.word("withdrawn_reason"), retraction.reason)
}

/// Returns what readers call the format of a file.
pub(super) fn kind(name: &str) -> String {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("md") => "Markdown".to_owned(),
        Some("docx") => "Word".to_owned(),
        Some("eml") => "E-mail".to_owned(),
        Some(extension) => extension.to_uppercase(),
        None => name.to_owned(),
    }
}
