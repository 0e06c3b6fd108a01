//! Tests of what a preview keeps and what it does again.

#![expect(clippy::disallowed_methods, reason = "tests write their own files")]

use std::fs;

use tempfile::TempDir;

use super::*;

/// The desk of a golden case with the project's templates, opened.
struct Case {
    folder: TempDir,
    workshop: Workshop,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let golden = project.join("tests/golden/norwick");
        fs::copy(golden.join("config.yaml"), folder.path().join("config.yaml")).unwrap();
        for (from, name) in [(&golden, "briefs"), (&golden, "corpus"), (&project.to_owned(), "templates")] {
            copy(&from.join(name), &folder.path().join(name));
        }
        let date = || "2025-04-02".parse().unwrap();
        let workshop = Workshop::new(folder.path(), Arc::new(Readers::in_process()), date);
        assert!(workshop.refresh(Scope::All));
        Self { folder, workshop }
    }

    /// Replaces a text in a file.
    #[track_caller]
    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.folder.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn draft(&self) -> Arc<Draft> {
        let drafted = self.workshop.draft("weekly").unwrap();
        assert_eq!(drafted.mistakes, []);
        drafted.draft.unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn where_nothing_changed_nothing_is_done() {
    let case = Case::new();
    let draft = case.draft();
    assert!(!case.workshop.refresh(Scope::All));
    assert!(Arc::ptr_eq(&draft, &case.draft()));
}

#[test]
fn a_template_composes_anew_what_was_decided() {
    let case = Case::new();
    let before = case.draft();
    case.edit("templates/base.md", "{% block", "Added.\n\n{% block");
    assert!(case.workshop.refresh(Scope::Desk));
    let after = case.draft();
    assert!(Arc::ptr_eq(&before.decision, &after.decision), "it was decided again");
    assert!(std::ptr::eq(before.material(), after.material()), "the corpus was read again");
    assert!(after.html("analyst").unwrap().unwrap().contains("Added."));
    assert!(!before.html("analyst").unwrap().unwrap().contains("Added."));
}

#[test]
fn a_brief_decides_anew_and_a_document_is_read_again() {
    let case = Case::new();
    let before = case.draft();
    case.edit("briefs/weekly.yaml", "[harbour, fishing]", "[fishing]");
    assert!(case.workshop.refresh(Scope::Desk));
    let decided = case.draft();
    assert!(!Arc::ptr_eq(&before.decision, &decided.decision));
    assert!(std::ptr::eq(before.material(), decided.material()));
    assert!(decided.entries().len() < before.entries().len());
    fs::write(case.folder.path().join("corpus/new.txt"), "The herring quota fell to nine tonnes.\n").unwrap();
    assert!(!case.workshop.refresh(Scope::Desk), "only the desk was looked at");
    assert!(case.workshop.refresh(Scope::All));
    let read = case.draft();
    assert_eq!(read.material().corpus.documents.len(), before.material().corpus.documents.len() + 1);
}

#[test]
fn what_was_good_stays_beside_the_mistake_until_it_is_mended() {
    let case = Case::new();
    let good = case.draft();
    case.edit("briefs/weekly.yaml", "[harbour, fishing]", "[harbour, fishin]");
    assert!(case.workshop.refresh(Scope::Desk));
    let drafted = case.workshop.draft("weekly").unwrap();
    assert!(drafted.mistakes[0].to_string().starts_with("briefs/weekly.yaml:2:"), "{:?}", drafted.mistakes);
    assert!(Arc::ptr_eq(&drafted.draft.unwrap().decision, &good.decision));
    case.edit("briefs/weekly.yaml", "fishin]", "fishing]");
    assert!(case.workshop.refresh(Scope::Desk));
    assert!(Arc::ptr_eq(&case.draft().decision, &good.decision), "the same files give the same choice");
    assert!(case.workshop.draft("monthly").is_none());
}

#[test]
fn an_edit_is_written_and_taken_back_to_the_byte() {
    let case = Case::new();
    let path = case.folder.path().join("briefs/weekly.yaml");
    let before = fs::read_to_string(&path).unwrap();
    let draft = case.draft();
    let entry = &draft.entries()[0];
    let document = draft.material().corpus.document(entry.chosen.excerpt.document());
    let edit = Edit {
        act: Act::Pin,
        brief: "weekly".to_owned(),
        theme: entry.theme.clone(),
        document: crate::compose::document_id(document),
        text: entry.chosen.excerpt.text().to_owned(),
    };
    case.workshop.edit(edit).unwrap();
    assert!(case.workshop.refresh(Scope::Desk));
    assert!(case.draft().entries().iter().any(|entry| entry.chosen.pinned));
    case.workshop.undo().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    assert_eq!(case.workshop.last_edit(), None);
}

#[test]
fn what_is_written_by_the_program_itself_is_no_change() {
    let root = Path::new("/desk");
    let watched = Watched::of(root, None, None);
    let watched = Watched { corpus: vec!["/desk/corpus".into(), "/far".into()], ..watched };
    for path in
        ["/desk/config.yaml", "/desk/briefs/a.yaml", "/desk/templates/x/y.css", "/desk/corpus/a", "/far/b"]
    {
        assert!(watched.concerns(Path::new(path)), "{path}");
    }
    for path in ["/desk/output/weekly", "/desk/.attache/index/x", "/desk/notes.txt", "/desk/config.yaml~"] {
        assert!(!watched.concerns(Path::new(path)), "{path}");
    }
    assert!(
        watched.is_document(Path::new("/far/b")) && !watched.is_document(Path::new("/desk/briefs/a.yaml"))
    );
}
