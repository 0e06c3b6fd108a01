//! Russian names in Cyrillic or Latin letters: given name, patronymic and family
//! name in either order.

use super::{Name, is_capitalised, is_initial};

/// Reads a Russian name whose order shows; `None` where it does not.
///
/// A patronymic stands right behind the given name, so it tells where the
/// family name is (`Иван Сергеевич Петров`, `Петров Иван Сергеевич`), and so do
/// initials (`Петров И. С.`). Of two words in Cyrillic letters the one that
/// ends as family names do is the family's.
pub(super) fn read(written: &str) -> Option<Name> {
    let words: Vec<&str> = written.split(' ').collect();
    if !words.iter().all(|word| is_initial(word) || is_capitalised(word)) {
        return None;
    }
    let is_cyrillic = words.iter().all(|word| word.chars().all(|c| !c.is_alphabetic() || is_cyrillic(c)));
    let initials: Vec<bool> = words.iter().map(|word| is_initial(word)).collect();
    let family = match (words.as_slice(), initials.as_slice()) {
        ([_, patronymic, _], [false, false, false]) if is_patronymic(patronymic) => 2,
        ([family, _, patronymic], [false, false, false])
            if is_patronymic(patronymic) && (is_cyrillic || is_family(family)) =>
        {
            0
        }
        ([family, ..], [false, true, ..]) if is_cyrillic || is_family(family) => {
            initials[1..].iter().all(|is_initial| *is_initial).then_some(0)?
        }
        ([.., _], [true, rest @ .., false]) if is_cyrillic && rest.iter().all(|is_initial| *is_initial) => {
            words.len() - 1
        }
        ([first, second], [false, false]) if is_cyrillic && !is_adjective(first) => {
            match (is_family(first), is_family(second)) {
                (_, true) => 1,
                (true, false) => 0,
                (false, false) => return None,
            }
        }
        _ => return None,
    };
    let given: Vec<&str> =
        words.iter().enumerate().filter(|(at, _)| *at != family).map(|(_, word)| *word).collect();
    Some(Name::Person { family: words[family].to_owned(), given: given.join(" "), suffix: None })
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52F}')
}

/// The endings of patronymics: Russian, Ukrainian, Belarusian, and as they are
/// written in Latin letters (BGN/PCGN, ISO 9).
fn is_patronymic(word: &str) -> bool {
    const ENDINGS: [&str; 15] = [
        "ович",
        "евич",
        "ёвич",
        "йович",
        "ьич",
        "овна",
        "евна",
        "ёвна",
        "ична",
        "івна",
        "ївна",
        "ovich",
        "evich",
        "ovna",
        "evna",
    ];
    let word = word.to_lowercase();
    word.chars().count() > 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Newspapers and places begin with an adjective: `Российская Газета`.
fn is_adjective(word: &str) -> bool {
    ["ская", "ский", "ское", "ные", "ная", "ный", "ное", "вая", "вое"]
        .iter()
        .any(|ending| word.ends_with(ending))
}

/// The most common endings of Russian and Ukrainian family names, but for
/// given names that end so.
fn is_family(word: &str) -> bool {
    const ENDINGS: [&str; 30] = [
        "ов", "ова", "ев", "ева", "ёв", "ёва", "ин", "ина", "ын", "ына", "ский", "ская", "цкий", "цкая",
        "ской", "енко", "чук", "ых", "ов", "ян", "ov", "ova", "ev", "eva", "in", "ina", "sky", "skiy",
        "skaya", "enko",
    ];
    const GIVEN: [&str; 26] = [
        "константин",
        "валентин",
        "мартин",
        "вениамин",
        "августин",
        "марина",
        "ирина",
        "екатерина",
        "галина",
        "полина",
        "кристина",
        "ангелина",
        "нина",
        "алина",
        "карина",
        "арина",
        "регина",
        "лина",
        "дина",
        "валентина",
        "антонина",
        "ян",
        "лев",
        "konstantin",
        "valentin",
        "irina",
    ];
    let word = word.to_lowercase();
    word.chars().count() > 2
        && ENDINGS.iter().any(|ending| word.ends_with(ending))
        && !GIVEN.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<(&str, &str)>) {
        let found = match read(written) {
            Some(Name::Person { family, given, .. }) => Some((family, given)),
            _ => None,
        };
        assert_eq!(found, expected.map(|(family, given)| (family.to_owned(), given.to_owned())), "{written}");
    }

    #[test]
    fn a_patronymic_tells_the_family_name() {
        check("Иван Сергеевич Петров", Some(("Петров", "Иван Сергеевич")));
        check("Петров Иван Сергеевич", Some(("Петров", "Иван Сергеевич")));
        check("Светлана Александровна Алексиевич", Some(("Алексиевич", "Светлана Александровна")));
        check("Ольга Ильинична Пак", Some(("Пак", "Ольга Ильинична")));
        check("Petrov Ivan Sergeyevich", Some(("Petrov", "Ivan Sergeyevich")));
        check("Ivan Sergeyevich Petrov", Some(("Petrov", "Ivan Sergeyevich")));
        check("Anna Maria Jovanovich", None);
    }

    #[test]
    fn initials_and_endings_tell_it_too() {
        check("Петров И. С.", Some(("Петров", "И. С.")));
        check("И.С. Петров", Some(("Петров", "И.С.")));
        check("Petrov I. S.", Some(("Petrov", "I. S.")));
        check("Иван Петров", Some(("Петров", "Иван")));
        check("Петрова Ирина", Some(("Петрова", "Ирина")));
        check("Ирина Петрова", Some(("Петрова", "Ирина")));
        check("Тарас Шевченко", Some(("Шевченко", "Тарас")));
    }

    #[test]
    fn what_does_not_show_stays() {
        for name in [
            "Иван Пак",
            "Морской вестник",
            "Российская Газета",
            "Советская Украина",
            "Московский Комсомолец",
            "Martin Smith",
            "Anna Smith J.",
            "Кремль",
            "",
        ] {
            check(name, None);
        }
    }
}
