//! Texts that say what a lexicon must find in them: `NAME.test.csv`, with the columns `text`, `category`, `expected`.
//!
//! `expected` holds the matched words, in order and parted by ` | ` where there are several; where it is empty, the
//! category must find nothing in the text. Words are compared: case, typography and marks make no difference.

use crate::error::{Error, Kind, Result};
use crate::lexicon::rows;
use crate::lexicon::source::{self, Source};
use crate::lexicon::{Lexicon, Matcher, Scanner};
use crate::text::{Span, TokenText, Tokenizer};

/// A text, and what a category must find in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The text.
    pub text: String,
    /// The name of the category.
    pub category: String,
    /// The words that it must find, in order; none where it must find nothing.
    pub expected: Vec<String>,
    /// The line of its file, from 1.
    pub line: u64,
}

/// An example that a lexicon does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The example.
    pub example: Example,
    /// What the category found instead, in order.
    pub found: Vec<String>,
}

/// The examples of a file.
///
/// # Errors
/// When it is not UTF-8, its header is another, a row is too short or long or names a category that the lexicon does not
/// have, or it has no row.
pub(super) fn read(source: &Source, lexicon: &Lexicon) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    let mut has_header = false;
    rows::each(&source.file, &source::text(source)?, b',', &mut |line, fields| {
        let failed = |message: String| Error::new(Kind::Lexicon, message).at_line(&source.file, line);
        if !has_header {
            has_header = true;
            return if fields == ["text", "category", "expected"] {
                Ok(())
            } else {
                Err(failed(format!("found the header `{}`, expected `text,category,expected`", fields.join(","))))
            };
        }
        let [text, category, expected] = fields else {
            return Err(failed(format!("found a row with {} of 3 fields", fields.len()))
                .with_help("put a text that holds a comma in double quotes"));
        };
        if text.is_empty() {
            return Err(failed("found no text, expected one".to_owned()));
        }
        if !lexicon.categories.iter().any(|known| known.name == *category) {
            let known: Vec<_> = lexicon.categories.iter().map(|category| category.name.as_str()).collect();
            return Err(failed(format!("found the category `{category}`, expected one of: {}", known.join(", "))));
        }
        let expected =
            expected.split('|').map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned).collect();
        examples.push(Example { text: (*text).to_owned(), category: (*category).to_owned(), expected, line });
        Ok(())
    })?;
    if examples.is_empty() {
        let message = "found no example, expected rows of `text,category,expected`";
        return Err(Error::new(Kind::Lexicon, message).in_file(&source.file));
    }
    Ok(examples)
}

/// The examples that the lexicon does not keep, in their order; a category that it does not have finds nothing.
pub fn failures(lexicon: &Lexicon, examples: &[Example]) -> Vec<Failure> {
    let mut tokenizer = Tokenizer::default();
    let matcher = Matcher::new(std::slice::from_ref(lexicon), &tokenizer);
    let mut scanner = Scanner::new(&matcher);
    let mut matches = Vec::new();
    let mut failures = Vec::new();
    for example in examples {
        let read = TokenText::new(&example.text, &[], &mut tokenizer);
        matches.clear();
        scanner.find(&read, &tokenizer, &mut matches);
        let found: Vec<String> = matches
            .iter()
            .filter(|found| lexicon.categories[usize::from(found.category)].name == example.category)
            .map(|found| {
                let tokens = &read.tokens[found.tokens.start as usize..found.tokens.end as usize];
                let end = tokens.last().map_or(0, |token| token.span.end);
                Span { start: tokens[0].span.start, end }.of(&example.text).to_owned()
            })
            .collect();
        let mut plain = |words: &String| tokenizer.forms(words);
        let (ours, theirs): (Vec<_>, Vec<_>) =
            (found.iter().map(&mut plain).collect(), example.expected.iter().map(&mut plain).collect());
        if ours != theirs {
            failures.push(Failure { example: example.clone(), found });
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &[u8] = b"category,pattern\nalarm,record number*\nalarm,surge\nhumane,humane orderly\n";

    fn examples(text: &str) -> Result<Vec<Example>> {
        let source = Source { file: "frames.test.csv".to_owned(), bytes: text.as_bytes().to_vec() };
        read(&source, &crate::lexicon::parse("frames.csv", LIST).unwrap())
    }

    fn check(rows: &str, expected: &[(u64, &[&str])]) {
        let lexicon = crate::lexicon::parse("frames.csv", LIST).unwrap();
        let failures = failures(&lexicon, &examples(&format!("text,category,expected\n{rows}")).unwrap());
        let found: Vec<(u64, Vec<&str>)> = failures
            .iter()
            .map(|failure| (failure.example.line, failure.found.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|pair| (pair.0, pair.1.to_vec())).collect();
        assert_eq!(found, expected, "{rows}");
    }

    #[test]
    fn what_is_found_must_be_what_is_expected() {
        check(
            "\"Record numbers, a surge\",alarm,record numbers | surge\nA humane “orderly” way,humane,\"humane \"\"orderly\"\n",
            &[],
        );
        check("Nothing here,alarm,\nA surge,humane,\n", &[]);
        check("A surge,alarm,\nQuiet,alarm,surge\n", &[(2, &["surge"]), (3, &[])]);
        check("A surge of surges,alarm,surge | surges\n", &[(2, &["surge"])]);
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        let check_error = |text: &str, expected: &str| {
            assert_eq!(examples(text).unwrap_err().to_string(), expected);
        };
        check_error(
            "text,frame\n",
            "frames.test.csv line 1: found the header `text,frame`, expected `text,category,expected`",
        );
        check_error("text,category,expected\na,b\n", "frames.test.csv line 2: found a row with 2 of 3 fields");
        check_error("text,category,expected\n,b,\n", "frames.test.csv line 2: found no text, expected one");
        check_error("", "frames.test.csv: found no example, expected rows of `text,category,expected`");
        let expected = "frames.test.csv line 2: found the category `crime`, expected one of: alarm, humane";
        check_error("text,category,expected\na,crime,\n", expected);
    }
}
