//! What the tests of all readers ask.

use crate::lexicon::parse;

/// The file holds these categories with these patterns, and gives these notes by line.
pub(super) fn check(file: &str, text: &str, expected: &[(&str, &[&str])], notes: &[(u64, &str)]) {
    let lexicon = parse(file, text.as_bytes()).unwrap();
    let texts =
        |at: usize| lexicon.categories[at].patterns.iter().map(|pattern| pattern.text.as_str()).collect::<Vec<_>>();
    let found: Vec<_> =
        lexicon.categories.iter().enumerate().map(|(at, category)| (category.name.as_str(), texts(at))).collect();
    let expected: Vec<_> = expected.iter().map(|pair| (pair.0, pair.1.to_vec())).collect();
    assert_eq!(found, expected, "{text}");
    let found: Vec<_> = lexicon.notes.iter().map(|note| (note.line, note.text.as_str())).collect();
    assert_eq!(found, notes, "{text}");
}

/// The file is refused with this message.
pub(super) fn check_error(file: &str, bytes: &[u8], expected: &str) {
    let message = parse(file, bytes).map(|lexicon| lexicon.categories).unwrap_err().to_string();
    assert_eq!(message, expected, "{}", String::from_utf8_lossy(bytes));
}
