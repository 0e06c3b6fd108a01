//! Lines of a crontab. Which zone they are in is the machine's affair: some
//! crons heed `CRON_TZ`, Debian's does not. So cron asks each quarter of an
//! hour, at the minutes of the slots, and the program knows what is due.

use super::cover::Cover;
use super::{Job, Named, Unit, notes};
use crate::model::Zone;

/// Writes the lines, all in one file.
pub(super) fn unit(all: &[Named<'_>], job: &Job) -> Unit {
    let mut text = String::from(
        "# Cron knows neither time zones nor holidays nor first Mondays, and may run in any\n\
         # zone itself: it asks each quarter of an hour, and `attache schedule run --once` runs\n\
         # what is due and ends at once where nothing is. Add the lines with `crontab -e`.\n",
    );
    for named in all {
        text.push('\n');
        text.push_str(&notes(named, ""));
        let schedules: Vec<_> = named.schedules().collect();
        let minutes = Cover::of(&schedules, &Zone::utc(), job.now).quarters();
        let command: Vec<String> = named.command(job).iter().map(|word| quoted(word)).collect();
        text.push_str(&format!("{minutes} * * * * {}\n", command.join(" ")));
    }
    Unit { name: "attache.crontab".to_owned(), text }
}

/// Quotes a word for a shell, and `%` for cron, which takes it for the end of
/// the line (crontab(5)).
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-=:@+,".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''").replace('%', "'\\%'"))
}
