//! Which texts of a page are its article.
//!
//! Two answers are compared: Mozilla's Readability (dom_smoothie), which weighs
//! paragraphs, and the element that the page itself marks as its article.

use std::collections::BTreeSet;

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Article, Config, ParsePolicy, Readability};

use super::outline::{Mass, Out, Outline};

/// The most elements that the article is searched in; larger pages are read
/// whole. Readability's search is not linear.
const ARTICLE_ELEMENTS: usize = 60_000;

/// Deeper trees are read, but not searched by Readability: it and the writer
/// of its result call themselves for each level.
const DEEPEST: usize = 400;

/// An article with fewer letters than this is none.
const ARTICLE_LETTERS: usize = 150;

/// What was found of an article.
#[derive(Default)]
pub(super) struct Found {
    /// For every node, whether its text is taken.
    pub(super) taken: Vec<bool>,
    /// What Readability says of the page.
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) site: Option<String>,
    /// Whether it is the whole page, for want of an article.
    pub(super) whole: bool,
}

/// Finds the article.
pub(super) fn find(outline: &Outline<'_>) -> Found {
    let masses = outline.masses();
    let asked = ask(outline);
    let nothing = || vec![false; outline.nodes.len()];
    let voted = asked.as_ref().map_or_else(nothing, |(_, voted)| voted.clone());
    let mut found = Found::default();
    if let Some((article, _)) = asked {
        found.title = Some(article.title);
        found.byline = article.byline;
        found.site = article.site_name;
    }
    let votes = weigh(outline, &masses, &voted, 0);
    let marked = marked(outline, &masses);
    found.taken = match marked {
        Some((container, sure)) => {
            let mass = masses[container];
            let shared = weigh(outline, &masses, &voted, container);
            if is_better(mass, shared, votes, sure) { within(outline, container) } else { voted }
        }
        None => voted,
    };
    if weigh(outline, &masses, &found.taken, 0).letters < ARTICLE_LETTERS && masses[0].letters > 0 {
        found.whole = true;
        found.taken = within(outline, 0);
    }
    found
}

/// Tells whether the marked element is taken rather than what was voted for.
fn is_better(marked: Mass, shared: Mass, votes: Mass, sure: bool) -> bool {
    if votes.letters < ARTICLE_LETTERS {
        return marked.letters >= ARTICLE_LETTERS;
    }
    if !sure {
        return false;
    }
    // Readability strayed, or took too little or too much.
    let most = shared.letters * 10 >= votes.letters * 9;
    let missed = marked.prose > votes.prose + votes.prose / 4 && marked.prose >= ARTICLE_LETTERS;
    let stray = votes.letters > shared.letters + shared.letters / 8 && marked.prose * 2 >= votes.prose;
    most && missed
        || stray && marked.prose >= ARTICLE_LETTERS
        || shared.letters * 2 < votes.letters && marked.prose >= votes.prose
}

fn within(outline: &Outline<'_>, container: usize) -> Vec<bool> {
    let mut taken = vec![false; outline.nodes.len()];
    for at in outline.kept(container, outline.nodes[container].end) {
        taken[at] = outline.nodes[at].name.is_empty();
    }
    taken
}

/// Weighs what is taken of a container.
fn weigh(outline: &Outline<'_>, masses: &[Mass], taken: &[bool], container: usize) -> Mass {
    let mut sum = Mass::default();
    for at in container..outline.nodes[container].end {
        if taken[at] {
            sum.letters += masses[at].letters;
            sum.linked += masses[at].linked;
            sum.prose += masses[at].prose;
        }
    }
    sum
}

/// Classes, ids and properties that hold nothing but an article's text.
const BODIES: &[&str] = &[
    "articlebody",
    "article-body",
    "article-content",
    "article-text",
    "articletext",
    "articlecontent",
    "article__body",
    "article__content",
    "article__text",
    "article_body",
    "article_content",
    "article_text",
    "entry-content",
    "entrycontent",
    "entry",
    "post-content",
    "post-body",
    "post-entry",
    "postcontent",
    "post_content",
    "post-text",
    "postbody",
    "story-body",
    "story-content",
    "storybody",
    "storycontent",
    "news-text",
    "news-content",
    "newstext",
    "td-post-content",
    "content-body",
    "body-content",
    "bodytext",
    "body-text",
    "single-content",
    "blog-content",
    "artikeltext",
    "article-main",
    "text-content",
    "rich-text",
    "field-name-body",
    "field--name-body",
    "theme-post-content",
    "page-content",
    "post__content",
    "c-article__body",
    "story__body",
    "js-article__body",
    "news-detail",
    "detail-text",
    "mw-parser-output",
];

/// Returns the element that the page marks as its article, and whether it holds
/// nothing else.
fn marked(outline: &Outline<'_>, masses: &[Mass]) -> Option<(usize, bool)> {
    let mut best: Option<(u8, usize)> = None;
    for at in outline.kept(1, outline.nodes.len()) {
        let Some(grade) = grade(outline, at) else { continue };
        if masses[at].letters < ARTICLE_LETTERS {
            continue;
        }
        let better = match best {
            None => true,
            Some((before, kept)) => {
                grade < before && masses[at].prose * 3 >= masses[kept].prose
                    || grade <= before
                        && masses[at].prose > masses[kept].prose * 2
                        && !outline.is_within(at, kept)
                    || masses[at].prose > masses[kept].prose * 4
            }
        };
        if better {
            best = Some((grade, at));
        }
    }
    best.map(|(grade, at)| (at, grade <= 1))
}

/// How surely an element is the article, 0 the most.
fn grade(outline: &Outline<'_>, at: usize) -> Option<u8> {
    let name = &*outline.nodes[at].name;
    if !matches!(name, "div" | "section" | "article" | "main" | "td" | "span") {
        return None;
    }
    let node = &outline.nodes[at];
    let is_role = |value: &str| {
        outline.attribute(at, "role").is_some_and(|given| given.trim().eq_ignore_ascii_case(value))
    };
    let is = |value: &str| {
        node.anchor.eq_ignore_ascii_case(value) || node.classes.trim().eq_ignore_ascii_case(value)
    };
    if outline.attribute(at, "itemprop").is_some_and(|given| {
        given.split_ascii_whitespace().any(|given| given.eq_ignore_ascii_case("articleBody"))
    }) {
        return Some(0);
    }
    let classes = &outline.nodes[at].classes;
    let id = &outline.nodes[at].anchor;
    if classes
        .split_ascii_whitespace()
        .chain([id.trim()])
        .any(|given| BODIES.contains(&given.to_ascii_lowercase().as_str()))
    {
        return Some(1);
    }
    match () {
        () if name == "article" || is_role("article") => Some(2),
        () if name == "main" || is_role("main") => Some(3),
        () if ["content", "main", "main-content", "maincontent"].iter().any(|value| is(value)) => Some(4),
        () => None,
    }
}

/// Asks Readability for the article; `None` where there is none or the page is
/// too large or nested too deep to ask. For every node, whether its text is in
/// the answer.
fn ask(outline: &Outline<'_>) -> Option<(Article, Vec<bool>)> {
    if is_too_deep(outline) {
        return None;
    }
    let document = without_left_out(outline);
    let config = Config { max_elements_to_parse: ARTICLE_ELEMENTS, ..Config::default() };
    let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
    let article = readability.parse_with_policy(ParsePolicy::Strict).or_else(|_| readability.parse()).ok()?;
    let content = readability.doc.select_single("#readability-page-1");
    let texts: BTreeSet<NodeId> =
        content.nodes().first()?.descendants_it().filter(NodeRef::is_text).map(|node| node.id).collect();
    let voted = outline.nodes.iter().map(|node| node.name.is_empty() && texts.contains(&node.id)).collect();
    Some((article, voted))
}

/// Copies the page without what is left out; nodes keep their ids.
fn without_left_out(outline: &Outline<'_>) -> Document {
    let document = outline.document.clone();
    let mut at = 0;
    while let Some(node) = outline.nodes.get(at) {
        if node.out != Out::No {
            NodeRef::new(node.id, &document.tree).remove_from_parent();
            at = node.end;
        } else {
            at += 1;
        }
    }
    document
}

fn is_too_deep(outline: &Outline<'_>) -> bool {
    let mut depths: Vec<usize> = Vec::with_capacity(outline.nodes.len());
    for (at, node) in outline.nodes.iter().enumerate() {
        let depth = if at == 0 { 0 } else { depths[node.parent] + 1 };
        if depth > DEEPEST {
            return true;
        }
        depths.push(depth);
    }
    false
}
