//! What is measured on one article alone: hits of word lists, sentiment, extent.
//!
//! [`measure`] looks at one article and at nothing else; whatever needs the corpus comes later. A new feature is one
//! file with its columns and its function, and its line in [`ALL`]; its columns then stand in `articles.csv`, the
//! codebook and the page.

pub mod extent;
pub mod frame;
pub mod loaded;
pub mod quote;
pub mod sentiment;
pub mod target;
pub mod typography;

use strum::IntoStaticStr;

use self::frame::FrameId;
use self::quote::QuoteMeasure;
use self::target::TargetMeasure;
use crate::lexicon::{Lexicon, Match, Role};
use crate::table::Column;
use crate::text::{Characters, Span, TokenText, Voice};
use serde::{Deserialize, Serialize};

/// A set of columns about an article, and how they are measured.
pub struct Feature {
    /// Its columns.
    pub columns: &'static [Column],
    /// One value a column; `None` where the article has no evidence.
    pub measure: fn(&Evidence<'_>) -> Vec<Option<f64>>,
}

/// Every feature, in the order of the columns.
pub const ALL: &[Feature] = &[extent::FEATURE, sentiment::FEATURE];

/// What a feature may look at.
pub struct Evidence<'a> {
    /// The article's text as read.
    pub text: &'a str,
    /// Its tokens, sentences and quotes.
    pub read: &'a TokenText,
    /// Whether each token stands in a direct quote.
    pub quoted: &'a [bool],
    /// What the word lists found.
    pub hits: &'a [Hit],
    /// Each sentence's measures.
    pub sentences: &'a [SentenceMeasure],
}

/// What is known of one article.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Words (numbers among them) by voice: all, author, quoted.
    pub n_words: [u32; 3],
    /// Hits of each frame category (in the order of [`frame::frames`]) by voice: all, author, quoted.
    pub n_frame_hits: [Vec<u32>; 3],
    /// Hits of each frame category in the headline, which no rate counts; `None` without a headline.
    pub n_headline_hits: Option<Vec<u32>>,
    /// The same in embedded posts, which cleaning leaves out of the text; `None` without one.
    pub n_embed_hits: Option<Vec<u32>>,
    /// The values of the features' columns, in the order of [`columns`].
    pub values: Vec<Option<f64>>,
    /// How it is set, see [`typography`].
    pub typography: [Option<f32>; typography::N_MEASURES],
    /// For the places of hits, sentences and quotes in Unicode characters.
    pub characters: Characters,
    /// What the word lists found, in the order of the text.
    pub hits: Vec<Hit>,
    /// What they found in embedded posts and the headline, which no rate counts; none from [`measure`].
    pub outside: Vec<OutsideHit>,
    /// Its sentences.
    pub sentences: Vec<SentenceMeasure>,
    /// Its quotes, in the order of the text.
    pub quotes: Vec<QuoteMeasure>,
    /// What it says around each target, in the targets' order; none from [`measure`], see [`target::measure`].
    pub targets: Vec<TargetMeasure>,
}

/// A pattern of a word list found in an article.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Position of the lexicon among those used.
    pub lexicon: u16,
    /// Position of the category in the lexicon.
    pub category: u16,
    /// Position of the pattern in the category.
    pub pattern: u32,
    /// Where it stands, in bytes of the text as read.
    pub span: Span,
    /// Position of its sentence.
    pub sentence: u32,
    /// Words before it.
    pub n_before: u32,
    /// Whether it stands in a direct quote.
    pub quoted: bool,
    /// Whether a negating word stands shortly before it; `None` when no word list names negating words.
    pub negated: Option<bool>,
    /// What a valence word adds to its sentence, after negation and intensifiers; `None` for frame words.
    pub valence: Option<f32>,
}

/// A hit where no rate counts it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OutsideHit {
    /// Where.
    pub segment: Segment,
    /// The hit; its place is in the headline, or in the text, and its sentence that of the segment.
    pub hit: Hit,
}

/// A part of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "lowercase")]
pub enum Segment {
    /// The text.
    Body,
    /// A post of another, which cleaning leaves out of the text.
    Embed,
    /// The headline.
    Headline,
}

impl Segment {
    /// `body`, `embed` or `headline`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A sentence's measures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SentenceMeasure {
    /// Where it stands, in bytes of the text as read.
    pub span: Span,
    /// Its words.
    pub n_words: u32,
    /// Its words inside direct quotes.
    pub n_quoted: u32,
    /// Its frame hits.
    pub n_hits: u32,
    /// Its sentiment by voice (all, author, quoted), -1 to 1; `None` without a valence word in that voice.
    pub sentiment: [Option<f32>; 3],
    /// How likely it holds loaded words, 0 to 1, see [`loaded`]; `None` without the pack or without words.
    pub loaded: Option<f32>,
}

impl Hit {
    /// Whose words it stands in: `Author` or `Quoted`.
    pub fn voice(&self) -> Voice {
        if self.quoted { Voice::Quoted } else { Voice::Author }
    }
}

/// The columns of all features, in order.
pub fn columns() -> Vec<Column> {
    ALL.iter().flat_map(|feature| feature.columns.iter().cloned()).collect()
}

/// Measures one article from its tokens and the word lists' matches.
///
/// ```
/// use slantwise::feature::{self, frame};
/// use slantwise::lexicon::{self, Matcher, Scanner};
/// use slantwise::text::{TokenText, Tokenizer};
/// let lists = [lexicon::parse("frames.csv", b"category,pattern\nalarm,surge\n")?];
/// let (mut tokenizer, mut matches) = (Tokenizer::default(), Vec::new());
/// let matcher = Matcher::new(&lists, &tokenizer);
/// let text = "A surge, towns say. \u{201c}There is no surge at our border,\u{201d} she said.";
/// let read = TokenText::new(text, &[], &mut tokenizer);
/// Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
/// let measured = feature::measure(text, &read, &matches, &lists, &frame::frames(&lists));
/// assert_eq!(measured.n_words, [13, 6, 7]); // all, author's, quoted
/// assert_eq!(measured.n_frame_hits, [vec![2], vec![1], vec![1]]);
/// # Ok::<(), slantwise::error::Error>(())
/// ```
pub fn measure(text: &str, read: &TokenText, matches: &[Match], lexicons: &[Lexicon], frames: &[FrameId]) -> Measured {
    let quoted = read.quoted();
    let mut hits = frame::hits(read, &quoted, matches, lexicons);
    let mut sentences = sentiment::sentences(text, read, &quoted, matches, lexicons, &mut hits);
    loaded::rate(&hits, lexicons, &mut sentences);
    hits.shrink_to_fit(); // there are millions of them
    let quotes = quote::quotes(text, read);
    let evidence = Evidence { text, read, quoted: &quoted, hits: &hits, sentences: &sentences };
    let values = ALL.iter().flat_map(|feature| (feature.measure)(&evidence)).collect();
    let n_frame_hits = Voice::ALL.map(|voice| frame::count_hits(&hits, frames, voice));
    Measured {
        n_words: extent::words_by_voice(read, &quoted),
        n_frame_hits,
        n_headline_hits: None,
        n_embed_hits: None,
        values,
        typography: typography::measure(text, read, &quoted),
        characters: Characters::new(text),
        hits,
        outside: Vec::new(),
        sentences,
        quotes,
        targets: Vec::new(),
    }
}

/// The hits in a part of an article that no rate counts: `text` is the headline, or a post that begins at byte `start` of
/// the article's text.
pub fn outside(
    text: &str,
    start: u32,
    segment: Segment,
    read: &TokenText,
    matches: &[Match],
    lexicons: &[Lexicon],
) -> Vec<OutsideHit> {
    let quoted = read.quoted();
    let mut hits = frame::hits(read, &quoted, matches, lexicons);
    sentiment::sentences(text, read, &quoted, matches, lexicons, &mut hits); // gives valence words their value
    let moved = |hit: Hit| Hit { span: Span { start: hit.span.start + start, end: hit.span.end + start }, ..hit };
    hits.into_iter().map(|hit| OutsideHit { segment, hit: moved(hit) }).collect()
}

/// Whether the matches of a category are hits: those of frame and valence categories are, the others only change them.
pub fn is_hit(role: Role) -> bool {
    matches!(role, Role::Frame | Role::Valence)
}

/// The role of the category that a match belongs to.
fn role(lexicons: &[Lexicon], found: &Match) -> Role {
    lexicons[found.lexicon as usize].categories[found.category as usize].role
}
