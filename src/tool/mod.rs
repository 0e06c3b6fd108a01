//! Tools that any stage may use: they know nothing of briefings.

pub mod file_name;
pub(crate) mod html;
pub mod markdown;
pub mod months;
pub mod sentences;
pub mod white_space;
pub mod words;
pub mod yaml;
