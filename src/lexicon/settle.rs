//! Which of a sentence's matches count, where that takes all of them: categories that compete, patterns that exclude.

use std::cmp::Reverse;
use std::ops::Range;

use crate::lexicon::Overlap;
use crate::lexicon::matcher::{Does, Output, Slot};
use crate::lexicon::scanner::Match;

/// The end of a pattern that was found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) output: Output,
    pub(super) tokens: Range<u32>,
}

/// Appends the matches that count, in no order.
pub(super) fn settle(slots: &[Slot], candidates: &mut Vec<Candidate>, matches: &mut Vec<Match>) {
    drop_excluded(candidates);
    let slot = |it: &Candidate| slots[it.output.slot as usize];
    candidates.sort_unstable_by_key(|it| {
        let Slot { lexicon, overlap, .. } = slot(it);
        let first = if overlap == Overlap::Leftmost { 0 } else { it.output.slot }; // all of them together
        (lexicon, first, rank(it))
    });
    for of_lexicon in candidates.chunk_by(|a, b| slot(a).lexicon == slot(b).lexicon) {
        match slot(&of_lexicon[0]).overlap {
            Overlap::All => of_lexicon.iter().for_each(|it| keep(slot(it), it, matches)),
            Overlap::Longest => {
                for of_category in of_lexicon.chunk_by(|a, b| a.output.slot == b.output.slot) {
                    longest(of_category, &mut |it| keep(slot(it), it, matches));
                }
            }
            Overlap::Leftmost => leftmost(of_lexicon, &mut |it| keep(slot(it), it, matches)),
            Overlap::Priority => priority(of_lexicon, &mut |it| keep(slot(it), it, matches)),
        }
    }
}

/// Leftmost, longest, fewest wildcards, first in the file.
fn rank(it: &Candidate) -> (u32, Reverse<u32>, u32, u32, u32) {
    (it.tokens.start, Reverse(it.tokens.end), it.output.n_wild, it.output.slot, it.output.pattern)
}

fn keep(slot: Slot, it: &Candidate, matches: &mut Vec<Match>) {
    let Slot { lexicon, category, .. } = slot;
    matches.push(Match { lexicon, category, pattern: it.output.pattern, tokens: it.tokens.clone() });
}

/// Leaves only matches, and of those only what no excluding one of their pattern covers.
fn drop_excluded(candidates: &mut Vec<Candidate>) {
    // for each pattern that excludes: by start, the farthest end so far
    let mut covers: Vec<((u32, u32), u32, u32)> = candidates
        .iter()
        .filter(|it| it.output.does == Does::Exclude)
        .map(|it| ((it.output.slot, it.output.pattern), it.tokens.start, it.tokens.end))
        .collect();
    covers.sort_unstable();
    for i in 1..covers.len() {
        if covers[i].0 == covers[i - 1].0 {
            covers[i].2 = covers[i].2.max(covers[i - 1].2);
        }
    }
    candidates.retain(|it| {
        let id = (it.output.slot, it.output.pattern);
        let n = covers.partition_point(|cover| (cover.0, cover.1) <= (id, it.tokens.start));
        let last = n.checked_sub(1).map(|at| covers[at]).filter(|cover| cover.0 == id);
        it.output.does == Does::Match && last.is_none_or(|cover| cover.2 < it.tokens.end)
    });
}

/// Of the matches of a category by rank, those that none before overlaps.
fn longest(ranked: &[Candidate], keep: &mut dyn FnMut(&Candidate)) {
    let mut last = 0;
    for it in ranked {
        if it.tokens.start >= last {
            last = it.tokens.end;
            keep(it);
        }
    }
}

/// Of the matches of all categories by rank, those that none before overlaps; of equally long ones one a category.
fn leftmost(ranked: &[Candidate], keep: &mut dyn FnMut(&Candidate)) {
    let mut last = 0;
    for same in ranked.chunk_by(|a, b| a.tokens == b.tokens) {
        if same[0].tokens.start < last {
            continue;
        }
        last = same[0].tokens.end;
        let mut first: Vec<&Candidate> = same.iter().collect();
        first.sort_by_key(|it| it.output.slot); // stable: keeps the rank within a category
        first.dedup_by_key(|it| it.output.slot);
        first.into_iter().for_each(&mut *keep);
    }
}

/// Of the matches by category and rank, those whose words no earlier category has.
fn priority(ranked: &[Candidate], keep: &mut dyn FnMut(&Candidate)) {
    let begin = ranked.iter().map(|it| it.tokens.start).min().unwrap_or(0);
    let end = ranked.iter().map(|it| it.tokens.end).max().unwrap_or(0);
    let mut is_taken = vec![false; (end - begin) as usize];
    for it in ranked {
        let words = &mut is_taken[(it.tokens.start - begin) as usize..(it.tokens.end - begin) as usize];
        if words.iter().all(|it| !it) {
            words.fill(true);
            keep(it);
        }
    }
}
