//! `slantwise check`: what would be read, before anything is measured.

mod difference;
mod show;

use std::borrow::Cow;
use std::io::{self, Write};

use clap::{ArgGroup, Args};

use slantwise::error::{Error, Kind};
use slantwise::evaluate::summary;
use slantwise::study::{self, read_corpus};

use super::input::Input;
use super::run;
use super::terminal::Terminal;
use super::{Failure, Outcome};

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
    let names: Vec<String> = arguments.input.inputs.iter().map(|path| path.display().to_string()).collect();
    terminal.say(&format!("reading {}", names.join(", ")));
    let level = arguments.input.reading.clean;
    let (corpus, reading) = read_corpus(&arguments.input.sources(), &arguments.input.reading.options()?, level)?;
    let (corpus, pairs) = study::survey(corpus, level, 0)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if arguments.diff {
        difference::show(&corpus, &mut out)?;
    } else {
        let summary = summary(&corpus, &pairs, &reading);
        if arguments.json {
            let failed = |cause: serde_json::Error| Error::new(Kind::Io, cause.to_string());
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
    if let Some(command) = words.iter_mut().find(|word| *word == "check") {
        "run".clone_into(command);
    }
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> Cow<'_, str> {
    // between backslashes and none of these a Windows shell needs no quotes, and has other ones
    let is_plain_path = cfg!(windows) && word.contains('\\') && !word.contains([' ', '\'', '"', '&', '%']);
    match is_plain_path {
        true => word.into(),
        false => shlex::try_quote(word).unwrap_or(word.into()), // it has a NUL: no shell can say it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        let words = ["articles.csv", "text=body", "my file.csv", "it's $HOME \"now\".csv", "|", ""];
        let line = words.map(quoted).join(" ");
        assert_eq!(shlex::split(&line).unwrap(), words);
        assert!(line.starts_with("articles.csv ") && line.ends_with(" '|' ''"), "{line}");
    }
}
