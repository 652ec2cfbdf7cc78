//! `slantwise correct`: outlets' means and differences of a measure, corrected with a random sample of hand codes.

use clap::Args;

use slantwise::error::Result;
use slantwise::evaluate::{CorrectionSettings, Drawn, correct, correction_table, pairing};
use slantwise::num::words::count;

use super::input::{Input, StudyArguments};
use super::output::Output;
use super::terminal::Terminal;
use super::{Failure, Outcome};

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
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    arguments.output.check()?;
    let input = &arguments.input;
    let settings = CorrectionSettings {
        codes: arguments.codes.iter().map(|code| pairing(code)).collect::<Result<_>>()?,
        drawn: match (arguments.probability, &arguments.probability_column) {
            (Some(p), _) => Drawn::With(p),
            (None, Some(column)) => Drawn::ByColumn(column.clone()),
            (None, None) => Drawn::InEachOutlet,
        },
        target_column: arguments.target_column.clone(),
        labels: arguments.labels.clone(),
        seed: arguments.seed,
    };
    let study = arguments.study.config(&input.reading).check()?;
    let found = correct(&study, &input.sources(), &input.reading.options()?, &settings, arguments.study.threads)?;
    terminal.say(&count(found.n_articles, "article"));
    found.summary.iter().for_each(|line| terminal.say(line));
    terminal.caution(&found.cautions);
    arguments.output.table(&correction_table(&found.rows))?;
    Ok(input.reading.outcome(&found.reading, 0, terminal))
}
