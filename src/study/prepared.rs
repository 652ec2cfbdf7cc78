//! What every comparison is given.

use super::Config;
use super::groups::Groups;
use crate::corpus::Corpus;
use crate::feature::Measured;
use crate::feature::frame::FrameId;
use crate::lexicon::Lexicon;
use crate::terms::{Counts, Weights};

/// A corpus with its events found, its terms weighted and its outlets known: ready to be compared.
#[derive(Clone, Copy)]
pub(super) struct Prepared<'a> {
    pub corpus: &'a Corpus,
    pub groups: Groups<'a>,
    /// What was measured on each article.
    pub measured: &'a [Measured],
    /// The words of each article.
    pub counts: &'a Counts,
    /// Their weights.
    pub weights: &'a Weights,
    /// Whether each term is a name.
    pub is_name: &'a [bool],
    pub lexicons: &'a [Lexicon],
    /// The lexicons' categories, in order.
    pub frames: &'a [FrameId],
    pub config: &'a Config,
}
