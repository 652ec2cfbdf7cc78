//! quanteda's YAML: keys within keys, then words in a list or alone.
//!
//! The category of a word is the keys above it, joined by dots; the key `__` adds none (it holds the words of a key
//! that has keys too). A word counts as it is written: `no` and `1.5` are words, never truth values or numbers.

use saphyr_parser::{Event, Parser};

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a quanteda dictionary; categories in the order of their first words.
///
/// # Errors
/// When it is not YAML, holds an alias, or is anything but keys and words.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let text = source::text(&source)?;
    let n_lines = text.lines().count().max(1); // at the end of the text the parser is a line further
    let mut draft = Draft::default();
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(&text) {
        let failed = |line: usize, message: &str| {
            Error::new(Kind::Lexicon, message)
                .at_line(&source.file, line.min(n_lines) as u64)
                .with_help("put words that begin with a mark, such as `*` or `?`, in quotes")
        };
        let (event, span) = event.map_err(|cause| failed(cause.marker().line(), cause.info()))?;
        let line = span.start.line();
        match event {
            Event::Alias(_) => return Err(failed(line, "found an alias, expected a word")),
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if matches!(open.last(), Some(Open::Keys(None))) {
                    return Err(failed(line, "found a list or keys as a key, expected a word"));
                }
                if open.len() == DEEPEST {
                    return Err(failed(line, "found keys nested too deep"));
                }
                open.push(if matches!(event, Event::MappingStart(..)) { Open::Keys(None) } else { Open::List });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                close_value(&mut open);
            }
            Event::Scalar(value, ..) => match open.as_mut_slice() {
                [.., Open::Keys(key @ None)] => *key = Some(value.trim().to_owned()),
                open if !path(open).is_empty() => {
                    add(&mut draft, &path(open), &value, line as u64);
                    close_value(open);
                }
                _ => return Err(failed(line, "found a word without a key, expected keys with words")),
            },
            _ => {}
        }
    }
    drop(text);
    draft::finish(draft, vec![source])
}

/// What has begun and not ended.
enum Open {
    /// Keys, with the one whose value comes next.
    Keys(Option<String>),
    List,
}

/// More than any dictionary needs.
const DEEPEST: usize = 64;

/// After a value comes a key.
fn close_value(open: &mut [Open]) {
    if let Some(Open::Keys(key)) = open.last_mut() {
        *key = None;
    }
}

/// The keys above a word, joined.
fn path(open: &[Open]) -> String {
    let keys = open.iter().filter_map(|open| match open {
        Open::Keys(key) => key.as_deref().filter(|key| *key != "__"),
        Open::List => None,
    });
    keys.collect::<Vec<_>>().join(".")
}

fn add(draft: &mut Draft, path: &str, word: &str, line: u64) {
    if word.trim().is_empty() {
        draft::note(draft, line, format!("left out: no word under `{path}`"));
        return;
    }
    let category = draft::place(draft, path);
    draft::add_or_note(draft, category, Pattern { text: word.trim().to_owned(), weight: None, line });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> Result<Lexicon> {
        read(Source { file: "issues.yml".to_owned(), bytes: text.as_bytes().to_vec() })
    }

    fn check(text: &str, expected: &[(&str, &[&str])], notes: &[(u64, &str)]) {
        let lexicon = yaml(text).unwrap();
        let texts =
            |at: usize| lexicon.categories[at].patterns.iter().map(|pattern| pattern.text.as_str()).collect::<Vec<_>>();
        let found: Vec<_> =
            lexicon.categories.iter().enumerate().map(|(at, category)| (category.name.as_str(), texts(at))).collect();
        let expected: Vec<_> = expected.iter().map(|pair| (pair.0, pair.1.to_vec())).collect();
        assert_eq!(found, expected);
        let found: Vec<_> = lexicon.notes.iter().map(|note| (note.line, note.text.as_str())).collect();
        assert_eq!(found, notes);
    }

    fn check_error(text: &str, expected: &str) {
        let error = yaml(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn keys_are_joined_and_two_underscores_add_none() {
        check(
            "economy:\n  state: [benefit, \"child*\"]\n  __: [tax]\n  market:\n    - free trade\n    - 'share?'\nculture: arts\n",
            &[
                ("economy.state", &["benefit", "child*"]),
                ("economy", &["tax"]),
                ("economy.market", &["free trade", "share?"]),
                ("culture", &["arts"]),
            ],
            &[],
        );
    }

    #[test]
    fn words_that_look_like_values_stay_words() {
        check("a: [no, yes, true, null, 1.5, 007]\n", &[("a", &["no", "yes", "true", "null", "1.5", "007"])], &[]);
    }

    #[test]
    fn what_cannot_be_used_is_noted() {
        check(
            "a:\n  - war\n  - War\n  - ':-)'\n  - ''\nb:\nc: [peace]\n",
            &[("a", &["war"]), ("c", &["peace"])],
            &[
                (3, "left out: found `War` again, which `a` has from line 2"),
                (4, "left out: found no word in `:-)`, expected a word or a phrase"),
                (5, "left out: no word under `a`"),
                (6, "left out: no word under `b`"),
            ],
        );
    }

    #[test]
    fn an_unquoted_glob_in_front_is_an_error_that_helps() {
        check_error("a:\n  - war\n  - *gate\n", "issues.yml line 3: ");
        assert!(yaml("a:\n  - *gate\n").unwrap_err().help().unwrap().contains("quotes"));
        check_error("a: &x [war]\nb: *x\n", "issues.yml line 2: found an alias, expected a word");
    }

    #[test]
    fn anything_but_keys_and_words_is_an_error() {
        check_error("[war, peace]\n", "issues.yml line 1: found a word without a key");
        check_error("war\n", "issues.yml line 1: found a word without a key");
        check_error("a:\n  ? [x]\n  : y\n", "issues.yml line 2: found a list or keys as a key");
        check_error("a: [war\nb: x: y\n", "issues.yml line 2: ");
        check_error("", "issues.yml: found no pattern");
        check_error(&"- ".repeat(5000), "issues.yml line 1: found keys nested too deep");
    }
}
