//! Mistakes where the result was: the place, the line, a caret and a hint.

use crate::error::{Diagnostic, Severity};
use crate::tool::html::Html;

/// Writes what is wrong, each with its place.
pub(super) fn list(page: &mut Html, diagnostics: &[Diagnostic]) {
    page.raw("<ol class=\"mistakes\">\n");
    for diagnostic in diagnostics {
        one(page, diagnostic);
    }
    page.raw("</ol>\n");
}

/// Writes what is wrong under a heading that says how much.
pub(super) fn section(page: &mut Html, diagnostics: &[Diagnostic], then: &'static str) {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    page.raw("<section class=\"wrong\" aria-label=\"Mistakes\" tabindex=\"0\">\n<h2>");
    match errors {
        0 => page.count(diagnostics.len(), "warning"),
        errors => page.count(errors, "mistake"),
    };
    page.raw("</h2>\n");
    if !then.is_empty() {
        page.raw("<p>").raw(then).raw("</p>\n");
    }
    list(page, diagnostics);
    page.raw("</section>\n");
}

/// Writes warnings that can be unfolded.
pub(super) fn warnings(page: &mut Html, diagnostics: &[Diagnostic]) {
    if diagnostics.is_empty() {
        return;
    }
    page.raw("<details class=\"warnings\">\n<summary>")
        .count(diagnostics.len(), "warning")
        .raw("</summary>\n");
    list(page, diagnostics);
    page.raw("</details>\n");
}

fn one(page: &mut Html, diagnostic: &Diagnostic) {
    let class = match diagnostic.severity {
        Severity::Error => "<li class=\"error\">\n",
        Severity::Warning => "<li class=\"warning\">\n",
    };
    page.raw(class).raw("<p class=\"message\">").text(&diagnostic.message).raw("</p>\n");
    if let Some(file) = &diagnostic.file {
        page.raw("<p class=\"place\"><code>").text(file);
        if let (Some(line), Some(column)) = (diagnostic.line, diagnostic.column) {
            page.raw(":").show(line).raw(":").show(column);
        }
        page.raw("</code></p>\n");
    }
    if let (Some(text), Some(line), Some(column)) = (&diagnostic.excerpt, diagnostic.line, diagnostic.column)
    {
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        page.raw("<pre tabindex=\"0\" role=\"group\" aria-label=\"The line\"><code>")
            .text(&number)
            .raw(" │ ");
        page.text(&text.replace('\t', " ")).raw("\n").text(&margin).raw(" │ <span class=\"caret\">");
        page.text(&caret(text, column)).raw("</span></code></pre>\n");
    }
    if let Some(hint) = &diagnostic.hint {
        page.raw("<p class=\"hint\">").text(hint).raw("</p>\n");
    }
    page.raw("</li>\n");
}

/// Returns a line that points to the word which begins at a column (in
/// characters, from 1). Wide letters take a wide space (U+3000).
fn caret(line: &str, column: usize) -> String {
    let space = |letter: char| match u32::from(letter) {
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60 => '\u{3000}',
        _ => ' ',
    };
    let before: String = line.chars().take(column.saturating_sub(1)).map(space).collect();
    let rest = line.chars().skip(column.saturating_sub(1));
    let word = rest.take_while(|letter| letter.is_alphanumeric() || "_-./".contains(*letter)).count();
    format!("{before}{}", "^".repeat(word.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_stands_under_the_word() {
        assert_eq!(caret("{{ breif.title }}", 4), "   ^^^^^^^^^^^");
        assert_eq!(caret("主题: x", 5), "\u{3000}\u{3000}  ^");
        assert_eq!(caret("a", 9), " ^");
    }

    #[test]
    fn what_is_wrong_is_shown_with_its_place_as_text() {
        let mut page = Html::new();
        let diagnostic =
            Diagnostic::error("unknown `<b>`").in_file("a&b.md").at(2, 1, "x\n<b>\n").hint("<i>");
        list(&mut page, &[diagnostic]);
        let html = page.into_string();
        assert!(html.contains("unknown `&lt;b&gt;`") && html.contains("a&amp;b.md:2:1"), "{html}");
        assert!(html.contains("2 │ &lt;b&gt;\n  │ <span class=\"caret\">^</span>"), "{html}");
    }
}
