//! What can go wrong, where, and what to do about it.
//!
//! A message is lower case and says what was found and what was expected; [`Error::help`] says what to do.
//! Rows that cannot be used are not errors but rejects (`read::Reject`): reading goes on.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result of everything in slantwise that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// An error with its kind, its place and a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
    place: Option<Place>,
    help: Option<String>,
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
        Self { kind, message: message.into(), place: None, help: None }
    }

    /// A failed read or write of `file`.
    pub fn io(file: impl fmt::Display, cause: &std::io::Error) -> Self {
        Self::new(Kind::Io, cause.to_string()).in_file(file)
    }

    /// The same error, naming the file.
    pub fn in_file(mut self, file: impl fmt::Display) -> Self {
        self.place = Some(Place { file: file.to_string(), line: None, column: None });
        self
    }

    /// The same error, naming file and line (from 1).
    pub fn at_line(mut self, file: impl fmt::Display, line: u64) -> Self {
        self.place = Some(Place { file: file.to_string(), line: Some(line), column: None });
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

    /// Where, if it stands in a file.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
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
        let text = payload.downcast_ref::<&str>().map(|it| (*it).to_owned());
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

impl std::error::Error for Error {}

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
    fn names_the_place_before_the_message() {
        let error = Error::new(Kind::Lexicon, "an empty pattern").at_line("frames.csv", 3);
        assert_eq!(error.to_string(), "frames.csv line 3: an empty pattern");
    }
}
