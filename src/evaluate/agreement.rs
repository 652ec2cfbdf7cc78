//! How far measures agree with hand codes, each statistic with its interval.
//!
//! Which statistics depends on the codes: numbers are correlated (Pearson, Spearman, Krippendorff's interval alpha); of two
//! classes AUC, precision, recall, F1 and nominal alpha are told, with any hit and with a cut; several classes are made by
//! cuts. Cuts are fitted on other units, in five folds. Articles without evidence count as 0, and are left out, in turn.
//! Outlets' means are correlated where three outlets or more have eight articles with evidence. Events found are held
//! against the codes by B-cubed. Intervals come from units (events, outlets) drawn again.
//!
//! What it cannot tell you: whether the codes are right, or how the measure would do on other articles than these.

use std::collections::BTreeMap;

use super::caution::Caution;
use super::gold::{Gold, gold};
use super::measure::{Measure, Pairing, column_of_targets, resolve, scores};
use super::places::Places;
use super::sample::{MIN_UNITS, ResampleBy, Sample, numbered, sample, units};
use crate::compare::agreement::b_cubed;
use crate::compare::outlet::correlation;
use crate::compare::validity::{
    alpha_interval, alpha_nominal, auc, classes_by_cuts, interval, macro_f1, retrieval, spearman,
};
use crate::corpus::{Corpus, Draft};
use crate::error::{Error, Kind, Result};
use crate::num::words::count;
use crate::num::{Interval, mean, ratio, sample_variance, sqrt};
use crate::read::{Options, Reading, Source, Sources};
use crate::study::{Config, Study};

/// What is held against what, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationSettings {
    /// Measures, each with the column that holds its codes.
    pub codes: Vec<Pairing>,
    /// A file of coded places, against which measures are held instead of columns.
    pub spans: Option<Source>,
    /// The column that holds the target of each row, for the measure `target_sentiment`.
    pub target_column: Option<String>,
    /// The codes to look at, the lowest first; none where codes are numbers, or no and yes.
    pub labels: Vec<String>,
    /// What is drawn again for the intervals, and kept together when cuts are fitted.
    pub by: ResampleBy,
    /// Resamples for each interval; 0 for no intervals.
    pub resamples: usize,
    /// The seed of every random step.
    pub seed: u64,
}

/// A statistic of a measure and its codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The measure, as it was named.
    pub measure: String,
    /// The column of its codes, or the code of places.
    pub code: String,
    /// The statistic.
    pub statistic: &'static str,
    /// Its value; `None` where it is not defined, as when nothing varies.
    pub value: Option<f64>,
    /// Its 95 % interval; `None` without resamples, or where few of them have a value.
    pub interval: Option<Interval>,
    /// Articles, sentences, words, places or outlets, as `about` says.
    pub n: usize,
    /// Of what it is.
    pub about: String,
}

/// What came of a validation.
#[derive(Debug, Clone)]
pub struct Validation {
    /// The statistics, in the order of the measures.
    pub rows: Vec<Agreement>,
    /// How many articles were read.
    pub n_articles: usize,
    /// What weakens it.
    pub cautions: Vec<Caution>,
    /// What reading gave besides.
    pub reading: Reading,
}

/// Holds measures of the articles at `inputs` against hand codes.
///
/// # Errors
/// When the input or a column cannot be read, a measure is not known or needs what was not given, or codes cannot be used.
pub fn validate(
    study: &Study,
    inputs: &Sources,
    options: &Options,
    settings: &ValidationSettings,
    n_threads: usize,
) -> Result<Validation> {
    let mut columns = Vec::new();
    let mut measures = Vec::new();
    for Pairing { measure: name, column } in &settings.codes {
        let measure = resolve(name, study)?;
        if settings.spans.is_none() {
            if matches!(measure, Measure::Quotes | Measure::Loaded) {
                let message = format!("the measure {} without --spans, expected it", name.name);
                return Err(
                    Error::new(Kind::Config, message).with_help("give the places that were coded: --spans FILE")
                );
            }
            columns.push(column.as_str());
            columns.extend(column_of_targets(measure, settings.target_column.as_deref())?);
        }
        measures.push((measure, name.name.as_str(), column.as_str()));
    }
    let (sample, reading) = sample(study, inputs, options, columns, n_threads)?;
    let all: Vec<usize> = (0..sample.articles.len()).collect();
    let (units, few) = units(&sample, &all, settings.by);
    let places = match &settings.spans {
        Some(codes) => Some(Places::new(codes, study, &sample, &units)?),
        None => None,
    };
    let of = Compared { study, sample: &sample, units: &units, settings, n_threads };
    let mut rows = Vec::new();
    for (measure, name, column) in measures {
        let lines = match &places {
            Some(places) => places.lines(settings, measure, column)?,
            None => of.lines(measure, column)?,
        };
        rows.extend(lines.into_iter().map(|line| line.of(name, column)));
    }
    let cautions = few.map(|n| Caution::FewUnits { n, expected: MIN_UNITS }).into_iter().collect();
    Ok(Validation { rows, n_articles: sample.articles.len(), cautions, reading })
}

/// An [`Agreement`] without the names of what agrees.
pub(super) struct Line {
    pub statistic: &'static str,
    pub value: Option<f64>,
    pub interval: Option<Interval>,
    pub n: usize,
    pub about: String,
}

impl Line {
    fn of(self, measure: &str, code: &str) -> Agreement {
        let Self { statistic, value, interval, n, about } = self;
        Agreement { measure: measure.to_owned(), code: code.to_owned(), statistic, value, interval, n, about }
    }
}

/// A sample, what is drawn again in it, and how.
struct Compared<'a> {
    study: &'a Study,
    sample: &'a Sample,
    units: &'a [u32],
    settings: &'a ValidationSettings,
    n_threads: usize,
}

/// The articles that a statistic is of.
struct Kept<'a> {
    settings: &'a ValidationSettings,
    /// By position in the sample.
    articles: Vec<usize>,
    units: Vec<u32>,
}

const WITH_EVIDENCE: &str = "articles with evidence";
const ALL_AS_0: &str = "all articles, no evidence as 0";

impl<'a> Compared<'a> {
    fn lines(&self, measure: Measure, column: &str) -> Result<Vec<Line>> {
        let codes = self.sample.column(column);
        if measure == Measure::Events {
            return self.events(codes);
        }
        let targets = column_of_targets(measure, self.settings.target_column.as_deref())?;
        let targets = targets.map_or(&[][..], |column| self.sample.column(column));
        let scores = scores(self.study, self.sample, measure, targets);
        Ok(match gold(&self.settings.labels, column, codes, &self.sample.articles)? {
            Gold::Numbers(codes) => self.numbers(&scores, &codes),
            Gold::Classes(codes, 2) => self.two_classes(&scores, &codes),
            Gold::Classes(codes, n) => self.classes(&scores, &codes, n),
        })
    }

    fn kept(&self, is_kept: impl Fn(usize) -> bool) -> Kept<'a> {
        let articles: Vec<usize> = (0..self.sample.articles.len()).filter(|&at| is_kept(at)).collect();
        Kept { settings: self.settings, units: articles.iter().map(|&at| self.units[at]).collect(), articles }
    }

    fn numbers(&self, scores: &[Option<f64>], codes: &[Option<f64>]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (about, with_evidence) in [(ALL_AS_0, false), (WITH_EVIDENCE, true)] {
            let kept = self.kept(|at| codes[at].is_some() && (scores[at].is_some() || !with_evidence));
            let x: Vec<f64> = kept.articles.iter().map(|&at| scores[at].unwrap_or(0.0)).collect();
            let y: Vec<f64> = kept.articles.iter().filter_map(|&at| codes[at]).collect();
            lines.push(kept.line("pearson", about, &|drawn| correlation(&pick(&x, drawn), &pick(&y, drawn))));
            lines.push(kept.line("spearman", about, &|drawn| spearman(&pick(&x, drawn), &pick(&y, drawn))));
            if with_evidence {
                lines.push(kept.line(
                    "alpha_interval",
                    "articles with evidence, both in standard deviations from their mean",
                    &|drawn| alpha_interval(&standardized(&pick(&x, drawn)), &standardized(&pick(&y, drawn))),
                ));
            }
        }
        lines.extend(self.outlet_level(scores, codes));
        lines
    }

    fn two_classes(&self, scores: &[Option<f64>], codes: &[Option<u32>]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (about, with_evidence) in [(ALL_AS_0, false), (WITH_EVIDENCE, true)] {
            let kept = self.kept(|at| codes[at].is_some() && (scores[at].is_some() || !with_evidence));
            let x: Vec<f64> = kept.articles.iter().map(|&at| scores[at].unwrap_or(0.0)).collect();
            let coded: Vec<bool> = kept.articles.iter().map(|&at| codes[at] == Some(1)).collect();
            lines.push(kept.line("auc", about, &|drawn| auc(&pick(&x, drawn), &pick(&coded, drawn))));
            if !with_evidence {
                let present: Vec<Option<f64>> = kept.articles.iter().map(|&at| scores[at]).collect();
                lines.extend(kept.of_found(&x, &present, &coded));
            }
        }
        lines.extend(self.outlet_level(scores, &as_numbers(codes)));
        lines
    }

    fn classes(&self, scores: &[Option<f64>], codes: &[Option<u32>], n: u32) -> Vec<Line> {
        let kept = self.kept(|at| codes[at].is_some());
        let present: Vec<Option<f64>> = kept.articles.iter().map(|&at| scores[at]).collect();
        let coded: Vec<u32> = kept.articles.iter().filter_map(|&at| codes[at]).collect();
        let found = classes_by_cuts(&present, &coded, n, n / 2, &kept.units, self.settings.seed);
        let about = "classes by cuts fitted on other units, five folds; no evidence in the middle class";
        let accuracy = |drawn: &[usize]| {
            let n_right = drawn.iter().filter(|&&at| found[at] == coded[at]).count();
            ratio(n_right as f64, drawn.len() as f64)
        };
        let zero: Vec<f64> = present.iter().map(|score| score.unwrap_or(0.0)).collect();
        let as_number: Vec<f64> = coded.iter().map(|code| f64::from(*code)).collect();
        let mut lines = vec![
            kept.line("macro_f1", about, &|drawn| macro_f1(&pick(&found, drawn), &pick(&coded, drawn))),
            kept.line("accuracy", about, &accuracy),
            kept.line("alpha_nominal", about, &|drawn| alpha_nominal(&pick(&found, drawn), &pick(&coded, drawn))),
            kept.line("spearman", ALL_AS_0, &|drawn| spearman(&pick(&zero, drawn), &pick(&as_number, drawn))),
        ];
        lines.extend(self.outlet_level(scores, &as_numbers(codes)));
        lines
    }

    /// Spearman's correlation of outlets' means, over outlets with eight articles or more.
    fn outlet_level(&self, scores: &[Option<f64>], codes: &[Option<f64>]) -> Option<Line> {
        const MIN_ARTICLES: usize = 8;
        const MIN_OUTLETS: usize = 3;
        let mut of_outlet: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
        for (at, outlet) in self.sample.outlets.iter().enumerate() {
            if let (Some(outlet), Some(score), Some(code)) = (outlet, scores[at], codes[at]) {
                let (scores, codes) = of_outlet.entry(outlet).or_default();
                scores.push(score);
                codes.push(code);
            }
        }
        let large = of_outlet.values().filter(|values| values.0.len() >= MIN_ARTICLES);
        let (x, y): (Vec<f64>, Vec<f64>) =
            large.filter_map(|(scores, codes)| Some((mean(scores)?, mean(codes)?))).unzip();
        (x.len() >= MIN_OUTLETS).then(|| Line {
            statistic: "spearman_outlets",
            value: spearman(&x, &y),
            interval: None,
            n: x.len(),
            about: format!("means of {} with {MIN_ARTICLES} articles or more with evidence", count(x.len(), "outlet")),
        })
    }

    /// The events found without looking at the column, against it.
    fn events(&self, codes: &[Option<String>]) -> Result<Vec<Line>> {
        let drafts = self.sample.articles.iter().zip(&self.sample.outlets).enumerate();
        let drafts = drafts.map(|(at, (article, outlet))| Draft {
            id: Some(format!("{at:09}")), // keeps the order of the input
            outlet: outlet.clone(),
            date: article.date,
            title: article.title.clone(),
            text: article.text.clone(),
            removed: article.removed.clone(),
            source_file: article.source_file.clone(),
            source_row: article.source_row,
            ..Draft::default()
        });
        let config = Config { resamples: 0, permutations: 0, seed: self.settings.seed, ..self.study.config().clone() };
        let findings = config.check()?.run(Corpus::new(drafts.collect()), self.n_threads, &|_| ())?;
        let kept = self.kept(|at| codes[at].is_some());
        let (truth, _) = numbered(kept.articles.iter().filter_map(|&at| codes[at].as_deref()));
        let found: Vec<u32> = kept.articles.iter().map(|&at| findings.events.of_article[at]).collect();
        let score = b_cubed(&found, &truth);
        let line = |statistic, value: Option<f64>| Line {
            statistic,
            value,
            interval: None,
            n: found.len(),
            about: "events found without this column".to_owned(),
        };
        Ok(vec![
            line("b_cubed_precision", score.map(|score| score.precision)),
            line("b_cubed_recall", score.map(|score| score.recall)),
            line("b_cubed_f1", score.map(|score| score.f1)),
        ])
    }
}

impl Kept<'_> {
    fn line(&self, statistic: &'static str, about: &str, of: &dyn Fn(&[usize]) -> Option<f64>) -> Line {
        let all: Vec<usize> = (0..self.articles.len()).collect();
        let interval = interval(&self.units, self.settings.resamples, self.settings.seed, of);
        Line { statistic, value: of(&all), interval, n: self.articles.len(), about: about.to_owned() }
    }

    /// What is found with any hit and with a cut, against two classes; `x` are the scores with 0 for no evidence.
    fn of_found(&self, x: &[f64], present: &[Option<f64>], coded: &[bool]) -> Vec<Line> {
        let as_class = |found: &[bool]| found.iter().map(|found| u32::from(*found)).collect::<Vec<_>>();
        let found: Vec<bool> = x.iter().map(|score| *score > 0.0).collect();
        let (found_as, coded_as) = (as_class(&found), as_class(coded));
        let any = "found: above 0";
        let retrieved = |found: &[bool], drawn: &[usize]| retrieval(&pick(found, drawn), &pick(coded, drawn));
        let alpha = |found: &[u32], drawn: &[usize]| alpha_nominal(&pick(found, drawn), &pick(&coded_as, drawn));
        let cut = classes_by_cuts(present, &coded_as, 2, 0, &self.units, self.settings.seed);
        let found_by_cut: Vec<bool> = cut.iter().map(|class| *class == 1).collect();
        let by_cut = "found: above a cut fitted on other units, five folds";
        vec![
            self.line("precision", any, &|drawn| retrieved(&found, drawn).precision),
            self.line("recall", any, &|drawn| retrieved(&found, drawn).recall),
            self.line("f1", any, &|drawn| retrieved(&found, drawn).f1),
            self.line("alpha_nominal", any, &|drawn| alpha(&found_as, drawn)),
            self.line("f1", "all coded 1, for comparison", &|drawn| {
                retrieval(&vec![true; drawn.len()], &pick(coded, drawn)).f1
            }),
            self.line("f1", by_cut, &|drawn| retrieved(&found_by_cut, drawn).f1),
            self.line("alpha_nominal", by_cut, &|drawn| alpha(&cut, drawn)),
        ]
    }
}

fn pick<T: Copy>(values: &[T], drawn: &[usize]) -> Vec<T> {
    drawn.iter().map(|&at| values[at]).collect()
}

fn as_numbers(codes: &[Option<u32>]) -> Vec<Option<f64>> {
    codes.iter().map(|code| code.map(f64::from)).collect()
}

/// Numbers in units of their standard deviation from their mean.
fn standardized(values: &[f64]) -> Vec<f64> {
    let mean = mean(values).unwrap_or(0.0);
    let deviation = sample_variance(values).map_or(1.0, sqrt);
    values.iter().map(|value| (value - mean) / deviation).collect()
}
