//! Labels: how wide a text will be, and how it is cut to fit.
//!
//! Nobody knows here which face a reader's program will set a text in, so
//! widths are of a wide face.

use unicode_segmentation::UnicodeSegmentation;

/// Returns the width of a text set in `size`.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.graphemes(true).map(advance).sum::<f64>() * size
}

/// The advance of a letter with its marks, in ems: rounded up from Libertinus
/// Serif, DejaVu Sans and Noto Sans CJK.
fn advance(cluster: &str) -> f64 {
    let Some(letter) = cluster.chars().next() else { return 0.0 };
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' | ' '
        | '\u{a0}' | '\u{202f}' | '’' => 0.32,
        'f' | 't' | 'r' | '-' | '/' | '"' | '‐' | '–' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | 'ж' | 'ш' | 'щ' | 'ю' | 'ы' | 'м' => 0.9,
        'А'..='Я' | 'A'..='Z' => 0.72,
        letter if is_zero_width(letter) => 0.0,
        // East Asian wide letters (UAX 11), and pictures.
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 1.0,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 1.0,
        '\u{1f000}'.. => 1.25,
        _ => 0.58,
    }
}

fn is_zero_width(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns a text on one line, without marks that turn the direction of what
/// follows them: a label stands alone.
pub(super) fn clean(text: &str) -> String {
    let shown = |letter: &char| !is_zero_width(*letter) || matches!(letter, '\u{200c}' | '\u{200d}');
    let text: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).filter(shown).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts a text to a width; what is cut ends with an ellipsis, at the end of a
/// word where one ends in its second half.
pub(super) fn cut(text: &str, size: f64, most: f64) -> String {
    let text = clean(text);
    if width(&text, size) <= most {
        return text;
    }
    let mut left = most - advance("…") * size;
    let mut end = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        left -= advance(cluster) * size;
        if left < 0.0 {
            break;
        }
        end = at + cluster.len();
    }
    let head = &text[..end];
    let word = head.rfind(' ').filter(|space| *space * 2 >= end);
    let head = word.map_or(head, |space| &head[..space]);
    format!("{}…", head.trim_end_matches([' ', ',', ';', ':', '-', '–']))
}

/// Sets a text in at most `lines` lines of a width; `None` where it needs more
/// or a word is too long.
pub(super) fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Option<Vec<String>> {
    let text = clean(text);
    let mut set: Vec<String> = vec![String::new()];
    for piece in text.split_word_bounds() {
        let line = set.last_mut().expect("there is a line from the start");
        if width(format!("{line}{piece}").trim_end(), size) <= most {
            line.push_str(piece);
        } else if piece.trim().is_empty() {
            continue;
        } else if width(piece, size) > most || set.len() == lines {
            return None;
        } else {
            set.push(piece.to_owned());
        }
    }
    let set: Vec<String> =
        set.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    Some(set)
}

/// Tells whether a text runs to the left: whether its first letter with a
/// direction does (UAX 9, P2; Hebrew, Arabic and their kin).
pub(super) fn runs_left(text: &str) -> bool {
    let strong = text.chars().find(|letter| letter.is_alphabetic());
    strong.is_some_and(|letter| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}
