//! Where outlets stand on dimensions that nobody named: correspondence analysis and wordfish, within events. Not slant.
//!
//! Only articles on events that two of the outlets cover take part, and the uses of words that are expected of an outlet
//! are those of its events. What is left is mostly house style, so beside the dimensions stands the first one of words of
//! house style alone, which have no part in the others, and the rank correlation of each with it.

use ndarray::Array2;

use super::groups::Groups;
use super::shared_words::SharedWords;
use crate::compare::correspondence::correspondence;
use crate::compare::slant::{Articles, MIN_ARTICLES, expected, observed};
use crate::compare::validity::spearman;
use crate::compare::wordfish::wordfish;
use crate::corpus::OutletId;
use crate::terms::{Counts, style, style_words};

/// Outlets on dimensions found in their words within events.
#[derive(Debug, Clone, PartialEq)]
pub struct Exploration {
    /// The outlets with ten or more articles on shared events.
    pub outlets: Vec<OutletPlace>,
    /// Rank correlation over outlets of `ca_1`, `ca_2` and `wordfish` with `style`.
    pub with_style: [Option<f64>; 3],
}

/// An outlet's place on the dimensions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutletPlace {
    /// The outlet.
    pub outlet: OutletId,
    /// Its articles on shared events.
    pub n_articles: usize,
    /// The shared events that they are about.
    pub n_events: usize,
    /// Its standard coordinates on the first two dimensions of a correspondence analysis.
    pub correspondence: [Option<f64>; 2],
    /// Its place by wordfish.
    pub wordfish: Option<f64>,
    /// Its standard coordinate on the first dimension of words of house style alone.
    pub style: Option<f64>,
}

/// Words that make the dimensions, at most: the most used ones.
const MAX_WORDS: usize = 1_500;
const MIN_OUTLETS: usize = 3;

/// The dimensions; `None` with fewer than three outlets with ten articles each on events that another of them covers.
/// `is_masked` names words of house style and of outlets' names, by term.
pub(super) fn explore(
    groups: &Groups<'_>,
    words: &Counts,
    bigrams: &Counts,
    is_masked: &[bool],
) -> Option<Exploration> {
    let outlets = on_shared_events(groups);
    if outlets.len() < MIN_OUTLETS {
        return None;
    }
    let articles: Vec<&[usize]> = outlets.iter().map(|(_, articles)| articles.as_slice()).collect();
    let tallied = |is_masked: &[bool]| {
        tally(groups, words, &SharedWords::new(words, bigrams, &articles, is_masked, MAX_WORDS), &articles)
    };
    let (seen, foreseen) = tallied(is_masked);
    let first_two = correspondence(&seen, &foreseen, 2).coordinates;
    let fish = wordfish(&seen, &foreseen);
    let style_list = style_words();
    let is_no_style: Vec<bool> = words.vocabulary().iter().map(|term| style(term, &style_list).is_none()).collect();
    let (seen, foreseen) = tallied(&is_no_style);
    let first_of_style = correspondence(&seen, &foreseen, 1).coordinates;
    let column =
        |coordinates: &Array2<f64>, at: usize| (at < coordinates.ncols()).then(|| coordinates.column(at).to_vec());
    let dimensions = [column(&first_two, 0), column(&first_two, 1), fish];
    let style = column(&first_of_style, 0);
    let place = |(row, (outlet, articles)): (usize, &(usize, Vec<usize>))| {
        let mut events: Vec<u32> = articles.iter().map(|article| groups.events.of_article[*article]).collect();
        events.sort_unstable();
        events.dedup();
        let [ca_1, ca_2, wordfish] =
            dimensions.each_ref().map(|dimension| dimension.as_ref().map(|places| places[row]));
        OutletPlace {
            outlet: OutletId(*outlet as u32),
            n_articles: articles.len(),
            n_events: events.len(),
            correspondence: [ca_1, ca_2],
            wordfish,
            style: style.as_ref().map(|places| places[row]),
        }
    };
    Some(Exploration {
        outlets: outlets.iter().enumerate().map(place).collect(),
        with_style: dimensions.each_ref().map(|dimension| spearman(dimension.as_ref()?, style.as_ref()?)),
    })
}

/// The outlets with enough articles on events that another outlet of enough articles covers, with these articles.
fn on_shared_events(groups: &Groups<'_>) -> Vec<(usize, Vec<usize>)> {
    let event = |article: &usize| groups.events.of_article[*article] as usize;
    let outlets = || groups.articles.iter().enumerate().filter(|(_, articles)| articles.len() >= MIN_ARTICLES);
    let mut covered_by: Vec<(Option<usize>, bool)> = vec![(None, false); groups.events.list.len()];
    for (outlet, article) in outlets().flat_map(|(outlet, own)| own.iter().map(move |article| (outlet, article))) {
        let (first, is_shared) = &mut covered_by[event(article)];
        *is_shared |= *first.get_or_insert(outlet) != outlet;
    }
    let on_shared = |articles: &[usize]| -> Vec<usize> {
        articles.iter().copied().filter(|article| covered_by[event(article)].1).collect()
    };
    outlets().map(|(outlet, own)| (outlet, on_shared(own))).filter(|(_, own)| own.len() >= MIN_ARTICLES).collect()
}

/// The uses of words by each outlet, and those expected of its events.
fn tally(
    groups: &Groups<'_>,
    words: &Counts,
    shared: &SharedWords<'_>,
    articles: &[&[usize]],
) -> (Array2<f64>, Array2<f64>) {
    let positions: Vec<usize> = articles.concat();
    let outlet: Vec<u32> =
        (0..).zip(articles).flat_map(|(outlet, own)| std::iter::repeat_n(outlet, own.len())).collect();
    let event: Vec<u32> = positions.iter().map(|article| groups.events.of_article[*article]).collect();
    let n_words: Vec<f64> = positions.iter().map(|article| words.row_total(*article) as f64).collect();
    let uses = |row: usize| shared.uses(positions[row]);
    let (n_outlets, n_terms) = (articles.len(), shared.words.len());
    let articles = Articles { outlet: &outlet, n_words: &n_words, uses: &uses, n_outlets, n_terms };
    (observed(&articles), expected(&articles, &event))
}
