//! How long an article is, and how much of it is other people's words.
//!
//! `share_quoted` = words inside direct quotes / words; a word is a word or a number, without the clitic `'s`. By
//! hand: in `"We go," he said.` two of four words are quoted, .5. It cannot tell you whose words they are.

use super::{Evidence, Feature};
use crate::num::ratio;
use crate::table::{Column, Unit};
use crate::text::TokenText;

pub(super) const FEATURE: Feature = Feature {
    columns: &[
        Column::fixed("n_chars", Unit::Count, "Unicode characters of the text as read"),
        Column::fixed("n_words", Unit::Count, "words and numbers, without what cleaning left out"),
        Column::fixed("n_sentences", Unit::Count, "sentences"),
        Column::fixed("n_paragraphs", Unit::Count, "paragraphs"),
        Column::fixed("n_quotes", Unit::Count, "direct quotes (a quote over two paragraphs counts twice)"),
        Column::fixed("share_quoted", Unit::Share, "share of words inside direct quotes; empty without words"),
    ],
    measure,
};

fn measure(evidence: &Evidence<'_>) -> Vec<Option<f64>> {
    use crate::text::QuoteKind;
    let [n_words, _, n_quoted] = words_by_voice(evidence.read, evidence.quoted).map(f64::from);
    let n_quotes = evidence.read.quotes.iter().filter(|quote| quote.kind == QuoteKind::Direct).count();
    vec![
        Some(evidence.text.chars().count() as f64),
        Some(n_words),
        Some(evidence.read.sentences.len() as f64),
        Some(evidence.read.n_paragraphs as f64),
        Some(n_quotes as f64),
        ratio(n_quoted, n_words),
    ]
}

/// Words by voice: all, author, quoted.
pub(super) fn words_by_voice(read: &TokenText, quoted: &[bool]) -> [u32; 3] {
    let (mut all, mut in_quotes) = (0, 0);
    for (token, &quoted) in read.tokens.iter().zip(quoted) {
        if token.is_word() {
            all += 1;
            in_quotes += u32::from(quoted);
        }
    }
    [all, all - in_quotes, in_quotes]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    #[test]
    fn words_are_counted_by_voice() {
        let read = TokenText::new("\"We go,\" he said. Mexico's 42.", &[], &mut Tokenizer::default());
        assert_eq!(words_by_voice(&read, &read.quoted()), [6, 4, 2]);
    }
}
