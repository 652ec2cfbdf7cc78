//! A lexicon while it is read: each pattern is checked as it comes.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::error::{Error, Kind, Result};
use crate::lexicon::pattern::{self, Cutter, Parsed};
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Category, Lexicon, Note, Overlap, Pattern, Role};

/// Categories and notes so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) categories: Vec<Category>,
    pub(super) notes: Vec<Note>,
    pub(super) cutter: Cutter,
    pub(super) lines: FxHashMap<(usize, Parsed), u64>,
    pub(super) places: FxHashMap<String, usize>,
    pub(super) is_full: bool,
}

/// So many patterns are read and compiled in about a second; more are refused.
pub(super) const MOST_PATTERNS: usize = 100_000;

/// The error of a list that is too large.
pub(super) fn too_many() -> Error {
    let message = format!("found more than {MOST_PATTERNS} patterns, expected at most so many");
    Error::new(Kind::Lexicon, message).with_help("take out words that the articles do not have, or use several lists")
}

/// Where the category of a name stands; begun if there is none.
pub(super) fn place(draft: &mut Draft, name: &str) -> usize {
    if let Some(at) = draft.places.get(name) {
        return *at;
    }
    draft.places.insert(name.to_owned(), draft.categories.len());
    draft.categories.push(category(name));
    draft.categories.len() - 1
}

/// Adds a pattern to the category at a position.
///
/// # Errors
/// When it holds no word, stands in the category already, or is one too many; the error names no place.
pub(super) fn add(draft: &mut Draft, category: usize, pattern: Pattern) -> Result<()> {
    if draft.lines.len() == MOST_PATTERNS {
        draft.is_full = true;
        return Err(too_many());
    }
    let parsed = pattern::parse(&pattern.text, &mut draft.cutter)?;
    let Category { name, patterns, .. } = &mut draft.categories[category];
    match draft.lines.entry((category, parsed)) {
        Entry::Occupied(first) => {
            let message = format!("found `{}` again, which `{name}` has from line {}", pattern.text, first.get());
            Err(Error::new(Kind::Lexicon, message)
                .with_help("remove one of them; case and typography make no difference"))
        }
        Entry::Vacant(place) => {
            place.insert(pattern.line);
            patterns.push(pattern);
            Ok(())
        }
    }
}

/// Adds a pattern to a list that someone else wrote: what is wrong with it becomes a note.
///
/// Such a list has no operators, so what would be one is a word.
pub(super) fn add_or_note(draft: &mut Draft, category: usize, mut pattern: Pattern) {
    let line = pattern.line;
    if draft.is_full {
        return;
    }
    pattern.text = pattern::without_operators(&pattern.text);
    if let Err(error) = add(draft, category, pattern) {
        note(draft, line, format!("left out: {error}"));
    }
}

/// Adds a word of a list in which `*` and `?` are letters like others.
pub(super) fn add_word_or_note(draft: &mut Draft, category: usize, word: Pattern) {
    if word.text.contains(['*', '?']) {
        let text = format!("left out: `{}` has a literal `*` or `?`, which no word of a text has", word.text);
        note(draft, word.line, text);
    } else {
        add_or_note(draft, category, word);
    }
}

/// Adds a word with its weight to the category `negative` or `positive`.
pub(super) fn add_weighed(draft: &mut Draft, word: &str, weight: f64, line: u64) {
    if weight == 0.0 {
        note(draft, line, format!("left out: `{word}` weighs nothing"));
        return;
    }
    let at = place(draft, if weight < 0.0 { "negative" } else { "positive" });
    draft.categories[at].role = Role::Valence;
    add_word_or_note(draft, at, Pattern { text: word.to_owned(), weight: Some(weight), line });
}

/// The text of a file that someone else wrote: bytes that are not UTF-8 are read as Windows-1252, and noted.
pub(super) fn text(draft: &mut Draft, source: &Source) -> String {
    match source::text(source) {
        Ok(text) => text.into_owned(),
        Err(error) => {
            let line = error.place().and_then(|place| place.line).unwrap_or(1);
            note(draft, line, "not UTF-8: the file is read as Windows-1252".to_owned());
            source::text_of_windows_1252(source)
        }
    }
}

/// Adds a note.
pub(super) fn note(draft: &mut Draft, line: u64, text: String) {
    draft.notes.push(Note { line, text });
}

/// A category that says nothing but its name.
pub(super) fn category(name: &str) -> Category {
    Category {
        name: name.to_owned(),
        title: name.to_owned(),
        about: String::new(),
        role: Role::Frame,
        patterns: Vec::new(),
    }
}

/// The lexicon of a file that says nothing about itself: named after the file.
///
/// # Errors
/// When no category has a pattern, or there are more categories than a match can number.
pub(super) fn finish(mut draft: Draft, sources: Vec<Source>) -> Result<Lexicon> {
    let file = sources.first().map(|source| source.file.clone()).unwrap_or_default();
    if draft.is_full {
        return Err(too_many().in_file(file));
    }
    draft.categories.retain(|category| !category.patterns.is_empty());
    draft.notes.sort_by_key(|note| note.line);
    let most = usize::from(u16::MAX);
    let message = match draft.categories.len() {
        0 => Some("found no pattern, expected at least one".to_owned()),
        n if n > most => Some(format!("found {n} categories, expected at most {most}")),
        _ => None,
    };
    if let Some(message) = message {
        return Err(Error::new(Kind::Lexicon, message).in_file(file));
    }
    Ok(Lexicon {
        name: source::stem(&file),
        title: source::stem(&file),
        version: String::new(),
        language: String::new(),
        about: String::new(),
        source: String::new(),
        licence: String::new(),
        limits: String::new(),
        overlap: Overlap::Longest,
        negation_window: NEGATION_WINDOW,
        categories: draft.categories,
        axes: Vec::new(),
        notes: draft.notes,
        files: sources.into_iter().map(|source| (source::name(&source.file), source.bytes)).collect(),
    })
}

/// How many words a negator reaches where the file does not say.
pub(super) const NEGATION_WINDOW: usize = 3;
