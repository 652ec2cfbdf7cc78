//! The words that set two outlets apart, for a few pairs.

use std::cmp::Reverse;

use serde::Serialize;

use super::figure::{Figure, Row, Scale, intervals};
use super::show::{count, interval, number};
use crate::corpus::OutletId;
use crate::report::Material;
use crate::study::{Contrast, ContrastTerm, Sides};

/// Pairs shown, at most.
const MAX_PAIRS: usize = 6;
/// Words shown of each outlet, at most.
const MAX_WORDS: usize = 8;
/// Fewest articles of the outlet with the word.
const MIN_ARTICLES: u32 = 3;
/// Fewest shared events with a word for a test, as the study has it.
const MIN_EVENTS: usize = 5;

/// The section on words.
#[derive(Serialize)]
pub(super) struct Words {
    n_all: usize,
    n_permutations: usize,
    pairs: Vec<Pair>,
}

/// Two outlets.
#[derive(Serialize)]
struct Pair {
    a: String,
    b: String,
    n_shared_events: usize,
    /// Whether words can be tested at all.
    is_tested: bool,
    svg: String,
    sides: Vec<Side>,
}

/// The words that one of the two uses more.
#[derive(Serialize)]
struct Side {
    outlet: String,
    words: Vec<Word>,
}

/// A word.
#[derive(Serialize)]
struct Word {
    word: String,
    log_odds: String,
    interval: String,
    n_articles_a: String,
    n_articles_b: String,
    q: String,
    n_events: u32,
}

/// See [`Words`].
pub(super) fn view(material: &Material<'_>) -> Words {
    let found = material.findings;
    let outlets = |it: &'_ Contrast| match it.sides {
        Sides::Outlets(a, b) => Some((a, b)),
        Sides::LeftRight => None,
    };
    let mut pairs: Vec<((OutletId, OutletId), &Contrast)> =
        found.contrasts.iter().filter_map(|it| Some((outlets(it)?, it))).collect();
    let n_all = pairs.len();
    pairs.sort_by_key(|it| (Reverse(it.1.n_shared_events), it.0));
    pairs.truncate(MAX_PAIRS);
    Words {
        n_all,
        n_permutations: found.config.permutations,
        pairs: pairs.iter().map(|it| pair(material, it.0, it.1)).collect(),
    }
}

fn pair(material: &Material<'_>, outlets: (OutletId, OutletId), pair: &Contrast) -> Pair {
    let found = material.findings;
    let name = |term: &ContrastTerm| found.term(term.term);
    let top = |is_side: &dyn Fn(&&ContrastTerm) -> bool| {
        let words = pair.terms.iter().filter(|it| it.term.ngram == 1);
        let mut terms: Vec<&ContrastTerm> = words.filter(is_side).collect();
        // by what is left of the effect at the end of its interval that is nearer to none
        let sure = |it: &ContrastTerm| {
            let (low, high) = it.contrast.interval.unwrap_or((0.0, 0.0));
            if low * high > 0.0 { low.abs().min(high.abs()) } else { 0.0 }
        };
        let size = |it: &ContrastTerm| it.contrast.log_odds.abs();
        terms.sort_by(|x, y| {
            sure(y).total_cmp(&sure(x)).then(size(y).total_cmp(&size(x))).then_with(|| name(x).cmp(name(y)))
        });
        terms.truncate(MAX_WORDS);
        terms
    };
    let of_a = top(&|it| it.contrast.log_odds > 0.0 && it.n_articles.0 >= MIN_ARTICLES);
    let of_b = top(&|it| it.contrast.log_odds < 0.0 && it.n_articles.1 >= MIN_ARTICLES);
    let (a, b) = (found.corpus.outlet(outlets.0), found.corpus.outlet(outlets.1));
    let drawn: Vec<Row<'_>> = of_a.iter().chain(of_b.iter().rev()).map(|it| row(name(it), it)).collect();
    let reach =
        drawn.iter().flat_map(|it| [it.value, it.interval.map(|it| it.0), it.interval.map(|it| it.1)]).flatten();
    let figure = Figure {
        title: &format!("Words that set {a} and {b} apart, by log-odds"),
        about: "One row a word: a dot at its log-odds, a line over its 95 % interval; right of 0 the first outlet uses it more, left of 0 the second. The same numbers stand in the table.",
        unit: "log-odds: left the second, right the first",
        scale: Scale::around_zero(reach),
        rows: &drawn,
    };
    let side = |outlet: &str, terms: &[&ContrastTerm]| Side {
        outlet: outlet.to_owned(),
        words: terms.iter().map(|it| word(name(it), it)).collect(),
    };
    Pair {
        svg: if drawn.is_empty() { String::new() } else { intervals(&figure) },
        sides: vec![side(a, &of_a), side(b, &of_b)],
        a: a.to_owned(),
        b: b.to_owned(),
        n_shared_events: pair.n_shared_events,
        is_tested: pair.n_shared_events >= MIN_EVENTS,
    }
}

fn row<'a>(name: &'a str, term: &ContrastTerm) -> Row<'a> {
    let it = &term.contrast;
    let note = format!("{name}: {} {}", number(it.log_odds, 2), interval(it.interval, 2));
    Row { label: name, value: Some(it.log_odds), interval: it.interval, note }
}

fn word(name: &str, term: &ContrastTerm) -> Word {
    let it = &term.contrast;
    Word {
        word: name.to_owned(),
        log_odds: number(it.log_odds, 2),
        interval: interval(it.interval, 2),
        n_articles_a: count(term.n_articles.0 as usize),
        n_articles_b: count(term.n_articles.1 as usize),
        q: it.test.map(|it| number(it.q, 3)).unwrap_or_default(),
        n_events: it.n_units,
    }
}
