//! The little world that Typst sees: our two sources, the look, the data and
//! the fonts of one briefing. No file system, no packages, no clock.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::faces::Shelf;

/// The folder of the look, as Typst sees it and as users do.
const LOOK: &str = "frame/";
const LOOK_OF_USERS: &str = "templates/frame/";
const MAIN: &str = "main.typ";
/// The file that every look has.
pub(super) const PAGE: &str = "page.typ";

const MAIN_SOURCE: &str = include_str!("main.typ");
const BODY_SOURCE: &str = include_str!("body.typ");
const PAGE_SOURCE: &str = include_str!("../../../templates/frame/page.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// What one typesetting run may read.
pub(super) struct Desk {
    shelf: Arc<Shelf>,
    main: FileId,
    /// Only ever looked up by name.
    files: HashMap<FileId, File>,
}

/// A file of this world.
struct File {
    bytes: Bytes,
    /// `None` for what is no Typst source or no text.
    source: Option<Source>,
}

impl Desk {
    /// Lays out the data, in JSON, and the files of the look by name; the
    /// built-in look stands in where it has no page of its own.
    pub(super) fn new(data: Vec<u8>, look: &BTreeMap<String, Vec<u8>>, shelf: Arc<Shelf>) -> Self {
        let mut files = HashMap::new();
        let mut add =
            |path: &str, bytes: Bytes| files.extend(file_id(path).map(|id| (id, File::new(id, bytes))));
        add(MAIN, Bytes::new(MAIN_SOURCE.as_bytes()));
        add("body.typ", Bytes::new(BODY_SOURCE.as_bytes()));
        add("data.json", Bytes::new(data));
        if !look.contains_key(PAGE) {
            add(&format!("{LOOK}{PAGE}"), Bytes::new(PAGE_SOURCE.as_bytes()));
        }
        for (name, bytes) in look {
            add(&format!("{LOOK}{name}"), Bytes::new(bytes.clone()));
        }
        Self { shelf, main: file_id(MAIN).expect("a plain name is a valid path"), files }
    }

    /// Puts other fonts on the shelf.
    pub(super) fn with_shelf(self, shelf: Arc<Shelf>) -> Self {
        Self { shelf, ..self }
    }

    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Returns the file of the look that users know by its path in the desk;
    /// `None` for our own files.
    pub(super) fn users_path(id: FileId) -> Option<String> {
        let path = id.get().vpath().get_without_slash();
        path.strip_prefix(LOOK).map(|name| format!("{LOOK_OF_USERS}{name}"))
    }
}

impl File {
    /// A source is parsed once a run.
    fn new(id: FileId, bytes: Bytes) -> Self {
        let is_source = id.get().vpath().get_without_slash().ends_with(".typ");
        let text = std::str::from_utf8(&bytes).ok().filter(|_| is_source);
        let source = text.map(|text| Source::new(id, text.trim_start_matches('\u{FEFF}').to_owned()));
        Self { bytes, source }
    }
}

fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.shelf.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let file = self.files.get(&id).ok_or_else(|| denied(id))?;
        file.source.clone().ok_or(FileError::InvalidUtf8)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).map(|file| file.bytes.clone()).ok_or_else(|| denied(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.font(index)
    }

    /// The look asks for `frame.day`: a clock would change the bytes.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn denied(id: FileId) -> FileError {
    match Desk::users_path(id) {
        Some(path) => FileError::NotFound(path.into()),
        None => {
            FileError::Other(Some("a look may only use the files beside it in `templates/frame/`".into()))
        }
    }
}
