//! `slantwise completions` and `slantwise man`.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

pub(super) fn completions(arguments: &Completions) -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "slantwise", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(Outcome::Done)
}

/// The page of the program, and behind it those of its commands.
pub(super) fn man() -> Result<Outcome, Failure> {
    let mut command = super::Arguments::command();
    command.build();
    let mut out = io::stdout().lock();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        clap_mangen::Man::new(subcommand.clone()).render(&mut out)?;
    }
    Ok(Outcome::Done)
}
