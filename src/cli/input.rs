//! What every command that reads articles shares: inputs, columns, cleaning, lexicons.

use std::path::{Path, PathBuf};

use clap::Args;

use slantwise::clean::Level;
use slantwise::corpus::rating::Rating;
use slantwise::error::Result;
use slantwise::num::words::{count, number};
use slantwise::read::{self, Format, Options, Reading, Sources};
use slantwise::study::Config;

use super::Outcome;
use super::terminal::Terminal;

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
    from: Option<Format>,
    /// What stands between the cells of a table: a character, or comma, semicolon, tab, bar or space; guessed when not given.
    #[arg(long, value_name = "CHAR", env = "SLANTWISE_DELIMITER")]
    delimiter: Option<String>,
    /// The encoding of the inputs, such as windows-1252 or utf-16le; guessed when not given.
    #[arg(long, value_name = "LABEL", env = "SLANTWISE_ENCODING")]
    encoding: Option<String>,
    /// Which furniture to leave out of the counts: adverts, bylines, credits and the like (news), only what is certain (safe), nothing (none).
    #[arg(long, value_enum, default_value = "news", value_name = "LEVEL", env = "SLANTWISE_CLEAN")]
    pub clean: Level,
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
    /// Threads; 0 for one per core. The results do not depend on it.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N", env = "SLANTWISE_THREADS")]
    pub threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    Rows(u64),
    Percent(f64),
}

impl Input {
    /// Where the articles come from.
    pub(super) fn sources(&self) -> Sources {
        self.inputs.as_slice().into()
    }
}

impl ReadingArguments {
    pub(super) fn options(&self) -> Result<Options> {
        let columns = self.columns.as_deref().map_or_else(|| Ok(Vec::new()), read::parse_columns)?;
        let delimiter = self.delimiter.as_deref().map(read::parse_delimiter).transpose()?;
        Ok(Options { columns, from: self.from, delimiter, encoding: self.encoding.clone() })
    }

    /// Whether more rows were rejected than allowed, with `n_failed` more in a later step, or files were not read; and says
    /// which it was.
    pub(super) fn outcome(&self, reading: &Reading, n_failed: usize, terminal: &Terminal) -> Outcome {
        let n_rejects = (reading.rejects.len() + n_failed) as u64;
        let n_rows: u64 = reading.sources.iter().map(|source| source.rows).sum();
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
    /// The settings they amount to, with the level of cleaning; the rest as by default.
    pub(super) fn config(&self, reading: &ReadingArguments) -> Config {
        let default = Config::default();
        let lexicons = if self.lexicons.is_empty() { default.lexicons.clone() } else { self.lexicons.clone() };
        Config { lexicons, tokenizer: self.tokenizer.clone(), clean: reading.clean, ..default }
    }
}

/// What the user says about outlets in a file, if there is one.
pub(super) fn ratings(path: Option<&Path>) -> Result<Vec<Rating>> {
    path.map_or_else(|| Ok(Vec::new()), |path| read::ratings(&path.into()))
}

fn parse_limit(text: &str) -> std::result::Result<Limit, String> {
    let limit = match text.strip_suffix('%') {
        Some(share) => share.trim().parse().ok().filter(|share| (0.0..=100.0).contains(share)).map(Limit::Percent),
        None => text.parse().ok().map(Limit::Rows),
    };
    limit.ok_or_else(|| "expected a number of rows, or a share from 0% to 100%".to_owned())
}
