//! What every command that reads articles shares: inputs, columns, cleaning, lexicons.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use slantwise::clean::{self, Level};
use slantwise::corpus::{Article, Corpus, Draft};
use slantwise::error::{Error, Kind, Result, caught};
use slantwise::feature::Measured;
use slantwise::read::{self, Format, Options, Reading, Reason, Reject};
use slantwise::study::{Config, Study};

use super::terminal::Terminal;
use super::words::{count, number, short};
use super::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Input {
    /// CSV, TSV or JSON (also .gz, .zst), Parquet, zip, a folder of .txt or .json files, or - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(super) struct ReadingArguments {
    /// Which column is what, such as text=body,outlet=src,date=day (id, outlet, date, event, title, author, url, text, file, code).
    #[arg(long, value_name = "FIELD=COLUMN,...", env = "SLANTWISE_COLUMNS")]
    columns: Option<String>,
    /// The format of the inputs; guessed when not given.
    #[arg(long, value_enum, value_name = "FORMAT", env = "SLANTWISE_FROM")]
    from: Option<From>,
    /// What stands between the cells of a table: a character, or comma, semicolon, tab, bar or space; guessed when not given.
    #[arg(long, value_name = "CHAR", env = "SLANTWISE_DELIMITER")]
    delimiter: Option<String>,
    /// The encoding of the inputs, such as windows-1252 or utf-16le; guessed when not given.
    #[arg(long, value_name = "LABEL", env = "SLANTWISE_ENCODING")]
    encoding: Option<String>,
    /// Which furniture to leave out of the counts: adverts, bylines, credits and the like (news), only what is certain (safe), nothing (none).
    #[arg(long, value_enum, default_value = "news", value_name = "LEVEL", env = "SLANTWISE_CLEAN")]
    pub clean: Clean,
    /// Rows that may be rejected before the exit code is 1: a number, or a share such as 1%.
    #[arg(long, default_value = "1%", value_name = "N|SHARE%", value_parser = parse_limit, env = "SLANTWISE_MAX_REJECTS")]
    max_rejects: Limit,
    /// Exit with 1 when any row is rejected.
    #[arg(long, conflicts_with = "max_rejects", env = "SLANTWISE_STRICT", value_parser = clap::builder::FalseyValueParser::new())]
    strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct StudyArguments {
    /// A word list to count with, by name (see `lexicon list`) or path (.toml, .csv, .dic, .yml); repeat for several. Replaces the defaults: migration, epistemic, sentiment-news, loaded-language.
    #[arg(long = "lexicon", value_name = "NAME|PATH", env = "SLANTWISE_LEXICON", value_delimiter = ';')]
    lexicons: Vec<String>,
    /// A tokenizer.json to cut texts with, instead of the built-in word rules (slower).
    #[arg(long, value_name = "FILE", env = "SLANTWISE_TOKENIZER")]
    tokenizer: Option<PathBuf>,
    /// Threads; 0 for one a core. The results do not depend on it.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N", env = "SLANTWISE_THREADS")]
    pub threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Csv,
    Tsv,
    Jsonl,
    Json,
    Parquet,
    Folder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Clean {
    None,
    Safe,
    News,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    Rows(u64),
    Percent(f64),
}

impl Clean {
    pub(super) fn level(self) -> Level {
        match self {
            Self::None => Level::None,
            Self::Safe => Level::Safe,
            Self::News => Level::News,
        }
    }
}

impl ReadingArguments {
    pub(super) fn options(&self) -> Result<Options> {
        let columns = self.columns.as_deref().map_or_else(|| Ok(Vec::new()), read::parse_columns)?;
        let from = self.from.map(|it| match it {
            From::Csv => Format::Csv,
            From::Tsv => Format::Tsv,
            From::Jsonl => Format::JsonLines,
            From::Json => Format::Json,
            From::Parquet => Format::Parquet,
            From::Folder => Format::Folder,
        });
        let delimiter = self.delimiter.as_deref().map(read::parse_delimiter).transpose()?;
        Ok(Options { columns, from, delimiter, encoding: self.encoding.clone() })
    }

    /// Whether more rows were rejected than allowed, with `n_failed` more in a later step, or files were not read; and says
    /// which it was.
    pub(super) fn outcome(&self, reading: &Reading, n_failed: usize, terminal: &Terminal) -> Outcome {
        let n_rejects = (reading.rejects.len() + n_failed) as u64;
        let n_rows: u64 = reading.sources.iter().map(|it| it.rows).sum();
        let allowed = match self.max_rejects {
            _ if self.strict => 0,
            Limit::Rows(n) => n,
            Limit::Percent(share) => (share / 100.0 * n_rows as f64) as u64,
        };
        let is_over = n_rejects > allowed;
        if is_over {
            let limit = match self.max_rejects {
                _ if self.strict => "--strict".to_owned(),
                Limit::Rows(_) => "--max-rejects".to_owned(),
                Limit::Percent(share) => format!("--max-rejects {share}%"),
            };
            terminal.warn(&format!(
                "{} of {} rejected, and {limit} allows {allowed}: the exit code is 1",
                number(n_rejects),
                count(n_rows, "row")
            ));
        }
        let passed_over = &reading.passed_over;
        if !passed_over.is_empty() {
            const SHOWN: usize = 5;
            let names = passed_over.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if passed_over.len() > SHOWN { ", …" } else { "" };
            terminal.warn(&format!(
                "{} not read: {names}{more}; `slantwise check` says why. The exit code is 1",
                count(passed_over.len(), "file")
            ));
        }
        if is_over || !passed_over.is_empty() { Outcome::Findings } else { Outcome::Done }
    }
}

impl StudyArguments {
    /// The settings they amount to, the rest as by default.
    pub(super) fn config(&self) -> Config {
        let default = Config::default();
        let lexicons = if self.lexicons.is_empty() { default.lexicons.clone() } else { self.lexicons.clone() };
        Config { lexicons, tokenizer: self.tokenizer.clone(), ..default }
    }
}

/// Reads and cleans: the corpus, and what reading gave besides.
pub(super) fn corpus(inputs: &[PathBuf], options: &Options, level: Level) -> Result<(Corpus, Reading)> {
    let mut reading = read::read(&inputs.into(), options)?;
    let mut drafts: Vec<Draft> = std::mem::take(&mut reading.drafts);
    let rejects = &mut reading.rejects;
    drafts.retain_mut(|it| cleaned(it, level).map_err(|it| rejects.push(*it)).is_ok());
    if let (true, Some(first)) = (drafts.is_empty(), rejects.first()) {
        let message = format!("no usable article; the first: {} ({})", first.reason, first.detail);
        let help = "look at the file, or name the column that holds the text: --columns text=NAME";
        return Err(Error::new(Kind::Input, message).in_file(&*first.source_file).with_help(help));
    }
    reading.n_repeated_ids = n_repeated_ids(&drafts);
    if let (1.., Some(source)) = (reading.n_repeated_ids, reading.sources.first_mut()) {
        source.remarks.push(numbered(reading.n_repeated_ids));
    }
    Ok((Corpus::new(drafts), reading))
}

/// What was measured on one article, with its outlet's name.
pub(super) type Each<'a> = dyn FnMut(&Article, &str, &Measured) -> std::result::Result<(), Failure> + 'a;

/// Reads, cleans and measures articles in the order of the input, a batch in memory at a time, and hands each on; what
/// reading gave, and the articles on which a later step failed.
pub(super) fn stream(
    input: &Input,
    study: &Study,
    n_threads: usize,
    each: &mut Each<'_>,
) -> std::result::Result<(Reading, Vec<Reject>), Failure> {
    const BATCH: usize = 2_048;
    let mut batch: Vec<Draft> = Vec::with_capacity(BATCH);
    let mut rejects = Vec::new();
    let level = input.reading.clean.level();
    let mut failure = None;
    let reading = read::read_each(&input.inputs.as_slice().into(), &input.reading.options()?, &mut |mut draft| {
        match cleaned(&mut draft, level) {
            Ok(()) => batch.push(draft),
            Err(reject) => rejects.push(*reject),
        }
        if batch.len() == BATCH {
            failure = measured(&mut batch, study, n_threads, &mut rejects, each).err();
        }
        // nobody takes more: do not read on to the end of what may be endless
        if failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if let Some(failure) = failure {
        return Err(failure);
    }
    measured(&mut batch, study, n_threads, &mut rejects, each)?;
    Ok((reading, rejects))
}

/// Measures the batch, hands each article on and empties it; adds those on which the program fails to `rejects`.
fn measured(
    batch: &mut Vec<Draft>,
    study: &Study,
    n_threads: usize,
    rejects: &mut Vec<Reject>,
    each: &mut Each<'_>,
) -> std::result::Result<(), Failure> {
    let outlets: Vec<String> = batch.iter().map(|it| it.outlet.clone().unwrap_or_default()).collect();
    let articles: Vec<Article> = batch.drain(..).map(Article::from).collect();
    for ((article, outlet), result) in articles.iter().zip(&outlets).zip(study.measure(&articles, n_threads)?) {
        match result {
            Ok(measured) => each(article, outlet, &measured)?,
            Err(reject) => rejects.push(*reject),
        }
    }
    Ok(())
}

/// Writes a row to standard output.
pub(super) fn write_row<W: Write>(
    writer: &mut csv::Writer<W>,
    row: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> std::result::Result<(), Failure> {
    // as an io::Error it would no longer say that nobody takes more
    writer.write_record(row).map_err(|cause| match cause.into_kind() {
        csv::ErrorKind::Io(cause) => Failure::Stdout(cause),
        other => Failure::Error(Error::new(Kind::Io, format!("{other:?}"))),
    })
}

/// How many articles were given an id that another was given before.
fn n_repeated_ids(drafts: &[Draft]) -> usize {
    let mut ids: Vec<&str> = drafts.iter().filter_map(|it| it.id.as_deref()).collect();
    let n_given = ids.len();
    ids.sort_unstable();
    ids.dedup();
    n_given - ids.len()
}

/// What is said of articles with the id of another.
pub(super) fn numbered(n: usize) -> String {
    let articles = if n == 1 { "1 article was".to_owned() } else { format!("{} articles were", number(n as u64)) };
    format!("{articles} given the id of another: a number is put behind it (`a`, `a-2`, `a-3`)")
}

/// Cleans an article; a reject if the program fails on it, or nothing but furniture is in it.
pub(super) fn cleaned(draft: &mut Draft, level: Level) -> std::result::Result<(), Box<Reject>> {
    let (file, row) = (draft.source_file.clone(), draft.source_row);
    caught(|| {
        clean::clean(draft, level);
        level != Level::None && draft.removed.is_empty() && clean::is_only_furniture(draft)
    })
    .map_err(|message| Box::new(Reject::failed(&file, row, "the article could not be cleaned", &message)))
    .and_then(|is_furniture| if is_furniture { Err(Box::new(only_furniture(draft))) } else { Ok(()) })
}

fn only_furniture(draft: &Draft) -> Reject {
    Reject {
        source_file: draft.source_file.as_str().into(),
        row: draft.source_row.unwrap_or(0),
        line: None,
        byte: None,
        column: "".into(),
        reason: Reason::OnlyBoilerplate,
        detail: format!("no reporting, only: {}", short(&draft.text, 80)).into(),
    }
}

/// Where a reject stands and why it is one.
pub(super) fn shown(reject: &Reject) -> String {
    let column = if reject.column.is_empty() { String::new() } else { format!(", column {}", reject.column) };
    format!("{} row {}{column}: {}", reject.source_file, reject.row, reject.detail)
}

fn parse_limit(text: &str) -> std::result::Result<Limit, String> {
    let limit = match text.strip_suffix('%') {
        Some(share) => share.trim().parse().ok().filter(|it| (0.0..=100.0).contains(it)).map(Limit::Percent),
        None => text.parse().ok().map(Limit::Rows),
    };
    limit.ok_or_else(|| "expected a number of rows, or a share from 0% to 100%".to_owned())
}
