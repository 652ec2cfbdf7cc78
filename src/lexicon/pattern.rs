//! Patterns as sequences of elements, each of which stands for one token or a gap.
//!
//! The words of a pattern go through the tokenizer, so that they come out as tokens do; letters that no news text
//! holds take the place of the wildcards meanwhile.
//!
//! What upper-case operators say is put in sequences here, so that the matcher knows nothing of them: `a NEAR/3 b` is
//! `a ~3 b` or `b ~3 a`; a match of `a NOT BEFORE b` must not be part of a match of `a b`.

use crate::error::{Error, Kind, Result};
use crate::text::{Case, Tokenizer};

/// What stands for one token, or for a few.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Element {
    /// The word, number or clitic of this normal form.
    Literal(String),
    /// Any whose normal form fits, with `*` and `?`.
    Glob(String),
    /// Any word or number.
    AnyWord,
    /// Any number in digits.
    Number,
    /// As many words or numbers or fewer, also none; never the first or last of a sequence.
    Gap(u8),
}

/// A pattern taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Parsed {
    /// Each of these is the pattern; none is empty.
    pub(super) sequences: Vec<Vec<Element>>,
    /// A match must not be part of a match of one of these.
    pub(super) excluded: Vec<Vec<Element>>,
    /// The case that each word of a match must have ([`Case::None`]: any); empty when case makes no difference.
    pub(super) cases: Vec<Case>,
}

/// A tokenizer that forgets: the words of a large list would fill its tables, which are slow when they are large.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    fresh: Tokenizer,
    tokenizer: Tokenizer,
}

/// One that cuts as `tokenizer` does.
pub(super) fn cutter(tokenizer: &Tokenizer) -> Cutter {
    Cutter { fresh: tokenizer.clone(), tokenizer: tokenizer.clone() }
}

/// The sequences of a pattern, at least one.
///
/// # Errors
/// When there is no word in it, or an operator lacks what it needs; the error names no place.
pub(super) fn parse(pattern: &str, cutter: &mut Cutter) -> Result<Parsed> {
    if !has_operator(pattern) {
        return Ok(Parsed { sequences: vec![elements(pattern, cutter)?], ..Parsed::default() });
    }
    let words: Vec<&str> = pattern.split_whitespace().collect();
    let is_cased = words.first() == Some(&"CASE");
    let mut parts = words[usize::from(is_cased)..].split(|word| *word == "NOT");
    let first = parts.next().unwrap_or_default();
    let sequences = head(first, cutter)?;
    let cases = if is_cased { cases(first, &sequences, cutter)? } else { Vec::new() };
    let mut excluded = Vec::new();
    for part in parts {
        exclude(part, &sequences, cutter, &mut excluded)?;
    }
    Ok(Parsed { sequences, excluded, cases })
}

/// A text as a pattern of words alone: what would be an operator becomes a word.
pub(super) fn without_operators(text: &str) -> String {
    if !has_operator(text) {
        return text.to_owned();
    }
    let words = text.split_whitespace().map(|word| {
        if is_operator(word) || word == "CASE" { word.to_lowercase().replace('~', "") } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Texts that the pattern is meant to match, as a reader would write them: wildcards filled with nothing, and with a
/// letter that no other pattern holds.
pub(super) fn samples(pattern: &str) -> Vec<String> {
    let words = pattern.split_whitespace().take_while(|word| *word != "NOT").filter(|word| !is_operator(word));
    let words: Vec<&str> =
        words.enumerate().filter(|numbered| *numbered != (0, "CASE")).map(|numbered| numbered.1).collect();
    let filled = |many: &str| {
        let fill = |word: &&str| match *word {
            word if word.chars().all(|c| c == '*') => "ᛉ".to_owned(),
            word => word.replace("<number>", "7").replace('*', many).replace('?', "ᛉ"),
        };
        words.iter().map(fill).collect::<Vec<_>>().join(" ")
    };
    let mut samples = vec![filled(""), filled("ᛉ")];
    samples.dedup();
    samples
}

fn has_operator(pattern: &str) -> bool {
    pattern.contains(['~', 'N', 'C'])
        && (pattern.split_whitespace().any(is_operator) || pattern.split_whitespace().next() == Some("CASE"))
}

fn is_operator(word: &str) -> bool {
    word == "NOT" || word.starts_with("NEAR/") || word == "NEAR" || gap_of(word).is_some()
}

/// What follows `~` where it is digits.
fn gap_of(word: &str) -> Option<&str> {
    word.strip_prefix('~').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn failed<T>(message: String) -> Result<T> {
    Err(Error::new(Kind::Lexicon, message))
}

/// The most words that a gap may hold.
const WIDEST_GAP: u8 = 10;

/// The number of words of `~3`, `NEAR/3` and the like.
fn width(operator: &str, digits: &str) -> Result<u8> {
    match digits.parse() {
        Ok(n @ 1..=WIDEST_GAP) => Ok(n),
        _ => failed(format!("found `{operator}`, expected a number of words from 1 to {WIDEST_GAP} in it")),
    }
}

/// What a match is, up to the first `NOT`.
fn head(words: &[&str], cutter: &mut Cutter) -> Result<Vec<Vec<Element>>> {
    let near = words.iter().position(|word| word.starts_with("NEAR/") || *word == "NEAR");
    let Some(at) = near else { return Ok(vec![with_gaps(words, cutter)?]) };
    if words[at + 1..].iter().any(|word| word.starts_with("NEAR")) {
        return failed("found `NEAR` twice, expected it once in a pattern".to_owned());
    }
    let n = width(words[at], words[at].strip_prefix("NEAR/").unwrap_or_default())?;
    let (left, right) = (with_gaps(&words[..at], cutter)?, with_gaps(&words[at + 1..], cutter)?);
    let joined = |first: &[Element], second: &[Element]| [first, &[Element::Gap(n)], second].concat();
    let sequences = vec![joined(&left, &right), joined(&right, &left)];
    check_gaps(&sequences[0])?;
    Ok(sequences)
}

/// The case of each word behind `CASE`.
fn cases(words: &[&str], sequences: &[Vec<Element>], cutter: &mut Cutter) -> Result<Vec<Case>> {
    if sequences.iter().flatten().any(|element| matches!(element, Element::Gap(_))) {
        return failed("found a gap behind `CASE`, expected words in a row".to_owned());
    }
    let cases: Vec<_> =
        cutter.tokenizer.cased_forms(&stand_in(&words.join(" "))).into_iter().map(|cased| cased.1).collect();
    if cases.iter().all(|case| *case == Case::None) {
        return failed(format!("found no letter with a case in `{}`, expected one behind `CASE`", words.join(" ")));
    }
    Ok(cases)
}

/// What one `NOT` excludes.
fn exclude(
    words: &[&str],
    sequences: &[Vec<Element>],
    cutter: &mut Cutter,
    excluded: &mut Vec<Vec<Element>>,
) -> Result<()> {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”');
    let phrase = |words: &[&str], cutter: &mut Cutter| {
        let words: Vec<&str> = words.iter().map(|word| word.trim_matches(is_quote)).collect();
        with_gaps(&words, cutter)
    };
    let side = words.first().map(|first| first.split_once('/').unwrap_or((first, "")));
    let Some((side @ ("BEFORE" | "AFTER"), digits)) = side else {
        excluded.push(phrase(words, cutter)?);
        return Ok(());
    };
    let gap = if words[0].contains('/') { Some(Element::Gap(width(words[0], digits)?)) } else { None };
    let other = phrase(&words[1..], cutter)?;
    for sequence in sequences {
        let (first, second) = if side == "BEFORE" { (sequence, &other) } else { (&other, sequence) };
        let whole: Vec<Element> = first.iter().chain(&gap).chain(second).cloned().collect();
        check_gaps(&whole)?;
        excluded.push(whole);
    }
    Ok(())
}

/// Words with `~n` between some of them.
fn with_gaps(words: &[&str], cutter: &mut Cutter) -> Result<Vec<Element>> {
    let mut sequence = Vec::new();
    let mut begin = 0;
    for (at, word) in words.iter().enumerate() {
        if let Some(digits) = gap_of(word) {
            let n = width(word, digits)?;
            if at == begin || at + 1 == words.len() {
                return failed(format!("found `{word}` without a word on each side, expected it between two words"));
            }
            sequence.extend(elements(&words[begin..at].join(" "), cutter)?);
            sequence.push(Element::Gap(n));
            begin = at + 1;
        }
    }
    sequence.extend(elements(&words[begin..].join(" "), cutter)?);
    check_gaps(&sequence)?;
    Ok(sequence)
}

/// More gaps would multiply the ways in which a pattern can match.
fn check_gaps(sequence: &[Element]) -> Result<()> {
    match sequence.iter().filter(|element| matches!(element, Element::Gap(_))).count() {
        0..=2 => Ok(()),
        n => failed(format!("found {n} gaps in a row of words, expected at most 2")),
    }
}

/// The elements of words in a row, at least one.
fn elements(pattern: &str, cutter: &mut Cutter) -> Result<Vec<Element>> {
    if cutter.tokenizer.n_terms() > cutter.fresh.n_terms() + REMEMBERED {
        cutter.tokenizer = cutter.fresh.clone();
    }
    let tokenizer = &mut cutter.tokenizer;
    if pattern.trim().is_empty() {
        return failed("found an empty pattern, expected a word or a phrase".to_owned());
    }
    let forms = if pattern.contains(['*', '?', '<']) {
        if let Some(at) = pattern.replace("<number>", "").find('<') {
            let rest = &pattern.replace("<number>", "")[at..];
            let mark = rest.find('>').map_or(rest, |end| &rest[..=end]);
            return failed(format!("found `{mark}` in `{pattern}`, expected `<number>`, the only mark of this kind"));
        }
        let stood_in = stand_in(pattern);
        let forms = tokenizer.forms(&stood_in);
        if n_wildcards(&stood_in) != forms.iter().map(|form| n_wildcards(form)).sum::<usize>() {
            return failed(format!("the tokenizer takes the wildcards of `{pattern}` apart"));
        }
        forms
    } else {
        tokenizer.forms(pattern)
    };
    if forms.is_empty() || pattern.split_whitespace().any(is_wild_mark) {
        return failed(format!("found no word in `{pattern}`, expected a word or a phrase"));
    }
    if forms.iter().any(|form| form.contains(NUMBER) && form.chars().count() > 1) {
        return failed(format!("found `<number>` within a word of `{pattern}`, expected it to stand alone"));
    }
    let elements: Vec<Element> = forms.into_iter().map(element).collect();
    if elements.iter().all(|element| *element == Element::AnyWord) {
        return failed(format!(
            "found only wildcards in `{pattern}`, which match every word; expected a word beside them"
        ));
    }
    Ok(elements)
}

/// How many words a cutter remembers.
const REMEMBERED: usize = 10_000;

/// Runes: letters that every step of the tokenizer leaves as they are.
const MANY: char = 'ᚠ';
const ONE: char = 'ᚢ';
const NUMBER: char = 'ᚦ';

fn stand_in(pattern: &str) -> String {
    pattern.replace("<number>", "ᚦ").replace('*', "ᚠ").replace('?', "ᚢ")
}

fn n_wildcards(form: &str) -> usize {
    form.chars().filter(|c| matches!(*c, MANY | ONE | NUMBER)).count()
}

/// `$*` and the like: the mark is no token, so the rest would stand for every word.
fn is_wild_mark(word: &str) -> bool {
    let rest = word.trim_matches(['*', '?']);
    rest.len() < word.len() && !rest.is_empty() && !rest.contains(char::is_alphanumeric)
}

fn element(form: String) -> Element {
    if form == "ᚦ" {
        Element::Number
    } else if form.chars().all(|c| c == MANY) {
        Element::AnyWord
    } else if form.contains([MANY, ONE]) {
        Element::Glob(form.replace(MANY, "*").replace(ONE, "?"))
    } else {
        Element::Literal(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[Element]) {
        let parsed = parse(pattern, &mut Cutter::default()).unwrap();
        assert_eq!(parsed, Parsed { sequences: vec![expected.to_vec()], ..Parsed::default() }, "{pattern}");
    }

    fn check_error(pattern: &str, expected: &str) {
        assert_eq!(parse(pattern, &mut Cutter::default()).unwrap_err().to_string(), expected);
    }

    fn literal(form: &str) -> Element {
        Element::Literal(form.to_owned())
    }

    fn glob(form: &str) -> Element {
        Element::Glob(form.to_owned())
    }

    #[test]
    fn words_take_their_normal_form() {
        check("Can’t  CAFE\u{301}", &[literal("can't"), literal("café")]);
    }

    #[test]
    fn a_word_that_the_tokenizer_cuts_is_a_phrase() {
        check("Trump’s and/or", &[literal("trump"), literal("'s"), literal("and"), literal("or")]);
        check("U.S.-Mexico", &[literal("u.s."), literal("mexico")]);
    }

    #[test]
    fn wildcards_stand_within_words_or_alone() {
        check("illegal Immigra* wom?n", &[literal("illegal"), glob("immigra*"), glob("wom?n")]);
        check("flood of * migrants", &[literal("flood"), literal("of"), Element::AnyWord, literal("migrants")]);
        check("*’s self-deport* ?", &[Element::AnyWord, literal("'s"), glob("self-deport*"), glob("?")]);
    }

    #[test]
    fn a_number_is_an_element() {
        check("record <number>", &[literal("record"), Element::Number]);
        check("$<number> 1,000", &[Element::Number, literal("1,000")]);
    }

    #[test]
    fn a_pattern_without_a_word_says_so() {
        check_error("  ", "found an empty pattern, expected a word or a phrase");
        check_error(":-)", "found no word in `:-)`, expected a word or a phrase");
        check_error("cost $*", "found no word in `cost $*`, expected a word or a phrase");
        check_error("<number>th", "found `<number>` within a word of `<number>th`, expected it to stand alone");
    }

    #[test]
    fn a_mark_that_is_not_known_is_an_error() {
        for (pattern, mark) in [("record <num>", "<num>"), ("<number> <date> x", "<date>"), ("a <3 b", "<3 b")] {
            let expected = format!("found `{mark}` in `{pattern}`, expected `<number>`, the only mark of this kind");
            check_error(pattern, &expected);
        }
    }

    #[test]
    fn case_stands_in_front() {
        let parsed = |pattern: &str| parse(pattern, &mut Cutter::default()).unwrap();
        assert_eq!(parsed("CASE US").cases, [Case::Upper]);
        assert_eq!(parsed("CASE US").sequences, [[literal("us")]]);
        assert_eq!(
            parsed("CASE Turkey’s <number> vot*").cases,
            [Case::Capitalized, Case::Lower, Case::None, Case::Lower]
        );
        assert_eq!(parsed("CASE Polish NOT \"nail polish\"").excluded, [[literal("nail"), literal("polish")]]);
        assert_eq!(parsed("the CASE").sequences, [[literal("the"), literal("case")]]);
        check_error("CASE", "found an empty pattern, expected a word or a phrase");
        check_error("CASE US ~2 them", "found a gap behind `CASE`, expected words in a row");
        check_error("CASE 1,000", "found no letter with a case in `1,000`, expected one behind `CASE`");
    }

    #[test]
    fn operators_become_sequences() {
        let [a, b, c, gap] = [literal("a"), literal("b"), literal("c"), Element::Gap(3)];
        let check = |pattern: &str, sequences: &[&[&Element]], excluded: &[&[&Element]]| {
            let owned = |orders: &[&[&Element]]| {
                orders.iter().map(|order| order.iter().map(|element| (*element).clone()).collect()).collect()
            };
            let expected = Parsed { sequences: owned(sequences), excluded: owned(excluded), cases: Vec::new() };
            assert_eq!(parse(pattern, &mut Cutter::default()).unwrap(), expected, "{pattern}");
        };
        check("a ~3 b", &[&[&a, &gap, &b]], &[]);
        check("a NEAR/3 b c", &[&[&a, &gap, &b, &c], &[&b, &c, &gap, &a]], &[]);
        check("a NOT \"b a\" NOT c", &[&[&a]], &[&[&b, &a], &[&c]]);
        check("a NOT BEFORE b NOT AFTER/3 c", &[&[&a]], &[&[&a, &b], &[&c, &gap, &a]]);
        check(
            "a NEAR/3 b NOT BEFORE c",
            &[&[&a, &gap, &b], &[&b, &gap, &a]],
            &[&[&a, &gap, &b, &c], &[&b, &gap, &a, &c]],
        );
        check("not near/3", &[&[&literal("not"), &literal("near"), &literal("3")]], &[]);
    }

    #[test]
    fn an_operator_without_what_it_needs_says_so() {
        check_error("~3 a", "found `~3` without a word on each side, expected it between two words");
        check_error("a ~3", "found `~3` without a word on each side, expected it between two words");
        check_error("a ~3 ~3 b", "found `~3` without a word on each side, expected it between two words");
        check_error("a ~30 b", "found `~30`, expected a number of words from 1 to 10 in it");
        check_error("a NEAR b", "found `NEAR`, expected a number of words from 1 to 10 in it");
        check_error("a NEAR/0 b", "found `NEAR/0`, expected a number of words from 1 to 10 in it");
        check_error("a NEAR/2 b NEAR/2 c", "found `NEAR` twice, expected it once in a pattern");
        check_error("a NEAR/2", "found an empty pattern, expected a word or a phrase");
        check_error("a NOT", "found an empty pattern, expected a word or a phrase");
        check_error("a NOT BEFORE", "found an empty pattern, expected a word or a phrase");
        check_error("NOT a", "found an empty pattern, expected a word or a phrase");
        check_error("a ~1 b ~1 c ~1 d", "found 3 gaps in a row of words, expected at most 2");
        check_error("a ~1 b ~1 c NOT BEFORE/2 d", "found 3 gaps in a row of words, expected at most 2");
    }

    #[test]
    fn samples_fill_the_wildcards() {
        assert_eq!(samples("record ~3 number* NOT phone"), ["record number", "record numberᛉ"]);
        assert_eq!(samples("wom?n * <number>"), ["womᛉn ᛉ 7"]);
    }

    #[test]
    fn in_a_list_of_others_operators_are_words() {
        assert_eq!(without_operators("DO  NOT go NEAR/3 ~2"), "DO not go near/3 2");
        assert_eq!(without_operators("No  One"), "No  One");
    }
}
