//! `slantwise verify`: whether an output folder is what a run wrote, and whether the same run writes it again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use slantwise::error::{Error, Kind, Result};
use slantwise::read::Reading;
use slantwise::report::Sink;
use slantwise::report::folder::Foreign;
use slantwise::report::manifest::{self, Manifest};
use slantwise::report::verify::{self, Check, unequal};
use slantwise::study::read_corpus;

use super::terminal::Terminal;
use super::{Failure, Outcome, interrupt, run};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder that a run wrote.
    #[arg(value_name = "FOLDER")]
    output: PathBuf,
    /// Check hashes and tables only; do not make the run again.
    #[arg(long)]
    quick: bool,
    /// Threads; 0 for one per core. The results do not depend on it.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N", env = "SLANTWISE_THREADS")]
    threads: usize,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let manifest = manifest::read(&arguments.output)?;
    terminal.say(&format!("checking {}", arguments.output.display()));
    let mut n_differences = 0;
    for check in verify::folder(&arguments.output, &manifest) {
        n_differences += tell(&check)?;
    }
    for path in verify::unlisted(&arguments.output, &manifest) {
        writeln!(io::stdout(), "note     {path} is no file of this run")?;
    }
    if !arguments.quick {
        match again(arguments, &manifest, terminal) {
            Ok(checks) => {
                for check in checks {
                    n_differences += tell(&check)?;
                }
            }
            // what was found stands, whatever else could not be looked at
            Err(error) if n_differences > 0 => terminal.warn(&format!("the run could not be made again: {error}")),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(if n_differences == 0 { Outcome::Done } else { Outcome::Findings })
}

/// A line for what holds, or one for each difference; how many there are.
fn tell(check: &Check) -> io::Result<usize> {
    let mut out = io::stdout().lock();
    if check.differences.is_empty() {
        writeln!(out, "ok       {}", check.what)?;
    }
    for difference in &check.differences {
        writeln!(out, "differs  {difference}")?;
    }
    Ok(check.differences.len())
}

/// The same run again, into a folder that is removed: the inputs first, and all that is written if they are the same.
fn again(arguments: &Arguments, manifest: &Manifest, terminal: &Terminal) -> Result<Vec<Check>> {
    let start = Instant::now();
    let recipe = &manifest.recipe;
    if recipe.inputs.iter().any(|path| path == Path::new("-")) {
        let message = "the articles came on standard input, so the run cannot be made again";
        return Err(Error::new(Kind::Input, message).with_help("give --quick to check hashes and tables only"));
    }
    if manifest.version != env!("CARGO_PKG_VERSION") {
        let (then, now) = (&manifest.version, env!("CARGO_PKG_VERSION"));
        terminal.warn(&format!("version {then} wrote the folder and this is {now}: numbers may differ for that"));
    }
    let signals = interrupt::watch()?;
    let from_elsewhere = |error: Error| {
        match error.kind() {
        Kind::Io => error.with_help("inputs and lexicons are looked for by the names given to the run: start verify in the folder that the run was started in, or give --quick"),
        _ => error,
    }
    };
    let study = recipe.config.clone().check().map_err(from_elsewhere)?;
    let staged = signals.stage(&arguments.output, Foreign::Refuse).map_err(|error| {
        error.with_help("the run is made again beside the folder: wait until no other run writes it, copy it to a place that can be written to, or give --quick")
    })?;
    let (corpus, reading) =
        read_corpus(&recipe.inputs.as_slice().into(), &recipe.options, recipe.config.clean).map_err(from_elsewhere)?;
    let inputs = same_inputs(manifest, &reading);
    if !inputs.differences.is_empty() {
        return Ok(vec![inputs]); // another run, then
    }
    terminal.say("the same run again");
    let findings = study.run(corpus, arguments.threads, &|progress| terminal.watch(progress))?;
    let command = manifest.value["command"].as_array().into_iter().flatten();
    let command = command.map(|word| word.as_str().unwrap_or_default().to_owned()).collect();
    let (outputs, text) = run::write(
        &findings,
        &reading,
        &run::Told { recipe, command, n_threads: arguments.threads, start },
        &mut Sink::Folder(staged),
    )?;
    terminal.done();
    let value = serde_json::from_str(&text).map_err(|cause| Error::new(Kind::Io, cause.to_string()))?;
    Ok(vec![inputs, verify::again(manifest, &outputs, &value)])
}

pub(super) fn same_inputs(manifest: &Manifest, reading: &Reading) -> Check {
    let mut differences = Vec::new();
    if manifest.sources.len() != reading.sources.len() {
        let (expected, found) = (manifest.sources.len(), reading.sources.len());
        differences.push(format!("inputs: expected {expected}, found {found}"));
    }
    for (expected, found) in manifest.sources.iter().zip(&reading.sources) {
        if expected.blake3 != found.blake3 {
            differences.push(unequal(&found.file, "in the input", &expected.blake3, &found.blake3));
        }
    }
    let n = reading.sources.len();
    Check { what: format!("{n} {} the same", if n == 1 { "input is" } else { "inputs are" }), differences }
}
