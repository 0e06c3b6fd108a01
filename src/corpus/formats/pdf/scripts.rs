//! Superscripts, subscripts and drop capitals: words beside the line that they
//! belong to.

use super::words::{GAP, Row, Word};

/// The largest superscript or subscript, in parts of the text beside it.
const SCRIPT: f32 = 0.86;

/// The widest gap between a script and the letter that it belongs to, in parts
/// of the text's size: italic letters lean over.
const TOUCH: f32 = 0.2;

/// The widest gap between a drop capital and the rest of its word.
const CAPITAL_GAP: f32 = 0.5;

/// Moves superscripts and subscripts to the row of the text beside them.
pub(super) fn attach(rows: &mut Vec<Row>) {
    for i in 0..rows.len() {
        let mut at = 0;
        while at < rows[i].words.len() {
            match host(rows, i, &rows[i].words[at]) {
                Some((row, beside)) => {
                    let word = rows[i].words.remove(at);
                    glue(&mut rows[row], beside, word);
                }
                None => at += 1,
            }
        }
    }
    rows.retain(|row| !row.words.is_empty());
}

/// Finds the word that a script belongs to: its row and place.
fn host(rows: &[Row], own: usize, script: &Word) -> Option<(usize, usize)> {
    let near = own.saturating_sub(3)..(own + 4).min(rows.len());
    let candidates = near.filter(|&row| row != own).flat_map(|row| {
        let words = &rows[row].words;
        let after = words.partition_point(|word| word.x0 < script.x0 - script.size * 0.1);
        [after.checked_sub(1), Some(after)].into_iter().flatten().map(move |at| (row, at))
    });
    candidates
        .filter(|&(row, at)| {
            let longer = rows[row].words.len() > rows[own].words.len();
            rows[row].words.get(at).is_some_and(|word| is_script(script, word, longer))
        })
        .min_by(|a, b| {
            let distance = |&(row, at): &(usize, usize)| {
                let word = &rows[row].words[at];
                (script.x0 - word.x1).abs().min((word.x0 - script.x1).abs()) + (script.y - word.y).abs() * 0.2
            };
            distance(a).total_cmp(&distance(b))
        })
}

/// Tells whether a word is raised or lowered beside another. `longer` says that
/// the other's row has more words.
fn is_script(script: &Word, word: &Word, longer: bool) -> bool {
    let raised = (word.y - script.y) / word.size;
    let gap = (script.x0 - word.x1).max(word.x0 - script.x1) / word.size;
    // Some names (LaTeX) have letters of full size that are raised a little.
    let small = script.size <= word.size * SCRIPT;
    let letter =
        longer && raised.abs() <= 0.4 && script.size <= word.size * 1.05 && script.text.chars().count() == 1;
    (small || letter)
        && ((0.15..=0.75).contains(&raised) || (-0.4..=-0.08).contains(&raised))
        && (-0.35..=0.3).contains(&gap)
}

/// Puts a script into a row, glued to the word beside it where it touches.
fn glue(row: &mut Row, beside: usize, mut script: Word) {
    let word = &mut row.words[beside];
    if script.y < word.y
        && let Some(raised) = script.text.chars().map(raised).collect()
    {
        script.text = raised;
    }
    let after = script.x0 >= word.x0;
    let gap = if after { script.x0 - word.x1 } else { word.x0 - script.x1 };
    if gap <= word.size * TOUCH {
        if after {
            word.text.push_str(&script.text);
        } else {
            word.text.insert_str(0, &script.text);
        }
        word.x0 = word.x0.min(script.x0);
        word.x1 = word.x1.max(script.x1);
        close(row, beside);
        return;
    }
    let place = if after { beside + 1 } else { beside };
    let script = Word { y: word.y, ..script };
    row.words.insert(place, script);
}

/// Joins the word after one that a script was glued to, if it touches it now.
fn close(row: &mut Row, at: usize) {
    let [word, next, ..] = &mut row.words[at..] else { return };
    let gap = (next.x0 - word.x1) / word.size;
    if (-0.3..=GAP).contains(&gap) && next.size > word.size * SCRIPT {
        word.x1 = word.x1.max(next.x1);
        let next = row.words.remove(at + 1);
        row.words[at].text.push_str(&next.text);
    }
}

/// Puts a capital letter that stands over several lines before the word that it
/// begins.
pub(super) fn drop_capitals(rows: &mut Vec<Row>) {
    for i in 0..rows.len() {
        let Some(at) = rows[i].words.iter().position(is_capital) else { continue };
        let capital = rows[i].words[at].clone();
        let Some((row, word)) = beginning(rows, i, &capital) else { continue };
        rows[i].words.remove(at);
        // Its own row may have lost a word before the one that it begins.
        let word = if row == i && at < word { word - 1 } else { word };
        let first = &mut rows[row].words[word];
        if first.x0 - capital.x1 <= first.size * CAPITAL_GAP {
            first.text.insert_str(0, &capital.text);
        } else {
            first.text.insert_str(0, &format!("{} ", capital.text));
        }
    }
    rows.retain(|row| !row.words.is_empty());
}

fn is_capital(word: &Word) -> bool {
    word.text.chars().count() == 1 && word.text.starts_with(char::is_uppercase)
}

/// Finds the first word of the uppermost line beside a large capital.
fn beginning(rows: &[Row], own: usize, capital: &Word) -> Option<(usize, usize)> {
    let top = capital.y - capital.size * 0.8;
    let beside = (own.saturating_sub(8)..=own).filter(|&row| rows[row].y >= top);
    beside
        .filter_map(|row| {
            let word = rows[row].words.iter().position(|word| word.x0 >= capital.x1 - word.size * 0.3)?;
            let first = &rows[row].words[word];
            let near = first.x0 - capital.x1 <= first.size * 1.2;
            let small = capital.size >= first.size * 1.9 && capital.y - first.y >= first.size * 0.7;
            (near && small && first.text.starts_with(char::is_alphabetic)).then_some((row, word))
        })
        .next()
}

/// Returns a figure as a superscript, so that `4,750` with the footnote 1 does
/// not read 47,501.
fn raised(c: char) -> Option<char> {
    Some(match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + c.to_digit(10)?)?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        '(' => '⁽',
        ')' => '⁾',
        ',' => ',',
        _ => return None,
    })
}
