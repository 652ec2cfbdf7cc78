//! `slantwise lexicon list | show`: the word lists.

use std::io::{self, Write};

use clap::{Args, Subcommand};

use slantwise::lexicon::{self, Lexicon};
use slantwise::report::table::role_name;

use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The bundled word lists.
    List,
    /// One word list in full: what it measures, its limits, licence, axes and patterns.
    Show {
        /// A bundled name or a path.
        #[arg(value_name = "NAME|PATH")]
        lexicon: String,
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    match &arguments.command {
        Command::List => {
            for name in lexicon::bundled() {
                let it = lexicon::load(&name)?;
                let n_patterns: usize = it.categories.iter().map(|it| it.patterns.len()).sum();
                writeln!(
                    out,
                    "{:<16} {:<8} {:>2} categories {:>5} patterns  {}",
                    it.name,
                    it.version,
                    it.categories.len(),
                    n_patterns,
                    it.title
                )?;
            }
        }
        Command::Show { lexicon } => show(&lexicon::load(lexicon)?, &mut out)?,
    }
    Ok(Outcome::Done)
}

fn show(lexicon: &Lexicon, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}: {}", lexicon.name, lexicon.version, lexicon.title)?;
    for (name, text) in [
        ("about", &lexicon.about),
        ("source", &lexicon.source),
        ("licence", &lexicon.licence),
        ("limits", &lexicon.limits),
    ] {
        writeln!(out, "\n{name}\n  {text}")?;
    }
    for axis in &lexicon.axes {
        let names = |categories: &[usize]| {
            categories.iter().map(|&it| lexicon.categories[it].name.as_str()).collect::<Vec<_>>().join(" + ")
        };
        writeln!(
            out,
            "\naxis {}: {} against {}\n  {}",
            axis.name,
            names(&axis.positive),
            names(&axis.negative),
            axis.about
        )?;
    }
    for category in &lexicon.categories {
        writeln!(
            out,
            "\n{} ({}, {} patterns): {}",
            category.name,
            role_name(category.role),
            category.patterns.len(),
            category.about
        )?;
        for pattern in &category.patterns {
            match pattern.weight {
                Some(weight) => writeln!(out, "  {} {weight:+}", pattern.text)?,
                None => writeln!(out, "  {}", pattern.text)?,
            }
        }
    }
    for note in &lexicon.notes {
        writeln!(out, "note, line {}: {}", note.line, note.text)?;
    }
    Ok(())
}
