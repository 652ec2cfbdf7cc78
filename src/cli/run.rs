//! `slantwise run`: the main job.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use slantwise::compare::event::Events;
use slantwise::compare::partition::Method;
use slantwise::error::Result;
use slantwise::evaluate::cautions;
use slantwise::num::words::count;
use slantwise::read::Reading;
use slantwise::report::csv::Formulas;
use slantwise::report::folder::Foreign;
use slantwise::report::format::Format;
use slantwise::report::manifest::{self, MANIFEST, Output, Recipe};
use slantwise::report::{self, Material, Sink, Texts, Written, headline};
use slantwise::study::{self, Anchor, Config, Duplicates, ENOUGH_ANCHORS, Findings, read_corpus};

use super::input::{self, Input, ReadingArguments, StudyArguments};
use super::terminal::Terminal;
use super::{Failure, Outcome, interrupt};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The folder to write; written atomically.
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
    /// How articles are put into clusters, their event taken out: by nearest mean, by a mixture of normal distributions, by dense regions (the rest is noise), or joined step by step (Ward).
    #[arg(long, value_enum, default_value = "kmeans", value_name = "HOW", env = "SLANTWISE_CLUSTER_METHOD")]
    cluster_method: Method,
    /// How many clusters: a number, or auto to choose by stability and silhouette.
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
    /// A person or thing whose mentions are looked at, by the names it goes by; repeat for several. The last word of a name counts once the whole name has occurred. Fills the table targets.
    #[arg(long = "target", value_name = "NAME|ALIAS|...", env = "SLANTWISE_TARGETS", value_delimiter = ';')]
    targets: Vec<String>,
    /// What you say about outlets: a CSV file with the columns outlet, slant (left, lean left, center, lean right, right, or a number), slant_source, aliases (separated by |). An alias is counted as its outlet.
    #[arg(long, value_name = "FILE", env = "SLANTWISE_OUTLETS")]
    outlets: Option<PathBuf>,
    /// An outlet that holds an end of the scale in the table slant, with your own word for that end; repeat for five or more clear cases a side.
    #[arg(long = "anchor", value_name = "SIDE=OUTLET", env = "SLANTWISE_ANCHORS", value_delimiter = ';', value_parser = parse_anchor)]
    anchors: Vec<Anchor>,
    /// Minimum anchors per side; the choice of anchors is the largest source of error of a scale, and the fewer the larger.
    #[arg(long, default_value_t = ENOUGH_ANCHORS, value_name = "N", env = "SLANTWISE_MIN_ANCHORS", value_parser = parse_min_anchors)]
    min_anchors: usize,
    /// Put the files into a folder that slantwise did not make (files of the same name are replaced).
    #[arg(long)]
    pub overwrite: bool,
    /// A format of tables; repeat for several. A run writes them as CSV in any case, and in these formats beside that.
    #[arg(short, long = "format", value_name = "FORMAT", env = "SLANTWISE_FORMAT", value_delimiter = ',', value_enum)]
    pub formats: Vec<Format>,
    /// Do not escape formula-like cells: text that a spreadsheet would run stands without an apostrophe before it.
    #[arg(long, env = "SLANTWISE_CSV_RAW", value_parser = clap::builder::FalseyValueParser::new())]
    csv_raw: bool,
    /// Write everything but the articles' texts: no file holds more than five words of one in a row, headlines aside. For publishing results where the texts may not be.
    #[arg(long, env = "SLANTWISE_NO_TEXT", value_parser = clap::builder::FalseyValueParser::new())]
    no_text: bool,
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
    let signals = interrupt::watch()?;
    let recipe = settings.recipe(inputs, reading)?;
    let study = recipe.config.clone().check()?;
    // refused before the work, not after it
    let foreign = if settings.overwrite { Foreign::Accept } else { Foreign::Refuse };
    let staged = signals.stage(output, foreign)?;
    let is_again = staged.place().has_run();
    let mut sink = Sink::Folder(staged);
    terminal.say(&format!(
        "reading {}",
        inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    ));
    let (corpus, read) = read_corpus(&inputs.into(), &recipe.options, recipe.config.clean)?;
    terminal.say(&format!(
        "{}, {}, {} rejected",
        count(corpus.articles().len(), "article"),
        count(corpus.outlets().len(), "outlet"),
        count(read.rejects.len(), "row")
    ));
    let n_threads = settings.study.threads;
    let findings = study.run(corpus, n_threads, &|progress| terminal.watch(progress))?;
    terminal.watch(study::Progress::Step("writing"));
    let told = Told { recipe: &recipe, command: command(), n_threads, start };
    write(&findings, &read, &told, &mut sink)?;
    signals.commit(sink)?;
    terminal.done();
    if is_again {
        terminal.say(&format!("replaced the earlier run in {}", output.display()));
    }
    terminal.caution(&cautions(&findings, &read, settings.clusters.0));
    tell(&Material::new(&findings, &read), output, start, terminal);
    Ok(reading.outcome(&read, findings.failed.len(), terminal))
}

/// What is told of a run besides its findings.
pub(super) struct Told<'a> {
    pub recipe: &'a Recipe,
    pub command: Vec<String>,
    pub n_threads: usize,
    pub start: Instant,
}

/// Writes every file, `run.json` last; what was written, and the text of `run.json`.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(
    findings: &Findings,
    reading: &Reading,
    told: &Told<'_>,
    sink: &mut Sink,
) -> Result<(Vec<Output>, String)> {
    let material = Material::new(findings, reading).with(told.recipe.texts);
    let outputs = report::write(&material, &told.recipe.written, sink)?;
    let run = manifest::Run {
        recipe: told.recipe,
        command: told.command.clone(),
        seconds: told.start.elapsed().as_secs_f64(),
        threads: study::n_threads(told.n_threads),
    };
    let text = manifest::text(&material, &run, &outputs);
    sink.put(MANIFEST, text.as_bytes())?;
    Ok((outputs, text))
}

/// The command line, a word each; where the program stands is nobody's business.
pub(super) fn command() -> Vec<String> {
    let arguments = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    std::iter::once("slantwise".to_owned()).chain(arguments).collect()
}

impl RunArguments {
    fn config(&self, reading: &ReadingArguments) -> Result<Config> {
        Ok(Config {
            seed: self.seed,
            resamples: self.resamples,
            permutations: self.permutations,
            cluster_method: self.cluster_method,
            clusters: self.clusters.0,
            duplicates: self.duplicates,
            max_contrast_outlets: self.contrast_outlets,
            targets: self.targets.clone(),
            anchors: self.anchors.clone(),
            min_anchors: self.min_anchors,
            ratings: input::ratings(self.outlets.as_deref())?,
            ..self.study.config(reading)
        })
    }

    pub(super) fn threads(&self) -> usize {
        self.study.threads
    }

    pub(super) fn recipe(&self, inputs: &[PathBuf], reading: &ReadingArguments) -> Result<Recipe> {
        Ok(Recipe {
            inputs: inputs.to_vec(),
            options: reading.options()?,
            config: self.config(reading)?,
            written: Written {
                formulas: if self.csv_raw { Formulas::Raw } else { Formulas::Guarded },
                beside: Format::ALL
                    .into_iter()
                    .filter(|format| *format != Format::Csv && self.formats.contains(format))
                    .collect(),
            },
            texts: if self.no_text { Texts::LeftOut } else { Texts::Shown },
        })
    }
}

/// The last lines of a run: what was written, headline findings, what to do next.
fn tell(material: &Material<'_>, output: &Path, start: Instant, terminal: &Terminal) {
    let found: &Findings = material.findings;
    let n_hits: usize = found.measured.iter().map(|measured| measured.hits.len() + measured.outside.len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    terminal.say(&format!(
        "wrote {}: {}, {}, {} ({}), {}, in {seconds:.1} s",
        output.display(),
        count(found.corpus.articles().len(), "article"),
        count(found.corpus.outlets().len(), "outlet"),
        count(found.events.list.len(), "event"),
        origin(&found.events),
        count(n_hits, "hit"),
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

/// Where the events come from.
fn origin(events: &Events) -> String {
    match (events.n_given(), events.list.len()) {
        (0, _) => "found".to_owned(),
        (given, all) if given == all => "given".to_owned(),
        (given, all) => format!("{given} given, {} found", all - given),
    }
}

fn parse_clusters(text: &str) -> std::result::Result<Clusters, String> {
    if text == "auto" {
        return Ok(Clusters(None));
    }
    text.parse().map(|k| Clusters(Some(k))).map_err(|_| "expected a number or auto".to_owned())
}

fn parse_min_anchors(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "expected a number from 1".to_owned())
}

fn parse_anchor(text: &str) -> std::result::Result<Anchor, String> {
    let (pole, outlet) = text.split_once('=').ok_or("expected a side and an outlet, as in left=Outlet")?;
    Ok(Anchor { pole: pole.trim().to_owned(), outlet: outlet.trim().to_owned() })
}
