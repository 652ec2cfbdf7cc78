//! Finding patterns in a text.
//!
//! At each word, the patterns that begin there are followed through the trie; overlaps are settled after, among
//! whole matches: those of most categories at once, those of some at the end of the sentence ([`settle`]). Most words
//! begin no pattern, which a look-up of the term shows.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use crate::lexicon::Overlap;
use crate::lexicon::glob;
use crate::lexicon::matcher::{Does, Matcher, Output, Trie};
use crate::lexicon::settle::{self, Candidate};
use crate::text::{Case, Token, TokenKind, TokenText, Tokenizer};

/// A match: which pattern, and which tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The position of the lexicon among those of the matcher.
    pub lexicon: u16,
    /// The position of the category in the lexicon.
    pub category: u16,
    /// The position of the pattern in the category.
    pub pattern: u32,
    /// Positions of the tokens from its first to its last, with the marks that it passes over.
    pub tokens: Range<u32>,
}

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
    /// What is settled at the end of the sentence.
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
                self.stack.extend(self.ids[as_usize(starts)].iter().map(|it| (*it, start)));
                self.push_wild(trie, 0, token, start);
                if !self.stack.is_empty() {
                    self.follow(trie, tokens, tokenizer);
                    if !trie.cases.is_empty() {
                        self.drop_other_case(&tokens[start..], start as u32);
                    }
                    self.settle(start as u32, matches);
                }
            }
            if !self.late.is_empty() {
                settle::settle(&trie.slots, &mut self.late, matches);
                self.late.clear();
                matches[n_before..].sort_by_key(|it| (it.tokens.start, it.lexicon, it.category, it.pattern));
            }
        }
    }

    /// Follows all patterns that have begun, and keeps those that end.
    fn follow(&mut self, trie: &Trie, tokens: &[Token], tokenizer: &Tokenizer) {
        while let Some((at_node, at)) = self.stack.pop() {
            let node = &trie.nodes[at_node as usize];
            let outputs = &trie.outputs[as_usize(node.outputs.clone())];
            self.found.extend(outputs.iter().map(|it| (*it, at as u32 + 1)));
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
            let words =
                tokens[..(end - start) as usize].iter().filter(|it| it.is_word() || it.kind == TokenKind::Clitic);
            wanted.is_none_or(|it| it.iter().zip(words).all(|(case, word)| *case == Case::None || *case == word.case))
        });
    }

    /// Appends those of the matches found at a start that the overlap policies let stand; keeps back those of
    /// categories that are settled later.
    fn settle(&mut self, start: u32, matches: &mut Vec<Match>) {
        let slots = &self.trie.slots;
        if self.found.iter().any(|it| it.0.has_gap) {
            keep_shortest(&mut self.found);
        }
        if self.found.len() > 1 {
            self.found.sort_unstable_by_key(|(it, end)| {
                let is_longest = slots[it.slot as usize].overlap == Overlap::Longest;
                let rank = if is_longest { (Reverse(*end), it.n_wild) } else { (Reverse(0), 0) };
                (it.slot, rank, it.pattern)
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
        let uses = |it: &u32| self.trie.uses[*it as usize];
        let begin = self.ids.len() as u32;
        self.ids.extend(elements.iter().map(|it| uses(it).start).filter(|it| *it != 0));
        let middle = self.ids.len() as u32;
        self.ids.extend(elements.iter().filter(|it| uses(it).is_inner));
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
    found.sort_unstable_by_key(|(it, end)| (it.slot, it.pattern, it.does == Does::Exclude, *end));
    found.dedup_by_key(|(it, end)| (it.slot, it.pattern, if it.does == Does::Exclude { *end } else { 0 }));
}

/// The next word, number or clitic that a phrase may go on with.
fn next_word(tokens: &[Token], at: usize) -> Option<usize> {
    let rest = tokens[at + 1..].iter();
    let passed = rest.take_while(|it| matches!(it.kind, TokenKind::Comma | TokenKind::QuoteMark | TokenKind::Other));
    let next = at + 1 + passed.count();
    let kind = tokens.get(next)?.kind;
    matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Clitic).then_some(next)
}

fn as_usize(range: Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{self, Lexicon};
    use proptest::prelude::*;

    /// A list of one category for each slice of patterns: `a`, `b` and so on.
    fn list(categories: &[&[&str]]) -> Lexicon {
        let mut csv = "category,pattern\n".to_owned();
        for (name, patterns) in ('a'..).zip(categories) {
            csv.extend(patterns.iter().map(|it| format!("{name},\"{it}\"\n")));
        }
        lexicon::parse("list.csv", csv.as_bytes()).unwrap()
    }

    /// Category, pattern and words of each match.
    fn find(lists: &[Lexicon], text: &str) -> Vec<(u16, u16, u32, String)> {
        let mut tokenizer = Tokenizer::default();
        let matcher = Matcher::new(lists, &tokenizer);
        let read = TokenText::new(text, &[], &mut tokenizer);
        let mut matches = Vec::new();
        Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
        let words = |it: &Match| {
            let spans: Vec<_> = read.tokens[as_usize(it.tokens.clone())].iter().map(|it| it.span).collect();
            text[spans[0].start as usize..spans[spans.len() - 1].end as usize].to_owned()
        };
        matches.iter().map(|it| (it.lexicon, it.category, it.pattern, words(it))).collect()
    }

    fn check(patterns: &[&str], text: &str, expected: &[&str]) {
        let found: Vec<_> = find(&[list(&[patterns])], text).into_iter().map(|it| it.3).collect();
        assert_eq!(found, expected, "{patterns:?} in {text}");
    }

    #[test]
    fn a_phrase_passes_over_commas_quotes_and_hyphens_only() {
        let pattern = &["humane orderly"];
        check(pattern, "A humane, orderly way.", &["humane, orderly"]);
        check(pattern, "A humane “orderly” way.", &["humane “orderly"]);
        check(pattern, "Humane/orderly.", &["Humane/orderly"]);
        check(&["u.s. mexico"], "The U.S.-Mexico border", &["U.S.-Mexico"]);
        for text in ["humane -- orderly", "humane — orderly", "humane; orderly", "humane (orderly)", "humane? orderly"]
        {
            check(pattern, text, &[]);
        }
        check(pattern, "Be humane. Orderly it was. Humane\n\norderly", &[]);
    }

    #[test]
    fn the_longest_of_a_category_is_kept() {
        let patterns = &["border", "border crisis", "crisis", "crisis at the door"];
        check(patterns, "The border crisis at the border.", &["border crisis", "border"]);
        check(patterns, "Border, crisis at the door", &["Border, crisis"]);
    }

    #[test]
    fn of_equally_long_ones_the_one_with_fewest_wildcards_is_kept() {
        let lists = [list(&[&["good *", "good wom?n", "good woman"], &["g*", "goo*"]])];
        let found: Vec<_> = find(&lists, "A good woman").iter().map(|it| (it.1, it.2)).collect();
        assert_eq!(found, [(0, 2), (1, 0)]);
    }

    #[test]
    fn a_longer_pattern_that_fails_hides_no_shorter_one() {
        check(&["a b c d", "b c", "a b"], "a b c e", &["a b"]);
        check(&["a b c d", "b c"], "a b c e", &["b c"]);
    }

    #[test]
    fn case_makes_a_difference_where_it_is_asked_for() {
        let text = "US aid to us, not Turkey: a turkey, and TURKEY. May we? Since May, may it.";
        check(&["CASE US", "CASE Turkey"], text, &["US", "Turkey"]);
        check(&["us", "CASE Turkey"], text, &["US", "us", "Turkey"]);
        check(&["CASE Since May", "may"], text, &["May", "Since May", "may"]);
        check(&["CASE since May"], text, &[]);
        check(&["CASE A* turkey", "CASE a turkey"], text, &["a turkey"]);
        check(&["CASE US aid", "us aid to", "CASE us aid to us"], text, &["US aid to"]);
    }

    #[test]
    fn categories_and_lists_do_not_compete() {
        let crisis: &[&str] = &["border crisis"];
        let place: &[&str] = &["border", "crisis"];
        let text = "a border crisis";
        let expected = |lexicon, category| {
            [(lexicon, category, 0, "border".to_owned()), (lexicon, category, 1, "crisis".to_owned())]
        };
        let found = find(&[list(&[crisis, place])], text);
        assert_eq!(found[0], (0, 0, 0, "border crisis".to_owned()));
        assert_eq!(found[1..], expected(0, 1));
        assert_eq!(find(&[list(&[place])], text), expected(0, 0));
        assert_eq!(find(&[list(&[crisis]), list(&[place])], text)[1..], expected(1, 0));
    }

    #[test]
    fn with_the_policy_all_every_match_is_kept() {
        let all = Lexicon { overlap: Overlap::All, ..list(&[&["a b", "b", "a", "b c", "?"]]) };
        let found: Vec<_> = find(&[all], "a b c").into_iter().map(|it| (it.2, it.3)).collect();
        let expected = [(0, "a b"), (2, "a"), (4, "a"), (1, "b"), (3, "b c"), (4, "b"), (4, "c")];
        assert_eq!(found, expected.map(|it| (it.0, it.1.to_owned())));
    }

    #[test]
    fn globs_stand_anywhere_in_a_phrase() {
        check(
            &["illegal immigra*"],
            "Illegal immigrants and illegal immigration",
            &["Illegal immigrants", "illegal immigration"],
        );
        check(&["*migrant caravan"], "an immigrant caravan", &["immigrant caravan"]);
        check(&["wave of * from"], "a wave of 300 from, wave of from, wave of Mexico's from", &["wave of 300 from"]);
        check(&["* crisis"], "The crisis. Crisis", &["The crisis"]);
        check(&["wom?n's"], "Women’s and woman's and womens", &["Women’s", "woman's"]);
    }

    #[test]
    fn a_number_stands_for_digits() {
        check(
            &["record <number>"],
            "A record 239,416; a record $1.5 billion; a record two",
            &["record 239,416", "record $1.5"],
        );
        check(&["<number> migrants"], "42 migrants", &["42 migrants"]);
    }

    #[test]
    fn typography_makes_no_difference_on_either_side() {
        for pattern in ["can't afford cafés", "CAN’T  afford cafe\u{301}s"] {
            check(&[pattern], "They can’t afford CAFÉS", &["can’t afford CAFÉS"]);
            check(&[pattern], "They can't afford cafe\u{301}s", &["can't afford cafe\u{301}s"]);
        }
    }

    #[test]
    fn a_scanner_reads_with_another_tokenizer_than_its_matcher() {
        let lists = [list(&[&["border wall", "caravan"]])];
        let matcher = Matcher::new(&lists, &Tokenizer::default());
        let mut scanner = Scanner::new(&matcher);
        let mut tokenizer = Tokenizer::default();
        let mut matches = Vec::new();
        for text in ["Wall and border", "A caravan", "the border wall"] {
            let read = TokenText::new(text, &[], &mut tokenizer);
            scanner.find(&read, &tokenizer, &mut matches);
        }
        let found: Vec<_> = matches.iter().map(|it| (it.pattern, it.tokens.clone())).collect();
        assert_eq!(found, [(1, 1..2), (0, 1..3)]);
    }

    #[test]
    fn a_gap_holds_some_words_or_none() {
        let pattern = &["record ~2 number*"];
        for text in ["record numbers", "record, high numbers", "record of new numbers", "record of Maria's, numbers"] {
            check(pattern, text, &[text]);
        }
        check(pattern, "record of very new numbers; record; numbers", &[]);
        check(pattern, "record number of numbers", &["record number"]);
        check(&["a ~1 b ~1 c"], "a a b b c c", &["a a b b c"]);
    }

    #[test]
    fn near_looks_both_ways() {
        let pattern = &["border* NEAR/1 crisis", "wall"];
        check(pattern, "A crisis at borders; a border wall crisis", &["crisis at borders", "border wall crisis"]);
        check(pattern, "A crisis on the border. Border", &[]);
    }

    #[test]
    fn not_excludes() {
        check(&["cause NOT \"\"root cause\"\""], "The root cause, a cause", &["cause"]);
        check(&["order* NOT BEFORE/1 protection"], "An order of protection; an order", &["order"]);
        check(&["order NOT BEFORE protection"], "An order of protection", &["order"]);
        check(&["rights NOT AFTER civil NOT AFTER/2 bill"], "civil rights, a bill of the rights, rights", &["rights"]);
        check(&["a NEAR/1 b NOT BEFORE c"], "a x b c. a b", &["a b"]);
        // what is excluded leaves room for the others of its category
        check(&["cause NOT \"\"root cause\"\"", "root"], "root cause", &["root"]);
        check(&["a b NOT AFTER c", "b"], "c a b", &["b"]);
    }

    fn check_policy(overlap: Overlap, categories: &[&[&str]], text: &str, expected: &[(u16, &str)]) {
        let lists = [Lexicon { overlap, ..list(categories) }];
        let found = find(&lists, text);
        let found: Vec<_> = found.iter().map(|it| (it.1, it.3.as_str())).collect();
        assert_eq!(found, expected, "{overlap:?} {categories:?} in {text}");
    }

    #[test]
    fn categories_compete_under_the_policies_leftmost_and_priority() {
        let categories: &[&[&str]] = &[&["immigrant", "crisis"], &["illegal immigrant", "border crisis"]];
        let text = "Illegal immigrant, border crisis, crisis";
        check_policy(
            Overlap::Leftmost,
            categories,
            text,
            &[(1, "Illegal immigrant"), (1, "border crisis"), (0, "crisis")],
        );
        check_policy(Overlap::Priority, categories, text, &[(0, "immigrant"), (0, "crisis"), (0, "crisis")]);
        let same: &[&[&str]] = &[&["cris?s", "crisis"], &["crisis"]];
        check_policy(Overlap::Leftmost, same, "crisis", &[(0, "crisis"), (1, "crisis")]);
        check_policy(Overlap::Priority, same, "crisis", &[(0, "crisis")]);
        check_policy(
            Overlap::Leftmost,
            &[&["a NOT AFTER b"], &["b a", "a"]],
            "b a a",
            &[(1, "b a"), (0, "a"), (1, "a")],
        );
    }

    /// The keys that `tokens_lookup` of quanteda finds, from its tests and issues on GitHub.
    fn check_quanteda(overlap: Overlap, keys: &[(&str, &[&str])], text: &str, expected: &[&str]) {
        let patterns: Vec<&[&str]> = keys.iter().map(|it| it.1).collect();
        let lists = [Lexicon { overlap, ..list(&patterns) }];
        let found: Vec<&str> = find(&lists, text).iter().map(|it| keys[it.1 as usize].0).collect();
        assert_eq!(found, expected, "{overlap:?} in {text}");
    }

    #[test]
    fn nested_values_of_a_key_count_once_as_in_quanteda_502() {
        let keys: &[(&str, &[&str])] =
            &[("countries", &["united states", "united states of america"]), ("oceans", &["ocean"])];
        let text = "The United States of America is bordered by the Atlantic Ocean and the Pacific Ocean.";
        check_quanteda(Overlap::Longest, keys, text, &["countries", "oceans", "oceans"]);
        let text = "The Supreme Court of the United States is seldom in a united state.";
        check_quanteda(Overlap::Longest, keys, text, &["countries"]);
        check_quanteda(Overlap::Longest, &[("CZ", &["czech republic", "czech*", "prague"])], "Czech Republic", &["CZ"]);
        check_quanteda(Overlap::Longest, &[("key", &["a b", "a b c"])], "A B C", &["key"]);
        check_quanteda(Overlap::Longest, &[("key", &["b c", "a b c"])], "A B C", &["key"]);
    }

    #[test]
    fn values_in_a_row_count_each_as_in_quanteda_836() {
        let keys: &[(&str, &[&str])] = &[("country", &["china", "united states of america"])];
        check_quanteda(
            Overlap::Longest,
            keys,
            "The United States of America China is not a country",
            &["country", "country"],
        );
        check_quanteda(Overlap::Longest, &[("key", &["a b c"])], "A B C", &["key"]);
    }

    #[test]
    fn keys_compete_or_not_as_in_quanteda_1375() {
        let keys: &[(&str, &[&str])] = &[
            ("AS", &["american samoa", "american samoan*", "pago pago"]),
            ("WS", &["samoa", "samoan*", "apia"]),
            ("VG", &["british virgin islands", "virgin island*", "road town"]),
            ("GB", &["uk", "united kingdom", "britain", "british", "briton*", "brit*", "london"]),
            ("US", &["united states", "us", "american*", "washington", "new york"]),
        ];
        // quanteda gives a document's keys by start; those of one start are compared here in the order of the file
        for (text, per_key, together) in [
            ("British Virgin Islands is a British overseas territory", &["VG", "GB", "GB"][..], &["VG", "GB"][..]),
            ("Samoa is an independent state", &["WS"], &["WS"]),
            ("American Samoa is in the South Pacific", &["AS", "US", "WS"], &["AS"]),
        ] {
            check_quanteda(Overlap::Longest, keys, text, per_key);
            check_quanteda(Overlap::Leftmost, keys, text, together);
        }
        // from the tests of the same change: no result depends on the order of keys
        let keys: &[(&str, &[&str])] =
            &[("CD", &["democratic republic of congo", "congolese"]), ("CG", &["republic of congo", "congolese"])];
        let text = "Congolese are people in Republic of Congo or Democratic Republic of Congo";
        check_quanteda(Overlap::Leftmost, keys, text, &["CD", "CG", "CG", "CD"]);
        let reversed = [keys[1], keys[0]];
        check_quanteda(Overlap::Leftmost, &reversed, text, &["CG", "CD", "CG", "CD"]);
    }

    #[test]
    fn a_pattern_of_many_words_is_found() {
        let pattern = "a ".repeat(1_000);
        check(&[pattern.trim()], &pattern, &[pattern.trim()]);
    }

    const WORDS: &[&str] = &["a", "b", "ab", "abc", "7", "$1.5", "c's"];
    const MARKS: &[&str] = &[" ", " ", " ", ", ", " “", "; ", ". ", "/", "\n\n"];
    const PARTS: &[&str] = &["a", "b", "ab", "c's", "*", "<number>", "a*", "*b", "?b*", "7"];

    fn words(of: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<&'static str>> {
        prop::collection::vec(prop::sample::select(of), 1..=most)
    }

    proptest! {
        #[test]
        fn the_matcher_agrees_with_trying_every_pattern_everywhere(
            patterns in prop::collection::btree_set((0u16..2, words(PARTS, 3)), 1..8),
            text in prop::collection::vec((prop::sample::select(WORDS), prop::sample::select(MARKS)), 0..30),
            overlap in prop::sample::select(&[Overlap::Longest, Overlap::All][..]),
        ) {
            let mut categories = vec![Vec::new(); 2];
            // wildcards alone are no pattern
            for (category, words) in patterns.iter().filter(|it| it.1.iter().any(|word| *word != "*")) {
                categories[usize::from(*category)].push(words.join(" "));
            }
            categories.retain(|it| !it.is_empty());
            prop_assume!(!categories.is_empty());
            let slices: Vec<Vec<&str>> = categories.iter().map(|it| it.iter().map(String::as_str).collect()).collect();
            let lists = [Lexicon { overlap, ..list(&slices.iter().map(Vec::as_slice).collect::<Vec<_>>()) }];
            let text: String = text.iter().flat_map(|(word, mark)| [*word, *mark]).collect();

            let mut tokenizer = Tokenizer::default();
            let matcher = Matcher::new(&lists, &tokenizer);
            let read = TokenText::new(&text, &[], &mut tokenizer);
            let mut found = Vec::new();
            Scanner::new(&matcher).find(&read, &tokenizer, &mut found);
            prop_assert_eq!(found, naive(&lists[0], &read, &tokenizer), "{}", text);
        }
    }

    /// The definition: every pattern at every token, then the overlap policy by rank.
    fn naive(list: &Lexicon, read: &TokenText, tokenizer: &Tokenizer) -> Vec<Match> {
        let mut kept = Vec::new();
        for (category, of) in (0..).zip(&list.categories) {
            let mut all = Vec::new();
            for (pattern, it) in (0..).zip(&of.patterns) {
                let parts: Vec<_> = it
                    .text
                    .split(' ')
                    .flat_map(|it| it.strip_suffix("'s").map_or(vec![it], |it| vec![it, "'s"]))
                    .collect();
                let n_wild = parts.iter().filter(|it| it.contains(['*', '?', '<'])).count();
                for sentence in &read.sentences {
                    for start in sentence.tokens.clone() {
                        if let Some(end) = naive_end(&parts, &read.tokens[..sentence.tokens.end], start, tokenizer) {
                            all.push((start as u32, Reverse(end as u32), n_wild, pattern));
                        }
                    }
                }
            }
            all.sort_unstable();
            let mut last = 0;
            for (start, Reverse(end), _, pattern) in all {
                if list.overlap == Overlap::All || start >= last {
                    kept.push(Match { lexicon: 0, category, pattern, tokens: start..end });
                    last = end;
                }
            }
        }
        kept.sort_by_key(|it| (it.tokens.start, it.category, it.pattern));
        kept
    }

    fn naive_end(parts: &[&str], tokens: &[Token], start: usize, tokenizer: &Tokenizer) -> Option<usize> {
        let (part, rest) = parts.split_first()?;
        let token = tokens[start];
        let form = tokenizer.term(token.term);
        let fits = match *part {
            _ if !token.is_word() && token.kind != TokenKind::Clitic => false,
            "*" => token.is_word(),
            "<number>" => token.kind == TokenKind::Number,
            part if part.starts_with(['*', '?']) && !token.is_word() => false,
            part => naive_glob(part, form),
        };
        if !fits {
            return None;
        }
        if rest.is_empty() {
            return Some(start + 1);
        }
        let is_passed = |it: &Token| matches!(it.kind, TokenKind::Comma | TokenKind::QuoteMark | TokenKind::Other);
        let next = (start + 1..tokens.len()).find(|it| !is_passed(&tokens[*it]))?;
        naive_end(rest, tokens, next, tokenizer)
    }

    fn naive_glob(glob: &str, form: &str) -> bool {
        match (glob.chars().next(), form.chars().next()) {
            (None, first) => first.is_none(),
            (Some('*'), None) => naive_glob(&glob[1..], form),
            (Some('*'), Some(first)) => naive_glob(&glob[1..], form) || naive_glob(glob, &form[first.len_utf8()..]),
            (Some(wanted), Some(first)) => {
                (wanted == '?' || wanted == first) && naive_glob(&glob[wanted.len_utf8()..], &form[first.len_utf8()..])
            }
            (Some(_), None) => false,
        }
    }
}
