//! What Tera brings (2.4), as docs/templates.md tells of it.

use super::{Argument, Gives, Kind, Row, Takes, What, may, must};

const fn row(
    (what, name): (What, &'static str),
    (takes, gives): (Takes, Gives),
    arguments: &'static [Argument],
    says: &'static str,
    (example, result): (&'static str, &'static str),
) -> Row {
    Row { name, what, takes, arguments, gives, says, example, result, register: None }
}

const fn f(name: &'static str) -> (What, &'static str) {
    (What::Filter, name)
}

const fn t(name: &'static str) -> (What, &'static str) {
    (What::Test, name)
}

const PAT: &[Argument] = &[may("pat", Kind::Text)];
const ANY: (Takes, Gives) = (Takes::Any, Gives::Truth);

pub(super) const BROUGHT: &[Row] = &[
    row(
        f("abs"),
        (Takes::Number, Gives::Number),
        &[],
        "gives a number without its sign",
        ("{{ -3 | abs }}", "3"),
    ),
    row(
        f("capitalize"),
        (Takes::Text, Gives::Text),
        &[],
        "writes the first letter large and all others small",
        (r#"{{ "open SOURCE" | capitalize }}"#, "Open source"),
    ),
    row(
        f("default"),
        (Takes::Any, Gives::Any),
        &[must("value", Kind::Any), may("boolean", Kind::Truth)],
        "stands in for what is not defined; with `boolean=true` also for what is none, empty, zero or false",
        (r#"{{ brief.previous_date | default(value="none", boolean=true) }}"#, "2025-03-26"),
    ),
    row(
        f("first"),
        (Takes::List, Gives::Item),
        &[],
        "gives the first member of a list",
        ("{{ [4, 7] | first }}", "4"),
    ),
    row(f("float"), (Takes::Any, Gives::Number), &[], "reads a number", (r#"{{ "2.5" | float }}"#, "2.5")),
    row(
        f("get"),
        (Takes::Map, Gives::Any),
        &[must("key", Kind::Text), may("default", Kind::Any)],
        "gives a field by its name, or `default`",
        (r#"{{ labels | get(key="page") }}"#, "Page"),
    ),
    row(
        f("group_by"),
        (Takes::Items, Gives::GroupMap),
        &[must("attribute", Kind::Attribute)],
        "makes a mapping from values to members; `group` keeps the order",
        (r#"{{ excerpts | group_by(attribute="status") | length }}"#, "2"),
    ),
    row(
        f("indent"),
        (Takes::Text, Gives::Text),
        &[
            may("width", Kind::Number),
            may("indentation", Kind::Text),
            may("first", Kind::Truth),
            may("blank", Kind::Truth),
        ],
        "indents the lines after the first",
        (r#"{{ "a" | indent(width=2, first=true) }}"#, "  a"),
    ),
    row(
        f("int"),
        (Takes::Any, Gives::Number),
        &[may("base", Kind::Number)],
        "reads a whole number",
        (r#"{{ "12" | int }}"#, "12"),
    ),
    row(
        f("join"),
        (Takes::List, Gives::Text),
        &[may("sep", Kind::Text)],
        "writes the members of a list one after another",
        (r#"{{ [1, 2] | join(sep=" + ") }}"#, "1 + 2"),
    ),
    row(
        f("keys"),
        (Takes::Map, Gives::Texts),
        &[],
        "gives the names of the fields",
        ("{{ changes | keys | length }}", "10"),
    ),
    row(
        f("last"),
        (Takes::List, Gives::Item),
        &[],
        "gives the last member of a list",
        ("{{ [4, 7] | last }}", "7"),
    ),
    row(
        f("length"),
        (Takes::Sized, Gives::Number),
        &[],
        "counts members, fields or letters",
        ("{{ excerpts | length }}", "2"),
    ),
    row(
        f("lower"),
        (Takes::Text, Gives::Text),
        &[],
        "writes all letters small",
        (r#"{{ "TLP" | lower }}"#, "tlp"),
    ),
    row(
        f("nth"),
        (Takes::List, Gives::Item),
        &[must("n", Kind::Number)],
        "gives a member by its place, from 0",
        ("{{ [4, 7] | nth(n=1) }}", "7"),
    ),
    row(
        f("pairs"),
        (Takes::Map, Gives::Any),
        &[],
        "gives the fields as pairs of name and value",
        ("{{ changes | pairs | length }}", "10"),
    ),
    row(
        f("pluralize"),
        (Takes::Any, Gives::Text),
        &[may("singular", Kind::Text), may("plural", Kind::Text)],
        "gives an English ending; `plural` knows every language",
        ("source{{ 2 | pluralize }}", "sources"),
    ),
    row(
        f("replace"),
        (Takes::Text, Gives::Text),
        &[must("from", Kind::Text), must("to", Kind::Text)],
        "replaces a text within a text",
        (r#"{{ "a-b" | replace(from="-", to="+") }}"#, "a+b"),
    ),
    row(
        f("reverse"),
        (Takes::Any, Gives::Same),
        &[],
        "turns a list or a text round",
        (r#"{{ [1, 2] | reverse | join(sep=" ") }}"#, "2 1"),
    ),
    row(
        f("round"),
        (Takes::Number, Gives::Number),
        &[may("method", Kind::OneOf(&["ceil", "floor"])), may("precision", Kind::Number)],
        "rounds a number",
        ("{{ 1.26 | round(precision=1) }}", "1.3"),
    ),
    row(
        f("sort"),
        (Takes::List, Gives::Same),
        &[may("attribute", Kind::Attribute)],
        "sorts a list, all members of which must have the field",
        (r#"{{ [3, 1] | sort | join(sep=" ") }}"#, "1 3"),
    ),
    row(
        f("split"),
        (Takes::Text, Gives::Texts),
        &[must("pat", Kind::Text)],
        "cuts a text into a list",
        (r#"{{ "a;b" | split(pat=";") | length }}"#, "2"),
    ),
    row(f("str"), (Takes::Any, Gives::Text), &[], "makes a text of anything", (r#"{{ 5 | str }}"#, "5")),
    row(
        f("title"),
        (Takes::Text, Gives::Text),
        &[],
        "writes the first letter of each word large",
        (r#"{{ "open source" | title }}"#, "Open Source"),
    ),
    row(
        f("trim"),
        (Takes::Text, Gives::Text),
        PAT,
        "takes white space, or `pat`, off both ends",
        (r#"{{ " a " | trim }}"#, "a"),
    ),
    row(
        f("trim_end"),
        (Takes::Text, Gives::Text),
        PAT,
        "takes white space, or `pat`, off the end",
        (r#"{{ "a." | trim_end(pat=".") }}"#, "a"),
    ),
    row(
        f("trim_start"),
        (Takes::Text, Gives::Text),
        PAT,
        "takes white space, or `pat`, off the start",
        (r#"{{ "-a" | trim_start(pat="-") }}"#, "a"),
    ),
    row(
        f("truncate"),
        (Takes::Text, Gives::Text),
        &[must("length", Kind::Number), may("end", Kind::Text)],
        "cuts a text after so many letters, within a word; `truncate_sentences` cuts at a sentence's end",
        (r#"{{ "abcdef" | truncate(length=3) }}"#, "abc…"),
    ),
    row(
        f("upper"),
        (Takes::Text, Gives::Text),
        &[],
        "writes all letters large",
        (r#"{{ "tlp" | upper }}"#, "TLP"),
    ),
    row(
        f("values"),
        (Takes::Map, Gives::Any),
        &[],
        "gives the values of the fields",
        ("{{ changes | values | length }}", "10"),
    ),
    row(
        f("wordcount"),
        (Takes::Text, Gives::Number),
        &[],
        "counts words",
        (r#"{{ "one two" | wordcount }}"#, "2"),
    ),
    row(t("array"), ANY, &[], "is a list", ("{{ excerpts is array }}", "true")),
    row(t("bool"), ANY, &[], "is true or false", ("{{ true is bool }}", "true")),
    row(
        t("containing"),
        (Takes::Sized, Gives::Truth),
        &[must("pat", Kind::Any)],
        "has a member, a field or a text in it",
        (r#"{{ brief.title is containing(pat="weekly") }}"#, "true"),
    ),
    row(t("defined"), ANY, &[], "is there", ("{{ brief is defined }}", "true")),
    row(
        t("divisible_by"),
        (Takes::Number, Gives::Truth),
        &[must("divisor", Kind::Number)],
        "can be divided",
        ("{{ 6 is divisible_by(divisor=3) }}", "true"),
    ),
    row(
        t("ending_with"),
        (Takes::Text, Gives::Truth),
        &[must("pat", Kind::Text)],
        "ends with a text",
        (r#"{{ "a.b" is ending_with(pat=".b") }}"#, "true"),
    ),
    row(t("even"), (Takes::Number, Gives::Truth), &[], "is an even number", ("{{ 2 is even }}", "true")),
    row(t("float"), ANY, &[], "is a number with decimals", ("{{ 2.5 is float }}", "true")),
    row(t("integer"), ANY, &[], "is a whole number", ("{{ 2 is integer }}", "true")),
    row(t("iterable"), ANY, &[], "can be looped over", ("{{ excerpts is iterable }}", "true")),
    row(t("map"), ANY, &[], "has fields", ("{{ brief is map }}", "true")),
    row(t("none"), ANY, &[], "is none", ("{{ none is none }}", "true")),
    row(t("number"), ANY, &[], "is a number", ("{{ 2 is number }}", "true")),
    row(t("odd"), (Takes::Number, Gives::Truth), &[], "is an odd number", ("{{ 2 is odd }}", "false")),
    row(
        t("starting_with"),
        (Takes::Text, Gives::Truth),
        &[must("pat", Kind::Text)],
        "begins with a text",
        (r#"{{ "a.b" is starting_with(pat="a") }}"#, "true"),
    ),
    row(t("string"), ANY, &[], "is a text", ("{{ brief.title is string }}", "true")),
    row(t("undefined"), ANY, &[], "is not there", ("{{ nothing is undefined }}", "true")),
    row(
        (What::Function, "range"),
        (Takes::Any, Gives::Numbers),
        &[must("end", Kind::Number), may("start", Kind::Number), may("step_by", Kind::Number)],
        "gives the whole numbers from `start`, or 0, up to but not `end`",
        (r#"{{ range(end=3) | join(sep=" ") }}"#, "0 1 2"),
    ),
    row(
        (What::Function, "throw"),
        (Takes::Any, Gives::Any),
        &[must("message", Kind::Text)],
        "stops with a message",
        (r#"{% if not themes %}{{ throw(message="no themes") }}{% endif %}"#, ""),
    ),
    row(
        (What::Function, "super"),
        (Takes::Any, Gives::Markdown),
        &[],
        "gives what the parent has in this block",
        (r#"{% block lead %}{% endblock lead %}"#, ""),
    ),
];
