//! Sentences that say the same, event by event, for events that at least two outlets have an article on.
//!
//! Of an event at most [`MAX_ARTICLES`] articles are compared: one of each outlet, then a second of each, and so on, the
//! earliest first, copies last. Copies carry what they repeat, but count neither in the null nor in an outlet's share.

use super::groups::Groups;
use super::sentence::Sentences;
use super::texts::Texts;
use super::threads::*;
use crate::compare::alignment::{self, Article, Calibration, Cuts, Index, Matches, units};
use crate::compare::resample::Resamples;
use crate::compare::validity::auc;
use crate::corpus::{Corpus, OutletId};
use crate::num::{Estimate, Random, mean, ratio};
use crate::terms::Counts;
use ndarray::Array2;

/// Articles of an event that are compared, at most.
pub const MAX_ARTICLES: usize = 50;

/// Events whose sentences make the null, at most.
const MAX_NULL_EVENTS: usize = 400;

/// With fewer events, their sentences are compared with other events several times, at most [`MAX_DRAWS`].
const FEW_EVENTS: usize = 200;
const MAX_DRAWS: usize = 8;

/// Other events that are tried to find as many articles as an event has.
const MAX_TRIES: usize = 24;

/// Random streams from here on are the alignment's.
const NUMBER_STREAM: u64 = 5 << 24;
const OUTLET_STREAM: u64 = 6 << 24;
const NULL_STREAM: u64 = 7 << 24;

/// Sampled events handed to a worker at a time.
const CHUNK: usize = 16;

/// Events whose units are found before they are put with the others, so that little is held twice.
const BATCH: usize = 256;

/// Which sentences of an event's articles say the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// The cut, and how often chance reaches it.
    pub calibration: Calibration,
    /// How well the best similarity tells articles on the same event from articles on others: .5 is chance. `None` without
    /// a null.
    pub auc: Option<f64>,
    /// The same for the mean over the other articles of the best similarity in each.
    pub auc_mean: Option<f64>,
    /// The units, by event.
    pub units: Vec<AlignedUnit>,
    /// Where the sentences that carry units stand, see [`Alignment::carriers`].
    carriers: Vec<SentencePlace>,
    /// Outlets of which it cannot be told, see [`Alignment::unclear`].
    unclear: Vec<OutletId>,
    /// The articles that were compared, by event; see [`Alignment::compared`].
    compared: Vec<ComparedEvent>,
    /// What each article's sentences have in the others'; 0 for an article that was not compared, and for copies.
    pub of_article: Vec<ArticleAlignment>,
    /// How much of each outlet's sentences the others have.
    pub outlets: Vec<OutletAlignment>,
}

/// Articles of an event that were compared.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ComparedEvent {
    event: u32,
    articles: Vec<usize>,
}

/// A sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentencePlace {
    /// Its article, by position.
    pub article: u32,
    /// Its position in the article, from 0.
    pub sentence: u32,
}

/// Sentences of an event that say the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlignedUnit {
    /// The event, by position.
    pub event: u32,
    /// Its number among the event's units, from 1: those that most outlets carry first.
    pub number: u32,
    /// The sentence that stands for it.
    pub place: SentencePlace,
    /// Its best similarity with a sentence of another outlet, 0 to 1.
    pub score: f32,
    first_carrier: u32,
    first_unclear: u32,
    n_carriers: u16,
    n_unclear: u16,
}

/// What the other outlets have of an article's sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ArticleAlignment {
    /// Its sentences that were compared.
    pub n_sentences: u32,
    /// Of these, those that match a sentence of another outlet.
    pub n_aligned: u32,
}

/// How much of an outlet's sentences the others have on the same events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutletAlignment {
    /// The outlet.
    pub outlet: OutletId,
    /// Events on which it was compared with another outlet.
    pub n_events: u64,
    /// Its sentences that were compared.
    pub n_sentences: u64,
    /// Of these, those that match a sentence of another outlet.
    pub n_aligned: u64,
    /// Their share with its interval, events drawn again; `None` without a sentence.
    pub share: Option<Estimate>,
    /// The share that matches articles on other events; `None` when none of its sentences is in the null.
    pub null_share: Option<f64>,
}

impl Alignment {
    fn add(&mut self, compared: &ComparedEvent, found: EventAlignment) {
        compared.articles.iter().zip(found.articles).for_each(|(article, own)| self.of_article[*article] = own);
        let (n_carriers, n_unclear) = (self.carriers.len() as u32, self.unclear.len() as u32);
        self.units.extend(found.units.into_iter().map(|unit| AlignedUnit {
            first_carrier: unit.first_carrier + n_carriers,
            first_unclear: unit.first_unclear + n_unclear,
            ..unit
        }));
        self.carriers.extend(found.carriers);
        self.unclear.extend(found.unclear);
    }

    /// The sentences of the other outlets that carry a unit, one an outlet, by outlet.
    pub fn carriers(&self, unit: &AlignedUnit) -> &[SentencePlace] {
        let from = unit.first_carrier as usize;
        &self.carriers[from..from + unit.n_carriers as usize]
    }

    /// The outlets of which it cannot be told whether they carry a unit, ascending.
    pub fn unclear(&self, unit: &AlignedUnit) -> &[OutletId] {
        let from = unit.first_unclear as usize;
        &self.unclear[from..from + unit.n_unclear as usize]
    }

    /// The articles of an event that were compared, by position; none when it has fewer than two outlets.
    pub fn compared(&self, event: u32) -> &[usize] {
        let at = self.compared.binary_search_by_key(&event, |compared| compared.event);
        at.map_or(&[], |at| &self.compared[at].articles)
    }
}

/// Aligns the sentences of every event that several outlets have an article on.
pub(super) fn align(groups: &Groups<'_>, corpus: &Corpus, counts: &Counts, texts: &Texts) -> Alignment {
    let sentences = Sentences::new(corpus, counts, texts, &mut Random::new(groups.seed, NUMBER_STREAM));
    let compared = compared(groups, corpus);
    let sampled = sampled(groups, &sentences, &compared);
    let null_of =
        |event: &Vec<Sampled>| event.iter().flat_map(|sentence| sentence.null.iter().map(|score| score.best)).collect();
    let calibration = alignment::calibrate(&sampled.iter().map(null_of).collect::<Vec<_>>());
    let sampled: Vec<Sampled> = sampled.into_iter().flatten().collect();
    let mut alignment = Alignment {
        calibration,
        auc: same_event_auc(&sampled, |score| score.best),
        auc_mean: same_event_auc(&sampled, |score| score.mean),
        of_article: vec![ArticleAlignment::default(); corpus.articles().len()],
        ..Alignment::default()
    };
    for batch in compared.chunks(BATCH) {
        let of_events = batch.par_chunks(BATCH / 8).flat_map_iter(|events| {
            events.iter().map(|event| of_event(groups, &sentences, event, calibration.cuts)).collect::<Vec<_>>()
        });
        for (compared, found) in batch.iter().zip(of_events.collect::<Vec<EventAlignment>>()) {
            alignment.add(compared, found);
        }
    }
    alignment.units.shrink_to_fit();
    alignment.outlets = outlets(groups, &alignment.of_article, &sampled, calibration.cuts.matching);
    Alignment { compared, ..alignment }
}

/// The events with at least two outlets, and the articles of each that are compared, ascending.
fn compared(groups: &Groups<'_>, corpus: &Corpus) -> Vec<ComparedEvent> {
    let of_event = |(event, articles): (u32, &[usize])| {
        let mut of_outlets: Vec<_> = articles
            .iter()
            .filter_map(|&article| {
                let date = corpus.articles()[article].date;
                groups.of_outlet[article]
                    .map(|outlet| (outlet, !groups.counted[article], date.is_none(), date, article))
            })
            .collect();
        of_outlets.sort_unstable();
        let by_outlet = of_outlets.chunk_by(|a, b| a.0 == b.0);
        if by_outlet.clone().count() < 2 {
            return None;
        }
        let mut ranked: Vec<(usize, usize)> =
            by_outlet.flat_map(|own| own.iter().enumerate().map(|(rank, article)| (rank, article.4))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut articles: Vec<usize> = ranked.into_iter().take(MAX_ARTICLES).map(|(_, article)| article).collect();
        articles.sort_unstable();
        Some(ComparedEvent { event, articles })
    };
    (0..).zip(groups.events.list.iter().map(|event| event.articles.as_slice())).filter_map(of_event).collect()
}

/// A sentence's similarity with articles on its own event, and with as many on others, drawn once or more.
struct Sampled {
    outlet: u32,
    real: Score,
    null: Vec<Score>,
}

/// A sentence's best similarity with some articles, and the mean of the best in each.
#[derive(Clone, Copy)]
struct Score {
    best: f64,
    mean: f64,
}

/// The sentences of a sample of events, event by event.
fn sampled(groups: &Groups<'_>, sentences: &Sentences<'_>, compared: &[ComparedEvent]) -> Vec<Vec<Sampled>> {
    let is_several = |event: &Vec<usize>| event.iter().any(|a| groups.of_outlet[*a] != groups.of_outlet[event[0]]);
    let events: Vec<Vec<usize>> = compared
        .iter()
        .map(|event| event.articles.iter().copied().filter(|article| groups.counted[*article]).collect::<Vec<_>>())
        .filter(is_several)
        .collect();
    let mut drawn: Vec<usize> = (0..events.len()).collect();
    Random::new(groups.seed, NULL_STREAM).shuffle(&mut drawn);
    drawn.truncate(MAX_NULL_EVENTS);
    let n_draws = (FEW_EVENTS / events.len().max(1)).clamp(1, MAX_DRAWS);
    drawn
        .par_chunks(CHUNK)
        .flat_map_iter(|chunk| {
            chunk.iter().map(|event| sampled_event(groups, sentences, &events, *event, n_draws)).collect::<Vec<_>>()
        })
        .collect()
}

/// The sentences of an event's articles.
fn sampled_event(
    groups: &Groups<'_>,
    sentences: &Sentences<'_>,
    events: &[Vec<usize>],
    event: usize,
    n_draws: usize,
) -> Vec<Sampled> {
    let own = sentences.articles(&events[event]);
    let mut sampled: Vec<Vec<Sampled>> = Vec::new(); // by article
    let index = Index::new(&own);
    for article in &own {
        let real = scores(article, &own, &index, own.len());
        let sampled_of = |real: Score| Sampled { outlet: article.outlet, real, null: Vec::new() };
        sampled.push(real.into_iter().map(sampled_of).collect());
    }
    let mut random = Random::new(groups.seed, NULL_STREAM + 1 + event as u64);
    for _ in 0..n_draws {
        let mut others = Vec::new();
        let mut tried = vec![event];
        for _ in 0..MAX_TRIES {
            let other = random.below(events.len());
            if others.len() < 2 * own.len() && !tried.contains(&other) {
                others.extend(sentences.articles(&events[other]));
                tried.push(other);
            }
        }
        let index = Index::new(&others);
        for (article, sampled) in own.iter().zip(&mut sampled) {
            let n = own.iter().filter(|other| other.outlet != article.outlet).count();
            let null = scores(article, &others, &index, n);
            sampled.iter_mut().zip(null).for_each(|(sentence, score)| sentence.null.push(score));
        }
    }
    sampled.into_iter().flatten().collect()
}

/// The scores of an article's sentences with the first `n` of `others` by other outlets; none without such an article.
fn scores(article: &Article, others: &[Article], index: &Index, n: usize) -> Vec<Score> {
    let of: Vec<usize> = (0..others.len()).filter(|other| others[*other].outlet != article.outlet).take(n).collect();
    if of.is_empty() {
        return Vec::new();
    }
    let score = |best: Vec<Option<alignment::Match>>| {
        let all: Vec<f64> =
            of.iter().map(|other| best[*other].map_or(0.0, |found| f64::from(found.similarity))).collect();
        Score { best: all.iter().copied().fold(0.0, f64::max), mean: mean(&all).unwrap_or(0.0) }
    };
    index.best(&article.sentences).into_iter().map(score).collect()
}

fn same_event_auc(sampled: &[Sampled], of: fn(&Score) -> f64) -> Option<f64> {
    let mut scores: Vec<f64> = sampled.iter().map(|sentence| of(&sentence.real)).collect();
    scores.extend(sampled.iter().flat_map(|sentence| sentence.null.iter().map(of)));
    let is_same: Vec<bool> = (0..scores.len()).map(|at| at < sampled.len()).collect();
    auc(&scores, &is_same)
}

struct EventAlignment {
    /// In the order of the compared articles.
    articles: Vec<ArticleAlignment>,
    units: Vec<AlignedUnit>,
    carriers: Vec<SentencePlace>,
    unclear: Vec<OutletId>,
}

fn of_event(groups: &Groups<'_>, sentences: &Sentences<'_>, compared: &ComparedEvent, cuts: Cuts) -> EventAlignment {
    let articles = sentences.articles(&compared.articles);
    let index = Index::new(&articles);
    let matches: Vec<Matches> = articles.iter().map(|article| index.best(&article.sentences)).collect();
    let counts = |at: &usize| groups.counted[compared.articles[*at]];
    let of_article = |a: usize| {
        let others: Vec<usize> =
            (0..articles.len()).filter(counts).filter(|b| articles[*b].outlet != articles[a].outlet).collect();
        if !counts(&a) || others.is_empty() {
            return ArticleAlignment::default();
        }
        let reaches = |found: alignment::Match| f64::from(found.similarity) >= cuts.matching;
        let is_aligned = |best: &&Vec<Option<alignment::Match>>| others.iter().any(|b| best[*b].is_some_and(reaches));
        ArticleAlignment {
            n_sentences: matches[a].len() as u32,
            n_aligned: matches[a].iter().filter(is_aligned).count() as u32,
        }
    };
    let place = |article: u32, sentence: u32| SentencePlace {
        article: compared.articles[article as usize] as u32,
        sentence: articles[article as usize].sentences[sentence as usize].position,
    };
    let mut found = EventAlignment {
        articles: (0..articles.len()).map(of_article).collect(),
        units: Vec::new(),
        carriers: Vec::new(),
        unclear: Vec::new(),
    };
    for (number, unit) in (1..).zip(units(&articles, &matches, cuts)) {
        found.units.push(AlignedUnit {
            event: compared.event,
            number,
            place: place(unit.article, unit.sentence),
            score: unit.score,
            first_carrier: found.carriers.len() as u32,
            n_carriers: unit.carriers.len() as u16,
            first_unclear: found.unclear.len() as u32,
            n_unclear: unit.unclear.len() as u16,
        });
        found.carriers.extend(unit.carriers.iter().map(|(article, found)| place(*article, found.sentence)));
        found.unclear.extend(unit.unclear.iter().map(|outlet| OutletId(*outlet)));
    }
    found
}

fn outlets(
    groups: &Groups<'_>,
    of_article: &[ArticleAlignment],
    sampled: &[Sampled],
    cut: f64,
) -> Vec<OutletAlignment> {
    let mut null = vec![(0u32, 0u32); groups.articles.len()];
    for sentence in sampled {
        let (n, n_reaching) = &mut null[sentence.outlet as usize];
        *n += sentence.null.len() as u32;
        *n_reaching += sentence.null.iter().filter(|score| score.best >= cut).count() as u32;
    }
    let of_outlet = |(outlet, articles): (usize, &Vec<usize>)| {
        let compared = || articles.iter().filter(|article| of_article[**article].n_sentences > 0);
        let mut events: Vec<u32> = compared().map(|&article| groups.events.of_article[article]).collect();
        events.sort_unstable();
        events.dedup();
        let (mut aligned, mut all) = (Array2::zeros((events.len(), 1)), Array2::zeros((events.len(), 1)));
        for &article in compared() {
            let row = events.binary_search(&groups.events.of_article[article]).unwrap_or(0);
            aligned[[row, 0]] += f64::from(of_article[article].n_aligned);
            all[[row, 0]] += f64::from(of_article[article].n_sentences);
        }
        let interval = if groups.n_resamples == 0 || events.is_empty() {
            None
        } else {
            let stream = OUTLET_STREAM + outlet as u64;
            Resamples::new(events.len(), groups.n_resamples, groups.seed, stream).mean_intervals(&aligned, &all)[0]
        };
        let (n, n_aligned) = (all.sum(), aligned.sum());
        OutletAlignment {
            outlet: OutletId(outlet as u32),
            n_events: events.len() as u64,
            n_sentences: n as u64,
            n_aligned: n_aligned as u64,
            share: ratio(n_aligned, n).map(|value| Estimate { value, interval, n: n as u64 }),
            null_share: ratio(f64::from(null[outlet].1), f64::from(null[outlet].0)),
        }
    };
    groups.articles.par_iter().enumerate().map(of_outlet).collect()
}
