//! The comparisons, in reading order: weights, events, outlets, contrasts, clusters, keywords.

use rayon::prelude::*;

use super::alignment::{Alignment, align};
use super::choice::{self, CountedWords, GivenEvents};
use super::cluster::{self, Clusters};
use super::contrast::{contrasts, pairs_of_outlets};
use super::coverage::coverage;
use super::exploration::explore;
use super::gather::Vocabularies;
use super::map::Mapped;
use super::outlet::{axes, axis_influences, outlet_frames};
use super::partisanship::partisanships;
use super::slant::{self, slant};
use super::style::{outlet_styles, style_terms};
use super::voice::Voices;
use super::{Config, Duplicates, Findings, MappedCorpus, Progress, Question, Study, vectors};
use crate::compare::event::{self, Events};
use crate::corpus::{Corpus, OutletId, rating};
use crate::feature::Measured;
use crate::feature::frame;
use crate::terms::{self, Counts, Idf, Keep, Keyword, Tf, Weighing, Weights};

/// What a keyword is a keyword of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// An article, by position.
    Article(usize),
    /// An outlet.
    Outlet(OutletId),
    /// An event, by position.
    Event(usize),
    /// A cluster.
    Cluster(u32),
}

/// A term that marks an article, an outlet, an event or a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupKeyword {
    /// What it marks.
    pub scope: Scope,
    /// The term, its rank and its numbers.
    pub keyword: Keyword,
}

pub(super) const MANY_ARTICLES: usize = 4_000;
const ARTICLE_KEYWORDS: usize = 10;
pub(super) const GROUP_KEYWORDS: usize = 20;

pub(super) fn compare(study: Study, all: MappedCorpus, watch: &(dyn Fn(Progress) + Sync)) -> Findings {
    let MappedCorpus { corpus, pairs, mapped, failed } = all;
    let Mapped { measured, counts, quoted, bigrams, is_name } = mapped;
    let Study { config, lexicons, targets, tokenizer } = study;
    watch(Progress::Step("weighing terms"));
    let n_articles = corpus.articles().len();
    let weights = terms::weigh(&counts, &weighing(n_articles));
    watch(Progress::Step("finding events"));
    let events = events(&corpus, &measured, &weights, &config);
    let asks = |it: Question| config.only.is_none_or(|only| only == it);
    watch(Progress::Step("comparing outlets"));
    let frames = frame::frames(&lexicons);
    let ratings = rating::of_outlets(&corpus, &config.ratings);
    let places = places_of(&corpus, &config);
    let groups = places.groups(&events, &config);
    let compares = asks(Question::Compare);
    let outlet_frames = if compares { outlet_frames(&groups, &measured, &frames) } else { Vec::new() };
    let axes = if compares { axes(&groups, &measured, &frames, &lexicons) } else { Vec::new() };
    let axis_influences = if compares { axis_influences(&groups, &measured, &lexicons) } else { Vec::new() };
    let (mut alignment, mut covered) = (Alignment::default(), Vec::new());
    if asks(Question::Coverage) {
        watch(Progress::Step("aligning sentences"));
        alignment = align(&groups, &corpus, &counts, &tokenizer);
        covered = coverage(&groups, &corpus, &alignment);
    }
    watch(Progress::Step("contrasting outlets"));
    let fewer = |all: &Counts| match config.choices.words {
        CountedWords::All => None,
        words => Some(all.without(&choice::left_out(words, all.vocabulary(), &corpus))),
    };
    let (fewer_words, fewer_pairs) = (fewer(&counts), fewer(&bigrams));
    let counted = (fewer_words.as_ref().unwrap_or(&counts), fewer_pairs.as_ref().unwrap_or(&bigrams));
    let lengths = (0..counts.n_rows()).map(|it| counts.row_total(it)).collect();
    let vocabularies = Vocabularies::new(counted.0, counted.1, &places.counted, lengths);
    let (contrasts, all_outlets) =
        if compares { contrasts(&groups, &vocabularies, &config) } else { Default::default() };
    drop(vocabularies);
    let style_terms = style_terms(counts.vocabulary(), &corpus);
    let style = if compares { outlet_styles(&groups, &measured, &counts, &style_terms) } else { Vec::new() };
    let pairs_of_outlets = if compares { pairs_of_outlets(&groups, config.max_contrast_outlets) } else { Vec::new() };
    let voices = Voices { all: &counts, quoted: &quoted };
    let partisanship = partisanships(&groups, &voices, &pairs_of_outlets, &style_terms, config.permutations);
    drop(quoted); // the projection below takes much memory
    let project = || {
        watch(Progress::Step("projecting"));
        vectors::project(&counts, &weights, config.seed)
    };
    let (mut placed, mut exploration, mut projected) = (None, None, None);
    if asks(Question::Slant) {
        watch(Progress::Step("placing outlets"));
        let is_masked = vectors::is_style(&corpus, counts.vocabulary(), &is_name);
        exploration = explore(&groups, &counts, &bigrams, &is_masked);
        if !config.anchors.is_empty() {
            placed = Some(slant(&slant::Input {
                corpus: &corpus,
                groups: &groups,
                words: &counts,
                bigrams: &bigrams,
                is_masked: &is_masked,
                vectors: projected.insert(project()).view(),
                config: &config,
            }));
        }
    }
    let bigrams = bigrams.into_vocabulary();
    let projected = asks(Question::Cluster).then(|| projected.unwrap_or_else(project));
    watch(Progress::Step("clustering"));
    let input = cluster::Input {
        corpus: &corpus,
        groups: &groups,
        measured: &measured,
        frames: &frames,
        vocabulary: counts.vocabulary(),
        weights: &weights,
        is_name: &is_name,
        config: &config,
    };
    let (clusters, cluster_fit) = projected.map_or_else(Default::default, |it| cluster::clusters(&input, it));
    watch(Progress::Step("choosing keywords"));
    let keywords = keywords(&places.articles, &counts, &weights, &events, clusters.as_ref());
    Findings {
        corpus,
        ratings,
        pairs,
        failed,
        config,
        lexicons,
        targets,
        frames,
        measured,
        counts,
        bigrams,
        weights,
        events,
        outlet_frames,
        axes,
        axis_influences,
        alignment,
        coverage: covered,
        style,
        partisanship,
        contrasts,
        all_outlets,
        slant: placed,
        exploration,
        clusters,
        cluster_fit,
        keywords,
    }
}

/// Who belongs where, as [`Groups`] without the events.
pub(super) struct Places {
    of_outlet: Vec<Option<u32>>,
    pub(super) counted: Vec<bool>,
    articles: Vec<Vec<usize>>,
    slants: Vec<Option<f64>>,
}

pub(super) fn places_of(corpus: &Corpus, config: &Config) -> Places {
    let rated = rating::of_outlets(corpus, &config.ratings).into_iter();
    let counted = counted(corpus, config.duplicates);
    let mut articles = corpus.articles_by_outlet();
    articles.iter_mut().for_each(|it| it.retain(|it| counted[*it]));
    Places {
        of_outlet: corpus.articles().iter().map(|it| it.outlet.map(|it| it.0)).collect(),
        slants: rated.map(|it| rating::position(&it?.slant)).collect(),
        counted,
        articles,
    }
}

impl Places {
    pub(super) fn groups<'a>(&'a self, events: &'a Events, config: &Config) -> Groups<'a> {
        Groups {
            of_outlet: &self.of_outlet,
            counted: &self.counted,
            articles: &self.articles,
            events,
            slants: &self.slants,
            seed: config.seed,
            n_resamples: config.resamples,
        }
    }
}

/// Whether each article counts in comparisons: of an article and its copies the first does, if they count once.
fn counted(corpus: &Corpus, duplicates: Duplicates) -> Vec<bool> {
    corpus.articles().iter().map(|it| it.duplicate_of.is_none() || duplicates == Duplicates::All).collect()
}

/// The weights of events and clusters. In a handful of articles most words are in one article or in more than half of
/// them, so there the limits would leave nothing to compare.
pub(super) fn weighing(n_articles: usize) -> Weighing {
    let (min_articles, max_share) = match n_articles {
        0..10 => (1, 1.0),
        10..20 => (2, 1.0),
        _ => (2, 0.5),
    };
    Weighing { tf: Tf::Log, idf: Idf::Smooth, min_articles, max_share, keep: Keep::ContentWords }
}

pub(super) fn events(corpus: &Corpus, measured: &[Measured], weights: &Weights, config: &Config) -> Events {
    let articles = corpus.articles();
    let is_used = config.choices.events == GivenEvents::Used;
    let names: Vec<_> = articles.iter().map(|it| it.event.as_deref().filter(|_| is_used)).collect();
    let dates: Vec<_> = articles.iter().map(|it| it.date).collect();
    let n_words: Vec<u32> = measured.iter().map(|it| it.n_words[0]).collect();
    event::events(&names, weights, &dates, &n_words, config.seed)
}

/// Who belongs where, for means over outlets.
pub(super) struct Groups<'a> {
    pub(super) of_outlet: &'a [Option<u32>],
    /// Whether each article counts.
    pub(super) counted: &'a [bool],
    /// Each outlet's articles that count.
    pub(super) articles: &'a [Vec<usize>],
    pub(super) events: &'a Events,
    /// Where each outlet's rating stands (see [`rating::position`]).
    pub(super) slants: &'a [Option<f64>],
    pub(super) seed: u64,
    pub(super) n_resamples: usize,
}

fn keywords(
    articles_of_outlet: &[Vec<usize>],
    counts: &Counts,
    weights: &Weights,
    events: &Events,
    clusters: Option<&Clusters>,
) -> Vec<GroupKeyword> {
    let n_articles = counts.n_rows();
    let mut groups: Vec<(Scope, Vec<usize>)> = (0..n_articles).map(|it| (Scope::Article(it), vec![it])).collect();
    groups.extend(articles_of_outlet.iter().enumerate().map(|(o, it)| (Scope::Outlet(OutletId(o as u32)), it.clone())));
    groups.extend(events.list.iter().enumerate().map(|(e, it)| (Scope::Event(e), it.articles.clone())));
    if let Some(clusters) = clusters {
        let members = |c: u32| {
            (0..n_articles).filter(|&it| clusters.of_article[it].is_some_and(|place| place.cluster == c)).collect()
        };
        groups.extend((0..clusters.k as u32).map(|c| (Scope::Cluster(c), members(c))));
    }
    groups
        .par_iter()
        .flat_map_iter(|(scope, rows)| {
            let n = if matches!(scope, Scope::Article(_)) { ARTICLE_KEYWORDS } else { GROUP_KEYWORDS };
            let top = terms::keywords(counts, weights, rows, n);
            top.into_iter().map(|keyword| GroupKeyword { scope: *scope, keyword })
        })
        .collect()
}
