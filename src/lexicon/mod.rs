//! Word lists: categories of patterns, read from a file and found in tokenised text.
//!
//! A pattern is one word or several; it matches tokens of one sentence, in order.
//!
//! - A word stands for itself in its normal form, whatever its case, accents' encoding or apostrophes:
//!   both sides go through the same tokenizer, and a word that it cuts becomes a phrase.
//! - `*` within a word stands for any letters or none, `?` for exactly one: `immigra*`, `wom?n`.
//! - `*` alone stands for exactly one word or number, `<number>` for one number in digits.
//! - A phrase passes over commas, quotation marks and symbols, never over a clause mark (`;`, `:`, a dash, a
//!   bracket) or the end of a sentence. The clitic `'s` is an element of its own.
//! - `record ~3 number*`: up to three words may stand between; `border NEAR/5 crisis`: the same in either order.
//! - `cause NOT "root cause"`: no match within the other phrase; `order NOT BEFORE/2 protection` and `NOT AFTER`: none
//!   where the word follows or precedes, here with up to two words between.
//! - `CASE Turkey`: only where capitals stand as in the pattern (none, the first, all, or others).
//! - With [`Overlap::Longest`], matches of one category do not overlap: the leftmost is kept, of those the longest,
//!   of those the one with the fewest wildcards, of those the first in the file. Categories do not compete, so
//!   removing one changes no number of another. The other policies are at [`Overlap`].
//!
//! ```
//! use slantwise::lexicon::{self, Matcher, Scanner};
//! use slantwise::text::{TokenText, Tokenizer};
//! let scale = lexicon::parse("scale.csv", b"category,pattern\nscale,record\nscale,record number*\nscale,wave of *\n")?;
//! let mut tokenizer = Tokenizer::default();
//! let matcher = Matcher::new(&[scale], &tokenizer);
//! let read = TokenText::new("A record, numbers show. Wave of -- what? A wave of arrivals.", &[], &mut tokenizer);
//! let mut matches = Vec::new();
//! Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
//! let found: Vec<_> = matches.iter().map(|found| (found.pattern, found.tokens.clone())).collect();
//! assert_eq!(found, [(1, 1..4), (2, 12..15)]); // “record, numbers” and “wave of arrivals”
//! # Ok::<(), slantwise::error::Error>(())
//! ```
//!
//! What it cannot tell you: in which sense a word was used, whether it was meant, and whether the list is a good
//! measure of what its title says.
//!
//! A pack is two files with one stem, `NAME.toml` (what it is) and `NAME.csv` (its patterns); plain CSV files and the
//! formats of other programs are read too (see [`load`]), from paths or from bytes ([`from_files`]). What a file held that could not be used is in
//! [`Lexicon::notes`].

mod afinn;
#[cfg(test)]
mod check;
mod draft;
mod example;
mod glob;
mod lexicoder;
mod lint;
mod liwc;
mod load;
mod matcher;
mod mpqa;
mod native;
mod nrc;
mod pack;
mod pattern;
mod plain;
mod quanteda;
mod resolve;
mod rows;
mod scanner;
mod source;
mod vader;
mod wordstat;
mod yoshikoder;

pub use example::{Example, Failure, failures};
pub use lint::{Finding, Usage, lint, usage};
pub use load::{bundled, examples_from_files, from_files, load, load_examples, parse, starter};
pub use matcher::{Match, Matcher};
pub use native::{to_csv, to_toml};
pub use scanner::Scanner;

use serde::Deserialize;
use strum::IntoStaticStr;

/// A word list: what it measures, where it comes from, its categories and axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexicon {
    /// Its short name.
    pub name: String,
    /// Its version; empty where the file gives none, as are the texts below.
    pub version: String,
    /// Its name for a reader.
    pub title: String,
    /// The language of its patterns, such as `en`.
    pub language: String,
    /// What it measures.
    pub about: String,
    /// Whose idea it is.
    pub source: String,
    /// On which terms it may be used.
    pub licence: String,
    /// What it cannot tell.
    pub limits: String,
    /// Which of several overlapping matches count.
    pub overlap: Overlap,
    /// How many words a negator reaches; 3 unless the file says otherwise.
    pub negation_window: usize,
    /// Its categories, in the order of the file; none without a pattern, no two of one name.
    pub categories: Vec<Category>,
    /// Its axes, in the order of the file.
    pub axes: Vec<Axis>,
    /// What the file held that was left out or read otherwise than it stands, in the order of lines.
    pub notes: Vec<Note>,
    /// The files it was read from: name without folder, and bytes as read.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A category: patterns that count as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its short name, unique in its lexicon.
    pub name: String,
    /// Its name for a reader.
    pub title: String,
    /// What it means; empty where the file does not say.
    pub about: String,
    /// What its matches do.
    pub role: Role,
    /// Its patterns, in the order of the file, at least one, none twice.
    pub patterns: Vec<Pattern>,
}

/// A pattern of a category.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The pattern as the file has it, without the space around it.
    pub text: String,
    /// Its weight: a finite number for [`Role::Valence`] and [`Role::Intensifier`], else `None`.
    pub weight: Option<f64>,
    /// The line of its file, from 1.
    pub line: u64,
}

/// Two opposed poles, each of one or more categories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Its short name, unique in its lexicon.
    pub name: String,
    /// Its name for a reader.
    pub title: String,
    /// What it means; empty where the file does not say.
    pub about: String,
    /// Positions in [`Lexicon::categories`] of the positive pole, at least one.
    pub positive: Vec<usize>,
    /// Positions in [`Lexicon::categories`] of the negative pole, at least one, none of the positive.
    pub negative: Vec<usize>,
}

/// Something in a file that was left out or read otherwise than it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its line, from 1.
    pub line: u64,
    /// What it was and why.
    pub text: String,
}

/// What the matches of a category do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// They are counted.
    Frame,
    /// They carry a sentiment: the weight.
    Valence,
    /// They turn the sentiment of the words that follow.
    Negator,
    /// They multiply the sentiment of the words that follow by 1 + the weight.
    Intensifier,
    /// They mark that what follows weighs more than what stands before.
    Contrast,
}

/// Which of several overlapping matches of one lexicon count; no two lexicons compete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Overlap {
    /// In each category the leftmost, and of those that begin together the longest; categories do not compete.
    #[default]
    Longest,
    /// All of them.
    All,
    /// Of all categories together the leftmost, and of those that begin together the longest; matches of the same
    /// words count in each of their categories. This is quanteda's `nested_scope = "dictionary"`.
    Leftmost,
    /// Words count for the first category of the file that claims them: the others match only what it leaves. Within
    /// a category as with [`Overlap::Longest`].
    Priority,
}

impl Overlap {
    /// As a pack's file has it, such as `longest`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Role {
    /// As a pack's file has it, such as `frame`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
