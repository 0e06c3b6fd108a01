use crate::corpus::formats::package::testing::packed;
use crate::corpus::reading::testing::{blocks, one};
use crate::model::BlockKind::{Aside, Heading, Paragraph};

const LONG: &str =
    "The ministers of both countries met on Monday and spoke for three hours about the price of gas.";

const CONTAINER: (&str, &str) = (
    "META-INF/container.xml",
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>",
);

const TYPE: (&str, &str) = ("mimetype", "application/epub+zip");

fn package_document(spine: &str) -> String {
    format!(
        "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>Gas and Oil</dc:title>\
         <dc:creator>Jane Smith</dc:creator><dc:creator>Li Wei</dc:creator><dc:publisher>The Press</dc:publisher><dc:language>en</dc:language>\
         <dc:identifier>https://a.example/gas</dc:identifier><dc:date>2024-05-16</dc:date></metadata><manifest>\
         <item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
         <item id='a' href='text/a%20b.xhtml' media-type='application/xhtml+xml'/>\
         <item id='b' href='b.xhtml' media-type='application/xhtml+xml'/>\
         <item id='out' href='../../etc/passwd' media-type='application/xhtml+xml'/></manifest><spine>{spine}</spine></package>"
    )
}

fn page(body: &str) -> String {
    format!(
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body>{body}</body></html>"
    )
}

fn book(spine: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let spine: String = spine.split(' ').map(|id| format!("<itemref idref='{id}'/>")).collect();
    let opf = package_document(&spine);
    let first = page(&format!("<h1 id='one'><a id='x'/>One</h1><p>{LONG}</p>"));
    let second = page(&format!("<script>BAD</script><h1>Two</h1><p>{LONG}</p>"));
    let nav = page("<h1>Contents</h1><nav><ol><li>One</li></ol></nav>");
    let mut parts = vec![
        TYPE,
        CONTAINER,
        ("OEBPS/book.opf", &opf),
        ("OEBPS/text/a b.xhtml", &first),
        ("OEBPS/b.xhtml", &second),
        ("OEBPS/nav.xhtml", &nav),
    ];
    parts.extend(others);
    packed(&parts)
}

#[test]
fn a_book_is_read_in_the_order_of_its_spine() {
    let reading = one("a.epub", &book("nav b a b", &[])).unwrap();
    let expected = [
        (Aside, "Contents"),
        (Aside, "One"),
        (Heading, "Two"),
        (Paragraph, LONG),
        (Heading, "One"),
        (Paragraph, LONG),
    ];
    assert_eq!(blocks(&reading), expected);
    let anchors: Vec<&str> = reading.pieces.iter().filter_map(|piece| piece.anchor.as_deref()).collect();
    assert_eq!(anchors[2], "OEBPS/b.xhtml");
    assert!(anchors[5].starts_with("OEBPS/text/a b.xhtml#"), "{anchors:?}");
}

#[test]
fn a_book_says_its_source() {
    let known = one("a.epub", &book("a", &[])).unwrap().embedded;
    assert_eq!(known.title.as_deref(), Some("Gas and Oil"));
    assert_eq!(known.authors, Some(vec!["Jane Smith".to_owned(), "Li Wei".to_owned()]));
    assert_eq!(known.publisher.as_deref(), Some("The Press"));
    assert_eq!(known.url.as_deref(), Some("https://a.example/gas"));
    assert_eq!(known.date.unwrap().to_string(), "2024-05-16");
    assert_eq!(known.language.as_deref(), Some("en"));
}

#[test]
fn no_path_leaves_the_archive() {
    let reading = one("a.epub", &book("out a", &[])).unwrap();
    assert_eq!(blocks(&reading), [(Heading, "One"), (Paragraph, LONG)]);
    let container = CONTAINER.1.replace("OEBPS/book.opf", "../../outside.opf");
    let bytes = packed(&[TYPE, ("META-INF/container.xml", &container)]);
    let why = one("a.epub", &bytes).unwrap_err();
    assert_eq!(why.reason, "its container names a file outside it: the EPUB is invalid");
}

#[test]
fn encrypted_chapters_are_refused_and_hidden_fonts_are_not() {
    let encryption = |algorithm: &str, uri: &str| {
        format!(
            "<encryption><EncryptedData><EncryptionMethod Algorithm='{algorithm}'/><CipherData><CipherReference URI='{uri}'/>\
             </CipherData></EncryptedData></encryption>"
        )
    };
    let font = encryption("http://www.idpf.org/2008/embedding", "OEBPS/b.xhtml");
    assert!(one("a.epub", &book("b", &[("META-INF/encryption.xml", &font)])).is_ok());
    let drm = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/b.xhtml");
    let why = one("a.epub", &book("b", &[("META-INF/encryption.xml", &drm)])).unwrap_err();
    assert_eq!(why.reason, "it is encrypted (DRM)");
}

#[test]
fn a_missing_chapter_is_told_and_a_book_of_none_is_refused() {
    let opf = package_document("<itemref idref='a'/><itemref idref='b'/>");
    let bytes = packed(&[
        TYPE,
        CONTAINER,
        ("OEBPS/book.opf", &opf),
        ("OEBPS/b.xhtml", &page(&format!("<p>{LONG}</p>"))),
    ]);
    let reading = one("a.epub", &bytes).unwrap();
    assert_eq!(blocks(&reading), [(Paragraph, LONG)]);
    assert_eq!(reading.warnings[0].message, "the chapter `OEBPS/text/a b.xhtml` was not read: it is missing");
    let why = one("a.epub", &packed(&[TYPE, CONTAINER, ("OEBPS/book.opf", &opf)])).unwrap_err();
    assert!(why.reason.starts_with("it has no chapter that can be read: "), "{}", why.reason);
    let why = one("a.epub", &packed(&[TYPE])).unwrap_err();
    assert_eq!(why.reason, "it has no META-INF/container.xml: it is no EPUB");
}
