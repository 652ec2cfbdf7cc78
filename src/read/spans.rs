//! Hand codes of places in articles: a CSV file with the columns `article_id`, `start`, `end` and `code`, and `quote` if
//! the words themselves are to be checked. Places are in Unicode characters of the text as read, from 0, the end not
//! included, as in `hits.csv`. A row with an article alone says that its coder found nothing in it.

use super::companion::{Companion, Form, open};
use super::source::Source;
use crate::error::{Error, Result};
use crate::text::Span;

/// A coded place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedSpan {
    /// The article's id.
    pub article_id: String,
    /// The place in Unicode characters, and its code; `None` in a row that names an article only.
    pub coded: Option<(Span, String)>,
    /// The words that should stand there; empty when not given.
    pub quote: String,
    /// The line in the file.
    pub line: u64,
}

/// Coded places, and where they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedSpans {
    /// The file's name.
    pub file: String,
    /// Its rows, in its order.
    pub rows: Vec<CodedSpan>,
}

const FORM: Form<5> = Form {
    columns: ["article_id", "start", "end", "code", "quote"],
    n_required: 4,
    help: "start and end count Unicode characters of the article's text as read, from 0, the end not included, as in hits.csv; a row with an article_id alone says that nothing was coded in it",
};

impl CodedSpans {
    /// What is wrong with a row.
    pub fn wrong(&self, row: &CodedSpan, message: String) -> Error {
        Error::new(crate::error::Kind::Config, message).at_line(&self.file, row.line).with_help(FORM.help)
    }
}

/// The coded places in a file, on disk or in memory.
///
/// # Errors
/// When the file cannot be read, lacks a column, or a row has no article, no whole numbers, an end not behind its start
/// or no code; names the line.
pub fn spans(source: &Source) -> Result<CodedSpans> {
    Ok(CodedSpans { file: source.name(), rows: parse(&open(source, &FORM)?)? })
}

fn parse(file: &Companion<'_, 5>) -> Result<Vec<CodedSpan>> {
    let row = |(line, [article_id, start, end, code, quote]): (u64, [String; 5])| {
        if article_id.is_empty() {
            return Err(file.wrong("found a row without an article_id".to_owned(), line));
        }
        if [&start, &end, &code].iter().all(|cell| cell.is_empty()) {
            return Ok(CodedSpan { article_id, coded: None, quote, line });
        }
        let (from, to) = (start.parse::<u32>(), end.parse::<u32>());
        let (Ok(from), Ok(to)) = (from, to) else {
            return Err(file.wrong(format!("found the place `{start}` to `{end}`, expected two whole numbers"), line));
        };
        if from >= to || code.is_empty() {
            let message =
                format!("found the code `{code}` at {from} to {to}, expected a code and an end behind its start");
            return Err(file.wrong(message, line));
        }
        Ok(CodedSpan { article_id, coded: Some((Span { start: from, end: to }, code)), quote, line })
    };
    file.rows()?.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<CodedSpan>> {
        parse(&Companion::new("s.csv", text.as_bytes(), &FORM))
    }

    #[test]
    fn places_are_read_in_any_order_of_columns() {
        let found = read("code;end;start;article_id\r\nloaded;7;3;a1\r\n;;;a2\r\n").unwrap();
        let expected = CodedSpan {
            article_id: "a1".to_owned(),
            coded: Some((Span { start: 3, end: 7 }, "loaded".to_owned())),
            quote: String::new(),
            line: 2,
        };
        assert_eq!(found[0], expected);
        assert_eq!((found[1].article_id.as_str(), &found[1].coded), ("a2", &None));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |text: &str, expected: &str| {
            let error = read(text).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert!(error.help().is_some());
        };
        check(
            "id,start,end,code\n",
            "s.csv line 1: found the columns id, start, end, code, expected article_id, start, end, code",
        );
        let header = "article_id,start,end,code\n";
        check(&format!("{header},1,2,x\n"), "s.csv line 2: found a row without an article_id");
        check(&format!("{header}a,1,b,x\n"), "s.csv line 2: found the place `1` to `b`, expected two whole numbers");
        check(
            &format!("{header}a,1,2,x\na,2,2,x\n"),
            "s.csv line 3: found the code `x` at 2 to 2, expected a code and an end behind its start",
        );
        check(
            &format!("{header}a,1,2,\n"),
            "s.csv line 2: found the code `` at 1 to 2, expected a code and an end behind its start",
        );
    }
}
