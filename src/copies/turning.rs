//! Words that turn what a sentence says: negations, and what makes a fact a
//! wish, a duty or a chance.
//!
//! They are short and frequent, so that measures of likeness pass over them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::fold::{Token, fold};
use super::mark;

/// Negations, folded, of English, Russian, Ukrainian, German, French, Spanish,
/// Italian and Portuguese; characters of Chinese.
const NEGATIONS: &str = "not no never none nobody nothing neither nor cannot without dont doesnt didnt isnt arent \
    wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt mustnt neednt aint \
    не ни нет без никогда никто ничто нельзя ніхто ніколи немає нема ні \
    nicht kein keine keinen keiner keinem keines nie niemals niemand nichts ohne \
    ne pas jamais sans aucun aucune rien personne non nunca jamas sin ningun ninguna nada nadie mai senza nessuno \
    nao não sem nenhum nenhuma ninguem \
    不 没 沒 未 无 無 非 否 勿 莫";

/// Words of possibility, duty and time to come, by what they say; each group
/// is one thing.
const MODALS: &[&str] = &[
    "will shall ll won wird werden будет будут буду 将 將",
    "would wouldnt würde würden бы",
    "may might могут может мог kann könnte können peut pourrait puede podría può 可能 或许",
    "can could able cannot cant couldnt",
    "should ought shouldnt следует sollte sollten 应 應",
    "must должен должна должны muss müssen doit debe deve 必",
];

/// What a word turns, by its mark: 0 for negations, then the modals' groups.
static TURNING: LazyLock<BTreeMap<u64, u8>> = LazyLock::new(|| {
    let marks =
        |list: &str| -> Vec<u64> { list.split_whitespace().flat_map(fold).map(|token| token.mark).collect() };
    let modals = (1..).zip(MODALS).flat_map(|(group, list)| marks(list).into_iter().map(move |m| (m, group)));
    let mut turning: BTreeMap<u64, u8> = modals.collect();
    turning.extend(marks(NEGATIONS).into_iter().map(|mark| (mark, 0)));
    turning
});

/// Returns the turning words among tokens by what they say, sorted: 0 for each
/// negation, then groups of modals.
pub(super) fn turning(tokens: &[Token]) -> Vec<u8> {
    let mut found: Vec<u8> = tokens.iter().filter_map(|token| TURNING.get(&token.mark).copied()).collect();
    found.sort_unstable();
    found
}

/// Returns how many negations are among tokens.
pub(super) fn negations(tokens: &[Token]) -> usize {
    turning(tokens).iter().filter(|group| **group == 0).count()
}

/// Particles of Chinese that come and go without a change of meaning.
const PARTICLES: &str = "的了地得着过和与及在是也就都而于等之其";

/// Tells whether a character is one of them.
pub(super) fn is_particle(token: &Token) -> bool {
    static MARKS: LazyLock<Vec<u64>> =
        LazyLock::new(|| PARTICLES.chars().map(|letter| mark::of_word(&letter.to_string())).collect());
    MARKS.contains(&token.mark)
}
