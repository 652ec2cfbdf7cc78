//! `slantwise lexicon`: the word lists.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use slantwise::error::{Error, Kind};
use slantwise::lexicon::{self, Lexicon};
use slantwise::num::words::count;
use slantwise::study::read_corpus;
use slantwise::text::short;

use super::input::ReadingArguments;
use super::terminal::Terminal;
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
    /// What in a word list deserves a second look; exits with 1 when there is something.
    Lint(Box<Lint>),
    /// Whether a word list finds what NAME.test.csv says (text, category, expected); exits with 1 when not.
    Test {
        /// A bundled name or a path; the examples stand beside it.
        #[arg(value_name = "NAME|PATH")]
        lexicon: String,
    },
    /// Write a word list of any format as a pack of two files.
    Convert {
        /// The word list: .csv, .tsv, .txt, .dic, .dicx, .lc3, .ykd, .lcd, .cat, .yml, .tff, or a bundled name.
        #[arg(value_name = "FILE")]
        lexicon: String,
        /// The .toml file to write; the .csv goes beside it.
        #[arg(short, long, value_name = "NAME.toml")]
        output: PathBuf,
    },
    /// Begin a word list: a pack with comments, and examples to test it with.
    New {
        /// Its name, or the path of its files without an ending.
        #[arg(value_name = "NAME")]
        name: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Lint {
    /// A bundled name or a path.
    #[arg(value_name = "NAME|PATH")]
    lexicon: String,
    /// Articles in which to look at what the patterns match.
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    corpus: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArguments,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = match &arguments.command {
        Command::List => list(&mut out)?,
        Command::Show { lexicon } => {
            show(&lexicon::load(lexicon)?, &mut out)?;
            Outcome::Done
        }
        Command::Lint(arguments) => lint(arguments, terminal, &mut out)?,
        Command::Test { lexicon } => test(lexicon, &mut out)?,
        Command::Convert { lexicon, output } => convert(lexicon, output, terminal)?,
        Command::New { name } => begin(name, terminal)?,
    };
    out.flush()?;
    Ok(outcome)
}

fn list(out: &mut dyn Write) -> Result<Outcome, Failure> {
    for name in lexicon::bundled() {
        let Lexicon { name, version, title, categories, .. } = lexicon::load(&name)?;
        let n_patterns: usize = categories.iter().map(|category| category.patterns.len()).sum();
        let n = categories.len();
        writeln!(out, "{name:<16} {version:<8} {n:>2} categories {n_patterns:>5} patterns  {title}")?;
    }
    Ok(Outcome::Done)
}

fn lint(arguments: &Lint, terminal: &Terminal, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let lexicon = lexicon::load(&arguments.lexicon)?;
    let usage = if arguments.corpus.is_empty() {
        None
    } else {
        let reading = &arguments.reading;
        let (corpus, _) = read_corpus(&arguments.corpus.as_slice().into(), &reading.options()?, reading.clean)?;
        terminal.say(&format!("{} read", count(corpus.articles().len(), "article")));
        let mut texts = corpus.articles().iter().map(|article| {
            let removed = article.removed.iter().map(|removed| removed.span).collect();
            (article.text.as_str(), removed)
        });
        Some(lexicon::usage(&lexicon, &mut texts))
    };
    let findings = lexicon::lint(&lexicon, usage.as_ref());
    for finding in &findings {
        match finding.line {
            Some(line) => writeln!(out, "{} line {line}: {}", finding.file, finding.text)?,
            None => writeln!(out, "{}: {}", finding.file, finding.text)?,
        }
    }
    terminal.say(&count(findings.len(), "finding"));
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Findings })
}

fn test(name: &str, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let lexicon = lexicon::load(name)?;
    let examples = lexicon::load_examples(name, &lexicon)?;
    let failures = lexicon::failures(&lexicon, &examples);
    let words = |words: &[String]| if words.is_empty() { "nothing".to_owned() } else { words.join(" | ") };
    for failure in &failures {
        let (example, found) = (&failure.example, words(&failure.found));
        let expected = words(&example.expected);
        writeln!(out, "line {}: {} found {found}, expected {expected}", example.line, example.category)?;
        writeln!(out, "  in: {}", short(&example.text, 200))?;
    }
    writeln!(out, "{} of {} kept", examples.len() - failures.len(), count(examples.len(), "example"))?;
    Ok(if failures.is_empty() { Outcome::Done } else { Outcome::Findings })
}

fn convert(name: &str, output: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    if output.extension().is_none_or(|ending| ending != "toml") {
        let message = format!("found the output `{}`, expected a name that ends in .toml", output.display());
        return Err(Error::new(Kind::Config, message).with_help("give -o NAME.toml; NAME.csv goes beside it").into());
    }
    let mut lexicon = lexicon::load(name)?;
    if let Some(stem) = output.file_stem() {
        lexicon.name = stem.to_string_lossy().into_owned();
    }
    let files =
        [(output.to_path_buf(), lexicon::to_toml(&lexicon)), (output.with_extension("csv"), lexicon::to_csv(&lexicon))];
    write_new(&files, terminal)?;
    for note in &lexicon.notes {
        terminal.say(&format!("{name} line {}: {}", note.line, note.text));
    }
    let n_patterns: usize = lexicon.categories.iter().map(|category| category.patterns.len()).sum();
    let (categories, notes) = (lexicon.categories.len(), count(lexicon.notes.len(), "note"));
    terminal.say(&format!("{} in {categories} categories, {notes}", count(n_patterns, "pattern")));
    Ok(Outcome::Done)
}

fn begin(name: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let stem = name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if stem.is_empty() || name.extension().is_some() {
        let message = format!("found the name `{}`, expected one without an ending", name.display());
        return Err(Error::new(Kind::Config, message).with_help("give a name such as my-pack").into());
    }
    let files = lexicon::starter(&stem).map(|(end, text)| (name.with_file_name(format!("{stem}{end}")), text));
    write_new(&files, terminal)?;
    terminal.say(&format!("next: slantwise lexicon test {}", files[0].0.display()));
    Ok(Outcome::Done)
}

/// Writes files, none of which may be there.
fn write_new(files: &[(PathBuf, String)], terminal: &Terminal) -> Result<(), Failure> {
    if let Some((path, _)) = files.iter().find(|file| file.0.exists()) {
        let message = "found a file of this name, expected none";
        return Err(Error::new(Kind::Io, message)
            .in_file(path.display())
            .with_help("give another name, or take the file away")
            .into());
    }
    for (path, text) in files {
        std::fs::write(path, text).map_err(|cause| Error::io(path.display(), cause))?;
        terminal.say(&format!("wrote {}", path.display()));
    }
    Ok(())
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
            categories.iter().map(|&at| lexicon.categories[at].name.as_str()).collect::<Vec<_>>().join(" + ")
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
            category.role.name(),
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
