//! The summary in words.

use std::io::{self, Write};

use slantwise::evaluate::{
    ArticleSummary, ColumnSummary, OutletSummary, RuleSummary, SourceSummary, Summary, Trouble, name_the_outlets,
};
use slantwise::num::words::{count, number, size};
use slantwise::read::Dialect;
use slantwise::text::short;

/// Entries of a list shown before it is cut.
const MAX_SHOWN: usize = 20;

/// `next` is the command to give next.
pub(super) fn show(summary: &Summary<'_>, next: &str, out: &mut dyn Write) -> io::Result<()> {
    for source in &summary.sources {
        read(source, out)?;
    }
    articles(&summary.articles, out)?;
    outlets(&summary.outlets, summary.articles.n_events_given, out)?;
    if summary.outlets.is_empty() {
        let unused = summary.sources.iter().flat_map(|source| source.unused);
        writeln!(out, "  nothing to compare without outlets: {}", name_the_outlets(unused))?;
    }
    noted(&summary.noted, out)?;
    furniture(&summary.furniture, out)?;
    if summary.rejected.is_empty() {
        writeln!(out, "\nNo row is rejected.")?;
    }
    troubles(&summary.rejected, "row", "rejected: in no table", out)?;
    troubles(&summary.kept, "value", "missing or unreadable, in rows that are kept", out)?;
    writeln!(out, "\nnext: {next}")
}

fn read(source: &SourceSummary<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", source.file)?;
    let mut parts = vec![kind(source.format).to_owned(), count(source.rows, "row"), size(source.bytes)];
    parts.extend(source.dialect.iter().flat_map(dialect));
    parts.push(format!("encoding {}", source.encoding));
    writeln!(out, "  {}", parts.join(", "))?;
    let width = source.columns.iter().map(|column| column.column.chars().count()).max().unwrap_or(0).min(24);
    if !source.columns.is_empty() {
        writeln!(out, "  {:<8} {:<width$}  for example", "what", "column", width = width.max(6))?;
    }
    for ColumnSummary { field, column, example } in &source.columns {
        writeln!(out, "  {field:<8} {:<width$}  {example}", short(column, 24), width = width.max(6))?;
    }
    if !source.unused.is_empty() {
        writeln!(out, "  not used: {}", short(&source.unused.join(", "), 200))?;
    }
    for remark in source.remarks {
        writeln!(out, "  note: {remark}")?;
    }
    writeln!(out)
}

fn kind(format: &str) -> &str {
    match format {
        "csv" | "tsv" => "a table",
        "jsonl" | "json" => "JSON",
        "parquet" => "a Parquet table",
        "folder" => "a folder of text files",
        other => other,
    }
}

fn dialect(dialect: &Dialect) -> Vec<String> {
    let mut parts = vec![format!("{} between the cells", byte_name(dialect.delimiter))];
    if let Some(quote) = dialect.quote.filter(|quote| *quote != b'"') {
        parts.push(format!("{} around them", byte_name(quote)));
    }
    if let Some(escape) = dialect.escape {
        parts.push(format!("{} before quotation marks in them", byte_name(escape)));
    }
    if dialect.n_preamble > 0 {
        parts.push(format!("{} before the table skipped", count(dialect.n_preamble, "line")));
    }
    if !dialect.has_header {
        parts.push("no names of columns".to_owned());
    }
    parts
}

fn byte_name(byte: u8) -> String {
    match byte {
        b',' => "commas".to_owned(),
        b';' => "semicolons".to_owned(),
        b'\t' => "tabs".to_owned(),
        b'|' => "bars".to_owned(),
        b' ' => "spaces".to_owned(),
        b'\'' => "apostrophes".to_owned(),
        b'\\' => "backslashes".to_owned(),
        other => format!("`{}`", other.escape_ascii()),
    }
}

fn articles(articles: &ArticleSummary, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{} by {}", count(articles.n, "article"), count(articles.n_outlets, "outlet"))?;
    match (&articles.first_date, &articles.last_date) {
        (Some(first), Some(last)) => writeln!(out, ", {first} to {last}")?,
        _ => writeln!(out, ", none with a date: recurring stories cannot be told apart")?,
    }
    if articles.n_events_given == 0 {
        writeln!(out, "  events: no column names them; they will be found from words and dates")?;
    } else {
        let (given, shared) = (count(articles.n_events_given, "event"), number(articles.n_events_shared as u64));
        writeln!(out, "  events: {given} given, {shared} of them told by two outlets or more")?;
    }
    let by_words = "put with articles whose words and dates are alike, or in an event of their own";
    let undated = match articles.n_events_given {
        0 => "grouped into events by their words alone",
        _ => "those without an event are grouped by their words alone",
    };
    let without = [
        (articles.n_without_event, "no event", by_words, articles.n_events_given > 0),
        (articles.n_without_date, "no date", undated, articles.first_date.is_some()),
        (articles.n_without_outlet, "no outlet and no web address to tell it from", "in no comparison", true),
        (
            articles.n_without_title,
            "no headline",
            "only the words of the text count",
            articles.n_without_title < articles.n,
        ),
    ];
    for (n, what, then, is_said) in without {
        if n > 0 && is_said {
            writeln!(out, "  {} with {what}: {then}", count(n, "article"))?;
        }
    }
    if articles.n_duplicates > 0 {
        let (n, wire) = (count(articles.n_duplicates, "article"), number(articles.n_wire_copies as u64));
        writeln!(
            out,
            "  {n} that repeat another nearly word for word ({wire} of them another outlet's): counted once in comparisons"
        )?;
    }
    if articles.n_similar_pairs > 0 {
        writeln!(out, "  {} of articles with much in common", count(articles.n_similar_pairs, "more pair"))?;
    }
    Ok(())
}

fn outlets(outlets: &[OutletSummary<'_>], n_events_given: usize, out: &mut dyn Write) -> io::Result<()> {
    if outlets.is_empty() {
        return Ok(());
    }
    let events = |n: String| if n_events_given > 0 { format!(" {n:>8}") } else { String::new() };
    writeln!(out, "\n{:>8}{}  outlet", "articles", events("events".to_owned()))?;
    for outlet in outlets.iter().take(MAX_SHOWN) {
        let n_events = events(number(outlet.n_events_given as u64));
        writeln!(out, "{:>8}{n_events}  {}", number(outlet.n_articles as u64), short(outlet.outlet, 60))?;
    }
    cut(outlets.len(), out)
}

fn furniture(findings: &[RuleSummary], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return writeln!(out, "\nNo advert, byline or other furniture of a page was found.");
    }
    writeln!(out, "\nLeft out of the counts as furniture of the page (--diff shows all of it, --clean none keeps it)")?;
    for finding in findings {
        writeln!(out, "{:>8}  {:<16} {}: {}", number(finding.n as u64), finding.rule, finding.about, finding.sample)?;
    }
    Ok(())
}

fn noted(findings: &[RuleSummary], out: &mut dyn Write) -> io::Result<()> {
    if !findings.is_empty() {
        writeln!(out, "\nMet in the texts")?;
    }
    for finding in findings {
        let articles = count(finding.n_articles, "article");
        writeln!(
            out,
            "{:>8}  {:<16} in {articles}: {}: {}",
            number(finding.n as u64),
            finding.rule,
            finding.about,
            finding.sample
        )?;
    }
    Ok(())
}

fn troubles(troubles: &[Trouble<'_>], noun: &str, what: &str, out: &mut dyn Write) -> io::Result<()> {
    if !troubles.is_empty() {
        writeln!(out, "\n{} {what}", count(troubles.iter().map(|trouble| trouble.n).sum::<usize>(), noun))?;
    }
    for trouble in troubles {
        let meaning = trouble.meaning.trim_start_matches("kept: ");
        writeln!(out, "{:>8}  {meaning} ({})", number(trouble.n as u64), trouble.reason)?;
        let line = trouble.line.map_or_else(String::new, |line| format!(", line {line}"));
        let column =
            if trouble.column.is_empty() { String::new() } else { format!(", column {}", short(trouble.column, 24)) };
        writeln!(
            out,
            "          the first: {} row {}{line}{column}: {}",
            trouble.file,
            trouble.row,
            short(trouble.detail, 200)
        )?;
    }
    Ok(())
}

fn cut(n: usize, out: &mut dyn Write) -> io::Result<()> {
    if n > MAX_SHOWN { writeln!(out, "  ... and {} more", number((n - MAX_SHOWN) as u64)) } else { Ok(()) }
}
