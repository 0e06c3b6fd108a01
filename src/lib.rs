//! Attaché: a folder of documents in, a cited briefing out.

pub mod error;
pub mod index;
pub mod model;
pub mod query;
pub mod render;
pub mod score;
pub mod search;
pub mod tool;
