use proptest::prelude::*;

use crate::copies::{Cluster, Item, Kind, duplicates};

const WIRE: &str = "Varna, 4 March. The shipping line Kestrel Maritime will move 1,200 jobs from Varna to Izmir by \
    the end of 2026, its director Elena Petkova said on Tuesday. The company lost 38 million euros last year. \
    Unions called the plan a betrayal of the port and announced a strike for Friday. \
    The mayor of Varna said that the city had learned of it from the newspapers. \
    Kestrel was founded in 1921 and runs forty ferries in the Black Sea.";

/// The same happening in other words.
const OWN_WORDS: &str = "Strike looms in Varna as Kestrel Maritime shifts jobs to Izmir. Some 1,200 posts are to leave \
    the Bulgarian port for Turkey by 2026, director Elena Petkova confirmed, after a loss of 38 million euros. \
    Angry unions spoke of betrayal and want workers to down tools on Friday.";

const OTHER: &str = "The observatory at Cerro Alto has photographed a comet that returns every 74 years. Astronomers \
    from Chile and Japan, led by Haruka Mori, measured its tail at two million kilometres. The comet will be seen \
    with the naked eye in the southern sky in June, the team wrote in its bulletin, and then not until 2099.";

const RUSSIAN: [&str; 3] = [
    "Завод «Северный якорь» в Онеге закроют в июле, сообщил губернатор Павел Зимин. Работу потеряют 640 человек. \
     Предприятие выпускало цепи для ледоколов с 1934 года и задолжало банкам 2,4 млрд рублей. Профсоюз требует \
     выплатить рабочим по шесть окладов и грозит обратиться в суд.",
    "Онега теряет «Северный якорь»: завод остановят в июле. Губернатор Павел Зимин подтвердил, что 640 рабочих \
     будут уволены, а долги завода перед банками достигли 2,4 млрд рублей. Профсоюз намерен идти в суд и \
     добиваться шести окладов для каждого рабочего.",
    "В зоопарке Тамбова родился детёныш снежного барса. Мать по кличке Айша заботится о нём сама, рассказала \
     ветеринар Ольга Круглова. Посетители увидят котёнка не раньше сентября, когда ему исполнится 3 месяца.",
];

const CHINESE: [&str; 3] = [
    "滨江造船厂周二宣布，公司将在明年六月前关闭位于石桥的第二船坞，约有640名工人失去工作。厂长林国栋表示，去年公司亏损3.8亿元。\
     工会要求公司按工龄支付补偿，并计划于周五举行罢工。石桥市政府称事先没有得到通知。",
    "石桥第二船坞即将关闭。滨江造船厂周二宣布，公司将在明年六月前关闭位于石桥的第二船坞，约有640名工人失去工作。\
     厂长林国栋表示，去年公司亏损3.8亿元。工会要求公司按工龄支付补偿，并计划于周五举行罢工。",
    "南坪天文台拍摄到一颗每74年回归一次的彗星。研究人员测得彗尾长达两百万公里，预计六月可用肉眼在南方天空看到。",
];

fn item(text: &str) -> Item<'_> {
    Item { parts: vec![text], language: None, date: None }
}

#[track_caller]
fn check(texts: &[&str], expected: &[(Kind, &[usize])]) -> Vec<Cluster> {
    let items: Vec<Item<'_>> = texts.iter().map(|text| item(text)).collect();
    let clusters = duplicates(&items);
    let found: Vec<(Kind, &[usize])> =
        clusters.iter().map(|cluster| (cluster.kind, cluster.members.as_slice())).collect();
    assert_eq!(found, expected, "{clusters:#?}");
    clusters
}

#[test]
fn another_headline_and_a_paragraph_cut_leave_a_copy() {
    let renamed = WIRE.replace("Varna, 4 March.", "Ferry jobs go to Turkey.");
    let cut = WIRE.split(" The mayor").next().unwrap();
    let clusters = check(&[WIRE, OTHER, &renamed, cut], &[(Kind::Copy, &[0, 2, 3])]);
    assert_eq!(clusters[0].copies, [[0, 2, 3]]);
    assert!(clusters[0].lowest > 0.9, "{clusters:?}");
}

#[test]
fn the_same_text_is_a_copy_however_short() {
    let clusters = check(&["No comment.", OTHER, "No comment."], &[(Kind::Copy, &[0, 2])]);
    assert_eq!((clusters[0].similarity, clusters[0].lowest), (1.0, 1.0));
}

#[test]
fn one_happening_in_other_words_is_a_story() {
    let clusters = check(&[OTHER, WIRE, OWN_WORDS], &[(Kind::Story, &[1, 2])]);
    assert!(clusters[0].copies.is_empty(), "{clusters:?}");
    assert!(clusters[0].similarity < 1.0);
}

#[test]
fn copies_are_told_apart_within_a_story() {
    let renamed = WIRE.replace("Varna, 4 March.", "Ferry jobs go to Turkey.");
    let clusters = check(&[WIRE, OWN_WORDS, OTHER, &renamed], &[(Kind::Story, &[0, 1, 3])]);
    assert_eq!(clusters[0].copies, [[0, 3]]);
}

#[test]
fn a_mail_with_the_one_it_answers_below_is_a_copy_and_a_digest_is_none() {
    let answer = format!("I read this on the train and thought of you.\n\n{}", WIRE.replace(". ", ".\n> "));
    check(&[WIRE, &answer], &[(Kind::Copy, &[0, 1])]);
    let filler: String =
        (0..400).map(|n| format!("Item {n} of the digest is on subject {}. ", n * 7)).collect();
    check(&[WIRE, &format!("{filler}{WIRE}")], &[]);
}

#[test]
fn bulletins_of_one_template_are_no_copies() {
    let bulletin = |day: u32| {
        let (low, high, wind, rain) = (day + 31, day + 47, day * 3 + 5, day * 2 + 60);
        format!(
            "Forecast of the harbour office for the night of day {day}: fog, at least {low} and at most {high} \
             degrees, wind from the west with {wind} knots, rain {rain} millimetres."
        )
    };
    check(&[&bulletin(3), &bulletin(11)], &[]);
}

#[test]
fn one_person_in_two_stories_makes_no_cluster() {
    let prize = "Elena Petkova, director of Kestrel Maritime, received the medal of the Naval Museum in Lisbon. The \
                 jury praised her book on sailing ships. Petkova gave the money to a school for deaf children.";
    check(&[WIRE, prize, OTHER], &[]);
}

#[test]
fn russian_reports_of_one_happening_are_a_story() {
    check(&RUSSIAN, &[(Kind::Story, &[0, 1])]);
}

#[test]
fn chinese_copies_are_found() {
    check(&CHINESE, &[(Kind::Copy, &[0, 1])]);
}

#[test]
fn a_story_ends_after_a_month_and_a_copy_never() {
    let dated = |text, date: &str| Item { date: Some(date.parse().unwrap()), ..item(text) };
    let near = [dated(WIRE, "2025-03-04"), dated(OWN_WORDS, "2025-03-05")];
    assert_eq!(duplicates(&near).len(), 1);
    let far = [dated(WIRE, "2025-03-04"), dated(OWN_WORDS, "2025-06-05")];
    assert!(duplicates(&far).is_empty());
    let reprint = [dated(WIRE, "2025-03-04"), dated(WIRE, "2025-06-05")];
    assert_eq!(duplicates(&reprint)[0].kind, Kind::Copy);
    let vague = [dated(WIRE, "2025"), dated(OWN_WORDS, "2025-06-05")];
    assert_eq!(duplicates(&vague).len(), 1, "the day is not known");
}

#[test]
fn a_chain_of_likenesses_is_no_cluster() {
    let line =
        |n: usize| format!("Witness {n} saw the grey lorry number {} turn into lane {}. ", n * 17, n * 29);
    // Each document has two thirds of the lines of the one before.
    let document = |first: usize| -> String { (first..first + 12).map(line).collect() };
    let texts: Vec<String> = (0..8).map(|step| document(step * 4)).collect();
    let items: Vec<Item<'_>> = texts.iter().map(|text| item(text)).collect();
    let clusters = duplicates(&items);
    assert!(clusters.iter().all(|cluster| cluster.members.len() < 5), "{clusters:#?}");
}

#[test]
fn what_has_no_words_is_in_no_cluster() {
    check(&["", "…", "", "—"], &[]);
    assert!(duplicates(&[]).is_empty());
}

/// Texts that share lines now and then.
fn corpus() -> impl Strategy<Value = Vec<String>> {
    let line = (0_usize..12).prop_map(|n| {
        let name = ["Arlen", "Bosk", "Corin", "Dunmore", "Elvas", "Farrow"][n % 6];
        format!("Near {name} the {} bridges on route {} were closed because of flood {n}.", n + 2, n * 31 + 4)
    });
    proptest::collection::vec(proptest::collection::vec(line, 0..7).prop_map(|lines| lines.join(" ")), 0..12)
}

proptest! {
    #[test]
    fn clusters_are_disjoint_sorted_and_of_at_least_two(texts in corpus()) {
        let items: Vec<Item<'_>> = texts.iter().map(|text| item(text)).collect();
        let clusters = duplicates(&items);
        let mut all: Vec<usize> = clusters.iter().flat_map(|cluster| cluster.members.clone()).collect();
        let firsts: Vec<usize> = clusters.iter().map(|cluster| cluster.members[0]).collect();
        prop_assert!(firsts.is_sorted());
        for cluster in &clusters {
            prop_assert!(cluster.members.len() > 1 && cluster.members.is_sorted());
            prop_assert!(cluster.lowest <= cluster.similarity && cluster.similarity <= 1.0);
            let copied: Vec<usize> = cluster.copies.iter().flatten().copied().collect();
            prop_assert!(copied.iter().all(|member| cluster.members.contains(member)));
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        prop_assert_eq!(all.len(), count);
        prop_assert!(all.iter().all(|member| *member < texts.len()));
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        (texts, order) in corpus().prop_flat_map(|texts| {
            let order: Vec<usize> = (0..texts.len()).collect();
            (Just(texts), Just(order).prop_shuffle())
        })
    ) {
        let items: Vec<Item<'_>> = texts.iter().map(|text| item(text)).collect();
        let shuffled: Vec<Item<'_>> = order.iter().map(|place| items[*place].clone()).collect();
        // By what they hold: equal texts may stand for one another.
        let sets = |clusters: &[Cluster], items: &[Item<'_>]| -> Vec<(Vec<String>, String)> {
            let mut sets: Vec<(Vec<String>, String)> = clusters
                .iter()
                .map(|cluster| {
                    let mut held: Vec<String> =
                        cluster.members.iter().map(|member| items[*member].parts[0].to_owned()).collect();
                    held.sort_unstable();
                    (held, format!("{:?} {} {}", cluster.kind, cluster.similarity, cluster.lowest))
                })
                .collect();
            sets.sort_unstable();
            sets
        };
        prop_assert_eq!(sets(&duplicates(&items), &items), sets(&duplicates(&shuffled), &shuffled));
    }
}
