use proptest::prelude::*;

use super::*;

fn found(texts: &[&str], language: &str) -> Vec<Disagreement> {
    let claim = |(index, text): (usize, &&'static str)| Claim {
        document: DocumentId(index as u32),
        text,
        range: 0..text.len(),
        language: Some(if language == "ru" { "ru" } else { "en" }),
        date: Some("2024-06-01".parse().unwrap()),
    };
    // Texts of tests are leaked nowhere: they are literals.
    let texts: Vec<&'static str> =
        texts.iter().map(|text| &*Box::leak((*text).to_owned().into_boxed_str())).collect();
    let claims: Vec<Claim<'_>> = texts.iter().enumerate().map(claim).collect();
    disagreements(&claims)
}

/// Checks pairs of sentences of two documents; reports all that are wrong.
#[track_caller]
fn check(language: &str, conflict: bool, pairs: &[(&str, &str)]) {
    let wrong: Vec<String> = pairs
        .iter()
        .filter(|(one, other)| found(&[one, other], language).is_empty() == conflict)
        .map(|(one, other)| {
            let reasons: Vec<String> =
                found(&[one, other], language).iter().map(|found| found.reason.to_string()).collect();
            format!("{one}\n  {other}\n  {reasons:?}")
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), pairs.len(), wrong.join("\n"));
}

#[test]
fn different_values_of_one_quantity_and_period_disagree() {
    check(
        "en",
        true,
        &[
            (
                "Bilateral trade reached $240 billion in 2023.",
                "In 2023, bilateral trade stood at $201 billion.",
            ),
            (
                "Trade between Peru and Canada hit $4.1 billion in 2022.",
                "Peru-Canada trade totaled $3.2 billion in 2022.",
            ),
            (
                "Norwegian gas exports to Poland rose to 6 billion cubic metres in 2021.",
                "Norway's gas exports to Poland reached 8.5 billion cubic metres in 2021.",
            ),
            (
                "According to the customs service, Kenya's tea exports amounted to $1.2 billion in 2020.",
                "Kenya's tea exports were $1.6 billion in 2020, the ministry said.",
            ),
            ("Inflation was 7.4% in May 2023.", "Inflation stood at 8.1% in May 2023."),
            ("Unemployment in Spain fell to 11.2% in 2023.", "Spain's unemployment rate was 12.9% in 2023."),
            (
                "The earthquake killed 120 people in March 2021.",
                "At least 150 people were killed in the earthquake in March 2021.",
            ),
            ("The floods killed 41 people on 5 May 2022.", "The floods killed 67 people on May 5, 2022."),
            (
                "In October 2022, 61% of Brazilians supported the reform.",
                "The reform was supported by 48% of Brazilians in October 2022.",
            ),
            (
                "The defence budget for 2024 is 92 billion euros.",
                "The defense budget was 71 billion euros in 2024.",
            ),
            ("GDP grew by 5.2% in 2023.", "GDP growth was 3.9% in 2023."),
            ("Exports fell 12% in 2019.", "Exports rose 4% in 2019."),
            (
                "Chile produced 5.3 million tonnes of copper in 2022.",
                "In 2022 Chile produced 4.6 million tonnes of copper.",
            ),
            ("France sent 1,200 soldiers to Mali in 2013.", "In 2013, France sent 4,000 troops to Mali."),
            (
                "More than $300 million in aid was sent to Sudan in 2023.",
                "In 2023, $180 million in aid was sent to Sudan.",
            ),
            (
                "Wheat output was 84 million tonnes in 2021.",
                "Wheat output totalled 76 million tonnes in 2021.",
            ),
            (
                "The trade deficit widened to $31 billion in 2020.",
                "The trade deficit was $24 billion in 2020.",
            ),
            (
                "The revenue of Acme climbed from $2.1 billion to $3.4 billion in 2023.",
                "Acme's revenue was $2.8 billion in 2023.",
            ),
            ("Turnout was 63.1% in 2018, the electoral commission said.", "Turnout was 57% in 2018."),
            (
                "Japan spent $46 billion on defence in 2019.",
                "Japan's defence spending was $52 billion in 2019.",
            ),
            (
                "Officials said that the population of Oslo was 709,000 in 2022.",
                "The population of Oslo was 634,000 in 2022.",
            ),
            (
                "Trade between India and Vietnam reached $14 billion last year.",
                "In 2023 trade between Vietnam and India was $11 billion.",
            ),
        ],
    );
}

#[test]
fn values_of_different_things_do_not_disagree() {
    check(
        "en",
        false,
        &[
            ("Exports reached $240 billion in 2023.", "Imports reached $201 billion in 2023."),
            (
                "Bilateral trade reached $240 billion in 2023.",
                "Bilateral trade reached $190 billion in 2022.",
            ),
            ("Monthly exports were $4 billion in 2023.", "Exports were $48 billion in 2023."),
            ("Trade exceeded $240 billion in 2023.", "Trade was $244.8 billion in 2023."),
            ("Trade was about $240 billion in 2023.", "Trade was $244.8 billion in 2023."),
            ("Trade was $240 billion in 2023.", "Trade was $244.8 billion in 2023."),
            ("Trade is expected to reach $260 billion in 2023.", "Trade was $240 billion in 2023."),
            ("The target for trade in 2023 was $200 billion.", "Trade was $240 billion in 2023."),
            ("Exports grew 5% in 2023.", "Exports were 40% of GDP in 2023."),
            ("Exports rose by $5 billion in 2023.", "Exports rose to $50 billion in 2023."),
            ("Trade was $240 billion in 2023.", "Trade was 1.6 trillion yuan in 2023."),
            (
                "Russian exports to China were $129 billion in 2023.",
                "Chinese exports to Russia were $111 billion in 2023.",
            ),
            ("Russia sold China 24 jets in 2018.", "China sold Russia 40 jets in 2018."),
            (
                "India's trade with Nepal was $8 billion in 2022.",
                "India's trade with Japan was $21 billion in 2022.",
            ),
            ("Gas exports were $40 billion in 2021.", "Oil exports were $110 billion in 2021."),
            ("Exports in the first half of 2023 were $60 billion.", "Exports in 2023 were $125 billion."),
            ("Exports from January to May 2023 were $50 billion.", "Exports in May 2023 were $11 billion."),
            ("Since 2014, aid has totalled $30 billion.", "In 2014, aid totalled $2 billion."),
            (
                "By the end of 2022, total investment reached $9.9 billion.",
                "Investment reached $1.2 billion in 2022.",
            ),
            ("The blast killed 12 people on 5 May 2023.", "The blast injured 40 people on 5 May 2023."),
            ("The blast killed 12 people.", "The blast killed 15 people."),
            (
                "Exports were $50 billion in 2023, up from $41 billion in 2022.",
                "Exports were $41 billion in 2022.",
            ),
            (
                "Exports were $50 billion in 2023, including $20 billion in oil.",
                "Exports were $50 billion in 2023.",
            ),
            (
                "Between $15 billion and $25 billion in trade was rerouted in 2023.",
                "In 2023, $21 billion in trade was rerouted.",
            ),
            (
                "52% of women supported the reform in May 2022.",
                "44% of men supported the reform in May 2022.",
            ),
            ("GDP per capita was $12,000 in 2021.", "GDP was $4 billion in 2021."),
            ("Real wages rose 2.1% in 2022.", "Wages rose 9.5% in 2022."),
            ("Core inflation was 4% in 2023.", "Inflation was 6.2% in 2023."),
            ("In 2015 the army had 90,000 reservists.", "In 2015 the army had 150,000 soldiers."),
            ("Trade was not $240 billion in 2023.", "Trade was $201 billion in 2023."),
            ("Exports could reach $90 billion in 2023.", "Exports reached $70 billion in 2023."),
            ("The budget was $4 billion in fiscal 2023.", "The budget was $5 billion in 2023."),
            (
                "He said exports, which had reached $5 billion in 2020, were falling.",
                "Imports, which had reached $7 billion in 2020, were falling.",
            ),
            (
                "Wheat and barley exports reached 5 million tonnes in 2022.",
                "Barley exports reached 1 million tonnes in 2022.",
            ),
            ("Exports rose 5% in 2023 and imports fell 3%.", "Imports rose 1% in 2022."),
            ("Unemployment in Spain was 11.2% in 2023.", "Unemployment in Italy was 7.6% in 2023."),
            ("Almost 300 homes burned in July 2021.", "In July 2021, 284 homes burned."),
            (
                "An additional 3,000 troops were sent to Mali in 2013.",
                "France sent 1,000 troops to Mali in 2013.",
            ),
            ("The bank lent $3 billion of the $5 billion in 2020.", "The bank lent $5 billion in 2020."),
            (
                "The ministry spent $5 billion on roads in 2022.",
                "The ministry spent $7 billion on schools in 2022.",
            ),
            ("Steel output was 5 million tonnes in 2021.", "Steel output was 5,100 kilotons in 2021."),
            (
                "The airline carried 12.4 million passengers in 2019.",
                "The airline carried 12.44 million passengers in 2019.",
            ),
            (
                "In 2022, Russia, India and Iran exported 5 million tonnes.",
                "In 2022, India and Iran exported 3 million tonnes.",
            ),
            (
                "As many as 500 people were killed in the floods in 2020.",
                "The floods killed 420 people in 2020.",
            ),
            (
                "The poll of 1,200 people was taken in May 2022.",
                "The poll of 2,000 adults was taken in May 2022.",
            ),
        ],
    );
}

#[test]
fn opposite_claims_on_one_relation_disagree() {
    check(
        "en",
        true,
        &[
            ("China will build a naval base in Cambodia.", "China will not build a naval base in Cambodia."),
            (
                "Turkey has ratified the accession treaty of Sweden.",
                "Turkey has not ratified the accession treaty of Sweden.",
            ),
            ("Exports to Germany rose in 2023.", "Exports to Germany fell in 2023."),
            ("Russian gas production declined by 10% in 2022.", "Russian gas production grew in 2022."),
            ("India supports the resolution on Myanmar.", "India opposes the resolution on Myanmar."),
            (
                "The ministry confirmed the sale of drones to Iran.",
                "The ministry denied the sale of drones to Iran.",
            ),
            (
                "China has provided lethal aid to Russia, officials said.",
                "China has never provided lethal aid to Russia.",
            ),
            ("Egypt will join the customs union in 2025.", "Egypt won't join the customs union in 2025."),
            ("Serbia did not sign the declaration in Athens.", "Serbia signed the declaration in Athens."),
            (
                "The parliament of Georgia approved the law on foreign agents.",
                "The parliament of Georgia rejected the law on foreign agents.",
            ),
            ("The Treaty of Lisbon was signed in 2007.", "The Treaty of Lisbon was signed in 2005."),
            (
                "The Kurchatov Institute was founded in 1943.",
                "The Kurchatov Institute was established in 1946.",
            ),
        ],
    );
}

#[test]
fn claims_that_can_both_be_true_do_not_disagree() {
    check(
        "en",
        false,
        &[
            ("China will build a naval base in Cambodia.", "China will not build an air base in Cambodia."),
            (
                "China will build a naval base in Cambodia.",
                "Vietnam will not build a naval base in Cambodia.",
            ),
            ("Exports rose in 2023.", "Exports fell in 2022."),
            ("Exports to Germany rose in 2023.", "Exports to Poland fell in 2023."),
            ("Exports rose.", "Exports fell."),
            ("China may build a base in Cambodia.", "China will not build a base in Cambodia."),
            (
                "China has not yet ratified the border treaty with Bhutan.",
                "China has ratified the border treaty with Bhutan.",
            ),
            (
                "Not all members support the resolution on Myanmar.",
                "Members support the resolution on Myanmar.",
            ),
            ("India supports the resolution on Myanmar.", "Pakistan opposes the resolution on Myanmar."),
            (
                "Critics falsely claim that China has provided lethal aid to Russia.",
                "China has not provided lethal aid to Russia.",
            ),
            ("If Egypt joins the customs union, trade will grow.", "Egypt will not join the customs union."),
            ("Serbia did not sign the declaration in Athens.", "Serbia signed the declaration in Vienna."),
            (
                "China does not only supply Russia with machine tools.",
                "China supplies Russia with machine tools.",
            ),
            ("It will not build the plant in Ghana.", "It will build the plant in Ghana."),
            ("Russia attacked Georgia in 2008.", "Georgia did not attack Russia in 2008."),
            ("A treaty was signed with Japan in 1956.", "A treaty was signed with Japan in 1965."),
            ("The Treaty of Lisbon was signed in 2007.", "The Treaty of Lisbon was ratified in 2009."),
            ("The Treaty of Lisbon was signed in December 2007.", "The Treaty of Lisbon was signed in 2007."),
            ("Exports of grain rose in value in 2023.", "Exports of grain fell in tonnes in 2023."),
            ("Iran will not sell Russia missiles.", "Russia will sell Iran missiles."),
        ],
    );
}

#[test]
fn russian_sources_disagree_by_the_same_rules() {
    check(
        "ru",
        true,
        &[
            (
                "Товарооборот России и Китая составил 240 млрд долларов в 2023 году.",
                "В 2023 году товарооборот России и Китая достиг 201 млрд долларов.",
            ),
            ("Инфляция составила 7,4% в мае 2023 года.", "В мае 2023 года инфляция составила 9,1%."),
            ("Экспорт пшеницы вырос на 12% в 2022 году.", "Экспорт пшеницы упал на 3% в 2022 году."),
            ("Турция не подписала соглашение с Грецией.", "Турция подписала соглашение с Грецией."),
        ],
    );
    check(
        "ru",
        false,
        &[
            (
                "Экспорт составил 240 млрд долларов в 2023 году.",
                "Импорт составил 201 млрд долларов в 2023 году.",
            ),
            (
                "Товарооборот составил 240 млрд долларов в 2023 году.",
                "Товарооборот составил 190 млрд долларов в 2022 году.",
            ),
            (
                "Товарооборот превысил 240 млрд долларов в 2023 году.",
                "Товарооборот составил 244,8 млрд долларов в 2023 году.",
            ),
            (
                "Экспорт в Китай составил 5 млн тонн в 2022 году.",
                "Экспорт из Китая составил 3 млн тонн в 2022 году.",
            ),
            (
                "К 2030 году экспорт составит 300 млрд долларов.",
                "В 2030 году экспорт составил 100 млрд долларов.",
            ),
        ],
    );
}

#[test]
fn a_disagreement_names_both_sides_and_its_reason() {
    let texts =
        ["Bilateral trade reached $240 billion in 2023.", "In 2023, bilateral trade stood at $201 billion."];
    let found = found(&texts, "en");
    assert_eq!(
        found[0].reason.to_string(),
        "both give `Bilateral trade` for 2023: $240 billion and $201 billion"
    );
    assert_eq!(found[0].kind, DisagreementKind::Figure);
    assert_eq!(&texts[0][found[0].sides[0].phrase.clone()], "$240 billion");
    assert_eq!(&texts[1][found[0].sides[1].phrase.clone()], "$201 billion");
}

#[test]
fn a_document_does_not_disagree_with_itself() {
    let text = "Trade was $240 billion in 2023. Trade was $201 billion in 2023.";
    let claim =
        |range: Range<usize>| Claim { document: DocumentId(0), text, range, language: None, date: None };
    assert!(disagreements(&[claim(0..31), claim(32..63)]).is_empty());
}

#[test]
fn bare_trade_is_that_of_the_countries_its_document_is_about() {
    let one = "Russia and China meet. Bilateral trade reached $240 billion in 2023.";
    let check = |head: &str, conflict: bool| {
        let other = format!("{head} Bilateral trade stood at $201 billion in 2023.");
        let claim = |document, text, start| Claim {
            document: DocumentId(document),
            text,
            range: start..str::len(text),
            language: Some("en"),
            date: None,
        };
        let found = disagreements(&[claim(0, one, 23), claim(1, &other, head.len() + 1)]);
        assert_eq!(!found.is_empty(), conflict, "{head}");
    };
    check("China and Russia are close.", true);
    check("China and Vietnam are close.", false);
}

#[test]
fn many_claims_of_one_key_take_no_longer() {
    let text = "Trade was $240 billion in 2023.";
    let claim = |document| Claim {
        document: DocumentId(document),
        text,
        range: 0..text.len(),
        language: None,
        date: None,
    };
    assert!(disagreements(&(0..20_000).map(claim).collect::<Vec<_>>()).is_empty());
}

proptest! {
    #[test]
    fn any_sentences_give_sides_at_character_bounds(
        texts in prop::collection::vec("([a-zA-Z0-9 “”,.%$€年не-]|\\PC|trade |was |rose |to |in 2023|\\$5 billion |Russia |not |and ){0,30}", 2..5),
    ) {
        let claim = |(index, text): (usize, &'static str)| (index, text);
        let _ = claim;
        let claims: Vec<Claim<'_>> = texts.iter().enumerate().map(|(index, text)| Claim {
            document: DocumentId(index as u32), text, range: 0..text.len(), language: None, date: None,
        }).collect();
        for found in disagreements(&claims) {
            prop_assert!(found.sides[0].document != found.sides[1].document);
            for side in &found.sides {
                prop_assert_eq!(texts[side.claim].get(side.phrase.clone()), Some(side.text.as_str()));
            }
        }
    }
}

#[test]
fn somebody_unnamed_is_not_the_same_one() {
    check(
        "en",
        false,
        &[
            ("He was fined $5 million for fraud in 2020.", "He was fined $3 million for fraud in 2020."),
            (
                "The company's net profit was $5 billion in 2020.",
                "The company's net profit was $3 billion in 2020.",
            ),
            ("Its defence budget was $5 billion in 2020.", "Its defence budget was $3 billion in 2020."),
            (
                "The company will build a second plant at the river.",
                "The company will not build a second plant at the river.",
            ),
        ],
    );
    check(
        "en",
        false,
        &[(
            "France and Italy met. Wine exports rose 5% in 2020.",
            "Italy and France spoke. Wine exports fell 4% in 2020.",
        )],
    );
}

#[test]
fn neighbouring_quantities_do_not_disagree() {
    check(
        "en",
        false,
        &[
            (
                "Kenya exported 5 million tonnes of tea in 2020.",
                "Uganda exported 3 million tonnes of tea in 2020.",
            ),
            (
                "Gazprom reported a loss of $7 billion in 2023.",
                "Lukoil reported a loss of $2 billion in 2023.",
            ),
            ("Shell's profit was $28 billion in 2023.", "BP's profit was $14 billion in 2023."),
            ("In 2022 the north had 5,000 troops.", "In 2022 the south had 8,000 troops."),
            ("China accounted for 30% of exports in 2023.", "China accounted for 38% of imports in 2023."),
            (
                "China accounted for 30% of Russian exports in 2023.",
                "Germany accounted for 5% of Russian exports in 2023.",
            ),
            (
                "Germany gave Ukraine $5 billion in aid in 2023.",
                "The United States gave Ukraine $20 billion in aid in 2023.",
            ),
            ("Military aid was $5 billion in 2023.", "Humanitarian aid was $2 billion in 2023."),
            ("Exports were $50 billion in 2023.", "Exports were 50 million tonnes in 2023."),
            ("Civilian deaths reached 1,200 in 2016.", "Military deaths reached 3,400 in 2016."),
            ("The party won 120 seats in 2019.", "The party won 14 seats in the south in 2019."),
            ("The party won 34% of the vote in 2019.", "The party won 45% of seats in 2019."),
            ("Youth unemployment was 28% in 2023.", "Unemployment was 12% in 2023."),
            (
                "In the first quarter of 2023, trade was $60 billion.",
                "In the third quarter of 2023, trade was $70 billion.",
            ),
            ("Trade grew 26% in 2023.", "Trade grew 3% in the first quarter of 2023."),
            (
                "As of May 2023, 20,000 soldiers had been trained.",
                "As of July 2023, 30,000 soldiers had been trained.",
            ),
            ("The bank cut its forecast from 4% to 3% in 2023.", "The bank's forecast was 4% in 2023."),
            ("Oil cost $80 a barrel in 2023.", "Oil exports cost $8 billion in 2023."),
            ("In 2023, Moscow bought 400 drones from Iran.", "In 2023, Kyiv bought 900 drones from Turkey."),
            ("Russia lost 300 tanks in 2022.", "Ukraine lost 120 tanks in 2022."),
            ("The ministry hired 1,200 women in 2020.", "The ministry hired 3,000 people in 2020."),
            ("Net migration was 700,000 in 2022.", "Gross migration was 1.2 million in 2022."),
            ("Household debt was 80% of GDP in 2021.", "Public debt was 60% of GDP in 2021."),
            (
                "The 2023 budget was $5 billion, the 2024 budget is $6 billion.",
                "The budget was $6.5 billion in 2023.",
            ),
            (
                "Exports, mostly oil, reached $9 billion in 2023.",
                "Imports, mostly oil, reached $3 billion in 2023.",
            ),
            (
                "India bought 35% of its oil from Russia in 2023.",
                "China bought 19% of its oil from Russia in 2023.",
            ),
            (
                "Trade with Japan and Korea was $9 billion in 2023.",
                "Trade with Japan was $5 billion in 2023.",
            ),
            (
                "In 2020 the pipeline carried 10 billion cubic metres to Turkey.",
                "In 2020 the pipeline carried 4 billion cubic metres to Serbia.",
            ),
            ("Wind supplied 20% of power in 2022.", "Solar supplied 8% of power in 2022."),
            ("Spending on health was $3 billion in 2022.", "Spending on defence was $5 billion in 2022."),
            (
                "Two percent of GDP was spent on defence in 2022.",
                "Spending on defence was $50 billion in 2022.",
            ),
            (
                "Fewer than 100 people were arrested in May 2021.",
                "At least 80 people were arrested in May 2021.",
            ),
            ("Trade was $240 billion in 2023, a rise of 26%.", "Trade rose 26% in 2023."),
            ("Some 400 of the 900 delegates voted in 2020.", "In 2020, 900 delegates voted."),
            ("He was fined $5 million in 2020.", "He was fined $3 million in 2020."),
            ("The figure was $5 billion in 2020.", "The total was $3 billion in 2020."),
        ],
    );
    check(
        "en",
        false,
        &[
            ("Egypt supports the plan for Gaza.", "Egypt opposes the plan for Sudan."),
            ("The court convicted Smith of fraud.", "The court acquitted Jones of fraud."),
            ("Russia won the match against Spain.", "Russia lost the match against Croatia."),
            ("Prices of wheat rose in May 2022.", "Prices of maize fell in May 2022."),
            ("The ruble rose against the dollar in 2022.", "The ruble fell against the yuan in 2022."),
            ("Exports of gas from Norway rose in 2022.", "Exports of gas to Norway fell in 2022."),
            ("Finland has no plans for a base in Lapland.", "Finland has plans for a new road in Lapland."),
            ("Mali will not send soldiers to Niger.", "Mali sent soldiers to Niger."),
            ("Iran does not export drones to Sudan.", "Iran did export drones to Sudan."),
            (
                "Unlike China, Russia did not sign the Paris accord.",
                "China and Russia signed the Paris accord.",
            ),
            ("Nobody in Oslo expects the treaty to fail.", "Oslo expects the treaty to fail."),
            ("Peru will build no more than two ports.", "Peru will build two ports."),
        ],
    );
}
