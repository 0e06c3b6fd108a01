use serde_json::Value;

use crate::model::{Attachment, Citation, Rich};

use super::*;

fn attachment(text: &str) -> Attachment {
    let (name, media_type) = ("edition.json", "application/json");
    Attachment { name, media_type, description: "proof", text: text.to_owned() }
}

/// What a program reads of a page's data block.
fn read_back(page: &str, selector: &str) -> String {
    check_safe(page).select(selector).text().to_string()
}

#[test]
fn a_page_says_what_it_is_and_what_it_cites() {
    let port = Citation {
        title: "Port".to_owned(),
        authors: vec!["Ann Lee".to_owned(), "Port Authority".to_owned()],
        publisher: Some("The Sea".to_owned()),
        date: Some("2025-03".parse().unwrap()),
        url: Some("https://x.org/a".to_owned()),
        language: Some("ru".to_owned()),
        document: "corpus/a.txt".to_owned(),
        link: Some("https://x.org/a#:~:text=b".to_owned()),
        exact: "Цены </script> выросли.".to_owned(),
        reference: Rich::from("Lee, Port."),
        ..Citation::default()
    };
    let other = Citation {
        title: "Sea".to_owned(),
        authors: vec!["Bo".to_owned()],
        document: "corpus/b.txt".to_owned(),
        exact: "Ships.".to_owned(),
        reference: Rich::from("Sea."),
        ..Citation::default()
    };
    let again = Citation { exact: "Again.".to_owned(), link: None, ..port.clone() };
    let citations = [("1", port), ("2", other), ("10", again), ("11", Citation::default())];
    let citations = citations.map(|(label, citation)| (label.to_owned(), citation)).into();
    let frame = Frame { citations, ..frame() };
    let markdown = "a[^1] b[^10] c[^2]\n\n[^1]: x\n\n[^2]: y\n\n[^10]: z\n\n[^11]: unmarked";
    let page = render(&parse(&Markdown::new(markdown)), &frame);
    let data: Value = serde_json::from_str(&read_back(&page, "script[type='application/ld+json']")).unwrap();
    let expected = serde_json::json!([
        {
            "@type": "CreativeWork", "@id": "#source_1", "name": "Port", "author": ["Ann Lee", "Port Authority"],
            "datePublished": "2025-03", "publisher": { "@type": "Organization", "name": "The Sea" },
            "url": "https://x.org/a", "inLanguage": "ru",
        },
        { "@type": "CreativeWork", "@id": "#source_2", "name": "Sea", "author": "Bo" },
    ]);
    assert_eq!(data["citation"], expected);
    let expected = serde_json::json!([
        {
            "@type": "Quotation", "@id": "#card_1", "text": "Цены </script> выросли.", "inLanguage": "ru",
            "isPartOf": { "@id": "#source_1" }, "url": "https://x.org/a#:~:text=b", "citation": "Lee, Port.",
        },
        {
            "@type": "Quotation", "@id": "#card_2", "text": "Again.", "inLanguage": "ru",
            "isPartOf": { "@id": "#source_1" }, "citation": "Lee, Port.",
        },
        {
            "@type": "Quotation", "@id": "#card_3", "text": "Ships.", "isPartOf": { "@id": "#source_2" },
            "citation": "Sea.",
        },
    ]);
    assert_eq!(data["hasPart"], expected);
}

#[test]
fn what_a_page_carries_is_read_back_as_it_was() {
    let odd = "<!-- <script> </script> \u{202e}\u{7f}\u{85}\u{2028}\u{feff}\u{10ffff} \\u003c \\ 中";
    let text =
        serde_json::to_string_pretty(&serde_json::json!({ "a": odd, "<b>": [1, null] })).unwrap() + "\n";
    let frame = Frame { attachments: vec![attachment(&text)], ..frame() };
    let page = render(&parse(&Markdown::new("a")), &frame);
    let seen = read_back(&page, "script[id='edition.json']");
    assert_eq!(serde_json::from_str::<Value>(&seen).unwrap(), serde_json::from_str::<Value>(&text).unwrap());
    assert!(!page.contains('\u{202e}') && !page.contains('\u{85}'));
}

#[test]
fn what_is_no_json_is_not_carried() {
    let script = Attachment { media_type: "text/javascript", ..attachment("alert(1)") };
    let frame = Frame { attachments: vec![script], ..frame() };
    let document = check_safe(&render(&parse(&Markdown::new("a")), &frame));
    assert_eq!(document.select("script").length(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_goes_through_a_data_block(key in nasty(), value in nasty()) {
        let json = serde_json::json!({ key: value });
        let frame = Frame { attachments: vec![attachment(&json.to_string())], ..frame() };
        let page = render(&parse(&Markdown::new("a")), &frame);
        let seen: Value = serde_json::from_str(&read_back(&page, "script[id='edition.json']")).unwrap();
        prop_assert_eq!(seen, json);
    }
}
