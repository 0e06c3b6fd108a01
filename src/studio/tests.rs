use std::collections::BTreeMap;

use super::*;

#[test]
fn a_studio_in_this_process_fills_templates() {
    let texts = BTreeMap::from([("a.md".to_owned(), "{{ title }}!".to_owned())]);
    let templates = Templates::load(&texts).unwrap();
    let view = serde_json::json!({"title": "1 * 2"});
    let digest = Sha256::of(b"");
    let filled =
        Studio::in_process().fill(RenderLimits::default(), &templates, &digest, "a.md", &view).unwrap();
    assert_eq!(filled.as_str(), "1 \\* 2\\!\n".replace("\\!", "!"));
}

#[test]
fn a_worker_that_cannot_be_started_is_an_error_of_the_template() {
    let texts = BTreeMap::from([("a.md".to_owned(), "a".to_owned())]);
    let templates = Templates::load(&texts).unwrap();
    let studio = Studio::in_workers(PathBuf::from("/nowhere/attache"));
    let mistake = studio
        .fill(RenderLimits::default(), &templates, &Sha256::of(b""), "a.md", &serde_json::json!({}))
        .unwrap_err();
    assert!(
        mistake.to_string().starts_with("templates/a.md: filling the template failed: its process crashed"),
        "{mistake}"
    );
    // The right to a worker is given back.
    assert_eq!(studio.pool().busy, 0);
}

#[test]
fn each_end_names_its_limit_and_what_to_do() {
    let limits = RenderLimits { seconds: 3, memory_bytes: 512 << 20 };
    let check =
        |end: End, expected: &str| assert_eq!(told(&end, "setting its pages", limits).to_string(), expected);
    check(
        End::Died(Death::Slow),
        "setting its pages takes longer than the limit of 3 s \
         (look for a loop that does not end, or raise `render.seconds` in config.yaml)",
    );
    check(
        End::Died(Death::Memory),
        "setting its pages needs more than the memory limit of 512 MB \
         (look for a text or a list that grows in a loop, or raise `render.memory_mb` in config.yaml)",
    );
    check(
        End::Died(Death::Stack),
        "setting its pages overflowed the stack (look for what calls or contains itself)",
    );
    check(End::Panicked("oh".to_owned()), "setting its pages failed: oh");
}

#[test]
fn a_limit_points_to_the_only_loop_there_is() {
    let check = |text: &str, expected: Option<usize>| {
        let told = at_its_loop(Diagnostic::error("x"), &End::Died(Death::Slow), text, &["for ", "while "]);
        assert_eq!(told.line, expected, "{text}");
    };
    check("#let a = 1\n#for i in range(9) { i }\n", Some(2));
    check("// for all\n#while a { }\n", Some(2));
    check("#for i in (1, 2) { }\n#while a { }\n", None);
    check("nothing", None);
}
