//! What is to be set, as it travels to the process that sets it, and what
//! comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use typst::text::FontInfo;

use super::fonts::Fonts;
use crate::model::Sha256;
use crate::render::Picture;

/// What is to be set.
pub struct Order {
    /// All but the longest parts.
    pub head: Head,
    /// The briefing, as JSON.
    pub data: Vec<u8>,
    /// Files of `templates/frame/` by name.
    pub look: BTreeMap<String, Vec<u8>>,
    /// Where the files of [`Head::faces`] are.
    pub(super) files: BTreeMap<String, PathBuf>,
}

/// What is to be set, but for its longest parts.
#[derive(Clone, Serialize, Deserialize)]
pub struct Head {
    /// What is wanted of it.
    pub wanted: Wanted,
    /// Faces beside those inside the program, in their order.
    pub(super) faces: Vec<Listed>,
    /// What stands on each page, and its colour.
    pub(super) marking: Option<Marked>,
    /// What the file is called by programs.
    pub(super) ident: String,
    /// Names of standards.
    pub(super) standards: Vec<String>,
}

/// A marking, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marked {
    pub(super) text: String,
    /// Its colour, as `#rrggbb`.
    pub(super) fill: String,
    /// What it stands on; `None` for the page.
    pub(super) ground: Option<String>,
}

/// What is wanted of set pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// The file.
    Pdf,
    /// A page as a picture, counted from 1.
    Page(usize),
}

/// A face that is not inside the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub(super) info: FontInfo,
    /// Names the file to the one who has it.
    pub(super) file: String,
    /// The face's number in the file.
    pub(super) index: u32,
}

/// What was made of set pages.
pub enum Made {
    /// The file.
    Pdf(Vec<u8>),
    /// A page.
    Page(Picture),
}

/// Who has the fonts: the one who sets pages asks for them.
pub trait Help: Send + Sync {
    /// Returns the bytes of a font file by the name in [`Listed`]; `None` if it
    /// is gone.
    fn font(&self, file: &str) -> Option<Vec<u8>>;

    /// Returns the machine's faces of families, named in lower case, that were
    /// not listed.
    fn further(&self, families: &BTreeSet<String>) -> Vec<Listed>;
}

impl Order {
    /// Puts an order together again where it arrives.
    #[must_use]
    pub fn received(head: Head, data: Vec<u8>, look: BTreeMap<String, Vec<u8>>) -> Self {
        Self { head, data, look, files: BTreeMap::new() }
    }

    /// Digests all that the pages depend on.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        let faces = serde_json::to_vec(&self.head.faces).expect("names and numbers are JSON");
        let look = self.look.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
        Sha256::of_parts([self.data.as_slice(), &faces].into_iter().chain(look))
    }
}

/// The fonts of this process, handed out for one order.
pub struct Helper<'f> {
    fonts: &'f Fonts,
    listed: BTreeSet<String>,
    files: Mutex<BTreeMap<String, PathBuf>>,
}

impl<'f> Helper<'f> {
    /// Helps with one order, which was made with these fonts.
    #[must_use]
    pub fn new(fonts: &'f Fonts, order: &Order) -> Self {
        let listed = order.head.faces.iter().map(|face| face.info.family.to_lowercase()).collect();
        Self { fonts, listed, files: Mutex::new(order.files.clone()) }
    }
}

impl Help for Helper<'_> {
    /// Only what was listed is handed out, whatever is asked for.
    fn font(&self, file: &str) -> Option<Vec<u8>> {
        let path = self.files.lock().ok()?.get(file).cloned()?;
        fs::read(path).ok()
    }

    fn further(&self, families: &BTreeSet<String>) -> Vec<Listed> {
        let wanted = families.iter().filter(|family| !self.listed.contains(*family)).cloned().collect();
        let mut listed = Vec::new();
        let Ok(mut files) = self.files.lock() else { return listed };
        for (face, path) in self.fonts.of_machine(&wanted) {
            files.insert(face.file.clone(), path);
            listed.push(face);
        }
        listed
    }
}
