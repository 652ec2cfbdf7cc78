//! LIWC `.dic` files: a legend of numbered categories between two `%` lines, then terms with category numbers.
//!
//! Line ends may be CR, LF or both; tabs or spaces pad the legend and part terms from numbers; terms may have several
//! words. Lines with conditions (`(…)`, `<of>`) and numbers out of the legend are left out and noted. Bytes that are
//! not UTF-8 are read as Windows-1252, and noted.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft::{self, Draft};
use crate::lexicon::source::Source;
use crate::lexicon::{Lexicon, Pattern};

/// The lexicon of a LIWC dictionary; categories in the order of the legend.
///
/// # Errors
/// When there is no legend, or no term.
pub(super) fn read(source: Source) -> Result<Lexicon> {
    let mut draft = Draft::default();
    let text = draft::text(&mut draft, &source);
    let mut lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty());
    let (mut legend, mut places) = (Legend::default(), FxHashMap::default());
    let mut is_closed = false;
    if lines.any(|(_, line)| line == "%") {
        for (line, entry) in lines.by_ref() {
            is_closed = entry == "%";
            if is_closed {
                break;
            }
            add_category(&mut draft, &mut legend, &mut places, line, entry);
        }
    }
    if !is_closed || legend.is_empty() {
        let message = "found no legend, expected lines such as `1 anger` between two lines of `%`";
        return Err(Error::new(Kind::Lexicon, message).in_file(source.file));
    }
    for (line, entry) in lines {
        add_term(&mut draft, &legend, line, entry);
    }
    let empty: Vec<_> = draft
        .categories
        .iter()
        .filter(|category| category.patterns.is_empty())
        .map(|category| category.name.clone())
        .collect();
    for name in empty {
        draft::note(&mut draft, 1, format!("left out: the category `{name}` has no term"));
    }
    draft::finish(draft, vec![source])
}

/// Where the category of each number stands.
type Legend = FxHashMap<u64, usize>;

fn add_category(draft: &mut Draft, legend: &mut Legend, places: &mut FxHashMap<String, usize>, line: u64, entry: &str) {
    let (number, name) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
    let name = name.trim();
    let (Ok(number), false) = (number.parse::<u64>(), name.is_empty()) else {
        draft::note(draft, line, format!("left out: `{entry}` is not a number and a name"));
        return;
    };
    if legend.contains_key(&number) {
        draft::note(draft, line, format!("left out: the number {number} has a category already"));
        return;
    }
    let at = *places.entry(name.to_owned()).or_insert_with(|| {
        draft.categories.push(draft::category(name));
        draft.categories.len() - 1
    });
    legend.insert(number, at);
}

fn add_term(draft: &mut Draft, legend: &Legend, line: u64, entry: &str) {
    if entry.contains(['(', '<']) {
        draft::note(draft, line, format!("left out: `{entry}` has a condition, which is not supported"));
        return;
    }
    let (term, numbers) = parts(entry);
    if numbers.is_empty() {
        draft::note(draft, line, format!("left out: `{entry}` is not a term and category numbers"));
        return;
    }
    let mut seen = FxHashSet::default();
    for number in numbers {
        match number.parse().ok().and_then(|number: u64| legend.get(&number)) {
            Some(&category) if !seen.insert(category) => {}
            Some(&category) => {
                draft::add_or_note(draft, category, Pattern { text: term.to_owned(), weight: None, line });
            }
            None => draft::note(draft, line, format!("left out: `{number}` of `{term}` is not in the legend")),
        }
    }
}

/// The term, and the category numbers: what follows the first tab, or else the numbers at the end.
fn parts(entry: &str) -> (&str, Vec<&str>) {
    if let Some((term, numbers)) = entry.split_once('\t') {
        return (term.trim(), numbers.split_whitespace().collect());
    }
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut term = entry;
    let mut numbers = Vec::new();
    while let Some((before, last)) = term.rsplit_once(char::is_whitespace).filter(|parts| is_number(parts.1)) {
        numbers.push(last);
        term = before.trim_end();
    }
    numbers.reverse();
    (term, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dic(bytes: &[u8]) -> Result<Lexicon> {
        read(Source { file: "moral.dic".to_owned(), bytes: bytes.to_vec() })
    }

    fn check(text: &str, expected: &[(&str, &[&str])], notes: &[(u64, &str)]) {
        let lexicon = dic(text.as_bytes()).unwrap();
        let texts =
            |at: usize| lexicon.categories[at].patterns.iter().map(|pattern| pattern.text.as_str()).collect::<Vec<_>>();
        let found: Vec<_> =
            lexicon.categories.iter().enumerate().map(|(at, category)| (category.name.as_str(), texts(at))).collect();
        let expected: Vec<_> = expected.iter().map(|pair| (pair.0, pair.1.to_vec())).collect();
        assert_eq!(found, expected);
        let found: Vec<_> = lexicon.notes.iter().map(|note| (note.line, note.text.as_str())).collect();
        assert_eq!(found, notes);
    }

    #[test]
    fn any_line_end_is_read() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["%", "01\tA category", "02\tAnother category", "%", "more\t01", "had\t02\t01"].join(end);
            check(&text, &[("A category", &["more", "had"]), ("Another category", &["had"])], &[]);
        }
    }

    #[test]
    fn tabs_or_spaces_pad_the_legend_and_part_the_numbers() {
        let text = "%\t\t\n1     care    \n\t2 harm\n%\t\t\neye for an eye 1 2\ncatch 22\t1\nkill*   2\nsafe\t\t1\n";
        check(text, &[("care", &["eye for an eye", "catch 22", "safe"]), ("harm", &["eye for an eye", "kill*"])], &[]);
    }

    #[test]
    fn what_cannot_be_read_is_noted() {
        let text = "%\n1\tposemo\n2\tverb\n3\tempty\n%\nkind\t(02 134)125/464\nlike\t<of>1/2\n:)\t1\ngood\t1\t9\ngood\t1\nalone\n";
        check(
            text,
            &[("posemo", &["good"])],
            &[
                (1, "left out: the category `verb` has no term"),
                (1, "left out: the category `empty` has no term"),
                (6, "left out: `kind\t(02 134)125/464` has a condition, which is not supported"),
                (7, "left out: `like\t<of>1/2` has a condition, which is not supported"),
                (8, "left out: found no word in `:)`, expected a word or a phrase"),
                (9, "left out: `9` of `good` is not in the legend"),
                (10, "left out: found `good` again, which `posemo` has from line 9"),
                (11, "left out: `alone` is not a term and category numbers"),
            ],
        );
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_windows_1252() {
        let lexicon = dic(b"%\r1\tplace\r%\rcaf\xe9\t1\rcan\x92t\t1\r").unwrap();
        let texts: Vec<_> = lexicon.categories[0].patterns.iter().map(|pattern| pattern.text.as_str()).collect();
        assert_eq!(texts, ["café", "can’t"]);
        assert_eq!((lexicon.notes.len(), lexicon.notes[0].line), (1, 4));
    }

    #[test]
    fn a_file_without_a_legend_is_an_error() {
        let expected = "moral.dic: found no legend, expected lines such as `1 anger` between two lines of `%`";
        for text in ["good\t1\n", "%\n%\ngood\t1\n", "%\n1\tanger\n", ""] {
            assert_eq!(dic(text.as_bytes()).unwrap_err().to_string(), expected);
        }
    }
}
