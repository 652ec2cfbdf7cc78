//! What can go wrong, where, and what to do about it.
//!
//! A message is lower case and says what was found and what was expected; [`Error::help`] says what to do.
//! Rows that cannot be used are not errors but rejects (`read::Reject`): reading goes on.
//!
//! What failed underneath, such as an [`std::io::Error`], is kept as the error's
//! [`source`](std::error::Error::source), for a program that must tell causes apart: nothing decides by a message's
//! text. The message tells the cause already, so a user is shown the message alone.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The result of everything in slantwise that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// An error with its kind, its place, its cause and a way out.
///
/// Two are equal when they say the same: causes, which cannot be compared, aside.
///
/// ```
/// use slantwise::error::Error;
/// use std::error::Error as _;
///
/// let error = Error::io("articles.csv", std::io::Error::from(std::io::ErrorKind::NotFound));
/// assert_eq!(error.to_string(), "articles.csv: entity not found");
/// let cause = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>());
/// assert_eq!(cause.map(std::io::Error::kind), Some(std::io::ErrorKind::NotFound));
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    kind: Kind,
    message: String,
    place: Option<Box<Place>>,
    help: Option<String>,
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What sort of thing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A file or folder could not be read or written.
    Io,
    /// The articles given cannot be used.
    Input,
    /// A setting has no meaning.
    Config,
    /// A word list cannot be used.
    Lexicon,
}

/// Where in the user's files something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1, where known.
    pub line: Option<u64>,
    /// Column in characters, from 1, where known.
    pub column: Option<u64>,
}

impl Error {
    /// An error of `kind`; `message` in lower case, what was found and what was expected.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None, help: None, cause: None }
    }

    /// A failed read or write of `file`.
    pub fn io(file: impl fmt::Display, cause: std::io::Error) -> Self {
        Self::new(Kind::Io, cause.to_string()).in_file(file).caused_by(cause)
    }

    /// The same error, keeping what failed underneath; the message should tell it already.
    pub fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    /// The same error, naming the file.
    pub fn in_file(mut self, file: impl fmt::Display) -> Self {
        self.place = Some(Box::new(Place { file: file.to_string(), line: None, column: None }));
        self
    }

    /// The same error, naming file and line (from 1).
    pub fn at_line(mut self, file: impl fmt::Display, line: u64) -> Self {
        self.place = Some(Box::new(Place { file: file.to_string(), line: Some(line), column: None }));
        self
    }

    /// The same error, with what to do about it.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What sort of thing failed.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What was found and what was expected, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where, if it stands in a file.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_deref()
    }

    /// What to do about it, if that is known.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// What `work` returns, or the message of the panic that ended it. What `work` was changing may be half changed then and
/// must not be used again.
///
/// # Errors
/// The message, when `work` panics.
pub fn caught<T>(work: impl FnOnce() -> T) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
    })
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        let said = |error: &Self| (error.kind, error.message.clone(), error.place.clone(), error.help.clone());
        said(self) == said(other)
    }
}

impl Eq for Error {}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_its_message() {
        assert_eq!(caught(|| 1), Ok(1));
        assert_eq!(caught(|| -> i32 { panic!("plain") }), Err("plain".to_owned()));
        let n = 3;
        assert_eq!(caught(|| -> i32 { panic!("made of {n}") }), Err("made of 3".to_owned()));
    }

    #[test]
    fn the_cause_is_kept_and_no_part_of_what_is_equal() {
        use std::error::Error as _;
        let cause = || std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = Error::io("a.csv", cause()).with_help("make room");
        let kept = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>()).unwrap();
        assert_eq!(kept.kind(), std::io::ErrorKind::StorageFull);
        assert_eq!(error.message(), kept.to_string());
        let without = Error::new(Kind::Io, cause().to_string()).in_file("a.csv").with_help("make room");
        assert!(error == without && without.source().is_none());
        assert!(error != without.with_help("wait"));
    }

    #[test]
    fn names_the_place_before_the_message() {
        let error = Error::new(Kind::Lexicon, "an empty pattern").at_line("frames.csv", 3);
        assert_eq!(error.to_string(), "frames.csv line 3: an empty pattern");
    }
}
