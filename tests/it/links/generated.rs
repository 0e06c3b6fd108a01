//! Pages in which few sentences are said again and again, with other
//! neighbours, and some before the article too.

use std::ops::Range;

use attache::model::Document;

use super::highlight::letters;

/// Sentences of one language and what stands between two.
const POOLS: &[(&str, &[&str])] = &[
    (
        " ",
        &[
            "Rates fell.",
            "It fell.",
            "Nobody objected to it.",
            "The board voted to close the old lock in June.",
            "The board voted to close the old lock.",
            "Trade, mostly oil & gas, rose by 2-3 % - a record.",
            "“We won’t pay,” the mayor said.",
            "“We won’t pay,” the mayor said again, and left the hall.",
            "Fees: 1,234.5 kroner.",
            "The harbour board met on Tuesday to hear what the winter had cost the town and who would pay for it.",
            "After the storm, which had broken the northern quay and two of the cranes, the harbour board met on \
             Tuesday to hear what the winter had cost the town, who would pay for the repair, whether the fleet \
             could land its herring elsewhere until the spring, and why nobody had listened to the pilots, who \
             had warned of it for years.",
        ],
    ),
    (
        " ",
        &[
            "Цены упали.",
            "Никто не возражал.",
            "Совет проголосовал за закрытие старого шлюза — уже в июне.",
            "Совет проголосовал за закрытие старого шлюза.",
            "«Мы не заплатим», — сказал мэр.",
            "Торговля, прежде всего нефтью и газом, выросла на 2-3 %.",
            "После шторма, который разрушил северный причал и два крана, совет гавани собрался во вторник, чтобы \
             узнать, чего городу стоила зима, кто заплатит за ремонт и почему никто не слушал лоцманов, которые \
             предупреждали об этом годами.",
        ],
    ),
    (
        "",
        &[
            "价格下降。",
            "没有人反对。",
            "港务委员会投票决定六月关闭旧船闸。",
            "港务委员会投票决定关闭旧船闸。",
            "“我们不会付钱，”市长说。",
            "贸易额去年增长了百分之三，主要是石油和天然气，达到历史最高水平。",
        ],
    ),
];

/// Numbers that look drawn: Knuth's linear congruential generator (MMIX).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

pub(super) struct Generated {
    pub(super) html: String,
    /// Of each paragraph its sentences.
    paragraphs: Vec<Vec<String>>,
    /// A paragraph and its sentences from one to before another.
    quoted: Vec<(usize, Range<usize>)>,
}

/// Makes a page: the same for the same number.
pub(super) fn page(number: u64) -> Generated {
    let mut draw = Draw(number * 7919 + 17);
    let (space, pool) = POOLS[[0, 0, 1, 2][draw.below(4)]];
    let mut paragraphs = Vec::new();
    let mut article = String::new();
    let mut in_list = false;
    for _ in 0..5 + draw.below(4) {
        let sentences = paragraph(pool, &mut draw);
        let is_item = draw.below(4) == 0;
        match (in_list, is_item) {
            (false, true) => article.push_str("<ul>"),
            (true, false) => article.push_str("</ul>"),
            _ => {}
        }
        in_list = is_item;
        let joint = if draw.below(8) == 0 { "<br>" } else { space };
        let tag = if is_item { "li" } else { "p" };
        let marked: Vec<String> = sentences.iter().map(|sentence| markup(sentence, &mut draw)).collect();
        article.push_str(&format!("<{tag}>{}</{tag}>", marked.join(joint)));
        paragraphs.push(sentences);
    }
    let teasers: String =
        (0..draw.below(4)).map(|_| format!("<a href=/t>{}</a> ", pool[draw.below(pool.len())])).collect();
    let before = format!("<nav>{}</nav>", teasers.replace('&', "&amp;"));
    let quoted = (0..6)
        .map(|_| {
            let paragraph = draw.below(paragraphs.len());
            let from = draw.below(paragraphs[paragraph].len());
            let to = (from + 1 + draw.below(2)).min(paragraphs[paragraph].len());
            (paragraph, from..to)
        })
        .collect();
    Generated { html: super::pages::page(&article, &before), paragraphs, quoted }
}

/// One to four sentences; most paragraphs have one that no other has.
fn paragraph(pool: &[&str], draw: &mut Draw) -> Vec<String> {
    let mut sentences: Vec<String> =
        (0..1 + draw.below(4)).map(|_| pool[draw.below(pool.len())].to_owned()).collect();
    if draw.below(4) > 0 {
        let at = draw.below(sentences.len() + 1);
        sentences
            .insert(at, format!("{} {}.", 1000 + draw.below(9000), pool[0].trim_end_matches(['.', '。'])));
    }
    sentences
}

/// Puts a part of a sentence into an element.
fn markup(sentence: &str, draw: &mut Draw) -> String {
    let letters: Vec<char> = sentence.chars().collect();
    let from = draw.below(letters.len());
    let to = (from + 1 + draw.below(12)).min(letters.len());
    let text = |letters: &[char]| letters.iter().collect::<String>().replace('&', "&amp;");
    let (open, close) =
        [("", ""), ("<em>", "</em>"), ("<a href=/x>", "</a>"), ("<b>", "</b>")][draw.below(4)];
    format!("{}{open}{}{close}{}", text(&letters[..from]), text(&letters[from..to]), text(&letters[to..]))
}

impl Generated {
    /// Returns the quotations as bytes of the document's text; those of
    /// paragraphs that the reader takes for no text are left out.
    pub(super) fn quotations(&self, document: &Document) -> Vec<Range<usize>> {
        let mut blocks = document.blocks.iter();
        let of_paragraph: Vec<Option<Range<usize>>> = self
            .paragraphs
            .iter()
            .map(|sentences| {
                let wanted = letters(&sentences.concat());
                let mut rest = blocks.clone();
                let block = rest.find(|block| letters(&document.text[block.range.clone()]) == wanted)?;
                blocks = rest;
                Some(block.range.clone())
            })
            .collect();
        let quotation = |(paragraph, quoted): &(usize, Range<usize>)| {
            let block = of_paragraph[*paragraph].clone()?;
            let mut bounds = Vec::new();
            let mut at = block.start;
            for sentence in &self.paragraphs[*paragraph] {
                let start = at + document.text[at..block.end].find(sentence)?;
                at = start + sentence.len();
                bounds.push(start..at);
            }
            Some(bounds[quoted.start].start..bounds[quoted.end - 1].end)
        };
        self.quoted.iter().filter_map(quotation).collect()
    }
}
