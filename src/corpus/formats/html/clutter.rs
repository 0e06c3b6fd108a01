//! What surrounds an article: navigation, share bars, related articles,
//! newsletters, cookie banners, comments, advertisements; told by elements,
//! roles and the words of classes and ids.
//!
//! Names lie now and then, so that nothing is left out with which most of the
//! page's prose would go.

use std::sync::LazyLock;

use super::outline::{Mass, Out, Outline};

/// How sure a name makes us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// It is clutter if it is short or mostly links.
    Weak,
    /// It is clutter.
    Strong,
    /// What readers wrote beneath an article; it may be longer than that.
    Comments,
}

/// Words of classes and ids.
static STRONG: LazyLock<Vec<&str>> = LazyLock::new(|| {
    sorted(
        "a2a ad addthis addtoany ads adsbygoogle adsense adslot advert advertisement advertisements advertising \
     advertorial adverts anzeige anzeigen authorbox authorinfo backlink banner breadcrumb breadcrumbs bshare \
     captcha ccm19 chartbeat consent cookie cookiebanner cookiebar cookiebot cookielaw cookienotice cookies \
     crosslinks dfp doubleclick empfehlungen fbshare feedback flattr followus footnav gdpr jiathis jp \
     ligatus likebox login mailchimp mainmenu mainnav mashsb megamenu menu metanav mostpopular mostread nav \
     navbar navi navigation navlinks newsletter newsletters noprint onetrust outbrain pagenav pager paginate \
     pagination paginator paging paywall permalink plista postmetadata postnav prevnext printlink promo \
     promobox promoted promotion recommendation recommendations recommended recommender reklama related \
     relatedarticles relatedcontent relatedlinks relatedposts rrssb seealso sendlink share shareaholic \
     sharebar sharebox sharebuttons sharedaddy sharelinks shares sharethis shariff sharing sidebar sidemenu \
     sidenav signin signup similar sitemap skiplink skiplinks sociable social socialbar socialbuttons \
     sociallinks socialmedia socials sponsor sponsored sponsors ssba statusnet submenu subnav subscribe \
     subscription supsystic taboola tagcloud taglinks taglist teaserlist toolbar topbar topnav trackback \
     trackbacks trending tweetmeme upsell vgwort werbung whatsapp yarpp zergnet",
    )
});

/// Words that stand for clutter only around short or linked text.
static WEAK: LazyLock<Vec<&str>> = LazyLock::new(|| {
    sorted(
        "abo about action actions also author authors autor back badge badges bio bottom box button buttons \
     byline categories category contact contribution copyright credit credits cta date disclaimer donate \
     donation download downloads entrymeta footer further icons info infobar infos kontakt label latest \
     likes link linkbox linklist linkliste links marginal mehr meta metadata metainfo more next others paid \
     popular popup prev previous print provider rating ratings read readmore recent rubrik search service \
     services shop stars suggest suggestions support tag tags teaser teasers timestamp tool tools topic \
     topics utility views vote voting weitere widget widgets",
    )
});

/// Words of what readers wrote.
static COMMENTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    sorted(
        "comentarios commentaires commentarea commentform commenti commentlist commento comments commentsection \
     disqus dsq komentarze kommentar kommentare kommentarer livefyre reacties remark42 respond utterances",
    )
});

/// Beginnings of names that say what a page has, or is about, not what an
/// element is.
const STATES: &[&str] = &[
    "has-",
    "no-",
    "not-",
    "with-",
    "without-",
    "is-",
    "tag-",
    "category-",
    "cat-",
    "type-",
    "format-",
    "status-",
    "post-type-",
    "js-",
    "supports-",
    "single-",
    "page-",
    "layout-",
    "col-",
    "row-",
    "wp-block-",
    "elementor-",
    "et_pb_",
    "topic-",
];

fn sorted(list: &'static str) -> Vec<&'static str> {
    let mut words: Vec<&str> = list.split_whitespace().collect();
    words.sort_unstable();
    words
}

/// Leaves clutter out.
pub(super) fn leave_out(outline: &mut Outline<'_>) {
    let masses = outline.masses();
    let mut room = masses[0];
    let mut at = 1;
    while at < outline.nodes.len() {
        let node = &outline.nodes[at];
        if node.out != Out::No {
            at = node.end;
            continue;
        }
        let mass = masses[at];
        let sign = if node.name.is_empty() { None } else { sign(outline, at) };
        if let Some(sign) =
            sign.filter(|sign| may_go(*sign, mass, room) && !is_inline_in_prose(outline, at, &masses))
        {
            room.letters -= mass.letters.min(room.letters);
            room.prose -= mass.prose.min(room.prose);
            let why = match sign {
                Sign::Weak => Out::Weak,
                Sign::Strong => Out::Strong,
                Sign::Comments => Out::Comments,
            };
            outline.leave_out(at, why);
        }
        at += 1;
    }
}

/// The least prose that is to remain when comments go, in letters.
const REMAINING: usize = 300;

/// The longest text that a weak sign is believed of, in letters.
const SHORT: usize = 120;

fn may_go(sign: Sign, mass: Mass, room: Mass) -> bool {
    let linked = mass.linked * 2 >= mass.letters;
    match sign {
        Sign::Comments => room.prose >= mass.prose + REMAINING || mass.prose * 2 < room.prose,
        Sign::Strong => {
            linked
                || mass.prose * 5 <= room.prose
                || mass.prose <= STRONG_LETTERS && mass.prose * 2 <= room.prose
        }
        Sign::Weak => (linked || mass.letters <= SHORT) && mass.prose * 4 <= room.prose,
    }
}

/// The most prose that a strong sign is believed of where it is more than a
/// fifth of the page's, in letters.
const STRONG_LETTERS: usize = 1_000;

/// The most words of a class or id that are read: longer ones are a heading's.
const NAME_WORDS: usize = 4;

/// Tells whether an element is a piece of a sentence.
fn is_inline_in_prose(outline: &Outline<'_>, at: usize, masses: &[Mass]) -> bool {
    let node = &outline.nodes[at];
    let inline = matches!(
        &*node.name,
        "a" | "span"
            | "em"
            | "strong"
            | "b"
            | "i"
            | "small"
            | "sup"
            | "sub"
            | "u"
            | "font"
            | "label"
            | "time"
            | "mark"
            | "abbr"
            | "code"
            | "cite"
            | "q"
    );
    inline && masses[node.parent].letters > masses[at].letters + 30
}

fn sign(outline: &Outline<'_>, at: usize) -> Option<Sign> {
    by_element(outline, at).max(by_names(outline, at))
}

fn by_element(outline: &Outline<'_>, at: usize) -> Option<Sign> {
    let role = outline.attribute(at, "role").unwrap_or_default();
    match role.trim() {
        "navigation" | "search" | "complementary" | "contentinfo" | "banner" | "dialog" | "alertdialog"
        | "menu" | "menubar" | "toolbar" | "tablist" => return Some(Sign::Strong),
        _ => {}
    }
    match &*outline.nodes[at].name {
        "nav" => Some(Sign::Strong),
        "footer" => Some(if is_in_article(outline, at) { Sign::Weak } else { Sign::Strong }),
        "aside" => Some(Sign::Strong),
        "form" | "label" => Some(Sign::Strong),
        _ => None,
    }
}

fn is_in_article(outline: &Outline<'_>, at: usize) -> bool {
    outline.above(at).any(|above| matches!(&*outline.nodes[above].name, "article" | "main" | "blockquote"))
}

fn by_names(outline: &Outline<'_>, at: usize) -> Option<Sign> {
    let element = &*outline.nodes[at].name;
    if matches!(element, "html" | "body" | "article" | "main" | "h1" | "tr" | "tbody" | "blockquote" | "pre")
    {
        return None;
    }
    let property = outline.attribute(at, "itemprop").unwrap_or_default();
    if matches!(property.as_str(), "articleBody" | "description" | "headline" | "text") {
        return None;
    }
    let classes = &outline.nodes[at].classes;
    let id = &outline.nodes[at].anchor;
    classes.split_ascii_whitespace().take(40).chain(id.split_ascii_whitespace()).filter_map(of_name).max()
}

/// Tells what the words of a class or id are a sign of.
fn of_name(name: &str) -> Option<Sign> {
    if name.len() > 80
        || STATES
            .iter()
            .any(|state| name.get(..state.len()).is_some_and(|start| start.eq_ignore_ascii_case(state)))
    {
        return None;
    }
    // What follows `--` says how an element is, in the style of BEM.
    let name = name.split_once("--").map_or(name, |(name, _)| name);
    let words = words_of(name);
    if words.len() > NAME_WORDS {
        return None;
    }
    let is = |list: &[&str]| words.iter().any(|word| list.binary_search(&word.as_str()).is_ok());
    match () {
        () if is(&COMMENTS) || words.first().is_some_and(|word| word == "comment") => Some(Sign::Comments),
        () if is(&STRONG) => Some(Sign::Strong),
        () if is(&WEAK) => Some(Sign::Weak),
        () => None,
    }
}

/// Splits `shareBar_top-2` into `share`, `bar`, `top`.
pub(super) fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut lower_before = false;
    let mut open = false;
    for c in name.chars() {
        if !c.is_alphabetic() {
            (open, lower_before) = (false, false);
            continue;
        }
        if !open || c.is_uppercase() && lower_before {
            words.push(String::new());
            open = true;
        }
        lower_before = c.is_lowercase();
        words.last_mut().expect("one was pushed").extend(c.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<Sign>) {
        assert_eq!(of_name(name), expected, "{name}");
    }

    #[test]
    fn names_are_read_by_their_words() {
        check("shareBar_top-2", Some(Sign::Strong));
        check("comments-area", Some(Sign::Comments));
        check("entry-meta", Some(Sign::Weak));
        check("shareholder", None);
        check("commentary", None);
        check("has-sidebar", None);
        check("tag-advertising", None);
    }
}
