//! `slantwise correct`: outlets' means and differences of a measure, corrected with a random sample of hand codes.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use slantwise::compare::correct::{Inferred, Quantity, Sampled, quantities};
use slantwise::error::{Error, Kind, Result};
use slantwise::num::Interval;
use slantwise::read;
use slantwise::report::csv::{cell, guarded};
use slantwise::table::{Unit, Value};

use super::coded::{self, Gold, Measure, Sample};
use super::input::{self, Input, StudyArguments};
use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome, ask};

const EXAMPLES: &str = "Examples:
  slantwise correct articles.csv --code alarm@author=alarmed --probability 0.2
  slantwise correct articles.csv --lexicon generic-frames --code conflict=CO --code morality=MO > corrected.csv
  slantwise correct articles.csv --code sent_mean=rating --probability-column drawn_with -o corrected.csv
  slantwise correct articles.csv --code terms_of_reference@author=slant --labels left,right

The articles with a code must be a random sample of the file, drawn with a probability that you know: give it, or give none if each outlet's coded articles were drawn from all of its articles, each as likely. A sample of articles that were at hand, or chosen for their words, is not one, and nothing mends it.

A row is an outlet's mean or the difference of two (a less b), in the unit of the codes, three times: `machine`, what the measure says once a line is fitted from it to the codes, its errors left in; `corrected`; `coded_only`, without the measure. low and high are 95 % intervals by event (n_units; articles, where there are fewer than five events), p and q (Benjamini-Hochberg, over pairs) those of the corrected difference. Copies count each, and so do sentences that an outlet repeats in article after article. An article on which the measure has no evidence is predicted by the codes of its like, never taken for 0.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    study: StudyArguments,
    /// A measure, named as for `validate`, and the column with the hand codes, empty where an article was not coded; repeat for several.
    #[arg(long = "code", required = true, value_name = "MEASURE=COLUMN")]
    codes: Vec<String>,
    /// The probability with which each article was drawn to be coded. Without it: coded articles / articles, outlet by outlet.
    #[arg(long, value_name = "NUMBER", conflicts_with = "probability_column")]
    probability: Option<f64>,
    /// The column with the probability of each article, if they differ.
    #[arg(long, value_name = "COLUMN")]
    probability_column: Option<String>,
    /// A column with a name in each row, towards which the measure target_sentiment is.
    #[arg(long, value_name = "COLUMN")]
    target_column: Option<String>,
    /// The codes, the lowest first, such as left,right; they count as 0, 1 and so on. Needed unless codes are numbers or yes and no.
    #[arg(long, value_name = "LOW,...,HIGH", value_delimiter = ',')]
    labels: Vec<String>,
    /// Seed of the folds in which the measure is fitted to the codes.
    #[arg(long, default_value_t = 42, value_name = "N", env = "SLANTWISE_SEED")]
    seed: u64,
    /// The file to write instead of standard output; it appears when it is whole.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if there is one.
    #[arg(long, requires = "output")]
    overwrite: bool,
}

/// In an outlet with fewer codes than these, intervals are too narrow.
const MIN_CODES: usize = 10;

const HEADER: [&str; 20] = [
    "code",
    "measure",
    "kind",
    "outlet_a",
    "outlet_b",
    "n_articles",
    "n_coded",
    "n_units",
    "machine",
    "machine_low",
    "machine_high",
    "corrected",
    "corrected_low",
    "corrected_high",
    "coded_only",
    "coded_only_low",
    "coded_only_high",
    "p",
    "q",
    "about",
];

/// The hand codes of a column as numbers, and what their mean is.
struct Codes {
    values: Vec<Option<f64>>,
    about: String,
    /// Whether their mean is a share.
    is_share: bool,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    if let Some(path) = arguments.output.as_deref().filter(|_| !arguments.overwrite) {
        ask::free(path)?;
    }
    if let Some(p) = arguments.probability.filter(|it| !is_probability(*it)) {
        let message = format!("found --probability {p}, expected a number from 0.000001 to 1");
        let help = "say 0.2 where one article in five was drawn; leave it out for coded articles / articles, by outlet";
        return Err(Error::new(Kind::Config, message).with_help(help).into());
    }
    let study = arguments.study.config().check()?;
    let pairs = arguments.codes.iter().map(|it| coded::pair(it, &study)).collect::<Result<Vec<_>>>()?;
    if let Some((name, ..)) =
        pairs.iter().find(|it| matches!(it.1, Measure::Events | Measure::Quotes | Measure::Loaded))
    {
        let message = format!("found the measure {name}, expected one that has a number for each article");
        let help = "name a category, an axis, a column of `articles` or target_sentiment";
        return Err(Error::new(Kind::Config, message).with_help(help).into());
    }
    let options = arguments.input.reading.options()?;
    let (sample, reading) = coded::sample(&arguments.input, &options, &study, arguments.study.threads)?;
    let n_articles = sample.articles.len();
    let without_outlet = sample.outlets.iter().filter(|it| it.is_none()).count();
    terminal.say(&count(n_articles, "article"));
    if without_outlet > 0 {
        terminal.warn(&format!("{} without an outlet left out", count(without_outlet, "article")));
    }
    let column = arguments.probability_column.as_deref();
    let told = column.map(|it| probabilities(arguments, &options, it, &sample)).transpose()?;
    let mut rows = vec![HEADER.map(str::to_owned).to_vec()];
    for (name, measure, column) in &pairs {
        let codes = codes(arguments, &options, column, &sample)?;
        let target_column = arguments.target_column.as_deref();
        let targets = coded::targets(&arguments.input, &options, measure, target_column, &sample)?;
        let scores = coded::scores(&study, &sample, measure, &targets)?;
        let (found, outlets, drawn) = corrected(arguments, &sample, &scores, &codes, told.as_deref(), terminal)?;
        let about = format!("{}; {drawn}", codes.about);
        terminal.say(&format!("{name} against {column}: {about}"));
        say(&found, &outlets, terminal);
        if codes.is_share {
            doubt_shares(&found, &outlets, terminal);
        }
        rows.extend(found.iter().map(|it| row(column, name, &outlets, &about, it)));
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    for row in rows {
        input::write_row(&mut writer, row)?;
    }
    let bytes = writer.into_inner().map_err(|it| it.into_error())?;
    match &arguments.output {
        None => io::stdout().lock().write_all(&bytes)?,
        Some(path) => {
            let failed = |it: io::Error| Error::io(path.display(), it).with_help("check the folder and its space");
            ask::place(path, &mut |file| file.write_all(&bytes).map_err(failed))?;
        }
    }
    Ok(arguments.input.reading.outcome(&reading, 0, terminal))
}

/// Below one in a million nothing would be learnt from a code.
fn is_probability(it: f64) -> bool {
    (1e-6..=1.0).contains(&it)
}

/// The probability of each article; `None` where the cell is empty.
///
/// # Errors
/// When a cell is no probability.
fn probabilities(
    arguments: &Arguments,
    options: &read::Options,
    column: &str,
    sample: &Sample,
) -> Result<Vec<Option<f64>>> {
    let cells = coded::cells(&arguments.input, options, column, sample.articles.len())?;
    let number = |(at, cell): (usize, Option<String>)| {
        let Some(cell) = cell else { return Ok(None) };
        cell.parse().ok().filter(|it| is_probability(*it)).map(Some).ok_or_else(|| {
            let id = &sample.articles[at].id;
            let message =
                format!("found `{cell}` in `{column}` of the article `{id}`, expected a number from 0.000001 to 1");
            let help = "an article that could not be drawn is not part of what is compared: take its row out";
            Error::new(Kind::Input, message).with_help(help)
        })
    };
    cells.into_iter().enumerate().map(number).collect()
}

/// A column's codes as numbers.
///
/// # Errors
/// When no article is coded, or a code is no number and no label.
fn codes(arguments: &Arguments, options: &read::Options, column: &str, sample: &Sample) -> Result<Codes> {
    let cells = coded::cells(&arguments.input, options, column, sample.articles.len())?;
    if cells.iter().zip(&sample.outlets).all(|(cell, outlet)| cell.is_none() || outlet.is_none()) {
        let message = format!("no article with an outlet has a code in `{column}`, expected a random sample of them");
        let help = "draw articles at random, code them by hand, and leave the cell empty in the others";
        return Err(Error::new(Kind::Input, message).with_help(help));
    }
    let labels = &arguments.labels;
    let other = cells.iter().flatten().find(|it| !labels.is_empty() && !labels.contains(it));
    if let Some(other) = other {
        let message = format!("found the code `{other}` in `{column}`, expected {} or nothing", labels.join(", "));
        let help = "give every code in --labels, or take the articles with another out, coded or not";
        return Err(Error::new(Kind::Input, message).with_help(help));
    }
    Ok(match coded::gold(labels, column, &cells, &sample.articles)? {
        Gold::Numbers(values) => Codes { values, about: "mean code".to_owned(), is_share: false },
        Gold::Classes(classes, n) => {
            let highest = |it: &usize| classes[*it] == Some(n - 1);
            let name = match labels.last() {
                Some(it) => it.clone(),
                None => (0..cells.len()).find(highest).and_then(|it| cells[it].clone()).unwrap_or_default(),
            };
            let about = if n == 2 { format!("share coded {name}") } else { format!("mean of {}", numbered(labels)) };
            Codes { values: classes.into_iter().map(|it| it.map(f64::from)).collect(), about, is_share: n == 2 }
        }
    })
}

/// `left = 0, center = 1, right = 2`.
fn numbered(labels: &[String]) -> String {
    labels.iter().enumerate().map(|(at, it)| format!("{it} = {at}")).collect::<Vec<_>>().join(", ")
}

/// Means and differences, the outlets' names, and with which probability articles were drawn, in words.
///
/// # Errors
/// When an article is coded and its probability is not known.
fn corrected(
    arguments: &Arguments,
    sample: &Sample,
    scores: &[Option<f64>],
    codes: &Codes,
    told: Option<&[Option<f64>]>,
    terminal: &Terminal,
) -> Result<(Vec<Quantity>, Vec<String>, String)> {
    let mut kept: Vec<(&str, usize)> =
        sample.outlets.iter().enumerate().filter_map(|(at, it)| Some((it.as_deref()?, at))).collect();
    let bits = |it: Option<f64>| it.map(f64::to_bits);
    // by what is in them, not by row: the order of the input changes nothing
    kept.sort_by_cached_key(|&(outlet, at)| {
        let article = &sample.articles[at];
        let numbers = [scores[at], codes.values[at], told.and_then(|it| it[at])].map(bits);
        (outlet.to_owned(), article.event.clone(), article.title.clone(), article.text.clone(), numbers)
    });
    let mut outlets: Vec<String> = kept.iter().map(|it| it.0.to_owned()).collect();
    outlets.dedup();
    let group: Vec<u32> = kept.iter().map(|it| outlets.partition_point(|name| name.as_str() < it.0) as u32).collect();
    let unit = units(&kept, sample, terminal);
    let code: Vec<Option<f64>> = kept.iter().map(|it| codes.values[it.1]).collect();
    let given = kept.iter().map(|it| arguments.probability.or_else(|| told?[it.1])).collect::<Option<Vec<f64>>>();
    if let Some(message) = given.and_then(|it| doubt(&it, code.iter().flatten().count())) {
        terminal.warn(&message);
    }
    let (probability, drawn): (Vec<f64>, String) = match (arguments.probability, told) {
        (Some(p), _) => (vec![p; kept.len()], format!("each article drawn with probability {p}")),
        (None, Some(told)) => {
            if let Some(&(_, at)) = kept.iter().find(|it| codes.values[it.1].is_some() && told[it.1].is_none()) {
                let message = format!(
                    "the article `{}` is coded and has no probability, expected one in each coded article",
                    sample.articles[at].id
                );
                let help = "write the probability with which it was drawn, or empty its code";
                return Err(Error::new(Kind::Input, message).with_help(help));
            }
            let column = arguments.probability_column.as_deref().unwrap_or_default();
            (
                kept.iter().map(|it| told[it.1].unwrap_or(1.0)).collect(),
                format!("drawn with the probability in {column}"),
            )
        }
        (None, None) => {
            let mut numbers = vec![(0, 0); outlets.len()]; // coded, all
            for (outlet, code) in group.iter().zip(&code) {
                let (n_coded, n) = &mut numbers[*outlet as usize];
                (*n_coded, *n) = (*n_coded + usize::from(code.is_some()), *n + 1);
            }
            let shares: Vec<f64> = numbers.iter().map(|it| it.0 as f64 / it.1 as f64).collect();
            let drawn = "taken as drawn at random in each outlet, with the probability coded articles / articles";
            (group.iter().map(|it| shares[*it as usize]).collect(), drawn.to_owned())
        }
    };
    let measure: Vec<Option<f64>> = kept.iter().map(|it| scores[it.1]).collect();
    let sampled = Sampled { group: &group, unit: &unit, measure: &measure, code: &code, probability: &probability };
    Ok((quantities(&sampled, outlets.len(), arguments.seed), outlets, drawn))
}

/// The event of each article, an article without one by itself; each article by itself where events are few.
fn units(kept: &[(&str, usize)], sample: &Sample, terminal: &Terminal) -> Vec<u32> {
    const MIN_EVENTS: usize = 5;
    let mut numbers = BTreeMap::new();
    let units: Vec<u32> = kept
        .iter()
        .map(|&(_, at)| {
            let next = numbers.len() as u32;
            *numbers.entry(sample.articles[at].event.as_deref().ok_or(at)).or_insert(next)
        })
        .collect();
    if numbers.len() >= MIN_EVENTS {
        return units;
    }
    terminal.warn(&format!(
        "found {}, expected {MIN_EVENTS} or more: each article counts as one, so intervals are too narrow if articles on an event are alike",
        count(numbers.len(), "event")
    ));
    (0..kept.len() as u32).collect()
}

/// A warning where many more or fewer articles are coded than such probabilities give.
fn doubt(probabilities: &[f64], n_coded: usize) -> Option<String> {
    const FAR: f64 = 4.0; // standard deviations: by chance once in 16,000 samples
    let expected: f64 = probabilities.iter().sum();
    let variance: f64 = probabilities.iter().map(|it| it * (1.0 - it)).sum();
    let is_far = (n_coded as f64 - expected).abs() > FAR * slantwise::num::sqrt(variance) + 1e-6;
    is_far.then(|| {
        let found = count(n_coded, "coded article");
        format!(
            "found {found}, expected about {expected:.0} with this probability: if it is wrong, so is what is corrected"
        )
    })
}

/// What the correction changed, and where codes are few.
fn say(found: &[Quantity], outlets: &[String], terminal: &Terminal) {
    const SHOWN: usize = 5;
    let few: Vec<&Quantity> = found.iter().filter(|it| it.b.is_none() && it.n_coded < MIN_CODES).collect();
    if !few.is_empty() {
        let names = few.iter().take(SHOWN).map(|it| format!("{} ({})", outlets[it.a], it.n_coded));
        let more = if few.len() > SHOWN { ", …" } else { "" };
        terminal.warn(&format!(
            "fewer than {MIN_CODES} codes in {}: {}{more}; with so few, intervals are too narrow",
            count(few.len(), "outlet"),
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    let both = found.iter().filter(|it| it.b.is_some()).filter_map(|it| it.machine.zip(it.corrected));
    let both: Vec<(Inferred, Inferred)> =
        both.filter(|it| it.0.interval.is_some() && it.1.interval.is_some()).collect();
    let is_clear = |it: &Inferred| it.interval.is_some_and(|interval| !interval.contains(0.0));
    let n_signs = both.iter().filter(|(a, b)| a.value * b.value < 0.0).count();
    let n_verdicts = both.iter().filter(|(a, b)| is_clear(a) != is_clear(b)).count();
    terminal.say(&format!(
        "the correction changed the sign of {n_signs} and the verdict (whether the 95 % interval leaves out 0) of {n_verdicts} of {} between outlets that have an interval",
        count(both.len(), "difference")
    ));
}

/// A warning where a corrected share is none.
fn doubt_shares(found: &[Quantity], outlets: &[String], terminal: &Terminal) {
    let is_out = |it: &&Quantity| it.b.is_none() && it.corrected.is_some_and(|it| !(0.0..=1.0).contains(&it.value));
    let out: Vec<&str> = found.iter().filter(is_out).map(|it| outlets[it.a].as_str()).collect();
    if !out.is_empty() {
        terminal.warn(&format!(
            "a corrected share below 0 or above 1 in {} ({}): the codes are few, or p is small for what was found; go by the interval, or code more articles",
            count(out.len(), "outlet"),
            out.join(", ")
        ));
    }
}

fn row(column: &str, measure: &str, outlets: &[String], about: &str, it: &Quantity) -> Vec<String> {
    let number = |it: Option<f64>| cell(&Value::from(it), Unit::Score);
    let name = |it: Option<usize>| it.map_or_else(String::new, |it| guarded(&outlets[it]).into_owned());
    let mut cells = vec![
        guarded(column).into_owned(),
        guarded(measure).into_owned(),
        if it.b.is_some() { "difference" } else { "mean" }.to_owned(),
        name(Some(it.a)),
        name(it.b),
    ];
    cells.extend([it.n_articles, it.n_coded, it.n_units].map(|it| it.to_string()));
    for inferred in [it.machine, it.corrected, it.coded_only] {
        let (low, high) = inferred.and_then(|it| it.interval).map(Interval::ends).unzip();
        cells.extend([inferred.map(|it| it.value), low, high].map(number));
    }
    // whether a mean is 0 is no question
    let p = it.b.and(it.corrected).and_then(|it| it.p);
    cells.extend([p, it.q].map(|it| cell(&Value::from(it), Unit::Probability)));
    cells.push(about.to_owned());
    cells
}
