//! `slantwise check`: what would be read, before anything is measured.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use clap::Args;

use slantwise::corpus::Corpus;
use slantwise::read::Reading;

use super::input::{self, Input};
use super::terminal::Terminal;
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
}

/// Rows of a list shown before it is cut.
const MAX_SHOWN: usize = 20;

pub(super) fn run(arguments: &Arguments, _terminal: &Terminal) -> std::result::Result<Outcome, Failure> {
    let (corpus, reading) = input::corpus(&arguments.input.inputs, &arguments.input.reading)?;
    let mut out = io::stdout().lock();
    sources(&reading, &mut out)?;
    articles(&corpus, &mut out)?;
    outlets(&corpus, &mut out)?;
    furniture(&corpus, &mut out)?;
    trouble(&reading, &mut out)?;
    Ok(arguments.input.reading.outcome(&reading))
}

fn sources(reading: &Reading, out: &mut dyn Write) -> io::Result<()> {
    for source in &reading.sources {
        writeln!(out, "{}: {}, {} rows, {} bytes", source.file, source.format.name(), source.rows, source.bytes)?;
        for (field, column) in &source.columns {
            writeln!(out, "  {:<7} from column `{column}`", field.name())?;
        }
    }
    Ok(())
}

fn articles(corpus: &Corpus, out: &mut dyn Write) -> io::Result<()> {
    let articles = corpus.articles();
    let count = |test: &dyn Fn(&slantwise::corpus::Article) -> bool| articles.iter().filter(|it| test(it)).count();
    let events: BTreeSet<_> = articles.iter().filter_map(|it| it.event.as_deref()).collect();
    let dates = || articles.iter().filter_map(|it| it.date);
    writeln!(out, "\n{} articles, {} outlets, {} events given", articles.len(), corpus.outlets().len(), events.len())?;
    if events.is_empty() {
        writeln!(out, "no event column: events will be found from words and dates")?;
    }
    match (dates().min(), dates().max()) {
        (Some(first), Some(last)) => {
            writeln!(out, "dates {first} to {last}, {} without", count(&|it| it.date.is_none()))?
        }
        _ => writeln!(out, "no dates: recurring stories cannot be told apart")?,
    }
    writeln!(
        out,
        "{} without an outlet (in no comparison), {} without a title",
        count(&|it| it.outlet.is_none()),
        count(&|it| it.title.is_empty())
    )
}

fn outlets(corpus: &Corpus, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<(usize, &str, usize)> = corpus
        .articles_by_outlet()
        .iter()
        .zip(corpus.outlets())
        .map(|(articles, name)| {
            let events: BTreeSet<_> =
                articles.iter().filter_map(|&it| corpus.articles()[it].event.as_deref()).collect();
            (articles.len(), name.as_str(), events.len())
        })
        .collect();
    rows.sort_by_key(|it| (std::cmp::Reverse(it.0), it.1));
    writeln!(out, "\n{:>8} {:>8}  outlet", "articles", "events")?;
    for (n, name, events) in rows.iter().take(MAX_SHOWN) {
        writeln!(out, "{n:>8} {events:>8}  {name}")?;
    }
    cut(rows.len(), out)
}

fn furniture(corpus: &Corpus, out: &mut dyn Write) -> io::Result<()> {
    let mut by_rule = BTreeMap::<&str, (usize, usize, &str)>::new();
    for article in corpus.articles() {
        for removed in &article.removed {
            let entry = by_rule.entry(removed.rule).or_insert((0, 0, removed.span.of(&article.text)));
            *entry = (entry.0 + 1, entry.1 + removed.span.range().len(), entry.2);
        }
    }
    writeln!(out, "\nfurniture left out of the counts (--clean none keeps it)")?;
    for (rule, (n, bytes, sample)) in by_rule {
        let sample: String = sample.trim().chars().take(60).collect();
        writeln!(out, "{n:>8} {bytes:>8} bytes  {rule:<16} {sample}")?;
    }
    Ok(())
}

fn trouble(reading: &Reading, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{} rows rejected, {} kept with a problem", reading.rejects.len(), reading.problems.len())?;
    for it in reading.rejects.iter().take(MAX_SHOWN) {
        writeln!(
            out,
            "  rejected {} row {}, column {}: {}: {}",
            it.source_file, it.row, it.column, it.reason, it.detail
        )?;
    }
    cut(reading.rejects.len(), out)?;
    for it in reading.problems.iter().take(MAX_SHOWN) {
        writeln!(
            out,
            "  kept     {} row {}, column {}: {}: {}",
            it.source_file, it.row, it.column, it.reason, it.detail
        )?;
    }
    cut(reading.problems.len(), out)
}

fn cut(n: usize, out: &mut dyn Write) -> io::Result<()> {
    if n > MAX_SHOWN { writeln!(out, "  ... and {} more", n - MAX_SHOWN) } else { Ok(()) }
}
