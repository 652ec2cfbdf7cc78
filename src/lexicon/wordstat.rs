//! WordStat `.cat` files: a tree indented by tabs, whose leaves are words with a number, `TAX* (1)`.
//!
//! A line without a number is a category; one within another is named after both, with a dot between. Spaces among the
//! tabs do not count, `_` joins the words of a phrase, upper case is put in lower. The numbers are weights, which a
//! list of frames has no use for: each other than 1 is noted. Bytes that are not UTF-8 are read as Windows-1252.

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::Source;
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a WordStat dictionary; categories in the order of their first words.
///
/// # Errors
/// When a word stands outside any category, or there is no word.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = draft::text(&mut draft, &source);
    let mut open: Vec<(usize, String)> = Vec::new();
    for (line, entry) in (1..).zip(text.lines()).filter(|(_, entry)| !entry.trim().is_empty()) {
        let words = entry.trim();
        let depth = entry[..entry.len() - entry.trim_start().len()].matches('\t').count();
        while open.last().is_some_and(|open| open.0 >= depth) {
            open.pop();
        }
        let Some((word, weight)) = leaf(words) else {
            open.push((depth, words.to_owned()));
            continue;
        };
        if open.is_empty() {
            let message =
                format!("found the word `{word}` outside any category, expected a line without a number before it");
            return Err(Error::new(Kind::Lexicon, message).at_line(&source.file, line));
        }
        let name = open.iter().map(|open| open.1.as_str()).collect::<Vec<_>>().join(".");
        let at = draft::place(&mut draft, &name);
        if weight != "1" {
            draft::note(&mut draft, line, format!("the weight {weight} of `{word}` is not used"));
        }
        let text = word.replace('_', " ").to_lowercase();
        draft::add_or_note(&mut draft, at, Pattern { text, weight: None, line });
    }
    draft::finish(draft, vec![source])
}

/// A word and its number, where the line ends in one.
fn leaf(line: &str) -> Option<(&str, &str)> {
    let (word, weight) = line.strip_suffix(')')?.rsplit_once('(')?;
    weight.trim().parse::<f64>().ok().map(|_| (word.trim(), weight.trim()))
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn tabs_make_a_tree() {
        let text = "ECONOMY\n\t+STATE+\n\t\tBENEFIT (1)\n\t\tCHILD* (1)\n \t+MARKET+\n \t \tFREE_TRADE (1)\n\tTAX (1)\nCULTURE\n\tART (1)\n";
        let expected: &[(&str, &[&str])] = &[
            ("ECONOMY.+STATE+", &["benefit", "child*"]),
            ("ECONOMY.+MARKET+", &["free trade"]),
            ("ECONOMY", &["tax"]),
            ("CULTURE", &["art"]),
        ];
        check("laver.cat", text, expected, &[]);
    }

    #[test]
    fn weights_and_what_is_no_word_are_noted() {
        let notes = [
            (2, "the weight 10 of `WAR` is not used"),
            (3, "left out: found no word in `:)`, expected a word or a phrase"),
            (4, "left out: found `war` again, which `A` has from line 2"),
        ];
        check("a.cat", "A\n\tWAR (10)\n\t:) (1)\n\tWar (1)\nEMPTY\n", &[("A", &["war"])], &notes);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_windows_1252() {
        let lexicon = crate::lexicon::parse("a.cat", b"A\r\n\tCAF\xc9 (1)\r\n").unwrap();
        assert_eq!(lexicon.categories[0].patterns[0].text, "café");
        assert_eq!((lexicon.notes.len(), lexicon.notes[0].line), (1, 2));
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        let expected =
            "a.cat line 1: found the word `WAR` outside any category, expected a line without a number before it";
        check_error("a.cat", b"WAR (1)\n", expected);
        check_error("a.cat", b"A\n\tB\n", "a.cat: found no pattern, expected at least one");
    }
}
