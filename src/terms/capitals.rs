//! Names, told by their capitals.

use serde::{Deserialize, Serialize};

use super::Vocabulary;
use crate::text::{Case, TokenKind, TokenText, Tokenizer};

/// How often each term, by the tokenizer's number of it, stands where a capital is not asked for, and how often it has
/// one there; each worker keeps its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Capitals {
    uses: Vec<[u32; 2]>,
}

impl Capitals {
    /// Adds the tallies of another worker, whose terms have the same numbers.
    pub fn add(&mut self, other: &Self) {
        self.uses.resize(self.uses.len().max(other.uses.len()), [0; 2]);
        for (sum, [n, n_capital]) in self.uses.iter_mut().zip(&other.uses) {
            sum[0] += n;
            sum[1] += n_capital;
        }
    }

    /// Counts the words of a text that stand right after a word, number or comma of the same sentence: not its first word,
    /// nor the first of a quote.
    pub fn count(&mut self, read: &TokenText) {
        for sentence in &read.sentences {
            for at in sentence.tokens.clone().skip(1) {
                let (before, token) = (&read.tokens[at - 1], &read.tokens[at]);
                let is_within = before.is_word() || matches!(before.kind, TokenKind::Clitic | TokenKind::Comma);
                if !is_within || token.kind != TokenKind::Word || token.case == Case::None {
                    continue;
                }
                let term = token.term as usize;
                if term >= self.uses.len() {
                    self.uses.resize(term + 1 + term / 2, [0; 2]);
                }
                self.uses[term][0] += 1;
                self.uses[term][1] += u32::from(token.case != Case::Lower);
            }
        }
    }
}

/// Whether each term of the vocabulary is a name: written with a capital in more than half of the places within a sentence
/// where it stands. A term that stands in no such place is none. `tallies` and `tokenizers` are those of the workers.
///
/// ```
/// use slantwise::terms::{Capitals, Vocabulary, names};
/// use slantwise::text::{TokenText, Tokenizer};
/// let (mut tokenizer, mut capitals) = (Tokenizer::default(), Capitals::default());
/// capitals.count(&TokenText::new("The wall, said Lopez. The Wall Lopez saw was a wall.", &[], &mut tokenizer));
/// let vocabulary = Vocabulary::new(["lopez", "the", "wall"]);
/// assert_eq!(names(&[capitals], &[tokenizer], &vocabulary), [true, false, false]);
/// ```
///
/// What it cannot tell you: a word that is a name in some uses and not in others (`may`, `white`) is what it is in most.
pub fn names(tallies: &[Capitals], tokenizers: &[Tokenizer], vocabulary: &Vocabulary) -> Vec<bool> {
    let mut uses = vec![[0u64; 2]; vocabulary.len()];
    for (tally, tokenizer) in tallies.iter().zip(tokenizers) {
        let known = tally.uses.iter().enumerate().filter(|numbered| numbered.1[0] > 0);
        for (term, [n, n_capital]) in known {
            if let Some(id) = vocabulary.id(tokenizer.term(term as u32)) {
                uses[id.0 as usize][0] += u64::from(*n);
                uses[id.0 as usize][1] += u64::from(*n_capital);
            }
        }
    }
    uses.into_iter().map(|[n, n_capital]| 2 * n_capital > n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(parts: &[&[&str]]) -> Vec<String> {
        let mut workers: Vec<(Tokenizer, Capitals)> = Vec::new();
        for texts in parts {
            let (mut tokenizer, mut capitals) = Default::default();
            for text in *texts {
                Capitals::count(&mut capitals, &TokenText::new(text, &[], &mut tokenizer));
            }
            workers.push((tokenizer, capitals));
        }
        let (tokenizers, tallies): (Vec<Tokenizer>, Vec<Capitals>) = workers.into_iter().unzip();
        let terms =
            tokenizers.iter().flat_map(|tokenizer| (1..tokenizer.n_terms() as u32).map(|term| tokenizer.term(term)));
        let vocabulary = Vocabulary::new(terms);
        let is_name = names(&tallies, &tokenizers, &vocabulary);
        vocabulary.iter().zip(is_name).filter(|pair| pair.1).map(|pair| pair.0.to_owned()).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(names_in(&[&[text]]), expected, "{text}");
    }

    #[test]
    fn the_first_word_of_a_sentence_or_quote_says_nothing() {
        check("Walls rise. Camps grow.", &[]);
        check("She said: “Walls rise in Texas,” and left.", &["texas"]);
        check("They saw FBI agents, McCain and an iPhone.", &["fbi", "iphone", "mccain"]);
        check("A Border is not the border, nor a border.", &[]);
    }

    #[test]
    fn workers_counts_are_added_up() {
        let (a, b, c) = ("the Wall stands", "the wall stands", "in the Wall and in Rome");
        let alone = names_in(&[&[a, b, c]]);
        assert_eq!(alone, ["rome", "wall"]);
        assert_eq!(names_in(&[&[b], &[c, a]]), alone);
        assert_eq!(names_in(&[&[a, b], &[b]]), Vec::<String>::new());
    }
}
