//! `slantwise check`: what would be read, before anything is measured.

mod difference;
mod show;
mod summary;

use std::io::{self, Write};

use clap::{ArgGroup, Args};

use slantwise::error::{Error, Kind};
use slantwise::study;

use super::input::{self, Input};
use super::run;
use super::terminal::Terminal;
use super::words::quoted;
use super::{Failure, Outcome};
use summary::Summary;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("form"))]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Show instead, article by article, what is left out of the counts and what was mended.
    #[arg(long, group = "form")]
    diff: bool,
    /// Write the summary as JSON, for programs.
    #[arg(long, group = "form")]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let names: Vec<String> = arguments.input.inputs.iter().map(|it| it.display().to_string()).collect();
    terminal.say(&format!("reading {}", names.join(", ")));
    let (corpus, reading) = {
        let reading = &arguments.input.reading;
        input::corpus(&arguments.input.inputs, &reading.options()?, reading.clean.level())?
    };
    let (corpus, pairs) = study::survey(corpus, arguments.input.reading.clean.level(), 0)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if arguments.diff {
        difference::show(&corpus, &mut out)?;
    } else {
        let summary = Summary::new(&corpus, &pairs, &reading);
        if arguments.json {
            let failed = |it: serde_json::Error| Error::new(Kind::Io, it.to_string());
            writeln!(out, "{}", serde_json::to_string_pretty(&summary).map_err(failed)?)?;
        } else {
            show::show(&summary, &next(), &mut out)?;
        }
    }
    out.flush()?;
    Ok(arguments.input.reading.outcome(&reading, 0, terminal))
}

/// This command line with `run` for `check`: what was told about the input has to be told again.
fn next() -> String {
    let mut words = run::command();
    if let Some(command) = words.iter_mut().find(|it| *it == "check") {
        "run".clone_into(command);
    }
    words.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(" ")
}
