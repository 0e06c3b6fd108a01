//! Tools that any stage may use: they know nothing of briefings.

pub mod cron;
pub mod file_name;
pub(crate) mod html;
pub mod markdown;
pub mod months;
pub mod sentences;
pub(crate) mod stamp;
pub mod white_space;
pub mod words;
pub mod yaml;
