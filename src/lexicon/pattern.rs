//! Patterns as elements, each of which stands for one token.
//!
//! The whole pattern goes through the tokenizer, so that its words come out as tokens do; letters that no news text
//! holds take the place of the wildcards meanwhile.

use crate::error::{Error, Kind, Result};
use crate::text::Tokenizer;

/// What stands for one token.
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

/// The elements of a pattern, at least one.
///
/// # Errors
/// When there is no word in it; the error names no place.
pub(super) fn elements(pattern: &str, cutter: &mut Cutter) -> Result<Vec<Element>> {
    if cutter.tokenizer.n_terms() > cutter.fresh.n_terms() + REMEMBERED {
        cutter.tokenizer = cutter.fresh.clone();
    }
    let tokenizer = &mut cutter.tokenizer;
    let failed = |message: String| Err(Error::new(Kind::Lexicon, message));
    if pattern.trim().is_empty() {
        return failed("found an empty pattern, expected a word or a phrase".to_owned());
    }
    let forms = if pattern.contains(['*', '?', '<']) {
        let stood_in = stand_in(pattern);
        let forms = tokenizer.forms(&stood_in);
        if n_wildcards(&stood_in) != forms.iter().map(|it| n_wildcards(it)).sum::<usize>() {
            return failed(format!("the tokenizer takes the wildcards of `{pattern}` apart"));
        }
        forms
    } else {
        tokenizer.forms(pattern)
    };
    if forms.is_empty() || pattern.split_whitespace().any(is_wild_mark) {
        return failed(format!("found no word in `{pattern}`, expected a word or a phrase"));
    }
    if forms.iter().any(|it| it.contains(NUMBER) && it.chars().count() > 1) {
        return failed(format!("found `<number>` within a word of `{pattern}`, expected it to stand alone"));
    }
    let elements: Vec<Element> = forms.into_iter().map(element).collect();
    if elements.iter().all(|it| *it == Element::AnyWord) {
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
    form.chars().filter(|it| matches!(*it, MANY | ONE | NUMBER)).count()
}

/// `$*` and the like: the mark is no token, so the rest would stand for every word.
fn is_wild_mark(word: &str) -> bool {
    let rest = word.trim_matches(['*', '?']);
    rest.len() < word.len() && !rest.is_empty() && !rest.contains(char::is_alphanumeric)
}

fn element(form: String) -> Element {
    if form == "ᚦ" {
        Element::Number
    } else if form.chars().all(|it| it == MANY) {
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
        assert_eq!(elements(pattern, &mut Cutter::default()).unwrap(), expected, "{pattern}");
    }

    fn check_error(pattern: &str, expected: &str) {
        assert_eq!(elements(pattern, &mut Cutter::default()).unwrap_err().to_string(), expected);
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
}
