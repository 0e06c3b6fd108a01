//! Words of reports on speech, in English and Russian.

use std::collections::BTreeSet;
use std::sync::LazyLock;

pub(super) fn is_title_word(word: &str) -> bool {
    TITLES.contains(word)
}

fn set(words: &'static str) -> BTreeSet<&'static str> {
    words.split(' ').collect()
}

pub(super) static PRONOUNS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| set("he she they it we i who он она они мы я"));

pub(super) static DETERMINERS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set("the a an his her its their our my this that these those one another some many several most both no")
});

/// Words that no name or noun runs over.
pub(super) static CUTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "and or but as when while because if although though since after before until that which who whom whose what \
         where why how to in on at by with from for into onto over under about against during through between among per \
         than then so also is are was were be been being has have had do does did will would can could should may might \
         must not never he she they it we i you there here now yet meanwhile however thus therefore again still only just \
         even recently later earlier monday tuesday wednesday thursday friday saturday sunday yesterday today вчера сегодня завтра накануне ранее позднее и но а что \
         как когда если в во на с со к по из от до за для при об о",
    )
});

/// Verbs of speech and writing, in the forms that reports use.
pub(super) static VERBS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "said says say saying told tells tell telling stated states stating remarked remarks wrote writes writing added \
         adds adding asked asks asking argued argues arguing insisted insists insisting explained explains explaining \
         noted notes noting claimed claims claiming warned warns warning replied replies declared declares declaring \
         continued continues called calls calling suggested suggests announced announces asserted asserts asserting \
         observed observes commented comments reiterated reiterates reiterating stressed stresses stressing emphasized \
         emphasizes emphasised emphasises emphasizing acknowledged acknowledges admitted admits conceded concedes \
         concluded concludes confirmed confirms denied denies described describes describing recalled recalls responded \
         responds repeated repeats reported maintained maintains quipped joked tweeted tweets posted vowed vows pledged \
         promised urged urges proclaimed proclaims contended contends complained complains cautioned cautions predicted \
         predicts exclaimed mentioned lamented laments praised criticized criticised accused blasted testified recounted \
         opined underlined underlines underscored underscores highlighted highlights labeled labelled quoted cited \
         shouted whispered muttered boasted demanded demands declined speaking \
         сказал сказала сказали заявил заявила заявили заявляет отметил отметила отметили отмечает подчеркнул \
         подчеркнула подчеркивает сообщил сообщила сообщили сообщает добавил добавила добавили пояснил пояснила написал \
         написала пишет рассказал рассказала считает уверен уверена говорит говорится ответил ответила указал указала \
         уточнил уточнила объяснил объяснила признал признала цитирует говорил",
    )
});

/// Capitalised words that are no part of a person's name.
pub(super) static NO_PERSONS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "national united party university house street new york state states american british russian chinese european \
         german french foreign ministry department government republic federation union council committee court news \
         times post press agency bank group company white north south east west world international central supreme \
         kingdom college school institute center centre association league conference summit premier cup city county",
    )
});

pub(super) static MONTHS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set("january february march april may june july august september october november december")
});

/// Titles and offices that stand before a name.
pub(super) static TITLES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "mr mrs ms miss dr prof professor sir lord lady president presidents ministers vice-president premier chancellor minister secretary \
         ambassador senator sen representative rep congressman congresswoman governor gov mayor general gen colonel col \
         major maj captain capt lieutenant lt admiral adm sergeant sgt chairman chairwoman chair director chief spokesman \
         spokeswoman spokesperson analyst economist expert historian journalist coach founder co-founder commissioner executive ceo manager researcher king queen prince princess pope judge \
         justice attorney officer commander leader deputy envoy diplomat scholar author editor президент министр премьер \
         секретарь посол губернатор глава депутат эксперт представитель",
    )
});
