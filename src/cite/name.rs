//! Persons and bodies: which author's name has a family name in it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

mod russian;

/// An author's name as a citation style needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// A body, or a name that is not to be taken apart.
    AsWritten,
    /// A person whose family name is known.
    Person {
        /// With its particles, such as `von der Leyen`. Never empty.
        family: String,
        /// Never empty.
        given: String,
        /// Such as `Jr.` or `III`.
        suffix: Option<String>,
    },
}

/// Reads a name that is printed on one line.
///
/// A person is `Family, Given` with one comma, or two to three capitalised
/// words in the Latin alphabet, initials and particles (`van der`) not
/// counted, with a suffix (`Jr.`) or without, or a Russian name that a
/// patronymic, initials or the ending of a family name tell the order of.
/// Everything else stays as written: a name with a word of an organisation,
/// with a digit, `&` or `and`, with a word in capitals; a single word; and a
/// name in another script or with a Chinese family name before it, because
/// their order does not tell which part is the family's.
pub(super) fn read(written: &str) -> Name {
    let person = match written.split_once(',') {
        _ if is_body(written) => None,
        Some((family, rest)) => with_comma(family.trim(), rest.trim()),
        None => russian::read(written).or_else(|| in_order(written)),
    };
    person.unwrap_or(Name::AsWritten)
}

/// Takes the particles off the beginning of a family name: `van der` and
/// `Berg`; none where nothing else would be left.
pub(super) fn particle(family: &str) -> (Option<&str>, &str) {
    let words = family.split(' ');
    let length: usize = words.take_while(|word| is_particle(word)).map(|word| word.len() + 1).sum();
    match length {
        0 => (None, family),
        _ if length >= family.len() => (None, family),
        _ => (Some(&family[..length - 1]), &family[length..]),
    }
}

fn with_comma(family: &str, rest: &str) -> Option<Name> {
    if let Some(suffix) = is_suffix(rest).then(|| rest.to_owned()) {
        return match in_order(family)? {
            Name::Person { family, given, .. } => Some(Name::Person { family, given, suffix: Some(suffix) }),
            Name::AsWritten => None,
        };
    }
    let (suffix, given) = match rest.split_once(',') {
        Some((suffix, given)) if is_suffix(suffix.trim()) => (Some(suffix.trim()), given.trim()),
        Some(_) => return None,
        None => (None, rest),
    };
    let short = |part: &str| (1..=4).contains(&part.split(' ').count());
    let named =
        |part: &str| part.split(' ').all(|word| is_particle(word) || is_capitalised(without_article(word)));
    let both = !family.is_empty() && !given.is_empty() && short(family) && short(given);
    let suffix = suffix.map(str::to_owned);
    (both && named(family) && named(given)).then(|| Name::Person {
        family: family.to_owned(),
        given: given.to_owned(),
        suffix,
    })
}

fn in_order(written: &str) -> Option<Name> {
    let mut words: Vec<&str> = written.split(' ').collect();
    let suffix = words.pop_if(|word| is_suffix(word)).map(str::to_owned);
    let latin = |word: &&str| word.chars().all(|c| !c.is_alphabetic() || is_latin(c));
    let names = words.iter().filter(|word| !is_particle(word) && !is_initial(word)).count();
    let initials = words.iter().filter(|word| is_initial(word)).count();
    let family_at =
        1 + words.get(1..)?.iter().position(|word| is_particle(word)).unwrap_or(words.len().checked_sub(2)?);
    let plausible = (2..=3).contains(&names) || (names == 1 && initials > 0);
    let known = words
        .iter()
        .all(|word| is_particle(word) || is_initial(word) || is_capitalised(without_article(word)));
    let ends_in_name = words.last().is_some_and(|word| !is_particle(word) && !is_initial(word));
    let chinese = words.len() == 2 && CHINESE_FAMILIES.contains(words[0].to_lowercase().as_str());
    let is_person = plausible && known && ends_in_name && !chinese && words.iter().all(latin);
    is_person.then(|| Name::Person {
        family: words[family_at..].join(" "),
        given: words[..family_at].join(" "),
        suffix,
    })
}

/// Returns an Arabic name without the article that is joined to it.
fn without_article(word: &str) -> &str {
    let article = ["al-", "el-", "ad-", "an-", "ar-", "as-", "ash-", "at-", "az-"];
    article.iter().find_map(|article| word.strip_prefix(article)).unwrap_or(word)
}

fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | 'ʼ' | 'ʻ')
}

/// A capitalised word that is not all capitals: an acronym is a body's.
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase)
        && (is_initial(word) || letters.any(|c| !c.is_uppercase()))
        && word.chars().all(|c| c.is_alphabetic() || "-‐'’ʼʻ.".contains(c))
}

/// `J.`, `J`, `J.R.` or `J.-P.`
fn is_initial(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let dots = word.chars().filter(|c| *c == '.').count();
    (1..=3).contains(&letters)
        && word.chars().all(|c| c.is_uppercase() || ".-".contains(c))
        && (letters == 1 || dots == letters)
}

fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 27] = [
        "al", "bin", "bint", "d", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du",
        "el", "ibn", "la", "las", "le", "los", "ter", "ten", "van", "von", "zu", "zur",
    ];
    PARTICLES.contains(&word)
}

fn is_suffix(word: &str) -> bool {
    ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"].contains(&word)
}

fn is_body(written: &str) -> bool {
    let mut words = written.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    written.chars().any(|c| c.is_numeric() || "&@/:|+_()".contains(c))
        || words.any(|word| BODY_WORDS.contains(word.to_lowercase().as_str()))
}

/// Pinyin family names of the most common hundred that are no English given
/// or family name, as in `Li Qiang`.
static CHINESE_FAMILIES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "cao cai chen cheng cui deng ding dong fang feng fu gao gong guo hao he hou hu huang jia jiang jin kong \
     lai li liang liao lin liu lu luo lü ma meng pan peng qian qin ren shao shen shi sun tang tian wan \
     wang wei wu xi xia xiao xie xu xue yan yang ye yin yuan zeng zhang zhao zheng zhou zhu"
        .split(' ')
        .collect()
});

/// Words that only names of bodies have, in English and some neighbours, in
/// lower case.
static BODY_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "academy administration affairs agence agencia agency agentur agenzia alliance amt analysis analytics \
     and archive army article assembly associates association authority banco bank banque board \
     broadcasting bulletin bundesamt bureau cabinet center centre centro chamber chronicle collective \
     college command commission committee commons community company confederation congress consortium \
     consulate contributors cooperation corporation correspondent correspondents council court daily data \
     defence defense department desk deutsche digest directorate division economics editorial editors \
     embassy endowment energy enterprise federal federation for force forces forum foundation fund für \
     gazette gesellschaft global gmbh government group herald history holdings house human inc industries \
     initiative institut institute institution instituto intelligence international jazeera journal \
     kingdom lab laboratory league library limited llc ltd magazine mail media ministerio ministerium \
     ministry ministère mission monitor movement museum nation national nations navy network news \
     newsletter newspaper newsroom observatory observer of office online organisation organization \
     parliament partners partnership party platform policy post presidency press presse program programme \
     project publishing radio reporter reporters republic research reserve review rights school \
     secretariat section security senate server service services society sputnik staff standard state \
     states statistics stiftung strategic strategy studies survey systems tank team technologies \
     technology telegraph television the times today trade treasury tribune trust tv union unit united \
     universidad university universität université verein verlag watch web weekly welle wire without \
     workshop world zeitung агентство администрация академия ассоциация банк бюро ведомости ведомство \
     вестник время газета департамент журнал звезда известия издательство институт комитет компания \
     корреспондент министерство новости общество отдел организация партия правда правительство пресс \
     редакция россия служба совет союз телеграф телеканал украина университет управление федерация фонд \
     центр"
        .split(' ')
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<(&str, &str)>) {
        let found = match read(written) {
            Name::AsWritten => None,
            Name::Person { family, given, .. } => Some((family, given)),
        };
        let expected = expected.map(|(family, given)| (family.to_owned(), given.to_owned()));
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn persons_have_a_family_name() {
        check("Anna Schmidt", Some(("Schmidt", "Anna")));
        check("Schmidt, Anna", Some(("Schmidt", "Anna")));
        check("Anna Maria Schmidt", Some(("Schmidt", "Anna Maria")));
        check("J. R. R. Tolkien", Some(("Tolkien", "J. R. R.")));
        check("J.R. Smith", Some(("Smith", "J.R.")));
        check("Ursula von der Leyen", Some(("von der Leyen", "Ursula")));
        check("Jean-Luc O’Neill", Some(("O’Neill", "Jean-Luc")));
        check("Martin Luther King Jr.", Some(("King", "Martin Luther")));
        check("King, Jr., Martin Luther", Some(("King", "Martin Luther")));
        check("Петров, Иван", Some(("Петров", "Иван")));
        check("Ahmed al-Rashid", Some(("al-Rashid", "Ahmed")));
    }

    #[test]
    fn particles_are_taken_off() {
        assert_eq!(particle("van der Berg"), (Some("van der"), "Berg"));
        assert_eq!(particle("García Márquez"), (None, "García Márquez"));
        assert_eq!(particle("de"), (None, "de"));
        assert_eq!(particle("al-Rashid"), (None, "al-Rashid"));
    }

    #[test]
    fn bodies_are_not_taken_apart() {
        for body in [
            "Economics Desk",
            "Xinhua News Agency",
            "Ministry of Defence",
            "Reuters",
            "BBC News",
            "Global Times",
            "Bank of China",
            "Deutsche Welle",
            "Reporters Without Borders",
            "RAND Corporation",
            "NATO Allies",
            "Smith & Sons",
            "Team 7",
            "Smith and Jones",
            "Acme, Inc.",
            "Institute for the Study of War",
            "Институт Экономики",
            "Новости Донецка",
            "staff",
            "",
            "Anna Schmidt, Berlin Bureau",
            "Al Jazeera",
            "One Two Three Four Five",
            ",",
            "a, b",
            "Smith,",
        ] {
            check(body, None);
        }
    }

    #[test]
    fn names_whose_order_is_unknown_stay_as_written() {
        for name in ["Xi Jinping", "习近平", "Иван Пак", "김정은", "田中一郎"] {
            check(name, None);
        }
    }
}
