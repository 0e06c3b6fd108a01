//! HTML.
use super::{Raw, Reading};
pub(super) fn read(_raw: &Raw<'_>) -> Result<Vec<Reading>, String> {
    Err("not yet".to_owned())
}
