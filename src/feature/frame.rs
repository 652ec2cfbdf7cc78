//! Frames: how often an article uses the words of a category, and in whose voice.
//!
//! rate(c, v) = 1000 h_cv / n_v, with h_cv the hits of category c in voice v (all, author, quoted) and n_v the words
//! in that voice; empty when n_v is 0. A rate of 0 says that words were read and none matched. Balance of an axis
//! with a hits of one pole and b of the other: (a - b) / (a + b), from -1 to 1, and ln((a + s) / (b + s)) with s the
//! corpus mean of (a + b) / 2; both empty when a + b is 0: no evidence is not zero.
//!
//! By hand: 3 hits in 600 words are 5 per 1,000; 3 hits against 1 balance to (3 - 1) / 4 = .5.
//!
//! What it cannot tell you: that a word is used does not mean that the author holds the view; a hit may be denied,
//! quoted or reported. Each hit keeps its place so that a person can look. Idea: Entman 1993 (J. Communication 43:51).

use super::Hit;
use crate::lexicon::{Axis, Lexicon, Match, Role};
use crate::num::{ln, ratio};
use crate::text::{Sentence, Span, TokenKind, TokenText, Voice};

/// The hits of frame and valence categories among `matches`, in the order of the text.
pub(super) fn hits(read: &TokenText, quoted: &[bool], matches: &[Match], lexicons: &[Lexicon]) -> Vec<Hit> {
    let knows_negators =
        lexicons.iter().flat_map(|lexicon| &lexicon.categories).any(|category| category.role == Role::Negator);
    let negators: Vec<&Match> = matches.iter().filter(|found| super::role(lexicons, found) == Role::Negator).collect();
    let mut sentence = 0;
    let (mut n_before, mut from) = (0, 0);
    matches
        .iter()
        .filter(|found| super::is_hit(super::role(lexicons, found)))
        .map(|found| {
            let (first, last) = (found.tokens.start as usize, found.tokens.end as usize - 1);
            while read.sentences[sentence].tokens.end <= first {
                sentence += 1;
            }
            n_before += read.tokens[from..first].iter().filter(|token| token.is_word()).count() as u32;
            from = first;
            let window = lexicons[found.lexicon as usize].negation_window;
            Hit {
                lexicon: found.lexicon,
                category: found.category,
                pattern: found.pattern,
                span: Span { start: read.tokens[first].span.start, end: read.tokens[last].span.end },
                sentence: sentence as u32,
                n_before,
                quoted: quoted[first],
                negated: knows_negators.then(|| {
                    before(&negators, first)
                        .any(|negator| reaches(read, &read.sentences[sentence], negator, first, window))
                }),
                valence: None,
            }
        })
        .collect()
}

/// Those of `matches` (in the order of the text) that begin at most 40 tokens before `at`.
pub(super) fn before<'m>(matches: &'m [&'m Match], at: usize) -> impl Iterator<Item = &'m Match> {
    let end = matches.partition_point(|found| (found.tokens.start as usize) < at);
    matches[..end].iter().rev().take_while(move |found| found.tokens.start as usize + 40 >= at).copied()
}

/// Whether a word that changes others, `by`, stands at most `window` words before the token `at` of the same sentence,
/// with no comma, stop or other clause mark between.
pub(super) fn reaches(read: &TokenText, sentence: &Sentence, by: &Match, at: usize, window: usize) -> bool {
    let end = by.tokens.end as usize;
    if end > at || (by.tokens.start as usize) < sentence.tokens.start {
        return false;
    }
    let between = &read.tokens[end..at];
    let parted =
        between.iter().any(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Clause | TokenKind::Stop));
    !parted && between.iter().filter(|token| token.is_word()).count() < window
}

/// A frame category among the lexicons used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameId {
    /// Position of the lexicon.
    pub lexicon: u16,
    /// Position of the category in it.
    pub category: u16,
}

/// The frame categories of all lexicons, in order.
pub fn frames(lexicons: &[Lexicon]) -> Vec<FrameId> {
    let of = |(l, lexicon): (usize, &Lexicon)| {
        let frames = lexicon.categories.iter().enumerate().filter(|numbered| numbered.1.role == Role::Frame);
        frames.map(|(c, _)| FrameId { lexicon: l as u16, category: c as u16 }).collect::<Vec<_>>()
    };
    lexicons.iter().enumerate().flat_map(of).collect()
}

/// How many hits of each of `frames` stand in a voice.
pub(super) fn count_hits(hits: &[Hit], frames: &[FrameId], voice: Voice) -> Vec<u32> {
    let mut counts = vec![0; frames.len()];
    for hit in hits.iter().filter(|hit| voice == Voice::All || hit.voice() == voice) {
        if let Some(frame) =
            frames.iter().position(|frame| (frame.lexicon, frame.category) == (hit.lexicon, hit.category))
        {
            counts[frame] += 1;
        }
    }
    counts
}

/// How many of `matches` belong to each of `frames`.
pub fn count_matches(matches: &[Match], frames: &[FrameId]) -> Vec<u32> {
    let is_of = |id: &FrameId, found: &Match| (id.lexicon, id.category) == (found.lexicon, found.category);
    frames.iter().map(|id| matches.iter().filter(|found| is_of(id, found)).count() as u32).collect()
}

/// Hits per 1,000 words; `None` without words.
///
/// ```
/// assert_eq!(slantwise::feature::frame::per_1000(3, 600), Some(5.0));
/// assert_eq!(slantwise::feature::frame::per_1000(0, 0), None);
/// ```
pub fn per_1000(n_hits: u32, n_words: u32) -> Option<f64> {
    ratio(1000.0 * f64::from(n_hits), f64::from(n_words))
}

/// Hits of the two poles of an axis of lexicon `lexicon`, given the counts of `frames`.
pub fn poles(axis: &Axis, lexicon: u16, frames: &[FrameId], counts: &[u32]) -> (u32, u32) {
    let sum = |categories: &[usize]| {
        let belongs = |frame: &FrameId| frame.lexicon == lexicon && categories.contains(&(frame.category as usize));
        frames.iter().zip(counts).filter(|counted| belongs(counted.0)).map(|counted| counted.1).sum()
    };
    (sum(&axis.positive), sum(&axis.negative))
}

/// (a - b) / (a + b), from -1 to 1; `None` when both are 0.
///
/// ```
/// assert_eq!(slantwise::feature::frame::balance(3, 1), Some(0.5));
/// assert_eq!(slantwise::feature::frame::balance(0, 0), None);
/// ```
pub fn balance(a: u32, b: u32) -> Option<f64> {
    let (a, b) = (f64::from(a), f64::from(b));
    ratio(a - b, a + b)
}

/// ln((a + s) / (b + s)); `None` when both counts are 0.
pub fn log_ratio(a: u32, b: u32, smoothing: f64) -> Option<f64> {
    (a + b > 0).then(|| ln((f64::from(a) + smoothing) / (f64::from(b) + smoothing)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::{Measured, measure};
    use crate::lexicon::{self, Matcher, Scanner};
    use crate::text::Tokenizer;

    fn measured(text: &str) -> (Measured, Vec<Lexicon>) {
        let mut lexicons = vec![
            lexicon::parse("m.csv", b"category,pattern\nalarm,record number*\nalarm,surge\nhumane,humane orderly\n")
                .unwrap(),
        ];
        lexicons.push(lexicon::load("sentiment-news").unwrap());
        let mut tokenizer = Tokenizer::default();
        let matcher = Matcher::new(&lexicons, &tokenizer);
        let read = TokenText::new(text, &[], &mut tokenizer);
        let mut matches = Vec::new();
        Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
        (measure(text, &read, &matches, &lexicons, &frames(&lexicons)), lexicons)
    }

    fn check(text: &str, expected: &[(&str, Voice, bool)]) {
        let (found, _) = measured(text);
        let frames: Vec<_> = found
            .hits
            .iter()
            .filter(|hit| hit.lexicon == 0)
            .map(|hit| (hit.span.of(text), hit.voice(), hit.negated == Some(true)))
            .collect();
        assert_eq!(frames, expected, "{text}");
    }
    use Voice::{Author, Quoted};

    #[test]
    fn a_hit_has_the_voice_it_stands_in() {
        check(
            "A surge came. \"There is a record number of them here,\" he said.",
            &[("surge", Author, false), ("record number", Quoted, false)],
        );
        check("They want a “humane, orderly” process, he said.", &[("humane, orderly", Quoted, false)]);
    }

    #[test]
    fn a_negating_word_reaches_three_words_and_no_comma() {
        check("There was no surge.", &[("surge", Author, true)]);
        check("It was not a very large surge.", &[("surge", Author, false)]);
        check("No, surge is the word.", &[("surge", Author, false)]);
        check("Why They Said No\n\nSurge it was.", &[("Surge", Author, false)]);
    }

    #[test]
    fn hits_are_counted_by_voice_and_offsets_count_characters() {
        let text = "López saw record numbers. “A surge is what we all saw,” he said.";
        let (found, _) = measured(text);
        assert_eq!(found.n_frame_hits, [vec![2, 0], vec![1, 0], vec![1, 0]]);
        let first = found.hits[0];
        let place = found.characters.span(text, first.span);
        let chars: String = text.chars().skip(place.start as usize).take((place.end - place.start) as usize).collect();
        assert_eq!((chars.as_str(), first.span.of(text)), ("record numbers", "record numbers"));
        assert!(place.start < first.span.start);
    }

    #[test]
    fn poles_add_their_categories() {
        let axis =
            Axis { name: "x".into(), title: "x".into(), about: String::new(), positive: vec![0, 2], negative: vec![1] };
        let frames: Vec<FrameId> = (0..3).map(|category| FrameId { lexicon: 1, category }).collect();
        assert_eq!(poles(&axis, 1, &frames, &[1, 2, 4]), (5, 2));
        assert_eq!(poles(&axis, 0, &frames, &[1, 2, 4]), (0, 0));
    }
}
