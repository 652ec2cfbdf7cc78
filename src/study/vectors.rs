//! The vectors that are put into clusters: as they are, with the event taken out, and this again without words of house
//! style and without names.
//!
//! The last two leave out columns of the weights before the projection, so each has a projection of its own: leaving the
//! words out afterwards keeps the directions that they have made. A second and third projection of all articles would
//! double the time of a large run, so of more than 4,000 articles whole events drawn with the seed stand for all there.

use ndarray::{Array2, Axis};

use super::groups::Groups;
use super::weights::weighting;
use crate::compare::cluster;
use crate::compare::partition::{Method, Settings, partitions};
use crate::corpus::Corpus;
use crate::num::Random;
use crate::terms::{self, Counts, TermId, Vocabulary, Weighing, Weights, style, style_words};
use crate::text::Tokenizer;

/// Which vectors were clustered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorKind {
    /// LSA vectors as they are: their clusters are events.
    Raw,
    /// LSA vectors less their event's mean.
    EventCentered,
    /// The same, of weights without words of house style and names of outlets.
    NoStyle,
    /// The same, without names besides.
    NoStyleNoNames,
}

/// Articles as rows of length 1.
pub(super) struct Space {
    pub kind: VectorKind,
    pub rows: Array2<f64>,
    /// The article of each row, ascending.
    pub articles: Vec<usize>,
    /// Rows in one block could have each other's outlet: they have lost the same mean.
    pub blocks: Vec<u32>,
}

/// Of more articles than these, some computations take a part.
pub(super) const MANY_ARTICLES: usize = 4_000;
const MAX_DIMENSIONS: usize = 100;
const ARTICLES_PER_TOPIC: usize = 300;
const MIN_ALONE_FOR_TOPICS: usize = 30;

/// The random stream that draws events to stand for all.
const SAMPLE_STREAM: u64 = 4 << 32;

impl VectorKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Raw, Self::EventCentered, Self::NoStyle, Self::NoStyleNoNames];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::EventCentered => "event_centered",
            Self::NoStyle => "event_centered_no_style",
            Self::NoStyleNoNames => "event_centered_no_style_no_names",
        }
    }
}

/// The articles' LSA vectors, articles x directions.
pub(super) fn project(counts: &Counts, weights: &Weights, seed: u64) -> Array2<f64> {
    let n_articles = counts.n_rows();
    let frequent = (n_articles > MANY_ARTICLES)
        .then(|| terms::weigh(counts, &Weighing { min_articles: 5, ..weighting(n_articles) }));
    terms::project(frequent.as_ref().unwrap_or(weights), n_dimensions(n_articles), seed).vectors
}

/// Into how many directions articles are projected: a third as many as there are articles (with as many directions as
/// articles nothing is left out, chance words included), from 2 to 100.
pub(super) fn n_dimensions(n_articles: usize) -> usize {
    (n_articles / 3).clamp(2, MAX_DIMENSIONS)
}

/// The vectors of articles as they are.
pub(super) fn raw(vectors: &Array2<f64>, articles: &[usize]) -> Space {
    let (rows, kept) = cluster::unit_rows(vectors);
    Space { kind: VectorKind::Raw, articles: at(articles, &kept), blocks: vec![0; kept.len()], rows }
}

/// The vectors of articles less the mean of their event.
pub(super) fn centered(kind: VectorKind, vectors: &Array2<f64>, articles: &[usize], groups: &Groups<'_>) -> Space {
    let (blocks, left_out) = blocks(vectors, articles, groups);
    let mut centered = cluster::center(vectors, &blocks);
    left_out.iter().for_each(|&row| centered.row_mut(row).fill(0.0));
    let (rows, kept) = cluster::unit_rows(&centered);
    Space { kind, articles: at(articles, &kept), blocks: kept.iter().map(|row| blocks[*row]).collect(), rows }
}

/// The vectors without the terms that `is_dropped` names, by [`TermId`], less the mean of the event.
pub(super) fn without(
    kind: VectorKind,
    is_dropped: &[bool],
    weights: &Weights,
    articles: &[usize],
    groups: &Groups<'_>,
) -> Space {
    let drawn = drawn(articles, groups);
    let mut n_uses = vec![0u32; weights.n_columns()];
    drawn.iter().for_each(|&article| weights.row(article).0.iter().for_each(|column| n_uses[*column as usize] += 1));
    // in a sample most of all words are in one article or none
    let fewest = if drawn.len() < articles.len() { 2 } else { 0 };
    let is_used = |term: TermId| weights.column(term).is_some_and(|column| n_uses[column as usize] >= fewest);
    let part = weights.part(&drawn, |term| !is_dropped[term.0 as usize] && is_used(term));
    let vectors = terms::project(&part, n_dimensions(drawn.len()), groups.seed).vectors;
    centered(kind, &vectors, &drawn, groups)
}

/// Whether each term is of house style: in the list of [`terms::style`], or a name that stands in an outlet's name.
pub(super) fn is_style(corpus: &Corpus, vocabulary: &Vocabulary, is_name: &[bool]) -> Vec<bool> {
    let words = style_words();
    let mut is_style: Vec<bool> = vocabulary.iter().map(|term| style(term, &words).is_some()).collect();
    let mut tokenizer = Tokenizer::default();
    for id in corpus.outlets().iter().flat_map(|outlet| tokenizer.forms(outlet)).filter_map(|word| vocabulary.id(&word))
    {
        is_style[id.0 as usize] |= is_name[id.0 as usize];
    }
    is_style
}

/// All articles, or of more than 4,000 those of whole events, drawn until they hold so many; ascending.
fn drawn(articles: &[usize], groups: &Groups<'_>) -> Vec<usize> {
    if articles.len() <= MANY_ARTICLES {
        return articles.to_vec();
    }
    let mut of_event = vec![Vec::new(); groups.events.list.len()];
    articles.iter().for_each(|&article| of_event[groups.events.of_article[article] as usize].push(article));
    Random::new(groups.seed, SAMPLE_STREAM).shuffle(&mut of_event);
    let mut drawn: Vec<usize> = Vec::new();
    for event in of_event {
        if drawn.len() + event.len() <= MANY_ARTICLES {
            drawn.extend(event);
        }
    }
    drawn.sort_unstable();
    drawn
}

/// The group whose mean each row loses: its article's event, or its topic when it is alone in it; and the rows that have
/// neither.
fn blocks(vectors: &Array2<f64>, articles: &[usize], groups: &Groups<'_>) -> (Vec<u32>, Vec<usize>) {
    let mut block: Vec<u32> = articles.iter().map(|&article| groups.events.of_article[article]).collect();
    let mut sizes = vec![0; groups.events.list.len()];
    block.iter().for_each(|event| sizes[*event as usize] += 1);
    let alone: Vec<usize> = (0..block.len()).filter(|&row| sizes[block[row] as usize] < 2).collect();
    if alone.len() < MIN_ALONE_FOR_TOPICS {
        return (block, alone);
    }
    let n_topics = (alone.len() / ARTICLES_PER_TOPIC).max(1);
    let settings = Settings { method: Method::KMeans, n_starts: 1, seed: groups.seed };
    let topics = partitions(&vectors.select(Axis(0), &alone), &[n_topics], &settings).remove(0);
    let topic = |at: usize| topics.as_ref().ok().and_then(|topics| topics[at]).unwrap_or(0);
    let first = groups.events.list.len() as u32;
    alone.iter().enumerate().for_each(|(at, &row)| block[row] = first + topic(at));
    (block, Vec::new())
}

fn at(articles: &[usize], rows: &[usize]) -> Vec<usize> {
    rows.iter().map(|row| articles[*row]).collect()
}
