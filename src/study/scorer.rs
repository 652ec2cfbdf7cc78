//! One text, scored: everything that looks at one article alone, built once and used for as many texts as come.
//!
//! A [`Scorer`] holds what all texts share (word lists, their matcher, the tokenizer, targets, the level of cleaning) and
//! lends each thread a worker that remembers the words it has met, so a text costs the same alone as among a thousand.
//! The map of a study, `score`, `kwic` and the lesson all measure with it.
//!
//! ```
//! use slantwise::study::Config;
//! use slantwise::text::Voice;
//! let scorer = Config::default().check()?.scorer();
//! let score = scorer.score("Record numbers of migrants arrived. “A humane, orderly process,” a priest said.");
//! assert_eq!(score.n_words(Voice::All), 12);
//! let alarm = score.frame("alarm", Voice::Author).unwrap(); // a category of the list `migration`
//! assert_eq!((alarm.n_hits, alarm.n_words), (1, 8));
//! assert_eq!(alarm.per_1000(), Some(125.0)); // 1 of the author's 8 words
//! let surfaces: Vec<&str> = score.hits().filter(|hit| hit.lexicon == "migration").map(|hit| hit.surface).collect();
//! assert_eq!(surfaces, ["Record numbers", "humane, orderly"]);
//! # Ok::<(), slantwise::error::Error>(())
//! ```
//!
//! What it cannot tell you: what needs other articles. Boilerplate that an outlet repeats in one article after another
//! stays in the counts, an axis has no smoothed log ratio, and no copy is found.

use std::sync::{Arc, Mutex, PoisonError};

use super::texts::{ReadArticle, embeds, read_article};
use crate::clean::{self, Level};
use crate::corpus::{Article, Draft};
use crate::feature::frame::{self, FrameId};
use crate::feature::target::{self, Target};
use crate::feature::{self, Hit, Measured, OutsideHit, Segment};
use crate::lexicon::{Lexicon, Match, Matcher, Scanner};
use crate::text::{Span, TokenText, Tokenizer, Voice};

/// Scores texts one by one; made once by `Study::scorer`, shared by all threads.
#[derive(Debug)]
pub struct Scorer {
    names: Arc<Names>,
    targets: Vec<Target>,
    matcher: Matcher,
    tokenizer: Tokenizer,
    level: Level,
    /// Workers that wait for the next text.
    idle: Mutex<Vec<Worker>>,
}

/// The word lists, and the frame categories in them.
#[derive(Debug)]
struct Names {
    lexicons: Vec<Lexicon>,
    frames: Vec<FrameId>,
}

/// What is kept from text to text: the words met so far.
#[derive(Debug)]
struct Worker {
    tokenizer: Tokenizer,
    scanner: Scanner,
}

/// What a text scores.
#[derive(Debug, Clone)]
pub struct Score {
    names: Arc<Names>,
    text: String,
    measured: Measured,
}

/// How often a text uses the words of a category, in one voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameScore<'a> {
    /// The word list.
    pub lexicon: &'a str,
    /// The category.
    pub name: &'a str,
    /// Whose words.
    pub voice: Voice,
    /// How often.
    pub n_hits: u32,
    /// Words (numbers among them) of the text in that voice.
    pub n_words: u32,
}

/// The two poles of an axis in a text, in one voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AxisScore<'a> {
    /// The word list.
    pub lexicon: &'a str,
    /// The axis.
    pub name: &'a str,
    /// Whose words.
    pub voice: Voice,
    /// Hits of the positive pole.
    pub n_positive: u32,
    /// Hits of the negative pole.
    pub n_negative: u32,
}

/// A pattern found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredHit<'a> {
    /// The word list.
    pub lexicon: &'a str,
    /// The category.
    pub category: &'a str,
    /// The pattern, as the word list writes it.
    pub pattern: &'a str,
    /// The words found.
    pub surface: &'a str,
    /// Where they stand, in bytes of [`Score::text`].
    pub span: Span,
    /// Whose words: `Author` or `Quoted`.
    pub voice: Voice,
    /// Whether a negating word stands shortly before; `None` when no word list names negating words.
    pub negated: Option<bool>,
    /// What a valence word adds to its sentence; `None` for frame words.
    pub valence: Option<f32>,
}

/// Words, each way of writing them counted, that a worker knows before it is let go: a program that scores for weeks
/// does not grow.
const MAX_TERMS: usize = 1 << 17;

impl Scorer {
    /// A scorer with these word lists; `tokenizer` has met no text yet.
    pub(super) fn new(lexicons: Vec<Lexicon>, targets: Vec<Target>, tokenizer: Tokenizer, level: Level) -> Self {
        let matcher = Matcher::new(&lexicons, &tokenizer);
        let frames = frame::frames(&lexicons);
        let names = Arc::new(Names { lexicons, frames });
        Self { names, targets, matcher, tokenizer, level, idle: Mutex::default() }
    }

    /// Cleans and scores a text.
    ///
    /// # Panics
    /// When the program fails on it, which is a fault to report, or it has 4 GiB or more; the scorer can be used again.
    pub fn score(&self, text: &str) -> Score {
        let mut draft = Draft { id: Some("text".to_owned()), text: text.to_owned(), ..Draft::default() };
        clean::clean(&mut draft, self.level);
        let article = Article::from(draft);
        let measured = self.measure(&article);
        Score { names: Arc::clone(&self.names), text: article.text, measured }
    }

    /// Measures an article that was cleaned before, without its headline's words in any rate.
    ///
    /// # Panics
    /// As [`Scorer::score`].
    pub fn measure(&self, article: &Article) -> Measured {
        let mut worker = self.take_worker();
        let read = read_article(article.into(), &mut worker.tokenizer);
        let measured = self.measure_read(article, &read, &worker.tokenizer, &mut worker.scanner);
        self.give_back(worker);
        measured
    }

    /// The frame categories, in the order of [`Measured::n_frame_hits`].
    pub fn frames(&self) -> &[FrameId] {
        &self.names.frames
    }

    /// The word lists.
    pub fn lexicons(&self) -> &[Lexicon] {
        &self.names.lexicons
    }

    /// What finds the word lists' patterns in texts of one tokenizer.
    pub(super) fn scanner(&self) -> Scanner {
        Scanner::new(&self.matcher)
    }

    fn take_worker(&self) -> Worker {
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        waiting.unwrap_or_else(|| Worker { tokenizer: self.tokenizer.clone(), scanner: self.scanner() })
    }

    fn give_back(&self, worker: Worker) {
        if worker.tokenizer.n_forms() < MAX_TERMS {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
    }

    /// Measures an article as it was cut by `tokenizer`, the same in each call with one `scanner`.
    pub(super) fn measure_read(
        &self,
        article: &Article,
        read: &ReadArticle,
        tokenizer: &Tokenizer,
        scanner: &mut Scanner,
    ) -> Measured {
        let Names { lexicons, frames } = &*self.names;
        let mut find = |read: &TokenText| {
            let mut matches = Vec::new();
            scanner.find(read, tokenizer, &mut matches);
            matches
        };
        let mut measured = feature::measure(&article.text, &read.body, &find(&read.body), lexicons, frames);
        let spans = embeds(&article.removed).zip(&read.embeds);
        let posts = spans.map(|(span, read)| Part { start: span.start, text: span.of(&article.text), read });
        let outside = &mut measured.outside;
        measured.n_embed_hits = self.count_outside(Segment::Embed, posts, &mut find, outside);
        let headline = std::iter::once(Part { start: 0, text: &article.title, read: &read.title });
        measured.n_headline_hits = self.count_outside(Segment::Headline, headline, &mut find, outside);
        measured.outside.shrink_to_fit();
        measured.targets = target::measure(&read.body, tokenizer, &measured.hits, &self.targets);
        measured
    }

    /// Hits of each frame in parts that no rate counts, `None` when they have no word; the hits themselves go to `found`.
    fn count_outside<'t>(
        &self,
        segment: Segment,
        parts: impl Iterator<Item = Part<'t>>,
        find: &mut dyn FnMut(&TokenText) -> Vec<Match>,
        found: &mut Vec<OutsideHit>,
    ) -> Option<Vec<u32>> {
        let Names { lexicons, frames } = &*self.names;
        let mut all = Vec::new();
        let mut has_words = false;
        for Part { start, text, read } in parts {
            has_words |= read.tokens.iter().any(|token| token.is_word());
            let mut matches = find(read);
            found.extend(feature::outside(text, start, segment, read, &matches, lexicons));
            all.append(&mut matches);
        }
        has_words.then(|| frame::count_matches(&all, frames))
    }
}

/// A part that no rate counts: where it begins in the article's text, its own text, and what that consists of.
struct Part<'t> {
    start: u32,
    text: &'t str,
    read: &'t TokenText,
}

impl Score {
    /// The text that spans refer to: as given, with entities of HTML and wrongly decoded letters mended.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its words (numbers among them) in a voice.
    pub fn n_words(&self, voice: Voice) -> u32 {
        self.measured.n_words[voice as usize]
    }

    /// How often it uses the words of a category, by its name or by `lexicon.name`; `None` for a name that no word list
    /// has. Of two lists with one name, the first is meant.
    pub fn frame(&self, name: &str, voice: Voice) -> Option<FrameScore<'_>> {
        let is_meant = |score: &FrameScore<'_>| is_named(name, score.lexicon, score.name) && score.voice == voice;
        self.frames().find(is_meant)
    }

    /// Every frame category in every voice.
    pub fn frames(&self) -> impl Iterator<Item = FrameScore<'_>> {
        let categories = self.names.frames.iter().enumerate().map(|(at, frame)| {
            let lexicon = &self.names.lexicons[frame.lexicon as usize];
            (at, lexicon.name.as_str(), lexicon.categories[frame.category as usize].name.as_str())
        });
        categories.flat_map(|(at, lexicon, name)| {
            Voice::ALL.map(|voice| {
                let n_hits = self.measured.n_frame_hits[voice as usize][at];
                FrameScore { lexicon, name, voice, n_hits, n_words: self.n_words(voice) }
            })
        })
    }

    /// The two poles of an axis, by its name or by `lexicon.name`; `None` for a name that no word list has.
    pub fn axis(&self, name: &str, voice: Voice) -> Option<AxisScore<'_>> {
        self.axes().find(|score| is_named(name, score.lexicon, score.name) && score.voice == voice)
    }

    /// Every axis in every voice.
    pub fn axes(&self) -> impl Iterator<Item = AxisScore<'_>> {
        let lexicons = self.names.lexicons.iter().enumerate();
        lexicons.flat_map(move |(at, lexicon)| {
            lexicon.axes.iter().flat_map(move |axis| {
                Voice::ALL.map(|voice| {
                    let counts = &self.measured.n_frame_hits[voice as usize];
                    let (n_positive, n_negative) = frame::poles(axis, at as u16, &self.names.frames, counts);
                    AxisScore { lexicon: &lexicon.name, name: &axis.name, voice, n_positive, n_negative }
                })
            })
        })
    }

    /// Its mean sentiment in a voice, -1 to 1, over the sentences with a valence word in that voice; `None` without one.
    pub fn sentiment(&self, voice: Voice) -> Option<f64> {
        let scores = self.measured.sentences.iter().filter_map(|sentence| sentence.sentiment[voice as usize]);
        crate::num::mean(&scores.map(f64::from).collect::<Vec<_>>())
    }

    /// A column of `articles` by name, such as `sent_pos`; `None` without evidence, or for a name that is none.
    pub fn value(&self, column: &str) -> Option<f64> {
        let at = feature::columns().iter().position(|known| known.name == column)?;
        self.measured.values[at]
    }

    /// What the word lists found, in the order of the text.
    pub fn hits(&self) -> impl Iterator<Item = ScoredHit<'_>> {
        self.measured.hits.iter().map(|hit: &Hit| {
            let lexicon = &self.names.lexicons[hit.lexicon as usize];
            let category = &lexicon.categories[hit.category as usize];
            ScoredHit {
                lexicon: &lexicon.name,
                category: &category.name,
                pattern: &category.patterns[hit.pattern as usize].text,
                surface: hit.span.of(&self.text),
                span: hit.span,
                voice: hit.voice(),
                negated: hit.negated,
                valence: hit.valence,
            }
        })
    }

    /// All that was measured, by position.
    pub fn measured(&self) -> &Measured {
        &self.measured
    }
}

impl FrameScore<'_> {
    /// Hits per 1,000 words; `None` without words in that voice.
    pub fn per_1000(&self) -> Option<f64> {
        frame::per_1000(self.n_hits, self.n_words)
    }
}

impl AxisScore<'_> {
    /// (positive - negative) / (positive + negative), -1 to 1; `None` when both are 0.
    pub fn balance(&self) -> Option<f64> {
        frame::balance(self.n_positive, self.n_negative)
    }
}

/// Whether `asked` is `name`, or `lexicon.name`.
fn is_named(asked: &str, lexicon: &str, name: &str) -> bool {
    asked == name || asked.strip_prefix(lexicon).and_then(|rest| rest.strip_prefix('.')) == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Config;

    const TEXT: &str =
        "Record numbers of migrants arrived. “A humane, orderly process,” a priest said. It was not good.";

    fn scorer() -> Scorer {
        Config::default().check().unwrap().scorer()
    }

    #[test]
    fn one_scorer_serves_all_threads_and_forgets_nothing_between_texts() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Scorer>();
        let scorer = scorer();
        let first = scorer.score(TEXT);
        scorer.score("Others wrote of a border wall in 1999, and of chaos.");
        let in_threads: Vec<Measured> = std::thread::scope(|scope| {
            let handles: Vec<_> = (0..4).map(|_| scope.spawn(|| scorer.score(TEXT).measured)).collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).collect()
        });
        assert!(in_threads.iter().all(|measured| *measured == first.measured));
    }

    #[test]
    fn names_are_those_of_the_lists_with_or_without_the_list() {
        let score = scorer().score(TEXT);
        assert_eq!(score.frame("alarm", Voice::All), score.frame("migration.alarm", Voice::All));
        assert_eq!(score.frame("alarm", Voice::Quoted).unwrap().n_hits, 0);
        assert_eq!(score.frame("no such frame", Voice::All), None);
        let axis = score.axis("alarm_humane", Voice::All).unwrap();
        assert_eq!((axis.n_positive, axis.n_negative, axis.balance()), (1, 1, Some(0.0)));
        assert_eq!(score.axis("alarm_humane", Voice::Author).unwrap().balance(), Some(1.0));
        assert_eq!(score.sentiment(Voice::All), score.value("sent_mean"));
        assert!(score.sentiment(Voice::Author).unwrap() < 0.0); // not good
    }

    #[test]
    fn nothing_scores_nothing_and_not_zero() {
        let score = scorer().score("");
        assert_eq!(score.frame("alarm", Voice::All).unwrap().per_1000(), None);
        assert_eq!(score.sentiment(Voice::All), None);
        assert_eq!(score.hits().count(), 0);
    }
}
