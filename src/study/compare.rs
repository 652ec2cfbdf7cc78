//! The comparisons, in reading order: weights, events, outlets, coverage, slant, clusters, keywords.

use ndarray::Array2;

use super::alignment::align;
use super::choice;
use super::cluster::clusters;
use super::contrast::{contrasts, pairs_of_outlets};
use super::coverage::coverage;
use super::events::events;
use super::exploration::explore;
use super::findings::{Clustered, Compared, Covered, Placed};
use super::gather::Vocabularies;
use super::keywords::keywords;
use super::map::Mapped;
use super::outlet::{axes, axis_influences, outlet_frames};
use super::partisanship::partisanships;
use super::places::places;
use super::prepared::Prepared;
use super::slant::slant;
use super::style::{outlet_styles, style_terms};
use super::texts::Texts;
use super::voice::Voices;
use super::weights::weights;
use super::{Findings, MappedCorpus, Progress, Question, Study, vectors};
use crate::corpus::rating;
use crate::feature::frame;
use crate::terms::Counts;

/// Told how far a study is.
type Watch<'a> = &'a (dyn Fn(Progress) + Sync);

/// All that is found by comparing articles; questions that are not asked stay without an answer.
pub(super) fn compare(study: Study, all: MappedCorpus, watch: Watch<'_>) -> Findings {
    let MappedCorpus { corpus, pairs, texts, mapped, failed } = all;
    let Mapped { measured, counts, quoted, bigrams, is_name } = mapped;
    let Study { config, lexicons, targets, .. } = study;
    watch(Progress::Step("weighting terms"));
    let weights = weights(&counts);
    watch(Progress::Step("finding events"));
    let events = events(&corpus, &measured, &weights, &config);
    let frames = frame::frames(&lexicons);
    let places = places(&corpus, &config);
    let prepared = Prepared {
        corpus: &corpus,
        groups: places.groups(&events, &config),
        measured: &measured,
        counts: &counts,
        weights: &weights,
        is_name: &is_name,
        lexicons: &lexicons,
        frames: &frames,
        config: &config,
    };
    let asks = |question: Question| config.only.is_none_or(|only| only == question);
    let covered = if asks(Question::Coverage) { cover(&prepared, &texts, watch) } else { Covered::default() };
    let compared =
        if asks(Question::Compare) { outlets(&prepared, &bigrams, &quoted, watch) } else { Compared::default() };
    drop(quoted); // the projection below takes much memory
    let mut projected = None;
    let placed =
        if asks(Question::Slant) { place(&prepared, &bigrams, &mut projected, watch) } else { Placed::default() };
    let bigrams = bigrams.into_vocabulary();
    let clustered = if asks(Question::Cluster) { cluster(&prepared, projected, watch) } else { Clustered::default() };
    watch(Progress::Step("choosing keywords"));
    let keywords = keywords(&prepared, clustered.clusters.as_ref());
    let ratings = rating::of_outlets(&corpus, &config.ratings);
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
        compared,
        covered,
        placed,
        clustered,
        keywords,
        texts,
    }
}

/// Which sentences say the same, and who covers what.
fn cover(prepared: &Prepared<'_>, texts: &Texts, watch: Watch<'_>) -> Covered {
    watch(Progress::Step("aligning sentences"));
    let groups = &prepared.groups;
    let alignment = align(groups, prepared.corpus, prepared.counts, texts);
    Covered { coverage: coverage(groups, prepared.corpus, &alignment), alignment }
}

/// How outlets differ; `quoted` are the words inside quotes.
fn outlets(prepared: &Prepared<'_>, bigrams: &Counts, quoted: &Counts, watch: Watch<'_>) -> Compared {
    let &Prepared { corpus, groups, measured, counts, frames, lexicons, config, .. } = prepared;
    watch(Progress::Step("comparing outlets"));
    let outlet_frames = outlet_frames(&groups, measured, frames);
    let axes = axes(&groups, measured, frames, lexicons);
    let axis_influences = axis_influences(&groups, measured, lexicons);
    watch(Progress::Step("contrasting outlets"));
    let words = choice::counted(config.choices.words, counts, corpus);
    let pairs_of_words = choice::counted(config.choices.words, bigrams, corpus);
    let lengths = (0..counts.n_rows()).map(|article| counts.row_total(article)).collect();
    let vocabularies = Vocabularies::new(&words, &pairs_of_words, groups.counted, lengths);
    let (contrasts, all_outlets) = contrasts(&groups, &vocabularies, config);
    drop(vocabularies);
    let style_terms = style_terms(counts.vocabulary(), corpus);
    let pairs = pairs_of_outlets(&groups, config.max_contrast_outlets);
    let voices = Voices { all: counts, quoted };
    Compared {
        outlet_frames,
        axes,
        axis_influences,
        style: outlet_styles(&groups, measured, counts, &style_terms),
        partisanship: partisanships(&groups, &voices, &pairs, &style_terms, config.permutations),
        contrasts,
        all_outlets,
    }
}

/// Where outlets stand; `projected` are all articles' vectors, made here when they are needed.
fn place(prepared: &Prepared<'_>, bigrams: &Counts, projected: &mut Option<Array2<f64>>, watch: Watch<'_>) -> Placed {
    watch(Progress::Step("placing outlets"));
    let is_masked = vectors::is_style(prepared.corpus, prepared.counts.vocabulary(), prepared.is_name);
    let exploration = explore(&prepared.groups, prepared.counts, bigrams, &is_masked);
    let slant = (!prepared.config.anchors.is_empty()).then(|| {
        let vectors = projected.insert(project(prepared, watch));
        slant(prepared, bigrams, &is_masked, vectors.view())
    });
    Placed { slant, exploration }
}

/// The clusters of articles with the event taken out; `projected` are all articles' vectors where they are there already.
fn cluster(prepared: &Prepared<'_>, projected: Option<Array2<f64>>, watch: Watch<'_>) -> Clustered {
    let projected = projected.unwrap_or_else(|| project(prepared, watch));
    watch(Progress::Step("clustering"));
    let (clusters, fit) = clusters(prepared, projected);
    Clustered { clusters, fit }
}

fn project(prepared: &Prepared<'_>, watch: Watch<'_>) -> Array2<f64> {
    watch(Progress::Step("projecting"));
    vectors::project(prepared.counts, prepared.weights, prepared.config.seed)
}
