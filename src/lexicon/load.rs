//! Loading a lexicon: by its name, from a path, or from the bytes of its files.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::error::{Error, Kind, Result};
use crate::lexicon::source::{self, Source};
use crate::lexicon::{
    Example, Lexicon, afinn, example, lexicoder, liwc, mpqa, nrc, pack, plain, quanteda, vader, wordstat, yoshikoder,
};

/// The lexicon of a bundled name, or else the one in the file at a path.
///
/// The extension says what the file is: `.toml` (a pack, whose `.csv` stands beside it), `.csv` (a pack where a
/// `.toml` stands beside it, else a plain list), `.dic` and `.dicx` (LIWC), `.lc3` (Lexicoder), `.ykd` and `.lcd`
/// (Yoshikoder), `.cat` (WordStat), `.yml` or `.yaml` (quanteda), `.tff` (MPQA). In `.txt` and `.tsv` files the first
/// lines say whether it is VADER's list, AFINN, one of NRC, MPQA or LIWC.
///
/// ```
/// let migration = slantwise::lexicon::load("migration")?;
/// assert_eq!(migration.name, "migration");
/// assert!(slantwise::lexicon::load("no-such-list").is_err());
/// # Ok::<(), slantwise::error::Error>(())
/// ```
///
/// # Errors
/// When there is no such name or file, or the file is not well formed.
pub fn load(name_or_path: &str) -> Result<Lexicon> {
    sources(name_or_path).and_then(read).map_err(|error| helped(error, name_or_path))
}

/// The lexicon in the files that belong to it, given by their names and bytes, in any order: one list of a kind that
/// [`load`] reads, or a pack, `NAME.toml` and `NAME.csv`. A `NAME.test.csv` among them is passed over: it holds
/// examples ([`examples_from_files`]).
///
/// ```
/// use slantwise::lexicon;
/// let list = ("mood.csv".to_owned(), b"category,pattern\nalarm,record number*\n".to_vec());
/// let mood = lexicon::from_files(&[list])?;
/// assert_eq!((mood.name.as_str(), mood.categories[0].name.as_str()), ("mood", "alarm"));
/// # Ok::<(), slantwise::error::Error>(())
/// ```
///
/// # Errors
/// When there is no list among the files, or more than one; when a list is of no known kind or not well formed.
pub fn from_files(files: &[(String, Vec<u8>)]) -> Result<Lexicon> {
    let of_lexicon = files.iter().filter(|(name, _)| !is_examples(name));
    let sources: Vec<Source> =
        of_lexicon.map(|(name, bytes)| Source { file: name.clone(), bytes: bytes.clone() }).collect();
    let file = sources.first().map_or(String::new(), |source| source.file.clone());
    read(sources).map_err(|error| helped(error, &file))
}

/// A lexicon that stands in one file, from that file's name and bytes: all that [`load`] reads but a pack.
///
/// ```
/// use slantwise::lexicon;
/// let list = lexicon::parse("moral.dic", b"%\n1\tcare\n%\nkind*\t1\n")?; // LIWC
/// assert_eq!(list.categories[0].patterns[0].text, "kind*");
/// # Ok::<(), slantwise::error::Error>(())
/// ```
///
/// # Errors
/// When the name ends in no known extension, or the bytes are not well formed.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Lexicon> {
    read_list(Source { file: file.to_owned(), bytes: bytes.to_vec() }).map_err(|error| helped(error, file))
}

/// The examples of what a lexicon must find: `NAME.test.csv`, beside the files of a lexicon at a path.
///
/// # Errors
/// When there are none, the file is not well formed, or names a category that the lexicon does not have.
pub fn load_examples(name_or_path: &str, lexicon: &Lexicon) -> Result<Vec<Example>> {
    let source = match bundled_file(name_or_path, "test.csv") {
        Some(source) => source,
        None => source::open(&Path::new(name_or_path).with_extension("test.csv"))
            .map_err(|error| error.with_help(NO_EXAMPLES))?,
    };
    example::read(&source, lexicon)
}

/// The examples among the files of a lexicon: the one whose name ends in `.test.csv`.
///
/// # Errors
/// When there is none, the file is not well formed, or names a category that the lexicon does not have.
pub fn examples_from_files(files: &[(String, Vec<u8>)], lexicon: &Lexicon) -> Result<Vec<Example>> {
    let Some((name, bytes)) = files.iter().find(|(name, _)| is_examples(name)) else {
        let message = "found no file that ends in `.test.csv` among those of the lexicon, expected one";
        return Err(Error::new(Kind::Lexicon, message).with_help(NO_EXAMPLES));
    };
    example::read(&Source { file: name.clone(), bytes: bytes.clone() }, lexicon)
}

const NO_EXAMPLES: &str = "put examples beside the lexicon, with the columns `text,category,expected`";

fn is_examples(file: &str) -> bool {
    file.to_lowercase().ends_with(".test.csv")
}

/// The files of a bundled lexicon, or else of the one at a path.
fn sources(name_or_path: &str) -> Result<Vec<Source>> {
    if let Some(metadata) = bundled_file(name_or_path, "toml") {
        return Ok(std::iter::once(metadata).chain(bundled_file(name_or_path, "csv")).collect());
    }
    let path = Path::new(name_or_path);
    if path.extension().is_none() && !path.exists() {
        let message = format!("no lexicon named `{name_or_path}`, expected one of: {}", bundled().join(", "));
        return Err(Error::new(Kind::Lexicon, message).with_help("give one of these names, or the path of a file"));
    }
    let metadata = path.with_extension("toml");
    Ok(match source::extension(name_or_path).as_str() {
        "toml" => {
            let patterns = source::open(&path.with_extension("csv")).map_err(|error| error.with_help(TWO_FILES));
            vec![source::open(path)?, patterns?]
        }
        "csv" if metadata.exists() => vec![source::open(&metadata)?, source::open(path)?],
        _ => vec![source::open(path)?],
    })
}

const TWO_FILES: &str = "a pack is two files of one name: put the .csv with its patterns beside the .toml";

fn bundled_file(name: &str, extension: &str) -> Option<Source> {
    let file = format!("{name}.{extension}");
    BUNDLED.get_file(&file).map(|embedded| Source { bytes: embedded.contents().to_vec(), file })
}

/// The lexicon in its files: a pack where one of them is a `.toml`, else the list that is alone.
fn read(mut sources: Vec<Source>) -> Result<Lexicon> {
    sources.sort_by_key(|source| source::extension(&source.file) != "toml"); // stable: the metadata first
    let names = || sources.iter().map(|source| source::name(&source.file)).collect::<Vec<_>>().join(", ");
    let is_pack = sources.first().is_some_and(|source| source::extension(&source.file) == "toml");
    let message = match (is_pack, sources.len()) {
        (_, 0) => "found no file, expected a word list".to_owned(),
        (true, 2) if is_pair(&sources[0].file, &sources[1].file) => {
            let patterns = sources.remove(1);
            return pack::read(sources.remove(0), patterns);
        }
        (true, _) => format!("found {}, expected NAME.toml and NAME.csv", names()),
        (false, 1) => return read_list(sources.remove(0)),
        (false, _) => format!("found {}, expected one list", names()),
    };
    Err(Error::new(Kind::Lexicon, message).with_help(if is_pack { TWO_FILES } else { "load each list by itself" }))
}

/// Whether two files are those of one pack.
fn is_pair(metadata: &str, patterns: &str) -> bool {
    source::stem(metadata) == source::stem(patterns) && source::extension(patterns) == "csv"
}

/// The error with what to do about it, if it does not say so itself.
fn helped(error: Error, file: &str) -> Error {
    if error.help().is_some() {
        return error;
    }
    error.with_help(match source::extension(file).as_str() {
        "dic" => "a LIWC file has its categories (a number and a name a line) between two lines of %, then a term and its numbers a line",
        "yml" | "yaml" => "a quanteda file has keys, and under each a list of words",
        "csv" => "a list is a CSV file with the header category,pattern,weight and a row for each pattern",
        "toml" => "compare it with a bundled list: slantwise lexicon show migration",
        "dicx" => "a LIWC file has a header of category names, then a term and an X under each of its categories",
        "lc3" => "a Lexicoder file has a line such as +negative, then a word or a phrase a line",
        "ykd" | "lcd" => "a Yoshikoder file is XML: a `cnode` with a `name` for each category, in it a `pnode` for each pattern",
        "cat" => "a WordStat file has categories, and a tab deeper words such as ABANDON (1)",
        "tff" => "an MPQA file has a line such as type=weaksubj len=1 word1=abandoned priorpolarity=negative",
        "tsv" | "txt" => "a list of words with weights has a word, a tab and a number a line",
        _ => "give a file of a known kind, or a name from: slantwise lexicon list",
    })
}

/// The names of the bundled lexicons, ascending.
pub fn bundled() -> Vec<String> {
    let packs = BUNDLED.files().filter(|file| file.path().extension().is_some_and(|end| end == "toml"));
    let mut names: Vec<_> = packs.filter_map(|file| file.path().file_stem()?.to_str()).map(str::to_owned).collect();
    names.sort_unstable();
    names
}

/// The texts of a pack to begin with, by the ending of the file: `.toml`, `.csv` and `.test.csv`.
///
/// They load, lint finds nothing in them, and the lexicon keeps its examples.
pub fn starter(name: &str) -> [(&'static str, String); 3] {
    let toml = include_str!("starter.toml").replace("NAME", &toml::Value::from(name).to_string());
    let files = [".csv", ".test.csv"].into_iter().zip([include_str!("starter.csv"), include_str!("starter.test.csv")]);
    let mut texts = std::iter::once((".toml", toml)).chain(files.map(|(end, text)| (end, text.to_owned())));
    std::array::from_fn(|_| texts.next().expect("there are three"))
}

static BUNDLED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lexicons");

/// A list that is one file, by its extension.
fn read_list(source: Source) -> Result<Lexicon> {
    match source::extension(&source.file).as_str() {
        "csv" | "dicx" => plain::read(source),
        "dic" => liwc::read(source),
        "lc3" => lexicoder::read(source),
        "ykd" | "lcd" => yoshikoder::read(source),
        "cat" => wordstat::read(source),
        "yml" | "yaml" => quanteda::read(source),
        "tff" => mpqa::read(source),
        "txt" | "tsv" => read_tabbed(source),
        other => {
            let message = format!("found a file ending in `{other}`, expected one of {KNOWN}");
            Err(Error::new(Kind::Lexicon, message).in_file(source.file))
        }
    }
}

const KNOWN: &str = ".toml, .csv, .tsv, .txt, .dic, .dicx, .lc3, .ykd, .lcd, .cat, .yml, .yaml, .tff";

/// A file whose name does not say what it is: its first lines do.
fn read_tabbed(source: Source) -> Result<Lexicon> {
    let text = String::from_utf8_lossy(&source.bytes[..source.bytes.len().min(PEEKED)]).into_owned();
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(2).collect();
    let any = |is: &dyn Fn(&str) -> bool| lines.iter().any(|line| is(line)); // the first may be names of columns
    let is_table = source::extension(&source.file) == "tsv" && lines.first().is_some_and(|line| plain::is_header(line));
    if is_table {
        plain::read(source)
    } else if lines.first().is_some_and(|line| line.trim() == "%") {
        liwc::read(source)
    } else if lines.first().is_some_and(|line| line.contains("word1=")) {
        mpqa::read(source)
    } else if any(&|line| vader::parts(line).is_some()) {
        vader::read(source)
    } else if any(&|line| nrc::parts(line).is_some()) {
        nrc::read(source)
    } else if lines.first().is_some_and(|line| afinn::parts(line).is_some()) {
        afinn::read(source)
    } else {
        let message = "found no list that is known by its first lines, expected VADER, AFINN, NRC, MPQA or LIWC";
        Err(Error::new(Kind::Lexicon, message)
            .at_line(source.file, 1)
            .with_help("save it as .csv with a header such as `category,pattern`"))
    }
}

/// Bytes that are looked at to see what a file is.
const PEEKED: usize = 4_096;

#[cfg(test)]
mod tests;
