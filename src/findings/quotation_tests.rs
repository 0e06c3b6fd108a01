//! Cases of quoted speech, varied in order, verbs, marks and languages.

use super::*;

/// A quotation as the cases write it: words, speaker, verb (`-` where there is
/// none), `direct` or `partial`.
fn shown(text: &str, language: &str) -> Vec<[String; 4]> {
    let show = |quote: &Quotation| {
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let directness = if quote.direct { "direct" } else { "partial" };
        [text[quote.range.clone()].to_owned(), or(&quote.speaker), or(&quote.verb), directness.to_owned()]
    };
    // As documents are read: a paragraph at a time.
    let mut at = 0;
    let mut found = Vec::new();
    for paragraph in text.split_inclusive('\n') {
        found.extend(quotations(text, at..at + paragraph.len(), Some(language)).iter().map(show));
        at += paragraph.len();
    }
    found
}

type Case<'a> = (&'a str, &'a [[&'a str; 4]]);

#[track_caller]
fn check(language: &str, cases: &[Case<'_>]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| {
            shown(text, language) != expected.iter().map(|quote| quote.map(str::to_owned)).collect::<Vec<_>>()
        })
        .map(|(text, expected)| {
            format!("{text}\n  found    {:?}\n  expected {expected:?}", shown(text, language))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_speaker_stands_before_after_or_within_the_words() {
    check(
        "en",
        &[
            (
                "“The bridge will open in June,” said Maria Lopez.",
                &[["The bridge will open in June,", "Maria Lopez", "said", "direct"]],
            ),
            (
                "“The bridge will open in June,” said Maria Lopez, the city’s chief engineer.",
                &[["The bridge will open in June,", "Maria Lopez", "said", "direct"]],
            ),
            (
                "“The bridge will open in June,” said engineer Maria Lopez, who runs the project.",
                &[["The bridge will open in June,", "Maria Lopez", "said", "direct"]],
            ),
            (
                "Maria Lopez said, “The bridge will open in June.”",
                &[["The bridge will open in June.", "Maria Lopez", "said", "direct"]],
            ),
            (
                "Maria Lopez said: “The bridge will open in June.”",
                &[["The bridge will open in June.", "Maria Lopez", "said", "direct"]],
            ),
            (
                "Maria Lopez said that “the bridge will open in June.”",
                &[["the bridge will open in June.", "Maria Lopez", "said", "direct"]],
            ),
            (
                "“The bridge,” Maria Lopez said, “will open in June.”",
                &[
                    ["The bridge,", "Maria Lopez", "said", "direct"],
                    ["will open in June.", "Maria Lopez", "said", "direct"],
                ],
            ),
            (
                "“We waited for years,” Lopez told reporters on Friday. “Now we build.”",
                &[
                    ["We waited for years,", "Lopez", "told", "direct"],
                    ["Now we build.", "Lopez", "told", "direct"],
                ],
            ),
            (
                "“We waited for years,” Lopez told The Daily Post in an interview.",
                &[["We waited for years,", "Lopez", "told", "direct"]],
            ),
            (
                "According to Lopez, “the bridge will open in June.”",
                &[["the bridge will open in June.", "Lopez", "-", "direct"]],
            ),
            (
                "“The bridge will open in June,” according to a statement from the ministry.",
                &[["The bridge will open in June,", "statement from the ministry", "-", "direct"]],
            ),
            (
                "“Is the bridge safe?” asked Ivo Banks, a driver.",
                &[["Is the bridge safe?", "Ivo Banks", "asked", "direct"]],
            ),
            ("“What a disaster!” exclaimed Banks.", &[["What a disaster!", "Banks", "exclaimed", "direct"]]),
            (
                "“It was a mistake to build it,” the former mayor of the town admitted.",
                &[["It was a mistake to build it,", "former mayor of the town", "admitted", "direct"]],
            ),
            (
                "In a statement on Monday, the ministry said the bridge was “entirely safe for all traffic.”",
                &[["entirely safe for all traffic.", "ministry", "said", "direct"]],
            ),
            (
                "Lopez, who has led the project since 2019, said: “We are proud of the work.”",
                &[["We are proud of the work.", "Lopez", "said", "direct"]],
            ),
            (
                "“We are proud of the work,” said Lopez, adding, “It was not cheap.”",
                &[
                    ["We are proud of the work,", "Lopez", "said", "direct"],
                    ["It was not cheap.", "Lopez", "adding", "direct"],
                ],
            ),
            (
                "Lopez praised the crew, saying “they never lost a single day.”",
                &[["they never lost a single day.", "Lopez", "saying", "direct"]],
            ),
            (
                "Asked about the cost, Lopez replied: “No comment today.”",
                &[["No comment today.", "Lopez", "replied", "direct"]],
            ),
            (
                "“The cost is not my problem,” Lopez told the council. “I build bridges,” she added.",
                &[
                    ["The cost is not my problem,", "Lopez", "told", "direct"],
                    ["I build bridges,", "Lopez", "added", "direct"],
                ],
            ),
            (
                "Lopez tweeted: “Bridge open. Drive slowly!”",
                &[["Bridge open. Drive slowly!", "Lopez", "tweeted", "direct"]],
            ),
            (
                "As Lopez put it, “a bridge is a promise in steel.”",
                &[["a bridge is a promise in steel.", "Lopez", "put it", "direct"]],
            ),
            (
                "“A bridge is a promise in steel,” is how Lopez put it.",
                &[["A bridge is a promise in steel,", "Lopez", "put it", "direct"]],
            ),
            (
                "Lopez called the report “a pack of lies from start to end.”",
                &[["a pack of lies from start to end.", "Lopez", "called", "direct"]],
            ),
            (
                "The report described the bridge as “unsafe in strong winds.”",
                &[["unsafe in strong winds.", "report", "described", "direct"]],
            ),
        ],
    );
}

#[test]
fn speakers_are_people_organisations_or_nouns() {
    check(
        "en",
        &[
            (
                "“We have no plans to sell,” Acme Holdings said in a filing.",
                &[["We have no plans to sell,", "Acme Holdings", "said", "direct"]],
            ),
            (
                "“We have no plans to sell,” a spokesman for Acme Holdings said.",
                &[["We have no plans to sell,", "spokesman for Acme Holdings", "said", "direct"]],
            ),
            (
                "“We have no plans to sell,” said Acme spokeswoman Dana White.",
                &[["We have no plans to sell,", "Dana White", "said", "direct"]],
            ),
            (
                "“We have no plans to sell,” said a person familiar with the talks.",
                &[["We have no plans to sell,", "person familiar with the talks", "said", "direct"]],
            ),
            (
                "The International Energy Agency warned that “the market remains very tight.”",
                &[["the market remains very tight.", "International Energy Agency", "warned", "direct"]],
            ),
            (
                "Sen. Paula Reyes (D-Ohio) said the bill was “dead on arrival in the Senate.”",
                &[["dead on arrival in the Senate.", "Paula Reyes", "said", "direct"]],
            ),
            (
                "“This bill is dead on arrival,” Sen. Paula Reyes, D-Ohio, said Tuesday.",
                &[["This bill is dead on arrival,", "Paula Reyes", "said", "direct"]],
            ),
            (
                "“This bill is dead on arrival,” Ms. Reyes said.",
                &[["This bill is dead on arrival,", "Reyes", "said", "direct"]],
            ),
            (
                "“This bill is dead on arrival,” said Dr. J. P. Morgan-Hill.",
                &[["This bill is dead on arrival,", "J. P. Morgan-Hill", "said", "direct"]],
            ),
            (
                "“This bill is dead on arrival,” the senator said.",
                &[["This bill is dead on arrival,", "senator", "said", "direct"]],
            ),
            (
                "“This bill is dead on arrival,” one of the senators said.",
                &[["This bill is dead on arrival,", "one of the senators", "said", "direct"]],
            ),
            (
                "“We heard a loud bang at night,” residents said.",
                &[["We heard a loud bang at night,", "residents", "said", "direct"]],
            ),
            (
                "Prime Minister Olga Brandt told parliament, “Our patience has run out.”",
                &[["Our patience has run out.", "Olga Brandt", "told", "direct"]],
            ),
            (
                "Brandt’s spokesman said, “The prime minister is well.”",
                &[["The prime minister is well.", "Brandt’s spokesman", "said", "direct"]],
            ),
            (
                "The court’s ruling said the law “does not apply to foreign firms.”",
                &[["does not apply to foreign firms.", "court’s ruling", "said", "direct"]],
            ),
            (
                "Article 5 of the treaty states that “an attack on one is an attack on all.”",
                &[["an attack on one is an attack on all.", "Article 5 of the treaty", "states", "direct"]],
            ),
        ],
    );
}

#[test]
fn pronouns_are_resolved_where_the_text_allows() {
    check(
        "en",
        &[
            (
                "Olga Brandt flew to Rome. “We will sign tomorrow,” she said.",
                &[["We will sign tomorrow,", "Olga Brandt", "said", "direct"]],
            ),
            (
                "Olga Brandt flew to Rome on Monday.\n“We will sign tomorrow,” she said.",
                &[["We will sign tomorrow,", "Olga Brandt", "said", "direct"]],
            ),
            (
                "Prime Minister Olga Brandt was tired. She said: “We will sign tomorrow.”",
                &[["We will sign tomorrow.", "Olga Brandt", "said", "direct"]],
            ),
            ("“We will sign tomorrow,” they said.", &[["We will sign tomorrow,", "-", "said", "direct"]]),
            (
                "Olga Brandt met Piet Jansen. “We will sign tomorrow,” Brandt said.",
                &[["We will sign tomorrow,", "Olga Brandt", "said", "direct"]],
            ),
            (
                "Olga Brandt and Piet Jansen met. “I am happy with it,” Jansen said. “So am I,” Brandt said.",
                &[
                    ["I am happy with it,", "Piet Jansen", "said", "direct"],
                    ["So am I,", "Olga Brandt", "said", "direct"],
                ],
            ),
            (
                "Piet Jansen spoke first. “I am happy with it,” he said. “It is a good deal,” he added.",
                &[
                    ["I am happy with it,", "Piet Jansen", "said", "direct"],
                    ["It is a good deal,", "Piet Jansen", "added", "direct"],
                ],
            ),
            (
                "Olga Brandt was defiant on Sunday. “We will not give up a single village.”",
                &[["We will not give up a single village.", "Olga Brandt", "-", "direct"]],
            ),
        ],
    );
}

#[test]
fn speech_goes_on_over_sentences_and_paragraphs() {
    check(
        "en",
        &[
            (
                "“It is late. We are tired. We will go on,” Jansen said.",
                &[["It is late. We are tired. We will go on,", "Jansen", "said", "direct"]],
            ),
            (
                "“It is late,” Jansen said. “We are tired. We will go on.”",
                &[
                    ["It is late,", "Jansen", "said", "direct"],
                    ["We are tired. We will go on.", "Jansen", "said", "direct"],
                ],
            ),
            (
                "“It is late and we are tired,” Jansen said.\n“We will go on tomorrow with the talks.”",
                &[
                    ["It is late and we are tired,", "Jansen", "said", "direct"],
                    ["We will go on tomorrow with the talks.", "Jansen", "said", "direct"],
                ],
            ),
            (
                "Jansen said: “It is late and we are tired.\n“We will go on tomorrow with the talks.”",
                &[
                    ["It is late and we are tired.", "Jansen", "said", "direct"],
                    ["We will go on tomorrow with the talks.", "Jansen", "said", "direct"],
                ],
            ),
            (
                "\"It is late and we are tired,\" Jansen said. \"There is no way around it.\n\"We will go on tomorrow with the talks.\"",
                &[
                    ["It is late and we are tired,", "Jansen", "said", "direct"],
                    ["There is no way around it.", "Jansen", "said", "direct"],
                    ["We will go on tomorrow with the talks.", "Jansen", "said", "direct"],
                ],
            ),
            (
                "“He told me ‘never again’ and left,” Jansen said.",
                &[["He told me ‘never again’ and left,", "Jansen", "said", "direct"]],
            ),
            (
                "‘The harbour is closed until further notice,’ the port authority said.",
                &[["The harbour is closed until further notice,", "port authority", "said", "direct"]],
            ),
        ],
    );
}

#[test]
fn pieces_are_partial() {
    check(
        "en",
        &[
            (
                "Jansen said the talks were “very hard work” for all.",
                &[["very hard work", "Jansen", "said", "partial"]],
            ),
            (
                "Jansen warned that the talks were “a lost cause” by now.",
                &[["a lost cause", "Jansen", "warned", "partial"]],
            ),
        ],
    );
}

#[test]
fn other_words_in_marks_are_no_speech() {
    check(
        "en",
        &[
            ("Her novel “A Winter of Glass and Smoke” won the prize.", &[]),
            ("The band played “All the Long Way Home” twice.", &[]),
            ("He starred in “The Man Who Sold the Moon” in 1988.", &[]),
            ("The so-called “people’s republics” were never recognised.", &[]),
            ("The “special operation” entered its third year.", &[]),
            ("Critics speak of a “debt trap” in such loans.", &[]),
            ("The word “sovereignty” appears forty times.", &[]),
            ("The policy is known as “one country, two systems” in the south.", &[]),
            ("The law defines “foreign agent” broadly.", &[]),
            ("The sign above the door reads “Employees Only”.", &[]),
            ("Operation “Northern Shield” began at dawn.", &[]),
            ("Under the slogan “Bread, Peace and Land for All” they marched.", &[]),
            ("The 6' 2\" guard closed the 12\" gate.", &[]),
            ("The proverb “the early bird catches the worm” is old.", &[]),
            ("The ‘90s were kind to the neighbours' dogs.", &[]),
            ("The “no limits” and “win-win” talk has faded.", &[]),
            ("The essay “Why We Fight in the Dark” was published in May.", &[]),
            ("Analysts call such ships the “shadow fleet”.", &[]),
        ],
    );
}

#[test]
fn russian_and_chinese_speech_follows_its_own_marks() {
    check(
        "ru",
        &[
            (
                "«Мост откроют в июне», — сказала Мария Лопес.",
                &[["Мост откроют в июне", "Мария Лопес", "сказала", "direct"]],
            ),
            (
                "«Мост откроют в июне», – заявил министр транспорта Иван Петров.",
                &[["Мост откроют в июне", "Иван Петров", "заявил", "direct"]],
            ),
            (
                "Мария Лопес сказала: «Мост откроют в июне».",
                &[["Мост откроют в июне", "Мария Лопес", "сказала", "direct"]],
            ),
            (
                "По словам Марии Лопес, «мост откроют в июне».",
                &[["мост откроют в июне", "Марии Лопес", "-", "direct"]],
            ),
            (
                "«Мост откроют в июне», — говорится в сообщении министерства.",
                &[["Мост откроют в июне", "сообщении министерства", "говорится", "direct"]],
            ),
            (
                "«Мы долго ждали, — отметила Лопес. — Теперь мы строим».",
                &[["Мы долго ждали, — отметила Лопес. — Теперь мы строим", "Лопес", "отметила", "direct"]],
            ),
            ("Роман «Война и мир в одной комнате» вышел в мае.", &[]),
            ("Газета «Вечерний город» вышла в мае.", &[]),
            ("Ракета «Север» взлетела.", &[]),
        ],
    );
    check(
        "zh",
        &[
            (
                "外交部发言人毛宁表示：“双方将继续扩大合作，维护地区稳定。”",
                &[["双方将继续扩大合作，维护地区稳定。", "外交部发言人毛宁", "表示", "direct"]],
            ),
            (
                "“双方将继续扩大合作，维护地区稳定。”外交部发言人毛宁说。",
                &[["双方将继续扩大合作，维护地区稳定。", "外交部发言人毛宁", "说", "direct"]],
            ),
            (
                "他指出，「雙方將繼續擴大合作，維護地區穩定」。",
                &[["雙方將繼續擴大合作，維護地區穩定", "他", "指出", "direct"]],
            ),
            ("“一带一路”倡议已有十年。", &[]),
        ],
    );
}

#[test]
fn names_behind_offices_colons_and_accounts_are_speakers() {
    check(
        "en",
        &[
            (
                "Jansen began with a bold claim: “Our port is the best in Europe.”",
                &[["Our port is the best in Europe.", "Jansen", "-", "direct"]],
            ),
            (
                "The new defence minister, Olga Brandt, said: “We will not wait for others.”",
                &[["We will not wait for others.", "Olga Brandt", "said", "direct"]],
            ),
            (
                "An account called ‘Voices of Spring’ remarked: ‘Nobody asked us about the dam.’",
                &[["Nobody asked us about the dam.", "account", "remarked", "direct"]],
            ),
            (
                "A user named @river9 wrote: “Nobody asked us about the dam.”",
                &[["Nobody asked us about the dam.", "user named @river9", "wrote", "direct"]],
            ),
            (
                "Port and Pride\nLi Wen kept calm. “Nobody asked us about the dam,” she said.",
                &[["Nobody asked us about the dam,", "Li Wen", "said", "direct"]],
            ),
            (
                "“It is late,” Jansen said. Olga Brandt was less gloomy. “There is always another day.”",
                &[
                    ["It is late,", "Jansen", "said", "direct"],
                    ["There is always another day.", "Olga Brandt", "-", "direct"],
                ],
            ),
        ],
    );
}

#[test]
fn a_place_before_a_name_is_not_the_speaker() {
    check(
        "en",
        &[
            (
                "Norway’s ambassador to Peru, Piet Jansen, told the council: “We will keep our word.”",
                &[["We will keep our word.", "Piet Jansen", "told", "direct"]],
            ),
            (
                "The envoy to Peru said: “We will keep our word.”",
                &[["We will keep our word.", "envoy to Peru", "said", "direct"]],
            ),
        ],
    );
}

#[test]
fn an_adverb_of_time_is_no_part_of_a_russian_name() {
    let text = "«Мы не продадим им ни одного корабля», — сказал министр Иван Петров вчера.";
    let found = super::quotations(text, 0..text.len(), Some("ru"));
    let speakers: Vec<Option<&str>> = found.iter().map(|one| one.speaker_as_written.as_deref()).collect();
    assert_eq!(speakers, [Some("министр Иван Петров")]);
}
