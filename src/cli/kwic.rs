//! `slantwise kwic`: each hit in its context, keyword in context, in the order of the input, whatever its size.

use clap::Args;

use slantwise::evaluate::{ConcordanceSettings, Context, concordance, concordance_table};
use slantwise::num::words::count;
use slantwise::text::Voice;

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
    /// What to look for, as word lists write it: "record number*", "border NEAR/5 crisis"; repeat for several. Without it, all that the word lists find.
    #[arg(long = "pattern", value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Show hits of this category only; repeat for several.
    #[arg(long = "category", value_name = "NAME", conflicts_with = "patterns")]
    categories: Vec<String>,
    /// Whose words to look in.
    #[arg(long, value_enum, default_value = "all", value_name = "VOICE")]
    voice: Voice,
    /// Words of context on each side.
    #[arg(long, default_value_t = 8, value_name = "N")]
    window: usize,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    arguments.output.check()?;
    let (inputs, reading) = (&arguments.input.sources(), &arguments.input.reading);
    let settings = ConcordanceSettings {
        patterns: arguments.patterns.clone(),
        categories: arguments.categories.clone(),
        voice: arguments.voice,
        window: arguments.window,
    };
    let (config, options) = (arguments.study.config(reading), reading.options()?);
    let found = arguments.output.stream(&concordance_table(&[]).schema, |rows| {
        let mut each = |hits: &[Context<'_>]| rows.offer(&concordance_table(hits));
        concordance(config, inputs, &options, &settings, arguments.study.threads, &mut each)
    })?;
    terminal.say(&count(found.n_rows, "hit"));
    terminal.caution(found.first_reject().as_slice());
    Ok(reading.outcome(&found.reading, found.rejects.len(), terminal))
}
