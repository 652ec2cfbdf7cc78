//! The user's ratings of outlets: a CSV file with the columns `outlet`, `slant`, `slant_source` and `aliases`, of which
//! the first is required. Cells stand between commas, semicolons or tabs; aliases between bars.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::corpus::rating::{Rating, position};
use crate::error::{Error, Kind, Result};

const COLUMNS: [&str; 4] = ["outlet", "slant", "slant_source", "aliases"];
/// No more of a file is read: a longer one is no list of outlets.
const MAX_BYTES: u64 = 16 << 20;
const HELP: &str = "give a CSV file with a column outlet, and slant, slant_source and aliases if you have them";

/// The ratings in a file, in its order.
///
/// # Errors
/// When the file cannot be read, has no column `outlet`, names an outlet or an alias twice, or a slant is neither empty,
/// a number nor a word that [`position`] knows; names the line.
pub fn ratings(path: &Path) -> Result<Vec<Rating>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|it| it.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|cause| Error::io(path.display(), &cause).with_help(HELP))?;
    parse(&path.display().to_string(), &bytes)
}

fn parse(file: &str, bytes: &[u8]) -> Result<Vec<Rating>> {
    let wrong = |message: String, line: u64| Error::new(Kind::Config, message).at_line(file, line).with_help(HELP);
    let text = std::str::from_utf8(bytes)
        .map_err(|it| {
            let line = 1 + bytes[..it.valid_up_to()].iter().filter(|it| **it == b'\n').count() as u64;
            wrong("found bytes that are no UTF-8".to_owned(), line)
        })?
        .trim_start_matches('\u{feff}');
    let header = text.lines().next().unwrap_or_default();
    let delimiter = *b",;\t".iter().max_by_key(|it| header.bytes().filter(|byte| byte == *it).count()).unwrap_or(&b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let names = reader.headers().map_err(|it| wrong(it.to_string(), 1))?.clone();
    let at = COLUMNS.map(|name| names.iter().position(|it| it.eq_ignore_ascii_case(name)));
    if at[0].is_none() {
        let found: Vec<_> = names.iter().collect();
        return Err(wrong(format!("found the columns {}, expected one named outlet", found.join(", ")), 1));
    }
    let mut ratings: Vec<Rating> = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    for row in reader.records() {
        let row = row.map_err(|it| wrong(it.to_string(), it.position().map_or(1, csv::Position::line)))?;
        let line = row.position().map_or(1, csv::Position::line);
        let [outlet, slant, slant_source, aliases] = at.map(|it| it.and_then(|it| row.get(it)).unwrap_or_default());
        if outlet.is_empty() {
            return Err(wrong("found a row without an outlet".to_owned(), line));
        }
        if !slant.is_empty() && position(slant).is_none() {
            return Err(wrong(
                format!("found the slant `{slant}`, expected left, lean left, center, lean right, right or a number"),
                line,
            ));
        }
        let aliases: Vec<String> =
            aliases.split('|').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        for name in std::iter::once(outlet).chain(aliases.iter().map(String::as_str)) {
            if !taken.insert(name.to_lowercase()) {
                return Err(wrong(format!("found the outlet `{name}` a second time, expected each once"), line));
            }
        }
        let [outlet, slant, slant_source] = [outlet, slant, slant_source].map(str::to_owned);
        ratings.push(Rating { outlet, slant, slant_source, aliases });
    }
    Ok(ratings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_with_any_usual_delimiter() {
        let read = |text: &str| parse("o.csv", text.as_bytes()).unwrap();
        let expected = [Rating {
            outlet: "Vox".to_owned(),
            slant: "Left".to_owned(),
            slant_source: "me, 2026".to_owned(),
            aliases: vec!["vox.com".to_owned(), "Vox Media".to_owned()],
        }];
        assert_eq!(
            read("\u{feff}Outlet,slant,slant_source,aliases\nVox,Left,\"me, 2026\",vox.com | Vox Media\n"),
            expected
        );
        assert_eq!(read("slant_source;outlet;aliases;slant\r\nme, 2026;Vox;vox.com|Vox Media;Left"), expected);
        assert_eq!(read("outlet\nVox\n\nFox\n").len(), 2);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |text: &str, expected: &str| {
            let error = parse("o.csv", text.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert!(error.help().is_some());
        };
        check("name,slant\nVox,left\n", "o.csv line 1: found the columns name, slant, expected one named outlet");
        check(
            "outlet,slant\nVox,left\nFox,rihgt\n",
            "o.csv line 3: found the slant `rihgt`, expected left, lean left, center, lean right, right or a number",
        );
        check("outlet,slant\n,left\n", "o.csv line 2: found a row without an outlet");
        check(
            "outlet,aliases\nVox,\nFox,vox\n",
            "o.csv line 3: found the outlet `vox` a second time, expected each once",
        );
    }
}
