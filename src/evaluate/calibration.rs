//! How often tests find a difference where there is none: the rows of [`Study::calibrate`], as a table and in words.

use crate::compare::calibrate::Method;
use crate::compare::contrast::by_outlet::{MIN_OUTLETS_A_SIDE, MIN_WORDS};
use crate::compare::contrast::{Level, MIN_EVENTS};
use crate::error::{Error, Kind, Result};
use crate::read::{Options, Reading, Sources};
use crate::study::{Calibration, Config, MIN_HALVED_ARTICLES, Null, Progress, read_corpus};

/// What came of a calibration.
#[derive(Debug, Clone)]
pub struct Calibrated {
    /// What each test found in the sets of each kind.
    pub rows: Vec<Calibration>,
    /// How many articles were read.
    pub n_articles: usize,
    /// What was found, a line for each kind of sets, and how to read it.
    pub summary: Vec<String>,
    /// What reading gave besides.
    pub reading: Reading,
}

/// Tests words in `n_sets` sets without a difference of each kind, made of the articles at `inputs`.
///
/// # Errors
/// When there is nothing to do, a setting has no meaning, or the input cannot be read.
pub fn calibrate(
    config: Config,
    inputs: &Sources,
    options: &Options,
    n_sets: usize,
    n_threads: usize,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Calibrated> {
    if n_sets == 0 || config.permutations == 0 {
        let message = "found --sets 0 or --permutations 0, expected 1 or more";
        return Err(Error::new(Kind::Config, message).with_help("leave them out for the usual numbers"));
    }
    let study = Config { lexicons: Vec::new(), ..config }.check()?; // words are tested, not frames
    let (corpus, reading) = read_corpus(inputs, options, study.config().clean)?;
    let n_articles = corpus.articles().len();
    let rows = study.calibrate(corpus, n_sets, n_threads, watch)?;
    let mut summary: Vec<String> = rows.chunks(Method::ALL.len()).map(in_words).collect();
    summary.push("a test that holds has .05 between share_05_low and share_05_high or above both, and any_bh_low at .05 or below; one that does not finds words where there is nothing to find. Rows named synthetic are made-up counts: they check the tests, not your articles".to_owned());
    Ok(Calibrated { rows, n_articles, summary, reading })
}

/// What the three tests found in sets of one kind, in a sentence.
fn in_words(tests: &[Calibration]) -> String {
    let kind = match (tests[0].null, tests[0].level) {
        (Null::SplitHalf, _) => "halves of one outlet",
        (Null::ShuffledLabels, Level::Outlet) => "outlets shuffled between groups",
        (Null::ShuffledLabels, Level::Event) => "outlets swapped within events",
        (Null::ShuffledLabels, Level::Article) => "articles shuffled within events",
        (Null::Synthetic, Level::Outlet) => "made-up groups of outlets",
        (Null::Synthetic, Level::Event) => "made-up outlets on the same events",
        (Null::Synthetic, Level::Article) => "made-up articles on the same events",
    };
    let of_test = |test: &Calibration| {
        let rates = test.rates?;
        let name = match test.method {
            Method::Permutation => "permutation",
            Method::TokenZ => "token z",
            Method::G2 => "G2",
        };
        let n_any = (rates.any_q.0 * rates.n_sets as f64).round();
        Some(format!("{name} {:.3} (any in {n_any:.0} of {})", rates.at_05.0, rates.n_sets))
    };
    let found: Vec<String> = tests.iter().filter_map(of_test).collect();
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
