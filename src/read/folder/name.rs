//! What a file's place and name say of its article.

use std::borrow::Cow;
use std::path::Path;

use crate::read::cells::Cells;
use crate::read::date;
use crate::read::field::Field;
use crate::read::files::slashed;

/// What place and name say: `OUTLET/name.txt`, `outlet__date__slug.txt`, `outlet_2022-07-13_slug.txt`,
/// `2022-07-13-slug.txt`. The outlet's folder is the one the file lies in, or one above if that has no letters in its
/// name, as a year.
pub(super) fn cells(file: &Path) -> Cells<'static> {
    let mut cells = Cells::default();
    let name = slashed(file);
    let (folders, name) = name.rsplit_once('/').unwrap_or(("", &name));
    let outlet = folders.rsplit('/').find(|folder| folder.contains(char::is_alphabetic)).map(str::to_owned);
    let stem = without_extension(name);
    let mut parts = stem.split("__").map(str::to_owned);
    let between = date::between_underscores(stem);
    if let Some(outlet) = outlet {
        cells[Field::Outlet as usize] = Some(Cow::Owned(outlet));
    } else if name.contains("__") {
        cells[Field::Outlet as usize] = parts.next().map(Cow::Owned);
        cells[Field::Date as usize] = parts.next().map(Cow::Owned);
    }
    if let Some((before, date)) = between.filter(|_| !name.contains("__")) {
        cells[Field::Outlet as usize].get_or_insert_with(|| Cow::Owned(before.to_owned()));
        cells[Field::Date as usize] = Some(Cow::Owned(date.to_string()));
    }
    if let Some(date) = date::before_name(stem) {
        cells[Field::Date as usize] = Some(Cow::Owned(date.to_string()));
    }
    cells
}

/// The name without `.txt` or `.json`.
pub(super) fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if ["txt", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known)) => stem,
        _ => name,
    }
}
