//! What mail programs, firms and lists write around the words of an author,
//! told by what it says.
//!
//! Every rule is narrow: another's words that are missed may be quoted as the
//! author's, words of the author taken for another's cannot be.

use std::ops::Range;

use crate::corpus::asides::{is_han, words};
use crate::corpus::blocks::{Piece, folded};

/// The most lines of a signature after `--` without its space.
const SIGNATURE_LINES: usize = 12;

/// Words that end the announcement of a quotation, in lower case.
const WROTE: &[&str] = &[
    "wrote",
    "writes",
    "said",
    "schrieb",
    "schrieb mir",
    "a écrit",
    "écrit",
    "escribió",
    "escreveu",
    "ha scritto",
    "schreef",
    "skrev",
    "napisał",
    "napisał(a)",
    "napsal",
    "пишет",
    "написал",
    "написала",
    "написал(а)",
    "пише",
    "写道",
    "寫道",
    "のメール",
    "كتب",
];

/// What stands between rules over a message that is sent on, in lower case.
const ORIGINAL: &[&str] = &[
    "original message",
    "original appointment",
    "forwarded message",
    "forwarded by",
    "begin forwarded message",
    "weitergeleitete nachricht",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message original",
    "message transféré",
    "mensaje original",
    "mensaje reenviado",
    "mensagem original",
    "messaggio originale",
    "messaggio inoltrato",
    "oorspronkelijk bericht",
    "исходное сообщение",
    "пересылаемое сообщение",
    "пересланное сообщение",
    "转发的邮件",
    "转发邮件",
    "原始邮件",
    "原邮件",
    "郵件原件",
];

/// The fields that mail programs write over a message they quote, in lower
/// case, by what they say: who, when, to whom, about what.
const QUOTED_FIELDS: [&[&str]; 4] = [
    &[
        "from:",
        "von:",
        "de :",
        "de:",
        "da:",
        "van:",
        "от:",
        "отправитель:",
        "发件人:",
        "发件人：",
        "寄件者:",
        "寄件者：",
    ],
    &[
        "sent:",
        "date:",
        "gesendet:",
        "datum:",
        "envoyé :",
        "envoyé:",
        "enviado:",
        "enviado el:",
        "fecha:",
        "inviato:",
        "data:",
        "verzonden:",
        "отправлено:",
        "дата:",
        "发送时间:",
        "发送时间：",
        "日期:",
        "日期：",
    ],
    &["to:", "an:", "à :", "à:", "para:", "a:", "aan:", "кому:", "收件人:", "收件人："],
    &[
        "subject:",
        "betreff:",
        "objet :",
        "objet:",
        "asunto:",
        "assunto:",
        "oggetto:",
        "onderwerp:",
        "тема:",
        "主题:",
        "主题：",
        "主旨:",
        "主旨：",
    ],
];

/// What telephones add to a mail, in lower case.
const SENT_FROM: &[&str] = &[
    "sent from my ",
    "sent from mail for windows",
    "sent from outlook",
    "sent via ",
    "get outlook for ",
    "von meinem iphone gesendet",
    "von meinem ipad gesendet",
    "gesendet von ",
    "gesendet mit ",
    "envoyé de mon ",
    "envoyé depuis ",
    "enviado desde mi ",
    "enviado do meu ",
    "inviato da ",
    "отправлено с ",
    "отправлено из ",
    "发自我的",
    "從我的",
];

/// A disclaimer has one of each, in lower case.
const THIS_MESSAGE: &[&str] = &[
    "this e-mail",
    "this email",
    "this message",
    "this communication",
    "this transmission",
    "e-mail message",
    "diese e-mail",
    "diese nachricht",
    "ce message",
    "cet e-mail",
    "ce courriel",
    "este mensaje",
    "este correo",
    "esta mensagem",
    "questo messaggio",
    "настоящее сообщение",
    "это сообщение",
    "данное сообщение",
    "本邮件",
    "此邮件",
];
const NOT_FOR_YOU: &[&str] = &[
    "confidential",
    "intended recipient",
    "intended only",
    "intended solely",
    "privileged",
    "virus",
    "vertraulich",
    "confidentiel",
    "destinataire",
    "confidencial",
    "destinatario",
    "riservat",
    "конфиденциальн",
    "адресат",
    "保密",
    "机密",
];

/// Beginnings of what lists add below a mail, in lower case.
const LIST_FOOTER: &[&str] = &[
    "you received this message because",
    "you received this email because",
    "you are receiving this",
    "you're receiving this",
    "to unsubscribe",
    "to post to this group",
    "to view this discussion",
    "unsubscribe",
    "if you no longer wish to receive",
    "sie erhalten diese",
    "чтобы отписаться",
    "вы получили это письмо",
    "如需退订",
    "退订",
];

/// Greetings that stand alone on their line, in lower case.
const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "dear",
    "good morning",
    "good afternoon",
    "hallo",
    "liebe",
    "lieber",
    "sehr geehrte",
    "guten tag",
    "bonjour",
    "cher",
    "chère",
    "hola",
    "estimado",
    "estimada",
    "ciao",
    "gentile",
    "здравствуйте",
    "привет",
    "уважаемый",
    "уважаемая",
    "уважаемые",
    "добрый день",
    "您好",
    "你好",
    "尊敬的",
];

/// Tells whether a text says that somebody wrote what follows: it ends in a
/// colon, and names a day, an address or that somebody wrote.
pub(super) fn announces(text: &str) -> bool {
    let lower = text.to_lowercase();
    let Some(said) = lower.strip_suffix([':', '：']) else { return false };
    let said = said.trim_end();
    let wrote = WROTE.iter().any(|wrote| said.ends_with(wrote)) || lower.contains(" schrieb ");
    let dated = said.chars().filter(char::is_ascii_digit).count() >= 3;
    let begins = begins_announcement(text) || dated || said.contains('@');
    wrote && (begins || words(said) <= 8) || begins && said.contains('@') && words(said) <= 20
}

pub(super) fn begins_announcement(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["on ", "am ", "le ", "el ", "em ", "il ", "op ", "den ", "в ", "quoting ", "at ", "zitat von "]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// Lines that programs mark as another's: `> ` and `JD> `.
pub(super) fn is_quoted(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let initials = line.bytes().take_while(u8::is_ascii_uppercase).count();
    line.starts_with('>') || (1..=3).contains(&initials) && line[initials..].starts_with("> ")
}

/// Tells whether another message follows after a line: a rule with words such
/// as `-----Original Message-----`, or an announcement that no quoted lines
/// need to follow; or the end of what is signed.
pub(super) fn is_below(block: &str) -> bool {
    let first = block.lines().next().unwrap_or_default();
    let bare = first.trim_matches(|c: char| "-_=*> ".contains(c) || c.is_whitespace() || c == ':');
    if bare.is_empty() || first.len() > 200 {
        return false;
    }
    let lower = bare.to_lowercase();
    let ruled = first.trim_start().starts_with(['-', '_', '=', '*']) || first.trim_end().ends_with(':');
    ruled && ORIGINAL.iter().any(|original| lower.starts_with(original))
        || first.starts_with("-----BEGIN PGP SIGNATURE")
        || is_field_block(block)
}

/// Tells whether another message begins with these blocks, where no marks
/// stand before its lines.
pub(super) fn is_below_here(text: &str, blocks: &[Piece]) -> bool {
    let Some(first) = blocks.first().map(|piece| &text[piece.range.clone()]) else { return false };
    let whole = folded(first);
    let dated = first.contains('@') || first.chars().filter(char::is_ascii_digit).count() >= 3;
    let announced = dated && words(&whole) <= 30 && announces(&whole);
    let heads = || blocks.iter().take(4).filter_map(|piece| text[piece.range.clone()].lines().next());
    announced || is_below(first) || first.contains(':') && fields_in(&heads().collect::<Vec<_>>())
}

/// `From: ... Sent: ... To: ... Subject: ...` as one block.
fn is_field_block(block: &str) -> bool {
    let lines: Vec<&str> = block.lines().map(str::trim).filter(|line| !line.is_empty()).take(6).collect();
    fields_in(&lines)
}

fn fields_in(lines: &[&str]) -> bool {
    let says = |line: &str, kind: usize| {
        let line = line.trim_start_matches(['*', ' ', '>']).to_lowercase().replace('*', "");
        QUOTED_FIELDS[kind].iter().any(|field| line.starts_with(field))
    };
    let kinds =
        (0..4).filter(|kind| lines.iter().any(|line| line.len() < 1_000 && says(line, *kind))).count();
    lines.first().is_some_and(|first| says(first, 0)) && kinds >= 3
}

pub(super) fn is_quoted_head(text: &str, lines: &[Range<usize>]) -> bool {
    let line = |range: &Range<usize>| &text[range.clone()];
    let Some(first) = lines.first().map(line) else { return false };
    if !first.contains([':', '：']) {
        return false;
    }
    let run: Vec<&str> = lines.iter().map(line).take_while(|line| !line.trim().is_empty()).take(8).collect();
    fields_in(&run)
}

/// A rule of dashes or underscores.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.bytes().all(|byte| matches!(byte, b'-' | b'_' | b'='))
}

/// Tells whether a signature begins with these lines (RFC 3676, section 4.3):
/// `-- `, or `--` near the end; or the footer of a list, under a rule.
pub(super) fn is_signature(text: &str, lines: &[Range<usize>]) -> bool {
    let Some(first) = lines.first() else { return false };
    let after = text[first.end..].chars().next();
    let line = &text[first.clone()];
    let rest = || lines[1..].iter().map(|range| text[range.clone()].trim()).filter(|line| !line.is_empty());
    match line {
        "--" if after == Some(' ') => true,
        "--" | "—" => rest().take(SIGNATURE_LINES + 1).count() <= SIGNATURE_LINES,
        _ if is_rule(line) && line.len() >= 20 => rest().next().is_some_and(is_list_footer),
        _ => false,
    }
}

fn is_list_footer(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.contains("mailing list") && words(line) <= 8
        || LIST_FOOTER.iter().any(|footer| lower.starts_with(footer))
}

/// Tells whether programs, firms or lists add such a block to mails.
pub(super) fn is_added(block: &str) -> bool {
    let lower: String = block.chars().take(2_000).collect::<String>().to_lowercase();
    let lower = lower.as_str();
    let has = |list: &[&str]| list.iter().any(|one| lower.contains(one));
    let begins = |list: &[&str]| list.iter().any(|one| lower.starts_with(one));
    has(THIS_MESSAGE) && has(NOT_FOR_YOU)
        || words(block) <= 12 && begins(SENT_FROM)
        || begins(LIST_FOOTER)
        || lower.starts_with("-----begin pgp")
        || lower.starts_with("-----end pgp")
        || lower.starts_with("hash: sha")
        || announces(&folded(lower)) && words(lower) <= 30
}

pub(super) fn is_greeting(block: &str) -> bool {
    let lower = block.to_lowercase();
    let begins = |greeting: &str| {
        let rest = lower.strip_prefix(greeting);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() && !is_han(c)))
    };
    words(block) <= 6 && block.lines().count() == 1 && GREETINGS.iter().any(|greeting| begins(greeting))
}
