//! Attaché: a folder of documents in, a cited briefing out.

pub mod corpus;
pub mod error;
pub mod model;
pub mod passage;
pub mod render;
pub mod tool;
