//! The MPQA subjectivity clues (`.tff`): fields `name=value` parted by spaces, a word a line.
//!
//! The category is polarity and strength, such as `negative.strongsubj`. Two things of the format have no place here
//! and are noted with their numbers: the part of speech (a word listed under several counts once, whatever it is in
//! the text), and `stemmed1=y`, which asks for all inflections of the word (only the form listed is counted).

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::Source;
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a list of MPQA clues; categories in the order of their first words.
///
/// # Errors
/// When a line lacks `type`, `word1` or `priorpolarity`.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = draft::text(&mut draft, &source);
    let (mut stemmed, mut tagged) = (Vec::new(), Vec::new());
    for (line, entry) in (1..).zip(text.lines()).filter(|(_, entry)| !entry.trim().is_empty()) {
        let field = |name: &str| {
            let values = entry.split_whitespace().filter_map(|word| word.split_once('='));
            values.filter(|pair| pair.0 == name && !pair.1.is_empty()).map(|pair| pair.1).next()
        };
        let (Some(kind), Some(word), Some(polarity)) = (field("type"), field("word1"), field("priorpolarity")) else {
            let message = format!("found `{}`, expected `type=`, `word1=` and `priorpolarity=`", entry.trim());
            return Err(Error::new(Kind::Lexicon, message).at_line(&source.file, line));
        };
        for stray in entry.split_whitespace().filter(|word| !word.contains('=')) {
            draft::note(&mut draft, line, format!("left out: `{stray}` is not of the form `name=value`"));
        }
        let later = (2..).map_while(|n| field(&format!("word{n}")));
        let text = std::iter::once(word).chain(later).collect::<Vec<_>>().join(" ");
        stemmed.extend((field("stemmed1") == Some("y")).then_some(line));
        tagged.extend(field("pos1").filter(|tag| *tag != "anypos").map(|_| line));
        let at = draft::place(&mut draft, &format!("{polarity}.{kind}"));
        draft::add_word_or_note(&mut draft, at, Pattern { text, weight: None, line });
    }
    for (lines, what) in [
        (stemmed, "stemmed1=y asks for all inflections: only the form listed is counted"),
        (tagged, "pos1 names a part of speech: the word is counted in any"),
    ] {
        if let Some(first) = lines.first() {
            draft::note(&mut draft, *first, format!("{what} (lines: {})", lines.len()));
        }
    }
    draft::finish(draft, vec![source])
}

#[cfg(test)]
mod tests {
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn polarity_and_strength_are_the_category() {
        let text = "type=weaksubj len=1 word1=abandoned pos1=adj stemmed1=n priorpolarity=negative\n\
            type=strongsubj len=1 word1=abuse pos1=verb stemmed1=y priorpolarity=negative\n\
            type=strongsubj len=1 word1=abuse pos1=noun stemmed1=n priorpolarity=negative\n\
            type=strongsubj len=1 word1=impassive pos1=adj stemmed1=n m priorpolarity=neutral\n\
            type=weaksubj len=2 word1=bits word2=of pos1=anypos stemmed1=n priorpolarity=neutral\n";
        let expected: &[(&str, &[&str])] = &[
            ("negative.weaksubj", &["abandoned"]),
            ("negative.strongsubj", &["abuse"]),
            ("neutral.strongsubj", &["impassive"]),
            ("neutral.weaksubj", &["bits of"]),
        ];
        let notes = [
            (1, "pos1 names a part of speech: the word is counted in any (lines: 4)"),
            (2, "stemmed1=y asks for all inflections: only the form listed is counted (lines: 1)"),
            (3, "left out: found `abuse` again, which `negative.strongsubj` has from line 2"),
            (4, "left out: `m` is not of the form `name=value`"),
        ];
        check("clues.tff", text, expected, &notes);
    }

    #[test]
    fn a_bad_line_is_named() {
        let expected = "found `len=1 word1=a`, expected `type=`, `word1=` and `priorpolarity=`";
        check_error("c.tff", b"\nlen=1 word1=a\n", &format!("c.tff line 2: {expected}"));
    }
}
