//! What stands within a page: the briefing as its readers get it, with ways to
//! the sources added, and the pages of its PDF.

use super::mistakes;
use super::shell::Shell;
use crate::pipeline::workshop::Draft;
use crate::preview::address;
use crate::preview::guard::Kind;
use crate::preview::routes::Answer;
use crate::tool::html::Html;

/// Returns a briefing's web page. What a build writes is not touched: the ways
/// to the sources are added to what is shown.
pub(in crate::preview) fn briefing(shell: &Shell<'_>, brief: &str, audience: &str) -> Option<Answer> {
    let draft = shell.preview.workshop.draft(brief)?.draft?;
    let html = draft.html(audience)?.ok()?;
    Some(Answer::html(Kind::Briefing, with_ways(html, &draft, brief, audience)))
}

/// The look of a way to a source. It stands after the desk's own style, and is
/// not printed.
const STYLE: &str = "
.attache-way { display: inline-block; min-inline-size: 1.4em; margin-inline-start: .2em; padding: .15em .3em;
  border-radius: .3em; background: #1c4a73; color: #fff; font: 600 .68rem/1.2 system-ui, sans-serif;
  text-align: center; text-decoration: none; vertical-align: .25em; opacity: .85; }
.attache-way:is(:hover, :focus-visible) { opacity: 1; text-decoration: underline; }
blockquote:has(.attache-way):hover { outline: 1px dashed #6b8fb0; outline-offset: .35rem; cursor: pointer; }
@media (prefers-color-scheme: dark) { .attache-way { background: #93bce2; color: #111; } }
@media print { .attache-way { display: none; } }
";

/// Adds to each mark of a citation a way to the passage in its source, and lets
/// addresses of others open beside.
///
/// Marks are known by what `render/html` writes and no text can: in a text a
/// quotation mark is `&quot;`.
fn with_ways(html: &str, draft: &Draft, brief: &str, audience: &str) -> String {
    let (head, body) = html.split_at(html.find("<body>").unwrap_or(html.len()));
    let mut page = head.replacen("</style>\n</head>", &format!("{STYLE}</style>\n</head>"), 1);
    let body = body.replace(" rel=\"noopener noreferrer\"", " rel=\"noopener noreferrer\" target=\"_blank\"");
    let mut rest = body.as_str();
    while let Some((before, note, after)) = next_mark(rest) {
        page.push_str(before);
        if let Some(n) = draft.noted(audience, note) {
            page.push_str(&way(&address::excerpt(brief, audience, n), note));
        }
        rest = after;
    }
    page.push_str(rest);
    page
}

/// Finds the end of the next mark of a citation: what stands before, its
/// note's number, and what stands after.
fn next_mark(html: &str) -> Option<(&str, usize, &str)> {
    const MARK: &str = " cited\" id=\"mark_";
    let start = html.find(MARK)? + MARK.len();
    let digits = html[start..].find('_')?;
    let note = html[start..start + digits].parse().ok()?;
    const END: &str = "</button></";
    let end = start + html[start..].find(END)? + END.len();
    let end = end + html[end..].find('>')? + 1;
    Some((&html[..end], note, &html[end..]))
}

fn way(address: &str, note: usize) -> String {
    let mut way = Html::new();
    way.raw("<a class=\"attache-way\" target=\"_top\" href=\"").text(address);
    way.raw("\" aria-label=\"Passage of note ").show(note).raw(" in its source\">src</a>");
    way.into_string()
}

/// Lists the pages of a briefing's PDF as pictures, which a browser asks for
/// when they come into sight.
pub(in crate::preview) fn pictures(shell: &Shell<'_>, brief: &str, audience: &str) -> Option<Answer> {
    let draft = shell.preview.workshop.draft(brief)?.draft?;
    let mut page = Html::new();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Pages</title>\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.raw("<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body class=\"sheets\">\n<main>\n");
    page.raw("<h1 class=\"unseen\">Pages</h1>\n");
    match draft.picture(audience, 1)? {
        Err(_) if !cfg!(feature = "pdf") => {
            page.raw(
                "<p class=\"quiet\">The pages of the PDF would be here, but this build has no PDF.</p>\n",
            );
        }
        Ok(first) => {
            let (width, height) = size(&first.svg);
            for number in 1..=first.pages {
                sheet(
                    &mut page,
                    &address::page(brief, audience, number),
                    (number, first.pages),
                    width,
                    height,
                );
            }
        }
        Err(diagnostics) => mistakes::section(&mut page, &diagnostics, ""),
    }
    page.raw("</main>\n</body>\n</html>\n");
    Some(Answer::html(Kind::Inset, page.into_string()))
}

fn sheet(page: &mut Html, address: &str, (number, of): (usize, usize), width: u32, height: u32) {
    page.raw("<figure>\n<img src=\"").text(address).raw("\" width=\"").show(width).raw("\" height=\"");
    page.show(height).raw("\" loading=\"lazy\" alt=\"Page ").show(number).raw(" of ").show(of);
    page.raw("\">\n<figcaption>").show(number).raw(" / ").show(of).raw("</figcaption>\n</figure>\n");
}

/// Reads width and height of a picture off its `viewBox`, in whole points; an
/// A4 page where it has none.
fn size(svg: &str) -> (u32, u32) {
    let numbers = || -> Option<(u32, u32)> {
        let (_, rest) = svg.get(..svg.len().min(2_000))?.split_once("viewBox=\"")?;
        let mut numbers = rest.split('"').next()?.split_whitespace().skip(2);
        let mut next = || numbers.next()?.parse::<f64>().ok().filter(|size| (1.0..20_000.0).contains(size));
        Some((next()?.round() as u32, next()?.round() as u32))
    };
    numbers().unwrap_or((595, 842))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_by_its_markup_and_not_by_a_text_that_looks_like_it() {
        let html = "<p>a cited&quot; id=&quot;mark_9_1 </button></sup><sup class=\"mark cited\" id=\"mark_12_1\">\
                    <a>[12]</a><button>[12]</button></sup> b</p>";
        let (before, note, after) = next_mark(html).unwrap();
        assert!(before.ends_with("</button></sup>") && after == " b</p>");
        assert_eq!(note, 12);
        assert!(next_mark(after).is_none());
    }

    #[test]
    fn the_size_of_a_picture_is_read_off_it() {
        assert_eq!(size("<svg viewBox=\"0 0 419.53 595.28\" width=\"1\">"), (420, 595));
        assert_eq!(size("<svg viewBox=\"0 0 1e9 -3\">"), (595, 842));
        assert_eq!(size(""), (595, 842));
    }
}
