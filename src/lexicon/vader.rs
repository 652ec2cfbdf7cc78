//! The VADER list: a token, its mean rating, the standard deviation and ten raw ratings a line, parted by tabs.
//!
//! The mean is the weight: tokens below 0 are `negative`, those above `positive`, both valence. The deviation and the
//! raw ratings have no place here. Emoticons, which hold no word, and tokens with a literal `*` are left out and noted.
//! This is VADER's list and not its rules: scores differ from VADER's own.

use crate::error::{Error, Kind, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::Source;

/// The lexicon of a VADER list.
///
/// # Errors
/// When a line is not a token and numbers.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = draft::text(&mut draft, &source);
    for (line, entry) in (1..).zip(text.lines()).filter(|(_, entry)| !entry.trim().is_empty()) {
        let Some((token, mean)) = parts(entry) else {
            let message =
                format!("found `{}`, expected a token, its mean, deviation and [ratings] parted by tabs", entry.trim());
            return Err(Error::new(Kind::Lexicon, message).at_line(&source.file, line));
        };
        draft::add_weighed(&mut draft, token, mean, line);
    }
    draft::finish(draft, vec![source])
}

/// Token and mean of a line.
pub(super) fn parts(line: &str) -> Option<(&str, f64)> {
    let fields: Vec<_> = line.split('\t').map(str::trim).collect();
    let [token, mean, deviation, ratings] = fields[..] else { return None };
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    number(deviation)?;
    (ratings.starts_with('[') && ratings.ends_with(']') && !token.is_empty()).then_some((token, number(mean)?))
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    const TEXT: &str = "$:\t-1.5\t0.80623\t[-1, -1, -1, -1, -3, -1, -3, -1, -2, -1]\r\n\
        abandon\t-1.9\t0.53852\t[-1, -2, -2, -2, -2, -3, -2, -2, -1, -2]\r\n\
        abilities\t1.0\t0.63246\t[1, 0, 1, 2, 1, 1, 2, 1, 0, 1]\r\n\
        f**k\t-2.5\t0.5\t[-2]\r\nmeh\t0.0\t0.5\t[0]\r\n";

    #[test]
    fn the_mean_is_the_weight() {
        let notes = [
            (1, "left out: found no word in `$:`, expected a word or a phrase"),
            (4, "left out: `f**k` has a literal `*` or `?`, which no word of a text has"),
            (5, "left out: `meh` weighs nothing"),
        ];
        check("vader_lexicon.txt", TEXT, &[("negative", &["abandon"]), ("positive", &["abilities"])], &notes);
        let lexicon = crate::lexicon::parse("vader_lexicon.txt", TEXT.as_bytes()).unwrap();
        let weights: Vec<_> =
            lexicon.categories.iter().map(|category| (category.role, category.patterns[0].weight)).collect();
        use crate::lexicon::Role::Valence;
        assert_eq!(weights, [(Valence, Some(-1.9)), (Valence, Some(1.0))]);
    }

    #[test]
    fn a_bad_line_is_named() {
        let expected = "found `bad\tx\t0.5\t[1]`, expected a token, its mean, deviation and [ratings] parted by tabs";
        check_error("v.txt", b"abandon\t-1.9\t0.5\t[-1]\nbad\tx\t0.5\t[1]\n", &format!("v.txt line 2: {expected}"));
    }
}
