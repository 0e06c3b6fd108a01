//! A workflow of GitHub Actions. Its cron is in UTC, five minutes apart at
//! least, and often late; nothing stays on its machine but what is committed.

use super::cover::Cover;
use super::{Job, Named, Unit, notes, yaml};
use crate::model::Zone;

/// So many minutes after a slot a workflow may still begin.
const LATE_MINUTES: u32 = 360;

/// Writes one workflow.
pub(super) fn unit(named: &Named<'_>, job: &Job) -> Unit {
    let schedules: Vec<_> = named.schedules().collect();
    let cron = Cover::of(&schedules, &Zone::utc(), job.now).cron();
    let mut words = named.command(job);
    words.extend(["--within".to_owned(), LATE_MINUTES.to_string()]);
    let command: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let name = named.unit_name();
    let text = format!(
        "{notes}# GitHub's cron is in UTC: these times hold the slots of summer and of winter, and the\n\
         # program does nothing where none is due. Runs come late when GitHub is busy, at most each\n\
         # five minutes, and not at all after 60 days without a commit in a public repository.\n\
         # Copy it to .github/workflows/{name}.yml.\n\
         name: {title}\n\
         on:\n\
        \x20 schedule:\n\
        \x20   - cron: {cron}\n\
        \x20 workflow_dispatch: {{}}\n\
         permissions:\n\
        \x20 contents: write\n\
         concurrency:\n\
        \x20 group: {name}\n\
        \x20 cancel-in-progress: false\n\
         jobs:\n\
        \x20 run:\n\
        \x20   runs-on: ubuntu-24.04\n\
        \x20   timeout-minutes: 60\n\
        \x20   steps:\n\
        \x20     - uses: actions/checkout@v4\n\
        \x20     # Install attache in a step here.\n\
        \x20     - name: Run what is due\n\
        \x20       run: {command}\n\
        \x20     # The archive is committed: it says which slots were run, and what is new since.\n\
        \x20     - name: Keep the editions\n\
        \x20       run: |\n\
        \x20         git config user.name 'github-actions[bot]'\n\
        \x20         git config user.email '41898282+github-actions[bot]@users.noreply.github.com'\n\
        \x20         if [ -d {output} ]; then git add --force -- {output}; fi\n\
        \x20         if ! git diff --cached --quiet; then\n\
        \x20           git commit --quiet --message 'Editions on schedule'\n\
        \x20           git pull --quiet --rebase && git push --quiet\n\
        \x20         fi\n",
        notes = notes(named, ""),
        title = yaml(&format!("attache: {}", named.what())),
        cron = yaml(&cron),
        name = yaml(&name),
        command = yaml(&command.join(" ")),
        output = quoted(&job.output),
    );
    Unit { name: format!("{name}.yml"), text }
}

/// Quotes a word for a shell. An expression of GitHub's begins with `${{`, which
/// is cut in two.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-=:@+,".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''").replace("${{", "$''{{"))
}
