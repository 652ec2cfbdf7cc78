//! Which articles tell the same event.
//!
//! Given events are kept: no article leaves its own. Articles that are given none are put into events with the others
//! by words and dates; one that is found together with articles of given events joins the event whose articles there
//! it is most like, by mean cosine, and those found together without such an article are a new event.
//!
//! How events are found: TF-IDF vectors (1 + ln tf, smooth idf, function words out), cosine;
//! 0 when two dates lie more than 3 days apart; average linkage ([`linkage`](crate::compare::linkage)), joined while
//! the mean cosine between two groups reaches the cut. The cut is the 99.9th percentile of the cosine of articles
//! more than 30 days apart (which cannot be one event), held between .16 and .24; .18 when there are fewer than 2,000
//! such pairs. Short texts share fewer words, so below a median of 300 words the cut falls with the logarithm of the
//! length, to 10/18 of itself at 60 words. A pair with an undated article must reach 24/18 of the cut.
//!
//! By hand: cosines of .30 and .12 from a third article to two joined ones average .21, and it joins them at .18.
//!
//! What it cannot tell you: recurring talks look alike. Without dates they are one event; with dates, two
//! happenings of one story in the same three days become one. The window bounds pairs, so a long story can chain.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::linkage::{Pair, average_linkage, components};
use crate::num::{Random, ln, mean, quantile};
use crate::terms::Weights;

/// The events of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    /// The event of each article, a position in `list`.
    pub of_article: Vec<u32>,
    /// The events, by id.
    pub list: Vec<Event>,
    /// The cosine at which groups stopped being joined; `None` when every article was given its event.
    pub cut: Option<f64>,
}

impl Events {
    /// How many of the events the input names.
    pub fn n_given(&self) -> usize {
        self.list.iter().filter(|event| matches!(event.method, Method::Given | Method::GivenJoined)).count()
    }
}

/// Articles on the same happening.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name as given, or `found-` and a number in the order of dates that no given event has.
    pub id: String,
    /// Positions of its articles, ascending.
    pub articles: Vec<usize>,
    /// Where it comes from.
    pub method: Method,
    /// Mean cosine between its articles, 0 to 1; `None` with fewer than two that have terms.
    pub cohesion: Option<f64>,
}

/// Where an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The input names it, and all its articles.
    Given,
    /// The input names it; articles that were given no event have joined it.
    GivenJoined,
    /// Found from words and dates.
    Found,
    /// Found from words; at least one of its articles has no date.
    FoundUndated,
}

impl Method {
    /// `given`, `given_joined`, `found` or `found_undated`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::GivenJoined => "given_joined",
            Self::Found => "found",
            Self::FoundUndated => "found_undated",
        }
    }
}

pub(super) const WINDOW_DAYS: i32 = 3;
const FAR_DAYS: i32 = 30;
const MIN_FAR_PAIRS: usize = 2_000;
const N_FAR_SAMPLES: usize = 200_000;
const CUT: f64 = 0.18;
const CUT_RANGE: (f64, f64) = (0.16, 0.24);
const UNDATED_CUT: f64 = 0.24;
const LONG_TEXT: f64 = 300.0;
const SHORT_TEXT: f64 = 60.0;
const SHORT_FACTOR: f64 = 10.0 / 18.0;
/// Above this many articles, pairs with an undated article count only from this cosine on.
const MANY_ARTICLES: usize = 3_000;
const LEAST_UNDATED_COSINE: f64 = 0.08;

/// Events, those that the input gives kept; `n_words` are the articles' lengths.
pub fn events(names: &[Option<&str>], weights: &Weights, dates: &[Option<Date>], n_words: &[u32], seed: u64) -> Events {
    let mut given = BTreeMap::<&str, Vec<usize>>::new();
    for (article, name) in names.iter().enumerate() {
        name.iter().for_each(|name| given.entry(name).or_default().push(article));
    }
    if given.is_empty() {
        return find(weights, dates, n_words, seed);
    }
    if names.iter().all(Option::is_some) {
        let list = given.into_iter().map(|(name, own)| event(name.to_owned(), own, Method::Given, weights));
        return of_list(list.collect(), names.len(), None);
    }
    let found = find(weights, dates, n_words, seed);
    let (mut joined, mut rest) = (BTreeMap::<&str, Vec<usize>>::new(), Vec::new());
    for Event { articles, method, .. } in found.list {
        let free = || articles.iter().copied().filter(|article| names[*article].is_none());
        if articles.iter().all(|article| names[*article].is_none()) {
            rest.push((articles, method));
            continue;
        }
        for article in free() {
            if let Some(name) = nearest(article, &articles, names, weights) {
                joined.entry(name).or_default().push(article);
            }
        }
    }
    let mut list: Vec<Event> = Vec::new();
    for (name, mut articles) in given {
        let more = joined.remove(name).unwrap_or_default();
        let method = if more.is_empty() { Method::Given } else { Method::GivenJoined };
        articles.extend(more);
        articles.sort_unstable();
        list.push(event(name.to_owned(), articles, method, weights));
    }
    let taken: BTreeSet<String> = list.iter().map(|event| event.id.clone()).collect();
    let width = digits(rest.len());
    let mut free = (1..).map(|i: usize| format!("found-{i:0width$}")).filter(|id| !taken.contains(id));
    for (articles, method) in rest {
        list.push(event(free.next().unwrap_or_default(), articles, method, weights)); // there is no last number
    }
    of_list(list, names.len(), found.cut)
}

/// The given event of those among `articles` that `article` is most like, by mean cosine with its articles there; of
/// equals the first by name.
fn nearest<'a>(article: usize, articles: &[usize], names: &[Option<&'a str>], weights: &Weights) -> Option<&'a str> {
    let mut cosines = BTreeMap::<&str, Vec<f64>>::new();
    for &other in articles {
        if let Some(name) = names[other] {
            cosines.entry(name).or_default().push(weights.cosine(article, other).unwrap_or(0.0));
        }
    }
    let means = cosines.iter().map(|(name, own)| (*name, mean(own).unwrap_or(0.0)));
    means.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0))).map(|(name, _)| name)
}

/// Events found from words and dates; `n_words` are the articles' lengths.
fn find(weights: &Weights, dates: &[Option<Date>], n_words: &[u32], seed: u64) -> Events {
    let days: Vec<Option<i32>> = dates.iter().map(|date| date.map(day_number)).collect();
    let cut = cut(weights, &days, n_words, seed);
    let labels = average_linkage(days.len(), &pairs(weights, &days, cut), cut);
    let mut groups = BTreeMap::<u32, Vec<usize>>::new();
    labels.iter().enumerate().for_each(|(article, &label)| groups.entry(label).or_default().push(article));
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|group| (group.iter().filter_map(|&a| days[a]).min().unwrap_or(i32::MAX), group[0]));
    let width = digits(groups.len());
    let list = groups.into_iter().enumerate().map(|(i, articles)| {
        let undated = articles.iter().any(|&article| days[article].is_none());
        event(
            format!("found-{:0width$}", i + 1),
            articles,
            if undated { Method::FoundUndated } else { Method::Found },
            weights,
        )
    });
    of_list(list.collect(), days.len(), Some(cut))
}

fn of_list(list: Vec<Event>, n_articles: usize, cut: Option<f64>) -> Events {
    let mut of_article = vec![0; n_articles];
    for (e, event) in list.iter().enumerate() {
        event.articles.iter().for_each(|&article| of_article[article] = e as u32);
    }
    Events { of_article, list, cut }
}

fn event(id: String, articles: Vec<usize>, method: Method, weights: &Weights) -> Event {
    // of a very large event, the first articles stand for all
    let some = &articles[..articles.len().min(100)];
    let cosines: Vec<f64> = some
        .iter()
        .enumerate()
        .flat_map(|(i, &a)| some[i + 1..].iter().filter_map(move |&b| weights.cosine(a, b)))
        .collect();
    Event { id, cohesion: mean(&cosines), articles, method }
}

/// Days since 1970-01-01, negative before.
pub(super) fn day_number(date: Date) -> i32 {
    let since = date.since(Date::constant(1970, 1, 1)).map(|span| span.get_days());
    since.unwrap_or(0)
}

fn digits(n: usize) -> usize {
    n.to_string().len()
}

fn cut(weights: &Weights, days: &[Option<i32>], n_words: &[u32], seed: u64) -> f64 {
    let far = far_cosines(weights, days, seed);
    let base = if far.len() < MIN_FAR_PAIRS {
        CUT
    } else {
        quantile(&far, 0.999).unwrap_or(CUT).clamp(CUT_RANGE.0, CUT_RANGE.1)
    };
    let mut lengths: Vec<f64> = n_words.iter().map(|&n| f64::from(n)).collect();
    lengths.sort_by(f64::total_cmp);
    let median = quantile(&lengths, 0.5).unwrap_or(LONG_TEXT).clamp(SHORT_TEXT / 4.0, LONG_TEXT);
    let shortness = ln(LONG_TEXT / median) / ln(LONG_TEXT / SHORT_TEXT);
    base * (1.0 - shortness * (1.0 - SHORT_FACTOR))
}

/// Cosines of a seeded sample of pairs more than 30 days apart, ascending.
fn far_cosines(weights: &Weights, days: &[Option<i32>], seed: u64) -> Vec<f64> {
    let dated: Vec<(usize, i32)> = days.iter().enumerate().filter_map(|(i, day)| Some((i, (*day)?))).collect();
    if dated.len() < 2 {
        return Vec::new();
    }
    let n_pairs = dated.len() * (dated.len() - 1) / 2;
    let is_far = |a: &(usize, i32), b: &(usize, i32)| (a.1 - b.1).abs() > FAR_DAYS;
    let mut cosines: Vec<f64> = if n_pairs <= N_FAR_SAMPLES {
        let later = |i: usize| dated[i + 1..].iter();
        let pairs = dated.iter().enumerate().flat_map(|(i, a)| later(i).map(move |b| (a, b)));
        pairs.filter(|(a, b)| is_far(a, b)).filter_map(|(a, b)| weights.cosine(a.0, b.0)).collect()
    } else {
        let mut random = Random::new(seed, 0);
        let draws: Vec<_> =
            (0..N_FAR_SAMPLES).map(|_| (dated[random.below(dated.len())], dated[random.below(dated.len())])).collect();
        draws.iter().filter(|(a, b)| is_far(a, b)).filter_map(|(a, b)| weights.cosine(a.0, b.0)).collect()
    };
    cosines.sort_by(f64::total_cmp);
    cosines
}

/// The pairs that may be one event, with their similarity; a pair with an undated article is scaled down so that one
/// cut serves both kinds. Two groups are joined only if some pair between them reaches the cut, so pairs across
/// components of the graph of such pairs are not kept: of many articles on few days they are nearly all.
fn pairs(weights: &Weights, days: &[Option<i32>], cut: f64) -> Vec<Pair> {
    let collect = |keep: &dyn Fn(&Pair) -> bool| {
        let mut kept = dated_pairs(weights, days, keep);
        kept.extend(undated_pairs(weights, days, cut, keep));
        kept
    };
    let component = components(days.len(), &collect(&|pair| pair.similarity >= cut));
    collect(&|pair| component[pair.a as usize] == component[pair.b as usize])
}

/// Pairs of articles at most three days apart.
fn dated_pairs(weights: &Weights, days: &[Option<i32>], keep: &dyn Fn(&Pair) -> bool) -> Vec<Pair> {
    let mut order: Vec<(i32, usize)> = days.iter().enumerate().filter_map(|(i, day)| Some(((*day)?, i))).collect();
    order.sort_unstable();
    let mut pairs = Vec::new();
    let mut scattered = vec![0.0; weights.n_columns()];
    for (position, &(day, a)) in order.iter().enumerate() {
        entries(weights, a).for_each(|(term, weight)| scattered[term] = weight);
        for &(_, b) in order[position + 1..].iter().take_while(|(other, _)| other - day <= WINDOW_DAYS) {
            let cosine: f64 = entries(weights, b).map(|(term, weight)| scattered[term] * weight).sum();
            pairs.extend(pair(a, b, cosine).filter(keep));
        }
        entries(weights, a).for_each(|(term, _)| scattered[term] = 0.0);
    }
    pairs
}

/// Pairs with at least one undated article.
fn undated_pairs(weights: &Weights, days: &[Option<i32>], cut: f64, keep: &dyn Fn(&Pair) -> bool) -> Vec<Pair> {
    let undated: Vec<usize> = (0..days.len()).filter(|&article| days[article].is_none()).collect();
    if undated.is_empty() {
        return Vec::new();
    }
    let least = if days.len() > MANY_ARTICLES { LEAST_UNDATED_COSINE.min(cut / 2.0) } else { 0.0 };
    let postings = weights.rows().transposed();
    let mut pairs = Vec::new();
    let mut cosines = vec![0.0; days.len()];
    for &a in &undated {
        cosines.fill(0.0);
        for (term, weight) in entries(weights, a) {
            let (articles, others) = postings.row(term);
            articles.iter().zip(others).for_each(|(b, other)| cosines[*b as usize] += weight * f64::from(*other));
        }
        let others = (0..days.len()).filter(|&b| b != a && (days[b].is_some() || b > a) && cosines[b] > least);
        pairs.extend(others.filter_map(|b| pair(a, b, cosines[b] * CUT / UNDATED_CUT)).filter(keep));
    }
    pairs
}

/// An article's columns and weights.
fn entries(weights: &Weights, article: usize) -> impl Iterator<Item = (usize, f64)> {
    let (columns, values) = weights.row(article);
    columns.iter().zip(values).map(|(column, weight)| (*column as usize, f64::from(*weight)))
}

fn pair(a: usize, b: usize, similarity: f64) -> Option<Pair> {
    (similarity > 0.0).then(|| Pair { a: a.min(b) as u32, b: a.max(b) as u32, similarity })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{Counter, Counts, LocalCounts, Weighing, weigh};
    use crate::text::{TokenText, Tokenizer};

    fn weights(texts: &[&str]) -> Weights {
        let mut tokenizer = Tokenizer::default();
        let mut counter = Counter::default();
        let counted: Vec<_> =
            texts.iter().map(|text| counter.count(&TokenText::new(text, &[], &mut tokenizer).tokens)).collect();
        let rows: Vec<_> = counted.iter().map(|counts| LocalCounts { worker: 0, counts }).collect();
        weigh(&Counts::merge(&rows, &[tokenizer]), &Weighing { min_articles: 1, max_share: 1.0, ..Weighing::default() })
    }

    const FLOOD: &str = "river flood town rescue boats night";
    const FLOOD_AGAIN: &str = "river flood town rescue volunteers morning";
    const STRIKE: &str = "workers strike plant wages union contract";

    fn check(dates: &[Option<&str>], expected: &[u32]) {
        let texts = [FLOOD, FLOOD_AGAIN, STRIKE];
        let dates: Vec<Option<Date>> = dates.iter().map(|date| date.map(|date| date.parse().unwrap())).collect();
        let found = find(&weights(&texts), &dates, &[300; 3], 42);
        assert_eq!(found.of_article, expected, "{dates:?}");
    }

    #[test]
    fn the_same_words_within_three_days_are_one_event() {
        check(&[Some("2022-07-12"), Some("2022-07-15"), Some("2022-07-13")], &[0, 0, 1]);
    }

    #[test]
    fn the_same_words_later_are_another_event() {
        check(&[Some("2022-07-12"), Some("2022-07-16"), Some("2022-07-13")], &[0, 2, 1]);
    }

    #[test]
    fn an_undated_article_joins_on_its_words_and_marks_the_event() {
        check(&[Some("2022-07-12"), None, None], &[0, 0, 1]);
        let found = find(&weights(&[FLOOD, FLOOD_AGAIN]), &[None, Some(Date::constant(2022, 7, 1))], &[300; 2], 42);
        assert_eq!(found.list[0].method, Method::FoundUndated);
    }

    #[test]
    fn given_events_are_kept_and_the_rest_is_found() {
        const STRIKE_AGAIN: &str = "workers strike plant wages union ballot";
        let check = |names: &[Option<&str>], expected: &[(&str, &[usize], Method)]| {
            let weights = weights(&[FLOOD, FLOOD_AGAIN, STRIKE, STRIKE_AGAIN]);
            let found = events(names, &weights, &[Some(Date::constant(2022, 7, 1)); 4], &[300; 4], 42);
            let list: Vec<_> =
                found.list.iter().map(|event| (event.id.as_str(), &event.articles[..], event.method)).collect();
            assert_eq!(list, expected);
        };
        let (given, joined, found) = (Method::Given, Method::GivenJoined, Method::Found);
        // alike and yet of two given events: they stay there
        check(
            &[Some("a"), Some("b"), Some("b"), Some("c")],
            &[("a", &[0], given), ("b", &[1, 2], given), ("c", &[3], given)],
        );
        check(&[Some("a"), None, None, None], &[("a", &[0, 1], joined), ("found-1", &[2, 3], found)]);
        check(&[None, Some("found-1"), None, None], &[("found-1", &[0, 1], joined), ("found-2", &[2, 3], found)]);
        check(&[Some("z"), None, Some("z"), None], &[("z", &[0, 1, 2, 3], joined)]);
        check(&[None; 4], &[("found-1", &[0, 1], found), ("found-2", &[2, 3], found)]);
    }

    #[test]
    fn of_several_given_events_the_nearest_is_joined() {
        let weights = weights(&[FLOOD, FLOOD, FLOOD_AGAIN]);
        let names = [Some("z"), None, Some("a")];
        assert_eq!(nearest(1, &[0, 1, 2], &names, &weights), Some("z"));
        assert_eq!(nearest(1, &[1, 2], &names, &weights), Some("a"));
    }

    #[test]
    fn short_texts_are_cut_lower() {
        let weights = weights(&[FLOOD]);
        assert_eq!(cut(&weights, &[None], &[300], 42), CUT);
        assert!((cut(&weights, &[None], &[60], 42) - 0.1).abs() < 1e-12);
    }
}
