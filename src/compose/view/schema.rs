//! The schema of what a template sees, from its types.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::types::View;
use crate::model::ParamKind;

/// Returns the JSON schema (draft 2020-12) of [`View`], with these labels and
/// parameters as the only ones there are. A text that is Markdown has
/// `"markdown": true`, one that may stand in a code span `"code": true`.
#[must_use]
pub(crate) fn schema(labels: &[&str], params: &BTreeMap<String, ParamKind>) -> Value {
    let mut schema = schemars::schema_for!(View).to_value();
    let described = |part: &str| schema["properties"][part]["description"].clone();
    let (of_labels, of_params) = (described("labels"), described("params"));
    let named = |description: Value, fields: serde_json::Map<String, Value>| json!({"type": "object", "description": description, "properties": fields});
    let labels = labels.iter().map(|label| ((*label).to_owned(), json!({"type": "string"}))).collect();
    let params = params.iter().map(|(name, kind)| (name.clone(), of_kind(*kind))).collect();
    schema["properties"]["labels"] = named(of_labels, labels);
    schema["properties"]["params"] = named(of_params, params);
    schema
}

fn of_kind(kind: ParamKind) -> Value {
    match kind {
        ParamKind::Text | ParamKind::Date => json!({"type": "string"}),
        ParamKind::Number => json!({"type": "number"}),
        ParamKind::Truth => json!({"type": "boolean"}),
        ParamKind::List => json!({"type": "array", "items": {"type": "string"}}),
    }
}
