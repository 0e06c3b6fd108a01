//! Pages to quote from: each quotation stands between `⟦` and `⟧`.

/// A sentence that fills pages, so that readers take them for articles.
const FILL: &str = "The harbour board met on Tuesday to hear what the winter had cost the town and who would pay \
                    for the repair of the northern quay before the herring fleet returns in the spring.";

/// What stands around every article.
pub(super) fn page(article: &str, before: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Harbour news</title>{}</head><body>\
         <nav><a href=/>Home</a> <a href=/a>Harbour</a> <a href=/b>Market</a></nav>{before}\
         <article><h1>The quay and the winter</h1><p>{FILL}</p>{article}<p>{FILL}</p></article>\
         <footer><p>All rights reserved by the harbour.</p></footer></body></html>",
        super::highlight::STYLE
    )
}

/// Names and articles.
pub(super) const PAGES: &[(&str, &str)] = &[
    (
        "a sentence in the middle",
        "<p>Rates fell. ⟦The board voted to close the old lock in June.⟧ Nobody objected to it.</p>",
    ),
    (
        "a sentence at the start",
        "<p>⟦The board voted to close the old lock in June.⟧ Nobody objected to it then.</p>",
    ),
    (
        "a sentence at the end",
        "<p>Rates fell for the third year. ⟦The board voted to close the old lock in June.⟧</p>",
    ),
    (
        "a whole paragraph",
        "<p>⟦The board voted to close the old lock in June. Nobody objected to it then.⟧</p>",
    ),
    (
        "two sentences",
        "<p>Rates fell again. ⟦The board voted to close the lock. Nobody objected to it.⟧ Work starts in May.</p>",
    ),
    (
        "a list item",
        "<ul><li>Rates fell for the third year in a row.</li><li>⟦The old lock closes in June for a whole year.⟧</li><li>Work on the quay starts in May.</li></ul>",
    ),
    (
        "a very short sentence",
        "<p>The price of herring rose in May. ⟦It fell.⟧ Then it rose again and stayed there.</p>",
    ),
    (
        "a short sentence that stands earlier",
        "<p>It fell. Nobody saw that coming at all.</p><p>The price rose in May. ⟦It fell.⟧ Then it rose again and stayed.</p>",
    ),
    (
        "commas, dashes, ampersands",
        "<p>Rates fell. ⟦Trade, mostly oil &amp; gas, rose by 2-3 % - a record, they said - in 2024.⟧ Nobody knew why it did.</p>",
    ),
    (
        "equals, hash, question, plus, per cent",
        "<p>Rates fell. ⟦Is 1 + 1 = 2, asked #harbour, or is it 100% of 50%?⟧ Nobody knew why they asked.</p>",
    ),
    (
        "curly quotation marks",
        "<p>Rates fell. ⟦“We won’t pay,” said the ‘mayor’ of the town.⟧ Nobody knew why he had said it.</p>",
    ),
    (
        "straight quotation marks",
        "<p>Rates fell. ⟦\"We won't pay,\" said the 'mayor' of the town.⟧ Nobody knew why he had said it.</p>",
    ),
    (
        "guillemets and dashes",
        "<p>Rates fell. ⟦The mayor – a fisherman — said «we won’t pay» … twice.⟧ Nobody knew why he had said it.</p>",
    ),
    (
        "emphasis",
        "<p>Rates fell. ⟦The <em>board</em> voted to <b>close</b> the <a href=/lock>old lock</a> in <i>June</i>.⟧ Nobody objected.</p>",
    ),
    (
        "markup within words",
        "<p>Rates fell. ⟦The <b>B</b>oard voted un<em>animous</em>ly to close H<sub>2</sub>O basins.⟧ Nobody objected to it.</p>",
    ),
    (
        "markup at its ends",
        "<p>Rates fell. <b>⟦The board</b> voted to close the <b>old lock.⟧</b> Nobody objected to it then.</p>",
    ),
    (
        "a footnote mark after it",
        "<p>Rates fell. ⟦The board voted to close the old lock in 1995.⟧<sup>3</sup> Nobody objected to it then.</p>",
    ),
    (
        "a bracketed note after it",
        "<p>Rates fell. ⟦The board voted to close the old lock.⟧<sup><a href=#n>[3]</a></sup> Nobody objected to it.</p>",
    ),
    (
        "soft hyphens",
        "<p>Rates fell. ⟦The har&shy;bour admin&shy;istration voted unanim&shy;ously against it.⟧ No&shy;body objected to it.</p>",
    ),
    (
        "possible breaks",
        "<p>Rates fell. ⟦The harbour<wbr>master and the zero&#8203;width space agreed on it.⟧ Nobody objected to it then.</p>",
    ),
    (
        "no-break spaces",
        "<p>Rates&nbsp;fell. ⟦The board paid 12&nbsp;000&nbsp;kroner to Mr.&nbsp;Dahl of the lock.⟧ Nobody&nbsp;objected to it.</p>",
    ),
    (
        "thin spaces",
        "<p>Rates fell. ⟦The board paid 12&thinsp;000&#8239;kroner for the lock in June.⟧ Nobody objected to it then.</p>",
    ),
    (
        "a line break",
        "<p>Rates fell. ⟦The board voted<br>to close the old lock in June.⟧ Nobody objected to it then.</p>",
    ),
    (
        "line breaks around it",
        "<p>Rates fell for the third year.<br>⟦The board voted to close the old lock in June.⟧<br>Nobody objected to it then.</p>",
    ),
    (
        "white space in the source",
        "<p>Rates   fell.\n⟦The board\n   voted to\tclose the\n\n old lock in June.⟧\n Nobody objected to it then.</p>",
    ),
    (
        "an inline picture",
        "<p>Rates fell. ⟦The board voted <img alt='' src='data:,' width=9 height=9> to close the old lock in June.⟧ Nobody objected.</p>",
    ),
    (
        "a hidden part",
        "<p>Rates fell. ⟦The board voted <span style=display:none>secretly</span> to close the old lock.⟧ Nobody objected to it.</p>",
    ),
    (
        "capitals by style",
        "<p style=text-transform:uppercase>Rates fell. ⟦The board voted to close the old lock in June.⟧ Nobody objected.</p>",
    ),
    (
        "accents",
        "<p>Rates fell. ⟦Señor Núñez déjà vu’d a naïve façade in Zürich and Łódź.⟧ Nobody objected to it at all.</p>",
    ),
    (
        "decomposed accents",
        "<p>Rates fell. ⟦The cafe\u{301} of Zu\u{308}rich was closed by order in June.⟧ Nobody objected to it at all.</p>",
    ),
    (
        "an accent that tells two apart",
        "<p>The resume was long and dull that year.</p><p>Rates fell. ⟦The résumé was long and dull that year.⟧ Nobody read it.</p>",
    ),
    (
        "numbers with separators",
        "<p>Rates fell. ⟦The lock cost 1,234,567.89 kroner, or 3.5 % of the 2024/25 budget.⟧ Nobody objected to it then.</p>",
    ),
    (
        "a number at its end",
        "<p>Rates fell in 2023. ⟦The number of ships that came in fell to 12.5.⟧ 30 more were lost in the year after.</p>",
    ),
    (
        "Cyrillic",
        "<p>Цены упали. ⟦Совет проголосовал за закрытие старого шлюза — уже в июне.⟧ Никто не возражал против этого решения.</p>",
    ),
    (
        "Cyrillic, repeated",
        "<p>Совет собрался снова. Цены упали.</p><p>Рыбы стало меньше, чем было. ⟦Цены упали.⟧ Никто не возражал против этого.</p>",
    ),
    (
        "Chinese",
        "<p>航运价格连续三年下降。⟦港务委员会投票决定六月关闭旧船闸。⟧没有人对此表示反对，工程将于五月开始。</p>",
    ),
    (
        "Chinese, at the start",
        "<p>⟦港务委员会投票决定六月关闭旧船闸。⟧没有人对此表示反对，工程将于五月开始。</p>",
    ),
    (
        "Chinese, repeated",
        "<p>会议结束。价格下降。没有人反对这个决定。</p><p>渔船越来越少。⟦价格下降。⟧工程将于五月开始，直到明年年底。</p>",
    ),
    (
        "Japanese",
        "<p>料金は三年連続で下がった。⟦委員会は六月に古い水門を閉じることを決めた。⟧誰も反対しなかったという。</p>",
    ),
    (
        "Arabic",
        "<p dir=rtl lang=ar>انخفضت الأسعار هذا العام. ⟦صوّت المجلس على إغلاق القفل القديم في يونيو.⟧ لم يعترض أحد على القرار.</p>",
    ),
    (
        "Hebrew",
        "<p dir=rtl lang=he>המחירים ירדו השנה. ⟦המועצה הצביעה לסגור את השער הישן ביוני.⟧ איש לא התנגד להחלטה הזאת.</p>",
    ),
    (
        "Korean",
        "<p>요금은 3년 연속 하락했다. ⟦위원회는 6월에 낡은 갑문을 닫기로 결정했다.⟧ 아무도 반대하지 않았다고 한다.</p>",
    ),
    ("Thai", "<p>ราคาลดลงในปีนี้ ⟦คณะกรรมการลงมติปิดประตูน้ำเก่าในเดือนมิถุนายน⟧ ไม่มีใครคัดค้านเรื่องนี้เลย</p>"),
    (
        "Greek",
        "<p>Οι τιμές έπεσαν. ⟦Το συμβούλιο ψήφισε να κλείσει την παλιά δεξαμενή τον Ιούνιο.⟧ Κανείς δεν έφερε αντίρρηση.</p>",
    ),
    (
        "emoji",
        "<p>Rates fell. ⟦The crew 👩‍🚒 cheered 🎉 the 🇳🇴 flag over the old lock 🐟.⟧ Nobody objected to it then.</p>",
    ),
    (
        "mathematics and currency",
        "<p>Rates fell. ⟦The lock cost €3 m ≈ £2½ m (±5 %) → too much.⟧ Nobody objected to it then.</p>",
    ),
    (
        "the words of a title",
        "<p>Rates fell. ⟦The quay and the winter.⟧ So they called the paper that the board had read in June.</p>",
    ),
    (
        "the same paragraph twice, then a neighbour",
        "<p>⟦The board voted to close the lock.⟧</p><p>Work starts in May on the quay.</p><p>The board voted to close the lock.</p>",
    ),
    (
        "the second of two equal paragraphs",
        "<p>The board voted to close the lock.</p><p>Work starts in May on the quay.</p><p>⟦The board voted to close the lock.⟧</p><p>It ends in June, they say.</p>",
    ),
    (
        "the second of two equal items",
        "<ul><li>Lock: closed until the spring.</li><li>⟦Nobody objected to it.⟧</li></ul><p>Other news of the quay.</p><ul><li>Lock: open until the spring.</li><li>Nobody objected to it.</li></ul>",
    ),
    (
        "an item that stands earlier",
        "<ul><li>Lock: closed until the spring.</li><li>Nobody objected to it.</li></ul><p>Other news of the quay.</p><ul><li>Quay: open until the spring.</li><li>⟦Nobody objected to it.⟧</li></ul>",
    ),
    (
        "a block before it in the same paragraph",
        "<div>Rates fell.<div>A box that stands between them all.</div>⟦The board voted to close the old lock in June.⟧ Nobody objected.</div>",
    ),
    (
        "a quotation in a blockquote",
        "<blockquote><p>Rates fell. ⟦The board voted to close the old lock in June.⟧ Nobody objected to it then.</p></blockquote>",
    ),
    (
        "abbreviations",
        "<p>Rates fell. ⟦Mr. J. R. Dahl of the U.S. Army Corps (est. 1802) voted no at 5 p.m. sharp.⟧ Nobody objected to it.</p>",
    ),
    (
        "an address",
        "<p>Rates fell. ⟦See https://example.org/a-b?c=d&amp;e=f#g, or write to lock@example.org today.⟧ Nobody objected to it.</p>",
    ),
    (
        "underscores and tildes",
        "<p>Rates fell. ⟦The file lock_2024~final.v2 held all that the board had voted on.⟧ Nobody objected to it then.</p>",
    ),
];
