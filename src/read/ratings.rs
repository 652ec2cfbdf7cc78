//! The user's ratings of outlets: a CSV file with the columns `outlet`, `slant`, `slant_source` and `aliases`, of which
//! the first is required. Cells are separated by commas, semicolons or tabs, aliases by `|`.

use super::companion::{Companion, Form, open};
use super::source::Source;
use crate::corpus::rating::{Rating, position};
use crate::error::Result;

const FORM: Form<4> = Form {
    columns: ["outlet", "slant", "slant_source", "aliases"],
    n_required: 1,
    help: "give a CSV file with a column outlet, and slant, slant_source and aliases if you have them",
};

/// The ratings in a file, on disk or in memory, in its order.
///
/// # Errors
/// When the file cannot be read, has no column `outlet`, names an outlet or an alias twice, or a slant is neither empty,
/// a number nor a word that [`position`] knows; names the line.
pub fn ratings(source: &Source) -> Result<Vec<Rating>> {
    parse(&open(source, &FORM)?)
}

fn parse(file: &Companion<'_, 4>) -> Result<Vec<Rating>> {
    let mut ratings: Vec<Rating> = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    for (line, [outlet, slant, slant_source, aliases]) in file.rows()? {
        if outlet.is_empty() {
            return Err(file.wrong("found a row without an outlet".to_owned(), line));
        }
        if !slant.is_empty() && position(&slant).is_none() {
            return Err(file.wrong(
                format!("found the slant `{slant}`, expected left, lean left, center, lean right, right or a number"),
                line,
            ));
        }
        let aliases: Vec<String> =
            aliases.split('|').map(|alias| alias.trim().to_owned()).filter(|alias| !alias.is_empty()).collect();
        for name in std::iter::once(&outlet).chain(&aliases) {
            if !taken.insert(name.to_lowercase()) {
                return Err(file.wrong(format!("found the outlet `{name}` a second time, expected each once"), line));
            }
        }
        ratings.push(Rating { outlet, slant, slant_source, aliases });
    }
    Ok(ratings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_with_any_usual_delimiter() {
        let read = |text: &str| parse(&Companion::new("o.csv", text.as_bytes(), &FORM)).unwrap();
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
            let error = parse(&Companion::new("o.csv", text.as_bytes(), &FORM)).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert!(error.help().is_some());
        };
        check("name,slant\nVox,left\n", "o.csv line 1: found the columns name, slant, expected outlet");
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
