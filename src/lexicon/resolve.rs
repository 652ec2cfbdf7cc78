//! Which of a sentence's matches count, where that takes all of them: categories that compete, patterns that exclude.

use std::cmp::Reverse;
use std::ops::Range;

use crate::lexicon::Overlap;
use crate::lexicon::matcher::{Does, Match, Output, Slot};

/// The end of a pattern that was found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) output: Output,
    pub(super) tokens: Range<u32>,
}

/// Appends the matches that count, in no order.
pub(super) fn resolve(slots: &[Slot], candidates: &mut Vec<Candidate>, matches: &mut Vec<Match>) {
    drop_excluded(candidates);
    let slot = |candidate: &Candidate| slots[candidate.output.slot as usize];
    candidates.sort_unstable_by_key(|candidate| {
        let Slot { lexicon, overlap, .. } = slot(candidate);
        let first = if overlap == Overlap::Leftmost { 0 } else { candidate.output.slot }; // all of them together
        (lexicon, first, rank(candidate))
    });
    for of_lexicon in candidates.chunk_by(|a, b| slot(a).lexicon == slot(b).lexicon) {
        match slot(&of_lexicon[0]).overlap {
            Overlap::All => of_lexicon.iter().for_each(|candidate| keep(slot(candidate), candidate, matches)),
            Overlap::Longest => {
                for of_category in of_lexicon.chunk_by(|a, b| a.output.slot == b.output.slot) {
                    longest(of_category, &mut |candidate| keep(slot(candidate), candidate, matches));
                }
            }
            Overlap::Leftmost => leftmost(of_lexicon, &mut |candidate| keep(slot(candidate), candidate, matches)),
            Overlap::Priority => priority(of_lexicon, &mut |candidate| keep(slot(candidate), candidate, matches)),
        }
    }
}

/// Leftmost, longest, fewest wildcards, first in the file.
fn rank(candidate: &Candidate) -> (u32, Reverse<u32>, u32, u32, u32) {
    (
        candidate.tokens.start,
        Reverse(candidate.tokens.end),
        candidate.output.n_wild,
        candidate.output.slot,
        candidate.output.pattern,
    )
}

fn keep(slot: Slot, candidate: &Candidate, matches: &mut Vec<Match>) {
    let Slot { lexicon, category, .. } = slot;
    matches.push(Match { lexicon, category, pattern: candidate.output.pattern, tokens: candidate.tokens.clone() });
}

/// Leaves only matches, and of those only what no excluding one of their pattern covers.
fn drop_excluded(candidates: &mut Vec<Candidate>) {
    // for each pattern that excludes: by start, the farthest end so far
    let mut covers: Vec<((u32, u32), u32, u32)> = candidates
        .iter()
        .filter(|candidate| candidate.output.does == Does::Exclude)
        .map(|candidate| {
            ((candidate.output.slot, candidate.output.pattern), candidate.tokens.start, candidate.tokens.end)
        })
        .collect();
    covers.sort_unstable();
    for i in 1..covers.len() {
        if covers[i].0 == covers[i - 1].0 {
            covers[i].2 = covers[i].2.max(covers[i - 1].2);
        }
    }
    candidates.retain(|candidate| {
        let id = (candidate.output.slot, candidate.output.pattern);
        let n = covers.partition_point(|cover| (cover.0, cover.1) <= (id, candidate.tokens.start));
        let last = n.checked_sub(1).map(|at| covers[at]).filter(|cover| cover.0 == id);
        candidate.output.does == Does::Match && last.is_none_or(|cover| cover.2 < candidate.tokens.end)
    });
}

/// Of the matches of a category by rank, those that none before overlaps.
fn longest(ranked: &[Candidate], keep: &mut dyn FnMut(&Candidate)) {
    let mut last = 0;
    for candidate in ranked {
        if candidate.tokens.start >= last {
            last = candidate.tokens.end;
            keep(candidate);
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
        first.sort_by_key(|candidate| candidate.output.slot); // stable: keeps the rank within a category
        first.dedup_by_key(|candidate| candidate.output.slot);
        first.into_iter().for_each(&mut *keep);
    }
}

/// Of the matches by category and rank, those whose words no earlier category has.
fn priority(ranked: &[Candidate], keep: &mut dyn FnMut(&Candidate)) {
    let begin = ranked.iter().map(|candidate| candidate.tokens.start).min().unwrap_or(0);
    let end = ranked.iter().map(|candidate| candidate.tokens.end).max().unwrap_or(0);
    let mut is_taken = vec![false; (end - begin) as usize];
    for candidate in ranked {
        let words = &mut is_taken[(candidate.tokens.start - begin) as usize..(candidate.tokens.end - begin) as usize];
        if words.iter().all(|is_taken| !is_taken) {
            words.fill(true);
            keep(candidate);
        }
    }
}
