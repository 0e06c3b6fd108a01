//! Faces: one style of a family each, listed at once and read when needed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

use super::order::Listed;

/// The faces that one typesetting run can see. Typst's own fallback works
/// only within them, so that a face nobody chose never turns up.
pub(super) struct Shelf {
    faces: Vec<Arc<Face>>,
    families: BTreeSet<String>,
}

impl Shelf {
    pub(super) fn of(faces: Vec<Arc<Face>>) -> Self {
        let families = faces.iter().map(|face| face.key.clone()).collect();
        Self { faces, families }
    }

    /// Returns a shelf with further faces.
    pub(super) fn with(&self, added: Vec<Arc<Face>>) -> Self {
        Self::of(self.faces.iter().cloned().chain(added).collect())
    }

    /// Tells whether it has the family, named in lower case.
    pub(super) fn has_family(&self, key: &str) -> bool {
        self.families.contains(key)
    }

    /// Returns the faces that are not inside the program.
    pub(super) fn further(&self) -> impl Iterator<Item = &Arc<Face>> {
        self.faces.iter().filter(|face| face.file.is_some())
    }
}

/// One face of a font file, or of the fonts inside the program.
pub(super) struct Face {
    pub(super) info: FontInfo,
    /// The family in lower case, by which Typst looks it up.
    pub(super) key: String,
    letters: OnceLock<Letters>,
    /// `None` for a face inside the program.
    file: Option<Arc<FontFile>>,
    /// The file of a face inside the program.
    embedded: Option<Bytes>,
    index: u32,
}

impl Face {
    pub(super) fn embedded(font: &Font) -> Arc<Self> {
        let embedded = Some(font.data().clone());
        Arc::new(Self { embedded, ..Self::listed(font.info().clone(), None, font.index()) })
    }

    fn listed(info: FontInfo, file: Option<Arc<FontFile>>, index: u32) -> Self {
        let key = info.family.to_lowercase();
        Self { info, key, letters: OnceLock::new(), file, embedded: None, index }
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
        match (&self.file, &self.embedded) {
            (Some(file), _) => fs::read(&file.path).ok().map(Bytes::new),
            (None, embedded) => embedded.clone(),
        }
    }

    /// Describes the face to the one who sets pages, and says where its file
    /// is; `None` for a face inside the program.
    pub(super) fn listing(&self) -> Option<(Listed, &Path)> {
        let file = self.file.as_ref()?;
        let listed = Listed { info: self.info.clone(), file: file.key().to_owned(), index: self.index };
        Some((listed, &file.path))
    }
}

/// A font file: several faces may be in it.
struct FontFile {
    path: PathBuf,
    key: OnceLock<String>,
}

impl FontFile {
    fn at(path: PathBuf) -> Self {
        Self { path, key: OnceLock::new() }
    }

    /// Names the file as it is now: another file at the same path has another
    /// name.
    fn key(&self) -> &str {
        self.key.get_or_init(|| {
            let found = fs::metadata(&self.path).ok();
            let changed = found.as_ref().and_then(|found| found.modified().ok());
            format!("{:?} {:?} {changed:?}", self.path, found.map(|found| found.len()))
        })
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
