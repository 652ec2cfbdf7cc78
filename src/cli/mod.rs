//! The command line: arguments in, exit code out. The only place that prints.
//!
//! Data goes to standard output, words to standard error. Exit codes: 0 done; 1 done, with findings (rejects over the
//! limit, files that were not read, differences); 2 not done; 70 not done, by a fault of ours; 130 interrupted.

mod ask;
mod calibrate;
mod check;
mod class;
mod correct;
mod demo;
mod input;
mod interrupt;
mod kwic;
mod lexicon;
mod multiverse;
mod output;
mod project;
mod run;
mod score;
mod shell;
mod terminal;
mod validate;
mod verify;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use slantwise::error::{Error, Kind, caught};
use slantwise::study::Question;

use terminal::Terminal;

/// Compare how news outlets cover the same events: frames, voice, sentiment, distinctive words, clusters.
///
/// Everything it prints is a measurement with its evidence, its n and its uncertainty.
#[derive(Debug, Parser)]
#[command(name = "slantwise", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// A project file: lines such as resamples = 500, under [run] for that command alone. Flags and SLANTWISE_* variables override it.
    #[arg(long, global = true, value_name = "FILE", env = "SLANTWISE_CONFIG")]
    config: Option<PathBuf>,
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
    /// A row per article, feature and voice; streams files of any size, article by article: it knows neither duplicates nor sentences that an outlet repeats.
    Score(score::Arguments),
    /// One table: which articles tell the same event (--table articles: the event of each).
    Events(ask::Arguments),
    /// One table: how articles cluster once the event is taken out.
    Cluster(ask::Arguments),
    /// One table: how outlets differ (--table axes, contrasts, omnibus, distances, partisanship, style).
    Compare(ask::Arguments),
    /// One table: where outlets stand between two poles whose outlets you name with --anchor.
    Slant(ask::Arguments),
    /// One table: who covered what (--table omissions: who left out what).
    Coverage(ask::Arguments),
    /// Each hit in its context: of a pattern you give, or of word lists.
    Kwic(kwic::Arguments),
    /// How far measures agree with hand codes in a column, with intervals.
    Validate(validate::Arguments),
    /// Outlets' means and differences of a measure, its errors taken out with a random sample of hand codes.
    Correct(correct::Arguments),
    /// How often tests of words find a difference where there is none, on your own articles.
    Calibrate(calibrate::Arguments),
    /// Which claims hold when the analysis is made another way: the same comparisons under many settings.
    Multiverse(multiverse::Arguments),
    /// A lesson on one event of a run: page for a class, worksheet, answer key, teacher notes.
    Class(class::Arguments),
    /// Whether a folder is what a run wrote: hashes, tables, and the same run again.
    Verify(verify::Arguments),
    /// The word lists: list, show, check, test, convert them, begin one.
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
    /// Done, but something found needs a look: more rejects than allowed, or a difference.
    Findings,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
enum Failure {
    Error(Error),
    /// Writing to standard output failed; a closed pipe is no fault.
    Stdout(io::Error),
    /// The program failed: what and where.
    Bug(String),
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
    let command = match project::with_defaults(Arguments::command(), &std::env::args_os().collect::<Vec<_>>()) {
        Ok(command) => command,
        Err(error) => return ExitCode::from(end(Err(error.into()), &Terminal::new(&terminal::Arguments::default()))),
    };
    let mut usage = command.clone();
    let arguments =
        Arguments::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.format(&mut usage).exit());
    let terminal = Terminal::new(&arguments.terminal);
    let work = || {
        let outcome = execute(&arguments.command, &terminal)?;
        io::stdout().flush()?;
        Ok(outcome)
    };
    ExitCode::from(end(guarded(work), &terminal))
}

fn execute(command: &Command, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    match command {
        Command::Run(arguments) => run::run(arguments, terminal),
        Command::Demo(arguments) => demo::run(arguments, terminal),
        Command::Check(arguments) => check::run(arguments, terminal),
        Command::Score(arguments) => score::run(arguments, terminal),
        Command::Events(arguments) => ask::run(Question::Events, arguments, terminal),
        Command::Cluster(arguments) => ask::run(Question::Cluster, arguments, terminal),
        Command::Compare(arguments) => ask::run(Question::Compare, arguments, terminal),
        Command::Slant(arguments) => ask::run(Question::Slant, arguments, terminal),
        Command::Coverage(arguments) => ask::run(Question::Coverage, arguments, terminal),
        Command::Kwic(arguments) => kwic::run(arguments, terminal),
        Command::Validate(arguments) => validate::run(arguments, terminal),
        Command::Correct(arguments) => correct::run(arguments, terminal),
        Command::Multiverse(arguments) => multiverse::run(arguments, terminal),
        Command::Calibrate(arguments) => calibrate::run(arguments, terminal),
        Command::Class(arguments) => class::run(arguments, terminal),
        Command::Verify(arguments) => verify::run(arguments, terminal),
        Command::Lexicon(arguments) => lexicon::run(arguments, terminal),
        Command::Completions(arguments) => shell::completions(arguments),
        Command::Man => shell::man(),
    }
}

/// What `work` ends with; a panic in it, on whichever thread, is a failure that says where. Panics that are caught
/// further down, an article's, are not printed.
fn guarded(work: impl FnOnce() -> std::result::Result<Outcome, Failure>) -> std::result::Result<Outcome, Failure> {
    let place = Arc::new(Mutex::new(String::new()));
    let shared = place.clone();
    std::panic::set_hook(Box::new(move |panic| {
        if let (Ok(mut place), Some(at)) = (shared.lock(), panic.location()) {
            *place = format!("{}:{}", at.file(), at.line());
        }
    }));
    caught(work).unwrap_or_else(|message| {
        let place = place.lock().map(|place| place.clone()).unwrap_or_default();
        Err(Failure::Bug(format!("{message} ({place})")))
    })
}

/// Tells what failed; the exit code.
fn end(outcome: std::result::Result<Outcome, Failure>, terminal: &Terminal) -> u8 {
    let failure = match outcome {
        Ok(Outcome::Done) => return 0,
        Ok(Outcome::Findings) => return 1,
        Err(failure) => failure,
    };
    terminal.done();
    match failure {
        Failure::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Failure::Stdout(error) => {
            terminal.error(&Error::io("standard output", error));
            2
        }
        Failure::Error(error) => {
            terminal.error(&error);
            2
        }
        Failure::Bug(message) => {
            let version = concat!(env!("CARGO_PKG_VERSION"), ", ", env!("SLANTWISE_TARGET"));
            let help = format!(
                "no half-written output was left. Please report it with the command line, the line above and the version ({version})"
            );
            let message = format!("this is a bug in slantwise, not a fault of yours: {message}");
            terminal.error(&Error::new(Kind::Io, message).with_help(help));
            70
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_bug_of_ours_with_its_place() {
        let failure = guarded(|| panic!("no such place")).unwrap_err();
        let terminal = Terminal::new(&Arguments::parse_from(["slantwise", "man", "-q"]).terminal);
        assert!(matches!(&failure, Failure::Bug(message) if message.starts_with("no such place (src/cli/mod.rs:")));
        assert_eq!(end(Err(failure), &terminal), 70);
        assert_eq!(end(guarded(|| Ok(Outcome::Findings)), &terminal), 1);
        drop(std::panic::take_hook());
    }

    #[test]
    fn every_argument_has_help_and_the_parser_is_sound() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            // the parser itself looks for this in a build for debugging only, and the tests are of a release build
            let mut groups: Vec<_> = command.get_groups().map(|group| group.get_id().as_str()).collect();
            groups.sort_unstable();
            let n_groups = groups.len();
            groups.dedup();
            assert_eq!(groups.len(), n_groups, "{} has two groups of one name", command.get_name());
            command.get_subcommands().for_each(check);
        }
        check(&Arguments::command());
        Arguments::command().debug_assert();
    }
}
