//! `slantwise multiverse`: which claims hold when the analysis is made another way.

use std::path::PathBuf;

use clap::Args;

use slantwise::error::{Error, Kind};
use slantwise::evaluate::{Claims, MultiverseSettings, claims_table, multiverse, settings_table};
use slantwise::num::words::count;
use slantwise::study::Config;

use super::input::{self, Input, StudyArguments};
use super::output::Output;
use super::terminal::Terminal;
use super::{Failure, Outcome};

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
    /// A file for a second table: the settings tried, and how much was clear of chance in each.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Which claims to list: those clear of chance in the first setting, or all.
    #[arg(long, value_enum, default_value = "clear", value_name = "WHICH")]
    claims: Claims,
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
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let second = arguments.settings.as_deref();
    if second.is_some() && arguments.output.output.as_deref() == second {
        let message = "found one file for -o and --settings, expected two";
        return Err(Error::new(Kind::Config, message).with_help("give the settings a name of their own").into());
    }
    arguments.output.check()?;
    let second = second.map(|path| arguments.output.beside(path));
    second.as_ref().map_or(Ok(()), Output::check)?;
    let (inputs, reading) = (&arguments.input.sources(), &arguments.input.reading);
    let base = Config {
        seed: arguments.seed,
        permutations: arguments.permutations,
        resamples: arguments.resamples,
        max_contrast_outlets: arguments.contrast_outlets,
        ratings: input::ratings(arguments.outlets.as_deref())?,
        ..arguments.study.config(reading)
    };
    let settings = MultiverseSettings { vary: arguments.vary.clone(), most: arguments.most };
    let watch = |progress| terminal.watch(progress);
    let options = reading.options()?;
    let varied = multiverse(&base, inputs, &options, &settings, arguments.study.threads, &watch)?;
    terminal.done();
    terminal.say(&count(varied.n_articles, "article"));
    if let Some(second) = second {
        second.table(&settings_table(&varied))?;
    }
    arguments.output.table(&claims_table(&varied, arguments.claims))?;
    terminal.caution(&varied.cautions);
    varied.summary.iter().for_each(|line| terminal.say(line));
    Ok(reading.outcome(&varied.reading, 0, terminal))
}
