//! `slantwise calibrate`: how often tests of words find a difference where there is none, on the user's own articles.

use std::path::PathBuf;

use clap::Args;

use slantwise::evaluate::{calibrate, calibration_table};
use slantwise::num::words::count;
use slantwise::study::Config;

use super::input::{self, Input};
use super::output::Output;
use super::terminal::Terminal;
use super::{Failure, Outcome};

const EXAMPLES: &str = "Examples:
  slantwise calibrate articles.csv
  slantwise calibrate articles.csv --outlets outlets.csv --sets 200 > calibration.csv";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Sets without a difference, of each kind; with 100, a share of sets is known to about .05.
    #[arg(long, default_value_t = 100, value_name = "N")]
    sets: usize,
    /// Permutations for each test.
    #[arg(long, default_value_t = 200, value_name = "N")]
    permutations: usize,
    /// Seed of every random step.
    #[arg(long, default_value_t = 42, value_name = "N", env = "SLANTWISE_SEED")]
    seed: u64,
    /// Outlets, at most, that are contrasted pair by pair: those with most articles.
    #[arg(long, default_value_t = 8, value_name = "N", env = "SLANTWISE_CONTRAST_OUTLETS")]
    contrast_outlets: usize,
    /// What you say about outlets, as for `run`: those left of the center and those right of it are shuffled. Without it, all outlets in two halves.
    #[arg(long, value_name = "FILE", env = "SLANTWISE_OUTLETS")]
    outlets: Option<PathBuf>,
    /// Threads; 0 for one per core. The results do not depend on it.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N", env = "SLANTWISE_THREADS")]
    threads: usize,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    arguments.output.check()?;
    let (inputs, reading) = (&arguments.input.sources(), &arguments.input.reading);
    let config = Config {
        clean: reading.clean,
        seed: arguments.seed,
        permutations: arguments.permutations,
        max_contrast_outlets: arguments.contrast_outlets,
        ratings: input::ratings(arguments.outlets.as_deref())?,
        ..Config::default()
    };
    let watch = |progress| terminal.watch(progress);
    let found = calibrate(config, inputs, &reading.options()?, arguments.sets, arguments.threads, &watch)?;
    terminal.done();
    terminal.say(&count(found.n_articles, "article"));
    arguments.output.table(&calibration_table(&found.rows))?;
    found.summary.iter().for_each(|line| terminal.say(line));
    Ok(reading.outcome(&found.reading, 0, terminal))
}
