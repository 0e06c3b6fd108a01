//! What surrounds every page.

use std::sync::Arc;

use crate::pipeline::workshop::{Act, Edited, Standing};
use crate::preview::Preview;
use crate::tool::html::Html;
use crate::tool::white_space::folded;

/// A page's surroundings, of one version of the desk.
pub(in crate::preview) struct Shell<'a> {
    pub(in crate::preview) preview: &'a Preview,
    pub(in crate::preview) standing: Arc<Standing>,
    version: String,
    query: String,
    is_wide: bool,
    place: (String, String),
}

impl<'a> Shell<'a> {
    pub(in crate::preview) fn new(preview: &'a Preview) -> Self {
        // Before anything is looked at: what changes meanwhile is a later version.
        let version = preview.version_now();
        let standing = preview.workshop.standing();
        Self { preview, standing, version, query: String::new(), is_wide: false, place: Default::default() }
    }

    /// Makes a page that takes the whole window.
    pub(super) fn wide(&self) -> Self {
        Self { is_wide: true, ..self.copy() }
    }

    /// Shows what was sought in the field for it.
    pub(super) fn seeking(&self, query: &str) -> Self {
        Self { query: query.to_owned(), ..self.copy() }
    }

    /// Says where to go after a change is taken back.
    pub(super) fn at(&self, brief: &str, audience: &str) -> Self {
        Self { place: (brief.to_owned(), audience.to_owned()), ..self.copy() }
    }

    fn copy(&self) -> Self {
        Self {
            preview: self.preview,
            standing: self.standing.clone(),
            version: self.version.clone(),
            query: self.query.clone(),
            is_wide: self.is_wide,
            place: self.place.clone(),
        }
    }

    /// Returns the desk's name.
    pub(super) fn desk(&self) -> String {
        let title = self.standing.session.as_ref().map(|session| session.desk.config.title.clone());
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| "Desk".to_owned())
    }

    /// Writes a page around its body. `trail` is the way to it from the desk:
    /// names and addresses.
    pub(super) fn page(&self, title: &str, trail: &[(&str, String)], body: &Html) -> Html {
        let mut page = Html::new();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\" data-version=\"")
            .text(&self.version)
            .raw("\">\n<head>\n");
        page.raw("<meta charset=\"utf-8\">\n<title>").text(title).raw(" · ").text(&self.desk());
        page.raw("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.raw("<link rel=\"stylesheet\" href=\"/style.css\">\n<link rel=\"icon\" href=\"/icon.svg\">\n");
        page.raw("<script src=\"/script.js\" defer></script>\n</head>\n");
        page.raw(if self.is_wide { "<body class=\"wide\">\n" } else { "<body>\n" });
        page.raw("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n");
        self.bar(&mut page, trail);
        self.last_edit(&mut page);
        page.raw("<main id=\"main\" tabindex=\"-1\">\n").add(body).raw("</main>\n</body>\n</html>\n");
        page
    }

    fn bar(&self, page: &mut Html, trail: &[(&str, String)]) {
        page.raw("<header class=\"bar\">\n<nav aria-label=\"Where you are\">\n<ol class=\"trail\">\n");
        page.raw("<li><a class=\"home\" href=\"/\">").text(&self.desk()).raw("</a></li>\n");
        for (name, address) in trail {
            page.raw("<li>").link(address, name).raw("</li>\n");
        }
        page.raw("</ol>\n</nav>\n<form class=\"search\" role=\"search\" action=\"/search\">\n");
        page.raw("<label class=\"unseen\" for=\"q\">Search the corpus</label>\n");
        page.raw("<input id=\"q\" name=\"q\" type=\"search\" placeholder=\"Search the corpus\" value=\"");
        page.text(&self.query).raw("\">\n<button>Search</button>\n</form>\n");
        let polling = crate::preview::held(&self.preview.polling).clone();
        page.raw("<p id=\"live\" class=\"live\" role=\"status\"");
        if let Some(why) = &polling {
            page.raw(" title=\"Changes are looked for every second: ").text(why).raw("\"");
        }
        page.raw("></p>\n</header>\n");
    }

    /// Says what was changed last, and offers to take it back.
    fn last_edit(&self, page: &mut Html) {
        let Some(Edited { edit, file, .. }) = self.preview.workshop.last_edit() else { return };
        let what = match edit.act {
            Act::Pin => "Pinned",
            Act::Unpin => "Pinned no longer",
            Act::Drop => "Dropped",
            Act::Undrop => "Dropped no longer",
        };
        page.raw(
            "<form class=\"undo\" aria-label=\"Last change\" method=\"post\" action=\"/undo\">\n<p><strong>",
        )
        .text(what);
        page.raw("</strong> in <code>").text(&file).raw("</code>: <q>").text(&beginning(&edit.text, 60));
        page.raw("</q></p>\n");
        self.token(page);
        page.hidden("brief", &self.place.0).hidden("audience", &self.place.1);
        page.raw("<button>Undo</button>\n</form>\n");
    }

    /// Writes the token that a form needs to change anything.
    pub(super) fn token(&self, page: &mut Html) {
        page.hidden("token", self.preview.guard.token()).raw("\n");
    }
}

/// Returns the first characters of a text on one line, with an ellipsis where
/// there are more.
pub(super) fn beginning(text: &str, most: usize) -> String {
    let line = folded(text);
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
