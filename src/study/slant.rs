//! Where outlets stand between the anchors that the user names.

use std::cmp::Ordering;

use super::Config;
use super::anchor::{self, ENOUGH_ANCHORS};
use super::gather::Term;
use super::groups::Groups;
use super::prepared::Prepared;
use super::shared_words::SharedWords;
use super::threads::*;
use crate::compare::slant::{self, Articles, MIN_ARTICLES, Pole, Scale};
use crate::compare::topic::topics;
use crate::compare::validity::{auc, interval, spearman};
use crate::compare::wordscores::{Wordscore, wordscores};
use crate::corpus::{Corpus, OutletId};
use crate::num::{Estimate, Interval, Random};
use crate::terms::Counts;
use ndarray::{Array2, ArrayView2, Axis};

/// A scale between the user's anchors, and what stands on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Slant {
    /// The user's words for the ends, that of the low scores first.
    pub poles: [String; 2],
    /// Anchors at each end that take part.
    pub n_anchors: [usize; 2],
    /// Every outlet.
    pub outlets: Vec<OutletSlant>,
    /// The words with the largest weights: those of the first end, then of the second, the largest first.
    pub words: Vec<SlantWord>,
    /// How well the scales agree with the user's ratings; empty without ratings.
    pub fit: Vec<SlantFit>,
}

/// An outlet's place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutletSlant {
    /// The outlet.
    pub outlet: OutletId,
    /// The end that it holds; `None` for an outlet that is no anchor.
    pub pole: Option<Pole>,
    /// Its articles that count.
    pub n_articles: usize,
    /// Its score by partial least squares, in standard deviations of the outlets that are no anchors, from their mean.
    pub score: Option<Estimate>,
    /// Its score by projection on the anchors' log-odds, in the same unit.
    pub log_odds: Option<f64>,
    /// Its lowest and highest score when one anchor after the other is left out.
    pub left_out: Option<Interval>,
    /// Of an anchor: the rank correlation, over the outlets that are no anchors, of the scale without it with the scale.
    pub rank_correlation_without: Option<f64>,
    /// Its place by wordscores, the anchors being references at -1 and 1.
    pub wordscore: Option<Wordscore>,
    /// Why it has no place.
    pub absence: Option<Absence>,
}

/// Why an outlet has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It has fewer than ten articles that count.
    FewArticles,
    /// There is no scale: the articles without copies leave a side without an anchor, fewer than three other outlets, or no
    /// words to tell them apart.
    NoScale,
}

/// A word and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlantWord {
    /// The word.
    pub term: Term,
    /// The end that it speaks for.
    pub pole: Pole,
    /// What one more unit of an outlet's log ratio of the word adds to its score.
    pub weight: f64,
    /// Placed outlets that use it.
    pub n_outlets: u32,
    /// Its uses by them.
    pub n_uses: u64,
    /// Mean log ratio of observed and expected uses over the anchors of each end.
    pub log_ratios: [f64; 2],
}

/// How well a scale agrees with ratings, over the placed outlets that are neither anchors nor of an anchor's house.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlantFit {
    /// Which scale: `score`, `score_log_odds` or `wordscores`, as its column.
    pub scale: &'static str,
    /// Outlets with a rating.
    pub n_outlets: usize,
    /// Spearman's rank correlation.
    pub spearman: Option<Estimate>,
    /// How often an outlet rated above 0 stands above one rated below 0.
    pub auc: Option<Estimate>,
}

/// Components of the partial least squares: the second was worth .01 to .04 in rank correlation with ratings.
const N_COMPONENTS: usize = 2;
/// Words compared, at most, so that memory is bounded.
const MAX_WORDS: usize = 14_000;
/// Words listed for each end.
const LISTED: usize = 100;
/// Dimensions in which topics are found.
const N_DIMENSIONS: usize = 60;
const ARTICLES_PER_TOPIC: usize = 50;
const N_TOPICS: (usize, usize) = (15, 600);
/// Assignments of topics from different starts, of which the mean is expected: one alone depends too much on its start.
const N_ASSIGNMENTS: u64 = 3;
/// Random streams: of topics, of intervals.
const TOPIC_STREAM: u64 = 5 << 32;
const INTERVAL_STREAM: u64 = 6 << 20;

/// What the scale is made from.
struct Input<'a> {
    corpus: &'a Corpus,
    groups: &'a Groups<'a>,
    words: &'a Counts,
    bigrams: &'a Counts,
    /// Words of house style and of outlets' names, by term.
    is_masked: &'a [bool],
    /// The articles' vectors.
    vectors: ArrayView2<'a, f64>,
    config: &'a Config,
}

/// The outlets that are placed, as positions, with their articles.
struct Placed<'a> {
    outlets: Vec<usize>,
    articles: Vec<&'a [usize]>,
}

/// The scale. Outlets with fewer than [`MIN_ARTICLES`] articles have no place on it.
///
/// `is_masked` names words of house style and of outlets' names, by term; `vectors` are those of all articles.
pub(super) fn slant<'a>(
    prepared: &'a Prepared<'a>,
    bigrams: &'a Counts,
    is_masked: &'a [bool],
    vectors: ArrayView2<'a, f64>,
) -> Slant {
    let &Prepared { corpus, ref groups, counts: words, config, .. } = prepared;
    let input = &Input { corpus, groups, words, bigrams, is_masked, vectors, config };
    let outlets: Vec<usize> =
        (0..groups.articles.len()).filter(|outlet| groups.articles[*outlet].len() >= MIN_ARTICLES).collect();
    let articles = outlets.iter().map(|outlet| groups.articles[*outlet].as_slice()).collect();
    let placed = Placed { outlets, articles };
    let pole_of = anchor::of_outlets(&input.config.anchors, input.corpus, &input.config.ratings);
    let poles: Vec<Option<Pole>> = placed.outlets.iter().map(|outlet| pole_of[*outlet]).collect();
    let shared = SharedWords::new(input.words, input.bigrams, &placed.articles, input.is_masked, MAX_WORDS);
    let unplaced = |outlet: usize| {
        let n_articles = groups.articles[outlet].len();
        OutletSlant {
            outlet: OutletId(outlet as u32),
            pole: pole_of[outlet],
            n_articles,
            score: None,
            log_odds: None,
            left_out: None,
            rank_correlation_without: None,
            wordscore: None,
            absence: Some(if n_articles < MIN_ARTICLES { Absence::FewArticles } else { Absence::NoScale }),
        }
    };
    let n_anchors = [Pole::First, Pole::Second].map(|pole| poles.iter().filter(|own| **own == Some(pole)).count());
    let names = anchor::poles(&input.config.anchors);
    let name = |end: usize| names.get(end).map_or_else(String::new, |pole| pole.0.to_owned());
    let mut found = Slant {
        poles: [name(0), name(1)],
        n_anchors,
        outlets: (0..groups.articles.len()).map(unplaced).collect(),
        words: Vec::new(),
        fit: Vec::new(),
    };
    place(input, &placed, &poles, &shared, &mut found);
    found.fit = fit(input, &found.outlets);
    found
}

/// Fills in the places and the words; leaves them as they are when there is no scale.
fn place(input: &Input<'_>, placed: &Placed<'_>, poles: &[Option<Pole>], shared: &SharedWords<'_>, found: &mut Slant) {
    let positions: Vec<usize> = placed.articles.concat();
    let outlet: Vec<u32> =
        (0..).zip(&placed.articles).flat_map(|(outlet, own)| std::iter::repeat_n(outlet, own.len())).collect();
    let n_words: Vec<f64> = positions.iter().map(|article| input.words.row_total(*article) as f64).collect();
    let uses = |row: usize| shared.uses(positions[row]);
    let articles = Articles {
        outlet: &outlet,
        n_words: &n_words,
        uses: &uses,
        n_outlets: placed.outlets.len(),
        n_terms: shared.words.len(),
    };
    let topics = assignments(input, &positions);
    let observed = slant::observed(&articles);
    let expected = mean(topics.par_iter().map(|topic| slant::expected(&articles, topic)).collect());
    let ratios = slant::log_ratios(&observed, &expected);
    let Some(scale) = slant::scale(&ratios, poles, N_COMPONENTS) else { return };
    let log_odds = slant::scale(&ratios, poles, 1);
    let effects = slant::effects(&articles, &topics, &observed, &expected, &scale.weights);
    let references: Vec<Option<f64>> =
        poles.iter().map(|pole| pole.map(|pole| if pole == Pole::Second { 1.0 } else { -1.0 })).collect();
    let wordscores = wordscores(&observed, &references);
    let anchors: Vec<usize> = (0..poles.len()).filter(|row| poles[*row].is_some()).collect();
    let without: Vec<(usize, Option<Scale>)> =
        anchors.par_iter().map(|&row| (row, slant::scale_without(&ratios, poles, row, N_COMPONENTS))).collect();
    let mut ends = effects.as_slice();
    let own_effects: Vec<&[f64]> = placed
        .articles
        .iter()
        .map(|articles| {
            let (own, rest) = ends.split_at(articles.len());
            ends = rest;
            own
        })
        .collect();
    let rows: Vec<OutletSlant> = (0..placed.outlets.len())
        .into_par_iter()
        .map(|row| {
            let stream = INTERVAL_STREAM + row as u64;
            let n = placed.articles[row].len();
            let value = scale.scores[row];
            let interval =
                slant::interval(value, own_effects[row], input.groups.n_resamples, input.groups.seed, stream);
            OutletSlant {
                outlet: OutletId(placed.outlets[row] as u32),
                pole: poles[row],
                n_articles: n,
                score: Some(Estimate { value, interval, n: n as u64 }),
                log_odds: log_odds.as_ref().map(|scale| scale.scores[row]),
                left_out: range(without.iter().filter_map(|(_, scale)| Some(scale.as_ref()?.scores[row]))),
                rank_correlation_without: without
                    .iter()
                    .find(|(anchor, _)| *anchor == row)
                    .and_then(|(_, other)| rank_correlation(&scale, other.as_ref()?, poles)),
                wordscore: wordscores[row],
                absence: None,
            }
        })
        .collect();
    rows.into_iter().for_each(|row| found.outlets[row.outlet.0 as usize] = row);
    found.words = words(shared, &scale.weights, &ratios, poles);
}

/// Topics of articles from several starts.
fn assignments(input: &Input<'_>, positions: &[usize]) -> Vec<Vec<u32>> {
    let n_dimensions = N_DIMENSIONS.min(input.vectors.ncols());
    let vectors = input.vectors.select(Axis(0), positions);
    let vectors = vectors.slice_axis(Axis(1), ndarray::Slice::from(..n_dimensions));
    let k = (positions.len() / ARTICLES_PER_TOPIC).clamp(N_TOPICS.0, N_TOPICS.1);
    (0..N_ASSIGNMENTS)
        .into_par_iter()
        .map(|start| topics(vectors, k, &mut Random::new(input.groups.seed, TOPIC_STREAM + start)))
        .collect()
}

fn mean(matrices: Vec<Array2<f64>>) -> Array2<f64> {
    let n = matrices.len() as f64;
    let mut matrices = matrices.into_iter();
    let mut sum = matrices.next().unwrap_or_default();
    matrices.for_each(|matrix| sum += &matrix);
    sum / n
}

fn range(scores: impl Iterator<Item = f64>) -> Option<Interval> {
    let each = scores.map(|score| Interval { low: score, high: score });
    each.reduce(|a, b| Interval { low: a.low.min(b.low), high: a.high.max(b.high) })
}

fn rank_correlation(scale: &Scale, other: &Scale, poles: &[Option<Pole>]) -> Option<f64> {
    let others = |scale: &Scale| -> Vec<f64> {
        scale.scores.iter().zip(poles).filter(|(_, pole)| pole.is_none()).map(|(score, _)| *score).collect()
    };
    spearman(&others(scale), &others(other))
}

/// The words with the largest weights at each end.
fn words(shared: &SharedWords<'_>, weights: &[f64], ratios: &Array2<f64>, poles: &[Option<Pole>]) -> Vec<SlantWord> {
    let mut order: Vec<usize> = (0..weights.len()).filter(|word| weights[*word] != 0.0).collect();
    order.sort_by(|&a, &b| weights[a].total_cmp(&weights[b]).then(a.cmp(&b)));
    let low = order.iter().take_while(|word| weights[**word] < 0.0).take(LISTED);
    let high = order.iter().rev().take_while(|word| weights[**word] > 0.0).take(LISTED);
    let ends = low.map(|word| (*word, Pole::First)).chain(high.map(|word| (*word, Pole::Second)));
    let log_ratio = |word: usize, pole: Pole| {
        let of_pole: Vec<f64> = ratios
            .column(word)
            .iter()
            .zip(poles)
            .filter(|(_, own)| **own == Some(pole))
            .map(|(ratio, _)| *ratio)
            .collect();
        crate::num::mean(&of_pole).unwrap_or_default()
    };
    ends.map(|(word, pole)| SlantWord {
        term: shared.words[word].term,
        pole,
        weight: weights[word],
        n_outlets: shared.words[word].n_outlets,
        n_uses: shared.words[word].n_uses,
        log_ratios: [Pole::First, Pole::Second].map(|pole| log_ratio(word, pole)),
    })
    .collect()
}

/// Each scale against the ratings; nothing when no outlet that could be asked has one.
fn fit(input: &Input<'_>, outlets: &[OutletSlant]) -> Vec<SlantFit> {
    let name = |row: &OutletSlant| input.corpus.outlet(row.outlet);
    let anchors: Vec<&str> = outlets.iter().filter(|row| row.pole.is_some()).map(name).collect();
    let is_free = |row: &&OutletSlant| {
        row.score.is_some() && !anchors.iter().any(|anchor| anchor::are_siblings(name(row), anchor))
    };
    let rated: Vec<(&OutletSlant, f64)> = outlets
        .iter()
        .filter(is_free)
        .filter_map(|row| Some((row, input.groups.slants[row.outlet.0 as usize]?)))
        .collect();
    if rated.is_empty() {
        return Vec::new();
    }
    type Column = (&'static str, fn(&OutletSlant) -> Option<f64>);
    let columns: [Column; 3] = [
        ("score", |row| row.score.map(|score| score.value)),
        ("score_log_odds", |row| row.log_odds),
        ("wordscores", |row| row.wordscore.map(|score| score.raw)),
    ];
    let of_column = |(scale, column): Column| {
        let both: Vec<(f64, f64)> = rated.iter().filter_map(|(row, rating)| Some((column(row)?, *rating))).collect();
        let units: Vec<u32> = (0..both.len() as u32).collect();
        let estimate = |statistic: fn(&[(f64, f64)]) -> Option<f64>, n: usize| {
            let of = |rows: &[usize]| statistic(&rows.iter().map(|row| both[*row]).collect::<Vec<_>>());
            let all: Vec<usize> = (0..both.len()).collect();
            let value = of(&all)?;
            let interval = interval(&units, input.groups.n_resamples, input.groups.seed, &of);
            Some(Estimate { value, interval, n: n as u64 })
        };
        let n_sided = both.iter().filter(|(_, rating)| *rating != 0.0).count();
        SlantFit {
            scale,
            n_outlets: both.len(),
            spearman: estimate(rank_agreement, both.len()),
            auc: estimate(side_agreement, n_sided),
        }
    };
    columns.into_iter().map(of_column).collect()
}

fn rank_agreement(both: &[(f64, f64)]) -> Option<f64> {
    let (scores, ratings): (Vec<f64>, Vec<f64>) = both.iter().copied().unzip();
    spearman(&scores, &ratings)
}

fn side_agreement(both: &[(f64, f64)]) -> Option<f64> {
    let sided = both.iter().filter(|(_, rating)| rating.partial_cmp(&0.0) != Some(Ordering::Equal));
    let (scores, is_above): (Vec<f64>, Vec<bool>) = sided.map(|(score, rating)| (*score, *rating > 0.0)).unzip();
    auc(&scores, &is_above)
}

impl Slant {
    /// Whether an end is held by fewer than five anchors.
    pub fn has_few_anchors(&self) -> bool {
        self.n_anchors.iter().any(|n| *n < ENOUGH_ANCHORS)
    }

    /// The user's word for an end.
    pub fn pole(&self, pole: Pole) -> &str {
        match pole {
            Pole::First => &self.poles[0],
            Pole::Second => &self.poles[1],
        }
    }
}
