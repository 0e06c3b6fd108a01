//! The fonts of symbols: which characters their codes show.

/// The font Symbol from 0x20 to 0x7e (Adobe's encoding `symbol.txt` of the
/// Unicode Consortium, VENDORS/ADOBE).
const LOW: &str =
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// The same from 0xa0 to 0xef.
const HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪";

/// The same from 0xf1 to 0xfe.
const HIGHEST: &str = "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/// Returns the character that a code of a font shows: in fonts of symbols it
/// may stand among the private ones at 0xf000 (ECMA-376, part 1, section
/// 17.3.3.30). `None` where it is a picture rather than a character.
pub(super) fn character(font: &str, code: u32) -> Option<char> {
    let small = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    let font = font.to_ascii_lowercase();
    if font == "symbol" && small <= 0xff {
        return symbol(small);
    }
    if ["wingdings", "webdings", "marlett"].iter().any(|pictures| font.starts_with(pictures)) {
        return None;
    }
    char::from_u32(small).filter(|c| !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}'))
}

/// Returns the character of a code of the font Symbol, from 0 to 0xff.
pub(super) fn symbol(code: u32) -> Option<char> {
    let (table, first) = match code {
        0x20..=0x7e => (LOW, 0x20),
        0xa0..=0xef => (HIGH, 0xa0),
        0xf1..=0xfe => (HIGHEST, 0xf1),
        _ => return None,
    };
    table.chars().nth((code - first) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_symbol_has_greek_letters() {
        assert_eq!(character("Symbol", 0xf061), Some('α'));
        assert_eq!(character("Symbol", 0xb7), Some('•'));
        assert_eq!(character("Symbol", 0xe5), Some('∑'));
        assert_eq!(character("Symbol", 0xfe), Some('⎭'));
        assert_eq!(character("Wingdings", 0xf0fc), None);
        assert_eq!(character("Arial", 0x2192), Some('→'));
    }
}
