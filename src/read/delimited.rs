//! CSV and its relatives: a header, then rows of cells.
//!
//! How cells are told apart is guessed ([`dialect`]) or told; [`record`] reads on behind a quotation mark that is never
//! closed. A table without a header has columns called `column 1`, `column 2` and so on, and its text is the column with
//! the most words.
//!
//! [`dialect`]: super::dialect
//! [`record`]: super::record

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::account::{Account, At};
use super::cells::{self, Cells};
use super::column::{self, Field, Plan, TABLE_FIELDS};
use super::dialect::{self, Layout, Told};
use super::input::Input;
use super::record::{Found, Records};
use super::{Format, Options, Source};
use crate::error::{Error, Kind, Result};

/// A table of more columns is none.
const MAX_COLUMNS: usize = 10_000;

pub(super) fn read(input: Input, format: Format, options: &Options, account: &mut Account) -> Result<Source> {
    let mut rows = Rows::open_as(input, format, options)?;
    let plan = column::plan(&rows.header, &rows.sample, &options.columns, &TABLE_FIELDS)
        .map_err(|it| it.in_file(&rows.file))?;
    let Some(text) = plan.places[Field::Text as usize] else {
        return Err(column::no_text(&rows.header).in_file(&rows.file));
    };
    while rows.next()? {
        let at = rows.at();
        if let Some(cells) = rows.cells(&plan, text, account) {
            let is_short = rows.n_cells() < rows.header.len();
            if cells::keep(cells, &plan, &at, account) && is_short {
                account.problem(&at, "", "short_record", rows.width());
            }
        }
    }
    rows.finish(format, plan)
}

/// The rows of a table, one at a time.
pub(super) struct Rows {
    pub file: String,
    /// The names of the columns; those without one are called `column 1` and so on.
    pub header: Vec<String>,
    /// The first rows, for guesses.
    pub sample: Vec<Vec<String>>,
    records: Records,
    layout: Layout,
    encoding: &'static Encoding,
    n_rows: u64,
    is_first_read: bool, // the first row was read with the columns
    is_broken: bool,
}

impl Rows {
    /// Reads the header of a table of which nothing is told.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(input: Input, format: Format) -> Result<Self> {
        Self::open_as(input, format, &Options::default())
    }

    fn open_as(input: Input, format: Format, options: &Options) -> Result<Self> {
        let (file, encoding) = (input.name().to_owned(), input.encoding());
        let own = if format == Format::Tsv { b'\t' } else { b',' };
        let columns: Vec<_> = options.columns.iter().filter(|it| it.1.parse::<usize>().is_err()).cloned().collect();
        let told = Told { own, delimiter: options.delimiter, columns: &columns };
        let layout = dialect::sniff(input.head(), told);
        let has_header = layout.dialect.has_header;
        let sample = dialect::sample(input.head(), layout);
        let mut records = Records::open(input, layout)?;
        match records.next()? {
            Found::Record => {}
            Found::Broken => {
                return Err(Error::new(Kind::Input, "a quotation mark in the header is never closed")
                    .at_line(&file, records.line)
                    .with_help("close it, or remove it"));
            }
            Found::End => {
                return Err(Error::new(Kind::Input, "an empty file; expected a header and rows")
                    .in_file(&file)
                    .with_help("check how the file was written"));
            }
        }
        let n_columns = records.record.len();
        if n_columns > MAX_COLUMNS {
            return Err(Error::new(Kind::Input, format!("{n_columns} columns; at most {MAX_COLUMNS} are read"))
                .at_line(&file, records.line)
                .with_help("check the delimiter: --delimiter comma, semicolon, tab, bar or space"));
        }
        let name = |(i, cell): (usize, &[u8])| {
            const LONGEST: usize = 200;
            let name: String = String::from_utf8_lossy(cell).trim().chars().take(LONGEST).collect();
            if has_header && !name.is_empty() { name } else { format!("column {}", i + 1) }
        };
        let header = records.record.iter().enumerate().map(name).collect();
        records.n_columns = n_columns;
        let is_first_read = !has_header;
        Ok(Self { file, header, sample, records, layout, encoding, n_rows: 0, is_first_read, is_broken: false })
    }

    /// Goes to the next row; `false` behind the last.
    pub fn next(&mut self) -> Result<bool> {
        if std::mem::take(&mut self.is_first_read) {
            self.n_rows = 1;
            return Ok(true);
        }
        let found = self.records.next()?;
        self.is_broken = found == Found::Broken;
        self.n_rows += u64::from(found != Found::End);
        Ok(found != Found::End)
    }

    /// Where the row stands.
    pub fn at(&self) -> At<'_> {
        At { file: &self.file, row: self.n_rows, line: Some(self.records.line), byte: Some(self.records.byte) }
    }

    /// The row's cells at `places`, or a reject: the row must have the cell at `required`.
    pub fn cells(&self, plan: &Plan, required: usize, account: &mut Account) -> Option<Cells<'_>> {
        let (at, n_columns, record) = (self.at(), self.header.len(), &self.records.record);
        if self.is_broken {
            account.reject(&at, &self.header[required], "unclosed_quote", self.loss());
            return None;
        }
        let is_header = |(cell, name): (&[u8], &String)| cell.trim_ascii() == name.as_bytes();
        if self.layout.dialect.has_header && record.len() == n_columns && record.iter().zip(&self.header).all(is_header)
        {
            account.reject(&at, "", "repeated_header", "the header again; the files were joined with their headers");
            return None;
        }
        if record.iter().skip(n_columns).any(|it| !it.trim_ascii().is_empty()) {
            let detail = format!("{}; put cells with a delimiter in them between quotation marks", self.width());
            account.reject(&at, "", "long_record", detail);
            return None;
        }
        if record.len() <= required {
            account.reject(&at, &self.header[required], "short_record", self.width());
            return None;
        }
        let mut cells = Cells::default();
        let mut places = plan.places;
        let is_empty = |at: usize| match record.get(at).map(|it| std::str::from_utf8(it.trim_ascii())) {
            Some(Ok(text)) => cells::is_missing(text),
            it => it.is_none(),
        };
        if is_empty(required) && !plan.other_texts.is_empty() {
            places[Field::Text as usize] =
                plan.other_texts.iter().copied().find(|it| !is_empty(*it)).or(Some(required));
        }
        for (cell, place) in cells.iter_mut().zip(places) {
            let Some((place, bytes)) = place.and_then(|it| Some((it, record.get(it)?))) else { continue };
            match self.text(bytes) {
                Ok(text) => *cell = Some(self.unescaped(text)),
                Err((reason, detail)) => {
                    account.reject(&at, &self.header[place], reason, detail);
                    return None;
                }
            }
        }
        Some(cells)
    }

    /// What a quotation mark without end has cost.
    fn loss(&self) -> String {
        let opens = "a quotation mark opens here and is never closed; close or double it";
        let line = self.records.line;
        match self.records.resumed {
            None => format!("{opens}. Nothing from here to the end of the file is read"),
            Some(next) if next <= line + 1 => format!("{opens}. Reading went on at line {next}"),
            Some(next) => format!(
                "{opens}. Lines {line} to {} are left out, with every row in them: reading went on at line {next}, the next row that is whole",
                next - 1
            ),
        }
    }

    /// The text with one backslash for two where backslashes stand before quotation marks; those before other letters stay.
    fn unescaped<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.layout.dialect.escape {
            Some(_) if text.contains(r"\\") => Cow::Owned(text.replace(r"\\", r"\")),
            _ => Cow::Borrowed(text),
        }
    }

    fn text<'a>(&self, cell: &'a [u8]) -> std::result::Result<&'a str, (&'static str, String)> {
        // one here and there cannot be seen and is passed over; many are another encoding, or no text
        let n_nul = cell.iter().filter(|it| **it == 0).count();
        if n_nul >= 8 && 8 * n_nul >= cell.len() {
            let detail = format!(
                "{n_nul} bytes of the cell are NUL: the file is damaged, or its encoding another (--encoding utf-16le)"
            );
            return Err(("nul_byte", detail));
        }
        std::str::from_utf8(cell).map_err(|error| {
            let bad = error.valid_up_to();
            if self.encoding == UTF_8 {
                let detail = format!("byte 0x{:02X} at byte {bad} of the cell is not UTF-8; if the file is in another encoding, say for example --encoding windows-1252", cell[bad]);
                return ("bad_utf8", detail);
            }
            let n = String::from_utf8_lossy(&cell[..bad]).chars().count() + 1;
            let detail = format!("character {n} of the cell is none in {}; if the file is in another encoding, say for example --encoding utf-8", self.encoding.name());
            ("undecodable", detail)
        })
    }

    /// How many cells the row has.
    pub fn n_cells(&self) -> usize {
        self.records.record.len()
    }

    /// The same beside how many it should have.
    fn width(&self) -> String {
        let cells = if self.n_cells() == 1 { "1 cell".to_owned() } else { format!("{} cells", self.n_cells()) };
        format!("{cells}; the table has {} columns", self.header.len())
    }

    /// What was read.
    ///
    /// # Errors
    /// When there was no row.
    pub fn finish(self, format: Format, mut plan: Plan) -> Result<Source> {
        if self.n_rows == 0 {
            return Err(Error::new(Kind::Input, "a header and no rows")
                .in_file(&self.file)
                .with_help("check how the file was written"));
        }
        let mut remarks = self.remarks(&plan);
        remarks.append(&mut plan.remarks);
        let (blake3, bytes) = self.records.finish()?;
        Ok(Source {
            file: self.file,
            blake3,
            bytes,
            format,
            rows: self.n_rows,
            columns: plan.columns(),
            unused: plan.unused,
            encoding: self.encoding.name().to_owned(),
            dialect: Some(self.layout.dialect),
            remarks,
        })
    }

    /// What was guessed or passed over.
    fn remarks(&self, plan: &Plan) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.layout.dialect.has_header {
            remarks
                .push("no header: the columns have no names; to say which is what: --columns text=3,date=1".to_owned());
        }
        let n_lines = self.layout.dialect.n_preamble;
        if n_lines > 0 {
            let lines = if n_lines == 1 { "the first line".to_owned() } else { format!("the first {n_lines} lines") };
            remarks.push(format!("{lines} stood before the table and were passed over"));
        }
        let mut used: Vec<usize> = plan.places.iter().flatten().copied().collect();
        used.sort_unstable();
        used.dedup();
        for (place, name) in used.into_iter().map(|it| (it, &self.header[it])) {
            let n = self.header.iter().filter(|it| *it == name).count();
            if n > 1 {
                remarks.push(format!("{n} columns are called {name}; column {} was used", place + 1));
            }
        }
        remarks
    }
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
        let content = b"id,outlet,text\n1,North,\"Talks\nbegan.\"\n2,South\n3,South,\n4,South,a,b\n5,South,caf\xe9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n6,South,End.\n";
        let reading = check(
            "a.csv",
            content,
            &["1:North:Talks\nbegan.", "6:South:End."],
            &["2:4:text:short_record", "3:5:text:empty_text", "4:6::long_record", "5:7:text:bad_utf8"],
            &[],
        );
        let byte = reading.rejects[3].byte.unwrap() as usize;
        assert!(content[byte..].starts_with(b"5,South"));
        assert!(reading.rejects[3].detail.starts_with("byte 0xE9 at byte 3 of the cell"));
        assert!(reading.rejects[3].detail.ends_with("--encoding windows-1252"));
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
        check("a.csv", content, &[":North:Talks.", ":East:More."], &["2:3:text:unclosed_quote"], &[]);
    }

    #[test]
    fn lines_lost_with_a_quotation_mark_are_said() {
        let content = b"id,outlet,text\n1,North,Talks.\n2,\"South\n3,North,a,b,c\n4,North,They ended.\n5,\"East,End.\n";
        let expected = ["1:North:Talks.", "4:North:They ended."];
        let reading = check("a.csv", content, &expected, &["2:3:text:unclosed_quote", "4:6:text:unclosed_quote"], &[]);
        let details: Vec<&str> = reading.rejects.iter().map(|it| it.detail.as_ref()).collect();
        assert!(
            details[0].contains("Lines 3 to 4 are left out") && details[0].contains("went on at line 5"),
            "{}",
            details[0]
        );
        assert!(details[1].contains("to the end of the file"), "{}", details[1]);
    }

    #[test]
    fn an_outlet_comes_from_the_url_or_is_told_missing() {
        let content = b"text,url\nTalks.,https://www.north.example/a\nEnd.,\n";
        check("a.csv", content, &[":north.example:Talks.", "::End."], &[], &["2::no_outlet"]);
    }

    const N: usize = 20;

    fn text(i: usize) -> String {
        format!("The “talks” of day {i} began; envoys said, \"it’s the {i}th café\", and left | again.")
    }

    /// A clean table of [`N`] rows, in lines without their ends, every text between quotation marks.
    fn table(delimiter: &str) -> Vec<String> {
        let row = |i| {
            let text = text(i).replace('"', "\"\"");
            format!("{i}{delimiter}{}{delimiter}\"{text}\"", if i % 2 == 0 { "North" } else { "South" })
        };
        [format!("id{delimiter}outlet{delimiter}text")].into_iter().chain((1..=N).map(row)).collect()
    }

    fn joined(lines: &[String]) -> Vec<u8> {
        lines.iter().flat_map(|it| [it.as_bytes(), b"\n"].concat()).collect()
    }

    /// Every row but those `broken` is read exactly, nothing told; those are rejects with their places.
    fn polluted(kind: &str, bytes: &[u8], broken: &[(usize, &str)]) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, bytes).unwrap();
        let reading = read(&[path], &Options::default()).unwrap_or_else(|it| panic!("{kind}: {it}"));
        let found: Vec<_> = reading.drafts.iter().map(|it| it.text.clone()).collect();
        let whole = (1..=N).filter(|it| broken.iter().all(|row| row.0 != *it)).map(text).collect::<Vec<_>>();
        assert_eq!(found, whole, "{kind}");
        let reasons: Vec<_> = reading.rejects.iter().map(|it| it.reason).collect();
        assert_eq!(reasons, broken.iter().map(|it| it.1).collect::<Vec<_>>(), "{kind}");
        assert!(reading.rejects.iter().all(|it| it.line.is_some() && it.byte.is_some()), "{kind}");
        assert_eq!(reading.sources[0].rows as usize, reading.drafts.len() + reading.rejects.len(), "{kind}");
        reading
    }

    #[test]
    fn delimiters_and_line_ends_are_found() {
        for delimiter in [",", ";", "\t", "|"] {
            let reading = polluted(delimiter, &joined(&table(delimiter)), &[]);
            assert_eq!(reading.sources[0].dialect.unwrap().delimiter, delimiter.as_bytes()[0]);
        }
        let lines = table(",");
        for end in ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"] {
            polluted(end, lines.join(end).as_bytes(), &[]);
        }
        let mixed: String =
            lines.iter().zip(["\n", "\r\n", "\r"].iter().cycle()).map(|it| format!("{}{}", it.0, it.1)).collect();
        polluted("mixed", mixed.as_bytes(), &[]);
    }

    #[test]
    fn encodings_are_found() {
        let text = String::from_utf8(joined(&table(","))).unwrap();
        let units = |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
        let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        for (name, bytes) in [
            ("UTF-8", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("UTF-16LE", little.clone()),
            ("UTF-16BE", big.clone()),
            ("UTF-16LE", [&b"\xff\xfe"[..], &little].concat()),
            ("UTF-16BE", [&b"\xfe\xff"[..], &big].concat()),
            ("windows-1252", encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
        ] {
            assert_eq!(polluted(name, &bytes, &[]).sources[0].encoding, name);
        }
    }

    #[test]
    fn lines_before_the_header_are_passed_over() {
        let preamble =
            ["Articles on the talks", "", "# exported in July, from the archive", "Source: archive; 20 rows", "\"\""];
        for n in 1..=preamble.len() {
            for delimiter in [",", ";"] {
                let lines = [preamble[..n].iter().map(|it| (*it).to_owned()).collect(), table(delimiter)].concat();
                let reading = polluted(&format!("{n} lines before {delimiter}"), &joined(&lines), &[]);
                assert_eq!(reading.sources[0].dialect.unwrap().n_preamble, n as u64);
                assert!(reading.sources[0].remarks.iter().any(|it| it.contains("before the table")));
            }
        }
        polluted("sep=", &[b"sep=;\r\n".to_vec(), joined(&table(";"))].concat(), &[]);
    }

    #[test]
    fn quotation_marks_are_told_as_they_are_used() {
        let spaced = table(",").iter().map(|it| it.replacen(',', ", ", 2)).collect::<Vec<_>>();
        polluted("a space behind the delimiter", &joined(&spaced), &[]);
        let escaped = table(",").iter().map(|it| it.replace("\"\"", "\\\"")).collect::<Vec<_>>();
        let reading = polluted("backslashes", &joined(&escaped), &[]);
        assert_eq!(reading.sources[0].dialect.unwrap().escape, Some(b'\\'));
        let row = |i: usize| format!("'{i}','North','{}'", text(i).replace('\'', "''"));
        let lines = [vec!["'id','outlet','text'".to_owned()], (1..=N).map(row).collect()].concat();
        let reading = polluted("apostrophes", &joined(&lines), &[]);
        assert_eq!(reading.sources[0].dialect.unwrap().quote, Some(b'\''));
    }

    #[test]
    fn backslashes_before_other_letters_stay() {
        let content = br#"id,outlet,text
1,North,"The path, she said, is D:\temp\new."
2,North,"He said ""go"",\nand \"went\" on, they say."
3,South,"Two \\ are one, and the end is \\"
"#;
        check(
            "a.csv",
            content,
            &[
                r"1:North:The path, she said, is D:\temp\new.",
                r#"2:North:He said "go",\nand "went" on, they say."#,
                r"3:South:Two \ are one, and the end is \",
            ],
            &[],
            &[],
        );
    }

    #[test]
    fn a_mark_within_a_cell_moves_no_space_elsewhere() {
        let content = br#"id, outlet, text
1, North, "He said, ""go"" now."
2, 5" North, "She said, ""go"" now."
3, South, "They said, ""go"" now."
"#;
        let said = |id: u32, outlet: &str, who: &str| format!(r#"{id}:{outlet}:{who} said, "go" now."#);
        let expected = [said(1, "North", "He"), said(2, "5\" North", "She"), said(3, "South", "They")];
        check("a.csv", content, &expected.each_ref().map(String::as_str), &[], &[]);
    }

    #[test]
    fn a_quotation_mark_never_closed_costs_its_row_only() {
        for k in 1..=N {
            let mut lines = table(",");
            lines[k].pop();
            polluted(&format!("no end in row {k}"), &joined(&lines), &[(k, "unclosed_quote")]);
            let plain = |i: usize| format!("{i},North,{}", text(i).replace(',', ";"));
            let mut lines = [vec!["id,outlet,text".to_owned()], (1..=N).map(plain).collect()].concat();
            lines[k] = format!("{k},North,\"Talks\non two lines");
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.csv");
            std::fs::write(&path, joined(&lines)).unwrap();
            let reading = read(&[path], &Options::default()).unwrap();
            let ids: Vec<_> = reading.drafts.iter().map(|it| it.id.clone().unwrap()).collect();
            let whole: Vec<_> = (1..=N).filter(|it| *it != k).map(|it| it.to_string()).collect();
            assert_eq!((ids, reading.rejects.len()), (whole, 1), "row {k}");
            let reject = &reading.rejects[0];
            assert_eq!((reject.row, reject.line, reject.reason), (k as u64, Some(k as u64 + 1), "unclosed_quote"));
        }
    }

    #[test]
    fn rows_with_other_widths_and_headers_again_are_rejects() {
        for (line, reason) in [
            ("7,South,One.,Two.", "long_record"),
            ("7,South", "short_record"),
            ("7,South,", "empty_text"),
            ("id,outlet,text", "repeated_header"),
            ("7,South,a\0b\0c\0d\0e\0f\0g\0h\0i\0", "nul_byte"),
        ] {
            let mut lines = table(",");
            lines[7] = line.to_owned();
            let reading = polluted(line, &joined(&lines), &[(7, reason)]);
            assert_eq!((reading.rejects[0].row, reading.rejects[0].line), (7, Some(8)));
        }
    }

    #[test]
    fn a_table_without_header_has_its_text_where_most_words_are() {
        let reading = polluted("no header", &joined(&table(";")[1..]), &[]);
        assert_eq!(reading.sources[0].columns, [(crate::read::Field::Text, "column 3".to_owned())]);
        assert_eq!(reading.sources[0].unused, ["column 1", "column 2"]);
        assert!(reading.sources[0].remarks[0].contains("no header"));
    }

    #[test]
    fn columns_can_be_told_by_number_and_doubles_are_remarked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "who,,text,text\nNorth,Talks.,One.,Two.\n").unwrap();
        let told = |columns: &str| {
            let columns = crate::read::parse_columns(columns).unwrap();
            read(std::slice::from_ref(&path), &Options { columns, ..Options::default() }).unwrap()
        };
        let reading = told("outlet=1");
        assert_eq!((reading.drafts[0].text.as_str(), reading.drafts[0].outlet.as_deref()), ("One.", Some("North")));
        assert_eq!(reading.sources[0].remarks, ["2 columns are called text; column 3 was used"]);
        assert_eq!(told("text=2").drafts[0].text, "Talks.");
        assert_eq!(told("text=4").drafts[0].text, "Two.");
    }

    #[test]
    fn what_is_told_overrides_the_guess() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, b"text^outlet\ncaf\xe9^North\n").unwrap();
        let options = Options { delimiter: Some(b'^'), encoding: Some("iso-8859-2".into()), ..Options::default() };
        let reading = read(&[path], &options).unwrap();
        assert_eq!((reading.drafts[0].text.as_str(), reading.drafts[0].outlet.as_deref()), ("café", Some("North")));
        assert_eq!(reading.sources[0].encoding, "ISO-8859-2");
    }

    #[test]
    fn too_many_columns_are_an_error_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, format!("text{}\n", ",".repeat(20_000))).unwrap();
        let error = read(&[path], &Options::default()).unwrap_err();
        assert!(
            error.to_string().contains("20001 columns") && error.help().unwrap().contains("--delimiter"),
            "{error}"
        );
    }
}
