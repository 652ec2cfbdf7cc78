//! Average linkage on a sparse similarity graph.
//!
//! The similarity of two groups is the mean over all pairs between them, a missing pair counting 0; the two most
//! similar groups are joined until none reach the cut (Sokal & Michener 1958; UPGMA). Only the pairs given are
//! stored, so memory grows with them and not with the square of the items.
//!
//! With items 0, 1, 2 and similarities 0-1 .9, 1-2 .5 the first step joins 0 and 1; their similarity to 2 is
//! (.5 + 0) / 2 = .25, so a cut at .3 leaves {0, 1} and {2}.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A similarity above 0 between two items, `a` below `b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The first item.
    pub a: u32,
    /// The second item.
    pub b: u32,
    /// How similar they are, above 0.
    pub similarity: f64,
}

/// The group of each of `n` items when average linkage stops at `cut`; groups are numbered by their first item.
pub fn average_linkage(n: usize, pairs: &[Pair], cut: f64) -> Vec<u32> {
    let mut groups = Groups::new(n, pairs);
    let mut queue: BinaryHeap<Candidate> = pairs
        .iter()
        .filter(|pair| pair.similarity >= cut)
        .map(|pair| Candidate { mean: pair.similarity, a: pair.a, b: pair.b })
        .collect();
    while let Some(Candidate { a, b, .. }) = queue.pop() {
        if groups.size[a as usize] == 0 || groups.size[b as usize] == 0 {
            continue; // one of them has been joined to another since
        }
        let joined = groups.join(a, b);
        for &(other, sum) in &groups.links[joined as usize] {
            let mean = sum / (groups.size[joined as usize] * groups.size[other as usize]) as f64;
            if mean >= cut {
                queue.push(Candidate { mean, a: other, b: joined });
            }
        }
    }
    groups.labels(n)
}

/// The smallest item of each item's connected component in the graph of `pairs`.
pub fn components(n: usize, pairs: &[Pair]) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..n as u32).collect();
    fn root(parent: &mut [u32], mut item: u32) -> u32 {
        while parent[item as usize] != item {
            parent[item as usize] = parent[parent[item as usize] as usize];
            item = parent[item as usize];
        }
        item
    }
    for pair in pairs {
        let (a, b) = (root(&mut parent, pair.a), root(&mut parent, pair.b));
        parent[a.max(b) as usize] = a.min(b);
    }
    (0..n as u32).map(|item| root(&mut parent, item)).collect()
}

struct Groups {
    /// Items in each group; 0 once it has been joined to another.
    size: Vec<u64>,
    /// The group that each group was joined into.
    parent: Vec<u32>,
    /// Sum of similarities to each other living group, ascending by group.
    links: Vec<Vec<(u32, f64)>>,
}

impl Groups {
    fn new(n: usize, pairs: &[Pair]) -> Self {
        let mut links = vec![Vec::new(); n];
        for pair in pairs {
            links[pair.a as usize].push((pair.b, pair.similarity));
            links[pair.b as usize].push((pair.a, pair.similarity));
        }
        links.iter_mut().for_each(|own| own.sort_by_key(|link| link.0));
        Self { size: vec![1; n], parent: (0..n as u32).collect(), links }
    }

    /// Joins two groups into a new one and returns its number.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        let joined = self.size.len() as u32;
        let (left, right) = (std::mem::take(&mut self.links[a as usize]), std::mem::take(&mut self.links[b as usize]));
        let links: Vec<_> = merge(&left, &right).into_iter().filter(|link| link.0 != a && link.0 != b).collect();
        for &(other, sum) in &links {
            let theirs = &mut self.links[other as usize];
            for gone in [a, b] {
                if let Ok(at) = theirs.binary_search_by_key(&gone, |link| link.0) {
                    theirs.remove(at);
                }
            }
            theirs.push((joined, sum)); // the largest number so far: the list stays sorted
        }
        self.size.push(self.size[a as usize] + self.size[b as usize]);
        (self.size[a as usize], self.size[b as usize]) = (0, 0);
        (self.parent[a as usize], self.parent[b as usize]) = (joined, joined);
        self.parent.push(joined);
        self.links.push(links);
        joined
    }

    fn labels(&self, n: usize) -> Vec<u32> {
        let mut label_of_root = vec![u32::MAX; self.parent.len()];
        let mut next = 0;
        (0..n)
            .map(|item| {
                let mut root = item;
                while self.parent[root] as usize != root {
                    root = self.parent[root] as usize;
                }
                if label_of_root[root] == u32::MAX {
                    label_of_root[root] = next;
                    next += 1;
                }
                label_of_root[root]
            })
            .collect()
    }
}

/// Two sorted lists as one, the sums of groups in both added.
fn merge(left: &[(u32, f64)], right: &[(u32, f64)]) -> Vec<(u32, f64)> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        let order = match (left.get(i), right.get(j)) {
            (Some(l), Some(r)) => l.0.cmp(&r.0),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Less => merged.push(left[i]),
            Ordering::Greater => merged.push(right[j]),
            Ordering::Equal => merged.push((left[i].0, left[i].1 + right[j].1)),
        }
        i += usize::from(order != Ordering::Greater);
        j += usize::from(order != Ordering::Less);
    }
    merged
}

/// Two groups that may be joined; the most similar first, ties by number.
#[derive(PartialEq)]
struct Candidate {
    mean: f64,
    a: u32,
    b: u32,
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chain_is_not_one_group() {
        let pairs = [Pair { a: 0, b: 1, similarity: 0.9 }, Pair { a: 1, b: 2, similarity: 0.5 }];
        assert_eq!(average_linkage(3, &pairs, 0.3), [0, 0, 1]);
        assert_eq!(average_linkage(3, &pairs, 0.25), [0, 0, 0]);
    }

    proptest! {
        /// kodama's dense average linkage is the reference.
        #[test]
        fn equals_the_dense_algorithm(similarities in prop::collection::vec(0.0..1.0f64, 45), cut in 0.2..0.9f64) {
            let n = 10;
            let mut pairs = Vec::new();
            let mut dissimilarities = Vec::new();
            let mut next = similarities.iter();
            for a in 0..n {
                for b in a + 1..n {
                    let similarity = next.next().map_or(0.0, |similarity| if *similarity < 0.3 { 0.0 } else { *similarity });
                    dissimilarities.push(1.0 - similarity);
                    if similarity > 0.0 {
                        pairs.push(Pair { a, b, similarity });
                    }
                }
            }
            let dendrogram = kodama::linkage(&mut dissimilarities, n as usize, kodama::Method::Average);
            let mut label: Vec<usize> = (0..2 * n as usize).collect();
            for (i, step) in dendrogram.steps().iter().enumerate().filter(|(_, step)| step.dissimilarity <= 1.0 - cut) {
                let joined = n as usize + i;
                (label[step.cluster1], label[step.cluster2]) = (joined, joined);
            }
            let root = |mut item: usize| { while label[item] != item { item = label[item]; } item };
            let ours = average_linkage(n as usize, &pairs, cut);
            for a in 0..n as usize {
                for b in 0..n as usize {
                    prop_assert_eq!(ours[a] == ours[b], root(a) == root(b), "{} {}", a, b);
                }
            }
        }
    }
}
