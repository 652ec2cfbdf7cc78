//! `slantwise events | cluster | compare | slant | coverage`: one question, one table.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use slantwise::error::{Error, Kind, Result};
use slantwise::report::format::{self, Format};
use slantwise::report::{self, Material};
use slantwise::study::Question;

use super::input::{self, Input};
use super::run::RunArguments;
use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome, caution};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The file to write instead of standard output; it appears when it is whole.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The table to write, of those that answer the question; a wrong name lists them.
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    #[command(flatten)]
    settings: RunArguments,
}

/// The tables that answer a question, the first by default.
fn tables(question: Question) -> &'static [&'static str] {
    match question {
        Question::Events => &["events", "articles"],
        Question::Cluster => &["clusters", "cluster_terms", "cluster_frames", "cluster_outlets", "cluster_fit"],
        Question::Compare => &[
            "outlet_frames",
            "axes",
            "axis_patterns",
            "contrasts",
            "omnibus",
            "distances",
            "partisanship",
            "style",
            "outlets",
        ],
        Question::Slant => &["slant", "slant_words", "slant_fit", "exploration"],
        Question::Coverage => &["coverage", "omissions", "alignment"],
    }
}

pub(super) fn run(
    question: Question,
    arguments: &Arguments,
    terminal: &Terminal,
) -> std::result::Result<Outcome, Failure> {
    let names = tables(question);
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
    let (corpus, read) = input::corpus(&arguments.input.inputs, &recipe.options, study.config.clean)?;
    let findings = study.run(corpus, arguments.settings.threads(), &|it| terminal.watch(it))?;
    terminal.done();
    caution::say_weak(&findings, &read, terminal);
    let material = Material::new(&findings, &read).with(recipe.texts);
    let Some(table) = report::table::ALL.iter().map(|build| build(&material)).find(|table| table.schema.name == name)
    else {
        return Err(Failure::Bug(format!("no table is named {name}")));
    };
    let write = |file: &mut dyn Write| format::write(&table, format, recipe.written.formulas, file);
    match &arguments.output {
        None => {
            let mut buffer = Vec::new();
            write(&mut buffer)?;
            io::stdout().lock().write_all(&buffer)?;
        }
        Some(path) => place(path, &mut |file| write(file).map(|_| ()))?,
    }
    let sources = count(findings.corpus.articles().len(), "article");
    terminal.say(&format!("{name}: {} from {sources}; {}", count(table.n_rows, "row"), table.schema.about));
    Ok(arguments.input.reading.outcome(&read, findings.failed.len(), terminal))
}

/// The format asked for, or that of the file's ending, or CSV.
fn format_of(formats: &[Format], path: Option<&Path>) -> Result<Format> {
    match formats {
        [] => {
            let ending = path.and_then(Path::extension).and_then(|it| it.to_str());
            Ok(ending.and_then(|it| Format::named(&it.to_lowercase())).unwrap_or(Format::Csv))
        }
        [format] => Ok(*format),
        several => {
            let names: Vec<&str> = several.iter().map(|it| it.name()).collect();
            let message = format!("found the formats {}, expected one for one table", names.join(", "));
            Err(Error::new(Kind::Config, message).with_help("`slantwise run` writes tables in several formats"))
        }
    }
}

/// Writes beside the place and renames, so that no half a table is ever there.
pub(super) fn place(
    path: &Path,
    write: &mut dyn FnMut(&mut BufWriter<File>) -> Result<()>,
) -> std::result::Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".partial");
    let failed = |cause: io::Error| Error::io(path.display(), cause).with_help("check the folder and its space");
    let mut file = BufWriter::new(File::create(&beside).map_err(failed)?);
    let written = write(&mut file)
        .and_then(|()| {
            file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|it| it.sync_all()).map_err(failed)
        })
        .and_then(|()| fs::rename(&beside, path).map_err(failed));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    Ok(written?)
}

/// Refuses a place where there is a file.
pub(super) fn free(path: &Path) -> Result<()> {
    if path.exists() {
        let message = "there is a file of this name, expected none";
        return Err(Error::new(Kind::Config, message).in_file(path.display()).with_help("add --overwrite"));
    }
    Ok(())
}
