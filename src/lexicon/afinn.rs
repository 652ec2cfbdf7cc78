//! AFINN lists: a word or phrase, a tab and a whole number from -5 to 5 a line.
//!
//! The number is the weight: those below 0 are `negative`, those above `positive`, both valence; words with 0 weigh
//! nothing, are left out and noted. Any finite number is read, so other lists of this shape are too.

use crate::error::{Error, Kind, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::Source;

/// The lexicon of an AFINN list.
///
/// # Errors
/// When a line is not a word and a number.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = draft::text(&mut draft, &source);
    for (line, entry) in (1..).zip(text.lines()).filter(|(_, entry)| !entry.trim().is_empty()) {
        let Some((word, score)) = parts(entry) else {
            let message = format!("found `{}`, expected a word and a number parted by a tab", entry.trim());
            return Err(Error::new(Kind::Lexicon, message).at_line(&source.file, line));
        };
        draft::add_weighed(&mut draft, word, score, line);
    }
    draft::finish(draft, vec![source])
}

/// Word and number of a line.
pub(super) fn parts(line: &str) -> Option<(&str, f64)> {
    let (word, score) = line.split_once('\t')?;
    let score = score.trim().parse::<f64>().ok().filter(|score| score.is_finite())?;
    (!word.trim().is_empty()).then_some((word.trim(), score))
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn the_number_is_the_weight() {
        let text = "abandon\t-2\ncan't stand\t-3\nbreathtaking\t5\nsome kind\t0\nAbandon\t-1\n";
        let notes = [
            (4, "left out: `some kind` weighs nothing"),
            (5, "left out: found `Abandon` again, which `negative` has from line 1"),
        ];
        let expected: &[(&str, &[&str])] =
            &[("negative", &["abandon", "can't stand"]), ("positive", &["breathtaking"])];
        check("AFINN-111.txt", text, expected, &notes);
        let lexicon = crate::lexicon::parse("AFINN-111.txt", text.as_bytes()).unwrap();
        assert_eq!(lexicon.categories[0].patterns[1].weight, Some(-3.0));
    }

    #[test]
    fn a_bad_line_is_named() {
        let expected = "a.txt line 2: found `good`, expected a word and a number parted by a tab";
        check_error("a.txt", b"abandon\t-2\ngood\n", expected);
        let expected = "a.txt line 2: found `good\tNaN`, expected a word and a number parted by a tab";
        check_error("a.txt", b"abandon\t-2\ngood\tNaN\n", expected);
    }
}
