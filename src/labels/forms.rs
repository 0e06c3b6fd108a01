//! Forms of a word by number: the plural rules of the Unicode CLDR
//! (<https://cldr.unicode.org/index/cldr-spec/plural-rules>).

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

use super::Labels;

/// The names of the categories, as label files and filters write them.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What is counted: things, or places in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Cardinal,
    Ordinal,
}

impl Labels {
    /// Returns the plural category of a number in this language, of
    /// [`CATEGORIES`]. `number` is written with ASCII digits and a full stop;
    /// how many decimals are shown matters (`1` and `1.0` differ in English).
    #[must_use]
    pub(crate) fn plural(&self, number: &str) -> &'static str {
        self.category(number, Count::Cardinal)
    }

    /// Returns the word for `key` in the form of a number, which stands in it as
    /// `{n}`; empty where there is none.
    #[must_use]
    pub fn counted(&self, key: &str, number: usize) -> String {
        let number = number.to_string();
        self.form(self.word(key), &number, Count::Cardinal).replace("{n}", &self.grouped(&number))
    }

    /// Chooses among forms written as `one: …; other: …` the one for a number;
    /// a text without categories is the only form.
    #[must_use]
    pub(super) fn form<'f>(&self, forms: &'f str, number: &str, count: Count) -> &'f str {
        let Some(named) = parse(forms) else { return forms.trim() };
        let category = self.category(number, count);
        let of = |wanted: &str| named.iter().find(|(name, _)| *name == wanted).map(|(_, form)| *form);
        of(category).or_else(|| of("other")).unwrap_or_default()
    }

    fn category(&self, number: &str, count: Count) -> &'static str {
        let kind = match count {
            Count::Cardinal => PluralRuleType::CARDINAL,
            Count::Ordinal => PluralRuleType::ORDINAL,
        };
        let language = self.language.parse::<LanguageIdentifier>().ok();
        let rules = language.and_then(|language| PluralRules::create(language, kind).ok());
        match rules.and_then(|rules| rules.select(number).ok()) {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        }
    }
}

/// Reads `one: a; other: b`; `None` for a text that names no category first.
fn parse(forms: &str) -> Option<Vec<(&str, &str)>> {
    let mut named = Vec::new();
    for written in forms.split(';') {
        let (name, form) = written.split_once(':')?;
        let name = CATEGORIES.into_iter().find(|known| *known == name.trim())?;
        named.push((name, form.trim()));
    }
    Some(named)
}

/// Tells whether a text of forms has a form for every number: it names no
/// category at all, or `other` among those that it names.
pub(super) fn fits_plural(forms: &str) -> bool {
    parse(forms).is_none_or(|named| named.iter().any(|(name, _)| *name == "other"))
}
