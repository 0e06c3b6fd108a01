//! What the beginnings and ends of lines say.

/// Tells whether a text ends as a sentence does, closing marks aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）' | '¹' | '²' | '³')
            || ('\u{2070}'..='\u{2079}').contains(&c)
    };
    let inner = text.trim_end_matches(closing);
    let inner = if inner.is_empty() { text } else { inner };
    if inner.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '：', '；', '؟', '۔']) {
        return true;
    }
    // A footnote's number after the stop.
    let digits = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    digits.len() < inner.len()
        && inner.len() - digits.len() <= 2
        && digits.ends_with(['.', '!', '?', '”', '’'])
        && !digits.trim_end_matches(['.', '!', '?', '”', '’']).ends_with(|c: char| c.is_ascii_digit())
}

/// Returns the length in bytes of a list's marker with the white space after
/// it: a bullet, or a number or letter with a full stop or bracket; 0 for none.
pub(super) fn list_marker(line: &str) -> usize {
    let Some((marker, rest)) = line.split_once(' ') else { return 0 };
    let rest = rest.trim_start();
    if rest.is_empty() {
        return 0;
    }
    let bullet = matches!(
        marker,
        "•" | "‣"
            | "⁃"
            | "◦"
            | "▪"
            | "▫"
            | "■"
            | "□"
            | "●"
            | "○"
            | "◆"
            | "◇"
            | "►"
            | "▶"
            | "➢"
            | "➤"
            | "✓"
            | "✔"
            | "❖"
            | "·"
            | "∙"
            | "\u{fffd}"
            | "-"
            | "–"
            | "—"
            | "*"
            | "o"
    ) && (marker != "o" || rest.starts_with(char::is_uppercase));
    if bullet || is_number(marker) { line.len() - rest.len() } else { 0 }
}

/// `1.`, `12)`, `(3)`, `[4]`, `a)`, `(b)`, `iv.`, `A.` is no marker of a name
/// (`J. Smith`), so letters need a bracket.
fn is_number(marker: &str) -> bool {
    let inner = marker.trim_start_matches(['(', '[']);
    let opened = inner.len() < marker.len();
    let label = inner.trim_end_matches(['.', ')', ']']);
    let closed = &inner[label.len()..];
    let bracket = closed == ")" || closed == "]" || closed == ".)";
    if closed.is_empty() || opened && !bracket {
        return false;
    }
    let digits = label.len() <= 3 && !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    let letter = label.chars().count() == 1 && label.chars().all(char::is_alphabetic);
    let roman = label.len() <= 5 && !label.is_empty() && label.bytes().all(|byte| b"ivxIVX".contains(&byte));
    digits || (letter || roman) && bracket || roman && label.len() > 1 && closed == "."
}

/// Tells whether a line begins with the number of a section: `2`, `3.1`, `4.`,
/// `IV.`, and goes on with a capital letter.
pub(super) fn section_number(line: &str) -> bool {
    let Some((number, rest)) = line.split_once(' ') else { return false };
    let number = number.trim_end_matches('.');
    let digits = number.len() <= 8
        && number
            .split('.')
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let roman = number.len() <= 5 && !number.is_empty() && number.bytes().all(|byte| b"IVX".contains(&byte));
    (digits || roman)
        && rest.trim_start().starts_with(|c: char| c.is_uppercase() || super::lines::is_dense(c))
}

/// Returns what stands before and after the dots that lead to a page number in
/// a table of contents.
pub(super) fn leader(line: &str) -> Option<(&str, &str)> {
    let is_dot = |c: char| matches!(c, '.' | '·' | '…' | '_' | ' ');
    let tail = line.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
    let head = tail.trim_end_matches(is_dot);
    let dots =
        tail[head.len()..].chars().filter(|c| *c != ' ').map(|c| if c == '…' { 3 } else { 1 }).sum::<usize>();
    (dots >= 4 && !head.is_empty()).then(|| (head, &line[tail.len()..]))
}

/// Tells whether a block is the caption of a figure or table: its word and
/// number, and then a mark or nothing.
pub(super) fn is_caption(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "figure",
        "fig.",
        "fig",
        "table",
        "tab.",
        "chart",
        "box",
        "map",
        "exhibit",
        "photo",
        "plate",
        "scheme",
        "algorithm",
        "listing",
        "abbildung",
        "abb.",
        "tabelle",
        "grafik",
        "schaubild",
        "tableau",
        "graphique",
        "carte",
        "figura",
        "tabla",
        "cuadro",
        "gráfico",
        "tabela",
        "tabella",
        "grafico",
        "рисунок",
        "рис.",
        "таблица",
        "табл.",
        "график",
        "شكل",
        "جدول",
    ];
    for word in ["图", "圖", "表"] {
        if let Some(rest) = text.strip_prefix(word) {
            let after =
                rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
            return after.len() < rest.trim_start().len() && text.chars().count() < 80;
        }
    }
    let Some((word, rest)) = text.split_once(' ') else { return false };
    if !WORDS.contains(&word.to_lowercase().as_str()) {
        return false;
    }
    let number = rest.split(' ').next().unwrap_or_default();
    let label = number.trim_end_matches(['.', ':', '|', ')', '–', '—']);
    let numbered = !label.is_empty()
        && label.len() <= 8
        && (label.bytes().any(|byte| byte.is_ascii_digit())
            || label.bytes().all(|byte| b"IVXABCD".contains(&byte)));
    let after = rest[number.len()..].trim_start();
    let marked =
        number.len() > label.len() || after.is_empty() || after.starts_with(['.', ':', '|', '–', '—', '-']);
    numbered && (marked || after.starts_with(char::is_uppercase) && !is_clause(after))
}

/// Tells whether a text goes on with a verb soon: `Figure 3 Shows that` is rare,
/// but `Table 2 Russia is` has no mark either.
fn is_clause(text: &str) -> bool {
    let verbs = [
        "is",
        "are",
        "was",
        "were",
        "shows",
        "show",
        "gives",
        "has",
        "have",
        "presents",
        "illustrates",
        "zeigt",
        "ist",
        "montre",
        "est",
        "muestra",
        "es",
    ];
    text.split(' ').take(4).any(|word| verbs.contains(&word))
}

/// Tells whether a line begins as a footnote does: with its number or sign.
pub(super) fn is_note(text: &str) -> bool {
    let marked = text.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(c, '*' | '†' | '‡' | '§' | '¶' | '∗' | '¹' | '²' | '³')
            || ('\u{2070}'..='\u{2079}').contains(&c)
    });
    let length = text.chars().count() - marked.chars().count();
    let rest = marked.trim_start_matches(['.', ')', ']', ' ']);
    (1..=4).contains(&length)
        && rest.starts_with(|c: char| !c.is_ascii_digit() && !matches!(c, '%' | ',' | '-' | '–' | '/'))
}
