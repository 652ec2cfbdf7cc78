//! CSV and its relatives: a header, then rows of cells, quoted as RFC 4180 says.

use std::borrow::Cow;

use csv::ByteRecord;

use super::account::{Account, At};
use super::cells::{self, Cells};
use super::column::{self, Field, Plan};
use super::input::{END_MARK, Input};
use super::{Format, Source};
use crate::error::{Error, Kind, Result};

const FIELDS: [Field; 8] =
    [Field::Id, Field::Outlet, Field::Date, Field::Event, Field::Title, Field::Author, Field::Url, Field::Text];

pub(super) fn read(input: Input, format: Format, told: &[(Field, String)], account: &mut Account) -> Result<Source> {
    let mut rows = Rows::open(input, format)?;
    let plan = column::plan(&rows.header, &rows.sample, told, &FIELDS).map_err(|it| it.in_file(&rows.file))?;
    let Some(text) = plan.places[Field::Text as usize] else {
        return Err(column::no_text(&rows.header).in_file(&rows.file));
    };
    while rows.next()? {
        let at = rows.at();
        if let Some(cells) = rows.cells(&plan, text, account) {
            let is_short = rows.n_cells() < rows.header.len();
            if cells::keep(cells, &plan, &at, account) && is_short {
                let detail = format!("{} cells; the header has {}", rows.n_cells(), rows.header.len());
                account.problem(&at, "", "short_record", detail);
            }
        }
    }
    rows.finish(format, plan)
}

/// The rows of a table, one at a time.
pub(super) struct Rows {
    pub file: String,
    pub header: Vec<String>,
    /// The first rows, for guesses.
    pub sample: Vec<Vec<String>>,
    reader: csv::Reader<Input>,
    record: ByteRecord,
    n_rows: u64,
    is_open: bool, // the last record ends inside quotation marks
}

impl Rows {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(input: Input, format: Format) -> Result<Self> {
        let file = input.name().to_owned();
        let delimiter = delimiter(input.head(), if format == Format::Tsv { b'\t' } else { b',' });
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(256 << 10);
        let sample = sample(builder.from_reader(input.head()));
        let reader = builder.from_reader(input);
        let record = ByteRecord::new();
        let mut rows = Self { file, header: Vec::new(), sample, reader, record, n_rows: 0, is_open: false };
        if !rows.next()? {
            return Err(Error::new(Kind::Input, "an empty file; expected a header and rows")
                .in_file(&rows.file)
                .with_help("check how the file was written"));
        }
        if rows.is_open {
            return Err(Error::new(Kind::Input, "a quotation mark in the header is never closed")
                .at_line(&rows.file, 1)
                .with_help("close it, or remove it"));
        }
        rows.header = rows.record.iter().map(|it| String::from_utf8_lossy(it).trim().to_owned()).collect();
        rows.n_rows = 0;
        Ok(rows)
    }

    /// Goes to the next row; `false` behind the last.
    pub fn next(&mut self) -> Result<bool> {
        self.reader.get_mut().mark();
        if self.is_open {
            return Ok(false);
        }
        let is_row = self.reader.read_byte_record(&mut self.record).map_err(|cause| match cause.into_kind() {
            csv::ErrorKind::Io(cause) => self.reader.get_ref().failed(&cause),
            cause => Error::new(Kind::Input, format!("not a table: {cause:?}")).in_file(&self.file),
        })?;
        let last = self.record.len().checked_sub(1).and_then(|it| self.record.get(it)).unwrap_or_default();
        if !is_row || (self.record.len() == 1 && last == END_MARK.trim_ascii()) {
            return Ok(false);
        }
        self.is_open = last.ends_with(END_MARK);
        self.n_rows += 1;
        Ok(true)
    }

    /// Where the row stands.
    pub fn at(&self) -> At<'_> {
        let position = self.record.position();
        At {
            file: &self.file,
            row: self.n_rows,
            line: position.map(csv::Position::line),
            byte: position.map(csv::Position::byte),
        }
    }

    /// The row's cells at `places`, or a reject: the row must have the cell at `required`.
    pub fn cells(&self, plan: &Plan, required: usize, account: &mut Account) -> Option<Cells<'_>> {
        let (at, n_cells, n_columns) = (self.at(), self.record.len(), self.header.len());
        if self.is_open {
            let detail = "the row runs to the end of the file: close the quotation mark in it";
            account.reject(&at, "", "unclosed_quote", detail);
            return None;
        }
        if self.record.iter().skip(n_columns).any(|it| !it.trim_ascii().is_empty()) {
            account.reject(&at, "", "long_record", format!("{n_cells} cells; the header has {n_columns}"));
            return None;
        }
        if n_cells <= required {
            let detail = format!("{n_cells} cells; the header has {n_columns}");
            account.reject(&at, &self.header[required], "short_record", detail);
            return None;
        }
        let mut cells = Cells::default();
        let mut places = plan.places;
        let is_empty = |at: usize| match self.record.get(at).map(|it| std::str::from_utf8(it.trim_ascii())) {
            Some(Ok(text)) => cells::is_missing(text),
            it => it.is_none(),
        };
        if is_empty(required) && !plan.other_texts.is_empty() {
            places[Field::Text as usize] =
                plan.other_texts.iter().copied().find(|it| !is_empty(*it)).or(Some(required));
        }
        for (cell, place) in cells.iter_mut().zip(places) {
            let Some((place, bytes)) = place.and_then(|it| Some((it, self.record.get(it)?))) else { continue };
            match std::str::from_utf8(bytes) {
                Ok(text) => *cell = Some(Cow::Borrowed(text)),
                Err(error) => {
                    let bad = error.valid_up_to();
                    let detail = format!("byte 0x{:02X} at byte {bad} of the cell", bytes[bad]);
                    account.reject(&at, &self.header[place], "bad_utf8", detail);
                    return None;
                }
            }
        }
        Some(cells)
    }

    /// How many cells the row has.
    pub fn n_cells(&self) -> usize {
        self.record.len()
    }

    /// What was read.
    ///
    /// # Errors
    /// When there was no row.
    pub fn finish(self, format: Format, plan: Plan) -> Result<Source> {
        if self.n_rows == 0 {
            return Err(Error::new(Kind::Input, "a header and no rows")
                .in_file(&self.file)
                .with_help("check how the file was written"));
        }
        let (blake3, bytes) = self.reader.into_inner().finish()?;
        Ok(Source {
            file: self.file,
            blake3,
            bytes,
            format,
            rows: self.n_rows,
            columns: plan.columns(),
            unused: plan.unused,
            encoding: "UTF-8".to_owned(),
            dialect: None,
            remarks: plan.remarks,
        })
    }
}

/// The rows below the header in the first bytes of a table.
fn sample(mut head: csv::Reader<&[u8]>) -> Vec<Vec<String>> {
    let text = |it: ByteRecord| it.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect();
    head.byte_records().skip(1).map_while(|it| it.ok().map(text)).collect()
}

/// The byte between cells: the format's own if the header has it, else the most frequent of the others it has.
fn delimiter(head: &[u8], own: u8) -> u8 {
    let mut counts = [(own, 0), (b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for &byte in head.trim_ascii_start() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if !is_quoted => counts.iter_mut().filter(|it| it.0 == byte).for_each(|it| it.1 += 1),
            _ => {}
        }
    }
    if counts[0].1 > 0 {
        return own;
    }
    let most = counts.iter().map(|it| it.1).max().unwrap_or(0);
    counts.iter().find(|it| it.1 == most).map_or(own, |it| it.0)
}

#[cfg(test)]
mod tests {
    use crate::read::{Options, Reading, read};

    /// `drafts` as `id:outlet:text`, `rejects` and `problems` as `row:line:column:reason`.
    fn check(name: &str, content: &[u8], drafts: &[&str], rejects: &[&str], problems: &[&str]) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let reading = read(&[path], &Options::default()).unwrap();
        let dash = |it: &Option<String>| it.clone().unwrap_or_default();
        let found: Vec<_> =
            reading.drafts.iter().map(|it| format!("{}:{}:{}", dash(&it.id), dash(&it.outlet), it.text)).collect();
        assert_eq!(found, drafts);
        let line = |it: Option<u64>| it.map_or(String::new(), |it| it.to_string());
        let found: Vec<_> = reading
            .rejects
            .iter()
            .map(|it| format!("{}:{}:{}:{}", it.row, line(it.line), it.column, it.reason))
            .collect();
        assert_eq!(found, rejects);
        let found: Vec<_> =
            reading.problems.iter().map(|it| format!("{}:{}:{}", it.row, it.column, it.reason)).collect();
        assert_eq!(found, problems);
        assert_eq!(reading.sources[0].rows as usize, drafts.len() + rejects.len());
        reading
    }

    #[test]
    fn quoted_cells_may_hold_delimiters_newlines_and_quotes() {
        let content = b"id,outlet,text\r\n1,North,\"Talks, he said,\n\"\"began\"\".\"\r\n\r\n2,South,They ended.";
        check("a.csv", content, &["1:North:Talks, he said,\n\"began\".", "2:South:They ended."], &[], &[]);
    }

    #[test]
    fn a_byte_order_mark_belongs_to_no_name() {
        check("a.csv", b"\xef\xbb\xbftext,outlet\nTalks.,North\n", &[":North:Talks."], &[], &[]);
    }

    #[test]
    fn a_header_without_commas_tells_the_delimiter() {
        check("a.csv", b"outlet;text\nNorth;Talks, and more.\n", &[":North:Talks, and more."], &[], &[]);
        check("a.csv", b"outlet\ttext\nNorth\tTalks; more.\n", &[":North:Talks; more."], &[], &[]);
        check("a.csv", b"\"a;b;c\",outlet,text\n1,North,Talks; more.\n", &[":North:Talks; more."], &[], &[]);
        check("a.tsv", b"a,b\ttext\toutlet\n1\tTalks, more.\tNorth\n", &[":North:Talks, more."], &[], &[]);
    }

    #[test]
    fn each_unusable_row_is_rejected_with_its_line_and_reason() {
        let content = b"id,outlet,text\n1,North,\"Talks\nbegan.\"\n2,South\n3,South,\n4,South,a,b\n5,South,caf\xe9\n6,South,End.\n";
        let reading = check(
            "a.csv",
            content,
            &["1:North:Talks\nbegan.", "6:South:End."],
            &["2:4:text:short_record", "3:5:text:empty_text", "4:6::long_record", "5:7:text:bad_utf8"],
            &[],
        );
        let byte = reading.rejects[3].byte.unwrap() as usize;
        assert!(content[byte..].starts_with(b"5,South"));
        assert_eq!(reading.rejects[3].detail, "byte 0xE9 at byte 3 of the cell");
    }

    #[test]
    fn a_row_that_lacks_only_other_cells_is_kept_and_told() {
        check("a.csv", b"text,outlet,date\nTalks.,North\n", &[":North:Talks."], &[], &["1::short_record"]);
    }

    #[test]
    fn a_row_with_empty_cells_too_many_is_kept() {
        check("a.csv", b"text,outlet\nTalks.,North,,\n", &[":North:Talks."], &[], &[]);
    }

    #[test]
    fn bytes_that_are_not_utf8_do_no_harm_in_an_unused_column() {
        check("a.csv", b"note,text,outlet\ncaf\xe9,Talks.,North\n", &[":North:Talks."], &[], &[]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_a_reject_not_a_text() {
        let content = b"text,outlet\nTalks.,North\n\"They ended.,South\nMore.,East\n";
        check("a.csv", content, &[":North:Talks."], &["2:3::unclosed_quote"], &[]);
    }

    #[test]
    fn an_outlet_comes_from_the_url_or_is_told_missing() {
        let content = b"text,url\nTalks.,https://www.north.example/a\nEnd.,\n";
        check("a.csv", content, &[":north.example:Talks.", "::End."], &[], &["2::no_outlet"]);
    }
}
