//! Where a table goes: to standard output or a file, in the format asked for.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;

use slantwise::error::{Error, Kind, Result};
use slantwise::report::csv::Formulas;
use slantwise::report::format::{Format, Stream};
use slantwise::report::package::codebook;
use slantwise::table::{Schema, Table};

use super::Failure;

#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// The file to write instead of standard output; written atomically.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the files if there are any.
    #[arg(long)]
    overwrite: bool,
    /// The format of the table; when not given, that of the file's ending, or CSV.
    #[arg(short, long = "format", value_enum, value_name = "FORMAT", env = "SLANTWISE_FORMAT", value_delimiter = ',')]
    formats: Vec<Format>,
    /// A file for the codebook: type, unit, range and meaning of each column.
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
}

impl Output {
    /// That the file may be written, in one format.
    ///
    /// # Errors
    /// When it is there already and is not to be replaced, or several formats are asked for.
    pub fn check(&self) -> Result<()> {
        format_of(&self.formats, self.output.as_deref())?;
        if self.output.is_some() && self.output == self.codebook {
            return Err(Error::new(Kind::Config, "one file for the table and its codebook, expected two"));
        }
        [&self.output, &self.codebook].into_iter().flatten().filter(|_| !self.overwrite).try_for_each(|path| free(path))
    }

    /// The same for a second file, in the format asked for or that of its own ending.
    pub fn beside(&self, path: &Path) -> Self {
        Self { output: Some(path.to_owned()), codebook: None, ..self.clone() }
    }

    /// Writes a table.
    pub fn table(&self, table: &Table<'_>) -> std::result::Result<(), Failure> {
        self.stream(&table.schema, |rows| rows.put(table))
    }

    /// Writes rows as `work` makes them; what it returns.
    pub fn stream<T>(
        &self,
        schema: &Schema,
        work: impl FnOnce(&mut Rows<'_>) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        let path = self.output.as_deref();
        let made = stream(path, schema, format_of(&self.formats, path)?, Formulas::Guarded, work)?;
        if let Some(path) = &self.codebook {
            let text = codebook([schema]);
            place(path, |file| file.write_all(text.as_bytes()).map_err(|cause| Error::io(path.display(), cause)))?;
        }
        Ok(made)
    }
}

/// Rows on their way to a place.
pub(super) struct Rows<'a> {
    stream: Stream<Box<dyn Write + 'a>>,
    failure: Option<Error>,
}

impl Rows<'_> {
    /// Writes the rows of a table, or of a part of it.
    ///
    /// # Errors
    /// When nobody takes them.
    pub fn put(&mut self, table: &Table<'_>) -> Result<()> {
        self.stream.table(table)
    }

    /// The same, for work that goes on until it breaks: the failure is kept for the end.
    pub fn offer(&mut self, table: &Table<'_>) -> ControlFlow<()> {
        match self.stream.table(table) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}

/// Writes rows to a file, or to standard output, as `work` makes them; what it returns.
pub(super) fn stream<T>(
    path: Option<&Path>,
    schema: &Schema,
    format: Format,
    formulas: Formulas,
    work: impl FnOnce(&mut Rows<'_>) -> Result<T>,
) -> std::result::Result<T, Failure> {
    match path {
        Some(path) => Ok(place(path, |file| {
            run(Stream::new(schema, format, formulas, Box::new(file) as Box<dyn Write + '_>)?, work)
        })?),
        None => {
            let failed = Cell::new(None);
            let out = Watched { inner: BufWriter::new(io::stdout().lock()), failed: &failed };
            let made = Stream::new(schema, format, formulas, Box::new(out) as Box<dyn Write + '_>)
                .and_then(|stream| run(stream, work));
            made.map_err(|error| failed.take().map_or(Failure::Error(error), Failure::Stdout))
        }
    }
}

fn run<'a, T>(stream: Stream<Box<dyn Write + 'a>>, work: impl FnOnce(&mut Rows<'_>) -> Result<T>) -> Result<T> {
    let mut rows = Rows { stream, failure: None };
    let made = work(&mut rows)?;
    match rows.failure {
        Some(error) => Err(error),
        None => rows.stream.finish().map(|_| made),
    }
}

/// The format asked for, or that of the file's ending, or CSV.
///
/// # Errors
/// When several are asked for.
pub(super) fn format_of(formats: &[Format], path: Option<&Path>) -> Result<Format> {
    match formats {
        [] => {
            let ending = path.and_then(Path::extension).and_then(|ending| ending.to_str());
            Ok(ending.and_then(|ending| Format::named(&ending.to_lowercase())).unwrap_or(Format::Csv))
        }
        [format] => Ok(*format),
        several => {
            let names: Vec<&str> = several.iter().map(|format| format.name()).collect();
            let message = format!("found the formats {}, expected one for one table", names.join(", "));
            Err(Error::new(Kind::Config, message).with_help("`slantwise run` writes tables in several formats"))
        }
    }
}

/// Standard output that keeps how it failed: as an [`Error`] it would no longer say that nobody takes more.
struct Watched<'a, W> {
    inner: W,
    failed: &'a Cell<Option<io::Error>>,
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes);
        self.kept(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.inner.flush();
        self.kept(flushed)
    }
}

impl<W> Watched<'_, W> {
    fn kept<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|cause| {
            let again = io::Error::new(cause.kind(), cause.to_string());
            self.failed.set(Some(cause));
            again
        })
    }
}

/// Writes beside the place and renames, so that no half a table is ever there.
fn place<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<T>) -> Result<T> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".partial");
    let failed = |cause: io::Error| Error::io(path.display(), cause).with_help("check the folder and its space");
    let mut file = BufWriter::new(File::create(&beside).map_err(failed)?);
    let written = write(&mut file).and_then(|made| {
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all()).and_then(|()| fs::rename(&beside, path)).map_err(failed)?;
        Ok(made)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Refuses a place where there is a file.
pub(super) fn free(path: &Path) -> Result<()> {
    if path.exists() {
        let message = "there is a file of this name, expected none";
        return Err(Error::new(Kind::Config, message).in_file(path.display()).with_help("add --overwrite"));
    }
    Ok(())
}
