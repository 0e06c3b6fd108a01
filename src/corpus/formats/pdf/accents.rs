//! Accents that are drawn as glyphs of their own, as the old fonts of TeX do.

use unicode_normalization::UnicodeNormalization as _;

use super::words::Run;

/// Puts an accent and its letter together if `text`, from `x` over `advance`,
/// is one of the two and the last letter of the run the other. The run then has
/// the place of the letter.
pub(super) fn combine(run: &mut Run, text: &str, (x, advance): (f32, f32), y: f32) -> bool {
    let Some(last) = run.letters.last() else { return false };
    let (accent, letter) = match (mark(last), mark(text)) {
        (Some(accent), None) => (accent, text),
        (None, Some(accent)) => (accent, last.as_str()),
        _ => return false,
    };
    let middle = x + advance / 2.0;
    let before = f32::midpoint(run.last, run.x1);
    let over = (middle - before).abs() <= run.size * 0.2 && (y - run.y).abs() <= run.size * 0.4;
    let mut letters = letter.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
    if !over || !letter.is_alphabetic() {
        return false;
    }
    // TeX sets accents on a letter without its dot.
    let letter = match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        letter => letter,
    };
    let combined: String = [letter, accent].into_iter().nfc().collect();
    if combined.chars().count() != 1 {
        return false;
    }
    if mark(last).is_some() {
        (run.last, run.x1) = (x, x + advance);
        if run.letters.len() == 1 {
            run.y = y;
        }
    }
    run.letters.pop();
    run.letters.push(combined);
    true
}

/// Returns the combining mark of an accent that stands by itself.
fn mark(text: &str) -> Option<char> {
    let mut letters = text.chars();
    let (Some(accent), None) = (letters.next(), letters.next()) else { return None };
    Some(match accent {
        '`' | 'ˋ' | '\u{300}' => '\u{300}',
        '´' | 'ˊ' | '\u{301}' => '\u{301}',
        '^' | 'ˆ' | '\u{302}' => '\u{302}',
        '~' | '˜' | '\u{303}' => '\u{303}',
        '¯' | 'ˉ' | '\u{304}' => '\u{304}',
        '˘' | '\u{306}' => '\u{306}',
        '˙' | '\u{307}' => '\u{307}',
        '¨' | '\u{308}' => '\u{308}',
        '˚' | '\u{30a}' => '\u{30a}',
        '˝' | '\u{30b}' => '\u{30b}',
        'ˇ' | '\u{30c}' => '\u{30c}',
        '¸' | '\u{327}' => '\u{327}',
        '˛' | '\u{328}' => '\u{328}',
        _ => return None,
    })
}
