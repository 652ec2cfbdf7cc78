//! House style: which terms are style, and how much of it each outlet has.

use super::groups::Groups;
use super::outlet::{OutletMeans, outlet_means};
use super::threads::*;
use crate::compare::outlet::GroupMean;
use crate::corpus::{Corpus, OutletId};
use crate::feature::Measured;
use crate::feature::typography::{MEASURES, N_MEASURES};
use crate::num::{Estimate, ratio};
use crate::terms::{Counts, Style, TermId, Vocabulary, function_words, style, style_words};
use crate::text::Tokenizer;

/// How much an outlet has of a mark of house style.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutletStyle {
    /// The outlet.
    pub outlet: OutletId,
    /// Position in [`style_measures`].
    pub measure: usize,
    /// The mean over its articles that give occasion for it.
    pub mean: GroupMean,
    /// How far it lies from the other outlets on the same events; `None` without a shared event.
    pub paired: Option<Estimate>,
    /// Split-half reliability over outlets; `None` with too few.
    pub reliability: Option<f64>,
}

/// The terms of house style of a vocabulary.
#[derive(Debug, Clone)]
pub(super) struct StyleTerms {
    kinds: Vec<Option<Style>>,
    /// For each outlet, the terms of its name, ascending.
    names: Vec<Vec<u32>>,
}

impl StyleTerms {
    /// Whether a term is house style, or of the name of one of `outlets`.
    pub(super) fn is_style(&self, term: u32, outlets: &[usize]) -> bool {
        self.kinds[term as usize].is_some()
            || outlets.iter().any(|outlet| self.names[*outlet].binary_search(&term).is_ok())
    }
}

/// The measures of house style by name, with what each means: those of words per 1,000 words, then of typography.
pub fn style_measures() -> Vec<(&'static str, String)> {
    let about = |kind: Style| match kind {
        Style::Honorific => "mr, mrs, dr and the like",
        Style::Title => "titles before a name: sen, senator, gov",
        Style::Attribution => "words of reporting speech: said, according, spokesman",
        Style::Time => "days, months, times of day",
        Style::Abbreviation => "short forms: u.s., us, gop, percent",
        Style::Credit => "credits and calls: photo, getty, subscribe",
        Style::Letter => "single letters, as of initials",
    };
    let words = Style::ALL.into_iter().map(|kind| (kind.name(), format!("{}, per 1,000 words", about(kind))));
    let own = std::iter::once(("self_mention", "words of the outlet's own name, per 1,000 words".to_owned()));
    words.chain(own).chain(MEASURES.map(|(name, about)| (name, about.to_owned()))).collect()
}

/// The words of an outlet's name as terms, function words left out: an outlet that speaks of itself uses them.
pub fn name_words(outlet: &str) -> Vec<String> {
    let function = function_words();
    let mut words = Tokenizer::default().forms(outlet);
    words.retain(|word| word.chars().count() > 1 && function.binary_search(&word.as_str()).is_err());
    words
}

/// The terms of house style in `vocabulary`, and those of the outlets' names.
pub(super) fn style_terms(vocabulary: &Vocabulary, corpus: &Corpus) -> StyleTerms {
    let words = style_words();
    let kinds = vocabulary.iter().map(|term| style(term, &words)).collect();
    let names = corpus.outlets().iter().map(|name| {
        let own = name_words(name);
        let mut terms: Vec<u32> = own.iter().filter_map(|word| vocabulary.id(word)).map(|id: TermId| id.0).collect();
        terms.sort_unstable();
        terms
    });
    StyleTerms { kinds, names: names.collect() }
}

/// Every outlet's house style, outlets x measures.
pub(super) fn outlet_styles(
    groups: &Groups<'_>,
    measured: &[Measured],
    counts: &Counts,
    terms: &StyleTerms,
) -> Vec<OutletStyle> {
    let n_words = Style::ALL.len() + 1;
    let rates: Vec<Vec<Option<f64>>> = (0..counts.n_rows())
        .into_par_iter()
        .map(|article| {
            let mut uses = vec![0.0; n_words];
            let own = groups.of_outlet[article].map(|outlet| &terms.names[outlet as usize]);
            let (used, n) = counts.row(article);
            for (term, &n) in used.iter().zip(n) {
                if let Some(kind) = terms.kinds[term.0 as usize] {
                    uses[kind as usize] += f64::from(n);
                }
                if own.is_some_and(|own| own.binary_search(&term.0).is_ok()) {
                    uses[n_words - 1] += f64::from(n);
                }
            }
            let total = counts.row_total(article) as f64;
            uses.iter().map(|n| ratio(1_000.0 * n, total)).collect()
        })
        .collect();
    let n_measures = n_words + N_MEASURES;
    let value = |article: usize, measure: usize| match measure.checked_sub(n_words) {
        None => rates[article][measure],
        Some(typography) => measured[article].typography[typography].map(f64::from),
    };
    let OutletMeans { means, paired, reliabilities } = outlet_means(groups, n_measures, &value);
    let row = |outlet: usize, measure: usize| OutletStyle {
        outlet: OutletId(outlet as u32),
        measure,
        mean: means[outlet][measure],
        paired: paired[outlet][measure],
        reliability: reliabilities[measure],
    };
    (0..groups.articles.len()).flat_map(|o| (0..n_measures).map(move |m| (o, m))).map(|(o, m)| row(o, m)).collect()
}
