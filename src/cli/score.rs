//! `slantwise score`: a row per article, feature and voice, in the order of the input, whatever its size. The voice of a
//! measure of the whole article is empty: where it is of one voice, its name says so. Articles are looked at one by one, so
//! what recurs in one outlet's articles is not known here and stays in the counts.

use std::io::{self, BufWriter, Write};

use clap::Args;

use slantwise::corpus::{Article, Draft};
use slantwise::error::{Error, Kind};
use slantwise::feature::{self, Measured, frame};
use slantwise::read::{self, Reject};
use slantwise::report::csv::{cell, guarded};
use slantwise::study::Study;
use slantwise::table::{Unit, Value};
use slantwise::text::Voice;

use super::input::{self, Input, StudyArguments};
use super::terminal::Terminal;
use super::words::count;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    study: StudyArguments,
}

/// Articles held in memory at a time.
const BATCH: usize = 2_048;

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let study = arguments.study.config().check()?;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(BufWriter::new(io::stdout().lock()));
    writer
        .write_record(["article_id", "outlet", "feature", "voice", "value", "n_hits", "n_words"])
        .map_err(io::Error::from)?;
    let mut batch: Vec<Draft> = Vec::with_capacity(BATCH);
    let mut rejects = Vec::new();
    let mut n_articles = 0;
    let n_threads = arguments.study.threads;
    let level = arguments.input.reading.clean.level();
    let reading = read::read_each(&arguments.input.inputs, &arguments.input.reading.options()?, &mut |mut draft| {
        match input::cleaned(&mut draft, level) {
            Ok(()) => batch.push(draft),
            Err(reject) => rejects.push(*reject),
        }
        n_articles += 1;
        if batch.len() == BATCH
            && let Err(failure) = score(&study, &mut batch, n_threads, &mut writer, &mut rejects)
        {
            // nobody takes more: do not read on to the end of what may be endless
            std::process::exit(super::end(Err(failure), terminal).into());
        }
    })?;
    score(&study, &mut batch, n_threads, &mut writer, &mut rejects)?;
    writer.flush()?;
    let n_rejects = reading.rejects.len() + rejects.len();
    terminal.say(&format!(
        "{} scored, {} rejected",
        count(n_articles - rejects.len(), "article"),
        count(n_rejects, "row")
    ));
    if let Some(first) = reading.rejects.iter().chain(&rejects).next() {
        terminal.warn(&format!("the first reject: {}", input::shown(first)));
    }
    Ok(arguments.input.reading.outcome(&reading, rejects.len(), terminal))
}

/// Scores the batch, writes its rows and empties it; adds the articles on which the program fails to `rejects`.
fn score(
    study: &Study,
    batch: &mut Vec<Draft>,
    n_threads: usize,
    writer: &mut csv::Writer<impl Write>,
    rejects: &mut Vec<Reject>,
) -> std::result::Result<(), Failure> {
    let (articles, outlets): (Vec<Article>, Vec<Option<String>>) = batch
        .drain(..)
        .map(|it| {
            let outlet = it.outlet.clone();
            (Article::from(it), outlet)
        })
        .unzip();
    let results = study.measure(&articles, n_threads)?;
    for ((article, outlet), result) in articles.iter().zip(&outlets).zip(results) {
        let measured = match result {
            Ok(measured) => measured,
            Err(reject) => {
                rejects.push(*reject);
                continue;
            }
        };
        rows(study, &guarded(&article.id), &guarded(outlet.as_deref().unwrap_or("")), &measured, writer).map_err(
            |it| match it.into_kind() {
                csv::ErrorKind::Io(cause) => Failure::Stdout(cause),
                other => Failure::Error(Error::new(Kind::Io, format!("{other:?}"))),
            },
        )?;
    }
    Ok(())
}

fn rows(
    study: &Study,
    id: &str,
    outlet: &str,
    measured: &Measured,
    writer: &mut csv::Writer<impl Write>,
) -> csv::Result<()> {
    for (column, value) in feature::columns().iter().zip(&measured.values) {
        let value = cell(&Value::from(*value), column.unit);
        writer.write_record([id, outlet, column.name.as_ref(), "", &value, "", &measured.n_words[0].to_string()])?;
    }
    for (f, frame) in study.frames().iter().enumerate() {
        let lexicon = &study.lexicons[frame.lexicon as usize];
        let name = format!("{}.{}", lexicon.name, lexicon.categories[frame.category as usize].name);
        for voice in Voice::ALL {
            let (n, n_words) = (measured.n_frame_hits[voice as usize][f], measured.n_words[voice as usize]);
            let value = cell(&frame::per_1000(n, n_words).into(), Unit::PerThousandWords);
            writer.write_record([
                id,
                outlet,
                &guarded(&name),
                voice.name(),
                &value,
                &n.to_string(),
                &n_words.to_string(),
            ])?;
        }
    }
    Ok(())
}
