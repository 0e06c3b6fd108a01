//! Tests of what a preview keeps.
