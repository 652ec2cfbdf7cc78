//! `slantwise calibrate`: how often tests of words find a difference where there is none, on the user's own articles.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::Args;

use slantwise::compare::calibrate::{Method, Rates, Share};
use slantwise::compare::contrast::by_outlet::{MIN_OUTLETS_A_SIDE, MIN_WORDS};
use slantwise::compare::contrast::{Level, MIN_EVENTS};
use slantwise::error::{Error, Kind};
use slantwise::num::Interval;
use slantwise::read;
use slantwise::study::{Calibration, Config, MIN_HALVED_ARTICLES, Null};

use super::input::{self, Input};
use super::terminal::Terminal;
use super::words::count;
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
    /// Threads; 0 for one a core. The results do not depend on it.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N", env = "SLANTWISE_THREADS")]
    threads: usize,
}

const HEADER: [&str; 17] = [
    "null",
    "level",
    "test",
    "n_sets",
    "n_tests",
    "share_05",
    "share_05_low",
    "share_05_high",
    "share_01",
    "share_01_low",
    "share_01_high",
    "any_bh",
    "any_bh_low",
    "any_bh_high",
    "any_maxt",
    "any_maxt_low",
    "any_maxt_high",
];

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    if arguments.sets == 0 || arguments.permutations == 0 {
        let message = "found --sets 0 or --permutations 0, expected 1 or more";
        return Err(Error::new(Kind::Config, message).with_help("leave them out for the usual numbers").into());
    }
    let reading = &arguments.input.reading;
    let config = Config {
        lexicons: Vec::new(), // words are tested, not frames
        clean: reading.clean.level(),
        seed: arguments.seed,
        permutations: arguments.permutations,
        max_contrast_outlets: arguments.contrast_outlets,
        ratings: arguments.outlets.as_deref().map_or_else(|| Ok(Vec::new()), |path| read::ratings(&path.into()))?,
        ..Config::default()
    };
    let study = config.check()?;
    let (corpus, read) = input::corpus(&arguments.input.inputs, &reading.options()?, study.config.clean)?;
    terminal.say(&count(corpus.articles().len(), "article"));
    let found = study.calibrate(corpus, arguments.sets, arguments.threads, &|it| terminal.watch(it))?;
    terminal.done();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(BufWriter::new(io::stdout().lock()));
    input::write_row(&mut writer, HEADER)?;
    for it in &found {
        input::write_row(&mut writer, row(it))?;
    }
    writer.flush()?;
    for it in found.chunks(Method::ALL.len()) {
        terminal.say(&said(it));
    }
    terminal.say(
        "a test that holds has .05 between share_05_low and share_05_high or above both, and any_bh_low at .05 or below; one that does not finds words where there is nothing to find. Rows named synthetic are made-up counts: they check the tests, not your articles",
    );
    Ok(reading.outcome(&read, 0, terminal))
}

fn row(it: &Calibration) -> Vec<String> {
    let mut cells: Vec<String> = [it.null.name(), it.level.name(), it.method.name()].map(str::to_owned).to_vec();
    cells.push(it.rates.map_or(0, |it| it.n_sets).to_string());
    cells.push(it.rates.map_or(0, |it| it.n_tests).to_string());
    let number = |it: Option<f64>| it.map_or_else(String::new, |it| format!("{it:.4}"));
    let share = |of: &dyn Fn(&Rates) -> Option<Share>| {
        let share = it.rates.as_ref().and_then(of);
        let (low, high) = share.and_then(|it| it.1).map(Interval::ends).unzip();
        [number(share.map(|it| it.0)), number(low), number(high)]
    };
    cells.extend(share(&|it| Some(it.at_05)));
    cells.extend(share(&|it| Some(it.at_01)));
    cells.extend(share(&|it| Some(it.any_q)));
    cells.extend(share(&|it| it.any_max_t));
    cells
}

/// What the three tests found in sets of one kind, in a sentence.
fn said(tests: &[Calibration]) -> String {
    let kind = match (tests[0].null, tests[0].level) {
        (Null::SplitHalf, _) => "halves of one outlet",
        (Null::ShuffledLabels, Level::Outlet) => "outlets shuffled between groups",
        (Null::ShuffledLabels, Level::Event) => "outlets swapped within events",
        (Null::ShuffledLabels, Level::Article) => "articles shuffled within events",
        (Null::Synthetic, Level::Outlet) => "made-up groups of outlets",
        (Null::Synthetic, Level::Event) => "made-up outlets on the same events",
        (Null::Synthetic, Level::Article) => "made-up articles on the same events",
    };
    let found: Vec<String> = tests
        .iter()
        .filter_map(|it| {
            let rates = it.rates?;
            let name = match it.method {
                Method::Permutation => "permutation",
                Method::TokenZ => "token z",
                Method::G2 => "G2",
            };
            let n_any = (rates.any_q.0 * rates.n_sets as f64).round();
            Some(format!("{name} {:.3} (any in {n_any:.0} of {})", rates.at_05.0, rates.n_sets))
        })
        .collect();
    if found.is_empty() {
        format!("{kind}: not possible with these articles; it takes {}", needs(tests[0].null, tests[0].level))
    } else {
        format!("{kind}, share of words with p <= .05: {}", found.join(", "))
    }
}

/// What a kind of set is made of, where there is none.
fn needs(null: Null, level: Level) -> String {
    let (outlets, words, events) = (2 * MIN_OUTLETS_A_SIDE, MIN_WORDS, MIN_EVENTS);
    match (null, level) {
        (Null::SplitHalf, _) => format!("an outlet with {MIN_HALVED_ARTICLES} articles"),
        (_, Level::Outlet) => format!("{outlets} outlets of {words} words or more"),
        (_, Level::Event) => format!("two outlets that tell {events} of the same events"),
        (_, Level::Article) => {
            format!("two outlets with several articles each on fewer than {events} of the same events")
        }
    }
}
