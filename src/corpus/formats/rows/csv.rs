//! CSV (RFC 4180) with a header, and what spreadsheets make of it: tabs or
//! semicolons for commas.

use csv::{ReaderBuilder, StringRecord};

use crate::corpus::decode::{self, decode};
use crate::corpus::reading::{NotRead, Output, Raw};

use super::super::Likeness;
use super::{Key, Record, Value, Writer, key};

/// How many columns are named where the text is missing.
const MOST_NAMED: usize = 12;

/// Any text may be CSV.
pub(in super::super) fn recognise(bytes: &[u8]) -> Likeness {
    decode::why_not_text(bytes).map_or(Likeness::Possible, Likeness::No)
}

/// Reads the rows, `row-2` and so on where they have no id: numbered as a
/// spreadsheet does, the header being the first.
///
/// # Errors
/// A header without a column for the text.
pub(in super::super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let decoded = decode(raw.bytes, raw.charset);
    let text = decoded.text.trim_start_matches('\u{feff}');
    let (delimiter, table) = delimiter(text, raw.name);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(table.as_bytes());
    let mut row = StringRecord::new();
    let mut next = |row: &mut StringRecord| {
        reader.read_record(row).map_err(|error| NotRead::refused(format!("its CSV cannot be read: {error}")))
    };
    if !next(&mut row)? {
        return Err(NotRead::skipped("it has no header"));
    }
    let columns: Vec<Option<(usize, Key)>> = row.iter().map(key).collect();
    check_header(&row, &columns)?;
    let mut writer = Writer::new(decoded.encoding, decoded.warning);
    let mut number = 1;
    while next(&mut row)? {
        number += 1;
        let mut record = Record::default();
        for (column, cell) in columns.iter().zip(&row) {
            if let Some(column) = column {
                record.add(*column, Value::One(cell.to_owned()));
            }
        }
        if !record.fields.is_empty() {
            writer.write(&record, format!("row-{number}"), output)?;
        }
    }
    Ok(())
}

fn check_header(header: &StringRecord, columns: &[Option<(usize, Key)>]) -> Result<(), NotRead> {
    let texts = [Key::Text, Key::Html];
    if columns.iter().flatten().any(|(_, key)| texts.contains(key)) {
        return Ok(());
    }
    let named = |name: &str| format!("`{}`", super::folded(&name.chars().take(40).collect::<String>()));
    let mut found: Vec<String> = header.iter().take(MOST_NAMED).map(named).collect();
    if header.len() > MOST_NAMED {
        found.push(format!("{} more", header.len() - MOST_NAMED));
    }
    let found = found.join(", ");
    Err(NotRead::skipped(format!(
        "no column is called `text`, `body`, `content` or `html`; its first row has {found}"
    )))
}

/// Finds what stands between the cells: what the first line `sep=;` says, else
/// the one that stands most often in the header, outside of quotation marks.
fn delimiter<'t>(text: &'t str, name: &str) -> (u8, &'t str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(said) = first.trim_end().strip_prefix("sep=")
        && said.len() == 1
    {
        return (said.as_bytes()[0], rest);
    }
    let mut quoted = false;
    let mut counts = [0usize; 4];
    let marks = [b'\t', b',', b';', b'|'];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        if let Some(at) = marks.iter().position(|mark| *mark == byte && !quoted) {
            counts[at] += 1;
        }
    }
    let named = name.to_lowercase().ends_with(".tsv");
    let most = (0..marks.len()).max_by_key(|at| (counts[*at], named && *at == 0, marks[*at] == b','));
    (most.map_or(b',', |at| marks[at]), text)
}
