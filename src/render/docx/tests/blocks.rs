//! Blocks, lines and the table of contents.

use super::*;

#[test]
fn every_block_has_a_style_of_its_own() {
    let file = File::of(
        "# The week\n\nA **b** *c*.\n\n## One\n\n### Two\n\n> Said.\n>\n> — *Source*, 2025\n\n- a\n\n  b\n- c\n\n3. d\n\n```\nx = 1\n  y\n```\n\n---\n\nEnd.\n",
        &frame(),
    );
    file.shows(
        "word/document.xml",
        &[
            ("BodyText", "A b c."),
            ("Heading1", "One"),
            ("Heading2", "Two"),
            ("Quote", "Said."),
            ("Source", "— Source, 2025"),
            ("ListBullet", "a"),
            ("ListContinue", "b"),
            ("ListBullet", "c"),
            ("ListNumber", "d"),
            ("Code", "x = 1\n  y"),
            ("Rule", ""),
            ("BodyText", "End."),
        ],
    );
    let front = file.paragraphs("word/document.xml");
    let front: Vec<&str> = front.iter().take(3).map(|(_, text)| text.as_str()).collect();
    assert_eq!(front, ["Desk & Co", "The week", "Analysts · 2 April 2025"]);
    assert!(file.body().contains("<w:b/><w:bCs/></w:rPr><w:t xml:space=\"preserve\">b</w:t>"));
}

#[test]
fn a_heading_within_a_quotation_is_no_heading() {
    File::of("# The week\n\n## A\n\n> ## B\n\n#### C\n", &frame())
        .shows("word/document.xml", &[("Heading1", "A"), ("Quote", "B"), ("Heading2", "C")]);
}

#[test]
fn each_list_counts_for_itself() {
    let file = File::of(
        "# The week\n\n1. a\n2. b\n\nx\n\n7. c\n   1. d\n\ny\n\n- e\n  - f\n\nz\n\n40000. g\n40001. h\n",
        &frame(),
    );
    let items: Vec<(String, String)> = {
        let elements = elements(file.body());
        let values = |name: &str| -> Vec<String> {
            elements.iter().filter(|(own, _)| own == name).map(|(_, all)| all["w:val"].clone()).collect()
        };
        values("w:ilvl").into_iter().zip(values("w:numId")).collect()
    };
    let expected = [("0", "2"), ("0", "2"), ("0", "3"), ("1", "4"), ("0", "1"), ("1", "1")];
    assert_eq!(items, expected.map(|(level, list)| (level.to_owned(), list.to_owned())));
    let numbering = file.part("word/numbering.xml");
    for (list, level, start) in [("2", "0", "1"), ("3", "0", "7"), ("4", "1", "1")] {
        let counts = format!(
            "<w:num w:numId=\"{list}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"{start}\"/>"
        );
        assert!(numbering.contains(&counts), "{counts}\n{numbering}");
    }
    assert!(file.body().contains("40001.</w:t><w:tab/>"), "a number that Word cannot count is written");
}

#[test]
fn a_table_has_a_head_and_a_paragraph_behind_it() {
    let file = File::of("# The week\n\n| a | b |\n| --- | --: |\n| c[^1] | d |\n\n[^1]: One.\n", &frame());
    file.shows(
        "word/document.xml",
        &[
            ("TableHeading", "a"),
            ("TableHeading", "b"),
            ("TableText", "c^"),
            ("TableText", "d"),
            ("AfterTable", ""),
        ],
    );
    let body = file.body();
    assert_eq!(body.matches("<w:tblHeader/>").count(), 1);
    assert_eq!(body.matches("<w:jc w:val=\"right\"/>").count(), 2);
    let widths: u32 = elements(body)
        .iter()
        .filter(|(name, _)| name == "w:gridCol")
        .map(|(_, all)| all["w:w"].parse::<u32>().unwrap())
        .sum();
    assert_eq!(widths, body::TEXT_WIDTH);
    let bare = File::of("# The week\n\n|  |  |\n| --- | --- |\n| c | d |\n", &frame());
    assert!(!bare.body().contains("w:tblHeader"));
}

#[test]
fn quotations_are_in_their_language_and_run_their_way() {
    let markdown = "# The week\n\n> قال الوزير إن NATO وافق.[^1]\n>\n> — *Al-Bayan*, 2025\n\n> 中国经济。[^2]\n\n> Plain.\n\n[^1]: One.\n[^2]: Two.\n";
    let file = File::of(markdown, &frame());
    file.shows(
        "word/document.xml",
        &[
            ("QuoteRightToLeft", "قال الوزير إن NATO وافق.^"),
            ("SourceRightToLeft", "— Al-Bayan, 2025"),
            ("Quote", "中国经济。^"),
            ("Quote", "Plain."),
        ],
    );
    let body = file.body();
    let arabic = "<w:lang w:val=\"ar\" w:bidi=\"ar\"/></w:rPr><w:t xml:space=\"preserve\">";
    assert!(body.contains(&format!("<w:rtl/>{arabic}قال الوزير إن </w:t>")), "{body}");
    assert!(body.contains(&format!("<w:rPr>{arabic}NATO</w:t>")), "{body}");
    let chinese =
        "<w:rFonts w:eastAsia=\"SimSun\" w:hint=\"eastAsia\"/><w:lang w:val=\"zh-CN\" w:eastAsia=\"zh-CN\"/>";
    assert!(body.contains(chinese), "{body}");
    assert!(
        file.part("word/styles.xml").contains("<w:lang w:val=\"en\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>")
    );
    // The line that names the source is in the document's language.
    let source = "<w:i/><w:iCs/></w:rPr><w:t xml:space=\"preserve\">Al-Bayan</w:t>";
    assert!(body.contains(source), "{body}");
    // The second of two neighbours has a rule of its own.
    assert_eq!(body.matches("<w:ind w:right=\"241\"/>").count(), 1);
}

#[test]
fn links_lead_where_they_may() {
    let file = File::of(
        "# The week\n\n## One\n\n[a](https://a.example/?b&c) [d](#one) [e](mailto:f@g.example) [h](https://i@j/) <https://a.example/?b&c>\n\nk[^1]\n\n[^1]: See [l](https://m.example/).\n",
        &frame(),
    );
    let of = |part: &str| -> Vec<String> {
        file.related(part).into_values().filter(|(_, outside)| *outside).map(|(target, _)| target).collect()
    };
    assert_eq!(of("word/document.xml"), ["https://a.example/?b&c", "mailto:f@g.example"]);
    assert_eq!(of("word/footnotes.xml"), ["https://m.example/"]);
    let body = file.body();
    assert!(body.contains("<w:hyperlink w:anchor=\"_Toc00000001\""), "{body}");
    assert!(body.contains("w:name=\"_Toc00000001\"/>"), "{body}");
    assert_eq!(body.matches("<w:hyperlink r:id=\"rId1\"").count(), 2);
}

#[test]
fn a_long_briefing_has_a_table_of_contents_that_asks_nothing() {
    let sections = |count: usize| -> String {
        (1..=count)
            .map(|at| format!("## Part {at}\n\n### Under {at}\n\n#### Deep\n\n{}\n\n", "word ".repeat(300)))
            .collect()
    };
    let file = File::of(&format!("# The week\n\n{}", sections(3)), &frame());
    let contents: Vec<(String, String)> = file
        .paragraphs("word/document.xml")
        .into_iter()
        .filter(|(style, _)| style.starts_with("TOC"))
        .collect();
    let texts: Vec<&str> = contents.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Contents",
            "{ TOC \\o \"1-2\" \\h \\z \\u |Part 1",
            "Under 1",
            "Part 2",
            "Under 2",
            "Part 3",
            "Under 3}"
        ]
    );
    for asks in ["w:dirty", "w:updateFields"] {
        assert!(file.0.values().all(|part| !part.contains(asks)), "{asks}");
    }
    let short = File::of(&format!("# The week\n\n{}", sections(2)), &frame());
    assert!(!short.body().contains("TOC1"));
}
