//! `slantwise events | cluster | compare | slant | coverage`: one question, one table.

use std::path::PathBuf;

use clap::Args;

use slantwise::error::{Error, Kind};
use slantwise::evaluate::weak;
use slantwise::num::words::count;
use slantwise::report::{self, Material};
use slantwise::study::{Question, read_corpus};

use super::input::Input;
use super::output::{self, format_of, free};
use super::run::RunArguments;
use super::terminal::Terminal;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The file to write instead of standard output; written atomically.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The table to write, of those that answer the question; a wrong name lists them.
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    #[command(flatten)]
    settings: RunArguments,
}

pub(super) fn run(
    question: Question,
    arguments: &Arguments,
    terminal: &Terminal,
) -> std::result::Result<Outcome, Failure> {
    let names = report::table::answering(question);
    let name = arguments.table.as_deref().unwrap_or(names[0]);
    if !names.contains(&name) {
        let message = format!("found --table {name}, expected one of {}", names.join(", "));
        return Err(Error::new(Kind::Config, message).with_help("`slantwise run` writes every table").into());
    }
    let format = format_of(&arguments.settings.formats, arguments.output.as_deref())?;
    if let Some(path) = arguments.output.as_deref().filter(|_| !arguments.settings.overwrite) {
        free(path)?;
    }
    let recipe = arguments.settings.recipe(&arguments.input.inputs, &arguments.input.reading)?;
    let mut config = recipe.config;
    config.only = Some(question);
    let study = config.check()?;
    let (corpus, read) = read_corpus(&arguments.input.sources(), &recipe.options, study.config().clean)?;
    let findings = study.run(corpus, arguments.settings.threads(), &|progress| terminal.watch(progress))?;
    terminal.done();
    terminal.caution(&weak(&findings, &read));
    let material = Material::new(&findings, &read).with(recipe.texts);
    let mut tables = report::table::ALL.iter().map(|build| build(&material));
    let Some(table) = tables.find(|table| table.schema.name == name) else {
        return Err(Failure::Bug(format!("no table is named {name}")));
    };
    let path = arguments.output.as_deref();
    output::stream(path, &table.schema, format, recipe.written.formulas, |rows| rows.put(&table))?;
    let sources = count(findings.corpus.articles().len(), "article");
    terminal.say(&format!("{name}: {} from {sources}; {}", count(table.n_rows, "row"), table.schema.about));
    Ok(arguments.input.reading.outcome(&read, findings.failed.len(), terminal))
}
