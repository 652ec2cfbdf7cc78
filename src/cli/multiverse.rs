//! `slantwise multiverse`: which claims hold when the analysis is made another way.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use slantwise::clean::Level;
use slantwise::corpus::Corpus;
use slantwise::error::{Error, Kind, Result};
use slantwise::read;
use slantwise::report::csv::guarded;
use slantwise::study::{
    Choice, Claim, Config, CountedWords, Dimension, Duplicates, GivenEvents, Multiverse, Patterns, Subject, multiverse,
};

use super::input::{self, Input, StudyArguments};
use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome, ask};

const EXAMPLES: &str = "Examples:
  slantwise multiverse articles.csv > multiverse.csv
  slantwise multiverse articles.csv --vary clean=none,news --vary prior=50,5000 --settings settings.csv -o claims.csv
  slantwise multiverse articles.csv --most 20 --claims all > multiverse.csv

Dimensions and their values, the first in each that of `run`:
  clean       news, safe, none            which furniture is left out
  duplicates  once, all                   how often copies count
  events      given, found                whether the events in the input are used
  words       all, no_style, content      which words are counted in contrasts
  prior       500, 50, 5000               size of the prior of the log-odds, in words
  evidence    1, 2                        times the usual fewest events a tested word stands in
  patterns    all, first_half, second_half  of the word lists, drawn by chance

A claim is what is clear of chance in the first setting: a word with q below .05, a difference on shared events whose 95 % interval leaves out 0. It holds in a setting where it has the same sign and is clear again; where it cannot be looked at (its word is not counted there, or stands on too few events) it does not hold. share_held is of n_settings: all that were tried, for a word but those in which no word of its outlets can be looked at; n_judged are those in which it could be. With 200 permutations and resamples a setting, a claim at the edge may be one for `run`, which has 1,000, and not here, or the other way.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    study: StudyArguments,
    /// A dimension and its values beside that of `run`; repeat for several. All that are listed below when not given.
    #[arg(long, value_name = "DIMENSION=VALUE,...")]
    vary: Vec<String>,
    /// Settings to try, at most. With more in all, the base, each value alone, and others by chance.
    #[arg(long, default_value_t = 64, value_name = "N")]
    most: usize,
    /// The file to write instead of standard output; it appears when it is whole.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A file for a second table: the settings tried, and how much was clear of chance in each.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Replace these files if there are any.
    #[arg(long)]
    overwrite: bool,
    /// Which claims to list: those clear of chance in the first setting, or all.
    #[arg(long, value_enum, default_value = "clear", value_name = "WHICH")]
    claims: Which,
    /// Permutations for each test, in each setting.
    #[arg(long, default_value_t = 200, value_name = "N")]
    permutations: usize,
    /// Resamples for each interval, in each setting.
    #[arg(long, default_value_t = 200, value_name = "N")]
    resamples: usize,
    /// Outlets, at most, that are contrasted pair by pair: those with most articles.
    #[arg(long, default_value_t = 8, value_name = "N", env = "SLANTWISE_CONTRAST_OUTLETS")]
    contrast_outlets: usize,
    /// What you say about outlets, as for `run`.
    #[arg(long, value_name = "FILE", env = "SLANTWISE_OUTLETS")]
    outlets: Option<PathBuf>,
    /// Seed of every random step.
    #[arg(long, default_value_t = 42, value_name = "N", env = "SLANTWISE_SEED")]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    Clear,
    All,
}

/// Every dimension with its values, the base's first.
fn dimensions() -> Vec<Dimension> {
    let dimension = |name: &str, values: &[(&str, Choice)]| Dimension {
        name: name.to_owned(),
        values: values.iter().map(|(name, choice)| ((*name).to_owned(), *choice)).collect(),
    };
    vec![
        dimension(
            "clean",
            &[
                ("news", Choice::Clean(Level::News)),
                ("safe", Choice::Clean(Level::Safe)),
                ("none", Choice::Clean(Level::None)),
            ],
        ),
        dimension(
            "duplicates",
            &[("once", Choice::Duplicates(Duplicates::Once)), ("all", Choice::Duplicates(Duplicates::All))],
        ),
        dimension(
            "events",
            &[("given", Choice::Events(GivenEvents::Used)), ("found", Choice::Events(GivenEvents::Ignored))],
        ),
        dimension(
            "words",
            &[
                ("all", Choice::Words(CountedWords::All)),
                ("no_style", Choice::Words(CountedWords::NoStyle)),
                ("content", Choice::Words(CountedWords::Content)),
            ],
        ),
        dimension("prior", &[("500", Choice::Prior(500)), ("50", Choice::Prior(50)), ("5000", Choice::Prior(5000))]),
        dimension("evidence", &[("1", Choice::Evidence(1)), ("2", Choice::Evidence(2))]),
        dimension(
            "patterns",
            &[
                ("all", Choice::Patterns(Patterns::All)),
                ("first_half", Choice::Patterns(Patterns::FirstHalf)),
                ("second_half", Choice::Patterns(Patterns::SecondHalf)),
            ],
        ),
    ]
}

const HEADER: [&str; 18] = [
    "kind",
    "outlet_a",
    "outlet_b",
    "name",
    "voice",
    "effect",
    "is_clear",
    "n_settings",
    "n_judged",
    "n_same_sign",
    "share_same_sign",
    "n_held",
    "share_held",
    "effect_min",
    "effect_median",
    "effect_max",
    "sensitive_to",
    "n_possible_settings",
];

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    if arguments.most == 0 || arguments.permutations == 0 || arguments.resamples == 0 {
        let message = "found --most 0, --permutations 0 or --resamples 0, expected 1 or more";
        return Err(Error::new(Kind::Config, message).with_help("leave them out for the usual numbers").into());
    }
    if arguments.output.is_some() && arguments.output == arguments.settings {
        let message = "found one file for -o and --settings, expected two";
        return Err(Error::new(Kind::Config, message).with_help("give the settings a name of their own").into());
    }
    let files = [&arguments.output, &arguments.settings].into_iter().flatten();
    files.filter(|_| !arguments.overwrite).try_for_each(|it| ask::free(it))?;
    let reading = &arguments.input.reading;
    let options = reading.options()?;
    let base = Config {
        clean: reading.clean.level(),
        seed: arguments.seed,
        permutations: arguments.permutations,
        resamples: arguments.resamples,
        max_contrast_outlets: arguments.contrast_outlets,
        ratings: arguments.outlets.as_deref().map_or_else(|| Ok(Vec::new()), |path| read::ratings(&path.into()))?,
        ..arguments.study.config()
    };
    let mut dimensions = chosen(&arguments.vary, base.clean)?;
    let (first, read) = input::corpus(&arguments.input.inputs, &options, base.clean)?;
    if arguments.vary.is_empty() && first.articles().iter().all(|it| it.event.is_none()) {
        dimensions.retain(|it| it.name != "events"); // there are none to leave out
    }
    terminal.say(&count(first.articles().len(), "article"));
    let n_alone = 1 + dimensions.iter().map(|it| it.values.len() - 1).sum::<usize>();
    if arguments.most < n_alone {
        terminal.warn(&format!(
            "--most {} leaves some values untried; {n_alone} settings try each value alone",
            arguments.most
        ));
    }
    let mut corpora: Vec<(Level, Corpus)> = vec![(base.clean, first)];
    let mut corpus = |level: Level| -> Result<Corpus> {
        if let Some(it) = corpora.iter().find(|it| it.0 == level) {
            return Ok(it.1.clone());
        }
        let (corpus, _) = input::corpus(&arguments.input.inputs, &options, level)?;
        corpora.push((level, corpus.clone()));
        Ok(corpus)
    };
    let watch = |it| terminal.watch(it);
    let found = multiverse(&base, &dimensions, arguments.most, &mut corpus, arguments.study.threads, &watch)?;
    terminal.done();
    if let Some(path) = &arguments.settings {
        put(path, &settings(&found, &dimensions)?)?;
    }
    let claims = claims(&found, &dimensions, arguments.claims)?;
    match &arguments.output {
        Some(path) => put(path, &claims)?,
        None => io::stdout().lock().write_all(&claims)?,
    }
    tell(&found, &dimensions, terminal);
    Ok(reading.outcome(&read, 0, terminal))
}

/// The dimensions asked for, the base's value of each first.
fn chosen(vary: &[String], clean: Level) -> Result<Vec<Dimension>> {
    let mut known = dimensions();
    known[0].values.sort_by_key(|it| it.1 != Choice::Clean(clean)); // stable
    if vary.is_empty() {
        return Ok(known);
    }
    let mut chosen: Vec<Dimension> = Vec::new();
    for told in vary {
        let wrong = |expected: String| {
            let message = format!("found `{told}` in --vary, expected {expected}");
            Error::new(Kind::Config, message)
                .with_help("`slantwise multiverse --help` lists dimensions and their values")
        };
        let names: Vec<&str> = known.iter().map(|it| it.name.as_str()).collect();
        let (name, values) = told.split_once('=').ok_or_else(|| wrong("DIMENSION=VALUE,...".to_owned()))?;
        let dimension = known
            .iter()
            .find(|it| it.name == name && chosen.iter().all(|before| before.name != name))
            .ok_or_else(|| wrong(format!("each of {} at most once", names.join(", "))))?;
        let values: Vec<&str> = values.split(',').map(str::trim).collect();
        if let Some(other) = values.iter().find(|it| dimension.values.iter().all(|known| known.0 != **it)) {
            let all: Vec<&str> = dimension.values.iter().map(|it| it.0.as_str()).collect();
            return Err(wrong(format!("values among {} and not `{other}`", all.join(", "))));
        }
        let mut dimension = dimension.clone();
        let base = dimension.values[0].0.clone();
        dimension.values.retain(|it| it.0 == base || values.contains(&it.0.as_str()));
        chosen.push(dimension);
    }
    Ok(chosen)
}

fn put(path: &Path, bytes: &[u8]) -> std::result::Result<(), Failure> {
    ask::place(path, &mut |file| file.write_all(bytes).map_err(|it| Error::io(path.display(), it)))
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new())
}

/// The bytes of a table.
fn bytes(writer: csv::Writer<Vec<u8>>) -> std::result::Result<Vec<u8>, Failure> {
    writer.into_inner().map_err(|it| Failure::Stdout(it.into_error()))
}

fn claims(found: &Multiverse, dimensions: &[Dimension], which: Which) -> std::result::Result<Vec<u8>, Failure> {
    let mut writer = writer();
    input::write_row(&mut writer, HEADER)?;
    for it in found.claims.iter().filter(|it| it.base.is_clear || which == Which::All) {
        input::write_row(&mut writer, row(it, found, dimensions))?;
    }
    bytes(writer)
}

fn settings(found: &Multiverse, dimensions: &[Dimension]) -> std::result::Result<Vec<u8>, Failure> {
    let mut writer = writer();
    let names = dimensions.iter().map(|it| it.name.as_str());
    input::write_row(&mut writer, ["setting"].into_iter().chain(names).chain(["n_effects", "n_clear"]))?;
    for (i, it) in found.settings.iter().enumerate() {
        let values = dimensions.iter().zip(&it.values).map(|(dimension, &value)| dimension.values[value].0.clone());
        let row = [(i + 1).to_string()].into_iter().chain(values);
        input::write_row(&mut writer, row.chain([it.n_effects, it.n_clear].map(|it| it.to_string())))?;
    }
    bytes(writer)
}

fn row(claim: &Claim, found: &Multiverse, dimensions: &[Dimension]) -> Vec<String> {
    let number = |it: f64| {
        let text = format!("{it:.4}");
        if text == "-0.0000" { text[1..].to_owned() } else { text }
    };
    let (kind, a, b, name, voice) = parts(&claim.subject);
    let it = &claim.robustness;
    let share = |n: usize| number(n as f64 / it.n_settings as f64); // the base is one of them
    let mut row: Vec<String> = [kind, a, b, name, voice].iter().map(|it| guarded(it).into_owned()).collect();
    row.extend([number(claim.base.value), claim.base.is_clear.to_string(), it.n_settings.to_string()]);
    row.push(it.n_judged.to_string());
    row.extend([it.n_same_sign.to_string(), share(it.n_same_sign), it.n_held.to_string(), share(it.n_held)]);
    row.extend(it.range.map(number));
    row.push(it.sensitive_to.map(|it| dimensions[it].name.clone()).unwrap_or_default());
    row.push(found.n_possible.to_string());
    row
}

/// Kind, outlets, name and voice of a claim.
fn parts(subject: &Subject) -> (&str, &str, &str, &str, &str) {
    match subject {
        Subject::Word { sides, term } => ("word", &sides[0], &sides[1], term, ""),
        Subject::Difference { kind, outlet, name, voice } => (kind, outlet, "", name, voice.name()),
    }
}

/// A claim that holds in so large a share of settings is called robust.
const ROBUST: f64 = 0.95;

/// How many claims hold, and what they hang on, in words.
fn tell(found: &Multiverse, dimensions: &[Dimension], terminal: &Terminal) {
    if found.claims.is_empty() {
        terminal
            .warn("nothing could be compared: it takes two outlets or more, on five events or more that they share");
        return;
    }
    let n_settings = found.settings.len();
    let of = if n_settings < found.n_possible { format!(" of {}", found.n_possible) } else { String::new() };
    for (noun, is_kind) in [
        ("word", (|it| matches!(it, Subject::Word { .. })) as fn(&Subject) -> bool),
        ("difference", |it| matches!(it, Subject::Difference { .. })),
    ] {
        let clear: Vec<&Claim> = found.claims.iter().filter(|it| is_kind(&it.subject) && it.base.is_clear).collect();
        let on = if noun == "word" { "" } else { " on shared events" };
        if clear.is_empty() {
            terminal.say(&format!("no {noun}{on} is clear of chance"));
            continue;
        }
        let share = |it: &Claim| it.robustness.n_held as f64 / it.robustness.n_settings as f64;
        let n_robust = clear.iter().filter(|it| share(it) >= ROBUST).count();
        let mut hang = BTreeMap::<usize, usize>::new();
        clear.iter().filter_map(|it| it.robustness.sensitive_to).for_each(|it| *hang.entry(it).or_default() += 1);
        let most = hang.iter().max_by_key(|it| (*it.1, std::cmp::Reverse(*it.0)));
        let most = most.map(|(at, n)| format!("; {n} hang most on {}", dimensions[*at].name)).unwrap_or_default();
        terminal.say(&format!(
            "{n_robust} of {}{on} clear of chance hold in 95 of 100 settings or more ({n_settings}{of} tried){most}",
            count(clear.len(), noun)
        ));
    }
}
