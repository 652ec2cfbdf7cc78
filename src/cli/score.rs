//! `slantwise score`: a row per article, feature and voice, in the order of the input, whatever its size. The voice of a
//! measure of the whole article is empty: where it is of one voice, its name says so. Articles are looked at one by one, so
//! what recurs in one outlet's articles is not known here and stays in the counts.

use std::io::{self, BufWriter, Write};

use clap::Args;

use slantwise::corpus::Article;
use slantwise::feature::{self, Measured, frame};
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

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let study = arguments.study.config().check()?;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(BufWriter::new(io::stdout().lock()));
    writer
        .write_record(["article_id", "outlet", "feature", "voice", "value", "n_hits", "n_words"])
        .map_err(io::Error::from)?;
    let mut n_articles = 0;
    let mut write = |article: &Article, outlet: &str, measured: &Measured| {
        n_articles += 1;
        rows(&study, &guarded(&article.id), &guarded(outlet), measured, &mut writer)
    };
    let (reading, rejects) = input::stream(&arguments.input, &study, arguments.study.threads, &mut write)?;
    writer.flush()?;
    let n_rejects = reading.rejects.len() + rejects.len();
    terminal.say(&format!("{} scored, {} rejected", count(n_articles, "article"), count(n_rejects, "row")));
    if let Some(first) = reading.rejects.iter().chain(&rejects).next() {
        terminal.warn(&format!("the first reject: {}", input::shown(first)));
    }
    Ok(arguments.input.reading.outcome(&reading, rejects.len(), terminal))
}

fn rows(
    study: &Study,
    id: &str,
    outlet: &str,
    measured: &Measured,
    writer: &mut csv::Writer<impl Write>,
) -> std::result::Result<(), Failure> {
    for (column, value) in feature::columns().iter().zip(&measured.values) {
        let value = cell(&Value::from(*value), column.unit);
        let n_words = measured.n_words[0].to_string();
        input::write_row(writer, [id, outlet, column.name.as_ref(), "", &value, "", &n_words])?;
    }
    for (f, frame) in study.frames().iter().enumerate() {
        let lexicon = &study.lexicons[frame.lexicon as usize];
        let name = format!("{}.{}", lexicon.name, lexicon.categories[frame.category as usize].name);
        for voice in Voice::ALL {
            let (n, n_words) = (measured.n_frame_hits[voice as usize][f], measured.n_words[voice as usize]);
            let value = cell(&frame::per_1000(n, n_words).into(), Unit::PerThousandWords);
            input::write_row(
                writer,
                [id, outlet, &guarded(&name), voice.name(), &value, &n.to_string(), &n_words.to_string()],
            )?;
        }
    }
    Ok(())
}
