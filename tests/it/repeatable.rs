//! The same desk and date give the same bytes.

use std::fs;

use crate::support::{DATE, Desk, copy_tree, run_in, snapshot};

/// The sample desk with every format and with warnings, which are part of an edition.
fn desk_in(name: &str) -> Desk {
    let desk = Desk::sample_in(name);
    let formats = if cfg!(feature = "pdf") { "[md, html, pdf, docx]" } else { "[md, html, docx]" };
    desk.edit("config.yaml", "formats: [md, html]", &format!("formats: {formats}"));
    desk.append("config.yaml", "fonts:\n  paths: [fonts, ../no/such/folder]\n");
    desk.write("corpus/binary.txt", b"a\0b");
    desk.write("corpus/twin.txt", desk.read("corpus/council.txt"));
    std::os::unix::fs::symlink("nowhere.txt", desk.root.join("corpus/gone.txt")).unwrap();
    desk
}

#[track_caller]
fn same(one: &Desk, other: &Desk) {
    let (one, other) = (one.output(), other.output());
    let names =
        |files: &std::collections::BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (path, bytes) in &one {
        assert!(
            *bytes == other[path],
            "{path} differs:\n{}\n{}",
            String::from_utf8_lossy(bytes),
            String::from_utf8_lossy(&other[path])
        );
    }
    assert!(one.len() > 5, "{:?}", names(&one));
}

#[test]
fn two_folders_of_other_names_and_depths_give_the_same_bytes() {
    let one = desk_in("a");
    let other = desk_in("quite/another/name for a desk/ü");
    one.build();
    other.build();
    same(&one, &other);
    one.build_on("2025-04-09");
    other.build_on("2025-04-09");
    same(&one, &other);
}

#[test]
fn a_desk_that_is_named_from_elsewhere_gives_the_same_bytes() {
    let one = desk_in("desk");
    let other = desk_in("desk");
    let third = desk_in("desk");
    one.build();
    let path = other.root.to_str().unwrap();
    run_in(&std::env::temp_dir(), &["--desk", path, "build", "--date", DATE]).ends_with(0);
    run_in(third.beside(), &["build", "--date", DATE, "-C", "./desk/../desk"]).ends_with(0);
    same(&one, &other);
    same(&one, &third);
}

#[test]
fn neither_the_order_of_copying_nor_times_of_files_matter() {
    let one = desk_in("desk");
    let other = desk_in("desk");
    // Copied in reverse order into a new folder, twice, with other times.
    let aside = other.beside().join("aside");
    other.remove("corpus/gone.txt");
    copy_tree(&other.root.join("corpus"), &aside);
    fs::remove_dir_all(other.root.join("corpus")).unwrap();
    copy_tree(&aside, &other.root.join("corpus"));
    std::os::unix::fs::symlink("nowhere.txt", other.root.join("corpus/gone.txt")).unwrap();
    for name in ["herring.md", "council.txt"] {
        let file = fs::File::options().append(true).open(other.root.join("corpus").join(name)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    one.build();
    other.build();
    same(&one, &other);
}

#[test]
fn an_index_that_grew_gives_the_same_bytes_as_a_fresh_one() {
    let one = desk_in("desk");
    let other = desk_in("desk");
    let council = other.read("corpus/council.txt");
    other.write(
        "corpus/council.txt",
        "The council talked of the harbour, of cargo and of the herring quota.\n",
    );
    other.write(
        "corpus/extra.txt",
        "The harbour tariff and the herring quota rise, says the port authority.\n",
    );
    other.build();
    fs::remove_dir_all(other.root.join("output")).unwrap();
    other.write("corpus/council.txt", council);
    other.remove("corpus/extra.txt");
    one.build();
    other.build();
    same(&one, &other);
}

#[test]
fn a_build_with_one_thread_gives_the_same_bytes() {
    let one = desk_in("desk");
    let other = desk_in("desk");
    one.build();
    let status = assert_cmd::Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(["build", "--date", DATE])
        .current_dir(&other.root)
        .env("RAYON_NUM_THREADS", "1")
        .env("LC_ALL", "C")
        .env("TZ", "Pacific/Kiritimati")
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    same(&one, &other);
}

#[test]
fn the_archive_holds_nothing_of_the_machine() {
    let desk = desk_in("a-telling-name");
    desk.build();
    for (path, bytes) in snapshot(&desk.root.join("output")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("a-telling-name"), "{path} names the desk's folder");
    }
}
