//! Filters of numbers.

use tera::{Error, Kwargs, State};

use super::labels;
use crate::labels::{Dictionary, currency_digits, written_number};

/// More decimals than a number of 64 bits has are noise.
const MOST_DIGITS: usize = 15;

pub(super) fn number(
    number: f64,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let (least, most) = digits(arguments, (0, 3))?;
    Ok(labels(words, arguments, state)?.grouped(&written_number(finite(number)?, least, most)))
}

pub(super) fn percent(
    number: f64,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let (least, most) = digits(arguments, (0, 1))?;
    let whole = arguments.get::<f64>("of")?.unwrap_or(100.0);
    if whole == 0.0 {
        return Err(Error::message("`of` is 0, of which there are no parts"));
    }
    let share = finite(number / whole * 100.0)?;
    Ok(labels(words, arguments, state)?.percent(&written_number(share, least, most)))
}

pub(super) fn currency(
    number: f64,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let code = arguments.must_get::<&str>("code")?;
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::message(format!("`{code}` is no code of a currency (ISO 4217): such as `EUR`")));
    }
    let usual = currency_digits(code);
    let (least, most) = digits(arguments, (usual, usual))?;
    Ok(labels(words, arguments, state)?.currency(&written_number(finite(number)?, least, most), code))
}

pub(super) fn compact(
    number: f64,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let (_, most) = digits(arguments, (0, 1))?;
    Ok(labels(words, arguments, state)?.compact(finite(number)?, most))
}

pub(super) fn ordinal(
    number: i64,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    Ok(labels(words, arguments, state)?.ordinal(number))
}

/// Chooses the form of a word for a number, or for the length of a list.
pub(super) fn plural(
    number: f64,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let labels = labels(words, arguments, state)?;
    let other = arguments.must_get::<&str>("other")?;
    let written = written_number(finite(number)?, 0, 3);
    let category = labels.plural(written.trim_start_matches('-'));
    let form = arguments.get::<&str>(category)?.unwrap_or(other);
    Ok(form.replace("{n}", &labels.grouped(&written)))
}

fn finite(number: f64) -> Result<f64, Error> {
    if number.is_finite() { Ok(number) } else { Err(Error::message("the number is not finite")) }
}

/// Returns the least and the most decimals: those of `digits` exactly, else as
/// usual.
fn digits(arguments: &Kwargs, usual: (usize, usize)) -> Result<(usize, usize), Error> {
    let given = arguments.get::<usize>("digits")?.map(|digits| digits.min(MOST_DIGITS));
    Ok(given.map_or(usual, |digits| (digits, digits)))
}
