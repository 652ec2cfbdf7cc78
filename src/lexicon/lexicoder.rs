//! Lexicoder `.lc3` files: `+category`, then one pattern a line.
//!
//! Lines are trimmed at both ends; a pattern may have several words and `*`. What the Lexicoder Sentiment Dictionary
//! expects of its own pre-processing (such as marking "not good" beforehand) is not done.

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a Lexicoder dictionary; categories in the order of the file.
///
/// # Errors
/// When it is not UTF-8, or a pattern stands before the first category.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let mut category = None;
    let text = source::text(&source)?;
    for (line, entry) in (1..).zip(text.lines().map(str::trim)).filter(|(_, entry)| !entry.is_empty()) {
        let failed = |message: String| Error::new(Kind::Lexicon, message).at_line(&source.file, line);
        match (entry.strip_prefix('+').map(str::trim), category) {
            (Some(""), _) => {
                return Err(failed("found `+` alone, expected the name of a category after it".to_owned()));
            }
            (Some(name), _) => category = Some(draft::place(&mut draft, name)),
            (None, None) => {
                let message = format!("found `{entry}` before any category, expected a line such as `+negative`");
                return Err(failed(message));
            }
            (None, Some(at)) => {
                draft::add_or_note(&mut draft, at, Pattern { text: entry.to_owned(), weight: None, line });
            }
        }
    }
    drop(text);
    draft::finish(draft, vec![source])
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn a_plus_begins_a_category() {
        let text = "\u{feff}+negative\r\n  a lie \r\nabandon*\r\n\r\n+ positive\r\nable\r\n+negative\r\nabuse\r\n";
        check("lsd.lc3", text, &[("negative", &["a lie", "abandon*", "abuse"]), ("positive", &["able"])], &[]);
    }

    #[test]
    fn what_is_no_pattern_is_noted() {
        let notes = [
            (3, "left out: found no word in `:(`, expected a word or a phrase"),
            (4, "left out: found `Lie` again, which `a` has from line 2"),
        ];
        check("lsd.lc3", "+a\nlie\n:(\nLie\n+b\n", &[("a", &["lie"])], &notes);
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        let expected = "lsd.lc3 line 2: found `lie` before any category, expected a line such as `+negative`";
        check_error("lsd.lc3", b"\nlie\n+negative\n", expected);
        let expected = "lsd.lc3 line 1: found `+` alone, expected the name of a category after it";
        check_error("lsd.lc3", b"+\nlie\n", expected);
        check_error("lsd.lc3", b"+a\nlie\n\xff\n", "lsd.lc3 line 3: found the byte 0xff, expected UTF-8");
        check_error("lsd.lc3", b"", "lsd.lc3: found no pattern, expected at least one");
    }
}
