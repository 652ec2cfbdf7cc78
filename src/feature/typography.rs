//! How an article is set: quotation marks, dashes, datelines, lengths. House style, not slant.
//!
//! Each measure is one number an article, or nothing where the article gives no occasion for it: without a double
//! quotation mark there is no share of curly ones.

use crate::text::{TokenKind, TokenText};

/// The measures, in the order of [`measure`].
pub const MEASURES: [(&str, &str); 7] = [
    ("curly_quotes", "share of its double quotation marks that are curly"),
    ("em_dashes", "share of its dashes between words that are one sign and not two or three hyphens"),
    ("percent_signs", "% signs per 1,000 words"),
    ("dateline", "whether it begins with a place in capitals and a dash (1) or not (0)"),
    ("words_per_sentence", "mean words of a sentence"),
    ("words_per_paragraph", "mean words of a paragraph"),
    ("share_quoted", "share of its words inside direct quotes"),
];

/// How many there are.
pub const N_MEASURES: usize = MEASURES.len();

/// The measures of an article from its text and its tokens; `None` where it gives no occasion.
pub fn measure(text: &str, read: &TokenText, quoted: &[bool]) -> [Option<f32>; N_MEASURES] {
    let n_words = read.tokens.iter().filter(|token| token.is_word()).count();
    let n_quoted = read.tokens.iter().zip(quoted).filter(|pair| pair.0.is_word() && *pair.1).count();
    let (mut curly, mut straight, mut long, mut typed, mut percent) = (0, 0, 0, 0, 0);
    for token in read.tokens.iter().filter(|token| token.kind != TokenKind::Word) {
        match token.span.of(text) {
            "“" | "”" => curly += 1,
            "\"" => straight += 1,
            "—" | "–" => long += 1,
            "--" | "---" => typed += 1,
            word if word.ends_with('%') => percent += 1,
            _ => (),
        }
    }
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f32 / whole as f32);
    [
        share(curly, curly + straight),
        share(long, long + typed),
        share(1_000 * percent, n_words),
        (n_words > 0).then(|| f32::from(u8::from(has_dateline(text, read)))),
        share(n_words, read.sentences.len()),
        share(n_words, read.n_paragraphs),
        share(n_quoted, n_words),
    ]
}

/// Whether the text opens with words in capitals, perhaps a state or an agency behind them, and a dash within twelve
/// tokens: `WASHINGTON (AP) —`, `EL PASO, Texas --`.
fn has_dateline(text: &str, read: &TokenText) -> bool {
    let first = read.tokens.iter().position(|token| token.kind == TokenKind::Word);
    let Some(first) = first.filter(|first| *first < 3) else { return false };
    let words =
        read.tokens[first..].iter().take_while(|token| token.kind == TokenKind::Word).map(|token| token.span.of(text));
    let capitals = words.take_while(|word| !word.chars().any(char::is_lowercase));
    let n_letters: usize = capitals.map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let opening = read.tokens[first..].iter().take(12).map(|token| token.span.of(text));
    n_letters > 2 && opening.into_iter().any(|token| matches!(token, "—" | "–" | "--" | "---" | "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    fn check(text: &str, measure: &str, expected: Option<f32>) {
        let read = TokenText::new(text, &[], &mut Tokenizer::default());
        let at = MEASURES.iter().position(|named| named.0 == measure).unwrap();
        assert_eq!(super::measure(text, &read, &read.quoted())[at], expected, "{text}");
    }

    #[test]
    fn marks_are_counted_as_they_are_set() {
        check("“A wall,” he said. \"B.\"", "curly_quotes", Some(0.5));
        check("A wall.", "curly_quotes", None);
        check("A wall — or a fence -- or none.", "em_dashes", Some(0.5));
        check("It rose 5% and 6 % in all of it now.", "percent_signs", Some(200.0));
    }

    #[test]
    fn a_dateline_is_a_place_in_capitals_and_a_dash() {
        check("WASHINGTON (AP) — The talks went on.", "dateline", Some(1.0));
        check("EL PASO, Texas -- The talks went on.", "dateline", Some(1.0));
        check("The talks — long ones — went on.", "dateline", Some(0.0));
        check("US talks — long ones — went on.", "dateline", Some(0.0));
        check("", "dateline", None);
    }

    #[test]
    fn lengths_are_means() {
        check("One two three. One.\n\nOne two.", "words_per_sentence", Some(2.0));
        check("One two three. One.\n\nOne two.", "words_per_paragraph", Some(3.0));
        check("“We go there now,” he said.", "share_quoted", Some(4.0 / 6.0));
    }
}
