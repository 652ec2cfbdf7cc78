//! Which words each article uses, how much each says about it, and the few directions in which articles differ most.
//!
//! 1. [`Counts`]: `tf(d, t)`, how often article `d` uses term `t`. Only words count; numbers, the clitic `'s` and
//!    punctuation do not.
//! 2. [`Weights`]: `w(d, t) = (1 + ln tf(d, t)) * idf(t)`, `idf(t) = ln((1 + N) / (1 + df(t))) + 1`, each row then
//!    divided by its length; `N` articles, `df(t)` of them with the term. Details: [`weigh`].
//! 3. [`Projection`]: the articles' coordinates on the `k` strongest directions of the weights. Details: [`project`].
//!
//! Each is a type of its own, so that weighing twice or counting weights does not compile.
//!
//! Four articles. `wall` and `border` are used by two each, so both weigh `ln(5 / 3) + 1` before the rows are
//! brought to length 1; the articles that share one of their two terms have the cosine 1/2.
//!
//! ```
//! use slantwise::terms::{Counter, Counts, LocalCounts, Weighing, project, weigh};
//! use slantwise::text::{TokenText, Tokenizer};
//! let (mut tokenizer, mut counter) = (Tokenizer::default(), Counter::default());
//! let counted = ["the wall and the border", "a wall, a fence", "border", "a fence"].map(|text| {
//!     counter.count(&TokenText::new(text, &[], &mut tokenizer).tokens)
//! });
//! let rows = counted.each_ref().map(|counts| LocalCounts { worker: 0, counts });
//! let counts = Counts::merge(&rows, &[tokenizer]);
//! let weights = weigh(&counts, &Weighing::default()); // without function words, df >= 2 and <= 50 %
//! assert_eq!(weights.n_columns(), 3); // border, fence, wall
//! assert!((weights.cosine(0, 1).unwrap() - 0.5).abs() < 1e-6);
//! assert_eq!(weights.cosine(2, 3), Some(0.0));
//! let projection = project(&weights, 2, 42);
//! assert_eq!(projection.vectors.dim(), (4, 2));
//! ```
//!
//! What they cannot tell you: who says a word, of whom, and whether it is denied; word order is gone. Weights depend
//! on the corpus they were made from, and cannot be compared with those from another.
//!
//! Sources: Salton & Buckley 1988, Information Processing & Management 24:513-523 (weights); Deerwester et al. 1990,
//! JASIS 41:391-407 (projection).

mod bigram;
mod capitals;
mod counts;
mod function_words;
mod keyword;
mod panel;
mod sparse;
mod style;
mod svd;
mod vocabulary;
mod weight;

pub use bigram::{SequencePart, bigrams};
pub use capitals::{Capitals, names};
pub use counts::{Counter, Counts, LocalCounts};
pub use function_words::function_words;
pub use keyword::{Keyword, keywords};
pub use sparse::Sparse;
pub use style::{Style, style, style_words};
pub use svd::{Projection, project};
pub use vocabulary::{TermId, Vocabulary};
pub use weight::{Idf, Keep, Tf, Weighing, Weights, smooth_idfs, weigh};
