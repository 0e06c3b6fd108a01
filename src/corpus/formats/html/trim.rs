//! From all blocks of a page to those of its article: what the search passed
//! over is taken in, what it took in wrongly is left out.

use crate::corpus::asides::{is_aside, words};
use crate::model::BlockKind;

use super::super::text::{ends_sentence, is_fragment};
use super::body::HtmlBlock;
use super::outline::Outline;

/// Beginnings of lines that lead to other pages, in lower case.
const LEADS_AWAY: &[&str] = &[
    "read also",
    "also read",
    "read more",
    "read next",
    "see also",
    "related:",
    "more on ",
    "more:",
    "more from ",
    "lesen sie auch",
    "lesen sie mehr",
    "lesen sie hier",
    "lesen sie dazu",
    "lies auch",
    "mehr zum thema",
    "mehr dazu",
    "mehr lesen",
    "siehe auch",
    "auch interessant",
    "weiterlesen",
    "weiter zu ",
    "zum thema:",
    "hier geht es zu",
    "hier geht's zu",
    "hier geht’s zu",
    "lire aussi",
    "à lire",
    "a lire aussi",
    "lire la suite",
    "voir aussi",
    "pour aller plus loin",
    "lea también",
    "lea tambien",
    "lea más",
    "lea:",
    "leer más",
    "lee también",
    "lee más",
    "le puede interesar",
    "te puede interesar",
    "vea también",
    "también te puede",
    "leia também",
    "leia mais",
    "leia:",
    "veja também",
    "saiba mais",
    "leggi anche",
    "leggi tutto",
    "vedi anche",
    "guarda anche",
    "lees ook",
    "lees meer",
    "lees verder",
    "czytaj też",
    "czytaj także",
    "czytaj również",
    "czytaj więcej",
    "zobacz też",
    "zobacz także",
    "przeczytaj",
    "читайте также",
    "читать также",
    "читать далее",
    "смотрите также",
    "подробнее:",
    "материалы по теме",
    "читайте також",
    "дивіться також",
    "ayrıca bakınız",
    "ayrıca okuyun",
    "devamını oku",
    "اقرأ أيض",
    "إقرأ أيض",
    "اقرأ المزيد",
    "相关阅读",
    "相关新闻",
    "相关报道",
    "推荐阅读",
    "延伸阅读",
    "関連記事",
    "あわせて読みたい",
    "こちらもおすすめ",
    "läs också",
    "läs mer",
    "läs även",
    "les også",
    "les mer",
    "læs også",
    "læs mere",
    "lue myös",
];

/// Beginnings of headings of what follows an article, in lower case.
const AFTER: &[&str] = &[
    "related",
    "read more",
    "read next",
    "more from",
    "more stories",
    "more articles",
    "more news",
    "more on ",
    "recommended",
    "you may also",
    "you might also",
    "see also",
    "share this",
    "share:",
    "share article",
    "comments",
    "leave a comment",
    "leave a reply",
    "about the author",
    "subscribe",
    "newsletter",
    "sign up",
    "contact",
    "press contact",
    "media contact",
    "tags",
    "latest news",
    "latest posts",
    "latest articles",
    "most read",
    "most popular",
    "popular posts",
    "trending",
    "further information",
    "further reading",
    "external links",
    "weitere artikel",
    "weitere beiträge",
    "weitere meldungen",
    "weitere nachrichten",
    "weitere news",
    "weitere themen",
    "weitere informationen",
    "weiterführende",
    "mehr zum thema",
    "mehr zu ",
    "mehr von",
    "ähnliche",
    "verwandte",
    "das könnte",
    "das thema könnte",
    "auch interessant",
    "passend zum",
    "zum thema",
    "artikel teilen",
    "beitrag teilen",
    "teilen",
    "teile diesen",
    "kommentar",
    "schreibe einen kommentar",
    "schreiben sie einen",
    "über den autor",
    "über die autor",
    "zum autor",
    "kontakt",
    "pressekontakt",
    "ansprechpartner",
    "newsletter",
    "schlagwörter",
    "themen:",
    "meistgelesen",
    "neueste",
    "aktuelle beiträge",
    "nächster",
    "vorheriger",
    "sur le même",
    "articles similaires",
    "articles liés",
    "lire aussi",
    "à lire",
    "voir aussi",
    "dans la même",
    "partager",
    "commentaires",
    "laisser un commentaire",
    "à propos de l'auteur",
    "contacts",
    "artículos relacionados",
    "noticias relacionadas",
    "te puede interesar",
    "también te puede",
    "compartir",
    "comentarios",
    "deja un comentario",
    "más noticias",
    "etiquetas",
    "notícias relacionadas",
    "leia também",
    "veja também",
    "compartilhe",
    "comentários",
    "artigos relacionados",
    "articoli correlati",
    "leggi anche",
    "potrebbe interessarti",
    "condividi",
    "commenti",
    "lascia un commento",
    "lees ook",
    "gerelateerd",
    "deel dit",
    "reacties",
    "meer nieuws",
    "czytaj też",
    "czytaj także",
    "zobacz też",
    "zobacz także",
    "powiązane",
    "podobne",
    "udostępnij",
    "komentarze",
    "читайте также",
    "материалы по теме",
    "по теме",
    "похожие",
    "смотрите также",
    "поделиться",
    "комментарии",
    "другие новости",
    "новости по теме",
    "оставить комментарий",
    "ещё по теме",
    "еще по теме",
    "читайте також",
    "схожі",
    "поділитися",
    "коментарі",
    "ilgili haberler",
    "benzer",
    "yorumlar",
    "مواضيع ذات صلة",
    "أخبار ذات صلة",
    "اقرأ أيض",
    "التعليقات",
    "شارك",
    "相关阅读",
    "相关新闻",
    "相关报道",
    "相关文章",
    "推荐阅读",
    "热门",
    "分享",
    "评论",
    "留言",
    "関連記事",
    "関連ニュース",
    "おすすめ",
    "コメント",
    "シェア",
];

/// The longest heading of what follows an article, in words.
const AFTER_WORDS: usize = 9;

/// The longest line that leads away, in words.
const AWAY_WORDS: usize = 30;

/// Keeps the blocks of the article.
pub(super) fn article(
    outline: &Outline<'_>,
    blocks: Vec<HtmlBlock>,
    whole: bool,
    description: Option<&str>,
) -> Vec<HtmlBlock> {
    let mut blocks = blocks;
    let mut taken: Vec<bool> = blocks.iter().map(|block| block.taken_bytes * 2 > block.text.len()).collect();
    if !whole {
        take_leads(outline, &blocks, &mut taken, description);
        take_gaps(outline, &blocks, &mut taken);
    }
    leave_sections(&blocks, &mut taken);
    let cookies = blocks
        .iter()
        .zip(&taken)
        .filter(|(block, taken)| **taken && block.text.to_lowercase().contains("cookie"))
        .count();
    for (block, taken) in blocks.iter_mut().zip(&mut taken) {
        *taken &= !leads_away(block)
            && !is_label(&block.text)
            && !(cookies <= 2 && asks_consent(&block.text))
            && !asks_login(&block.text);
        if block.caption {
            block.text = without_credit(&block.text).to_owned();
        }
    }
    let kept = blocks.into_iter().zip(taken).filter(|(_, taken)| *taken).map(|(block, _)| block);
    refined(kept.collect(), whole)
}

/// Tells asides from prose: by their words, as lists of links, and as
/// fragments between paragraphs. In a whole body, where menus are, items of
/// lists are held to the same.
pub(super) fn refined(mut blocks: Vec<HtmlBlock>, whole: bool) -> Vec<HtmlBlock> {
    for at in 0..blocks.len() {
        let leads = blocks.get(at + 1).is_some_and(|next| next.kind.is_prose() && !is_fragment(&next.text));
        let block = &mut blocks[at];
        let text = block.text.as_str();
        if block.kind == BlockKind::Heading && words(text) >= 12 && ends_sentence(text) {
            block.kind = BlockKind::Paragraph;
        }
        let bold = block.bold_bytes * 10 >= text.len() * 9 && block.link_bytes == 0;
        if block.kind == BlockKind::Paragraph
            && bold
            && leads
            && is_fragment(text)
            && !is_aside(text)
            && !text.contains('\n')
        {
            block.kind = BlockKind::Heading;
        }
        let linked = block.link_bytes * 10 >= text.len() * 8 && is_fragment(text);
        let fragment = is_fragment(text) && (block.kind == BlockKind::Paragraph || whole);
        if block.kind.is_prose() && (linked || fragment || is_aside(text)) {
            block.kind = BlockKind::Aside;
        }
    }
    blocks
}

/// Words of classes of the paragraph that opens an article.
const LEADS: &[&str] = &[
    "lead",
    "lede",
    "leader",
    "leadtext",
    "leadin",
    "intro",
    "introtext",
    "introduction",
    "chapo",
    "chapeau",
    "standfirst",
    "subtitle",
    "subtitles",
    "subline",
    "subheadline",
    "subhead",
    "subheading",
    "dek",
    "deck",
    "vorspann",
    "abstract",
    "summary",
    "excerpt",
    "teaser",
    "teasertext",
    "description",
    "sapo",
    "bajada",
    "entradilla",
    "ingress",
    "zajawka",
    "anons",
    "preamble",
    "blurb",
    "strapline",
    "copete",
    "sumario",
    "einleitung",
    "anreisser",
];

/// The shortest lead, in letters.
const LEAD_LETTERS: usize = 40;

/// How many blocks before the article may be its lead.
const LEAD_REACH: usize = 14;

/// Takes in the paragraph that opens an article, which pages set apart: named
/// so, or said again in the page's description, or prose between the title
/// and the article.
fn take_leads(outline: &Outline<'_>, blocks: &[HtmlBlock], taken: &mut [bool], description: Option<&str>) {
    let Some(first) = taken.iter().position(|taken| *taken) else { return };
    let from = first.saturating_sub(LEAD_REACH);
    let title = (from..first).rev().find(|at| blocks[*at].level == 1);
    for at in (from..first).rev() {
        let block = &blocks[at];
        let letters = block.text.chars().filter(|c| c.is_alphanumeric()).count();
        let said = description.is_some_and(|description| begin_alike(description, &block.text));
        let named = || is_named_lead(outline, block.at);
        let placed = || {
            title.is_some_and(|title| at > title) && letters >= 2 * LEAD_LETTERS && ends_sentence(&block.text)
        };
        if letters >= LEAD_LETTERS
            && block.link_bytes * 4 < block.text.len()
            && !block.caption
            && block.level != 1
            && (said
                || named()
                || placed()
                || title.is_some_and(|title| {
                    at == title + 1 && block.kind == BlockKind::Heading && block.link_bytes == 0
                }))
            && !blocks[first..]
                .iter()
                .zip(&taken[first..])
                .any(|(later, taken)| *taken && later.text.contains(block.text.trim_end_matches(['.', '…'])))
        {
            taken[at] = true;
        }
        if said {
            break;
        }
    }
}

fn is_named_lead(outline: &Outline<'_>, at: usize) -> bool {
    outline.above(at).take(4).any(|above| {
        if outline.attribute(above, "itemprop").is_some_and(|property| {
            matches!(property.as_str(), "description" | "abstract" | "alternativeHeadline")
        }) {
            return true;
        }
        let classes = &outline.nodes[above].classes;
        classes
            .split_ascii_whitespace()
            .any(|class| super::clutter::words_of(class).iter().any(|word| LEADS.contains(&word.as_str())))
    })
}

/// Tells whether two texts have the same first letters.
fn begin_alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).take(LEAD_LETTERS).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    a.chars().count() >= LEAD_LETTERS && a == b
}

/// Takes in prose that stands between what was taken.
fn take_gaps(outline: &Outline<'_>, blocks: &[HtmlBlock], taken: &mut [bool]) {
    let _ = outline;
    let Some(first) = taken.iter().position(|taken| *taken) else { return };
    let Some(last) = taken.iter().rposition(|taken| *taken) else { return };
    for at in first..last {
        let block = &blocks[at];
        let prose =
            words(&block.text) >= 12 && ends_sentence(&block.text) && block.link_bytes * 4 < block.text.len();
        let heads = block.kind == BlockKind::Heading
            && block.link_bytes == 0
            && taken[at + 1]
            && taken[at - usize::from(at > first)];
        if !taken[at] && !block.caption && (prose && block.kind.is_prose() || heads) {
            taken[at] = true;
        }
    }
}

/// Leaves out the sections that follow an article: each from its heading up to
/// the next, where they are not most of it.
fn leave_sections(blocks: &[HtmlBlock], taken: &mut [bool]) {
    let weight = |range: std::ops::Range<usize>, taken: &[bool]| -> usize {
        range.filter(|at| taken[*at]).map(|at| blocks[at].text.len()).sum()
    };
    let mut at = 0;
    while at < blocks.len() {
        if !taken[at] || !heads_what_follows(&blocks[at]) {
            at += 1;
            continue;
        }
        let level = blocks[at].level;
        let next = (at + 1..blocks.len()).find(|next| {
            let block = &blocks[*next];
            taken[*next]
                && block.kind == BlockKind::Heading
                && (level == 0 || block.level <= level)
                && !heads_what_follows(block)
        });
        let end = next.unwrap_or(blocks.len());
        if weight(at..end, taken) * 2 < weight(0..at, taken) && (level > 0 || next.is_none()) {
            taken[at..end].fill(false);
        } else if level > 0 {
            taken[at] = false;
        }
        at += 1;
    }
}

fn heads_what_follows(block: &HtmlBlock) -> bool {
    let text = block.text.as_str();
    let heads = block.kind == BlockKind::Heading
        || block.kind == BlockKind::Paragraph && text.ends_with(':') && block.link_bytes == 0;
    heads && words(text) <= AFTER_WORDS && starts_with_any(text, AFTER)
}

fn leads_away(block: &HtmlBlock) -> bool {
    let text = block.text.as_str();
    block.link_bytes > 0 && words(text) <= AWAY_WORDS && starts_with_any(text, LEADS_AWAY)
}

fn starts_with_any(text: &str, beginnings: &[&str]) -> bool {
    let start: String = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take(40)
        .flat_map(char::to_lowercase)
        .collect();
    beginnings.iter().any(|beginning| start.starts_with(beginning))
}

/// Cuts off who made a picture from what its caption says.
fn without_credit(text: &str) -> &str {
    const CREDITS: &[&str] = &[
        "photo:",
        "photos:",
        "photo by",
        "photograph by",
        "photographs by",
        "photography by",
        "foto:",
        "fotos:",
        "foto (",
        "fotó:",
        "bild:",
        "bild via",
        "bilder:",
        "bildquelle",
        "bildnachweis",
        "image:",
        "image credit",
        "image by",
        "image source",
        "picture:",
        "credit:",
        "credits:",
        "source:",
        "quelle:",
        "©",
        "(c)",
        "copyright",
        "crédit",
        "crédito",
        "(foto",
        "(photo",
        "(bild",
        "fotografía",
        "fotografia",
        "grafik:",
        "illustration:",
        "фото:",
        "фото ",
        "(фото",
        "источник:",
        "图片来源",
        "图源",
        "写真",
        "via getty",
        "/getty",
    ];
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return text;
    }
    let cut = CREDITS.iter().filter_map(|credit| lower.find(credit)).min();
    match cut {
        Some(at) if text.len() - at <= CREDIT_BYTES && text.is_char_boundary(at) => {
            text[..at].trim_end_matches([' ', '|', '-', '–', '—', '(', '[', '/', '\n', ','])
        }
        _ => text,
    }
}

/// The longest that says who made a picture, in bytes.
const CREDIT_BYTES: usize = 100;

/// Whole lines that announce an advertisement, in lower case.
const LABELS: &[&str] = &[
    "anzeige",
    "werbung",
    "advertisement",
    "advertising",
    "sponsored",
    "ad",
    "publicité",
    "publicidad",
    "pubblicità",
    "publicidade",
    "advertentie",
    "reklama",
    "реклама",
    "annonce",
    "annons",
    "reklam",
    "广告",
    "廣告",
    "広告",
    "إعلان",
];

fn is_label(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let plain = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    LABELS.contains(&plain.as_str())
}

/// Tells whether a line asks to agree to cookies.
fn asks_consent(text: &str) -> bool {
    const AGREE: &[&str] = &[
        "accept",
        "agree",
        "consent",
        "we use",
        "zustimm",
        "stimmst",
        "stimmen",
        "akzept",
        "einverstanden",
        "verwenden",
        "nutzung der seite",
        "acepta",
        "utiliza",
        "utilise",
        "accett",
        "utilizz",
        "akkoord",
        "gebruik",
        "zgod",
        "używa",
        "соглас",
        "использу",
        "çerez",
    ];
    let lower = text.to_lowercase();
    words(text) <= 80 && lower.contains("cookie") && AGREE.iter().any(|agree| lower.contains(agree))
}

/// Tells whether a line says that readers must log in to comment.
fn asks_login(text: &str) -> bool {
    const LOGIN: &[&str] = &[
        "log in",
        "logged in",
        "login",
        "sign in",
        "register",
        "angemeldet",
        "eingeloggt",
        "einloggen",
        "anmelden",
        "registrier",
        "connecté",
        "connecter",
        "inicia sesión",
        "iniciar sesión",
        "accedi",
        "zaloguj",
        "войти",
        "войдите",
        "авториз",
    ];
    const COMMENT: &[&str] = &["comment", "kommentar", "kommentier", "coment", "komentar", "коммент"];
    let lower = text.to_lowercase();
    words(text) <= 16
        && LOGIN.iter().any(|login| lower.contains(login))
        && COMMENT.iter().any(|comment| lower.contains(comment))
}
