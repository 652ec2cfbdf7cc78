//! A word list in one CSV or TSV file, in any of its usual shapes; the header says which.
//!
//! - `category,pattern` or `word,category`, with or without a weight: a word a row. Weights are not used, which is noted.
//! - `word,score`: the score is the weight; words below 0 are `negative`, those above `positive`, both valence.
//! - `word,anger,fear`: a column a category, with `X` or 1 where the word belongs (LIWC-22 `.dicx` is of this shape).
//! - `anger,fear`: a column a category, the words beneath.
//!
//! Commas, semicolons or tabs part the columns. Numbers other than 0 and 1 in a category's column (probabilities, as in
//! the eMFD) are refused: whether the word belongs is for the user to say.

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::rows;
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a CSV without TOML.
///
/// Categories are in the order of their names where a column holds them, else in the order of columns.
///
/// # Errors
/// When it is not UTF-8, its header is of no known shape, or a row does not fit it.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = source::text(&source)?;
    let mut shape = None;
    rows::each(&source.file, &text, delimiter(&text), &mut |line, fields| {
        let placed = |error: Error| error.at_line(&source.file, line);
        match &shape {
            None => shape = Some(of_header(&mut draft, fields, line).map_err(placed)?),
            Some(shape) => add(&mut draft, shape, fields, line).map_err(placed)?,
        }
        Ok(())
    })?;
    if shape.is_none() {
        return Err(Error::new(Kind::Lexicon, format!("found nothing, expected {EXPECTED}")).at_line(&source.file, 1));
    }
    drop(text);
    if matches!(shape, Some(Shape { layout: Layout::Named { .. }, .. })) {
        draft.categories.sort_by(|a, b| a.name.cmp(&b.name));
    }
    draft::finish(draft, vec![source])
}

const EXPECTED: &str = "a header such as `category,pattern`, `word,score` or `word,anger,fear`";

struct Shape {
    layout: Layout,
    n_columns: usize,
}

/// What the columns hold, by position.
enum Layout {
    Named {
        word: usize,
        category: usize,
        weight: Option<usize>,
    },
    Scored {
        word: usize,
        score: usize,
    },
    /// A word, and a column a category.
    Flagged {
        word: usize,
    },
    /// A column a category, with words beneath.
    Listed,
}

/// The names that a column of words, of categories, of weights may have.
const WORDS: [&str; 8] = ["pattern", "word", "term", "token", "entry", "phrase", "dicterm", "lemma"];
const CATEGORIES: [&str; 7] = ["category", "sentiment", "emotion", "class", "label", "key", "frame"];
const WEIGHTS: [&str; 6] = ["weight", "score", "value", "valence", "intensity", "polarity"];

/// Whether a line parted by tabs names a column of words.
pub(super) fn is_header(line: &str) -> bool {
    line.split('\t').any(|name| WORDS.contains(&name.trim().to_lowercase().as_str()))
}

/// The mark that parts most columns of the header.
fn delimiter(text: &str) -> u8 {
    let header =
        text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let count = |mark: u8| header.bytes().filter(|byte| *byte == mark).count();
    *b",;\t".iter().rev().max_by_key(|mark| count(**mark)).unwrap_or(&b',')
}

/// The shape that a header says; begins the categories that it names.
fn of_header(draft: &mut Draft, header: &[&str], line: u64) -> Result<Shape> {
    let at = |names: &[&str]| header.iter().position(|name| names.contains(&name.to_lowercase().as_str()));
    let (word, category, weight) = (at(&WORDS), at(&CATEGORIES), at(&WEIGHTS));
    let n_columns = header.len();
    let layout = match (word, category, weight) {
        (Some(word), Some(category), weight) => {
            let is_used = |at: usize| at == word || at == category || Some(at) == weight;
            for unused in (0..n_columns).filter(|column| !is_used(*column)) {
                draft::note(draft, line, format!("left out: the column `{}`", header[unused]));
            }
            Layout::Named { word, category, weight }
        }
        (Some(word), None, Some(score)) if n_columns == 2 => Layout::Scored { word, score },
        // one column beside the words may be meant to name categories: only LIWC-22 says otherwise
        (Some(word), None, _) if n_columns > 2 || n_columns == 2 && header[word].eq_ignore_ascii_case("dicterm") => {
            Layout::Flagged { word }
        }
        (None, None, None) if n_columns > 1 => Layout::Listed,
        _ => {
            let message = format!("found the header `{}`, expected {EXPECTED}", header.join(","));
            return Err(Error::new(Kind::Lexicon, message)
                .with_help("put a line with the names of the columns first; the weight may be left out"));
        }
    };
    let named = (0..n_columns).filter(|at| match layout {
        Layout::Flagged { word } => *at != word,
        Layout::Listed => true,
        _ => false,
    });
    for at in named {
        let name = header[at];
        if name.is_empty() {
            return Err(Error::new(Kind::Lexicon, format!("found no name of column {}, expected a category", at + 1)));
        }
        if draft.places.contains_key(name) {
            return Err(Error::new(Kind::Lexicon, format!("found the column `{name}` again, expected it once")));
        }
        draft::place(draft, name);
    }
    Ok(Shape { layout, n_columns })
}

fn add(draft: &mut Draft, shape: &Shape, fields: &[&str], line: u64) -> Result<()> {
    let failed = |message: String| Error::new(Kind::Lexicon, message);
    let n_columns = shape.n_columns;
    let least =
        if let Layout::Named { word, category, .. } = shape.layout { word.max(category) + 1 } else { n_columns };
    if fields.len() > n_columns || fields.len() < least && !matches!(shape.layout, Layout::Listed) {
        return Err(failed(format!("found a row with {} of {n_columns} fields", fields.len()))
            .with_help("put a pattern that holds a comma in double quotes"));
    }
    match shape.layout {
        Layout::Named { word, category, weight } => {
            if fields[category].is_empty() {
                return Err(failed(format!("found `{}` without a category", fields[word])));
            }
            let has_weight = weight.and_then(|at| fields.get(at)).is_some_and(|field| !field.is_empty());
            if has_weight && !draft.notes.iter().any(|note| note.text == UNUSED) {
                draft::note(draft, line, UNUSED.to_owned());
            }
            let at = draft::place(draft, fields[category]);
            draft::add(draft, at, Pattern { text: fields[word].to_owned(), weight: None, line })?;
        }
        Layout::Scored { word, score } => {
            let Some(weight) = fields[score].parse::<f64>().ok().filter(|weight| weight.is_finite()) else {
                let message = format!("found the score `{}` of `{}`, expected a number", fields[score], fields[word]);
                return Err(failed(message));
            };
            draft::add_weighed(draft, fields[word], weight, line);
        }
        Layout::Flagged { word } => {
            let flags = (0..n_columns).filter(|column| *column != word);
            for (category, at) in flags.enumerate() {
                if is_set(fields[at]).ok_or_else(|| {
                    let (flag, column) = (fields[at], &draft.categories[category].name);
                    failed(format!("found `{flag}` in the column `{column}`, expected `X`, 1, 0 or nothing"))
                        .with_help("say for each word whether it belongs: a number between is no answer")
                })? {
                    draft::add_or_note(draft, category, Pattern { text: fields[word].to_owned(), weight: None, line });
                }
            }
        }
        Layout::Listed => {
            for (at, text) in fields.iter().enumerate().filter(|numbered| !numbered.1.is_empty()) {
                draft::add(draft, at, Pattern { text: (*text).to_owned(), weight: None, line })?;
            }
        }
    }
    Ok(())
}

const UNUSED: &str = "weights are not used: a list without a .toml file counts its words";

/// Whether a cell says that the word belongs; `None` when it says neither.
fn is_set(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "" | "0" | "no" | "false" => Some(false),
        "x" | "1" | "yes" | "true" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Role;
    use crate::lexicon::check::{check, check_error};

    #[test]
    fn a_word_a_row_has_frames_by_name_and_a_note_on_weights() {
        let note = [(2, UNUSED)];
        let expected: &[(&str, &[&str])] = &[("calm", &["quiet"]), ("fear", &["threat*", "danger"])];
        let text = "category,pattern,weight\nfear,threat*,2\ncalm,quiet,\nfear,danger,1\n";
        check("folder/my list.csv", text, expected, &note);
        let lexicon = crate::lexicon::parse("folder/my list.csv", text.as_bytes()).unwrap();
        assert_eq!((lexicon.name.as_str(), lexicon.categories[1].role), ("my list", Role::Frame));
        assert_eq!(lexicon.categories[1].patterns[0].weight, None);
        check("list.csv", "Word;Sentiment;Score\nthreat*;fear;2\nquiet;calm;\ndanger;fear\n", expected, &note);
        let note = [(1, "left out: the column `id`")];
        check("list.tsv", "id\tterm\tlabel\n1\tthreat*\tfear\n2\tquiet\tcalm\n3\tdanger\tfear\n", expected, &note);
    }

    #[test]
    fn a_score_is_a_weight() {
        let note = [(4, "left out: `so` weighs nothing")];
        check(
            "list.csv",
            "word,score\nbad,-2\nbetter,1.5\nso,0\n",
            &[("negative", &["bad"]), ("positive", &["better"])],
            &note,
        );
        let lexicon = crate::lexicon::parse("list.csv", b"score,word\n-2,bad\n").unwrap();
        let category = &lexicon.categories[0];
        assert_eq!((category.role, category.patterns[0].weight), (Role::Valence, Some(-2.0)));
    }

    #[test]
    fn a_column_a_category_has_flags_or_words() {
        let expected: &[(&str, &[&str])] = &[("anger", &["hate*", "war"]), ("fear", &["war"])];
        check("my.dicx", "DicTerm,anger,fear,joy\nhate*,X,,\nwar,X,x,\n", expected, &[]);
        check("my.dicx", "DicTerm,anger\nhate*,X\nwar,\n", &[("anger", &["hate*"])], &[]);
        check("list.csv", "word,anger,fear\nhate*,1,0\nwar,1,1\n", expected, &[]);
        check("list.csv", "anger,fear\nhate*,war\nwar\n", expected, &[]);
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        let expected = "a header such as `category,pattern`, `word,score` or `word,anger,fear`";
        check_error("a.csv", b"\n# nothing\n", &format!("a.csv line 1: found nothing, expected {expected}"));
        check_error("a.csv", b"words\nbad\n", &format!("a.csv line 1: found the header `words`, expected {expected}"));
        check_error(
            "a.csv",
            b"kind,word\ngood,calm\n",
            &format!("a.csv line 1: found the header `kind,word`, expected {expected}"),
        );
        check_error(
            "a.csv",
            b"word,score\nbad,low\n",
            "a.csv line 2: found the score `low` of `bad`, expected a number",
        );
        check_error("a.csv", b"word,score\nbad\n", "a.csv line 2: found a row with 1 of 2 fields");
        check_error(
            "a.csv",
            b"word,care,harm\nbad,0.2,0.1\n",
            "a.csv line 2: found `0.2` in the column `care`, expected `X`, 1, 0 or nothing",
        );
        check_error(
            "a.csv",
            b"word,care,care\nbad,X,\n",
            "a.csv line 1: found the column `care` again, expected it once",
        );
        check_error("a.csv", b"care,,harm\na,b,c\n", "a.csv line 1: found no name of column 2, expected a category");
        check_error("a.csv", b"word,category\nbad,\n", "a.csv line 2: found `bad` without a category");
        check_error(
            "a.csv",
            b"category,pattern\nbad,\n",
            "a.csv line 2: found an empty pattern, expected a word or a phrase",
        );
        check_error(
            "a.csv",
            b"happy,positive\nsad,negative\nmad,negative\n",
            "a.csv line 3: found `negative` again, which `positive` has from line 2",
        );
        check_error("a.csv", b"category,pattern\na,b,c\n", "a.csv line 2: found a row with 3 of 2 fields");
        check_error("a.csv", b"category,pattern\n", "a.csv: found no pattern, expected at least one");
    }
}
