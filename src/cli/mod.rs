//! The command line: arguments in, exit code out. The only place that prints.
//!
//! Data goes to standard output, words to standard error. Exit codes: 0 done; 1 done, with findings (rejects over the
//! limit); 2 not done; 130 interrupted.

mod check;
mod demo;
mod input;
mod lexicon;
mod run;
mod score;
mod shell;
mod terminal;
mod words;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use slantwise::error::Error;

use terminal::Terminal;

/// Compare how news outlets cover the same events: frames, voice, sentiment, distinctive words, clusters.
///
/// Everything it prints is a measurement with its evidence, its n and its uncertainty.
#[derive(Debug, Parser)]
#[command(name = "slantwise", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    terminal: terminal::Arguments,
}

const EXAMPLES: &str = "Examples:
  slantwise demo                          try it on the bundled articles
  slantwise check articles.csv            see what would be read
  slantwise run articles.csv -o out/      every table and one page";

#[derive(Debug, Subcommand)]
enum Command {
    /// The main job: every table, one offline page, codebook and manifest.
    Run(run::Arguments),
    /// The same on the bundled articles.
    Demo(demo::Arguments),
    /// What would be read: formats, columns, outlets and events, furniture, rejects.
    Check(check::Arguments),
    /// A row per article, feature and voice, as CSV; streams files of any size, article by article: it knows neither duplicates nor sentences that an outlet repeats.
    Score(score::Arguments),
    /// The word lists: list them, show one.
    Lexicon(lexicon::Arguments),
    /// Completions for your shell, on standard output.
    Completions(shell::Completions),
    /// The manual page, on standard output.
    Man,
}

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Done, but something found needs a look: more rejects than allowed.
    Findings,
}

/// Why a command did not do what it was asked.
enum Failure {
    Error(Error),
    /// Writing to standard output failed; a closed pipe is no fault.
    Stdout(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Stdout(error)
    }
}

/// Parses the arguments, runs the command, tells how it ended.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(&arguments.terminal);
    let outcome = match arguments.command {
        Command::Run(it) => run::run(&it, &terminal),
        Command::Demo(it) => demo::run(&it, &terminal),
        Command::Check(it) => check::run(&it, &terminal),
        Command::Score(it) => score::run(&it, &terminal),
        Command::Lexicon(it) => lexicon::run(&it),
        Command::Completions(it) => shell::completions(&it),
        Command::Man => shell::man(),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure::Stdout(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Stdout(error)) => {
            terminal.error(&Error::io("standard output", &error));
            ExitCode::from(2)
        }
        Err(Failure::Error(error)) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_argument_has_help_and_the_parser_is_sound() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        Arguments::command().debug_assert();
        check(&Arguments::command());
    }
}
