//! Tests of finding patterns: what is found, and that a plain search finds the same.

use super::*;
use crate::lexicon::{self, Lexicon};
use proptest::prelude::*;

/// A list of one category for each slice of patterns: `a`, `b` and so on.
fn list(categories: &[&[&str]]) -> Lexicon {
    let mut csv = "category,pattern\n".to_owned();
    for (name, patterns) in ('a'..).zip(categories) {
        csv.extend(patterns.iter().map(|pattern| format!("{name},\"{pattern}\"\n")));
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
    let words = |found: &Match| {
        let spans: Vec<_> = read.tokens[as_usize(found.tokens.clone())].iter().map(|token| token.span).collect();
        text[spans[0].start as usize..spans[spans.len() - 1].end as usize].to_owned()
    };
    matches.iter().map(|found| (found.lexicon, found.category, found.pattern, words(found))).collect()
}

fn check(patterns: &[&str], text: &str, expected: &[&str]) {
    let found: Vec<_> = find(&[list(&[patterns])], text).into_iter().map(|found| found.3).collect();
    assert_eq!(found, expected, "{patterns:?} in {text}");
}

#[test]
fn a_phrase_passes_over_commas_quotes_and_hyphens_only() {
    let pattern = &["humane orderly"];
    check(pattern, "A humane, orderly way.", &["humane, orderly"]);
    check(pattern, "A humane “orderly” way.", &["humane “orderly"]);
    check(pattern, "Humane/orderly.", &["Humane/orderly"]);
    check(&["u.s. mexico"], "The U.S.-Mexico border", &["U.S.-Mexico"]);
    for text in ["humane -- orderly", "humane — orderly", "humane; orderly", "humane (orderly)", "humane? orderly"] {
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
    let found: Vec<_> = find(&lists, "A good woman").iter().map(|found| (found.1, found.2)).collect();
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
    let expected =
        |lexicon, category| [(lexicon, category, 0, "border".to_owned()), (lexicon, category, 1, "crisis".to_owned())];
    let found = find(&[list(&[crisis, place])], text);
    assert_eq!(found[0], (0, 0, 0, "border crisis".to_owned()));
    assert_eq!(found[1..], expected(0, 1));
    assert_eq!(find(&[list(&[place])], text), expected(0, 0));
    assert_eq!(find(&[list(&[crisis]), list(&[place])], text)[1..], expected(1, 0));
}

#[test]
fn with_the_policy_all_every_match_is_kept() {
    let all = Lexicon { overlap: Overlap::All, ..list(&[&["a b", "b", "a", "b c", "?"]]) };
    let found: Vec<_> = find(&[all], "a b c").into_iter().map(|found| (found.2, found.3)).collect();
    let expected = [(0, "a b"), (2, "a"), (4, "a"), (1, "b"), (3, "b c"), (4, "b"), (4, "c")];
    assert_eq!(found, expected.map(|pair| (pair.0, pair.1.to_owned())));
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
    let found: Vec<_> = matches.iter().map(|found| (found.pattern, found.tokens.clone())).collect();
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
    let found: Vec<_> = found.iter().map(|found| (found.1, found.3.as_str())).collect();
    assert_eq!(found, expected, "{overlap:?} {categories:?} in {text}");
}

#[test]
fn categories_compete_under_the_policies_leftmost_and_priority() {
    let categories: &[&[&str]] = &[&["immigrant", "crisis"], &["illegal immigrant", "border crisis"]];
    let text = "Illegal immigrant, border crisis, crisis";
    check_policy(Overlap::Leftmost, categories, text, &[(1, "Illegal immigrant"), (1, "border crisis"), (0, "crisis")]);
    check_policy(Overlap::Priority, categories, text, &[(0, "immigrant"), (0, "crisis"), (0, "crisis")]);
    let same: &[&[&str]] = &[&["cris?s", "crisis"], &["crisis"]];
    check_policy(Overlap::Leftmost, same, "crisis", &[(0, "crisis"), (1, "crisis")]);
    check_policy(Overlap::Priority, same, "crisis", &[(0, "crisis")]);
    check_policy(Overlap::Leftmost, &[&["a NOT AFTER b"], &["b a", "a"]], "b a a", &[(1, "b a"), (0, "a"), (1, "a")]);
}

/// The keys that `tokens_lookup` of quanteda finds, from its tests and issues on GitHub.
fn check_quanteda(overlap: Overlap, keys: &[(&str, &[&str])], text: &str, expected: &[&str]) {
    let patterns: Vec<&[&str]> = keys.iter().map(|key| key.1).collect();
    let lists = [Lexicon { overlap, ..list(&patterns) }];
    let found: Vec<&str> = find(&lists, text).iter().map(|found| keys[found.1 as usize].0).collect();
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
        for (category, words) in patterns.iter().filter(|categorised| categorised.1.iter().any(|word| *word != "*")) {
            categories[usize::from(*category)].push(words.join(" "));
        }
        categories.retain(|category| !category.is_empty());
        prop_assume!(!categories.is_empty());
        let slices: Vec<Vec<&str>> = categories.iter().map(|category| category.iter().map(String::as_str).collect()).collect();
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
        for (number, pattern) in (0..).zip(&of.patterns) {
            let parts: Vec<_> = pattern
                .text
                .split(' ')
                .flat_map(|part| part.strip_suffix("'s").map_or(vec![part], |stem| vec![stem, "'s"]))
                .collect();
            let n_wild = parts.iter().filter(|part| part.contains(['*', '?', '<'])).count();
            for sentence in &read.sentences {
                for start in sentence.tokens.clone() {
                    if let Some(end) = naive_end(&parts, &read.tokens[..sentence.tokens.end], start, tokenizer) {
                        all.push((start as u32, Reverse(end as u32), n_wild, number));
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
    kept.sort_by_key(|found| (found.tokens.start, found.category, found.pattern));
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
    let is_passed = |token: &Token| matches!(token.kind, TokenKind::Comma | TokenKind::QuoteMark | TokenKind::Other);
    let next = (start + 1..tokens.len()).find(|at| !is_passed(&tokens[*at]))?;
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
