//! The rows of a native CSV file: `category,pattern,weight`, with `#` before comments.

use crate::error::{Error, Kind, Result};
use crate::lexicon::draft;
use crate::lexicon::source::{self, Source};

/// A row that holds something; its fields without the space around them, its weight as written or empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) category: String,
    pub(super) pattern: String,
    pub(super) weight: String,
}

/// The rows, in order.
///
/// # Errors
/// When the file is not UTF-8, its header is another, or a row has too many or too few fields.
pub(super) fn read(source: &Source) -> Result<Vec<Row>> {
    let text = source::text(source)?;
    let mut rows = Vec::new();
    let mut n_columns = 0;
    each(&source.file, &text, b',', &mut |line, fields| {
        let failed = |message: String| Error::new(Kind::Lexicon, message).at_line(&source.file, line);
        if n_columns == 0 {
            n_columns = fields.len();
            if fields != HEADER && fields != &HEADER[..2] {
                let message = format!("found the header `{}`, expected `category,pattern,weight`", fields.join(","));
                return Err(failed(message).with_help("the weight may be left out"));
            }
        } else {
            if !(2..=n_columns).contains(&fields.len()) {
                let message = format!("found a row with {} of {n_columns} fields", fields.len());
                return Err(failed(message).with_help("put a pattern that holds a comma in double quotes"));
            }
            if rows.len() == draft::MOST_PATTERNS {
                return Err(draft::too_many().at_line(&source.file, line));
            }
            let field = |at: usize| fields.get(at).copied().unwrap_or_default().to_owned();
            rows.push(Row { line, category: field(0), pattern: field(1), weight: field(2) });
        }
        Ok(())
    })?;
    if n_columns == 0 {
        let message = "found nothing, expected the header `category,pattern,weight`";
        return Err(Error::new(Kind::Lexicon, message).at_line(&source.file, 1));
    }
    Ok(rows)
}

const HEADER: [&str; 3] = ["category", "pattern", "weight"];

/// Hands on each record that holds something, with its line and its fields without the space around them.
///
/// # Errors
/// The first that `take` gives.
pub(super) fn each(
    file: &str,
    text: &str,
    delimiter: u8,
    take: &mut dyn FnMut(u64, &[&str]) -> Result<()>,
) -> Result<()> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|cause| Error::new(Kind::Lexicon, cause.to_string()).at_line(file, lines.line))?;
        if !more {
            return Ok(());
        }
        let line = lines.of_record(record.position().map_or(0, |position| position.byte() as usize));
        let fields: Vec<_> = record.iter().collect();
        if fields.iter().any(|field| !field.is_empty()) {
            take(line, &fields)?;
        }
    }
}

/// Counts lines; the CSV reader places a record before the blank lines and comments that it skips.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first record at or after a byte; bytes must ascend.
    fn of_record(&mut self, start: usize) -> u64 {
        let bytes = self.text.as_bytes();
        self.line += bytes[self.at..start].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = start;
        while matches!(bytes.get(self.at), Some(b'\n' | b'#')) {
            let rest = &bytes[self.at..];
            self.at += rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
            self.line += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Row>> {
        super::read(&Source { file: "list.csv".to_owned(), bytes: text.as_bytes().to_vec() })
    }

    fn check(text: &str, expected: &[(u64, &str)]) {
        let rows = read(text).unwrap();
        let found: Vec<_> = rows.iter().map(|row| (row.line, row.pattern.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    fn check_error(text: &str, expected: &str) {
        assert_eq!(read(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn rows_know_their_lines_past_blank_lines_and_comments() {
        let text =
            "# head\n\ncategory,pattern,weight\n# one, \"two\na,x,\n\n\n# more\n#\na,\"y\nz\",1\nb,w\n,,\n\nb,v,\n";
        check(text, &[(5, "x"), (10, "y\nz"), (12, "w"), (15, "v")]);
    }

    #[test]
    fn any_line_end_counts_as_one() {
        for end in ["\n", "\r\n", "\r"] {
            check(&["category,pattern", "# note", "a , x ", "", "a,y"].join(end), &[(3, "x"), (5, "y")]);
        }
    }

    #[test]
    fn a_wrong_header_or_row_is_named() {
        check_error(
            "word,score\n",
            "list.csv line 1: found the header `word,score`, expected `category,pattern,weight`",
        );
        check_error("\n# nothing\n", "list.csv line 1: found nothing, expected the header `category,pattern,weight`");
        check_error("category,pattern,weight\na,x,1\na,x,y,2\n", "list.csv line 3: found a row with 4 of 3 fields");
        check_error("category,pattern,weight\nx\n", "list.csv line 2: found a row with 1 of 3 fields");
    }
}
