//! Finding patterns in a text.
//!
//! At each word, the patterns that begin there are followed through the trie; overlaps are resolved after, among
//! whole matches: those of most categories at once, those of some at the end of the sentence ([`resolve`]). Most words
//! begin no pattern, which a look-up of the term shows.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use crate::lexicon::Overlap;
use crate::lexicon::glob;
use crate::lexicon::matcher::{Does, Match, Matcher, Output, Trie};
use crate::lexicon::resolve::{self, Candidate};
use crate::text::{Case, Token, TokenKind, TokenText, Tokenizer};

/// Finds the patterns of a matcher; one for each thread, with that thread's tokenizer.
#[derive(Debug, Clone)]
pub struct Scanner {
    trie: Arc<Trie>,
    /// For each term, its position in `known`.
    of_term: Vec<u32>,
    /// Which elements terms satisfy; the first is for none.
    known: Vec<Satisfied>,
    ids: Vec<u32>,
    /// For each category, the end of its last match.
    ends: Vec<u32>,
    stack: Vec<(u32, usize)>,
    found: Vec<(Output, u32)>,
    /// What is resolved at the end of the sentence.
    late: Vec<Candidate>,
}

/// What a term satisfies: ranges of `ids`.
#[derive(Debug, Clone, Default)]
struct Satisfied {
    /// Nodes that it begins.
    starts: Range<u32>,
    /// Elements that stand after others.
    inner: Range<u32>,
}

/// A term that satisfies nothing.
const NONE: u32 = 0;
/// A term that was not met yet.
const UNKNOWN: u32 = u32::MAX;

impl Scanner {
    /// A scanner that has met no term yet.
    pub fn new(matcher: &Matcher) -> Self {
        let trie = Arc::clone(&matcher.trie);
        Self {
            of_term: vec![NONE],
            known: vec![Satisfied::default()],
            ids: Vec::new(),
            ends: vec![0; trie.slots.len()],
            trie,
            stack: Vec::new(),
            found: Vec::new(),
            late: Vec::new(),
        }
    }

    /// Appends the matches in `read`, in the order of start, lexicon, category and pattern.
    ///
    /// `tokenizer` is the one that made `read`, and the same in each call.
    pub fn find(&mut self, read: &TokenText, tokenizer: &Tokenizer, matches: &mut Vec<Match>) {
        let trie = &*Arc::clone(&self.trie);
        let root = &trie.nodes[0];
        let is_wild = root.any_word != 0 || root.number != 0;
        self.of_term.resize(tokenizer.n_terms().max(self.of_term.len()), UNKNOWN);
        self.ends.fill(0);
        for sentence in &read.sentences {
            let tokens = &read.tokens[..sentence.tokens.end];
            let n_before = matches.len();
            for start in sentence.tokens.clone() {
                let token = tokens[start];
                let satisfied = self.satisfied(token.term, tokenizer);
                if satisfied == NONE as usize && !is_wild {
                    continue;
                }
                let starts = self.known[satisfied].starts.clone();
                self.stack.extend(self.ids[as_usize(starts)].iter().map(|node| (*node, start)));
                self.push_wild(trie, 0, token, start);
                if !self.stack.is_empty() {
                    self.follow(trie, tokens, tokenizer);
                    if !trie.cases.is_empty() {
                        self.drop_other_case(&tokens[start..], start as u32);
                    }
                    self.resolve(start as u32, matches);
                }
            }
            if !self.late.is_empty() {
                resolve::resolve(&trie.slots, &mut self.late, matches);
                self.late.clear();
                matches[n_before..]
                    .sort_by_key(|found| (found.tokens.start, found.lexicon, found.category, found.pattern));
            }
        }
    }

    /// Follows all patterns that have begun, and keeps those that end.
    fn follow(&mut self, trie: &Trie, tokens: &[Token], tokenizer: &Tokenizer) {
        while let Some((at_node, at)) = self.stack.pop() {
            let node = &trie.nodes[at_node as usize];
            let outputs = &trie.outputs[as_usize(node.outputs.clone())];
            self.found.extend(outputs.iter().map(|output| (*output, at as u32 + 1)));
            if !node.has_children {
                continue;
            }
            if node.has_gaps {
                self.push_after_gaps(trie, at_node, at, tokens);
            }
            let Some(next) = next_word(tokens, at) else { continue };
            let satisfied = self.satisfied(tokens[next].term, tokenizer);
            for id in as_usize(self.known[satisfied].inner.clone()) {
                if let Some(&child) = trie.children.get(&(at_node, self.ids[id])) {
                    self.stack.push((child, next));
                }
            }
            self.push_wild(trie, at_node, tokens[next], next);
        }
    }

    /// Pushes the children of a node that are reached by any word or number.
    fn push_wild(&mut self, trie: &Trie, node: u32, token: Token, at: usize) {
        let node = &trie.nodes[node as usize];
        if node.any_word != 0 && token.is_word() {
            self.stack.push((node.any_word, at));
        }
        if node.number != 0 && token.kind == TokenKind::Number {
            self.stack.push((node.number, at));
        }
    }

    /// Pushes the children of a node that are reached by gaps, as if each word of the gap had been the last before.
    #[cold]
    fn push_after_gaps(&mut self, trie: &Trie, node: u32, at: usize, tokens: &[Token]) {
        for &(most, child) in &trie.gaps[&node] {
            let mut last = at;
            let mut left = most;
            self.stack.push((child, last));
            while let Some(next) = next_word(tokens, last) {
                if tokens[next].is_word() {
                    if left == 0 {
                        break;
                    }
                    left -= 1;
                }
                last = next;
                self.stack.push((child, last));
            }
        }
    }

    /// Drops matches whose words have another case than their pattern asks for; `tokens` begin at their start.
    fn drop_other_case(&mut self, tokens: &[Token], start: u32) {
        let cases = &self.trie.cases;
        self.found.retain(|(output, end)| {
            let wanted = cases.get(&(output.slot, output.pattern)).filter(|_| output.does == Does::Match);
            let words = tokens[..(end - start) as usize]
                .iter()
                .filter(|token| token.is_word() || token.kind == TokenKind::Clitic);
            wanted.is_none_or(|cases| {
                cases.iter().zip(words).all(|(case, word)| *case == Case::None || *case == word.case)
            })
        });
    }

    /// Appends those of the matches found at a start that the overlap policies let stand; keeps back those of
    /// categories that are resolved later.
    fn resolve(&mut self, start: u32, matches: &mut Vec<Match>) {
        let slots = &self.trie.slots;
        if self.found.iter().any(|found| found.0.has_gap) {
            keep_shortest(&mut self.found);
        }
        if self.found.len() > 1 {
            self.found.sort_unstable_by_key(|(output, end)| {
                let is_longest = slots[output.slot as usize].overlap == Overlap::Longest;
                let rank = if is_longest { (Reverse(*end), output.n_wild) } else { (Reverse(0), 0) };
                (output.slot, rank, output.pattern)
            });
        }
        for (output, end) in self.found.drain(..) {
            let slot = slots[output.slot as usize];
            if slot.is_late {
                self.late.push(Candidate { output, tokens: start..end });
                continue;
            }
            if slot.overlap == Overlap::Longest {
                let last = &mut self.ends[output.slot as usize];
                if start < *last {
                    continue;
                }
                *last = end;
            }
            let (lexicon, category, pattern) = (slot.lexicon, slot.category, output.pattern);
            matches.push(Match { lexicon, category, pattern, tokens: start..end });
        }
    }

    /// The position in `known` of what a term satisfies, decided when it is first met.
    #[inline]
    fn satisfied(&mut self, term: u32, tokenizer: &Tokenizer) -> usize {
        match self.of_term[term as usize] {
            UNKNOWN => self.decide(term, tokenizer),
            known => known as usize,
        }
    }

    #[cold]
    fn decide(&mut self, term: u32, tokenizer: &Tokenizer) -> usize {
        let form = tokenizer.term(term);
        let mut elements: Vec<_> = self.trie.literals.get(form).copied().into_iter().collect();
        glob::find(&self.trie.globs, form, &mut elements);
        let uses = |element: &u32| self.trie.uses[*element as usize];
        let begin = self.ids.len() as u32;
        self.ids.extend(elements.iter().map(|element| uses(element).start).filter(|node| *node != 0));
        let middle = self.ids.len() as u32;
        self.ids.extend(elements.iter().filter(|element| uses(element).is_inner));
        let end = self.ids.len() as u32;
        let mut known = NONE;
        if begin < end {
            known = self.known.len() as u32;
            self.known.push(Satisfied { starts: begin..middle, inner: middle..end });
        }
        self.of_term[term as usize] = known;
        known as usize
    }
}

/// Of the ways in which a pattern with a gap can match from one start, leaves the shortest; excluded ones all stay.
fn keep_shortest(found: &mut Vec<(Output, u32)>) {
    found.sort_unstable_by_key(|(output, end)| (output.slot, output.pattern, output.does == Does::Exclude, *end));
    found.dedup_by_key(|(output, end)| {
        (output.slot, output.pattern, if output.does == Does::Exclude { *end } else { 0 })
    });
}

/// The next word, number or clitic that a phrase may go on with.
fn next_word(tokens: &[Token], at: usize) -> Option<usize> {
    let rest = tokens[at + 1..].iter();
    let passed =
        rest.take_while(|token| matches!(token.kind, TokenKind::Comma | TokenKind::QuoteMark | TokenKind::Other));
    let next = at + 1 + passed.count();
    let kind = tokens.get(next)?.kind;
    matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Clitic).then_some(next)
}

fn as_usize(range: Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests;
