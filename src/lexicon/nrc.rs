//! NRC lists: a word, an emotion and a number a line, parted by tabs.
//!
//! In the association lexicon the number is 1 where the word has the emotion and 0 where not: lines with 0 say nothing
//! and are passed over. In the intensity lexicon it is between 0 and 1 (older files put it before the emotion): a list
//! of frames counts words, so the intensity is not used, which is noted. A line of column names may come first.

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::Source;
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of an NRC list; categories in the order of their first words.
///
/// # Errors
/// When a line is not a word, an emotion and a number.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = draft::text(&mut draft, &source);
    let mut has_intensity = false;
    let mut n_read = 0;
    for (line, entry) in (1..).zip(text.lines()).filter(|(_, entry)| !entry.trim().is_empty()) {
        n_read += 1;
        let Some((word, emotion, value)) = parts(entry) else {
            if n_read == 1 && entry.split('\t').count() == 3 {
                continue; // names of columns
            }
            let message = format!("found `{}`, expected a word, an emotion and a number parted by tabs", entry.trim());
            return Err(Error::new(Kind::Lexicon, message).at_line(&source.file, line));
        };
        if value == 0.0 {
            continue;
        }
        if value != 1.0 && !has_intensity {
            has_intensity = true;
            draft::note(&mut draft, line, "intensities are not used: every word counts once".to_owned());
        }
        let at = draft::place(&mut draft, emotion);
        draft::add_word_or_note(&mut draft, at, Pattern { text: word.to_owned(), weight: None, line });
    }
    draft::finish(draft, vec![source])
}

/// Word, emotion and number of a line.
pub(super) fn parts(line: &str) -> Option<(&str, &str, f64)> {
    let fields: Vec<_> = line.split('\t').map(str::trim).collect();
    let [word, second, third] = fields[..] else { return None };
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    let (emotion, value) = match (number(second), number(third)) {
        (None, Some(value)) => (second, value),
        (Some(value), None) => (third, value),
        _ => return None,
    };
    (!word.is_empty() && !emotion.is_empty()).then_some((word, emotion, value))
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn only_associations_of_1_count() {
        let text = "\nabandon\tanger\t0\nabandon\tfear\t1\nabuse\tanger\t1\nabuse\tfear\t1\n";
        check("emolex.txt", text, &[("fear", &["abandon", "abuse"]), ("anger", &["abuse"])], &[]);
    }

    #[test]
    fn intensities_are_noted_in_either_order() {
        let note = [(2, "intensities are not used: every word counts once")];
        let expected: &[(&str, &[&str])] = &[("anger", &["outraged", "irk"])];
        check(
            "a.txt",
            "word\temotion\temotion-intensity-score\noutraged\tanger\t0.964\nirk\tanger\t0.4\n",
            expected,
            &note,
        );
        check("a.txt", "term\tscore\tAffectDimension\noutraged\t0.964\tanger\nirk\t0.4\tanger\n", expected, &note);
    }

    #[test]
    fn a_bad_line_is_named() {
        let expected = "a.txt line 3: found `lie\tfear\tmuch`, expected a word, an emotion and a number parted by tabs";
        check_error("a.txt", b"\nabandon\tfear\t1\nlie\tfear\tmuch\n", expected);
        let expected = "a.txt line 2: found `lie\tfear`, expected a word, an emotion and a number parted by tabs";
        check_error("a.txt", b"abandon\tfear\t1\nlie\tfear\n", expected);
        check_error("a.txt", b"abandon\tfear\t0\n", "a.txt: found no pattern, expected at least one");
    }
}
