//! Fonts: which letters can be shown, and in which family.
//!
//! Three shelves: the fonts inside the program, the desk's own, and the
//! machine's. The machine's are searched only when a letter, or a family that
//! the look names, is on neither of the others: most briefings never pay for
//! the search, and their bytes do not depend on the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontFlags, FontInfo, is_default_ignorable};
use typst::utils::LazyHash;

use super::scripts::{self, Affinity};
use crate::error::{Diagnostic, Reported};

/// The fonts that a PDF may use. Cheap to share between threads; each font is
/// read when its first letter is set.
pub struct Fonts {
    embedded: Vec<Arc<Face>>,
    desk: Vec<Arc<Face>>,
    machine: OnceLock<Vec<Arc<Face>>>,
    embedded_letters: Letters,
    /// The shelf of the briefings that need nothing else.
    plain: Arc<Shelf>,
}

impl Fonts {
    /// Loads the embedded fonts and lists those of `paths`: font files, or
    /// folders that are searched with all their sub-folders.
    ///
    /// A path that is not there or holds no font is a warning.
    #[must_use]
    pub fn load(paths: &[PathBuf]) -> Reported<Self> {
        let embedded: Vec<_> = typst_kit::fonts::embedded().map(|(font, _)| Face::loaded(font)).collect();
        let mut desk = Vec::new();
        let mut warnings = Vec::new();
        for path in paths {
            let found = if path.is_dir() { Face::in_folder(path) } else { Face::in_file(path) };
            if found.is_empty() {
                warnings.push(unusable(path));
            }
            desk.extend(found);
        }
        let plain = Arc::new(Shelf::of(embedded.iter().chain(&desk).cloned().collect()));
        let embedded_letters = Letters::of(&embedded);
        Reported {
            value: Self { embedded, desk, machine: OnceLock::new(), embedded_letters, plain },
            warnings,
        }
    }

    /// Leaves the machine's fonts out of account, so that a PDF depends on
    /// nothing outside the desk.
    #[must_use]
    pub fn without_machine(self) -> Self {
        Self { machine: OnceLock::from(Vec::new()), ..self }
    }

    /// Returns the letters of `text` that no font has, by code point.
    ///
    /// White space, control characters and code points that are never shown
    /// (Unicode's Default_Ignorable_Code_Point) do not count. Searches the
    /// machine's fonts only if the others lack a letter.
    #[must_use]
    pub fn missing(&self, text: &str) -> BTreeSet<char> {
        let mut lacking = self.beyond_embedded(text);
        for shelf in [&self.desk, self.machine_if(!lacking.is_empty())] {
            lacking.retain(|&letter| !shelf.iter().any(|face| face.has(letter)));
        }
        lacking
    }

    /// Chooses the families that show `letters`, for each of `languages`.
    pub(super) fn choose(&self, letters: &BTreeSet<char>, languages: &BTreeSet<String>) -> Choice {
        let wanted: BTreeSet<char> =
            letters.iter().copied().filter(|&letter| !self.embedded_letters.contains(letter)).collect();
        if wanted.is_empty() {
            return Choice { shelf: Arc::clone(&self.plain), families: BTreeMap::new() };
        }
        let machine =
            self.machine_if(!wanted.iter().all(|&letter| self.desk.iter().any(|face| face.has(letter))));
        let families = self.families(machine, &wanted);
        let chosen: BTreeMap<String, Vec<String>> =
            languages.iter().map(|language| (language.clone(), pick(&families, &wanted, language))).collect();
        let names: BTreeSet<String> = chosen.values().flatten().map(|name| name.to_lowercase()).collect();
        Choice { shelf: self.shelf_with(machine, &names), families: chosen }
    }

    /// Adds the machine's families of these names to `shelf`; `None` where the
    /// machine has none of them.
    pub(super) fn widen(&self, shelf: &Shelf, names: &BTreeSet<String>) -> Option<Arc<Shelf>> {
        let added: Vec<_> = self
            .machine_if(true)
            .iter()
            .filter(|face| names.contains(&face.key) && !shelf.has_family(&face.key))
            .cloned()
            .collect();
        if added.is_empty() {
            return None;
        }
        Some(Arc::new(Shelf::of(shelf.faces.iter().cloned().chain(added).collect())))
    }

    fn beyond_embedded(&self, text: &str) -> BTreeSet<char> {
        text.chars()
            .filter(|&letter| {
                !letter.is_ascii() && is_shown(letter) && !self.embedded_letters.contains(letter)
            })
            .collect()
    }

    /// The machine's faces, sorted by family, then file; none if they are not
    /// `needed`.
    fn machine_if(&self, needed: bool) -> &Vec<Arc<Face>> {
        static NONE: Vec<Arc<Face>> = Vec::new();
        if needed { self.machine.get_or_init(Face::of_machine) } else { &NONE }
    }

    /// The families, beside the embedded ones, that have any of `wanted`.
    fn families(&self, machine: &[Arc<Face>], wanted: &BTreeSet<char>) -> Vec<Family> {
        let mut families: BTreeMap<&str, Family> = BTreeMap::new();
        for (desk, face) in
            self.desk.iter().map(|face| (true, face)).chain(machine.iter().map(|face| (false, face)))
        {
            if scripts::shows_only_boxes(&face.key) || self.plain_only(&face.key) {
                continue;
            }
            let letters = wanted.iter().copied().filter(|&letter| face.has(letter));
            let family = families.entry(&face.key).or_insert_with(|| Family {
                name: face.info.family.clone(),
                desk,
                serif: face.info.flags.contains(FontFlags::SERIF),
                monospaced: face.info.flags.contains(FontFlags::MONOSPACE),
                letters: BTreeSet::new(),
            });
            family.letters.extend(letters);
        }
        families.into_values().filter(|family| !family.letters.is_empty()).collect()
    }

    fn plain_only(&self, key: &str) -> bool {
        self.embedded.iter().any(|face| face.key == key)
    }

    fn shelf_with(&self, machine: &[Arc<Face>], names: &BTreeSet<String>) -> Arc<Shelf> {
        let added: Vec<_> = machine
            .iter()
            .filter(|face| names.contains(&face.key) && !self.plain.has_family(&face.key))
            .cloned()
            .collect();
        if added.is_empty() {
            return Arc::clone(&self.plain);
        }
        Arc::new(Shelf::of(self.plain.faces.iter().cloned().chain(added).collect()))
    }
}

fn unusable(path: &Path) -> Diagnostic {
    let message = if path.exists() {
        format!("no font can be read from `{}`", path.display())
    } else {
        format!("there is no font file or folder `{}`", path.display())
    };
    Diagnostic::warning(message).hint("correct the path under `fonts.paths`")
}

/// Tells whether a letter needs a glyph.
pub(super) fn is_shown(letter: char) -> bool {
    !letter.is_whitespace() && !letter.is_control() && !is_default_ignorable(letter)
}

/// The fonts of one briefing and the families to name for each language.
pub(super) struct Choice {
    pub(super) shelf: Arc<Shelf>,
    /// Families that follow the look's own, by language; empty where the
    /// embedded fonts have every letter.
    pub(super) families: BTreeMap<String, Vec<String>>,
}

/// The fonts that one typesetting run can see. Typst's own fallback works
/// only within them, so that a face nobody chose never turns up.
pub(super) struct Shelf {
    book: LazyHash<FontBook>,
    faces: Vec<Arc<Face>>,
}

impl Shelf {
    fn of(faces: Vec<Arc<Face>>) -> Self {
        let book = FontBook::from_infos(faces.iter().map(|face| face.info.clone()));
        Self { book: LazyHash::new(book), faces }
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.faces.get(index)?.font()
    }

    fn has_family(&self, key: &str) -> bool {
        self.book.contains_family(key)
    }
}

/// One face of a font file.
struct Face {
    info: FontInfo,
    /// The family in lower case, by which Typst looks it up.
    key: String,
    letters: OnceLock<Letters>,
    font: OnceLock<Option<Font>>,
    file: Option<Arc<FontFile>>,
    index: u32,
}

impl Face {
    fn loaded(font: Font) -> Arc<Self> {
        let (info, index) = (font.info().clone(), font.index());
        Arc::new(Self { font: OnceLock::from(Some(font)), ..Self::listed(info, None, index) })
    }

    fn listed(info: FontInfo, file: Option<Arc<FontFile>>, index: u32) -> Self {
        let key = info.family.to_lowercase();
        Self { info, key, letters: OnceLock::new(), font: OnceLock::new(), file, index }
    }

    fn in_folder(folder: &Path) -> Vec<Arc<Self>> {
        Self::sorted(typst_kit::fonts::scan(folder))
    }

    fn in_file(path: &Path) -> Vec<Arc<Self>> {
        let Ok(bytes) = fs::read(path) else { return Vec::new() };
        let file = Arc::new(FontFile::at(path.to_owned()));
        (0u32..)
            .map_while(|index| FontInfo::new(&bytes, index).map(|info| (info, index)))
            .map(|(info, index)| Arc::new(Self::listed(info, Some(Arc::clone(&file)), index)))
            .collect()
    }

    fn of_machine() -> Vec<Arc<Self>> {
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

    fn has(&self, letter: char) -> bool {
        self.letters.get_or_init(|| Letters::default().with(&self.info)).contains(letter)
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
struct Letters(Vec<u64>);

impl Letters {
    fn of(faces: &[Arc<Face>]) -> Self {
        faces.iter().fold(Self::default(), |letters, face| letters.with(&face.info))
    }

    fn with(mut self, info: &FontInfo) -> Self {
        for point in info.coverage.iter() {
            let word = (point / 64) as usize;
            if word >= self.0.len() {
                self.0.resize(word + 1, 0);
            }
            self.0[word] |= 1 << (point % 64);
        }
        self
    }

    fn contains(&self, letter: char) -> bool {
        let point = u32::from(letter);
        self.0.get((point / 64) as usize).is_some_and(|word| word >> (point % 64) & 1 == 1)
    }
}

/// A family that could show some of the letters that are wanted.
struct Family {
    name: String,
    desk: bool,
    serif: bool,
    monospaced: bool,
    letters: BTreeSet<char>,
}

/// Picks families until every letter that any of them has is shown, the best
/// first: the desk's own, then those made for the language, then those with
/// the most letters; proportional before monospaced, serifs before none, then
/// by name.
fn pick(families: &[Family], wanted: &BTreeSet<char>, language: &str) -> Vec<String> {
    let mut open = wanted.clone();
    let mut picked = Vec::new();
    loop {
        let best = families
            .iter()
            .map(|family| (family, family.letters.intersection(&open).count()))
            .filter(|(_, count)| *count > 0)
            .min_by_key(|(family, count)| {
                let affinity: Affinity = scripts::affinity(&family.name, language);
                let reach = std::cmp::Reverse(*count);
                (!family.desk, affinity, family.monospaced, reach, !family.serif, &family.name)
            });
        let Some((family, _)) = best else { return picked };
        open.retain(|letter| !family.letters.contains(letter));
        picked.push(family.name.clone());
    }
}
