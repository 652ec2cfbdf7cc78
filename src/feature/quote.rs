//! The quotes of an article and their speakers: what `quotes.csv` lists and hits refer to.

use crate::text::{QuoteKind, Span, TokenText, attributions};
use serde::{Deserialize, Serialize};

/// A quote, its place and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QuoteMeasure {
    /// Position of the sentence it begins in.
    pub sentence: u32,
    /// From the opening mark to the closing one, in bytes of the text as read.
    pub span: Span,
    /// Speech, or a word held at arm's length.
    pub kind: QuoteKind,
    /// Whether a closing mark (or a continuation in the next paragraph) was found.
    pub closed: bool,
    /// The words that name the speaker, in bytes; `None` where nobody is named with a verb of saying.
    pub speaker: Option<Span>,
    /// The verb of saying, in bytes.
    pub verb: Option<Span>,
    /// Its words.
    pub n_words: u32,
}

/// The quotes of a text.
pub(super) fn quotes(text: &str, read: &TokenText) -> Vec<QuoteMeasure> {
    let measured = |(quote, attribution): (&crate::text::Quote, Option<crate::text::Attribution>)| QuoteMeasure {
        sentence: read.sentences.partition_point(|sentence| sentence.tokens.end <= quote.tokens.start) as u32,
        span: quote.span,
        kind: quote.kind,
        closed: quote.closed,
        speaker: attribution.map(|attribution| attribution.speaker),
        verb: attribution.map(|attribution| attribution.verb),
        n_words: read.tokens[quote.tokens.clone()].iter().filter(|token| token.is_word()).count() as u32,
    };
    read.quotes.iter().zip(attributions(text, read)).map(measured).collect()
}

/// The quote (in ascending order) that `span` stands in, if any.
pub fn at(quotes: &[QuoteMeasure], span: Span) -> Option<&QuoteMeasure> {
    let before = quotes.partition_point(|quote| quote.span.start <= span.start);
    quotes[..before].last().filter(|quote| span.end <= quote.span.end)
}

#[cfg(test)]
mod tests {
    use super::{at, quotes};
    use crate::text::{Span, TokenText, Tokenizer};

    #[test]
    fn a_hit_finds_the_quote_it_stands_in() {
        let text = "The mayor of Ay said: “We go there now.” He left.";
        let found = quotes(text, &TokenText::new(text, &[], &mut Tokenizer::default()));
        let speaker = |word: &str| {
            let start = text.find(word).unwrap();
            at(&found, Span::new(start, start + word.len()))
                .and_then(|quote| quote.speaker)
                .map(|speaker| speaker.of(text))
        };
        assert_eq!(speaker("there"), Some("The mayor of Ay"));
        assert_eq!(speaker("mayor"), None);
        assert_eq!(speaker("left"), None);
        assert_eq!((found[0].sentence, found[0].n_words), (0, 4));
    }
}
