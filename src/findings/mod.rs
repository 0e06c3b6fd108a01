//! stub
use serde::{Deserialize, Serialize};
use std::ops::Range;
/// f
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// s
    pub start_byte: usize,
    /// e
    pub end_byte: usize,
    /// t
    pub text: String,
    /// v
    pub value: f64,
    /// u
    pub unit: Option<String>,
    /// k
    pub kind: FigureKind,
    /// w
    pub when: Option<String>,
}
/// k
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FigureKind {
    /// c
    Count,
}
/// q
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// s
    pub start_byte: usize,
    /// e
    pub end_byte: usize,
    /// t
    pub text: String,
    /// s
    pub speaker: Option<String>,
    /// w
    pub speaker_as_written: Option<String>,
    /// v
    pub verb: Option<String>,
    /// d
    pub direct: bool,
}
/// f
pub fn figures(_t: &str, _r: Range<usize>, _l: Option<&str>) -> Vec<Figure> {
    Vec::new()
}
/// q
pub fn quotations(_t: &str, _r: Range<usize>, _l: Option<&str>) -> Vec<Quotation> {
    Vec::new()
}
