//! Tools that any stage may use: they know nothing of briefings.

pub mod markdown;
pub mod sentences;
pub mod yaml;
