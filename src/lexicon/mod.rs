//! Word lists: categories of patterns, read from a file and found in tokenised text.
//!
//! A pattern is one word or several; it matches tokens of one sentence, in order.
//!
//! - A word stands for itself in its normal form, whatever its case, accents' encoding or apostrophes:
//!   both sides go through the same tokenizer, and a word that it cuts becomes a phrase.
//! - `*` within a word stands for any letters or none, `?` for exactly one: `immigra*`, `wom?n`.
//! - `*` alone stands for exactly one word or number, `<number>` for one number in digits.
//! - A phrase passes over commas, quotation marks and symbols, never over a clause mark (`;`, `:`, a dash, a
//!   bracket) or the end of a sentence. The clitic `'s` is an element of its own.
//! - `record ~3 number*`: up to three words may stand between; `border NEAR/5 crisis`: the same in either order.
//! - `cause NOT "root cause"`: no match within the other phrase; `order NOT BEFORE/2 protection` and `NOT AFTER`: none
//!   where the word follows or precedes, here with up to two words between.
//! - `CASE Turkey`: only where capitals stand as in the pattern (none, the first, all, or others).
//! - With [`Overlap::Longest`], matches of one category do not overlap: the leftmost is kept, of those the longest,
//!   of those the one with the fewest wildcards, of those the first in the file. Categories do not compete, so
//!   removing one changes no number of another. The other policies are at [`Overlap`].
//!
//! ```
//! use slantwise::lexicon::{self, Matcher, Scanner};
//! use slantwise::text::{TokenText, Tokenizer};
//! let scale = lexicon::parse("scale.csv", b"category,pattern\nscale,record\nscale,record number*\nscale,wave of *\n")?;
//! let mut tokenizer = Tokenizer::default();
//! let matcher = Matcher::new(&[scale], &tokenizer);
//! let read = TokenText::new("A record, numbers show. Wave of -- what? A wave of arrivals.", &[], &mut tokenizer);
//! let mut matches = Vec::new();
//! Scanner::new(&matcher).find(&read, &tokenizer, &mut matches);
//! let found: Vec<_> = matches.iter().map(|it| (it.pattern, it.tokens.clone())).collect();
//! assert_eq!(found, [(1, 1..4), (2, 12..15)]); // “record, numbers” and “wave of arrivals”
//! # Ok::<(), slantwise::error::Error>(())
//! ```
//!
//! What it cannot tell you: in which sense a word was used, whether it was meant, and whether the list is a good
//! measure of what its title says.
//!
//! A pack is two files with one stem, `NAME.toml` (what it is) and `NAME.csv` (its patterns); plain CSV files and the
//! formats of other programs are read too (see [`load`]). What a file held that could not be used is in
//! [`Lexicon::notes`].

mod afinn;
#[cfg(test)]
mod check;
mod draft;
mod example;
mod glob;
mod lexicoder;
mod lint;
mod liwc;
mod matcher;
mod mpqa;
mod native;
mod nrc;
mod pack;
mod pattern;
mod plain;
mod quanteda;
mod rows;
mod scanner;
mod settle;
mod source;
mod vader;
mod wordstat;
mod yoshikoder;

pub use example::{Example, Failure, failures};
pub use lint::{Finding, Usage, lint, usage};
pub use matcher::Matcher;
pub use native::{to_csv, to_toml};
pub use scanner::{Match, Scanner};

use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::error::{Error, Kind, Result};
use crate::lexicon::source::Source;

/// A word list: what it measures, where it comes from, its categories and axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexicon {
    /// Its short name.
    pub name: String,
    /// Its version; empty where the file gives none, as are the texts below.
    pub version: String,
    /// Its name for a reader.
    pub title: String,
    /// The language of its patterns, such as `en`.
    pub language: String,
    /// What it measures.
    pub about: String,
    /// Whose idea it is.
    pub source: String,
    /// On which terms it may be used.
    pub licence: String,
    /// What it cannot tell.
    pub limits: String,
    /// Which of several overlapping matches count.
    pub overlap: Overlap,
    /// How many words a negator reaches; 3 unless the file says otherwise.
    pub negation_window: usize,
    /// Its categories, in the order of the file; none without a pattern, no two of one name.
    pub categories: Vec<Category>,
    /// Its axes, in the order of the file.
    pub axes: Vec<Axis>,
    /// What the file held that was left out or read otherwise than it stands, in the order of lines.
    pub notes: Vec<Note>,
    /// The files it was read from: name without folder, and bytes as read.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A category: patterns that count as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its short name, unique in its lexicon.
    pub name: String,
    /// Its name for a reader.
    pub title: String,
    /// What it means; empty where the file does not say.
    pub about: String,
    /// What its matches do.
    pub role: Role,
    /// Its patterns, in the order of the file, at least one, none twice.
    pub patterns: Vec<Pattern>,
}

/// A pattern of a category.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The pattern as the file has it, without the space around it.
    pub text: String,
    /// Its weight: a finite number for [`Role::Valence`] and [`Role::Intensifier`], else `None`.
    pub weight: Option<f64>,
    /// The line of its file, from 1.
    pub line: u64,
}

/// Two opposed poles, each of one or more categories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Its short name, unique in its lexicon.
    pub name: String,
    /// Its name for a reader.
    pub title: String,
    /// What it means; empty where the file does not say.
    pub about: String,
    /// Positions in [`Lexicon::categories`] of the positive pole, at least one.
    pub positive: Vec<usize>,
    /// Positions in [`Lexicon::categories`] of the negative pole, at least one, none of the positive.
    pub negative: Vec<usize>,
}

/// Something in a file that was left out or read otherwise than it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its line, from 1.
    pub line: u64,
    /// What it was and why.
    pub text: String,
}

/// What the matches of a category do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// They are counted.
    Frame,
    /// They carry a sentiment: the weight.
    Valence,
    /// They turn the sentiment of the words that follow.
    Negator,
    /// They multiply the sentiment of the words that follow by 1 + the weight.
    Intensifier,
    /// They mark that what follows weighs more than what stands before.
    Contrast,
}

/// Which of several overlapping matches of one lexicon count; no two lexicons compete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Overlap {
    /// In each category the leftmost, and of those that begin together the longest; categories do not compete.
    #[default]
    Longest,
    /// All of them.
    All,
    /// Of all categories together the leftmost, and of those that begin together the longest; matches of the same
    /// words count in each of their categories. This is quanteda's `nested_scope = "dictionary"`.
    Leftmost,
    /// Words count for the first category of the file that claims them: the others match only what it leaves. Within
    /// a category as with [`Overlap::Longest`].
    Priority,
}

impl Overlap {
    /// As a pack's file has it, such as `longest`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Longest => "longest",
            Self::All => "all",
            Self::Leftmost => "leftmost",
            Self::Priority => "priority",
        }
    }
}

impl Role {
    /// As a pack's file has it, such as `frame`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Valence => "valence",
            Self::Negator => "negator",
            Self::Intensifier => "intensifier",
            Self::Contrast => "contrast",
        }
    }
}

/// The lexicon of a bundled name, or else the one in the file at a path.
///
/// The extension says what the file is: `.toml` (a pack, whose `.csv` stands beside it), `.csv` (a pack where a
/// `.toml` stands beside it, else a plain list), `.dic` and `.dicx` (LIWC), `.lc3` (Lexicoder), `.ykd` and `.lcd`
/// (Yoshikoder), `.cat` (WordStat), `.yml` or `.yaml` (quanteda), `.tff` (MPQA). In `.txt` and `.tsv` files the first
/// lines say whether it is VADER's list, AFINN, one of NRC, MPQA or LIWC.
///
/// # Errors
/// When there is no such name or file, or the file is not well formed.
pub fn load(name_or_path: &str) -> Result<Lexicon> {
    find(name_or_path).map_err(|it| helped(it, name_or_path))
}

fn find(name_or_path: &str) -> Result<Lexicon> {
    let embedded = |extension: &str| BUNDLED.get_file(format!("{name_or_path}.{extension}"));
    if let Some(toml) = embedded("toml") {
        let csv = embedded("csv").map(|it| it.contents().to_vec()).unwrap_or_default();
        return pack::read(
            Source { file: format!("{name_or_path}.toml"), bytes: toml.contents().to_vec() },
            Source { file: format!("{name_or_path}.csv"), bytes: csv },
        );
    }
    let path = Path::new(name_or_path);
    if path.extension().is_none() && !path.exists() {
        let message = format!("no lexicon named `{name_or_path}`, expected one of: {}", bundled().join(", "));
        return Err(Error::new(Kind::Lexicon, message).with_help("give one of these names, or the path of a file"));
    }
    let metadata = path.with_extension("toml");
    match source::extension(name_or_path).as_str() {
        "toml" => {
            let patterns = source::open(&path.with_extension("csv")).map_err(|it| {
                it.with_help("a pack is two files of one name: put the .csv with its patterns beside the .toml")
            });
            pack::read(source::open(path)?, patterns?)
        }
        "csv" if metadata.exists() => pack::read(source::open(&metadata)?, source::open(path)?),
        _ => read(source::open(path)?),
    }
}

/// The examples of what a lexicon must find: `NAME.test.csv`, beside the files of a lexicon at a path.
///
/// # Errors
/// When there are none, the file is not well formed, or names a category that the lexicon does not have.
pub fn load_examples(name_or_path: &str, lexicon: &Lexicon) -> Result<Vec<Example>> {
    let source = match BUNDLED.get_file(format!("{name_or_path}.test.csv")) {
        Some(file) => Source { file: format!("{name_or_path}.test.csv"), bytes: file.contents().to_vec() },
        None => source::open(&Path::new(name_or_path).with_extension("test.csv")).map_err(|error| {
            error.with_help("put examples beside the lexicon, with the columns `text,category,expected`")
        })?,
    };
    example::read(&source, lexicon)
}

/// A lexicon that stands in one file, from that file's name and bytes: all that [`load`] reads but a pack.
///
/// # Errors
/// When the name ends in no known extension, or the bytes are not well formed.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Lexicon> {
    read(Source { file: file.to_owned(), bytes: bytes.to_vec() }).map_err(|it| helped(it, file))
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
    let packs = BUNDLED.files().filter(|it| it.path().extension().is_some_and(|end| end == "toml"));
    let mut names: Vec<_> = packs.filter_map(|it| it.path().file_stem()?.to_str()).map(str::to_owned).collect();
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

fn read(source: Source) -> Result<Lexicon> {
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
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|it| !it.trim().is_empty()).take(2).collect();
    let any = |is: &dyn Fn(&str) -> bool| lines.iter().any(|it| is(it)); // the first may be names of columns
    let is_table = source::extension(&source.file) == "tsv" && lines.first().is_some_and(|it| plain::is_header(it));
    if is_table {
        plain::read(source)
    } else if lines.first().is_some_and(|it| it.trim() == "%") {
        liwc::read(source)
    } else if lines.first().is_some_and(|it| it.contains("word1=")) {
        mpqa::read(source)
    } else if any(&|it| vader::parts(it).is_some()) {
        vader::read(source)
    } else if any(&|it| nrc::parts(it).is_some()) {
        nrc::read(source)
    } else if lines.first().is_some_and(|it| afinn::parts(it).is_some()) {
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = load("no-such-list").unwrap_err();
        assert_eq!(error.kind(), Kind::Lexicon);
        for name in bundled() {
            assert!(error.to_string().contains(&name), "{error}");
        }
    }

    #[test]
    fn an_unknown_extension_names_the_known_ones() {
        let error = parse("list.docx", b"").unwrap_err();
        assert_eq!(error.to_string(), format!("list.docx: found a file ending in `docx`, expected one of {KNOWN}"));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = load("nowhere/list.csv").unwrap_err();
        assert_eq!(error.kind(), Kind::Io);
        assert!(error.to_string().starts_with("nowhere/list.csv: "), "{error}");
    }

    #[test]
    fn a_missing_csv_beside_its_toml_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mood.toml");
        std::fs::write(&path, "name = 'mood'\n").unwrap();
        let error = load(path.to_str().unwrap()).unwrap_err();
        assert!(error.to_string().contains("mood.csv: ") && error.help().unwrap().contains("beside the .toml"));
    }

    #[test]
    fn the_first_lines_of_a_text_file_say_what_it_is() {
        let check = |file: &str, text: &str, expected: &str| {
            let lexicon = parse(file, text.as_bytes()).unwrap();
            let names: Vec<_> = lexicon.categories.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names.join(" "), expected, "{text}");
        };
        check("a.txt", "bad\t-2\ngood\t3\n", "negative positive");
        check("a.txt", "bad\t-2.1\t0.5\t[-2, -2]\n", "negative");
        check("a.txt", "bad\tfear\t1\n", "fear");
        check("a.txt", "English\tEmotion\tAssociation\nbad\tfear\t1\n", "fear");
        check("a.txt", "type=weaksubj len=1 word1=bad priorpolarity=negative\n", "negative.weaksubj");
        check("a.txt", "%\r1\tharm\r%\rbad\t1\r", "harm");
        check("a.tsv", "category\tpattern\tweight\nharm\tbad\t1\n", "harm");
        let error = parse("a.txt", b"bad\ngood\n").unwrap_err().to_string();
        assert!(error.starts_with("a.txt line 1: found no list that is known by its first lines"), "{error}");
    }

    #[test]
    fn every_bundled_pack_loads_and_says_where_it_comes_from() {
        assert!(!bundled().is_empty());
        for name in bundled() {
            let lexicon = load(&name).unwrap_or_else(|it| panic!("{it}"));
            assert_eq!(lexicon.name, name);
            for text in [&lexicon.version, &lexicon.title, &lexicon.source, &lexicon.licence, &lexicon.limits] {
                assert!(!text.trim().is_empty(), "{name}");
            }
            assert_eq!(lexicon.notes, [], "{name}");
            let files: Vec<_> = lexicon.files.iter().map(|it| it.0.clone()).collect();
            assert_eq!(files, [format!("{name}.toml"), format!("{name}.csv")]);
        }
    }

    #[test]
    fn no_bundled_category_has_a_pattern_twice() {
        for name in bundled() {
            for category in load(&name).unwrap().categories {
                let mut texts: Vec<_> = category.patterns.iter().map(|it| it.text.to_lowercase()).collect();
                let n_patterns = texts.len();
                texts.sort_unstable();
                texts.dedup();
                assert_eq!(texts.len(), n_patterns, "{name} {}", category.name);
            }
        }
    }

    #[test]
    fn a_csv_beside_its_toml_is_a_pack_and_without_it_a_plain_list() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("mood.csv"), "category,pattern\ngood,calm\n").unwrap();
        assert_eq!(load(&path("mood.csv")).unwrap().title, "mood");
        std::fs::write(
            path("mood.toml"),
            "name = 'mood'\ntitle = 'Mood'\n[[category]]\nname = 'good'\nrole = 'frame'\n",
        )
        .unwrap();
        let pack = load(&path("mood.csv")).unwrap();
        assert_eq!(pack.title, "Mood");
        assert_eq!(load(&path("mood.toml")).unwrap(), pack);
        assert_eq!(pack.files[1], ("mood.csv".to_owned(), b"category,pattern\ngood,calm\n".to_vec()));
    }

    #[test]
    fn a_starter_loads_lints_clean_and_keeps_its_examples() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["my pack", "\"'\\ü"] {
            for (end, text) in starter(name) {
                std::fs::write(folder.path().join(format!("pack{end}")), text).unwrap();
            }
            let path = folder.path().join("pack.toml").to_str().unwrap().to_owned();
            let lexicon = load(&path).unwrap();
            assert_eq!(lexicon.name, name);
            assert_eq!(lint(&lexicon, None), []);
            let examples = load_examples(&path, &lexicon).unwrap();
            assert_eq!(failures(&lexicon, &examples), []);
            assert!(lexicon.categories.iter().all(|it| examples.iter().any(|of| of.category == it.name)));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_panic_and_lines_are_those_of_the_file(
            parts in prop::collection::vec(prop::sample::select(PARTS), 0..40),
            extension in prop::sample::select(&["csv", "dic", "dicx", "yml", "lc3", "ykd", "cat", "txt", "tsv", "tff"][..]),
        ) {
            let bytes = parts.concat();
            let n_lines = 1 + bytes.iter().filter(|it| matches!(it, b'\n' | b'\r')).count() as u64;
            let lines: Vec<_> = match parse(&format!("list.{extension}"), &bytes) {
                Ok(lexicon) => {
                    let patterns = lexicon.categories.iter().flat_map(|it| &it.patterns).map(|it| it.line);
                    patterns.chain(lexicon.notes.iter().map(|it| it.line)).collect()
                }
                Err(error) => error.place().and_then(|it| it.line).into_iter().collect(),
            };
            prop_assert!(lines.iter().all(|it| (1..=n_lines).contains(it)), "{lines:?}");
        }
    }

    const PARTS: &[&[u8]] = &[
        b"category,pattern\n",
        b"word,score\n",
        b"word,a,b\n",
        b"a,b\n",
        b"a\t-1",
        b"a\tb\t1",
        b"a\t1.5\t1\t[1]",
        b"type=a word1=b priorpolarity=c",
        b"+a\n",
        b"<dictionary>",
        b"<cnode name='a'>",
        b"<pnode name='b'/>",
        b"</cnode>",
        b"a (1)",
        b"%\n1 a\n%\n",
        b"a: [",
        b"a,",
        b"b",
        b"*",
        b"?",
        b"<number>",
        b"#",
        b"\"",
        b"\n",
        b"\r",
        b"\t",
        b" ",
        b"1",
        b"%",
        b": ",
        b"- ",
        b"]",
        b"'",
        b"&",
        b"\xe9",
        b"\xcc\x81",
        b"\xef\xbb\xbf",
        b"\0",
        b"(",
    ];
}
