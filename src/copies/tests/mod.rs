//! Tests of copies.

mod documents;
mod excerpts;
mod sentences;
