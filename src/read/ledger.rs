//! The ledger: what was read, what was rejected and what was odd.

use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::reason::Reason;
use crate::corpus::Draft;
use crate::error::Error;

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file as the user named it (in a folder, the text file; the manifest if that file is absent).
    pub source_file: Arc<str>,
    /// The row from 1, the header not counted (in a folder, the manifest's row or the file's place in the order of names);
    /// 0 for an article that was not read from a row.
    pub row: u64,
    /// The line on which the row begins, from 1, where the file has lines.
    pub line: Option<u64>,
    /// Where the row begins, in bytes of the decompressed and decoded file from 0 (of the stored file, when it is UTF-8
    /// and not compressed); for a text file, where the bad byte stands.
    pub byte: Option<u64>,
    /// The column that made it unusable, as the file names it; may be empty.
    pub column: Arc<str>,
    /// Why.
    pub reason: Reason,
    /// What was found, in a few words.
    pub detail: Cow<'static, str>,
}

/// Something in a row that could not be used; the row was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// See [`Reject::source_file`].
    pub source_file: Arc<str>,
    /// See [`Reject::row`].
    pub row: u64,
    /// See [`Reject::column`].
    pub column: Arc<str>,
    /// What is wrong.
    pub reason: Reason,
    /// What was found, in a few words.
    pub detail: Cow<'static, str>,
}

impl Reject {
    /// An article on which the program failed: `what` could not be done with it, and the `message` of the failure.
    pub fn failed(source_file: &str, row: Option<u64>, what: &str, message: &str) -> Self {
        Self {
            source_file: source_file.into(),
            row: row.unwrap_or(0),
            line: None,
            byte: None,
            column: "".into(),
            reason: Reason::Failed,
            detail: format!("{what}: {message} (a bug in slantwise: please report it)").into(),
        }
    }
}

impl fmt::Display for Reject {
    /// Where it stands and why it is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} row {}", self.source_file, self.row)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.detail)
    }
}

/// So many rejects and so many problems are listed: each takes memory.
pub(super) const MOST_LISTED: usize = 1_000_000;

/// Where a row stands.
pub(super) struct At<'a> {
    pub file: &'a str,
    pub row: u64,
    pub line: Option<u64>,
    pub byte: Option<u64>,
}

/// Why reading ended before the inputs did.
#[derive(Debug)]
pub(super) enum Ended {
    /// An input cannot be read.
    Failed(Error),
    /// Whoever takes the articles wants no more.
    Stopped,
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

pub(super) struct Ledger<'a> {
    each: &'a mut dyn FnMut(Draft) -> ControlFlow<()>,
    is_stopped: bool,
    pub n_articles: u64,
    /// Dates that were missing, and that could not be read, and stood in the URL.
    pub n_dates_from_url: u64,
    pub n_unread_from_url: u64,
    pub rejects: Vec<Reject>,
    pub problems: Vec<Problem>,
    /// Files in a folder or an archive that may hold articles and were not read.
    pub passed_over: Vec<String>,
    /// Rejects beyond [`MOST_LISTED`], with which an input is refused.
    pub n_more_rejects: u64,
    /// Problems beyond [`MOST_LISTED`], which are counted only.
    pub n_more_problems: u64,
    names: Vec<Arc<str>>, // of files and columns, each once
}

impl<'a> Ledger<'a> {
    pub fn new(each: &'a mut dyn FnMut(Draft) -> ControlFlow<()>) -> Self {
        Self {
            each,
            is_stopped: false,
            n_articles: 0,
            n_dates_from_url: 0,
            n_unread_from_url: 0,
            rejects: Vec::new(),
            problems: Vec::new(),
            passed_over: Vec::new(),
            n_more_rejects: 0,
            n_more_problems: 0,
            names: Vec::new(),
        }
    }

    pub fn accept(&mut self, draft: Draft) {
        self.n_articles += 1;
        self.is_stopped = (self.each)(draft).is_break();
    }

    /// That more articles are wanted: to be asked after each row, for the input may have no end.
    pub fn go_on(&self) -> std::result::Result<(), Ended> {
        if self.is_stopped { Err(Ended::Stopped) } else { Ok(()) }
    }

    /// How many rows were kept or rejected so far.
    pub fn n_seen(&self) -> u64 {
        self.n_articles + self.rejects.len() as u64
    }

    pub fn reject(&mut self, at: &At, column: &str, reason: Reason, detail: impl Into<Cow<'static, str>>) {
        if self.rejects.len() >= MOST_LISTED {
            self.n_more_rejects += 1;
            return;
        }
        let (source_file, column) = (self.shared(at.file), self.shared(column));
        self.rejects.push(Reject {
            source_file,
            row: at.row,
            line: at.line,
            byte: at.byte,
            column,
            reason,
            detail: detail.into(),
        });
    }

    pub fn problem(&mut self, at: &At, column: &str, reason: Reason, detail: impl Into<Cow<'static, str>>) {
        if self.problems.len() >= MOST_LISTED {
            self.n_more_problems += 1;
            return;
        }
        let (source_file, column) = (self.shared(at.file), self.shared(column));
        self.problems.push(Problem { source_file, row: at.row, column, reason, detail: detail.into() });
    }

    /// A million rejects name few files and columns: they share them.
    fn shared(&mut self, name: &str) -> Arc<str> {
        const RECENT: usize = 16;
        if let Some(known) = self.names.iter().rev().find(|known| ***known == *name) {
            return known.clone();
        }
        if self.names.len() == RECENT {
            self.names.remove(0);
        }
        let name: Arc<str> = name.into();
        self.names.push(name.clone());
        name
    }
}
