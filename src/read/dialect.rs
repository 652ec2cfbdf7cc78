//! Dialects: what stands between a table's cells and around them, and where the table begins.
//!
//! The header tells most: the first of the first lines that, split by some delimiter, has a usual name for a text (or a
//! column that the user named) is the header, and that is the delimiter. The format's own delimiter and the first line are tried
//! first, so that a well-formed file is read as its name says whatever else it holds; a header further down must have
//! two names that are known. If there is none, it is the first row as wide as the table behind lines of one cell at most.
//! A line `sep=;`, as Excel writes it, is believed.
//!
//! If nothing is known by its name, and not just one delimiter cuts every record into the same number of cells with every
//! quotation mark in place, `csv-nose` (Garcia's table uniformity) judges the cells; its delimiter counts if it cuts most
//! records into the same number of cells. Then a first row with a cell of prose is a row, and the table has no header.
//!
//! What it cannot do: tell a delimiter of several characters, or a header of several rows.

use csv_nose::{SampleSize, Sniffer};

use super::Dialect;
use super::column::rank;
use super::field::Field;
use crate::error::{Error, Kind, Result};

/// Delimiters that are tried, the usual first.
const DELIMITERS: &[u8] = b",;\t|";
/// How many of the first lines may come before the header.
const MAX_PREAMBLE: usize = 20;
/// How much of the head is split into cells.
const SAMPLE: usize = 128 << 10;

/// A dialect, and what besides it reading must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub dialect: Dialect,
    /// Whether spaces stand between delimiters and quotation marks.
    pub is_spaced: bool,
    /// The bytes before the header or the first row.
    pub n_skipped: usize,
}

/// What the user says of a table, and what its format says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hints<'a> {
    pub own: u8,
    pub delimiter: Option<u8>,
    pub columns: &'a [(Field, String)],
}

/// The byte that `--delimiter` says: a character, or its name.
///
/// # Errors
/// When it is neither, or a character that cannot stand between cells.
pub fn parse_delimiter(text: &str) -> Result<u8> {
    match text {
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        "tab" | "\\t" => Ok(b'\t'),
        "bar" | "pipe" => Ok(b'|'),
        "space" => Ok(b' '),
        _ => match text.as_bytes() {
            [byte] if !byte.is_ascii_alphanumeric() && !b"\"'\r\n\0".contains(byte) => Ok(*byte),
            _ => Err(Error::new(
                Kind::Config,
                format!("{text:?} is no delimiter; expected one character, or comma, semicolon, tab, bar or space"),
            )
            .with_help("say for example --delimiter semicolon")),
        },
    }
}

/// How the table that begins with `head` is laid out.
pub(super) fn sniff(head: &[u8], hints: Hints) -> Layout {
    let sample = &head[..head.len().min(SAMPLE)];
    let lines = lines(sample);
    let said = lines.iter().find_map(|start| separator(&sample[*start..]));
    let delimiters = match hints.delimiter.or(said) {
        Some(delimiter) => vec![delimiter],
        None => {
            let others = DELIMITERS.iter().copied().filter(|delimiter| *delimiter != hints.own);
            [hints.own].into_iter().chain(others).collect()
        }
    };
    let first = lines.iter().position(|start| !is_passed_over(&sample[*start..])).unwrap_or(0);
    let (line, delimiter, quote) = header(sample, &lines, first, &delimiters, hints.columns)
        .or_else(|| unknown_header(sample, &lines, first, &delimiters))
        .unwrap_or_else(|| (first, unnamed(&sample[lines[first]..], &delimiters), b'"'));
    let n_skipped = lines[line];
    let mut dialect =
        Dialect { delimiter, quote: Some(quote), escape: None, n_preamble: line as u64, has_header: true };
    dialect.has_header = !is_data(&sample[n_skipped..], dialect, hints.columns);
    let rest = &head[n_skipped..];
    if is_escaped(rest, dialect) {
        dialect.escape = Some(b'\\');
    }
    Layout { dialect, is_spaced: is_spaced(&sample[n_skipped..], dialect), n_skipped }
}

/// Whether a `.txt` that begins with `head` is plainly a table: between tabs stand at least three names, one of them that
/// of a text, and nearly all rows below have as many cells.
pub(super) fn is_tab_table(head: &[u8], explicit: &[(Field, String)]) -> bool {
    let sample = &head[..head.len().min(SAMPLE)];
    if !line(sample).contains(&b'\t') {
        return false; // as in nearly every article: no need to look on
    }
    let dialect = Dialect { delimiter: b'\t', quote: Some(b'"'), escape: None, n_preamble: 0, has_header: true };
    let rows = records(sample, dialect, 20);
    let Some((header, rows)) = rows.split_first() else { return false };
    let has_text = header.iter().any(|name| rank(Field::Text, name.trim(), explicit).is_some());
    let n_even = rows.iter().filter(|row| row.len() == header.len()).count();
    has_text && header.len() >= 3 && n_even > 0 && 5 * n_even >= 4 * rows.len()
}

/// The first rows below the header, but for one that is not whole.
pub(super) fn sample(head: &[u8], layout: Layout) -> Vec<Vec<String>> {
    let sample = &head[layout.n_skipped..head.len().min(layout.n_skipped + SAMPLE)];
    let mut rows = records(sample, layout.dialect, 1_000);
    if layout.dialect.has_header && !rows.is_empty() {
        rows.remove(0);
    }
    rows
}

/// A record by its bytes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Its bytes, with the end of its line.
    pub length: usize,
    /// 0 for a blank line.
    pub n_cells: usize,
    /// Where a closing quotation mark is followed by more of the cell.
    pub misplaced: Option<usize>,
    /// Whether a cell that does not begin with a quotation mark has one inside.
    pub has_stray: bool,
    /// Whether the bytes end inside quotation marks.
    pub is_open: bool,
    /// Whether a line ends it.
    pub is_ended: bool,
}

/// The first record in `bytes`.
pub(super) fn shape(bytes: &[u8], dialect: Dialect) -> Shape {
    #[derive(PartialEq)]
    enum In {
        Start,
        Cell,
        Quotes,
        Closed,
    }
    let mut found =
        Shape { length: bytes.len(), n_cells: 1, misplaced: None, has_stray: false, is_open: false, is_ended: false };
    let mut state = In::Start;
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        let is_quote = Some(byte) == dialect.quote;
        match state {
            In::Quotes if Some(byte) == dialect.escape => i += 1,
            In::Quotes if is_quote && bytes.get(i + 1) == Some(&byte) => i += 1,
            In::Quotes if is_quote => state = In::Closed,
            In::Quotes => {}
            _ if matches!(byte, b'\n' | b'\r') => {
                let is_blank = i == 0;
                let n_end = if byte == b'\r' && bytes.get(i + 1) == Some(&b'\n') { 2 } else { 1 };
                found.n_cells = if is_blank { 0 } else { found.n_cells };
                return Shape { length: i + n_end, is_ended: true, ..found };
            }
            _ if byte == dialect.delimiter => {
                found.n_cells += 1;
                state = In::Start;
            }
            In::Start if is_quote => state = In::Quotes,
            In::Closed if byte == b' ' => {}
            In::Closed => {
                found.misplaced = found.misplaced.or(Some(i));
                state = In::Cell;
            }
            In::Cell if is_quote => found.has_stray = true,
            In::Start | In::Cell => state = In::Cell,
        }
        i += 1;
    }
    found.is_open = state == In::Quotes;
    found
}

/// Where the first lines begin.
fn lines(sample: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    for (i, byte) in sample.iter().enumerate() {
        let is_end = *byte == b'\n' || (*byte == b'\r' && sample.get(i + 1) != Some(&b'\n'));
        if is_end && i + 1 < sample.len() {
            starts.push(i + 1);
        }
        if starts.len() > MAX_PREAMBLE {
            break;
        }
    }
    starts
}

fn line(from: &[u8]) -> &[u8] {
    from.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default()
}

/// The delimiter that a line such as `sep=;` says.
fn separator(from: &[u8]) -> Option<u8> {
    let line = line(from);
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line.split_at_checked(4)? {
        (name, &[byte]) if name.eq_ignore_ascii_case(b"sep=") => Some(byte),
        _ => None,
    }
}

/// Whether the line is blank, a comment or a `sep=`.
fn is_passed_over(from: &[u8]) -> bool {
    let line = line(from).trim_ascii();
    line.is_empty() || line.starts_with(b"#") || separator(from).is_some()
}

/// Line, delimiter and quotation mark of the header, if a line is known for one by its names.
fn header(
    sample: &[u8],
    lines: &[usize],
    first: usize,
    delimiters: &[u8],
    explicit: &[(Field, String)],
) -> Option<(usize, u8, u8)> {
    // (has a text, names known)
    let names = |line: usize, delimiter: u8, quote: u8| -> (bool, usize) {
        let dialect = Dialect { delimiter, quote: Some(quote), escape: None, n_preamble: 0, has_header: true };
        let Some(cells) = records(&sample[lines[line]..], dialect, 1).pop() else { return (false, 0) };
        let is_known = |field: Field| cells.iter().any(|name| rank(field, name.trim(), explicit).is_some());
        let n_known = Field::ALL.iter().filter(|field| is_known(**field)).count();
        (is_known(Field::Text) || is_known(Field::File), n_known)
    };
    if names(first, delimiters[0], b'"').0 {
        return Some((first, delimiters[0], b'"'));
    }
    let mut best = None;
    let is_blank = |at: usize| line(&sample[at..]).trim_ascii().is_empty();
    for line in (first..lines.len()).filter(|line| !is_blank(lines[*line])) {
        for (&delimiter, quote) in delimiters.iter().flat_map(|byte| [(byte, b'"'), (byte, b'\'')]) {
            let (has_text, n_known) = names(line, delimiter, quote);
            let is_header = has_text && (line == first || n_known >= 2);
            let is_quote = quote == b'"' || is_in_apostrophes(&sample[lines[line]..], delimiter);
            if is_header && is_quote && best.is_none_or(|(n, _): (usize, _)| n_known > n) {
                best = Some((n_known, (line, delimiter, quote)));
            }
        }
    }
    let unsure = || {
        let known = delimiters.iter().map(|byte| (names(first, *byte, b'"').1, *byte)).filter(|(n, _)| *n > 0);
        known.rev().max_by_key(|(n, _)| *n).map(|(_, delimiter)| (first, delimiter, b'"'))
    };
    best.map(|(_, header)| header).or_else(unsure)
}

/// Line, delimiter and quotation mark of a header whose names are not known: the first row as wide as those below it, all
/// of short names, behind lines of one cell at most.
fn unknown_header(sample: &[u8], lines: &[usize], first: usize, delimiters: &[u8]) -> Option<(usize, u8, u8)> {
    let is_name = |cell: &String| cell.contains(char::is_alphabetic) && cell.split_whitespace().count() <= 4;
    let at = |delimiter: u8| {
        let dialect = Dialect { delimiter, quote: Some(b'"'), escape: None, n_preamble: 0, has_header: true };
        for (at, start) in lines.iter().enumerate().skip(first) {
            let rows = records(&sample[*start..], dialect, 20);
            let (names, rows) = rows.split_first()?;
            let is_blank = line(&sample[*start..]).trim_ascii().is_empty();
            if is_blank || names.iter().filter(|name| !name.trim().is_empty()).count() <= 1 {
                continue;
            }
            let n_even = rows.iter().filter(|row| row.len() == names.len()).count();
            let is_even = n_even > 0 && 5 * n_even >= 4 * rows.len();
            return (at > first && names.len() >= 3 && names.iter().all(is_name) && is_even).then_some(at);
        }
        None
    };
    delimiters.iter().find_map(|byte| Some((at(*byte)?, *byte, b'"')))
}

/// Whether the first lines all begin and end with an apostrophe and have one on both sides of a delimiter.
fn is_in_apostrophes(from: &[u8], delimiter: u8) -> bool {
    let between = [b'\'', delimiter, b'\''];
    let mut lines =
        from.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty()).take(10).peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            let line = line.trim_ascii();
            line.starts_with(b"'") && line.ends_with(b"'") && line.windows(3).any(|bytes| bytes == between)
        })
}

/// The delimiter of a table without a name that is known.
fn unnamed(sample: &[u8], delimiters: &[u8]) -> u8 {
    const RECORDS: usize = 50;
    let own = delimiters[0];
    if delimiters.len() == 1 || sample.is_empty() {
        return own;
    }
    // whole lines only: a record cut off has other cells
    let whole = sample.iter().rposition(|byte| *byte == b'\n').filter(|_| sample.len() > SAMPLE / 2);
    let sample = &sample[..whole.map_or(sample.len(), |end| end + 1)];
    let clean: Vec<u8> = delimiters.iter().copied().filter(|byte| is_clean(sample, *byte)).collect();
    if let [only] = clean[..] {
        return only;
    }
    let mut sniffer = Sniffer::new();
    sniffer.sample_size(SampleSize::Records(RECORDS));
    let sniffed = sniffer.sniff_bytes(sample).ok().map(|sniffed| sniffed.dialect.delimiter);
    if let Some(delimiter) = sniffed.filter(|delimiter| delimiters.contains(delimiter)) {
        let dialect = Dialect { delimiter, quote: Some(b'"'), escape: None, n_preamble: 0, has_header: true };
        let n_cells: Vec<usize> = records(sample, dialect, RECORDS).iter().map(Vec::len).collect();
        let n_same = |n: usize| n_cells.iter().filter(|other| **other == n).count();
        let is_even = n_cells.iter().any(|n| *n > 1 && 5 * n_same(*n) >= 4 * n_cells.len());
        if is_even && n_cells.len() > 1 {
            return delimiter;
        }
    }
    let first = line(sample);
    let count = |delimiter: u8| {
        let dialect = Dialect { delimiter, quote: Some(b'"'), escape: None, n_preamble: 0, has_header: true };
        shape(first, dialect).n_cells
    };
    match count(own) {
        1 => delimiters.iter().rev().copied().max_by_key(|delimiter| count(*delimiter)).unwrap_or(own),
        _ => own,
    }
}

/// Whether all records have the same number of cells, more than one, and no quotation mark is out of place.
fn is_clean(sample: &[u8], delimiter: u8) -> bool {
    let dialect = Dialect { delimiter, quote: Some(b'"'), escape: None, n_preamble: 0, has_header: true };
    let (mut rest, mut n_cells) = (sample, None);
    while !rest.is_empty() {
        let shape = shape(rest, dialect);
        rest = &rest[shape.length..];
        if shape.n_cells == 0 || (!shape.is_ended && n_cells.is_some()) {
            continue; // a blank line, or cut off by the end of the sample
        }
        let is_misplaced = shape.misplaced.is_some() || shape.has_stray;
        if is_misplaced || shape.n_cells == 1 || n_cells.is_some_and(|n| n != shape.n_cells) {
            return false;
        }
        n_cells = Some(shape.n_cells);
    }
    n_cells.is_some()
}

/// Whether the first record is a row and no header: nothing in it is known by its name, and a cell is prose, as it is in
/// the next.
fn is_data(sample: &[u8], dialect: Dialect, explicit: &[(Field, String)]) -> bool {
    const PROSE: usize = 6;
    let rows = records(sample, dialect, 2);
    let Some(first) = rows.first() else { return false };
    let is_known = |cell: &String| Field::ALL.iter().any(|field| rank(*field, cell.trim(), explicit).is_some());
    let is_prose = |cell: &String| cell.split_whitespace().count() >= PROSE;
    let both = |at: usize| rows.get(1).is_none_or(|row| row.get(at).is_some_and(is_prose));
    !first.iter().any(is_known) && first.iter().enumerate().any(|(at, cell)| is_prose(cell) && both(at))
}

/// Whether quotation marks in cells stand behind backslashes: so read, fewer are out of place.
fn is_escaped(head: &[u8], dialect: Dialect) -> bool {
    let Some(quote) = dialect.quote else { return false };
    let is_there = head.windows(2).any(|bytes| bytes == [b'\\', quote]);
    let n_misplaced = |escape: Option<u8>| {
        let (mut rest, mut n) = (head, 0);
        while !rest.is_empty() {
            let shape = shape(rest, Dialect { escape, ..dialect });
            n += usize::from(shape.misplaced.is_some());
            rest = &rest[shape.length..];
        }
        n
    };
    is_there && n_misplaced(Some(b'\\')) < n_misplaced(None)
}

/// Whether more cells begin with spaces and a quotation mark than with the mark. Each line is taken by itself, so that a
/// mark that is never closed turns nothing around; in a text of several lines marks are doubled.
fn is_spaced(sample: &[u8], dialect: Dialect) -> bool {
    let (mut n_spaced, mut n_close) = (0, 0);
    let mut is_quoted = false;
    for (i, &byte) in sample.iter().enumerate() {
        if Some(byte) == dialect.quote {
            is_quoted = !is_quoted;
        } else if matches!(byte, b'\n' | b'\r') {
            is_quoted = false;
        } else if byte == dialect.delimiter && !is_quoted {
            let n_spaces = sample[i + 1..].iter().take(100).take_while(|byte| **byte == b' ').count();
            let at = i + 1 + n_spaces;
            let is_mark = |at: usize| sample.get(at).is_some_and(|byte| Some(*byte) == dialect.quote);
            let is_single = is_mark(at) && !is_mark(at + 1);
            n_spaced += usize::from(is_single && n_spaces > 0);
            n_close += usize::from(is_single && n_spaces == 0);
        }
    }
    n_spaced > n_close && dialect.delimiter != b' '
}

/// The first `n` records that have cells.
fn records(sample: &[u8], dialect: Dialect, n: usize) -> Vec<Vec<String>> {
    const MAX_CELLS: usize = 1000;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quote(dialect.quote.unwrap_or(b'"'))
        .escape(dialect.escape)
        .buffer_capacity(4 << 10)
        .from_reader(sample);
    let mut records = Vec::new();
    let mut record = csv::ByteRecord::new();
    while records.len() < n && reader.read_byte_record(&mut record).unwrap_or(false) {
        records.push(record.iter().take(MAX_CELLS).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(head: &str, delimiter: u8, n_preamble: u64, has_header: bool) {
        let layout = sniff(head.as_bytes(), Hints { own: b',', delimiter: None, columns: &[] });
        let found = (layout.dialect.delimiter, layout.dialect.n_preamble, layout.dialect.has_header);
        assert_eq!(found, (delimiter, n_preamble, has_header), "{head:?}");
    }

    #[test]
    fn a_known_name_on_the_first_line_decides() {
        check("text\nTalks, and; more\n", b',', 0, true);
        check("a;b,text\n1;2,Talks\n", b',', 0, true);
        check("outlet;text\nNorth;Talks, and more, and more\n", b';', 0, true);
        check("words,kind\nTalks,text\nMore,title\n", b',', 0, true);
        check("name;words\n1;Talks, more\n2;Talks\n3;Talks, again, more\n", b';', 0, true);
    }

    #[test]
    fn a_header_of_unknown_names_stands_below_nearly_empty_rows() {
        check(
            "Export;;;\nMade: 3 June, 2024;;;\n;;;\nNo.;Paper;Day;Words\n1;North;1;Talks, began\n2;South;2;More\n",
            b';',
            3,
            true,
        );
        check("Export\nMade: 3 June, 2024\n\nNo.;Paper;Words\n1;North;\"Talks; began\"\n2;South;More\n", b';', 3, true);
        check("Export of the press\nNo.,Paper,Words\n1,North,Talks\n2,South,More\n", b',', 1, true);
        check("words\nTalks, they said, began\nMore, and more, and much more of it, came\n", b',', 0, true);
        check("a,b,c\n1,North,Talks\n2,South,More\n", b',', 0, true);
    }

    #[test]
    fn a_table_between_tabs_is_told_from_prose() {
        for (head, expected) in [
            ("id\ttext\toutlet\n1\tTalks.\tN\n", true),
            ("id\ttext\toutlet\n1\t\"Talks\nbegan.\"\tN\n2\tMore.\tN\n", true),
            ("id\ttext\toutlet\n", false),
            ("text\toutlet\nTalks.\tN\n", false),
            ("a\tb\tc\n1\tTalks.\tN\n", false),
            ("The text\tof the\ttalks\nbegan\tat\tnoon\n", false),
            ("text\ta\tb\nTalks began.\nThey went on.\n", false),
            ("Talks began.\n", false),
            ("", false),
        ] {
            assert_eq!(is_tab_table(head.as_bytes(), &[]), expected, "{head:?}");
        }
    }

    #[test]
    fn delimiters_have_names() {
        for (text, expected) in [("comma", b','), ("tab", b'\t'), ("|", b'|'), ("space", b' ')] {
            assert_eq!(parse_delimiter(text).unwrap(), expected);
        }
        for text in ["", "a", ",,", "\"", "ü"] {
            assert!(parse_delimiter(text).unwrap_err().help().is_some(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_head_has_a_layout(head in prop::collection::vec(any::<u8>(), 0..400)) {
            let layout = sniff(&head, Hints { own: b',', delimiter: None, columns: &[] });
            prop_assert!(layout.n_skipped <= head.len());
            sample(&head, layout);
        }
    }
}
