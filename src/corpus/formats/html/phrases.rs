//! What lines around an article say, in some twenty languages: that they lead
//! elsewhere, head what follows, credit a picture, announce an advertisement,
//! ask to agree or to log in.
//!
//! Phrases are in lower case. Each list is short of what could stand in it:
//! prose that is taken for one of these is lost.

use std::sync::LazyLock;

use crate::corpus::asides::words as count_words;

/// Splits a list that is written with `|` between phrases.
fn phrases(list: &'static str) -> Vec<&'static str> {
    list.split('|').collect()
}

/// Beginnings of lines that lead to other pages.
static LEADS_AWAY: LazyLock<Vec<&str>> = LazyLock::new(|| {
    phrases(
        "read also|also read|read more|read next|see also|related:|more on |more:|more from |lesen sie auch|\
     lesen sie mehr|lesen sie hier|lesen sie dazu|lies auch|mehr zum thema|mehr dazu|mehr lesen|siehe auch|\
     auch interessant|weiterlesen|weiter zu |zum thema:|hier geht es zu|hier geht's zu|hier geht’s zu|\
     lire aussi|à lire|a lire aussi|lire la suite|voir aussi|pour aller plus loin|lea también|lea tambien|\
     lea más|lea:|leer más|lee también|lee más|le puede interesar|te puede interesar|vea también|\
     también te puede|leia também|leia mais|leia:|veja também|saiba mais|leggi anche|leggi tutto|vedi anche|\
     guarda anche|lees ook|lees meer|lees verder|czytaj też|czytaj także|czytaj również|czytaj więcej|\
     zobacz też|zobacz także|przeczytaj|читайте также|читать также|читать далее|смотрите также|подробнее:|\
     материалы по теме|читайте також|дивіться також|ayrıca bakınız|ayrıca okuyun|devamını oku|اقرأ أيض|\
     إقرأ أيض|اقرأ المزيد|相关阅读|相关新闻|相关报道|推荐阅读|延伸阅读|関連記事|あわせて読みたい|こちらもおすすめ|läs också|läs mer|läs även|\
     les også|les mer|læs også|læs mere|lue myös",
    )
});

/// Beginnings of headings of what follows an article.
static AFTER: LazyLock<Vec<&str>> = LazyLock::new(|| {
    phrases(
        "related|read more|read next|more from|more stories|more articles|more news|more on |recommended|\
     you may also|you might also|see also|share this|share:|share article|comments|leave a comment|\
     leave a reply|about the author|subscribe|newsletter|sign up|contact|press contact|media contact|tags|\
     latest news|latest posts|latest articles|most read|most popular|popular posts|trending|\
     further information|further reading|external links|weitere artikel|weitere beiträge|weitere meldungen|\
     weitere nachrichten|weitere news|weitere themen|weitere informationen|weiterführende|mehr zum thema|\
     mehr zu |mehr von|ähnliche|verwandte|das könnte|das thema könnte|auch interessant|passend zum|zum thema|\
     artikel teilen|beitrag teilen|teilen|teile diesen|kommentar|schreibe einen kommentar|\
     schreiben sie einen|über den autor|über die autor|zum autor|kontakt|pressekontakt|ansprechpartner|\
     newsletter|schlagwörter|themen:|meistgelesen|neueste|aktuelle beiträge|nächster|vorheriger|sur le même|\
     articles similaires|articles liés|lire aussi|à lire|voir aussi|dans la même|partager|commentaires|\
     laisser un commentaire|à propos de l'auteur|contacts|artículos relacionados|noticias relacionadas|\
     te puede interesar|también te puede|compartir|comentarios|deja un comentario|más noticias|etiquetas|\
     notícias relacionadas|leia também|veja também|compartilhe|comentários|artigos relacionados|\
     articoli correlati|leggi anche|potrebbe interessarti|condividi|commenti|lascia un commento|lees ook|\
     gerelateerd|deel dit|reacties|meer nieuws|czytaj też|czytaj także|zobacz też|zobacz także|powiązane|\
     podobne|udostępnij|komentarze|читайте также|материалы по теме|по теме|похожие|смотрите также|поделиться|\
     комментарии|другие новости|новости по теме|оставить комментарий|ещё по теме|еще по теме|читайте також|\
     схожі|поділитися|коментарі|ilgili haberler|benzer|yorumlar|مواضيع ذات صلة|أخبار ذات صلة|اقرأ أيض|\
     التعليقات|شارك|相关阅读|相关新闻|相关报道|相关文章|推荐阅读|热门|分享|评论|留言|関連記事|関連ニュース|おすすめ|コメント|シェア",
    )
});

/// What stands before the name of who made a picture.
static CREDITS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    phrases(
        "photo:|photos:|photo by|photograph by|photographs by|photography by|foto:|fotos:|foto (|fotó:|bild:|\
     bild via|bilder:|bildquelle|bildnachweis|image:|image credit|image by|image source|picture:|credit:|\
     credits:|source:|quelle:|©|(c)|copyright|crédit|crédito|(foto|(photo|(bild|fotografía|fotografia|\
     grafik:|illustration:|фото:|фото |(фото|источник:|图片来源|图源|写真|via getty|/getty",
    )
});

/// Whole lines that announce an advertisement.
static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    phrases(
        "anzeige|werbung|advertisement|advertising|sponsored|ad|publicité|publicidad|pubblicità|publicidade|\
     advertentie|reklama|реклама|annonce|annons|reklam|广告|廣告|広告|إعلان",
    )
});

/// What a question about cookies says of them.
static AGREE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    phrases(
        "accept|agree|consent|we use|zustimm|stimmst|stimmen|akzept|einverstanden|verwenden|nutzung der seite|\
     acepta|utiliza|utilise|accett|utilizz|akkoord|gebruik|zgod|używa|соглас|использу|çerez",
    )
});

/// To log in.
static LOGIN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    phrases(
        "log in|logged in|login|sign in|register|angemeldet|eingeloggt|einloggen|anmelden|registrier|connecté|\
     connecter|inicia sesión|iniciar sesión|accedi|zaloguj|войти|войдите|авториз",
    )
});

/// Beginnings of words for a comment.
static COMMENT: LazyLock<Vec<&str>> =
    LazyLock::new(|| phrases("comment|kommentar|kommentier|coment|komentar|коммент"));

/// The longest heading of what follows an article, in words.
const AFTER_WORDS: usize = 9;

/// The longest line that leads away, in words.
const AWAY_WORDS: usize = 30;

/// The longest line that is looked at, in bytes.
const LINE_BYTES: usize = 600;

/// The longest that says who made a picture, in bytes.
const CREDIT_BYTES: usize = 100;

/// Tells whether a line with a link leads to other pages.
pub(super) fn leads_away(text: &str) -> bool {
    text.len() <= LINE_BYTES && count_words(text) <= AWAY_WORDS && starts_with_any(text, &LEADS_AWAY)
}

/// Tells whether a heading is one of what follows an article.
pub(super) fn heads_what_follows(text: &str) -> bool {
    text.len() <= LINE_BYTES && count_words(text) <= AFTER_WORDS && starts_with_any(text, &AFTER)
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
pub(super) fn without_credit(text: &str) -> &str {
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

pub(super) fn is_label(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let plain = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    LABELS.contains(&plain.as_str())
}

/// Tells whether a line asks to agree to cookies.
pub(super) fn asks_consent(text: &str) -> bool {
    if text.len() > 2 * LINE_BYTES {
        return false;
    }
    let lower = text.to_lowercase();
    count_words(text) <= 80 && lower.contains("cookie") && AGREE.iter().any(|agree| lower.contains(agree))
}

/// Tells whether a line says that readers must log in to comment.
pub(super) fn asks_login(text: &str) -> bool {
    if text.len() > LINE_BYTES {
        return false;
    }
    let lower = text.to_lowercase();
    count_words(text) <= 16
        && LOGIN.iter().any(|login| lower.contains(login))
        && COMMENT.iter().any(|comment| lower.contains(comment))
}
