//! `slantwise validate`: how far measures agree with hand codes, with intervals.

mod spans;

use std::collections::BTreeMap;
use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use slantwise::compare::agreement::b_cubed;
use slantwise::compare::outlet::correlation;
use slantwise::compare::validity::{
    alpha_interval, alpha_nominal, auc, classes_by_cuts, interval, macro_f1, retrieval, spearman,
};
use slantwise::corpus::{Corpus, Draft};
use slantwise::error::{Error, Kind, Result};
use slantwise::num::Interval;
use slantwise::report::csv::guarded;
use slantwise::study::{Config, Study};

use super::coded::{self, Gold, Measure, Sample};
use super::input::{self, Input, StudyArguments};
use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome};

const EXAMPLES: &str = "Examples:
  slantwise validate coded.csv --lexicon generic-frames --code conflict=CO --code morality=MO
  slantwise validate rated.csv --code sent_mean=rating
  slantwise validate news.csv --lexicon migration --code terms_of_reference@author=slant --labels left,right --by outlet
  slantwise validate sentences.csv --code target_sentiment=label --target-column target --labels negative,neutral,positive
  slantwise validate news.csv --code events=story
  slantwise validate news.csv --spans coded-spans.csv --code crime=CRIME --code quotes=SPEECH --code loaded=LEXICAL";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    study: StudyArguments,
    /// A measure and the column with its hand codes; repeat for several. A measure is a category (hits per 1,000 words), an axis, a column of `articles` such as sent_mean, each with @author or @quoted behind it for one voice; `target_sentiment` (see --target-column); or `events`, the events found. With --spans: a category, `quotes` or `loaded`, and a code of that file.
    #[arg(long = "code", required = true, value_name = "MEASURE=COLUMN")]
    codes: Vec<String>,
    /// Hand codes of places instead of articles: a CSV file with article_id, start, end (in Unicode characters of the text as read, as in hits.csv) and code; with quote, the words there are checked.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["labels", "target_column"])]
    spans: Option<PathBuf>,
    /// A column with a name in each row, towards which the measure target_sentiment is.
    #[arg(long, value_name = "COLUMN")]
    target_column: Option<String>,
    /// The codes to look at, the lowest first, such as left,right; articles with another are left out. Needed unless codes are numbers or yes and no.
    #[arg(long, value_name = "LOW,...,HIGH", value_delimiter = ',')]
    labels: Vec<String>,
    /// What is drawn again for the intervals, and kept together when cuts are fitted.
    #[arg(long, value_enum, default_value = "event", value_name = "UNIT")]
    by: Unit,
    /// Resamples for each interval; 0 leaves the intervals out.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    resamples: usize,
    /// Seed of every random step.
    #[arg(long, default_value_t = 42, value_name = "N")]
    seed: u64,
}

/// What is drawn again; an article without an event or an outlet is one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    Event,
    Outlet,
    Article,
}

/// One line of the answer.
struct Line {
    statistic: &'static str,
    value: Option<f64>,
    interval: Option<Interval>,
    n: usize,
    about: String,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let study = arguments.study.config().check()?;
    let pairs = arguments.codes.iter().map(|it| coded::pair(it, &study)).collect::<Result<Vec<_>>>()?;
    let options = arguments.input.reading.options()?;
    let (mut sample, reading) = coded::sample(&arguments.input, &options, &study, arguments.study.threads)?;
    sample.units = units(arguments, &sample, terminal);
    let target_column = arguments.target_column.as_deref();
    terminal.say(&count(sample.articles.len(), "article"));
    let places = arguments.spans.as_deref().map(|it| spans::Places::new(it, &study, &sample)).transpose()?;
    let mut rows = Vec::new();
    for (name, measure, column) in &pairs {
        if let Some(places) = &places {
            rows.extend(spans::lines(arguments, places, measure, column)?.into_iter().map(|it| row(name, column, it)));
            continue;
        }
        let codes = coded::cells(&arguments.input, &options, column, sample.articles.len())?;
        let lines = match measure {
            Measure::Events => events(arguments, &study, &sample, &codes)?,
            Measure::Quotes | Measure::Loaded => {
                let message = format!("the measure {name} without --spans, expected it");
                let help = "give the places that were coded: --spans FILE";
                return Err(Error::new(Kind::Config, message).with_help(help).into());
            }
            _ => {
                let targets = coded::targets(&arguments.input, &options, measure, target_column, &sample)?;
                let scores = coded::scores(&study, &sample, measure, &targets)?;
                match coded::gold(&arguments.labels, column, &codes, &sample.articles)? {
                    Gold::Numbers(codes) => numbers(arguments, &sample, &scores, &codes),
                    Gold::Classes(codes, 2) => two_classes(arguments, &sample, &scores, &codes),
                    Gold::Classes(codes, n) => classes(arguments, &sample, &scores, &codes, n),
                }
            }
        };
        rows.extend(lines.into_iter().map(|it| row(name, column, it)));
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(BufWriter::new(io::stdout().lock()));
    writer
        .write_record(["measure", "code", "statistic", "value", "ci_low", "ci_high", "n", "about"])
        .map_err(io::Error::from)?;
    for row in rows {
        input::write_row(&mut writer, row)?;
    }
    writer.flush()?;
    Ok(arguments.input.reading.outcome(&reading, 0, terminal))
}

fn row(name: &str, code: &str, line: Line) -> Vec<String> {
    let number = |it: Option<f64>| it.map_or_else(String::new, |it| format!("{it:.4}"));
    let (low, high) = line.interval.map(Interval::ends).unzip();
    let cells = [&guarded(name), &guarded(code), line.statistic, &number(line.value), &number(low), &number(high)];
    cells.into_iter().map(str::to_owned).chain([line.n.to_string(), line.about]).collect()
}

/// Fewer events or outlets than these are not drawn again.
const MIN_UNITS: usize = 5;

/// What is drawn again, for each article.
fn units(arguments: &Arguments, sample: &Sample, terminal: &Terminal) -> Vec<u32> {
    let names =
        sample.articles.iter().zip(&sample.outlets).enumerate().map(|(at, (article, outlet))| match arguments.by {
            Unit::Event => article.event.clone().ok_or(at),
            Unit::Outlet => outlet.clone().ok_or(at),
            Unit::Article => Err(at),
        });
    let mut numbers: BTreeMap<std::result::Result<String, usize>, u32> = BTreeMap::new();
    let units: Vec<u32> = names
        .map(|it| {
            let next = numbers.len() as u32;
            *numbers.entry(it).or_insert(next)
        })
        .collect();
    if numbers.len() >= MIN_UNITS {
        return units;
    }
    terminal.warn(&format!(
        "found {} to draw again, expected {MIN_UNITS} or more: articles are drawn instead, so intervals are too narrow",
        count(numbers.len(), "unit")
    ));
    (0..sample.articles.len() as u32).collect()
}

/// What is common to all comparisons: a statistic of the articles kept, and its interval.
struct Compared<'a> {
    arguments: &'a Arguments,
    /// The articles, by position.
    kept: Vec<usize>,
    units: Vec<u32>,
}

impl Compared<'_> {
    fn line(&self, statistic: &'static str, about: &str, of: &dyn Fn(&[usize]) -> Option<f64>) -> Line {
        let all: Vec<usize> = (0..self.kept.len()).collect();
        let interval = interval(&self.units, self.arguments.resamples, self.arguments.seed, of);
        Line { statistic, value: of(&all), interval, n: self.kept.len(), about: about.to_owned() }
    }
}

fn compared<'a>(arguments: &'a Arguments, sample: &Sample, is_kept: &dyn Fn(usize) -> bool) -> Compared<'a> {
    let kept: Vec<usize> = (0..sample.articles.len()).filter(|it| is_kept(*it)).collect();
    Compared { arguments, units: kept.iter().map(|&it| sample.units[it]).collect(), kept }
}

const WITH_EVIDENCE: &str = "articles with evidence";
const ALL_AS_0: &str = "all articles, no evidence as 0";

fn pick<T: Copy>(values: &[T], drawn: &[usize]) -> Vec<T> {
    drawn.iter().map(|&it| values[it]).collect()
}

fn numbers(arguments: &Arguments, sample: &Sample, scores: &[Option<f64>], codes: &[Option<f64>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (about, with_evidence) in [(ALL_AS_0, false), (WITH_EVIDENCE, true)] {
        let compared =
            compared(arguments, sample, &|it| codes[it].is_some() && (scores[it].is_some() || !with_evidence));
        let x: Vec<f64> = compared.kept.iter().map(|&it| scores[it].unwrap_or(0.0)).collect();
        let y: Vec<f64> = compared.kept.iter().filter_map(|&it| codes[it]).collect();
        lines.push(compared.line("pearson", about, &|it| correlation(&pick(&x, it), &pick(&y, it))));
        lines.push(compared.line("spearman", about, &|it| spearman(&pick(&x, it), &pick(&y, it))));
        if with_evidence {
            lines.push(compared.line(
                "alpha_interval",
                "articles with evidence, both in standard deviations from their mean",
                &|it| alpha_interval(&stretched(&pick(&x, it)), &stretched(&pick(&y, it))),
            ));
        }
    }
    lines.extend(outlet_level(sample, scores, codes));
    lines
}

/// Numbers in units of their standard deviation from their mean.
fn stretched(values: &[f64]) -> Vec<f64> {
    let mean = slantwise::num::mean(values).unwrap_or(0.0);
    let deviation = slantwise::num::sample_variance(values).map_or(1.0, slantwise::num::sqrt);
    values.iter().map(|it| (it - mean) / deviation).collect()
}

fn two_classes(arguments: &Arguments, sample: &Sample, scores: &[Option<f64>], codes: &[Option<u32>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (about, with_evidence) in [(ALL_AS_0, false), (WITH_EVIDENCE, true)] {
        let compared =
            compared(arguments, sample, &|it| codes[it].is_some() && (scores[it].is_some() || !with_evidence));
        let x: Vec<f64> = compared.kept.iter().map(|&it| scores[it].unwrap_or(0.0)).collect();
        let coded: Vec<bool> = compared.kept.iter().map(|&it| codes[it] == Some(1)).collect();
        lines.push(compared.line("auc", about, &|it| auc(&pick(&x, it), &pick(&coded, it))));
        if with_evidence {
            continue;
        }
        let found: Vec<bool> = x.iter().map(|it| *it > 0.0).collect();
        let any = "found: above 0";
        lines.push(compared.line("precision", any, &|it| retrieval(&pick(&found, it), &pick(&coded, it)).precision));
        lines.push(compared.line("recall", any, &|it| retrieval(&pick(&found, it), &pick(&coded, it)).recall));
        lines.push(compared.line("f1", any, &|it| retrieval(&pick(&found, it), &pick(&coded, it)).f1));
        let [found, coded_as] = [&found, &coded].map(|it| it.iter().map(|it| u32::from(*it)).collect::<Vec<_>>());
        lines.push(compared.line("alpha_nominal", any, &|it| alpha_nominal(&pick(&found, it), &pick(&coded_as, it))));
        lines.push(
            compared.line("f1", "all coded 1, for comparison", &|it| {
                retrieval(&vec![true; it.len()], &pick(&coded, it)).f1
            }),
        );
        let present: Vec<Option<f64>> = compared.kept.iter().map(|&it| scores[it]).collect();
        let cut = classes_by_cuts(&present, &coded_as, 2, 0, &compared.units, arguments.seed);
        let by_cut = "found: above a cut fitted on other units, five folds";
        let found: Vec<bool> = cut.iter().map(|it| *it == 1).collect();
        lines.push(compared.line("f1", by_cut, &|it| retrieval(&pick(&found, it), &pick(&coded, it)).f1));
        lines.push(compared.line("alpha_nominal", by_cut, &|it| alpha_nominal(&pick(&cut, it), &pick(&coded_as, it))));
    }
    lines.extend(outlet_level(sample, scores, &as_numbers(codes)));
    lines
}

fn as_numbers(codes: &[Option<u32>]) -> Vec<Option<f64>> {
    codes.iter().map(|it| it.map(f64::from)).collect()
}

fn classes(arguments: &Arguments, sample: &Sample, scores: &[Option<f64>], codes: &[Option<u32>], n: u32) -> Vec<Line> {
    let compared = compared(arguments, sample, &|it| codes[it].is_some());
    let present: Vec<Option<f64>> = compared.kept.iter().map(|&it| scores[it]).collect();
    let coded: Vec<u32> = compared.kept.iter().filter_map(|&it| codes[it]).collect();
    let found = classes_by_cuts(&present, &coded, n, n / 2, &compared.units, arguments.seed);
    let about = "classes by cuts fitted on other units, five folds; no evidence in the middle class";
    let accuracy = |it: &[usize]| {
        let n_right = it.iter().filter(|&&it| found[it] == coded[it]).count();
        slantwise::num::ratio(n_right as f64, it.len() as f64)
    };
    let zero: Vec<f64> = present.iter().map(|it| it.unwrap_or(0.0)).collect();
    let as_number: Vec<f64> = coded.iter().map(|it| f64::from(*it)).collect();
    let mut lines = vec![
        compared.line("macro_f1", about, &|it| macro_f1(&pick(&found, it), &pick(&coded, it))),
        compared.line("accuracy", about, &accuracy),
        compared.line("alpha_nominal", about, &|it| alpha_nominal(&pick(&found, it), &pick(&coded, it))),
        compared.line("spearman", ALL_AS_0, &|it| spearman(&pick(&zero, it), &pick(&as_number, it))),
    ];
    lines.extend(outlet_level(sample, scores, &as_numbers(codes)));
    lines
}

/// Spearman's correlation of outlets' means, over outlets with eight articles or more.
fn outlet_level(sample: &Sample, scores: &[Option<f64>], codes: &[Option<f64>]) -> Option<Line> {
    const MIN_ARTICLES: usize = 8;
    let mut of_outlet: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (at, outlet) in sample.outlets.iter().enumerate() {
        if let (Some(outlet), Some(score), Some(code)) = (outlet, scores[at], codes[at]) {
            of_outlet.entry(outlet).or_default().push((score, code));
        }
    }
    let large = of_outlet.values().filter(|it| it.len() >= MIN_ARTICLES);
    let mean = |it: &[f64]| slantwise::num::mean(it).unwrap_or(0.0);
    let (x, y): (Vec<f64>, Vec<f64>) = large
        .map(|it| {
            let (scores, codes): (Vec<f64>, Vec<f64>) = it.iter().copied().unzip();
            (mean(&scores), mean(&codes))
        })
        .unzip();
    let about = format!("means of {} with {MIN_ARTICLES} articles or more with evidence", count(x.len(), "outlet"));
    (x.len() >= 3).then(|| Line {
        statistic: "spearman_outlets",
        value: spearman(&x, &y),
        interval: None,
        n: x.len(),
        about,
    })
}

/// The events found without looking at the column, against it.
fn events(arguments: &Arguments, study: &Study, sample: &Sample, codes: &[Option<String>]) -> Result<Vec<Line>> {
    let drafts = sample.articles.iter().enumerate().map(|(at, it)| Draft {
        id: Some(format!("{at:09}")), // keeps the order of the input
        outlet: sample.outlets[at].clone(),
        date: it.date,
        title: it.title.clone(),
        text: it.text.clone(),
        removed: it.removed.clone(),
        source_file: it.source_file.clone(),
        source_row: it.source_row,
        ..Draft::default()
    });
    let config = Config { resamples: 0, permutations: 0, seed: arguments.seed, ..study.config.clone() };
    let findings = config.check()?.run(Corpus::new(drafts.collect()), arguments.study.threads, &|_| ())?;
    let compared = compared(arguments, sample, &|it| codes[it].is_some());
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let truth: Vec<u32> = compared
        .kept
        .iter()
        .filter_map(|&it| codes[it].as_deref())
        .map(|it| {
            let next = numbers.len() as u32;
            *numbers.entry(it).or_insert(next)
        })
        .collect();
    let found: Vec<u32> = compared.kept.iter().map(|&it| findings.events.of_article[it]).collect();
    let score = b_cubed(&found, &truth);
    let line = |statistic, value: Option<f64>| Line {
        statistic,
        value,
        interval: None,
        n: found.len(),
        about: "events found without this column".to_owned(),
    };
    Ok(vec![
        line("b_cubed_precision", score.map(|it| it.precision)),
        line("b_cubed_recall", score.map(|it| it.recall)),
        line("b_cubed_f1", score.map(|it| it.f1)),
    ])
}
