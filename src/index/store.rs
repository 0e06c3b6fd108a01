//! The index on disk or in memory: what tantivy is told and asked.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::{Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::Compressor;
use tantivy::{
    DocSet, IndexSettings, IndexWriter, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term,
};

use super::IndexError;
use crate::model::PerField;

/// Changes whenever the fields or the analysis of words change, so that an
/// index of other rules is never read.
const VERSION: &str = "attache/index/1";

/// Memory for one batch of new passages, in bytes: the least that tantivy
/// takes.
const BATCH_BYTES: usize = 15_000_000;

/// The open index.
pub(super) struct Store {
    index: tantivy::Index,
    pub(super) fields: Fields,
}

/// The fields of a passage.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    key: Field,
    ordinal: Field,
    length: PerField<Field>,
    pub(super) text: PerField<Field>,
}

/// A passage as it is written.
pub(super) struct Entry<'a> {
    /// Its document's.
    pub(super) key: &'a str,
    /// Its place in the document, from 0.
    pub(super) ordinal: u32,
    /// Forms in order, with a space between them.
    pub(super) forms: PerField<String>,
    /// Words, stop words left out.
    pub(super) lengths: PerField<u32>,
}

/// What is read back of a passage beside its words.
pub(super) struct Row {
    pub(super) row: u32,
    pub(super) ordinal: u32,
    pub(super) lengths: PerField<u32>,
}

impl Store {
    /// Makes an empty store in memory.
    pub(super) fn in_memory() -> Result<Self, IndexError> {
        let (schema, fields) = schema();
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(settings())
            .create_in_ram()
            .map_err(IndexError::writing)?;
        Ok(Self { index, fields })
    }

    /// Opens the store in a folder, which is made where it is missing.
    ///
    /// What is there but damaged, or made by other rules, is thrown away.
    pub(super) fn open(folder: &Path) -> Result<Self, IndexError> {
        if let Some(store) = Self::existing(folder) {
            return Ok(store);
        }
        Self::fresh(folder)
    }

    /// Empties the folder and begins anew.
    pub(super) fn fresh(folder: &Path) -> Result<Self, IndexError> {
        let failed = |source: io::Error| IndexError::Folder { path: folder.to_owned(), source };
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => fs::create_dir_all(folder).map_err(failed)?,
        }
        let (schema, fields) = schema();
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(settings())
            .create_in_dir(folder)
            .map_err(IndexError::writing)?;
        Ok(Self { index, fields })
    }

    fn existing(folder: &Path) -> Option<Self> {
        let directory = MmapDirectory::open(folder).ok()?;
        let index = tantivy::Index::open(directory).ok()?;
        let (schema, fields) = schema();
        let meta = index.load_metas().ok()?;
        let ours = meta.payload.as_deref() == Some(VERSION) && index.schema() == schema;
        let store = Self { index, fields };
        (ours && store.is_sound(folder).unwrap_or(false)).then_some(store)
    }

    /// Tells whether every file of a living segment has the bytes that were
    /// written: tantivy panics on others.
    fn is_sound(&self, folder: &Path) -> Result<bool, TantivyError> {
        let living: BTreeSet<String> =
            self.index.searchable_segment_ids()?.iter().map(|id| id.uuid_string()).collect();
        if !living.is_empty() && !folder.join(".managed.json").exists() {
            return Ok(false);
        }
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let segment = name.to_str().and_then(|name| name.split('.').next()).unwrap_or_default();
            let damaged = || self.index.directory().validate_checksum(Path::new(&name)).map(|sound| !sound);
            if living.contains(segment) && damaged()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Removes the documents of `removed` and adds passages, all or nothing.
    ///
    /// `add` hands each new passage to the function that it is given.
    pub(super) fn change(
        &self,
        removed: &[String],
        add: impl FnOnce(&mut dyn FnMut(Entry<'_>) -> Result<(), IndexError>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(BATCH_BYTES)
            .build();
        let mut writer: IndexWriter =
            self.index.writer_with_options(options).map_err(|error| match error {
                TantivyError::LockFailure(..) => IndexError::Busy,
                other => IndexError::writing(other),
            })?;
        for key in removed {
            writer.delete_term(Term::from_field_text(self.fields.key, key));
        }
        add(&mut |entry| writer.add_document(self.document(entry)).map(drop).map_err(IndexError::writing))?;
        let mut commit = writer.prepare_commit().map_err(IndexError::writing)?;
        commit.set_payload(VERSION);
        commit.commit().map_err(IndexError::writing)?;
        writer.wait_merging_threads().map_err(IndexError::writing)
    }

    fn document(&self, entry: Entry<'_>) -> TantivyDocument {
        let Fields { key, ordinal, length, text } = self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(key, entry.key);
        document.add_u64(ordinal, u64::from(entry.ordinal));
        document.add_u64(length.body, u64::from(entry.lengths.body));
        document.add_u64(length.heading, u64::from(entry.lengths.heading));
        document.add_u64(length.title, u64::from(entry.lengths.title));
        document.add_text(text.body, entry.forms.body);
        document.add_text(text.heading, entry.forms.heading);
        document.add_text(text.title, entry.forms.title);
        document
    }

    /// Opens the segments as they are now.
    pub(super) fn segments(&self) -> Result<Vec<SegmentReader>, IndexError> {
        let segments = self.index.searchable_segments().map_err(IndexError::reading)?;
        segments.iter().map(|segment| SegmentReader::open(segment).map_err(IndexError::reading)).collect()
    }

    /// Calls `take` with each document's key in a segment and its living
    /// passages.
    pub(super) fn documents(
        &self,
        segment: &SegmentReader,
        mut take: impl FnMut(String, Vec<Row>),
    ) -> Result<(), IndexError> {
        let column = |field: Field| {
            segment.fast_fields().u64(segment.schema().get_field_name(field)).map_err(IndexError::reading)
        };
        let (ordinal, length) = (column(self.fields.ordinal)?, self.fields.length);
        let (body, heading, title) = (column(length.body)?, column(length.heading)?, column(length.title)?);
        let value = |column: &tantivy::columnar::Column<u64>, row: u32| {
            column.first(row).and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
        };
        let keys = segment.inverted_index(self.fields.key).map_err(IndexError::reading)?;
        let mut stream = keys.terms().stream().map_err(IndexError::reading)?;
        while stream.advance() {
            let key = String::from_utf8_lossy(stream.key()).into_owned();
            let mut postings = keys
                .read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)
                .map_err(IndexError::reading)?;
            let mut rows = Vec::new();
            while postings.doc() != TERMINATED {
                let row = postings.doc();
                if !segment.is_deleted(row) {
                    let lengths = PerField {
                        body: value(&body, row),
                        heading: value(&heading, row),
                        title: value(&title, row),
                    };
                    rows.push(Row { row, ordinal: value(&ordinal, row), lengths });
                }
                postings.advance();
            }
            if !rows.is_empty() {
                take(key, rows);
            }
        }
        Ok(())
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = |record| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(false)
            .set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    let with_positions = words(IndexRecordOption::WithFreqsAndPositions);
    let number = tantivy::schema::NumericOptions::default().set_fast();
    let fields = Fields {
        key: builder.add_text_field("key", STRING),
        ordinal: builder.add_u64_field("ordinal", number.clone()),
        length: PerField {
            body: builder.add_u64_field("body_words", number.clone()),
            heading: builder.add_u64_field("heading_words", number.clone()),
            title: builder.add_u64_field("title_words", number),
        },
        text: PerField {
            body: builder.add_text_field("body", with_positions.clone()),
            heading: builder.add_text_field("heading", with_positions.clone()),
            title: builder.add_text_field("title", with_positions),
        },
    };
    (builder.build(), fields)
}

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}
