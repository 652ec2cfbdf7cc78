//! Where articles come from: paths, or bytes under a name.
//!
//! A file in memory is read as one on disk of that name would be, and files in memory under one name as a folder of that
//! name: formats, compression, archives, manifests, messages are the same.
//!
//! ```
//! use slantwise::read::{Options, Source, read};
//!
//! let table = Source::bytes("articles.csv", &b"text,outlet\nTalks began.,North\n"[..]);
//! let texts = Source::folder("talks", [("manifest.csv", "file,outlet\na.txt,South\n"), ("a.txt", "They ended.")]);
//! let reading = read(&[table, texts].into(), &Options::default())?;
//! let found: Vec<_> = reading.drafts.iter().map(|draft| (draft.outlet.as_deref(), draft.text.as_str())).collect();
//! assert_eq!(found, [(Some("North"), "Talks began."), (Some("South"), "They ended.")]);
//! # Ok::<(), slantwise::error::Error>(())
//! ```

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An input: a path, or what stands in memory under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A file or a folder, or `-` for standard input.
    Path(PathBuf),
    /// The bytes of a file, and the name by which its format is guessed and errors tell it.
    Bytes {
        /// The file's name, such as `articles.csv.gz`.
        name: String,
        /// What stands in it.
        bytes: Arc<[u8]>,
    },
    /// The files of a folder.
    Folder {
        /// The folder's name.
        name: String,
        /// The files by their paths in it, with `/`: `manifest.csv`, `OUTLET/a.txt`.
        files: Vec<(String, Arc<[u8]>)>,
    },
}

/// The inputs of a study, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources(Vec<Source>);

impl Source {
    /// A file in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::Bytes { name: name.into(), bytes: bytes.into() }
    }

    /// A folder in memory: its files by their paths in it, with `/`.
    pub fn folder<N: Into<String>, B: AsRef<[u8]>>(
        name: impl Into<String>,
        files: impl IntoIterator<Item = (N, B)>,
    ) -> Self {
        let files = files.into_iter().map(|(path, bytes)| (path.into(), bytes.as_ref().into())).collect();
        Self::Folder { name: name.into(), files }
    }

    /// Its path or its name, as messages and tables show it.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Bytes { name, .. } | Self::Folder { name, .. } => name.clone(),
        }
    }

    /// Whether it is standard input, which can be read only once.
    pub fn is_standard_input(&self) -> bool {
        matches!(self, Self::Path(path) if path == Path::new(STANDARD_INPUT))
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl Sources {
    /// The inputs, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Source> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Into<Source>> FromIterator<S> for Sources {
    fn from_iter<I: IntoIterator<Item = S>>(sources: I) -> Self {
        Self(sources.into_iter().map(Into::into).collect())
    }
}

impl<S: Into<Source>, const N: usize> From<[S; N]> for Sources {
    fn from(sources: [S; N]) -> Self {
        sources.into_iter().collect()
    }
}

impl<S: Into<Source>> From<Vec<S>> for Sources {
    fn from(sources: Vec<S>) -> Self {
        sources.into_iter().collect()
    }
}

impl From<Source> for Sources {
    fn from(source: Source) -> Self {
        Self(vec![source])
    }
}

impl From<&[PathBuf]> for Sources {
    fn from(paths: &[PathBuf]) -> Self {
        paths.iter().map(PathBuf::as_path).collect()
    }
}

impl From<&Vec<PathBuf>> for Sources {
    fn from(paths: &Vec<PathBuf>) -> Self {
        paths.as_slice().into()
    }
}

/// The path that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// A file that can be opened again and again.
#[derive(Debug, Clone)]
pub(super) enum Blob {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
}

/// An open file.
pub(super) enum Opened {
    File(File),
    Bytes(Cursor<Arc<[u8]>>),
}

impl Blob {
    /// Opens it at its beginning.
    pub fn open(&self) -> io::Result<Opened> {
        match self {
            Self::Path(path) => File::open(path).map(Opened::File),
            Self::Bytes(bytes) => Ok(Opened::Bytes(Cursor::new(bytes.clone()))),
        }
    }

    /// Its bytes from the beginning on, which for standard input come only once.
    pub fn stream(&self) -> io::Result<Box<dyn Read>> {
        match self {
            Self::Path(path) if path == Path::new(STANDARD_INPUT) => Ok(Box::new(io::stdin())),
            _ => Ok(Box::new(self.open()?)),
        }
    }

    /// The first bytes of a file that can be read from its end too; `None` for a pipe and for one that cannot be opened.
    pub fn magic(&self) -> Option<[u8; 4]> {
        let mut magic = [0; 4];
        let is_file = match self {
            Self::Path(path) => path.metadata().ok()?.is_file(),
            Self::Bytes(_) => true,
        };
        (is_file && self.open().ok()?.read_exact(&mut magic).is_ok()).then_some(magic)
    }
}

impl Opened {
    /// How many bytes there are.
    #[cfg(feature = "parquet")]
    pub fn len(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Bytes(bytes) => Ok(bytes.get_ref().len() as u64),
        }
    }
}

impl Opened {
    /// The same file, open once more.
    #[cfg(feature = "parquet")]
    pub fn try_clone(&self) -> io::Result<Self> {
        match self {
            Self::File(file) => file.try_clone().map(Self::File),
            Self::Bytes(bytes) => Ok(Self::Bytes(bytes.clone())),
        }
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Opened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Bytes(bytes) => bytes.seek(to),
        }
    }
}
