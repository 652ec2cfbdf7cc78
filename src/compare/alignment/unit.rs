//! Units: sentences of one event that say the same, and who carries them.

use std::cmp::Reverse;

use super::{Article, Cuts, Match, Matches};

/// Sentences of one event that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The article of the sentence that stands for it: the one that most outlets match.
    pub article: u32,
    /// That sentence, by its place among the compared ones.
    pub sentence: u32,
    /// For each other outlet that carries it, ascending: an article of it, and the sentence there.
    pub carriers: Vec<(u32, Match)>,
    /// Outlets of which it cannot be told, ascending.
    pub unclear: Vec<u32>,
    /// The sentence's best similarity with a sentence of another outlet, 0 to 1.
    pub score: f32,
}

/// The units of an event: first those that most outlets carry, then those of which least is unclear, then by the sum
/// of similarities, then as they stand.
///
/// `matches[a]` are the best matches of article `a`'s sentences in all of `articles`. Each sentence is in one unit; one
/// that an outlet repeats in a second article is in the unit of the first.
pub fn units(articles: &[Article], matches: &[Matches], cuts: Cuts) -> Vec<Unit> {
    let fellows = fellows(articles, matches, cuts);
    let mut candidates = Vec::new();
    for (a, article) in articles.iter().enumerate() {
        candidates.extend((0..article.sentences.len()).map(|s| unit(articles, matches, cuts, &[(a, s)])));
    }
    candidates.sort_by_key(rank);
    let mut taken: Vec<Vec<bool>> = articles.iter().map(|article| vec![false; article.sentences.len()]).collect();
    let mut units = Vec::new();
    for candidate in candidates {
        let (a, s) = (candidate.article as usize, candidate.sentence as usize);
        if std::mem::replace(&mut taken[a][s], true) {
            continue;
        }
        let of_candidate = &fellows[a][s];
        of_candidate.iter().for_each(|&(b, t)| taken[b][t] = true);
        let is_alone = of_candidate.is_empty();
        let all: Vec<(usize, usize)> = [(a, s)].iter().chain(of_candidate).copied().collect();
        units.push(if is_alone { candidate } else { unit(articles, matches, cuts, &all) });
    }
    units.sort_by_key(rank);
    units
}

fn rank(unit: &Unit) -> impl Ord + use<> {
    let sum: f64 = unit.carriers.iter().map(|(_, found)| f64::from(found.similarity)).sum();
    (Reverse(unit.carriers.len()), unit.unclear.len(), Reverse((sum * 1e6) as u64), unit.article, unit.sentence)
}

/// For each sentence those of other articles that match it, one way or the other: article and sentence.
fn fellows(articles: &[Article], matches: &[Matches], cuts: Cuts) -> Vec<Vec<Vec<(usize, usize)>>> {
    let mut fellows: Vec<Vec<Vec<(usize, usize)>>> =
        articles.iter().map(|article| vec![Vec::new(); article.sentences.len()]).collect();
    for (a, sentences) in matches.iter().enumerate() {
        for (s, best) in sentences.iter().enumerate() {
            for (b, found) in best.iter().enumerate().filter(|(b, _)| *b != a) {
                if let Some(found) = found.filter(|found| f64::from(found.similarity) >= cuts.matching) {
                    fellows[b][found.sentence as usize].push((a, s));
                    fellows[a][s].push((b, found.sentence as usize));
                }
            }
        }
    }
    fellows
}

/// The unit of these sentences (article and sentence), of which the first stands for all.
fn unit(articles: &[Article], matches: &[Matches], cuts: Cuts, sentences: &[(usize, usize)]) -> Unit {
    let (a, s) = sentences[0];
    let best = |&(b, t): &(usize, usize)| {
        let found = matches[b][t].iter().enumerate().filter_map(|(at, found)| Some((at as u32, (*found)?)));
        found.filter(|(at, _)| articles[*at as usize].outlet != articles[a].outlet).collect::<Vec<_>>()
    };
    let own: f32 = best(&(a, s)).iter().map(|(_, found)| found.similarity).fold(0.0, f32::max);
    // what stands in an outlet's own article matches itself there
    let is_other = |b: usize, at: u32| b != at as usize;
    let found = sentences.iter().flat_map(|own| best(own).into_iter().filter(|found| is_other(own.0, found.0)));
    let near = found.filter(|(_, found)| f64::from(found.similarity) >= cuts.without).collect();
    let (carriers, unclear): (Vec<_>, Vec<_>) =
        one_per_outlet(near, articles).into_iter().partition(|(_, found)| f64::from(found.similarity) >= cuts.matching);
    let unclear = unclear.iter().map(|(at, _)| articles[*at as usize].outlet).collect();
    Unit { article: a as u32, sentence: s as u32, carriers, unclear, score: own }
}

/// Of matches in articles, the best of each outlet, by outlet.
fn one_per_outlet(mut found: Vec<(u32, Match)>, articles: &[Article]) -> Vec<(u32, Match)> {
    let outlet = |found: &(u32, Match)| articles[found.0 as usize].outlet;
    found.sort_by(|x, y| {
        let by_outlet = outlet(x).cmp(&outlet(y)).then(y.1.similarity.total_cmp(&x.1.similarity));
        by_outlet.then((x.0, x.1.sentence).cmp(&(y.0, y.1.sentence)))
    });
    found.dedup_by_key(|found| outlet(found));
    found
}
