//! `slantwise run`: the main job.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};

use slantwise::error::{Error, Result};
use slantwise::read::Reading;
use slantwise::report::csv::{Formulas, Settings};
use slantwise::report::folder::{self, Foreign};
use slantwise::report::{self, Material, headline, manifest};
use slantwise::study::{self, Config, Findings};

use super::input::{self, Input, ReadingArguments, StudyArguments};
use super::terminal::Terminal;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The folder to write; it appears when it is whole.
    #[arg(short, long, default_value = "slantwise-out", value_name = "FOLDER")]
    output: PathBuf,
    #[command(flatten)]
    pub settings: RunArguments,
}

/// What `run` and `demo` share.
#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    study: StudyArguments,
    /// How many clusters: a number, or auto to choose by silhouette.
    #[arg(short = 'k', long, default_value = "auto", value_name = "N|auto", value_parser = parse_clusters, env = "SLANTWISE_CLUSTERS")]
    clusters: Clusters,
    /// Seed of every random step.
    #[arg(long, default_value_t = 42, value_name = "N", env = "SLANTWISE_SEED")]
    seed: u64,
    /// Resamples of events for each interval; 0 leaves the intervals out.
    #[arg(long, default_value_t = 1000, value_name = "N", env = "SLANTWISE_RESAMPLES")]
    resamples: usize,
    /// Permutations for each test; 0 leaves the tests out.
    #[arg(long, default_value_t = 1000, value_name = "N", env = "SLANTWISE_PERMUTATIONS")]
    permutations: usize,
    /// How often an article and its copies, wire copy in other outlets among them, count in comparisons: once, or all of them.
    #[arg(long, value_enum, default_value = "once", value_name = "HOW", env = "SLANTWISE_DUPLICATES")]
    duplicates: Duplicates,
    /// Outlets, at most, that are contrasted pair by pair: those with most articles.
    #[arg(long, default_value_t = 8, value_name = "N", env = "SLANTWISE_CONTRAST_OUTLETS")]
    contrast_outlets: usize,
    /// Put the files into a folder that slantwise did not make (files of the same name are replaced).
    #[arg(long)]
    overwrite: bool,
    /// Write text that a spreadsheet would run as a formula as it is, without an apostrophe before it.
    #[arg(long, env = "SLANTWISE_CSV_RAW", value_parser = clap::builder::FalseyValueParser::new())]
    csv_raw: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Duplicates {
    Once,
    All,
}

#[derive(Debug, Clone, Copy)]
struct Clusters(Option<usize>);

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    execute(&arguments.input.inputs, &arguments.input.reading, &arguments.settings, &arguments.output, terminal)
}

/// Reads, studies, writes, and tells what came of it.
pub(super) fn execute(
    inputs: &[PathBuf],
    reading: &ReadingArguments,
    settings: &RunArguments,
    output: &Path,
    terminal: &Terminal,
) -> std::result::Result<Outcome, Failure> {
    let start = Instant::now();
    let checked = Config { clean: reading.clean.level(), ..settings.config() }.check()?;
    // refused before the work, not after it
    let foreign = if settings.overwrite { Foreign::Accept } else { Foreign::Refuse };
    let mut staged = folder::stage(output, foreign)?;
    let is_committing = clean_up_when_interrupted(staged.path().to_owned())?;
    terminal
        .say(&format!("reading {}", inputs.iter().map(|it| it.display().to_string()).collect::<Vec<_>>().join(", ")));
    let (corpus, read) = input::corpus(inputs, reading)?;
    terminal.say(&format!(
        "{} articles, {} outlets, {} rows rejected",
        corpus.articles().len(),
        corpus.outlets().len(),
        read.rejects.len()
    ));
    let findings = checked.run(corpus, settings.study.threads, &|it| terminal.watch(it))?;
    terminal.watch(study::Progress::Step("writing"));
    let material = Material::new(&findings, &read);
    let csv = Settings { formulas: if settings.csv_raw { Formulas::Raw } else { Formulas::Guarded } };
    let outputs = report::write(&material, &csv, &mut staged)?;
    let run = manifest::Run {
        command: std::env::args().collect(),
        clean: reading.clean.name().to_owned(),
        seconds: start.elapsed().as_secs_f64(),
        threads: study::n_threads(settings.study.threads),
    };
    let text = manifest::text(&material, &run, &outputs);
    staged.write("run.json", |file| file.write_all(text.as_bytes()).map_err(|it| Error::io("run.json", &it)))?;
    is_committing.store(true, Ordering::SeqCst);
    staged.commit()?;
    terminal.done();
    if let (Some(k), None) = (settings.clusters.0, &findings.clusters) {
        terminal.warn(&format!("no {k} clusters could be made: fewer articles than that share an event with another"));
    }
    tell(&material, output, start, terminal);
    say_rejects(&read, terminal);
    Ok(reading.outcome(&read))
}

impl RunArguments {
    fn config(&self) -> Config {
        Config {
            seed: self.seed,
            resamples: self.resamples,
            permutations: self.permutations,
            clusters: self.clusters.0,
            duplicates: match self.duplicates {
                Duplicates::Once => study::Duplicates::Once,
                Duplicates::All => study::Duplicates::All,
            },
            max_contrast_outlets: self.contrast_outlets,
            ..self.study.config()
        }
    }
}

/// The last lines of a run: what was written, headline findings, what to do next.
fn tell(material: &Material<'_>, output: &Path, start: Instant, terminal: &Terminal) {
    let found: &Findings = material.findings;
    let n_hits: usize = found.measured.iter().map(|it| it.hits.len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    terminal.say(&format!(
        "wrote {}: {} articles, {} outlets, {} events ({}), {n_hits} hits, in {seconds:.1} s",
        output.display(),
        found.corpus.articles().len(),
        found.corpus.outlets().len(),
        found.events.list.len(),
        if found.events.cut.is_some() { "found" } else { "given" },
    ));
    for line in headline::headlines(material) {
        terminal.say(&format!("  * {line}"));
    }
    let page = output.join("index.html");
    terminal.say(&format!(
        "next: open {} in a browser; {} says what every column means",
        page.display(),
        output.join("codebook.csv").display()
    ));
}

/// What was rejected, and what could not be used in rows that were kept.
fn say_rejects(reading: &Reading, terminal: &Terminal) {
    if let Some(first) = reading.rejects.first() {
        terminal.warn(&format!(
            "{} rejected, see tables/rejects.csv; the first: {} row {}, column {}: {}",
            rows(reading.rejects.len()),
            first.source_file,
            first.row,
            first.column,
            first.detail
        ));
    }
    let mut by_reason = BTreeMap::<&str, (usize, &str)>::new();
    for problem in &reading.problems {
        by_reason.entry(problem.reason).or_insert((0, &problem.detail)).0 += 1;
    }
    for (reason, (n, detail)) in by_reason {
        terminal.say(&format!("note: {} kept with a problem, {reason}: {detail}", rows(n)));
    }
}

fn rows(n: usize) -> String {
    if n == 1 { "1 row was".to_owned() } else { format!("{n} rows were") }
}

/// On Ctrl-C or a termination signal: removes the staged folder and exits with 130, unless it is being put in place.
fn clean_up_when_interrupted(stage: PathBuf) -> Result<std::sync::Arc<AtomicBool>> {
    let is_committing = std::sync::Arc::new(AtomicBool::new(false));
    let flag = is_committing.clone();
    let handler = move || {
        if flag.load(Ordering::SeqCst) {
            return; // a moment more and the run is complete
        }
        // files may still be created while we remove: try again until the folder is gone
        for _ in 0..20 {
            if std::fs::remove_dir_all(&stage).is_ok() || !stage.exists() {
                break;
            }
        }
        std::process::exit(130);
    };
    ctrlc::set_handler(handler)
        .map_err(|it| Error::new(slantwise::error::Kind::Io, format!("no signal handler could be set: {it}")))?;
    Ok(is_committing)
}

fn parse_clusters(text: &str) -> std::result::Result<Clusters, String> {
    if text == "auto" {
        return Ok(Clusters(None));
    }
    text.parse().map(|it| Clusters(Some(it))).map_err(|_| "expected a number or auto".to_owned())
}
