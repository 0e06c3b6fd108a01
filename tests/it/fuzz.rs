//! The stored inputs of the fuzzing targets, replayed.

use std::fs;

use attache::fuzzing;

use crate::support::project;

#[test]
fn every_stored_input_of_every_target_holds() {
    for target in fuzzing::targets() {
        let folder = project().join("fuzz/corpus").join(&target);
        let mut inputs: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap().path())
            .collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{target} has no stored input");
        for input in inputs {
            eprintln!("{}", input.display());
            fuzzing::run(&target, &fs::read(&input).unwrap());
        }
    }
}

#[test]
fn every_target_has_a_program() {
    let manifest = fs::read_to_string(project().join("fuzz/Cargo.toml")).unwrap();
    for target in fuzzing::targets() {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "fuzz/Cargo.toml has no {target}");
    }
}
