//! Counts of words by whose words they are.

use crate::terms::Counts;
use crate::text::Voice;

/// All words of each article, and those inside direct quotes, in one vocabulary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voices<'a> {
    pub(super) all: &'a Counts,
    pub(super) quoted: &'a Counts,
}

/// Calls `add` with each term of an article in a voice, ascending, and how often it is used there.
pub(super) fn add_uses(voices: &Voices<'_>, article: usize, voice: Voice, add: &mut dyn FnMut(u32, f64)) {
    let counts = if voice == Voice::Quoted { voices.quoted } else { voices.all };
    let (terms, uses) = counts.row(article);
    let (quoted_terms, quoted_uses) = voices.quoted.row(article);
    let mut quoted = quoted_terms.iter().zip(quoted_uses).peekable();
    for (term, &n) in terms.iter().zip(uses) {
        let mut n = n;
        if voice == Voice::Author {
            while quoted.next_if(|(quoted, _)| *quoted < term).is_some() {}
            n -= quoted.next_if(|(quoted, _)| *quoted == term).map_or(0, |(_, n_quoted)| (*n_quoted).min(n));
        }
        if n > 0 {
            add(term.0, f64::from(n));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::LocalCounts;
    use crate::text::{TokenText, Tokenizer};

    #[test]
    fn the_authors_words_are_all_but_the_quoted() {
        let mut tokenizer = Tokenizer::default();
        TokenText::new("a b c", &[], &mut tokenizer); // terms 1, 2 and 3
        let all = Counts::merge(&[LocalCounts { worker: 0, counts: &[(1, 3), (2, 1), (3, 2)] }], &[tokenizer.clone()]);
        let quoted = all.merge_part(&[LocalCounts { worker: 0, counts: &[(2, 1), (3, 1)] }], &[tokenizer]);
        let check = |voice: Voice, expected: &[(u32, f64)]| {
            let mut found = Vec::new();
            add_uses(&Voices { all: &all, quoted: &quoted }, 0, voice, &mut |term, n| found.push((term, n)));
            assert_eq!(found, expected, "{}", voice.name());
        };
        check(Voice::All, &[(0, 3.0), (1, 1.0), (2, 2.0)]);
        check(Voice::Author, &[(0, 3.0), (2, 1.0)]);
        check(Voice::Quoted, &[(1, 1.0), (2, 1.0)]);
    }
}
