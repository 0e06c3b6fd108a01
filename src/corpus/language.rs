//! The language of a text, where it can be told.

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
    let mut sample = String::new();
    for piece in pieces.iter().filter(|piece| piece.kind.is_prose()) {
        let room = SAMPLE_BYTES.saturating_sub(sample.len());
        sample.extend(text[piece.range.clone()].chars().take(room));
        sample.push('\n');
    }
    if sample.trim().is_empty() {
        sample = text.chars().take(SAMPLE_BYTES).collect();
    }
    let info = whatlang::detect(&sample)?;
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    (info.is_reliable() || letters >= LONG_LETTERS).then(|| tag(info.lang()).to_owned())
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
    fn a_few_letters_have_no_language() {
        check("Ok 12", None);
        check("1234", None);
    }
}
