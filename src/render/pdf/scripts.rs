//! What is known of scripts: who packs fonts for them, and which faces suit a
//! language.

/// A script and where its fonts are to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FontPackage {
    /// The script's name in English.
    pub script: &'static str,
    /// Debian's package with a font for it (as of Debian 12).
    pub package: &'static str,
}

const CJK: &str = "fonts-noto-cjk";
const NOTO: &str = "fonts-noto-core";
const EMOJI: &str = "fonts-noto-color-emoji";
const RARE_HAN: &str = "fonts-hanazono";
const ANY: &str = "fonts-unifont";

/// First and last code point, script, package; sorted, without overlaps.
///
/// Ranges are Unicode's blocks (Blocks.txt, 15.0), joined where neighbours are
/// of one script. The packages' contents are those of Debian 12: Noto's
/// families are one a script, the CJK ones reach to Extension A with a
/// selection of B.
const SCRIPTS: &[(u32, u32, &str, &str)] = &[
    (0x0000, 0x024F, "Latin", NOTO),
    (0x0250, 0x02FF, "phonetic letters", NOTO),
    (0x0300, 0x036F, "combining marks", NOTO),
    (0x0370, 0x03FF, "Greek", NOTO),
    (0x0400, 0x052F, "Cyrillic", NOTO),
    (0x0530, 0x058F, "Armenian", NOTO),
    (0x0590, 0x05FF, "Hebrew", NOTO),
    (0x0600, 0x06FF, "Arabic", NOTO),
    (0x0700, 0x074F, "Syriac", NOTO),
    (0x0750, 0x077F, "Arabic", NOTO),
    (0x0780, 0x07BF, "Thaana", NOTO),
    (0x07C0, 0x07FF, "N'Ko", NOTO),
    (0x0800, 0x083F, "Samaritan", NOTO),
    (0x0840, 0x085F, "Mandaic", NOTO),
    (0x0860, 0x086F, "Syriac", NOTO),
    (0x0870, 0x08FF, "Arabic", NOTO),
    (0x0900, 0x097F, "Devanagari", NOTO),
    (0x0980, 0x09FF, "Bengali", NOTO),
    (0x0A00, 0x0A7F, "Gurmukhi", NOTO),
    (0x0A80, 0x0AFF, "Gujarati", NOTO),
    (0x0B00, 0x0B7F, "Odia", NOTO),
    (0x0B80, 0x0BFF, "Tamil", NOTO),
    (0x0C00, 0x0C7F, "Telugu", NOTO),
    (0x0C80, 0x0CFF, "Kannada", NOTO),
    (0x0D00, 0x0D7F, "Malayalam", NOTO),
    (0x0D80, 0x0DFF, "Sinhala", NOTO),
    (0x0E00, 0x0E7F, "Thai", NOTO),
    (0x0E80, 0x0EFF, "Lao", NOTO),
    (0x0F00, 0x0FFF, "Tibetan", NOTO),
    (0x1000, 0x109F, "Myanmar", NOTO),
    (0x10A0, 0x10FF, "Georgian", NOTO),
    (0x1100, 0x11FF, "Hangul", CJK),
    (0x1200, 0x139F, "Ethiopic", NOTO),
    (0x13A0, 0x13FF, "Cherokee", NOTO),
    (0x1400, 0x167F, "Canadian syllabics", NOTO),
    (0x1680, 0x169F, "Ogham", NOTO),
    (0x16A0, 0x16FF, "Runic", NOTO),
    (0x1780, 0x17FF, "Khmer", NOTO),
    (0x1800, 0x18AF, "Mongolian", NOTO),
    (0x19E0, 0x19FF, "Khmer", NOTO),
    (0x1AB0, 0x1AFF, "combining marks", NOTO),
    (0x1C80, 0x1C8F, "Cyrillic", NOTO),
    (0x1C90, 0x1CBF, "Georgian", NOTO),
    (0x1D00, 0x1DBF, "phonetic letters", NOTO),
    (0x1DC0, 0x1DFF, "combining marks", NOTO),
    (0x1E00, 0x1EFF, "Latin", NOTO),
    (0x1F00, 0x1FFF, "Greek", NOTO),
    (0x2000, 0x25FF, "symbols", NOTO),
    (0x2600, 0x27BF, "emoji", EMOJI),
    (0x27C0, 0x2BFF, "symbols", NOTO),
    (0x2C00, 0x2C5F, "Glagolitic", NOTO),
    (0x2C60, 0x2C7F, "Latin", NOTO),
    (0x2C80, 0x2CFF, "Coptic", NOTO),
    (0x2D00, 0x2D2F, "Georgian", NOTO),
    (0x2D30, 0x2D7F, "Tifinagh", NOTO),
    (0x2D80, 0x2DDF, "Ethiopic", NOTO),
    (0x2DE0, 0x2DFF, "Cyrillic", NOTO),
    (0x2E80, 0x303F, "Han", CJK),
    (0x3040, 0x30FF, "kana", CJK),
    (0x3100, 0x312F, "Bopomofo", CJK),
    (0x3130, 0x318F, "Hangul", CJK),
    (0x3190, 0x319F, "Han", CJK),
    (0x31A0, 0x31BF, "Bopomofo", CJK),
    (0x31C0, 0x31EF, "Han", CJK),
    (0x31F0, 0x31FF, "kana", CJK),
    (0x3200, 0x33FF, "CJK symbols", CJK),
    (0x3400, 0x4DBF, "Han", CJK),
    (0x4DC0, 0x4DFF, "symbols", NOTO),
    (0x4E00, 0x9FFF, "Han", CJK),
    (0xA000, 0xA4CF, "Yi", NOTO),
    (0xA4D0, 0xA4FF, "Lisu", NOTO),
    (0xA500, 0xA63F, "Vai", NOTO),
    (0xA640, 0xA69F, "Cyrillic", NOTO),
    (0xA700, 0xA7FF, "Latin", NOTO),
    (0xA8E0, 0xA8FF, "Devanagari", NOTO),
    (0xA960, 0xA97F, "Hangul", CJK),
    (0xA980, 0xA9DF, "Javanese", NOTO),
    (0xA9E0, 0xA9FF, "Myanmar", NOTO),
    (0xAA60, 0xAA7F, "Myanmar", NOTO),
    (0xAB00, 0xAB2F, "Ethiopic", NOTO),
    (0xAB30, 0xAB6F, "Latin", NOTO),
    (0xAB70, 0xABBF, "Cherokee", NOTO),
    (0xAC00, 0xD7FF, "Hangul", CJK),
    (0xF900, 0xFAFF, "Han", CJK),
    (0xFB00, 0xFB06, "Latin", NOTO),
    (0xFB13, 0xFB17, "Armenian", NOTO),
    (0xFB1D, 0xFB4F, "Hebrew", NOTO),
    (0xFB50, 0xFDFF, "Arabic", NOTO),
    (0xFE20, 0xFE2F, "combining marks", NOTO),
    (0xFE30, 0xFE6F, "CJK symbols", CJK),
    (0xFE70, 0xFEFE, "Arabic", NOTO),
    (0xFF00, 0xFFEF, "full-width forms", CJK),
    (0x1D400, 0x1D7FF, "mathematical letters", NOTO),
    (0x1F000, 0x1FAFF, "emoji", EMOJI),
    (0x1FB00, 0x1FBFF, "symbols", NOTO),
    (0x20000, 0x3FFFF, "rare Han", RARE_HAN),
];

/// Returns the script of a letter and a Debian package with a font for it;
/// `None` for what no font is made for: control characters, private letters
/// and code points that mean nothing.
#[must_use]
pub fn package_for(letter: char) -> Option<FontPackage> {
    let point = u32::from(letter);
    if letter.is_control() || is_private(letter) || is_noncharacter(letter) {
        return None;
    }
    let after = SCRIPTS.partition_point(|&(first, ..)| first <= point);
    let known = after.checked_sub(1).map(|at| SCRIPTS[at]).filter(|&(_, last, ..)| point <= last);
    let (_, _, script, package) = known.unwrap_or((point, point, "a rare script", ANY));
    Some(FontPackage { script, package })
}

/// Tells whether the letter means only what two parties agree on (the private
/// use areas).
pub(super) fn is_private(letter: char) -> bool {
    matches!(u32::from(letter), 0xE000..=0xF8FF | 0xF0000..=0xFFFFF | 0x0010_0000..=0x0010_FFFF)
}

/// Tells whether Unicode promises that the code point never means anything.
pub(super) fn is_noncharacter(letter: char) -> bool {
    let point = u32::from(letter);
    point & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&point)
}

/// How well a family suits a language, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Affinity {
    /// Its name says that it was made for the language.
    Made,
    /// Its name says nothing.
    Neutral,
    /// Its name says that it was made for another language, or is of last
    /// resort.
    Foreign,
}

/// Words of family names by the language they stand for. East Asian languages
/// share code points that each draws in its own way, so the face matters.
const MARKS: &[(&str, &[&str])] = &[
    ("zh-hans", &["sc", "cn", "gb", "hans", "simsun", "simhei", "dengxian", "yahei", "songti", "pingfangsc"]),
    ("zh-hant", &["tc", "tw", "hant", "mingliu", "jhenghei", "pmingliu"]),
    ("zh-hk", &["hk"]),
    (
        "ja",
        &["jp", "ja", "japanese", "mincho", "ipaexmincho", "ipamincho", "ipaexgothic", "ipagothic", "meiryo"],
    ),
    ("ko", &["kr", "ko", "korean", "nanum", "unbatang", "undotum", "malgun", "batang", "baekmuk"]),
];

/// Says how well the family `name` suits `language` (BCP 47). A language that
/// is none of East Asia's counts as simplified Chinese: that is what its texts
/// most often mean by Han letters.
pub(super) fn affinity(name: &str, language: &str) -> Affinity {
    let lower = name.to_lowercase();
    if ["unifont", "symbola", "fallback", "hanazono", "hanamin"].iter().any(|word| lower.contains(word)) {
        return Affinity::Foreign;
    }
    let meant = east_asian(language);
    let words = || lower.split(|letter: char| !letter.is_alphanumeric());
    let made_for = MARKS.iter().find(|(_, marks)| words().any(|word| marks.contains(&word)));
    match made_for {
        Some((made_for, _)) if *made_for == meant => Affinity::Made,
        Some(_) => Affinity::Foreign,
        None => Affinity::Neutral,
    }
}

fn east_asian(language: &str) -> &'static str {
    let lower = language.to_lowercase();
    let mut parts = lower.split('-');
    match parts.next() {
        Some("ja") => "ja",
        Some("ko") => "ko",
        Some("yue") => "zh-hk",
        Some("zh") => {
            let parts: Vec<&str> = parts.collect();
            let has = |marks: &[&str]| parts.iter().any(|part| marks.contains(part));
            match () {
                () if has(&["hk", "mo"]) => "zh-hk",
                () if has(&["hant", "tw"]) => "zh-hant",
                () => "zh-hans",
            }
        }
        _ => "zh-hans",
    }
}

/// Tells whether a family is drawn for titles, screens, formulas or one way of
/// writing, and no first choice for a page of text.
pub(super) fn is_special(name: &str) -> bool {
    let lower = name.to_lowercase();
    let special = ["ui", "math", "display", "kufi", "nastaliq", "rashi", "looped", "slanted", "condensed"];
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| special.contains(&word))
}

/// Tells whether a family only draws boxes, whatever letters it claims.
pub(super) fn shows_only_boxes(family: &str) -> bool {
    let name: String = family.chars().filter(|letter| letter.is_alphanumeric()).collect();
    ["lastresort", "adobeblank", "notdef", "tofu"].iter().any(|word| name.to_lowercase().contains(word))
}

/// Tells whether words of the letter's script stand without spaces between
/// them, so that lines break within a run of letters anyway.
pub(super) fn breaks_anywhere(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0xA4CF | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x1F000..=0x3FFFF)
}
