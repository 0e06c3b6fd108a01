//! Attaché: a folder of documents in, a cited briefing out.

pub mod cite;
pub mod error;
pub mod findings;
pub mod model;
pub mod render;
pub mod tool;
