//! Our own filters, by what they work on.

use std::sync::Arc;

use tera::{Kwargs, State, Tera, Value};

use super::{Argument, Gives, Kind, Row, Takes, What, dates, lists, may, must, numbers, texts};
use crate::labels::DateForm;

/// A row of a filter.
macro_rules! filter {
    ($name:literal, $takes:ident, [$($argument:expr),*] => $gives:ident, $says:literal, $example:literal => $result:literal, $register:expr) => {
        Row {
            name: $name,
            what: What::Filter,
            takes: Takes::$takes,
            arguments: &[$($argument),*],
            gives: Gives::$gives,
            says: $says,
            example: $example,
            result: $result,
            register: Some($register),
        }
    };
}

const LANGUAGE: Argument = may("language", Kind::Language);
const DIGITS: Argument = may("digits", Kind::Number);
const ZONE: Argument = may("time_zone", Kind::Text);

/// In the order of docs/templates.md.
pub(super) const OWN: &[Row] = &[
    filter!("date", Text, [may("format", Kind::OneOf(&DateForm::NAMES)), LANGUAGE, ZONE] => Text,
        "writes a date, or both ends of a range, as readers do; a moment with an offset becomes the day of the desk's time zone; a text that is no date stays as it is",
        r#"{{ brief.date | date }} · {{ brief.date | date(format="short", language="de") }} · {{ brief.date | date(format="weekday") }}"#
        => "2 April 2025 · 2. Apr. 2025 · Wednesday",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("date", move |text: &str, arguments: Kwargs, state: &State| dates::date(text, &arguments, state, &words)); }),
    filter!("relative_date", Text, [may("to", Kind::Text), LANGUAGE, ZONE] => Text,
        "writes how far a date is from the edition's, or from that of `to`",
        r#"{{ "2025-03-30" | relative_date }}"# => "3 days ago",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("relative_date", move |text: &str, arguments: Kwargs, state: &State| dates::relative_date(text, &arguments, state, &words)); }),
    filter!("number", Number, [DIGITS, LANGUAGE] => Text,
        "writes a number with the marks of the language; `digits` are its decimals, else at most three",
        r#"{{ 1234.5 | number }} · {{ 1234.5 | number(language="de", digits=2) }}"# => "1,234.5 · 1.234,50",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("number", move |number: f64, arguments: Kwargs, state: &State| numbers::number(number, &arguments, state, &words)); }),
    filter!("percent", Number, [may("of", Kind::Number), DIGITS, LANGUAGE] => Text,
        "writes a number as a share; of 100, or of the whole `of`",
        r#"{{ 4.5 | percent }} · {{ 0.125 | percent(of=1) }}"# => "4.5% · 12.5%",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("percent", move |number: f64, arguments: Kwargs, state: &State| numbers::percent(number, &arguments, state, &words)); }),
    filter!("currency", Number, [must("code", Kind::Text), DIGITS, LANGUAGE] => Text,
        "writes an amount with the sign of its currency (ISO 4217) and its usual decimals",
        r#"{{ 5 | currency(code="EUR") }} · {{ 1200 | currency(code="USD", digits=0, language="de") }}"# => "€5.00 · 1.200 $",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("currency", move |number: f64, arguments: Kwargs, state: &State| numbers::currency(number, &arguments, state, &words)); }),
    filter!("compact", Number, [DIGITS, LANGUAGE] => Text,
        "writes a great number in short, with at most `digits` decimals, else one",
        r#"{{ 1234567 | compact }} · {{ 3000000 | compact(language="ru") }}"# => "1.2 million · 3 миллиона",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("compact", move |number: f64, arguments: Kwargs, state: &State| numbers::compact(number, &arguments, state, &words)); }),
    filter!("ordinal", Number, [LANGUAGE] => Text,
        "writes a place in an order",
        r#"{{ 2 | ordinal }} · {{ 1 | ordinal(language="fr") }}"# => "2nd · 1er",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("ordinal", move |number: i64, arguments: Kwargs, state: &State| numbers::ordinal(number, &arguments, state, &words)); }),
    filter!("plural", Number, [
            must("other", Kind::Text), may("one", Kind::Text), may("few", Kind::Text), may("many", Kind::Text),
            may("two", Kind::Text), may("zero", Kind::Text), LANGUAGE
        ] => Text,
        "chooses the form for a number by the plural rules of the language; `{n}` in it is the number",
        r#"{{ sources | length | plural(one="{n} source", other="{n} sources") }} · {{ 3 | plural(language="ru", one="{n} источник", few="{n} источника", many="{n} источников", other="{n} источника") }}"#
        => "2 sources · 3 источника",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("plural", move |number: f64, arguments: Kwargs, state: &State| numbers::plural(number, &arguments, state, &words)); }),
    filter!("sentences", Text, [must("count", Kind::Number), LANGUAGE] => Text,
        "keeps the first sentences of a text, whole; not for an excerpt that is cited, whose words must all stand",
        r#"{{ "It rose. It fell. It rests." | sentences(count=2) }}"# => "It rose. It fell.",
        |tera, _| tera.register_filter("sentences", |text: &str, arguments: Kwargs, _: &State| texts::first_sentences(text, &arguments))),
    filter!("truncate_sentences", Text, [must("words", Kind::Number), LANGUAGE] => Text,
        "keeps as many of the first sentences as have at most so many words, at least one",
        r#"{{ "It rose. It fell. It rests." | truncate_sentences(words=3) }}"# => "It rose.",
        |tera, _| tera.register_filter("truncate_sentences", |text: &str, arguments: Kwargs, _: &State| texts::truncate_sentences(text, &arguments))),
    filter!("group", Items, [must("by", Kind::Attribute)] => Groups,
        "makes groups of `key` and `items`, in the order in which the keys appear first",
        r#"{% for group in excerpts | group(by="source.title") %}{{ group.key }}: {{ group.items | length }}; {% endfor %}"#
        => "Pipeline notes: 1; Harbour survey: 1; ",
        |tera, _| tera.register_filter("group", |list: &[Value], arguments: Kwargs, _: &State| lists::group(list, &arguments))),
    filter!("sort_by", Items, [must("attribute", Kind::Attribute), may("order", Kind::OneOf(&["ascending", "descending"]))] => Same,
        "sorts a list by a field; what lacks it comes last",
        r#"{% for source in sources | sort_by(attribute="title") %}{{ source.title }}; {% endfor %}"#
        => "Harbour survey; Pipeline notes; ",
        |tera, _| tera.register_filter("sort_by", |list: &[Value], arguments: Kwargs, _: &State| lists::sort_by(list, &arguments))),
    filter!("newest", Items, [may("attribute", Kind::Attribute)] => Same,
        "sorts a list by `date`, or by `source.date`, the newest first, what has none last",
        r#"{% for excerpt in excerpts | newest %}{{ excerpt.source.date | default(value="?", boolean=true) }} {% endfor %}"#
        => "2025-03-30 2024-11 ",
        |tera, _| tera.register_filter("newest", |list: &[Value], arguments: Kwargs, _: &State| lists::newest(list, &arguments))),
    filter!("where", Items, [must("attribute", Kind::Attribute), may("value", Kind::Any)] => Same,
        "keeps what has this value in a field, or among the values of a field; without `value` what has any",
        r#"{{ excerpts | where(attribute="status", value="new") | length }}"# => "1",
        |tera, _| tera.register_filter("where", |list: &[Value], arguments: Kwargs, _: &State| lists::keep_where(list, &arguments))),
    filter!("map", Items, [must("attribute", Kind::Attribute)] => Mapped,
        "takes one field of each member of a list, where it is there",
        r#"{{ sources | map(attribute="title") | join(sep=" / ") }}"# => "Pipeline notes / Harbour survey",
        |tera, _| tera.register_filter("map", |list: &[Value], arguments: Kwargs, _: &State| lists::map(list, &arguments))),
    filter!("unique", List, [may("attribute", Kind::Attribute)] => Same,
        "keeps the first of equal members, or of those that are equal in a field",
        r#"{{ ["a", "b", "a"] | unique | join(sep=" ") }}"# => "a b",
        |tera, _| tera.register_filter("unique", |list: &[Value], arguments: Kwargs, _: &State| lists::unique(list, &arguments))),
    filter!("join_and", List, [may("last", Kind::Text), LANGUAGE] => Text,
        "writes a list as a sentence does",
        r#"{{ ["gas", "oil", "coal"] | join_and }} · {{ ["gas", "oil"] | join_and(language="de") }}"# => "gas, oil and coal · gas und oil",
        |tera, words| { let words = Arc::clone(words);
            tera.register_filter("join_and", move |list: &[Value], arguments: Kwargs, state: &State| lists::join_and(list, &arguments, state, &words)); }),
    filter!("cite", Any, [] => Markdown,
        "gives the citation mark of an excerpt, a figure or their number, the marks of a source, or those of a list",
        r#"{{ excerpts | first | cite }} · {{ 2 | cite }} · {{ excerpts | cite }}"# => "[^1] · [^2] · [^1][^2]",
        |tera: &mut Tera, _| tera.register_filter("cite", |value: &Value, _: Kwargs, _: &State| lists::cite(value))),
];
