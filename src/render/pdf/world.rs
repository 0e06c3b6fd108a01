//! The little world that Typst sees: our two sources, the look, the data and
//! the fonts of one briefing. No file system, no packages, no clock.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::order::{Help, Listed, Order};
use super::set::{EMBEDDED, Fonts, load};

/// The folder of the look, as Typst sees it and as users do.
const LOOK: &str = "frame/";
const LOOK_OF_USERS: &str = "templates/frame/";
const MAIN: &str = "main.typ";
/// The file that every look has.
pub(super) const PAGE: &str = "page.typ";

/// Our own sources by path. A look may import those in `/looks/`.
const SOURCES: [(&str, &str); 7] = [
    (MAIN, include_str!("main.typ")),
    ("body.typ", include_str!("body.typ")),
    ("looks/all.typ", include_str!("../looks/all.typ")),
    ("looks/common.typ", include_str!("../looks/common.typ")),
    ("looks/plain.typ", include_str!("../looks/plain.typ")),
    ("looks/ministry.typ", include_str!("../looks/ministry.typ")),
    ("looks/newsroom.typ", include_str!("../looks/newsroom.typ")),
];
const PAGE_SOURCE: &str = include_str!("../../../templates/frame/page.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Our own sources, parsed once a process.
static OURS: LazyLock<Vec<(FileId, File)>> = LazyLock::new(|| {
    let file = |(path, text): &(&str, &'static str)| {
        let id = file_id(path).expect("a plain name is a valid path");
        (id, File::new(id, Bytes::new(text.as_bytes())))
    };
    SOURCES.iter().map(file).collect()
});

/// Prepares what all runs share.
pub(super) fn warm() {
    LazyLock::force(&LIBRARY);
    LazyLock::force(&OURS);
}

/// Helps with nothing: what is set already needs no fonts.
pub(super) struct NoHelp;
pub(super) static NO_HELP: NoHelp = NoHelp;

impl Help for NoHelp {
    fn font(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn further(&self, _: &BTreeSet<String>) -> Vec<Listed> {
        Vec::new()
    }
}

static NO_FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::default);

/// What one typesetting run may read.
pub(super) struct Desk<'h> {
    book: LazyHash<FontBook>,
    faces: Vec<Listed>,
    fonts: &'h Fonts,
    help: &'h dyn Help,
    main: FileId,
    /// Only ever looked up by name.
    files: HashMap<FileId, File>,
}

/// A file of this world.
#[derive(Clone)]
struct File {
    bytes: Bytes,
    /// `None` for what is no Typst source or no text.
    source: Option<Source>,
}

impl<'h> Desk<'h> {
    /// Lays out the data and the files of the look by name; the built-in look
    /// stands in where it has no page of its own.
    pub(super) fn new(order: &Order, help: &'h dyn Help, fonts: &'h Fonts) -> Self {
        let mut files: HashMap<FileId, File> = OURS.iter().cloned().collect();
        let mut add =
            |path: &str, bytes: Bytes| files.extend(file_id(path).map(|id| (id, File::new(id, bytes))));
        add("data.json", Bytes::new(order.data.clone()));
        if !order.look.contains_key(PAGE) {
            add(&format!("{LOOK}{PAGE}"), Bytes::new(PAGE_SOURCE.as_bytes()));
        }
        for (name, bytes) in &order.look {
            add(&format!("{LOOK}{name}"), Bytes::new(bytes.clone()));
        }
        let main = file_id(MAIN).expect("a plain name is a valid path");
        let faces = order.head.faces.clone();
        Self { book: book(&faces), faces, fonts, help, main, files }
    }

    /// Adds further faces.
    pub(super) fn with_faces(mut self, added: Vec<Listed>) -> Self {
        self.faces.extend(added);
        Self { book: book(&self.faces), ..self }
    }

    /// Returns the same files without fonts.
    pub(super) fn at_rest<'o>(self, help: &'o dyn Help) -> Desk<'o> {
        let Self { book, main, files, .. } = self;
        Desk { book, faces: Vec::new(), fonts: &NO_FONTS, help, main, files }
    }

    /// Returns the file of the look that users know by its path in the desk;
    /// `None` for our own files.
    pub(super) fn users_path(id: FileId) -> Option<String> {
        let path = id.get().vpath().get_without_slash();
        path.strip_prefix(LOOK).map(|name| format!("{LOOK_OF_USERS}{name}"))
    }
}

/// The fonts inside the program, then the others.
fn book(faces: &[Listed]) -> LazyHash<FontBook> {
    let embedded = EMBEDDED.iter().map(|font| font.info().clone());
    LazyHash::new(FontBook::from_infos(embedded.chain(faces.iter().map(|face| face.info.clone()))))
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

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
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
        match EMBEDDED.get(index) {
            Some(font) => Some(font.clone()),
            None => load(self.fonts, self.faces.get(index - EMBEDDED.len())?, self.help),
        }
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
