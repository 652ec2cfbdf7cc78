//! `slantwise score`: a row per article, feature and voice, in the order of the input, whatever its size.

use clap::Args;

use slantwise::evaluate::{ScoreRow, score, score_table};
use slantwise::num::words::count;

use super::input::{Input, StudyArguments};
use super::output::Output;
use super::terminal::Terminal;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    arguments.output.check()?;
    let (inputs, reading) = (&arguments.input.sources(), &arguments.input.reading);
    let (study, options) = (arguments.study.config(reading).check()?, reading.options()?);
    let found = arguments.output.stream(&score_table(&[]).schema, |rows| {
        let mut each = |scores: &[ScoreRow<'_>]| rows.offer(&score_table(scores));
        score(&study, inputs, &options, arguments.study.threads, &mut each)
    })?;
    let n_rejects = found.reading.rejects.len() + found.rejects.len();
    terminal.say(&format!("{} scored, {} rejected", count(found.n_articles, "article"), count(n_rejects, "row")));
    terminal.caution(found.first_reject().as_slice());
    Ok(reading.outcome(&found.reading, found.rejects.len(), terminal))
}
