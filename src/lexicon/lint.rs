//! What in a lexicon deserves a second look.
//!
//! From the lexicon alone: patterns that match nothing, not even themselves; patterns whose words another of their
//! category takes or covers; patterns in several categories; a missing licence or source; what its file held that could
//! not be used. From texts too ([`usage`]): globs that match more than inflections of a word, and a pattern that alone
//! carries over half of its category's hits.
//!
//! What it cannot tell you: whether the words measure what the category is called.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon::pattern::{self, Parsed};
use crate::lexicon::{Lexicon, Match, Matcher, Overlap, Scanner};
use crate::text::list::entries;
use crate::text::{Span, TokenText, Tokenizer};

/// Something that deserves a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, without its folder.
    pub file: String,
    /// The line, from 1; `None` where it is about the file.
    pub line: Option<u64>,
    /// What was found.
    pub text: String,
}

/// What the patterns of a lexicon match in texts.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// For each category and pattern, the words matched in their normal form, with how often.
    forms: FxHashMap<(u16, u32), BTreeMap<String, u64>>,
}

/// What a lexicon matches in texts, given with the parts of them that are left out.
pub fn usage(lexicon: &Lexicon, texts: &mut dyn Iterator<Item = (&str, Vec<Span>)>) -> Usage {
    let mut reader = Reader::new(lexicon.clone());
    let mut usage = Usage::default();
    let matcher = Matcher::new(std::slice::from_ref(&reader.lexicon), &reader.tokenizer);
    let mut scanner = Scanner::new(&matcher);
    let mut matches = Vec::new();
    for (text, removed) in texts {
        let read = TokenText::new(text, &removed, &mut reader.tokenizer);
        matches.clear();
        scanner.find(&read, &reader.tokenizer, &mut matches);
        for found in &matches {
            let tokens = &read.tokens[found.tokens.start as usize..found.tokens.end as usize];
            let words: Vec<&str> =
                tokens.iter().map(|token| reader.tokenizer.term(token.term)).filter(|form| !form.is_empty()).collect();
            *usage.forms.entry((found.category, found.pattern)).or_default().entry(words.join(" ")).or_default() += 1;
        }
    }
    usage
}

/// What deserves a second look, by file and line; with `usage` also what the texts show.
pub fn lint(lexicon: &Lexicon, usage: Option<&Usage>) -> Vec<Finding> {
    let name = |file: Option<&(String, Vec<u8>)>| file.map_or_else(|| lexicon.name.clone(), |file| file.0.clone());
    let (head, list) = (name(lexicon.files.first()), name(lexicon.files.last()));
    let mut findings = Vec::new();
    for (text, missing) in [
        (&lexicon.licence, "no licence, expected the terms on which the list may be used"),
        (&lexicon.source, "no source, expected whose idea it is and who wrote the words"),
    ] {
        if text.trim().is_empty() {
            findings.push(Finding { file: head.clone(), line: None, text: missing.to_owned() });
        }
    }
    let mut found: Vec<(u64, String)> = lexicon.notes.iter().map(|note| (note.line, note.text.clone())).collect();
    unmatched(lexicon, &mut found);
    in_several(lexicon, &mut found);
    if let Some(usage) = usage {
        too_wide(lexicon, usage, &mut found);
        too_heavy(lexicon, usage, &mut found);
    }
    found.sort();
    findings.extend(found.into_iter().map(|(line, text)| Finding { file: list.clone(), line: Some(line), text }));
    findings
}

/// Patterns that match nothing, or nothing that another pattern of their category does not match.
fn unmatched(lexicon: &Lexicon, found: &mut Vec<(u64, String)>) {
    let every = Lexicon { overlap: Overlap::All, ..lexicon.clone() };
    let mut all = Reader::new(every);
    let mut counted = Reader::new(lexicon.clone());
    let all_matcher = Matcher::new(std::slice::from_ref(&all.lexicon), &all.tokenizer);
    let counted_matcher = Matcher::new(std::slice::from_ref(&counted.lexicon), &counted.tokenizer);
    let (mut all_scanner, mut counted_scanner) = (Scanner::new(&all_matcher), Scanner::new(&counted_matcher));
    for (category, of) in (0..).zip(&lexicon.categories) {
        for (number, pattern) in (0..).zip(&of.patterns) {
            let is_same = |found: &Match| (found.category, found.pattern) == (category, number);
            let mut is_matched = false;
            let mut is_counted = false;
            let mut rivals: Option<Vec<u32>> = None;
            for sample in pattern::samples(&pattern.text) {
                let matches = scan(&mut all_scanner, &mut all.tokenizer, &sample);
                let Some(own) = matches.iter().find(|found| is_same(found)) else { continue };
                is_matched = true;
                is_counted |= scan(&mut counted_scanner, &mut counted.tokenizer, &sample).iter().any(is_same);
                let covers =
                    |found: &&Match| found.category == category && !is_same(found) && found.tokens == own.tokens;
                let covering: Vec<u32> = matches.iter().filter(covers).map(|found| found.pattern).collect();
                rivals = Some(match rivals {
                    None => covering,
                    Some(rivals) => rivals.into_iter().filter(|number| covering.contains(number)).collect(),
                });
            }
            let same_weight = |other: &&u32| of.patterns[**other as usize].weight == pattern.weight;
            let rivals = rivals.unwrap_or_default();
            if !is_matched {
                found.push((
                    pattern.line,
                    format!("`{}` can never match: no phrase runs over a clause mark or a stop", pattern.text),
                ));
            } else if let Some(rival) =
                rivals.first().filter(|_| !is_counted).map(|number| &of.patterns[*number as usize])
            {
                let message =
                    format!("`{}` never counts: `{}` (line {}) takes its words", pattern.text, rival.text, rival.line);
                found.push((pattern.line, message));
            } else if let Some(rival) = rivals.iter().find(same_weight).map(|number| &of.patterns[*number as usize]) {
                let message = format!(
                    "`{}` adds nothing: `{}` (line {}) matches its words too",
                    pattern.text, rival.text, rival.line
                );
                found.push((pattern.line, message));
            }
        }
    }
}

/// Patterns that stand in more than one category.
fn in_several(lexicon: &Lexicon, found: &mut Vec<(u64, String)>) {
    let mut cutter = pattern::Cutter::default();
    let mut first: FxHashMap<Parsed, (usize, u64)> = FxHashMap::default();
    for (category, of) in lexicon.categories.iter().enumerate() {
        for pattern in &of.patterns {
            let Ok(parsed) = pattern::parse(&pattern.text, &mut cutter) else { continue };
            let (other, line) = *first.entry(parsed).or_insert((category, pattern.line));
            if other != category {
                let other = &lexicon.categories[other].name;
                found.push((
                    pattern.line,
                    format!("`{}` of `{}` also stands in `{other}` (line {line})", pattern.text, of.name),
                ));
            }
        }
    }
}

/// Globs that match, in texts, words that are no inflections of what stands before the `*`.
fn too_wide(lexicon: &Lexicon, usage: &Usage, found: &mut Vec<(u64, String)>) {
    for (category, of) in (0..).zip(&lexicon.categories) {
        for (number, pattern) in (0..).zip(&of.patterns) {
            let Some(forms) = usage.forms.get(&(category, number)).filter(|_| pattern.text.contains('*')) else {
                continue;
            };
            let beginning = pattern.text.to_lowercase();
            let beginning = beginning.strip_suffix('*').filter(|stem| !stem.contains('*'));
            let is_ending = |ending: &str| ending.is_empty() || ENDINGS.contains(&ending);
            let is_inflected = |form: &str| beginning.and_then(|stem| form.strip_prefix(stem)).is_some_and(is_ending);
            let is_narrow = beginning.is_none() && forms.len() < 2;
            if is_narrow || forms.keys().all(|form| is_inflected(form)) {
                continue;
            }
            let mut forms: Vec<(&String, &u64)> = forms.iter().collect();
            forms.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            let shown: Vec<String> = forms.iter().take(SHOWN).map(|(form, n)| format!("{form} {n}")).collect();
            let more = if forms.len() > SHOWN { format!(" and {} more", forms.len() - SHOWN) } else { String::new() };
            found.push((pattern.line, format!("`{}` matches {}{more}", pattern.text, shown.join(", "))));
        }
    }
}

/// What English adds to a word or a stem, mostly without leaving its sense (unlike `-ly`, `-al` or `-ate`).
static ENDINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| entries(include_str!("endings.txt")).collect());

/// How many forms a finding names.
const SHOWN: usize = 8;

/// Patterns that carry over half of a category's hits in texts.
fn too_heavy(lexicon: &Lexicon, usage: &Usage, found: &mut Vec<(u64, String)>) {
    for (category, of) in (0..).zip(&lexicon.categories) {
        let hits =
            |number: u32| usage.forms.get(&(category, number)).map_or(0, |by_form| by_form.values().sum::<u64>());
        let total: u64 = (0..).zip(&of.patterns).map(|numbered| hits(numbered.0)).sum();
        if of.patterns.len() < 3 || total < FEWEST {
            continue;
        }
        for (number, pattern) in (0..).zip(&of.patterns).filter(|numbered| hits(numbered.0) * 2 > total) {
            let n = hits(number);
            found.push((
                pattern.line,
                format!("`{}` alone carries {n} of the {total} hits of `{}`", pattern.text, of.name),
            ));
        }
    }
}

/// Fewer hits of a category say nothing about its patterns.
const FEWEST: u64 = 20;

/// A lexicon, and a tokenizer for it.
struct Reader {
    lexicon: Lexicon,
    tokenizer: Tokenizer,
}

impl Reader {
    fn new(lexicon: Lexicon) -> Self {
        Self { lexicon, tokenizer: Tokenizer::default() }
    }
}

fn scan(scanner: &mut Scanner, tokenizer: &mut Tokenizer, text: &str) -> Vec<Match> {
    let read = TokenText::new(text, &[], tokenizer);
    let mut matches = Vec::new();
    scanner.find(&read, tokenizer, &mut matches);
    matches
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and text of what is found in a list besides its missing licence and source.
    fn check(rows: &[&str], texts: &[&str], expected: &[(u64, &str)]) {
        let csv = format!("category,pattern\n{}\n", rows.join("\n"));
        let lexicon = crate::lexicon::parse("list.csv", csv.as_bytes()).unwrap();
        let usage = usage(&lexicon, &mut texts.iter().map(|text| (*text, Vec::new())));
        let findings = lint(&lexicon, Some(&usage));
        let found: Vec<_> =
            findings.iter().filter_map(|finding| Some((finding.line?, finding.text.as_str()))).collect();
        assert_eq!(found, expected, "{rows:?}");
        assert_eq!(findings.len() - found.len(), 2);
    }

    #[test]
    fn a_pattern_that_does_not_match_itself_is_found() {
        let expected = "`war; peace` can never match: no phrase runs over a clause mark or a stop";
        check(&["a,war; peace", "a,\"u.s. army\""], &[], &[(2, expected)]);
    }

    #[test]
    fn what_another_pattern_takes_or_covers_is_found() {
        check(
            &["a,immigra*", "a,immigrants", "b,immigrants*"],
            &[],
            &[(3, "`immigrants` adds nothing: `immigra*` (line 2) matches its words too")],
        );
        check(&["a,im*", "a,immigra*"], &[], &[(3, "`immigra*` never counts: `im*` (line 2) takes its words")]);
        check(&["a,immigra*", "a,im*"], &[], &[(2, "`immigra*` adds nothing: `im*` (line 3) matches its words too")]);
        check(
            &["a,border", "a,border wall", "a,wom?n", "a,woman", "a,a ~2 b", "a,b NOT c"],
            &[],
            &[(5, "`woman` adds nothing: `wom?n` (line 4) matches its words too")],
        );
    }

    #[test]
    fn a_pattern_in_two_categories_is_found() {
        check(
            &["a,Gang violence", "b,gang  violence", "b,gang"],
            &[],
            &[(3, "`gang  violence` of `b` also stands in `a` (line 2)")],
        );
    }

    #[test]
    fn a_glob_that_matches_other_words_is_found() {
        let texts = ["Orders, orderly, ordered", "An order, orderly, ordeal"];
        check(&["a,order*"], &texts, &[(2, "`order*` matches orderly 2, order 1, ordered 1, orders 1")]);
        check(&["a,order*"], &["order orders ordered ordering"], &[]);
        check(&["a,order*"], &["orderly"], &[(2, "`order*` matches orderly 1")]);
        check(&["a,*order*"], &["order disorder"], &[(2, "`*order*` matches disorder 1, order 1")]);
    }

    #[test]
    fn a_pattern_that_carries_a_category_is_found() {
        let text = "war ".repeat(15) + &"peace ".repeat(6);
        check(&["a,war", "a,peace", "a,truce"], &[&text], &[(2, "`war` alone carries 15 of the 21 hits of `a`")]);
        check(&["a,war", "a,peace"], &[&text], &[]);
        check(&["a,war", "a,peace", "a,truce"], &["war war"], &[]);
    }

    #[test]
    fn notes_are_findings_and_so_is_a_missing_licence() {
        let lexicon = crate::lexicon::parse("a.lc3", b"+a\nlie\n:(\n").unwrap();
        let findings = lint(&lexicon, None);
        let found: Vec<_> =
            findings.iter().map(|finding| (finding.file.as_str(), finding.line, finding.text.as_str())).collect();
        assert_eq!(
            found,
            [
                ("a.lc3", None, "no licence, expected the terms on which the list may be used"),
                ("a.lc3", None, "no source, expected whose idea it is and who wrote the words"),
                ("a.lc3", Some(3), "left out: found no word in `:(`, expected a word or a phrase"),
            ]
        );
    }
}
