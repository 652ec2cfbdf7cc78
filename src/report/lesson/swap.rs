//! Another word in one sentence: what it does to the counts, by the formulas of the program.

use serde::Serialize;

use super::Told;
use super::mask::{Hidden, Names, masked, one_shape};
use crate::feature::frame::{balance, per_1000};
use crate::feature::{Hit, Measured};
use crate::lexicon::{Axis, Lexicon};
use crate::report::html::legend::Legend;
use crate::report::html::show::{counted, number_or_empty};
use crate::text::{Span, TokenText};

/// Wordings of the opposite pole to choose from, at most.
const MAX_OPPOSITE: usize = 4;
/// Wordings of other categories, at most.
const MAX_OTHERS: usize = 3;

/// A sentence and what may stand in it.
#[derive(Serialize)]
pub(super) struct Swap {
    letter: char,
    before_html: String,
    after_html: String,
    axis: String,
    poles: [String; 2],
    /// Words of the article, those of the word that stands there not counted.
    n_words: u32,
    wordings: Vec<Wording>,
}

#[derive(Serialize)]
struct Wording {
    text: String,
    frame: String,
    /// All that it does to the counts, in a sentence.
    says: String,
    rates: [String; 2],
    balance: String,
}

/// The first sentence with a word of a pole of an axis, and words of the other articles; `None` without an axis with
/// hits.
pub(super) fn view(told: &[&Told<'_>], lexicons: &[Lexicon], legend: &Legend, names: &Names) -> Option<Swap> {
    let lexicon = lexicons.get(legend.position as usize)?;
    // the widest axis has most words to choose from
    let axis = lexicon.axes.iter().max_by_key(|it| it.positive.len() + it.negative.len())?;
    let side = |hit: &Hit| side(axis, hit);
    let is_ours = |hit: &Hit| legend.badge_of(hit).is_some();
    let (position, hit) = told.iter().enumerate().find_map(|(i, it)| {
        let mut hits = it.measured.hits.iter().filter(|hit| is_ours(hit) && !hit.quoted);
        hits.find(|hit| side(hit).iter().sum::<u32>() > 0).map(|hit| (i, hit))
    })?;
    let (article, measured) = (told[position].article, told[position].measured);
    let span = measured.sentences.get(hit.sentence as usize)?.span;
    let hidden = Hidden { names: names.find(&article.text), furniture: Vec::new() };
    let own = hit.span.of(&article.text);
    let mut found: Vec<(String, &Hit)> = vec![(one_shape(own), hit)];
    let mut other: Vec<(String, &Hit)> = Vec::new();
    for it in told {
        for candidate in it.measured.hits.iter().filter(|it| is_ours(it) && it.category != hit.category) {
            let text = one_shape(candidate.span.of(&it.article.text));
            if other.iter().all(|it| it.0.to_lowercase() != text.to_lowercase()) && names.find(&text).is_empty() {
                other.push((text, candidate));
            }
        }
    }
    let own_side = side(hit);
    let (opposite, rest): (Vec<_>, Vec<_>) =
        other.into_iter().partition(|it| side(it.1) != own_side && side(it.1) != [0, 0]);
    found.extend(opposite.into_iter().take(MAX_OPPOSITE));
    found.extend(rest.into_iter().take(MAX_OTHERS));
    let n_hits = pole_hits(measured, axis, legend);
    let (own_words, own_adds) = (words(own), side(hit));
    let n_words = measured.n_words[0].saturating_sub(own_words);
    let n_hits = [0, 1].map(|i| n_hits[i].saturating_sub(own_adds[i]));
    let wording = |(text, hit): (String, &Hit)| {
        let (adds, n_own) = (side(hit), words(&text));
        let (n, n_words) = ([0, 1].map(|i| n_hits[i] + adds[i]), n_words + n_own);
        let rates = n.map(|it| number_or_empty(per_1000(it, n_words), 1));
        let balance = number_or_empty(balance(n[0], n[1]), 2);
        let shown = if balance.is_empty() { "empty, for there is no evidence" } else { &balance };
        let [a, b] = [0, 1].map(|i| format!("{} per 1,000 words ({})", rates[i], counted(n[i] as usize, "hit")));
        Wording {
            frame: legend.badge_of(hit).map(|it| legend.badges[it].title.clone()).unwrap_or_default(),
            says: format!("a: {a}. b: {b}. Balance: {shown}. n = {n_words} words."),
            rates,
            balance,
            text,
        }
    };
    let titles = |categories: &[usize]| {
        let titles = categories.iter().map(|it| lexicon.categories[*it].title.as_str());
        titles.collect::<Vec<_>>().join(", ")
    };
    Some(Swap {
        letter: char::from(b'A' + position as u8),
        before_html: masked(&article.text, Span { start: span.start, end: hit.span.start }, &hidden),
        after_html: masked(&article.text, Span { start: hit.span.end, end: span.end.max(hit.span.end) }, &hidden),
        axis: axis.title.clone(),
        poles: [titles(&axis.positive), titles(&axis.negative)],
        n_words,
        wordings: found.into_iter().map(wording).collect(),
    })
}

/// What a hit adds to each pole.
fn side(axis: &Axis, hit: &Hit) -> [u32; 2] {
    [&axis.positive, &axis.negative].map(|it| u32::from(it.contains(&(hit.category as usize))))
}

fn pole_hits(measured: &Measured, axis: &Axis, legend: &Legend) -> [u32; 2] {
    let hits = || measured.hits.iter().filter(|it| it.lexicon == legend.position).map(|it| side(axis, it));
    [0, 1].map(|i| hits().map(|it| it[i]).sum())
}

fn words(text: &str) -> u32 {
    TokenText::cut(text, &[]).tokens.iter().filter(|it| it.is_word()).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Article, Draft};
    use crate::study::Config;

    #[test]
    fn another_word_moves_rate_and_balance_as_by_hand() {
        let study = Config::default().check().unwrap();
        let texts = ["A surge began here now today.", "A humane answer came."];
        let articles = texts.map(|it| Article::from(Draft { text: it.into(), ..Draft::default() }));
        let measured: Vec<Measured> = study.measure(&articles, 1).unwrap().into_iter().map(|it| it.unwrap()).collect();
        let told: Vec<Told<'_>> =
            articles.iter().zip(&measured).map(|(article, measured)| Told { article, outlet: "", measured }).collect();
        let legend = Legend::of(&study.lexicons, &study.frames());
        let swap = view(&told.iter().collect::<Vec<_>>(), &study.lexicons, &legend, &Names::default()).unwrap();
        assert_eq!((swap.letter, swap.n_words), ('A', 5));
        let shown = |i: usize| {
            let it = &swap.wordings[i];
            [&*it.text, &*it.rates[0], &*it.rates[1], &*it.balance]
        };
        // one hit in six words is 1000 / 6 per 1,000
        assert_eq!(shown(0), ["surge", "166.7", "0.0", "1.00"]);
        assert_eq!(shown(1), ["humane", "0.0", "166.7", "\u{2212}1.00"]);
        let expected = "a: 166.7 per 1,000 words (1 hit). b: 0.0 per 1,000 words (0 hits). Balance: 1.00. n = 6 words.";
        assert_eq!(swap.wordings[0].says, expected);
    }
}
