//! Faces: one style of a family each, listed at once and read when needed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// The fonts that one typesetting run can see. Typst's own fallback works
/// only within them, so that a face nobody chose never turns up.
pub(super) struct Shelf {
    book: LazyHash<FontBook>,
    faces: Vec<Arc<Face>>,
}

impl Shelf {
    pub(super) fn of(faces: Vec<Arc<Face>>) -> Self {
        let book = FontBook::from_infos(faces.iter().map(|face| face.info.clone()));
        Self { book: LazyHash::new(book), faces }
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.faces.get(index)?.font()
    }

    /// Returns a shelf with further faces.
    pub(super) fn with(&self, added: Vec<Arc<Face>>) -> Self {
        Self::of(self.faces.iter().cloned().chain(added).collect())
    }

    /// Tells whether it has the family, named in lower case.
    pub(super) fn has_family(&self, key: &str) -> bool {
        self.book.contains_family(key)
    }
}

/// One face of a font file.
pub(super) struct Face {
    pub(super) info: FontInfo,
    /// The family in lower case, by which Typst looks it up.
    pub(super) key: String,
    letters: OnceLock<Letters>,
    font: OnceLock<Option<Font>>,
    file: Option<Arc<FontFile>>,
    index: u32,
}

impl Face {
    pub(super) fn loaded(font: Font) -> Arc<Self> {
        let (info, index) = (font.info().clone(), font.index());
        Arc::new(Self { font: OnceLock::from(Some(font)), ..Self::listed(info, None, index) })
    }

    fn listed(info: FontInfo, file: Option<Arc<FontFile>>, index: u32) -> Self {
        let key = info.family.to_lowercase();
        Self { info, key, letters: OnceLock::new(), font: OnceLock::new(), file, index }
    }

    pub(super) fn in_folder(folder: &Path) -> Vec<Arc<Self>> {
        Self::sorted(typst_kit::fonts::scan(folder))
    }

    pub(super) fn in_file(path: &Path) -> Vec<Arc<Self>> {
        let Ok(bytes) = fs::read(path) else { return Vec::new() };
        let file = Arc::new(FontFile::at(path.to_owned()));
        (0u32..)
            .map_while(|index| FontInfo::new(&bytes, index).map(|info| (info, index)))
            .map(|(info, index)| Arc::new(Self::listed(info, Some(Arc::clone(&file)), index)))
            .collect()
    }

    pub(super) fn of_machine() -> Vec<Arc<Self>> {
        Self::sorted(typst_kit::fonts::system())
    }

    /// Sorts by family, file and index: a folder's own order differs from
    /// machine to machine.
    fn sorted(found: impl Iterator<Item = (typst_kit::fonts::FontPath, FontInfo)>) -> Vec<Arc<Self>> {
        let mut files: BTreeMap<PathBuf, Arc<FontFile>> = BTreeMap::new();
        let mut listed: Vec<(PathBuf, Self)> = found
            .map(|(place, info)| {
                let file = files
                    .entry(place.path.clone())
                    .or_insert_with(|| Arc::new(FontFile::at(place.path.clone())));
                (place.path, Self::listed(info, Some(Arc::clone(file)), place.index))
            })
            .collect();
        listed.sort_by(|(path_a, a), (path_b, b)| (&a.key, path_a, a.index).cmp(&(&b.key, path_b, b.index)));
        listed.into_iter().map(|(_, face)| Arc::new(face)).collect()
    }

    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.get_or_init(|| Letters::of(&self.info)).contains(letter)
    }

    pub(super) fn has_all(&self, cluster: &str) -> bool {
        cluster.chars().all(|letter| self.has(letter))
    }

    /// Returns the file that it is in; `None` if that is gone.
    pub(super) fn bytes(&self) -> Option<Bytes> {
        self.font().map(|font| font.data().clone())
    }

    fn font(&self) -> Option<Font> {
        self.font.get_or_init(|| Font::new(self.file.as_ref()?.bytes()?, self.index)).clone()
    }
}

/// A font file, read once for all the faces that are in it.
struct FontFile {
    path: PathBuf,
    bytes: Mutex<Option<Bytes>>,
}

impl FontFile {
    fn at(path: PathBuf) -> Self {
        Self { path, bytes: Mutex::new(None) }
    }

    /// `None` if the file is gone.
    fn bytes(&self) -> Option<Bytes> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.is_none() {
            *bytes = Some(Bytes::new(fs::read(&self.path).ok()?));
        }
        bytes.clone()
    }
}

/// A set of code points, 64 to a word: a briefing asks for each of its
/// letters, and Typst's own run-length coverage is searched from its start.
#[derive(Default)]
pub(super) struct Letters(Vec<u64>);

impl Letters {
    pub(super) fn of(info: &FontInfo) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for point in info.coverage.iter() {
            let word = (point / 64) as usize;
            if word >= words.len() {
                words.resize(word + 1, 0);
            }
            words[word] |= 1 << (point % 64);
        }
        Self(words)
    }

    /// Returns the letters that both have.
    pub(super) fn and(self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    pub(super) fn contains(&self, letter: char) -> bool {
        let point = u32::from(letter);
        self.0.get((point / 64) as usize).is_some_and(|word| word >> (point % 64) & 1 == 1)
    }
}
