use proptest::prelude::*;

use crate::corpus::reading::testing::{blocks, check_parts, events, one, texts};
use crate::corpus::reading::{Event, Reading};
use crate::model::BlockKind;

const HEAD: &str = "From: Ann Lee <ann@example.org>\nTo: desk@example.org\nSubject: Port fees\n\
    Date: Thu, 15 Jan 2026 23:30:00 -0500\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n";

/// Reads a message with further fields and a body.
#[track_caller]
fn mail(fields: &str, body: &str) -> Reading {
    one("a.eml", format!("{HEAD}{fields}\n{body}").as_bytes()).expect("a message")
}

#[track_caller]
fn check(fields: &str, body: &str, expected: &str) {
    assert_eq!(mail(fields, body).text, expected);
}

/// Checks which blocks are the author's.
#[track_caller]
fn check_own(fields: &str, body: &str, own: &[&str], aside: &[&str]) {
    let reading = mail(fields, body);
    let found = blocks(&reading);
    let of = |prose: bool| -> Vec<&str> {
        found.iter().filter(|(kind, _)| kind.is_prose() == prose).map(|(_, text)| *text).collect()
    };
    assert_eq!((of(true), of(false)), (own.to_vec(), aside.to_vec()), "{found:#?}");
}

#[track_caller]
fn check_members(fields: &str, body: &str, expected: &[(&str, &str)]) {
    check_parts("a.eml", format!("{HEAD}{fields}\n{body}").as_bytes(), expected);
}

#[track_caller]
fn check_known(fields: &str, title: &str, authors: &[&str], date: Option<&str>) {
    let known = one("a.eml", format!("{fields}\n\nWords.\n").as_bytes()).expect("a message").embedded;
    assert_eq!(known.title.as_deref().unwrap_or_default(), title);
    assert_eq!(known.authors.unwrap_or_default(), authors);
    assert_eq!(known.date.map(|date| date.to_string()).as_deref(), date);
}

#[test]
fn the_header_is_metadata_and_no_text() {
    let reading =
        mail("Archived-At: <https://lists.example.org/42>\nContent-Language: en\n", "The fees rose.\n");
    assert_eq!(reading.text, "The fees rose.");
    let known = reading.embedded;
    assert_eq!(known.title.as_deref(), Some("Port fees"));
    assert_eq!(known.authors, Some(vec!["Ann Lee <ann@example.org>".to_owned()]));
    // The sender's day: it is the sixteenth in London.
    assert_eq!(known.date.map(|date| date.to_string()).as_deref(), Some("2026-01-15"));
    assert_eq!(known.url.as_deref(), Some("https://lists.example.org/42"));
    assert_eq!(known.language.as_deref(), Some("en"));
}

#[test]
fn senders_are_mailboxes_with_name_and_address() {
    let date = "Date: 1 Feb 99 10:00 +0000";
    check_known(
        &format!("From: ann@example.org\n{date}\nSubject: a"),
        "a",
        &["ann@example.org"],
        Some("1999-02-01"),
    );
    check_known(
        &format!("From: \"Lee, Ann\" <a@b.example>, Bob <b@b.example>\n{date}"),
        "",
        &["\"Lee, Ann\" <a@b.example>", "Bob <b@b.example>"],
        Some("1999-02-01"),
    );
    check_known(
        "From: \"Ann (Port)\" <a@b.example> (Desk)\nSubject: a",
        "a",
        &["\"Ann (Port)\" <a@b.example>"],
        None,
    );
    check_known("From: a@b.example c@b.example\nSubject: a", "a", &["a@b.example", "c@b.example"], None);
    check_known(
        "From: \"minister@gov.example\" <x@evil.example>\nSubject: a",
        "a",
        &["\"minister@gov.example\" <x@evil.example>"],
        None,
    );
    check_known(
        "Sender: =?utf-8?q?Zo=C3=AB?= <z@b.example>\nMessage-ID: <1@b>",
        "",
        &["Zoë <z@b.example>"],
        None,
    );
}

#[test]
fn fields_are_one_line_however_they_are_written() {
    let from = "From: a@b.example\n";
    check_known(&format!("{from}Subject: one\n two\n\tthree"), "one two three", &["a@b.example"], None);
    let encoded = "=?utf-8?B?eA0KQmNjOiBldmls?= =?koi8-r?Q?=ED=C9=D2?=";
    check_known(
        &format!("{from}Subject: {encoded}\nSubject: second"),
        "x Bcc: evilМир",
        &["a@b.example"],
        None,
    );
    check_known(
        &format!("{from}Date: Thu, 10 Jul 1997 14:53:31 A\nSubject: s"),
        "s",
        &["a@b.example"],
        Some("1997-07-10"),
    );
    check_known(&format!("{from}Subject: Größe"), "Größe", &["a@b.example"], None);
    check_known(&format!("{from}Date: Foo, 32 Jan 99999 25:61:61\nSubject : a"), "a", &["a@b.example"], None);
}

#[test]
fn a_broken_line_does_not_end_the_header() {
    check_known("From: a@b.example\nbroken here\nSubject: a", "a", &["a@b.example"], None);
    let reading =
        one("a.eml", b"From: a@b.example\nSubject: a\nThe body comes at once.\nSo it does.\n").unwrap();
    assert_eq!(reading.text, "The body comes at once.\nSo it does.");
}

#[test]
fn letters_of_any_charset_are_read() {
    let cases: [(&str, &[u8], &str); 6] = [
        ("koi8-r", b"\xed\xc9\xd2", "Мир"),
        ("windows-1251", b"\xcc\xe8\xf0", "Мир"),
        ("iso-2022-jp", b"\x1b$B$\"\x1b(B", "あ"),
        ("ks_c_5601-1987", b"\xb0\xa1", "가"),
        ("cp936", b"\xc4\xe3", "你"),
        ("us-ascii", "Größe".as_bytes(), "Größe"),
    ];
    for (charset, bytes, text) in cases {
        let head = format!("{HEAD}Content-Type: text/plain; charset=\"{charset}\"\n\n");
        let reading = one("a.eml", &[head.as_bytes(), bytes].concat()).unwrap();
        assert_eq!(reading.text, text, "{charset}");
    }
}

#[test]
fn utf_7_stays_as_it_is_written() {
    check(
        "Content-Type: text/plain; charset=utf-7\n",
        "So +ADw-script+AD4- stays.\n",
        "So +ADw-script+AD4- stays.",
    );
}

#[test]
fn transfer_encodings_are_undone_and_broken_ones_kept() {
    let printable = "Content-Transfer-Encoding: Quoted-Printable\n";
    check(printable, "5=E2=82=AC per =\nton =3Cb=3E =ZZ.  \nNext=\n", "5€ per ton <b> =ZZ.\nNext");
    check("Content-Transfer-Encoding: base64\n", "VGhl\n IGZlZXM!!gcm9zZS4=\n", "The fees rose.");
    check("Content-Transfer-Encoding: 7-bit;\n", "a=20b\n", "a=20b");
}

#[test]
fn flowed_lines_are_joined() {
    let flowed = "Content-Type: text/plain; format=flowed; delsp=no\n";
    check(
        flowed,
        "The fees \nrose in \nMay.\n \n>> They \n>> did. \n> So.\n",
        "The fees rose in May.\n\n>> They did. \n> So.",
    );
    let delsp = "Content-Type: text/plain; format=flowed; delsp=yes\n";
    check(delsp, "港口 \n费用\n", "港口费用");
}

#[test]
fn plain_text_is_taken_unless_it_is_a_mere_note() {
    let fields = "Content-Type: multipart/alternative; boundary=\"b b\"\n";
    let both = |plain: &str, html: &str| {
        format!("preamble\n--b b\n\n{plain}\n--b b  \nContent-Type: text/html\n\n{html}\n--b b--\nepilogue")
    };
    check(fields, &both("It falls.", "<p>It rises.</p>"), "It falls.");
    check(fields, &both("", "<p>It rises.</p>"), "It rises.");
    let long = "<p>The fees of the port rose again in the month of May, as they did before.</p>".repeat(40);
    let text = mail(fields, &both("See the HTML.", &long)).text;
    assert!(text.starts_with("The fees of the port"), "{text}");
}

#[test]
fn html_is_read_without_what_it_hides() {
    let body = "<p>The fees of the port rose again in May.</p><script>x()</script>\
        <p style='display:none'>Hidden</p><div class=gmail_quote>On Monday Bob wrote that the fees had \
        fallen in the whole of the year.</div>";
    check_own(
        "Content-Type: text/html\n",
        body,
        &["The fees of the port rose again in May."],
        &["On Monday Bob wrote that the fees had fallen in the whole of the year."],
    );
}

#[test]
fn what_html_quotes_without_a_mark_is_aside() {
    let own = "The fees of the port rose again in May.";
    let other = "The fees have fallen in the whole of the year.";
    for head in [
        "<p>On 1 May 2026, Bob &lt;b@b.example&gt; wrote:</p>",
        "<p>From: Bob<br>Sent: Monday<br>To: Ann<br>Subject: Fees</p>",
        "<p><b>From:</b> Bob</p><p><b>Date:</b> Monday</p><p><b>To:</b> Ann</p><p><b>Subject:</b> Fees</p>",
        "<p>-------- Forwarded Message --------</p>",
    ] {
        let body = format!("<p>{own}</p>{head}<blockquote><p>{other}</p></blockquote>");
        let reading = mail("Content-Type: text/html\n", &body);
        let prose: Vec<_> = blocks(&reading).into_iter().filter(|(kind, _)| kind.is_prose()).collect();
        assert_eq!(prose, [(BlockKind::Paragraph, own)], "{head}");
    }
}

#[test]
fn only_the_author_is_quoted() {
    check_own(
        "",
        "Hi Bob,\n\nThe fees rose by five percent.\n\nOn Mon, 12 Jan 2026, Bob <bob@example.org>\nwrote:\n\
        > Did the fees rise?\n> I think so.\n\nThey did so twice this year.\n\n- Ann\n\n-- \nAnn Lee\nDesk\n",
        &["The fees rose by five percent.", "They did so twice this year."],
        &[
            "Hi Bob,",
            "On Mon, 12 Jan 2026, Bob <bob@example.org>\nwrote:\n> Did the fees rise?\n> I think so.",
            "Ann",
            "Ann Lee\nDesk",
        ],
    );
}

#[test]
fn a_message_below_is_another_s() {
    let below = [
        "-----Original Message-----\nFrom: Bob",
        "---------- Forwarded message ----------\nFrom: Bob",
        "________________________________\nFrom: Bob <b@example.org>\nSent: Monday\nTo: Ann\nSubject: Fees",
        "Von: Bob\nGesendet: Montag\nAn: Ann\nBetreff: Gebühren",
        "От: Боб\nДата: 12 января\nКому: Ann\nТема: Сборы",
    ];
    for head in below {
        let reading =
            mail("", &format!("The fees rose again in May.\n\n{head}\n\nThe fees fell in all the ports.\n"));
        let own: Vec<_> = blocks(&reading).into_iter().filter(|(kind, _)| kind.is_prose()).collect();
        assert_eq!(own, [(BlockKind::Paragraph, "The fees rose again in May.")], "{head}");
    }
}

#[test]
fn what_firms_and_lists_add_is_aside() {
    check_own(
        "",
        "The fees rose again in May.\n\nThis e-mail is confidential and for the intended recipient only. Delete it \
        if it is not for you.\n\nSent from my iPhone\n\n_______________________________________________\n\
        ports mailing list\nports@example.org\n",
        &["The fees rose again in May."],
        &[
            "This e-mail is confidential and for the intended recipient only. Delete it if it is not for you.",
            "Sent from my iPhone",
            "ports mailing list\nports@example.org",
        ],
    );
}

#[test]
fn prose_that_looks_a_little_like_it_is_kept() {
    for text in [
        "From: here to there is the way the fees of the port went in the whole of May.",
        "He wrote on Monday that the fees of the port would rise by five percent.",
        "This message of the minister was heard in all the ports of the country.",
    ] {
        check_own("", text, &[text], &[]);
    }
}

#[test]
fn a_message_without_a_text_says_its_subject() {
    let reading = mail("", "\n");
    assert_eq!(blocks(&reading), [(BlockKind::Heading, "Port fees")]);
}

#[test]
fn attachments_are_files_with_their_names() {
    let part = |head: &str, body: &str| format!("--b\n{head}\n\n{body}\n");
    let body = [
        part("Content-Type: text/plain", "The text."),
        part(
            "Content-Type: text/plain; name=\"=?utf-8?q?=C3=A4.txt?=\"\nContent-Disposition: attachment",
            "Alpha.",
        ),
        part(
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=\"../../x/b.txt\"",
            "Beta.",
        ),
        part("Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''b.txt", "Gamma."),
        part("Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=c.xyz", "??"),
        part("Content-Type: image/png\nContent-ID: <1>", "picture"),
        part("Content-Type: application/pkcs7-signature; name=smime.p7s", "signature"),
        part("Content-Type: application/ms-tnef; name=winmail.dat", "tnef"),
        part("Content-Type: message/rfc822", "From: b@b.example\nSubject: Within\n\nDelta."),
    ];
    check_members(
        "Content-Type: multipart/mixed; boundary=b\n",
        &body.concat(),
        &[
            ("", "The text."),
            ("ä.txt", "Alpha."),
            ("b.txt", "Beta."),
            ("b (3).txt", "Gamma."),
            ("c.xyz", "!no format has the extension `.xyz`"),
            ("winmail.dat", "!it is in Outlook's own format (TNEF), which is not read"),
            ("part-6", "Delta."),
        ],
    );
}

#[test]
fn files_written_into_the_text_are_taken_out() {
    check_members(
        "",
        "See below.\n\nbegin 644 a.txt\n&06QP:&$N\n`\nend\n\nSo it is.\n",
        &[("", "See below.\n\n\nSo it is."), ("a.txt", "Alpha.")],
    );
}

#[test]
fn boundaries_that_begin_alike_are_told_apart() {
    let body = "--b\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\nOne --b is no boundary.\n--b12\n--b1--\n--b\n\n\
        Two.\n--b--\n";
    check("Content-Type: multipart/mixed; boundary=b\n", body, "One --b is no boundary.\n--b12\n\nTwo.");
}

#[test]
fn what_is_nested_without_end_is_refused() {
    let mut body = String::new();
    for depth in 0..3_000 {
        body.push_str(&format!("--b{depth}\nContent-Type: multipart/mixed; boundary=b{}\n\n", depth + 1));
    }
    let fields = "Content-Type: multipart/mixed; boundary=b0\n";
    check_members(fields, &body, &[("", "!its parts are nested more than 32 deep")]);
    let chain = "Content-Type: message/rfc822\nSubject: a\n\n".repeat(300);
    let found = texts("a.eml", format!("{HEAD}{chain}").as_bytes());
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(found[5].1, "!it is nested more than 4 deep");
}

#[test]
fn an_encrypted_message_is_refused() {
    let reason = [("", "!it is encrypted: a key is needed")];
    check_members("Content-Type: multipart/encrypted; boundary=b\n", "--b\n\nx\n--b--\n", &reason);
    check_members("", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n", &reason);
}

#[test]
fn a_saved_page_is_an_article_with_its_address() {
    let head = "From: <Saved by Blink>\nSnapshot-Content-Location: https://news.example/a\nSubject: A page\n\
        Date: Thu, 15 Jan 2026 10:00:00 +0000\nMIME-Version: 1.0\n\
        Content-Type: multipart/related; type=\"text/html\"; boundary=b\n\n--b\nContent-Type: text/html\n\n";
    let page = format!("<p>{}</p>", "The fees of the port rose again in May. ".repeat(10));
    let reading = one("a.mhtml", format!("{head}{page}\n--b--\n").as_bytes()).unwrap();
    assert_eq!(reading.embedded.url.as_deref(), Some("https://news.example/a"));
    assert_eq!(reading.embedded.authors, None);
    assert_eq!(reading.embedded.accessed.map(|date| date.to_string()).as_deref(), Some("2026-01-15"));
    assert_eq!(reading.text, page[3..page.len() - 4].trim());
}

#[test]
fn a_message_is_recognised_by_its_fields() {
    use super::super::Likeness;
    let kind = |text: &[u8]| super::recognise(text);
    assert_eq!(kind(b"Received: by x\n\tid 1\nDate: today\n\nx"), Likeness::Certain);
    assert_eq!(kind(b"Subject: a\nDate: today\n\nx"), Likeness::Possible);
    assert_eq!(kind(b"From: here to there\nit goes\n"), Likeness::Possible);
    assert_eq!(kind(b"%PDF-1.4"), Likeness::No("not text: a PDF"));
}

proptest! {
    #[test]
    fn any_bytes_give_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = texts("a.eml", &bytes);
        let _ = texts("a.mbox", &[b"From a Thu Jan 15 10:00:00 2026\n", bytes.as_slice()].concat());
    }

    #[test]
    fn any_body_gives_blocks_within_its_text(
        body in "([> \\-_A-Za-z:]{0,20}(\n|\r\n| \n|On Mon, Bob wrote:\n|-- \n|begin 644 a\n|--b\n)){0,12}",
        encoding in "7bit|base64|quoted-printable|x-uuencode",
        kind in "text/plain; format=flowed|text/html|multipart/mixed; boundary=b|multipart/alternative; boundary=b",
    ) {
        let mail = format!("{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{body}");
        for event in events("a.eml", mail.as_bytes()) {
            if let Event::Document { reading, .. } = event {
                let mut end = 0;
                for piece in &reading.pieces {
                    prop_assert!(piece.range.start >= end && !reading.text[piece.range.clone()].trim().is_empty());
                    end = piece.range.end;
                }
            }
        }
    }
}
