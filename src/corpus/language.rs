//! The language of a text, where it can be told.
//!
//! A declared language counts unless long prose is surely in another.

use whatlang::Lang;

use super::blocks::Piece;

/// How much prose is looked at, in bytes; more does not change the answer.
const SAMPLE_BYTES: usize = 4_000;

/// From how many letters on an answer that the detector itself does not call
/// reliable is taken: it compares neighbours such as Russian and Bulgarian,
/// and between those the first is right far more often than not.
const LONG_LETTERS: usize = 200;

/// Detects the language (BCP 47) of the prose of a text; `None` where the text
/// is short and the detector not sure.
pub(super) fn detect(text: &str, pieces: &[Piece]) -> Option<String> {
    guess(&sample(text, pieces))
        .filter(|guess| guess.sure || guess.letters >= LONG_LETTERS)
        .map(|guess| guess.tag.to_owned())
}

/// From how many letters on a sure detection is right and a contradicting
/// declaration wrong: pages in any language are declared to be in English by
/// the templates that they are made with.
const CERTAIN_LETTERS: usize = 400;

/// Languages that are written so alike that a declaration decides between them.
const ALIKE: &[&[&str]] = &[
    &["no", "nb", "nn", "da"],
    &["hr", "sr", "bs", "sh", "cnr", "me", "sl"],
    &["id", "ms", "jv"],
    &["zh", "yue", "wuu", "cmn", "lzh"],
    &["fil", "tl"],
    &["cs", "sk"],
    &["gl", "pt", "es", "ca"],
    &["af", "nl"],
    &["fa", "prs"],
    &["ru", "be"],
    &["bg", "mk"],
    &["de", "gsw", "lb", "als"],
];

/// Tells whether a text can be in the language that is declared (BCP 47):
/// unless its prose is long and surely in another.
pub(super) fn is_plausible(declared: &str, text: &str, pieces: &[Piece]) -> bool {
    let Some(guess) = guess(&sample(text, pieces)) else { return true };
    let primary = declared.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let alike = ALIKE.iter().any(|tags| tags.contains(&primary.as_str()) && tags.contains(&guess.tag));
    primary == guess.tag || alike || !guess.sure || guess.letters < CERTAIN_LETTERS
}

/// What a detection says.
struct Guess {
    tag: &'static str,
    /// Whether the detector calls it reliable, or the letters leave no doubt.
    sure: bool,
    letters: usize,
}

fn guess(sample: &str) -> Option<Guess> {
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if let Some(tag) = by_letters(sample, letters) {
        return Some(Guess { tag, sure: true, letters });
    }
    let info = whatlang::detect(sample)?;
    Some(Guess { tag: tag(info.lang()), sure: info.is_reliable(), letters })
}

/// Tells languages of one script apart by the letters that only one has: the
/// statistics of the detector confuse them. `None` where the script is none of
/// these or no letter decides.
fn by_letters(sample: &str, letters: usize) -> Option<&'static str> {
    let count = |wanted: &str| sample.chars().filter(|c| wanted.contains(*c)).count();
    let of = |from: char, to: char| sample.chars().filter(|c| (from..=to).contains(c)).count();
    let most = |part: usize| part * 2 > letters && letters >= 12;
    let (han, kana) = (of('\u{4e00}', '\u{9fff}'), of('\u{3041}', '\u{30ff}'));
    if most(han + kana) {
        // Japanese prose is half kana; Chinese quotes a name now and then.
        return Some(if kana * 8 > han { "ja" } else { "zh" });
    }
    if most(of('\u{400}', '\u{4ff}')) {
        let ukrainian = count("іїєґІЇЄҐ");
        let belarusian = count("ўЎ");
        let russian = count("ыэёЫЭЁ");
        let southern = count("ђћџљњјЂЋЏЉЊЈ");
        let macedonian = count("ѓќѕЃЌЅ");
        let kazakh = count("әғқңөұүһӘҒҚҢӨҰҮҺ");
        let many = |part: usize| part * 100 > letters;
        return match () {
            () if many(kazakh) => None,
            () if many(belarusian) => Some("be"),
            () if many(ukrainian) && ukrainian > russian * 2 => Some("uk"),
            () if many(southern) && macedonian > 0 => Some("mk"),
            () if many(southern) => Some("sr"),
            () if many(russian) && russian > ukrainian * 2 => Some("ru"),
            () if letters >= LONG_LETTERS && russian == 0 && ukrainian == 0 && many(count("ъЪ")) => {
                Some("bg")
            }
            () => None,
        };
    }
    if most(of('\u{600}', '\u{6ff}')) {
        let urdu = count("ٹڈڑےں");
        let persian = count("پچژگیک");
        let arabic = count("ةيىكأإؤئ");
        return match () {
            () if urdu * 50 > letters => Some("ur"),
            () if persian * 25 > letters && persian > arabic => Some("fa"),
            () if arabic * 25 > letters && arabic > persian * 4 => Some("ar"),
            () => None,
        };
    }
    None
}

/// Returns the beginning of the prose of a text; of all of it, where nothing
/// is prose.
fn sample(text: &str, pieces: &[Piece]) -> String {
    let mut sample = String::new();
    for piece in pieces.iter().filter(|piece| piece.kind.is_prose()) {
        let room = SAMPLE_BYTES.saturating_sub(sample.len());
        if room == 0 {
            break;
        }
        sample.extend(text[piece.range.clone()].chars().take(room));
        sample.push('\n');
    }
    if sample.trim().is_empty() {
        sample = text.chars().take(SAMPLE_BYTES).collect();
    }
    sample
}

/// Returns the BCP 47 tag of a language: two letters where ISO 639-1 has them.
fn tag(language: Lang) -> &'static str {
    match language.code() {
        "afr" => "af",
        "aka" => "ak",
        "amh" => "am",
        "ara" => "ar",
        "aze" => "az",
        "bel" => "be",
        "ben" => "bn",
        "bul" => "bg",
        "cat" => "ca",
        "ces" => "cs",
        "cmn" => "zh",
        "cym" => "cy",
        "dan" => "da",
        "deu" => "de",
        "ell" => "el",
        "eng" => "en",
        "epo" => "eo",
        "est" => "et",
        "fin" => "fi",
        "fra" => "fr",
        "guj" => "gu",
        "heb" => "he",
        "hin" => "hi",
        "hrv" => "hr",
        "hun" => "hu",
        "hye" => "hy",
        "ind" => "id",
        "ita" => "it",
        "jav" => "jv",
        "jpn" => "ja",
        "kan" => "kn",
        "kat" => "ka",
        "khm" => "km",
        "kor" => "ko",
        "lat" => "la",
        "lav" => "lv",
        "lit" => "lt",
        "mal" => "ml",
        "mar" => "mr",
        "mkd" => "mk",
        "mya" => "my",
        "nep" => "ne",
        "nld" => "nl",
        "nob" => "nb",
        "ori" => "or",
        "pan" => "pa",
        "pes" => "fa",
        "pol" => "pl",
        "por" => "pt",
        "ron" => "ro",
        "rus" => "ru",
        "sin" => "si",
        "slk" => "sk",
        "slv" => "sl",
        "sna" => "sn",
        "spa" => "es",
        "srp" => "sr",
        "swe" => "sv",
        "tam" => "ta",
        "tel" => "te",
        "tgl" => "tl",
        "tha" => "th",
        "tuk" => "tk",
        "tur" => "tr",
        "ukr" => "uk",
        "urd" => "ur",
        "uzb" => "uz",
        "vie" => "vi",
        "yid" => "yi",
        "zul" => "zu",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(detect(text, &[]).as_deref(), expected);
    }

    #[test]
    fn common_languages_are_told_apart() {
        check("The two governments signed an agreement on the supply of gas and oil.", Some("en"));
        check("俄罗斯和中国签署了关于能源供应的协议，双方表示满意。", Some("zh"));
        let russian = "Стороны подписали соглашение о поставках газа. Объём торговли вырос за год на треть, \
            и министры назвали этот результат важным. Эксперты сомневаются, что рост продолжится в будущем году.";
        check(&format!("{russian} {russian}"), Some("ru"));
    }

    #[test]
    fn neighbours_are_told_apart_by_their_letters() {
        check(
            "Сторони підписали угоду про постачання газу, і міністри назвали цей результат важливим.",
            Some("uk"),
        );
        check("Стороны подписали соглашение о поставках газа, и министры были довольны этим.", Some("ru"));
        check("二つの政府は天然ガスの供給に関する協定に署名しました。", Some("ja"));
        check("دو دولت توافق‌نامه‌ای درباره تأمین گاز امضا کردند و وزیران آن را مهم خواندند.", Some("fa"));
        check("وقعت الحكومتان اتفاقية بشأن إمدادات الغاز والنفط لمدة عشر سنوات.", Some("ar"));
        let bulgarian = "Двете правителства подписаха споразумение за доставките на газ и петрол за следващите години, \
            а министрите определиха резултата като важен за икономиката на страната и региона. ";
        check(&bulgarian.repeat(2), Some("bg"));
    }

    #[test]
    fn long_prose_contradicts_a_wrong_declaration() {
        let german = "Die beiden Regierungen haben ein Abkommen über die Lieferung von Gas und Öl unterzeichnet. \
            Die Minister nannten das Ergebnis wichtig, während Fachleute daran zweifeln, dass der Handel weiter wächst. ";
        assert!(!is_plausible("en", &german.repeat(4), &[]));
        assert!(is_plausible("de-AT", &german.repeat(4), &[]));
        assert!(is_plausible("en", "Das ist kurz.", &[]));
    }

    #[test]
    fn a_few_letters_have_no_language() {
        check("Ok 12", None);
        check("1234", None);
    }
}
