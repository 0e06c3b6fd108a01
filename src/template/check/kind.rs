//! Kinds of values: what a schema says that a template sees.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

/// What a value is, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Anything: nothing is said of it.
    Any,
    Text,
    /// A text that is Markdown already.
    Markdown,
    /// A text that may stand in a code span.
    Code,
    /// One of these texts.
    Choice(Rc<Vec<String>>),
    Number,
    Truth,
    None,
    List(Rc<Kind>),
    Record(Rc<Record>),
    /// A mapping from texts that are not known.
    Map(Rc<Kind>),
    /// The kind, or none.
    Maybe(Rc<Kind>),
}

/// A mapping with names that are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    /// The type, such as `ExcerptView`, or the variable, such as `labels`.
    pub(super) name: String,
    pub(super) fields: BTreeMap<String, Kind>,
}

impl Kind {
    /// Reads the schema of a view; `labels` and `params` become records of
    /// these names.
    pub(super) fn of_view(schema: &Value) -> Self {
        let defs = &schema["$defs"];
        match read(schema, defs, "view") {
            Self::Record(record) => {
                let mut fields = record.fields.clone();
                for name in ["labels", "params"] {
                    fields.insert(name.to_owned(), read_record(&schema["properties"][name], defs, name));
                }
                Self::Record(Rc::new(Record { name: record.name.clone(), fields }))
            }
            other => other,
        }
    }

    pub(super) fn list(of: Self) -> Self {
        Self::List(Rc::new(of))
    }

    pub(super) fn record(name: &str, fields: impl IntoIterator<Item = (&'static str, Self)>) -> Self {
        let fields = fields.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect();
        Self::Record(Rc::new(Record { name: name.to_owned(), fields }))
    }

    /// Returns the kind without the possibility of none.
    pub(super) fn certain(&self) -> &Self {
        match self {
            Self::Maybe(inner) => inner,
            other => other,
        }
    }

    /// Returns the kind with the possibility of none.
    pub(super) fn or_none(self) -> Self {
        match self {
            Self::Any | Self::None | Self::Maybe(_) => self,
            other => Self::Maybe(Rc::new(other)),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Code | Self::Choice(_))
    }

    pub(super) fn is_mapping(&self) -> bool {
        matches!(self, Self::Record(_) | Self::Map(_))
    }

    /// Says in a word what it is, with its article.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Text | Self::Markdown | Self::Code | Self::Choice(_) => "a text",
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::None => "none",
            Self::List(_) => "a list",
            Self::Record(_) | Self::Map(_) => "a mapping",
            Self::Maybe(inner) => inner.name(),
        }
    }

    /// Returns what is of either kind.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (one, other) if one.is_text() && other.is_text() => Self::Text,
            (Self::None, other) | (other, Self::None) => other.or_none(),
            (Self::Maybe(inner), other) | (other, Self::Maybe(inner)) => {
                (*inner).clone().join(other.certain().clone()).or_none()
            }
            _ => Self::Any,
        }
    }

    /// Returns the kind at a path such as `source.title`; the first segment
    /// that is nowhere is returned with the kind that lacks it. What may be
    /// none on the way makes the whole so.
    pub(super) fn at<'p>(&self, path: &'p str) -> Result<Self, (&'p str, Self)> {
        let mut kind = self.clone();
        let mut is_certain = true;
        for segment in path.split('.') {
            is_certain &= !matches!(kind, Self::Maybe(_));
            kind = match kind.certain() {
                Self::Any => return Ok(Self::Any),
                Self::Record(record) => match record.fields.get(segment) {
                    Some(field) => field.clone(),
                    None => return Err((segment, kind)),
                },
                Self::Map(of) => (**of).clone(),
                Self::List(of) if segment.parse::<usize>().is_ok() => (**of).clone(),
                _ => return Err((segment, kind)),
            };
        }
        Ok(if is_certain { kind } else { kind.or_none() })
    }

    /// Returns the kind with the value at a path not none.
    pub(super) fn require(&self, path: &str) -> Self {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Self::Record(record) = self.certain() else { return self.clone() };
        let Some(field) = record.fields.get(first) else { return self.clone() };
        let certain = field.certain();
        let inner = rest.map_or_else(|| certain.clone(), |rest| certain.require(rest));
        let mut fields = record.fields.clone();
        fields.insert(first.to_owned(), inner);
        Self::Record(Rc::new(Record { name: record.name.clone(), fields }))
    }
}

fn read(schema: &Value, defs: &Value, name: &str) -> Kind {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return read(&defs[name], defs, name);
    }
    if schema["markdown"] == true {
        return Kind::Markdown;
    }
    if schema["code"] == true {
        return Kind::Code;
    }
    let choices = choices(schema);
    if !choices.is_empty() {
        return Kind::Choice(Rc::new(choices));
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let is_null = |part: &&Value| part["type"] == "null";
        let known: Vec<Kind> =
            any.iter().filter(|part| !is_null(part)).map(|part| read(part, defs, name)).collect();
        let [one] = &known[..] else { return Kind::Any };
        return if any.len() > known.len() { one.clone().or_none() } else { one.clone() };
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one],
        _ => return Kind::Any,
    };
    let kind = match types.iter().find(|one| **one != "null") {
        Some(&"string") => Kind::Text,
        Some(&("integer" | "number")) => Kind::Number,
        Some(&"boolean") => Kind::Truth,
        Some(&"array") => Kind::list(read(&schema["items"], defs, name)),
        Some(&"object") => read_record(schema, defs, name),
        _ => Kind::Any,
    };
    if types.contains(&"null") { kind.or_none() } else { kind }
}

fn read_record(schema: &Value, defs: &Value, name: &str) -> Kind {
    let Some(properties) = schema["properties"].as_object() else {
        return Kind::Map(Rc::new(read(&schema["additionalProperties"], defs, name)));
    };
    let fields = properties.iter().map(|(name, field)| (name.clone(), read(field, defs, name))).collect();
    Kind::Record(Rc::new(Record { name: name.to_owned(), fields }))
}

/// Returns the texts that a schema allows; empty where it allows all.
pub(crate) fn choices(schema: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().filter_map(text).collect();
    }
    let parts = schema["oneOf"].as_array().map_or(&[][..], Vec::as_slice);
    let of_part = |part: &Value| text(&part["const"]).map_or_else(|| choices(part), |one| vec![one]);
    parts.iter().flat_map(of_part).collect()
}
