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
use slantwise::corpus::{Article, Corpus, Draft};
use slantwise::error::{Error, Kind, Result};
use slantwise::feature::{self, Measured, frame, target};
use slantwise::read::{self, Field};
use slantwise::report::csv::guarded;
use slantwise::study::{Config, Study};
use slantwise::text::{Span, TokenText, Tokenizer, Voice};

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

/// What is held against hand codes.
enum Measure {
    /// A column of `articles`, by position.
    Feature(usize),
    /// A frame by position, and whose words.
    Frame(usize, Voice),
    /// Lexicon, axis and whose words.
    Axis(usize, usize, Voice),
    /// Sentiment towards the row's own target.
    Target,
    /// The events found.
    Events,
    /// Words in direct quotes; against places only.
    Quotes,
    /// How likely a sentence holds loaded words; against places only.
    Loaded,
}

/// Hand codes of articles; `None` where there is none.
enum Gold {
    /// Numbers.
    Numbers(Vec<Option<f64>>),
    /// Classes, the lowest first, and how many.
    Classes(Vec<Option<u32>>, u32),
}

/// The articles, in the order of the input, and what was measured on them.
struct Sample {
    articles: Vec<Article>,
    measured: Vec<Option<Measured>>,
    /// What is drawn again.
    units: Vec<u32>,
    outlets: Vec<Option<String>>,
}

/// One line of the answer.
struct Line {
    statistic: &'static str,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
    n: usize,
    about: String,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let study = arguments.study.config().check()?;
    let pairs = arguments.codes.iter().map(|it| pair(it, &study)).collect::<Result<Vec<_>>>()?;
    let options = arguments.input.reading.options()?;
    let (drafts, reading) = read(arguments, &options)?;
    let sample = sample(arguments, &study, drafts, terminal)?;
    terminal.say(&count(sample.articles.len(), "article"));
    let places = arguments.spans.as_deref().map(|it| spans::Places::new(it, &study, &sample)).transpose()?;
    let mut rows = Vec::new();
    for (name, measure, column) in &pairs {
        if let Some(places) = &places {
            rows.extend(spans::lines(arguments, places, measure, column)?.into_iter().map(|it| row(name, column, it)));
            continue;
        }
        let codes = codes(arguments, &options, column, sample.articles.len())?;
        let lines = match measure {
            Measure::Events => events(arguments, &study, &sample, &codes)?,
            Measure::Quotes | Measure::Loaded => {
                let message = format!("the measure {name} without --spans, expected it");
                let help = "give the places that were coded: --spans FILE";
                return Err(Error::new(Kind::Config, message).with_help(help).into());
            }
            _ => {
                let scores = match (measure, &arguments.target_column) {
                    (Measure::Target, None) => {
                        let message = "the measure target_sentiment without --target-column, expected it";
                        let help = "name the column that holds a person or thing in each row: --target-column NAME";
                        return Err(Error::new(Kind::Config, message).with_help(help).into());
                    }
                    (Measure::Target, Some(column)) => towards_targets(
                        &study,
                        &sample,
                        &self::codes(arguments, &options, column, sample.articles.len())?,
                    )?,
                    _ => scores(&study, &sample, measure),
                };
                match gold(arguments, column, &codes)? {
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
    let (low, high) = line.interval.unzip();
    let cells = [&guarded(name), &guarded(code), line.statistic, &number(line.value), &number(low), &number(high)];
    cells.into_iter().map(str::to_owned).chain([line.n.to_string(), line.about]).collect()
}

/// A column's cells, in the order of the articles.
///
/// # Errors
/// When the input cannot be read once more, as standard input, or has changed.
fn codes(
    arguments: &Arguments,
    options: &read::Options,
    column: &str,
    n_articles: usize,
) -> Result<Vec<Option<String>>> {
    let mut told = options.clone();
    told.columns.retain(|it| it.0 != Field::Code);
    told.columns.push((Field::Code, column.to_owned()));
    if arguments.input.inputs.iter().any(|it| it.as_os_str() == "-") {
        let message = "standard input, which can be read only once; expected a file";
        return Err(Error::new(Kind::Config, message).with_help("save it in a file, and give that"));
    }
    let drafts = read::read(&arguments.input.inputs, &told)?.drafts;
    if drafts.len() != n_articles {
        let message = format!("found {} articles when reading again, expected {n_articles}", drafts.len());
        return Err(Error::new(Kind::Input, message).with_help("do not change the input meanwhile"));
    }
    Ok(drafts.into_iter().map(|it| it.code).collect())
}

/// Sentiment towards the target of each row; `None` without a target, a mention or evidence.
fn towards_targets(study: &Study, sample: &Sample, names: &[Option<String>]) -> Result<Vec<Option<f64>>> {
    let own = study.config.tokenizer.as_deref();
    let mut tokenizer = own.map_or_else(|| Ok(Tokenizer::default()), Tokenizer::from_file)?;
    let rows = sample.articles.iter().zip(&sample.measured).zip(names);
    let towards = |((article, measured), name): ((&Article, &Option<Measured>), &Option<String>)| {
        let (measured, target) = (measured.as_ref()?, target::parse(name.as_ref()?, &mut tokenizer).ok()?);
        let removed: Vec<Span> = article.removed.iter().map(|it| it.span).collect();
        let read = TokenText::new(&article.text, &removed, &mut tokenizer);
        let found = target::measure(&read, &tokenizer, &measured.hits, &[target]);
        found[0].sentiment[Voice::All as usize].mean
    };
    Ok(rows.map(towards).collect())
}

/// The articles without their event, if that is what is to be found.
fn read(arguments: &Arguments, options: &read::Options) -> Result<(Vec<Draft>, read::Reading)> {
    let mut reading = read::read(&arguments.input.inputs, options)?;
    let mut drafts = std::mem::take(&mut reading.drafts);
    for draft in &mut drafts {
        input::cleaned(draft, arguments.input.reading.clean.level())
            .map_err(|it| Error::new(Kind::Input, input::shown(&it)).with_help("take this row out and try again"))?;
    }
    Ok((drafts, reading))
}

/// Fewer events or outlets than these are not drawn again.
const MIN_UNITS: usize = 5;

fn sample(arguments: &Arguments, study: &Study, drafts: Vec<Draft>, terminal: &Terminal) -> Result<Sample> {
    let outlets: Vec<Option<String>> = drafts.iter().map(|it| it.outlet.clone()).collect();
    let articles: Vec<Article> = drafts.into_iter().map(Article::from).collect();
    let results = study.measure(&articles, arguments.study.threads)?;
    let names = articles.iter().zip(&outlets).enumerate().map(|(at, (article, outlet))| match arguments.by {
        Unit::Event => article.event.clone().ok_or(at),
        Unit::Outlet => outlet.clone().ok_or(at),
        Unit::Article => Err(at),
    });
    let mut numbers: BTreeMap<std::result::Result<String, usize>, u32> = BTreeMap::new();
    let mut units: Vec<u32> = names
        .map(|it| {
            let next = numbers.len() as u32;
            *numbers.entry(it).or_insert(next)
        })
        .collect();
    if numbers.len() < MIN_UNITS {
        terminal.warn(&format!(
            "found {} to draw again, expected {MIN_UNITS} or more: articles are drawn instead, so intervals are too narrow",
            count(numbers.len(), "unit")
        ));
        units = (0..articles.len() as u32).collect();
    }
    Ok(Sample { articles, measured: results.into_iter().map(std::result::Result::ok).collect(), units, outlets })
}

/// `MEASURE=COLUMN` as its name, what it is, and the column.
fn pair(told: &str, study: &Study) -> Result<(String, Measure, String)> {
    let failed = |message: String| Error::new(Kind::Config, message);
    let (name, column) = told.split_once('=').filter(|it| !it.0.is_empty() && !it.1.is_empty()).ok_or_else(|| {
        failed(format!("found `{told}` in --code, expected MEASURE=COLUMN"))
            .with_help("say for example --code sent_mean=rating")
    })?;
    let (plain, voice) = match name.split_once('@') {
        None => (name, Voice::All),
        Some((plain, "author")) => (plain, Voice::Author),
        Some((plain, "quoted")) => (plain, Voice::Quoted),
        Some((_, other)) => {
            return Err(failed(format!("found the voice `{other}` in --code, expected author or quoted")));
        }
    };
    if plain == "events" {
        return Ok((name.to_owned(), Measure::Events, column.to_owned()));
    }
    if let Some(measure) =
        [("quotes", Measure::Quotes), ("loaded", Measure::Loaded)].into_iter().find(|it| it.0 == name)
    {
        return Ok((name.to_owned(), measure.1, column.to_owned()));
    }
    if plain == "target_sentiment" {
        return Ok((name.to_owned(), Measure::Target, column.to_owned()));
    }
    let frames = study.frames();
    let is_frame = |it: &frame::FrameId| {
        let lexicon = &study.lexicons[it.lexicon as usize];
        let category = &lexicon.categories[it.category as usize].name;
        *category == plain || format!("{}.{category}", lexicon.name) == plain
    };
    let feature =
        feature::columns().iter().position(|it| it.name == plain && voice == Voice::All).map(Measure::Feature);
    let axis = || {
        let axes = study.lexicons.iter().enumerate();
        axes.flat_map(|(l, it)| it.axes.iter().enumerate().map(move |(a, it)| (l, a, &it.name)))
            .find(|it| it.2 == plain)
            .map(|(l, a, _)| Measure::Axis(l, a, voice))
    };
    let found = feature.or_else(|| frames.iter().position(is_frame).map(|it| Measure::Frame(it, voice))).or_else(axis);
    let measure = found.ok_or_else(|| {
        let names = study.lexicons.iter().flat_map(|it| {
            let frames =
                it.categories.iter().filter(|it| it.role == slantwise::lexicon::Role::Frame).map(|it| it.name.as_str());
            frames.chain(it.axes.iter().map(|it| it.name.as_str()))
        });
        let known: Vec<&str> = names.collect();
        failed(format!(
            "no measure `{plain}`; found {}, the columns of `articles`, target_sentiment, events, quotes and loaded",
            known.join(", ")
        ))
        .with_help("name the word list that has the category: --lexicon NAME")
    })?;
    Ok((name.to_owned(), measure, column.to_owned()))
}

/// The value of each article; `None` without evidence. An axis is its log ratio, with the sample's smoothing.
fn scores(study: &Study, sample: &Sample, measure: &Measure) -> Vec<Option<f64>> {
    let each =
        |value: &dyn Fn(&Measured) -> Option<f64>| sample.measured.iter().map(|it| value(it.as_ref()?)).collect();
    match *measure {
        Measure::Feature(at) => each(&|it| it.values[at]),
        Measure::Frame(at, voice) => {
            each(&|it| frame::per_1000(it.n_frame_hits[voice as usize][at], it.n_words[voice as usize]))
        }
        Measure::Axis(lexicon, axis, voice) => {
            let (axis, frames) = (&study.lexicons[lexicon].axes[axis], study.frames());
            let poles = |it: &Measured| frame::poles(axis, lexicon as u16, &frames, &it.n_frame_hits[voice as usize]);
            let sum: f64 = sample.measured.iter().flatten().map(poles).map(|(a, b)| f64::from(a + b)).sum();
            let smoothing = sum / 2.0 / sample.measured.len().max(1) as f64;
            each(&|it| {
                let (a, b) = poles(it);
                frame::log_ratio(a, b, smoothing)
            })
        }
        Measure::Target | Measure::Events | Measure::Quotes | Measure::Loaded => Vec::new(),
    }
}

fn gold(arguments: &Arguments, column: &str, codes: &[Option<String>]) -> Result<Gold> {
    let classes = |labels: &[&str]| {
        let of =
            |it: &Option<String>| labels.iter().position(|label| Some(*label) == it.as_deref()).map(|it| it as u32);
        Gold::Classes(codes.iter().map(of).collect(), labels.len() as u32)
    };
    if !arguments.labels.is_empty() {
        let labels: Vec<&str> = arguments.labels.iter().map(String::as_str).collect();
        return Ok(classes(&labels));
    }
    let mut distinct: Vec<&str> = codes.iter().flatten().map(String::as_str).collect();
    distinct.sort_unstable();
    distinct.dedup();
    for labels in [["0", "1"], ["no", "yes"], ["false", "true"], ["False", "True"]] {
        if distinct == labels {
            return Ok(classes(&labels));
        }
    }
    let numbers: Option<Vec<Option<f64>>> = codes
        .iter()
        .map(|it| it.as_ref().map(|it| it.parse().ok().filter(|it: &f64| it.is_finite())))
        .map(|it| match it {
            Some(None) => None,
            Some(number) => Some(number),
            None => Some(None),
        })
        .collect();
    match numbers.filter(|_| distinct.len() > 1) {
        Some(numbers) => Ok(Gold::Numbers(numbers)),
        None => {
            let shown: Vec<&str> = distinct.iter().copied().take(8).collect();
            let message = format!(
                "found the codes {} in `{column}`, expected two kinds or more of numbers, yes and no, or --labels",
                shown.join(", ")
            );
            Err(Error::new(Kind::Input, message)
                .with_help("name the codes, the lowest first: --labels left,center,right"))
        }
    }
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
