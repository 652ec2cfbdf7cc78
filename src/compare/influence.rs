//! Which pattern drives an axis: the axis without it.
//!
//! An article with a hits of the one pole and b of the other has the balance (a - b) / (a + b); an outlet's mean is
//! over its articles with a hit. With m_o the mean of outlet o, n_o its articles with a hit and m the mean of the m_o
//! weighted by n_o, the **spread** of the axis over outlets is
//!
//! S = sqrt(sum_o n_o (m_o - m)^2 / sum_o n_o).
//!
//! One pattern after the other is left out: its hits go, an article left with none loses its balance, and S is
//! computed again with the same n_o, over the outlets that still have a balance. Where S falls to a fraction without
//! one pattern, the axis says little more than that this pattern is used here and not there. (Leave-one-out: Tukey
//! 1958, Annals of Mathematical Statistics 29:614.)
//!
//! By hand: outlet 0 has an article with hits (1, 0) and one with (0, 1), outlet 1 one with (0, 1): the means are 0
//! and -1, m = -1/3, S = sqrt((2 (1/3)^2 + (2/3)^2) / 3) = .471. If all (0, 1) are one pattern, only outlet 0 has a
//! balance without it: 1, and its change is +1.
//!
//! What it cannot tell you: whether the pattern measures what the axis means; read its hits for that.

use std::collections::BTreeMap;

use crate::num::{ratio, sqrt};

/// An article's hits on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisHits {
    /// The article's group (outlet).
    pub group: usize,
    /// Each pattern found, in ascending order, with its number of hits.
    pub patterns: Vec<(AxisPattern, u32)>,
}

/// A pattern of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AxisPattern {
    /// Whether it belongs to the negative pole.
    pub negative: bool,
    /// Position of its category in the lexicon.
    pub category: u16,
    /// Its position in the category.
    pub pattern: u32,
}

/// What an axis would be without one pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// The pattern left out.
    pub pattern: AxisPattern,
    /// Its hits.
    pub n_hits: u64,
    /// Articles with a hit of it.
    pub n_articles: u64,
    /// Its share of the hits of its pole, 0 to 1.
    pub share_of_pole: f64,
    /// Spread of the groups' means with it, 0 to 1, over the groups that have a mean without it too; `None` with
    /// fewer than two.
    pub spread: Option<f64>,
    /// Spread of the same groups' means without it.
    pub spread_without: Option<f64>,
    /// The group whose mean changes most when it is left out (n_o times the change), and the change, -2 to 2; `None` when
    /// every group that has the pattern loses its mean.
    pub most_changed: Option<(usize, f64)>,
}

/// The influence of each pattern that has a hit, in ascending order of patterns.
pub fn influences(articles: &[AxisHits], n_groups: usize) -> Vec<Influence> {
    let mut with = vec![Mean::default(); n_groups];
    let mut of_pattern: BTreeMap<AxisPattern, Vec<(usize, u32)>> = BTreeMap::new();
    let mut pole_hits = [0u64; 2];
    for (position, article) in articles.iter().enumerate() {
        if let Some(balance) = balance(article, None) {
            with[article.group].add(balance);
        }
        for &(pattern, n) in &article.patterns {
            of_pattern.entry(pattern).or_default().push((position, n));
            pole_hits[usize::from(pattern.negative)] += u64::from(n);
        }
    }
    of_pattern
        .into_iter()
        .map(|(pattern, found)| {
            let mut without = with.clone();
            for &(position, _) in &found {
                let article = &articles[position];
                let group = &mut without[article.group];
                balance(article, None).into_iter().for_each(|value| group.remove(value));
                balance(article, Some(pattern)).into_iter().for_each(|value| group.add(value));
            }
            let n_hits = found.iter().map(|(_, n)| u64::from(*n)).sum();
            let kept: Vec<(f64, f64, f64)> =
                with.iter().zip(&without).filter_map(|(a, b)| Some((a.n as f64, a.value()?, b.value()?))).collect();
            let mut groups: Vec<usize> = found.iter().map(|(article, _)| articles[*article].group).collect();
            groups.dedup();
            let changes =
                groups.iter().filter_map(|&group| Some((group, without[group].value()? - with[group].value()?)));
            let moved = |&(group, change): &(usize, f64)| with[group].n as f64 * change.abs();
            Influence {
                pattern,
                n_hits,
                n_articles: found.len() as u64,
                share_of_pole: n_hits as f64 / pole_hits[usize::from(pattern.negative)] as f64,
                spread: spread(kept.iter().map(|&(n, with, _)| (n, with))),
                spread_without: spread(kept.iter().map(|&(n, _, without)| (n, without))),
                most_changed: changes.max_by(|a, b| moved(a).total_cmp(&moved(b)).then(b.0.cmp(&a.0))),
            }
        })
        .collect()
}

/// (a - b) / (a + b) without the hits of one pattern.
fn balance(article: &AxisHits, without: Option<AxisPattern>) -> Option<f64> {
    let mut poles = [0.0; 2];
    for &(pattern, n) in article.patterns.iter().filter(|(pattern, _)| Some(*pattern) != without) {
        poles[usize::from(pattern.negative)] += f64::from(n);
    }
    ratio(poles[0] - poles[1], poles[0] + poles[1])
}

/// The mean of balances, exact when some are taken away again.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    billionths: i64,
    n: u64,
}

impl Mean {
    fn add(&mut self, balance: f64) {
        self.billionths += billionths(balance);
        self.n += 1;
    }

    fn remove(&mut self, balance: f64) {
        self.billionths -= billionths(balance);
        self.n -= 1;
    }

    fn value(&self) -> Option<f64> {
        (self.n > 0).then(|| self.billionths as f64 / 1e9 / self.n as f64)
    }
}

fn billionths(balance: f64) -> i64 {
    (balance * 1e9).round() as i64
}

/// The weighted standard deviation of (weight, mean) pairs; `None` of fewer than two.
fn spread(means: impl Iterator<Item = (f64, f64)> + Clone) -> Option<f64> {
    let total: f64 = means.clone().map(|(n, _)| n).sum();
    let center = ratio(means.clone().map(|(n, mean)| n * mean).sum(), total)?;
    let squares: f64 = means.clone().map(|(n, mean)| n * (mean - center) * (mean - center)).sum();
    (means.count() > 1).then(|| sqrt(squares / total))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: AxisPattern = AxisPattern { negative: false, category: 0, pattern: 0 };
    const B: AxisPattern = AxisPattern { negative: true, category: 1, pattern: 0 };
    const C: AxisPattern = AxisPattern { negative: true, category: 1, pattern: 1 };

    fn article(group: usize, patterns: &[(AxisPattern, u32)]) -> AxisHits {
        AxisHits { group, patterns: patterns.to_vec() }
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-8, "{found:?} {expected}");
    }

    #[test]
    fn the_example_of_the_head_holds() {
        let articles = [article(0, &[(A, 1)]), article(0, &[(B, 1)]), article(1, &[(B, 1)])];
        let found = influences(&articles, 2);
        assert_eq!(found.iter().map(|influence| influence.pattern).collect::<Vec<_>>(), [A, B]);
        assert_eq!(found[1].spread, None); // outlet 1 has no balance without B
        assert_eq!(found[1].most_changed, Some((0, 1.0)));
        assert_eq!((found[1].n_hits, found[1].n_articles, found[1].share_of_pole), (2, 2, 1.0));
        near(found[0].spread, (2.0f64 / 9.0).sqrt());
        near(found[0].spread_without, 0.0);
    }

    #[test]
    fn one_pattern_that_drives_the_difference_shows() {
        // both outlets use A and B alike; outlet 1 alone uses C, three times in each article
        let articles: Vec<_> = (0..8)
            .map(|item| article(item / 4, &if item < 4 { vec![(A, 1), (B, 1)] } else { vec![(A, 1), (B, 1), (C, 3)] }))
            .collect();
        let found = influences(&articles, 2);
        near(found[2].spread, 0.3); // means 0 and (1 - 4) / 5 = -.6
        near(found[2].spread_without, 0.0);
        assert_eq!(found[2].most_changed.map(|(group, _)| group), Some(1));
        near(found[2].most_changed.map(|(_, change)| change), 0.6);
        near(Some(found[2].share_of_pole), 12.0 / 20.0);
        near(found[1].spread_without, 0.5 * (1.0 - -0.5)); // outlet 0: 1; outlet 1: (1 - 3) / 4
    }

    #[test]
    fn a_large_group_that_moves_a_little_comes_before_a_small_one_that_moves_far() {
        let mut articles: Vec<_> = (0..9).map(|_| article(0, &[(A, 2), (C, 1)])).collect();
        articles.push(article(1, &[(A, 1), (C, 1)]));
        let found = influences(&articles, 2);
        assert_eq!(found[1].most_changed.map(|(group, _)| group), Some(0)); // 9 times 2/3, against 1 times 1
    }

    #[test]
    fn nothing_found_has_no_influence() {
        assert_eq!(influences(&[article(0, &[])], 1), []);
    }
}
