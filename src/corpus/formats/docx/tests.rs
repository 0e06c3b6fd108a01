//! Tests of the reader of DOCX.
