//! Fonts: which letters can be shown, and in which family.
//!
//! Three shelves: the fonts inside the program, the desk's own, and the
//! machine's. The machine's are searched only when a letter, or a family that
//! the look names, is on neither of the others: most briefings never pay for
//! the search, and their bytes do not depend on the machine.
//!
//! Typst sets a letter and its marks in one face, so what is asked for is
//! clusters, not letters: `e` and a macron below may each have a font and yet
//! none for the two together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use typst::text::{FontFlags, is_default_ignorable};
use unicode_segmentation::UnicodeSegmentation;

use super::faces::{Face, Letters, Shelf};
use super::order::Listed;
use super::scripts::{self, Affinity};
use super::set::EMBEDDED;
use super::text;
use crate::error::{Diagnostic, Reported};

/// The family of the built-in look, which shows nearly all that European
/// languages need.
const MAIN: &str = "libertinus serif";

/// What is set in one face: a letter with its marks, a flag, an emoji of
/// several parts; only the code points that are shown.
pub(super) type Cluster = String;

/// The fonts that a PDF may use. Cheap to share between threads; each font is
/// read when its first letter is set.
pub struct Fonts {
    embedded: Vec<Arc<Face>>,
    desk: Vec<Arc<Face>>,
    machine: OnceLock<Vec<Arc<Face>>>,
    /// What every face of [`MAIN`] has.
    main: Letters,
    /// The shelf of the briefings that need nothing else.
    plain: Arc<Shelf>,
}

impl Fonts {
    /// Loads the embedded fonts and lists those of `paths`, relative to `desk`
    /// or absolute: font files, or folders that are searched with all their
    /// sub-folders.
    ///
    /// A path that is not there or holds no font is a warning.
    #[must_use]
    pub fn load(desk: &Path, paths: &[PathBuf]) -> Reported<Self> {
        let embedded: Vec<_> = EMBEDDED.iter().map(Face::embedded).collect();
        let mut own = Vec::new();
        let mut warnings = Vec::new();
        for path in paths {
            let at = desk.join(path);
            let found = if at.is_dir() { Face::in_folder(&at) } else { Face::in_file(&at) };
            if found.is_empty() {
                // Named as in the configuration: an edition keeps its warnings,
                // and must not depend on where the desk is.
                warnings.push(unusable(path, at.exists()));
            }
            own.extend(found);
        }
        let plain = Arc::new(Shelf::of(embedded.iter().chain(&own).cloned().collect()));
        let mut mains = embedded.iter().filter(|face| face.key == MAIN).map(|face| Letters::of(&face.info));
        let first = mains.next().unwrap_or_default();
        let main = mains.fold(first, |common, letters| common.and(&letters));
        Reported { value: Self { embedded, desk: own, machine: OnceLock::new(), main, plain }, warnings }
    }

    /// Leaves the machine's fonts out of account, so that a PDF depends on
    /// nothing outside the desk.
    #[must_use]
    pub fn without_machine(self) -> Self {
        Self { machine: OnceLock::from(Vec::new()), ..self }
    }

    /// Returns the letters of `text` that no font has, by code point; of a
    /// letter whose marks no font has together with it, the marks.
    ///
    /// White space, what [`super::unfit`] tells of and code points that are
    /// never shown (Unicode's Default_Ignorable_Code_Point) do not count.
    /// Searches the machine's fonts only if the others lack a letter.
    #[must_use]
    pub fn missing(&self, text: &str) -> BTreeSet<char> {
        let mut unusual = BTreeSet::new();
        self.note_unusual(text, &mut unusual);
        self.lacking(&self.lost(&unusual))
    }

    /// Returns the files of the fonts that show `texts`: those of the main
    /// family, then what is needed for other letters. Empty for no texts.
    #[must_use]
    pub fn files<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<crate::render::docx::Face> {
        let mut unusual = BTreeSet::new();
        let mut is_any = false;
        for text in texts {
            is_any = true;
            self.note_unusual(text, &mut unusual);
        }
        if !is_any {
            return Vec::new();
        }
        let main = self.embedded.iter().filter(|face| face.key == MAIN);
        let english = BTreeSet::from(["en".to_owned()]);
        let chosen = self.choose(&unusual, &english, BTreeSet::new()).families;
        let names: BTreeSet<String> = chosen.values().flatten().map(|name| name.to_lowercase()).collect();
        let shelves = self.embedded.iter().chain(&self.desk).chain(self.machine_for(&unusual));
        let others = shelves.filter(|face| names.contains(&face.key) && face.key != MAIN);
        main.chain(others).filter_map(|face| face.bytes()).map(|bytes| Arc::new(bytes) as _).collect()
    }

    /// Adds to `unusual` what the main family lacks of `text`.
    pub(super) fn note_unusual(&self, text: &str, unusual: &mut BTreeSet<Cluster>) {
        let usual = |letter: char| letter.is_ascii() || self.main.contains(letter) || !is_shown(letter);
        let text = text::sanitise(text);
        if text.chars().all(usual) {
            return;
        }
        let odd = text.graphemes(true).filter(|cluster| !cluster.chars().all(usual));
        unusual.extend(
            odd.map(|cluster| cluster.chars().filter(|&letter| is_shown(letter)).collect::<Cluster>()),
        );
    }

    /// Returns the clusters that no face has, and of each its first letter
    /// where no face has even that.
    pub(super) fn lost(&self, clusters: &BTreeSet<Cluster>) -> BTreeSet<Cluster> {
        let shelves = [&self.embedded, &self.desk, self.machine_for(clusters)];
        let nobodys = |cluster: &Cluster| !shelves.iter().any(|faces| show(faces, cluster));
        let mut lost: BTreeSet<Cluster> =
            clusters.iter().filter(|cluster| nobodys(cluster)).cloned().collect();
        let firsts: Vec<Cluster> =
            lost.iter().filter_map(|cluster| cluster.chars().next()).map(String::from).collect();
        lost.extend(firsts.into_iter().filter(nobodys));
        lost
    }

    /// Returns the letters that the clusters of `lost` are lost for.
    pub(super) fn lacking(&self, lost: &BTreeSet<Cluster>) -> BTreeSet<char> {
        let shelves = [&self.embedded, &self.desk, self.machine_for(lost)];
        let nobodys = |letter: &char| !shelves.iter().any(|shelf| shelf.iter().any(|face| face.has(*letter)));
        let blamed = |cluster: &Cluster| {
            let nobodys: Vec<char> = cluster.chars().filter(nobodys).collect();
            if nobodys.is_empty() { cluster.chars().skip(1).collect() } else { nobodys }
        };
        lost.iter().flat_map(blamed).collect()
    }

    /// Chooses the families that show `clusters`, beside the main one, for
    /// each of `languages`; families of `named`, in lower case, are on the
    /// shelf too, as far as there are such.
    pub(super) fn choose(
        &self,
        clusters: &BTreeSet<Cluster>,
        languages: &BTreeSet<String>,
        named: BTreeSet<String>,
    ) -> Choice {
        if clusters.is_empty() {
            let shelf = self.widen(&self.plain, &named).unwrap_or_else(|| Arc::clone(&self.plain));
            return Choice { shelf, families: BTreeMap::new() };
        }
        let machine = self.machine_for(clusters);
        let families = self.families(machine, clusters);
        let chosen: BTreeMap<String, Vec<String>> = languages
            .iter()
            .map(|language| (language.clone(), pick(&families, clusters, language)))
            .collect();
        let names = chosen.values().flatten().map(|name| name.to_lowercase()).chain(named).collect();
        let shelf = self.widen(&self.plain, &names).unwrap_or_else(|| Arc::clone(&self.plain));
        Choice { shelf, families: chosen }
    }

    /// Adds the machine's families of these names, in lower case, to `shelf`;
    /// `None` where that adds nothing.
    pub(super) fn widen(&self, shelf: &Shelf, names: &BTreeSet<String>) -> Option<Arc<Shelf>> {
        if names.iter().all(|name| shelf.has_family(name)) {
            return None;
        }
        let new = |face: &&Arc<Face>| names.contains(&face.key) && !shelf.has_family(&face.key);
        let added: Vec<_> = self.machine().iter().filter(new).cloned().collect();
        (!added.is_empty()).then(|| Arc::new(shelf.with(added)))
    }

    /// Returns the machine's faces of families that are on no other shelf, with
    /// the paths of their files.
    pub(super) fn of_machine(&self, families: &BTreeSet<String>) -> Vec<(Listed, PathBuf)> {
        let Some(shelf) = self.widen(&self.plain, families) else { return Vec::new() };
        let new = shelf.further().filter(|face| !self.plain.has_family(&face.key));
        new.filter_map(|face| face.listing()).map(|(listed, path)| (listed, path.to_owned())).collect()
    }

    /// Tells whether there is a family of this name, here or on the machine.
    pub(super) fn has_family(&self, name: &str) -> bool {
        let key = name.to_lowercase();
        self.plain.has_family(&key) || self.machine().iter().any(|face| face.key == key)
    }

    /// The machine's faces, sorted by family, then file; none if the others
    /// have all of `clusters`.
    fn machine_for(&self, clusters: &BTreeSet<Cluster>) -> &Vec<Arc<Face>> {
        static NONE: Vec<Arc<Face>> = Vec::new();
        let near = |cluster: &Cluster| show(&self.embedded, cluster) || show(&self.desk, cluster);
        if clusters.iter().all(near) {
            return &NONE;
        }
        self.machine()
    }

    fn machine(&self) -> &Vec<Arc<Face>> {
        self.machine.get_or_init(Face::of_machine)
    }

    /// The families that have any of `clusters`.
    fn families(&self, machine: &[Arc<Face>], clusters: &BTreeSet<Cluster>) -> Vec<Family> {
        let mut families: BTreeMap<&str, Family> = BTreeMap::new();
        let shelves =
            [(Origin::Embedded, &*self.embedded), (Origin::Desk, &*self.desk), (Origin::Machine, machine)];
        for (origin, faces) in
            shelves.into_iter().flat_map(|(origin, faces)| kin(faces).map(move |kin| (origin, kin)))
        {
            let key = &faces[0].key;
            if scripts::shows_only_boxes(key) || (origin == Origin::Machine && self.plain.has_family(key)) {
                continue;
            }
            let family = families.entry(key).or_insert_with(|| Family::of(origin, &faces[0]));
            family.clusters.extend(clusters.iter().filter(|cluster| show(faces, cluster)).cloned());
        }
        families.into_values().filter(|family| !family.clusters.is_empty()).collect()
    }
}

/// The families of a shelf: faces of one family stand together.
fn kin(faces: &[Arc<Face>]) -> impl Iterator<Item = &[Arc<Face>]> {
    faces.chunk_by(|one, next| one.key == next.key)
}

/// Tells whether a family of the shelf has the cluster: a letter in any face,
/// since Typst looks for it in the others; several letters together in every
/// face, since it does not look twice for those.
fn show(faces: &[Arc<Face>], cluster: &str) -> bool {
    match cluster.chars().nth(1) {
        None => faces.iter().any(|face| face.has_all(cluster)),
        Some(_) => kin(faces).any(|family| family.iter().all(|face| face.has_all(cluster))),
    }
}

fn unusable(path: &Path, exists: bool) -> Diagnostic {
    let message = if exists {
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

/// Where a family comes from, in the order of preference: what the desk chose
/// first; the machine's last, so that the bytes of a PDF depend on as little
/// as may be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Desk,
    Embedded,
    Machine,
}

/// A family that could show some of the clusters that are wanted.
struct Family {
    name: String,
    origin: Origin,
    serif: bool,
    monospaced: bool,
    special: bool,
    clusters: BTreeSet<Cluster>,
}

impl Family {
    fn of(origin: Origin, face: &Face) -> Self {
        let name = face.info.family.clone();
        Self {
            origin,
            serif: face.info.flags.contains(FontFlags::SERIF),
            monospaced: face.info.flags.contains(FontFlags::MONOSPACE),
            special: scripts::is_special(&name),
            clusters: BTreeSet::new(),
            name,
        }
    }
}

/// Picks families until everything that any of them has is shown, the best
/// first: by origin, then those made for the language, proportional before
/// monospaced and text before display faces, then those that show most,
/// serifs before none, then by name.
fn pick(families: &[Family], wanted: &BTreeSet<Cluster>, language: &str) -> Vec<String> {
    let mut open = wanted.clone();
    let mut picked = Vec::new();
    loop {
        let best = families
            .iter()
            .map(|family| (family, family.clusters.intersection(&open).count()))
            .filter(|(_, count)| *count > 0)
            .min_by_key(|(family, count)| {
                let affinity: Affinity = scripts::affinity(&family.name, language);
                let reach = std::cmp::Reverse(*count);
                let kind = (family.monospaced, family.special);
                (family.origin, affinity, kind, reach, !family.serif, &family.name)
            });
        let Some((family, _)) = best else { return picked };
        open.retain(|cluster| !family.clusters.contains(cluster));
        picked.push(family.name.clone());
    }
}
