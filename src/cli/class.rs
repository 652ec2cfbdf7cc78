//! `slantwise class`: a lesson on one event of a finished run, in files for a class.

use std::path::{Path, PathBuf};

use clap::Args;

use slantwise::corpus::Corpus;
use slantwise::error::{Error, Kind, Result};
use slantwise::num::words::count;
use slantwise::report::Sink;
use slantwise::report::folder::Foreign;
use slantwise::report::lesson::{Event, Finished, MAX_ARTICLES};
use slantwise::report::manifest::{MANIFEST, Manifest};
use slantwise::study::read_corpus;

use super::terminal::Terminal;
use super::{Failure, Outcome, interrupt, verify};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder that a run wrote.
    #[arg(value_name = "FOLDER")]
    run: PathBuf,
    /// The event: its id or label in tables/events.csv; when not given, of those with most outlets the one with most words of the first word list.
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    /// The articles to show, by their ids in tables/articles.csv, at most four of the event; one per outlet when not given.
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    articles: Vec<String>,
    /// The folder to write; FOLDER-class beside the run's folder when not given.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Put the files into a folder that slantwise did not make (files of the same name are replaced).
    #[arg(long)]
    overwrite: bool,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let signals = interrupt::watch()?;
    let finished = Finished::open(&arguments.run)?;
    let event = event(arguments, &finished, terminal)?;
    let output = arguments.output.clone().unwrap_or_else(|| beside(&arguments.run));
    let foreign = if arguments.overwrite { Foreign::Accept } else { Foreign::Refuse };
    let mut staged = signals.stage(&output, foreign)?;
    let lesson = finished.lesson(event, &arguments.articles, articles(&finished.manifest)?)?;
    if lesson.is_thin() {
        terminal.warn(&format!(
            "only {} of “{}” in these articles: there is little to mark. Choose another event, or make the run with a list for this subject (--lexicon)",
            count(lesson.n_hits, "word"),
            finished.list_title()
        ));
    }
    let mut write = |name: &str, text: &str| {
        staged.write(name, |file| file.write_all(text.as_bytes()).map_err(|cause| Error::io(name, cause)))
    };
    let mut outputs = Vec::new();
    for (name, text) in &lesson.files {
        outputs.push(write(name, text)?.0);
    }
    write(MANIFEST, &finished.lesson_manifest(event, &outputs))?;
    signals.commit(Sink::Folder(staged))?;
    terminal.say(&format!("wrote {}: {} on {}", output.display(), count(lesson.n_articles, "article"), event.label));
    terminal.say(&format!(
        "next: read {} first, then open {} before the class",
        output.join("teacher-notes.html").display(),
        output.join("lesson.html").display()
    ));
    Ok(Outcome::Done)
}

fn event<'a>(arguments: &Arguments, finished: &'a Finished, terminal: &Terminal) -> Result<&'a Event> {
    if let Some(name) = &arguments.event {
        return finished.event(name);
    }
    let event = finished.best_event()?;
    terminal.say(&format!(
        "no --event given: `{}`, of those with {} or more the one with most words of “{}”",
        event.label,
        count(event.n_outlets.min(MAX_ARTICLES as u64), "outlet"),
        finished.list_title()
    ));
    Ok(event)
}

/// `out-class` beside `out`.
fn beside(run: &Path) -> PathBuf {
    let full = run.canonicalize().unwrap_or_else(|_| run.to_owned());
    let mut name = full.file_name().unwrap_or("out".as_ref()).to_owned();
    name.push("-class");
    match run.file_name() {
        Some(_) => run.with_file_name(name),
        None => full.with_file_name(name),
    }
}

/// The inputs of the run, read and cleaned as they were then.
fn articles(manifest: &Manifest) -> Result<Corpus> {
    let recipe = &manifest.recipe;
    if recipe.inputs.iter().any(|input| input == Path::new("-")) {
        let message = "the articles came on standard input, so they cannot be read again";
        return Err(Error::new(Kind::Input, message).with_help("make the run from a file"));
    }
    let elsewhere =
        "inputs are looked for by the names given to the run: start class in the folder that the run was started in";
    let (corpus, reading) = read_corpus(&recipe.inputs.as_slice().into(), &recipe.options, recipe.config.clean)
        .map_err(|error| if error.kind() == Kind::Io { error.with_help(elsewhere) } else { error })?;
    if let Some(first) = verify::same_inputs(manifest, &reading).differences.first() {
        let message = format!("the inputs are not those of the run: {first}");
        return Err(Error::new(Kind::Input, message).with_help("make the run again, then the class"));
    }
    Ok(corpus)
}
