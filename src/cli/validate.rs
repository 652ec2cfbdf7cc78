//! `slantwise validate`: how far measures agree with hand codes, with intervals.

use std::path::PathBuf;

use clap::Args;

use slantwise::error::Result;
use slantwise::evaluate::{ResampleBy, ValidationSettings, agreement_table, pairing, validate};
use slantwise::num::words::count;

use super::input::{Input, StudyArguments};
use super::output::Output;
use super::terminal::Terminal;
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
    by: ResampleBy,
    /// Resamples for each interval; 0 leaves the intervals out.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    resamples: usize,
    /// Seed of every random step.
    #[arg(long, default_value_t = 42, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    arguments.output.check()?;
    let input = &arguments.input;
    let settings = ValidationSettings {
        codes: arguments.codes.iter().map(|code| pairing(code)).collect::<Result<_>>()?,
        spans: arguments.spans.clone().map(Into::into),
        target_column: arguments.target_column.clone(),
        labels: arguments.labels.clone(),
        by: arguments.by,
        resamples: arguments.resamples,
        seed: arguments.seed,
    };
    let study = arguments.study.config(&input.reading).check()?;
    let found = validate(&study, &input.sources(), &input.reading.options()?, &settings, arguments.study.threads)?;
    terminal.say(&count(found.n_articles, "article"));
    terminal.caution(&found.cautions);
    arguments.output.table(&agreement_table(&found.rows))?;
    Ok(input.reading.outcome(&found.reading, 0, terminal))
}
