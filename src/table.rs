//! Tables: named columns with units and meanings, rows computed when they are asked for.
//!
//! From a [`Table`] the CSV file, the codebook, `datapackage.json` and the page are all written, so a header is
//! never kept twice. An absent value is [`Value::Empty`]: no evidence, never zero.

use std::borrow::Cow;

/// A table: its rows come one at a time, in the order of its key.
pub struct Table<'a> {
    /// Its name, which is also its file's.
    pub name: &'static str,
    /// What a row is, in a sentence.
    pub about: &'static str,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// How many rows it has.
    pub n_rows: usize,
    /// The row at a position below `n_rows`: as many values as columns.
    pub row: Box<dyn Fn(usize) -> Vec<Value<'a>> + Sync + 'a>,
}

/// A column: what it holds, in which unit, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, in snake_case, unique in its table.
    pub name: Cow<'static, str>,
    /// What its values count or measure; fixes type, range and digits.
    pub unit: Unit,
    /// What it means, in a sentence for a reader who has only the table.
    pub about: Cow<'static, str>,
}

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A name or number that identifies something; written as text.
    Id,
    /// Free text from the data: guarded against spreadsheets that would run it.
    Text,
    /// One of a few words.
    Category,
    /// A calendar day, ISO 8601.
    Date,
    /// True or false.
    Flag,
    /// How many; a whole number from 0.
    Count,
    /// A position from 1.
    Rank,
    /// A position in a text, from 0, in Unicode characters.
    CharOffset,
    /// A position in a text, from 0, in bytes of UTF-8.
    ByteOffset,
    /// Occurrences per 1,000 words, from 0.
    PerThousandWords,
    /// A part of a whole, 0 to 1.
    Share,
    /// A probability, 0 to 1.
    Probability,
    /// A correlation, balance or silhouette, -1 to 1.
    Balance,
    /// A measure on a scale that the column's text describes.
    Score,
}

/// What type the values of a unit have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A calendar day.
    Date,
    /// True or false.
    Flag,
    /// A whole number.
    Whole,
    /// A number.
    Number,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// No evidence.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A number; never NaN or infinite.
    Number(f64),
    /// True or false.
    Flag(bool),
}

impl Column {
    /// A column known when the program was written.
    pub const fn fixed(name: &'static str, unit: Unit, about: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), unit, about: Cow::Borrowed(about) }
    }

    /// A column named `name` holding `unit`, with its meaning.
    pub fn new(name: impl Into<Cow<'static, str>>, unit: Unit, about: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), unit, about: about.into() }
    }
}

impl Unit {
    /// The type of its values.
    pub fn kind(self) -> Kind {
        match self {
            Self::Id | Self::Text | Self::Category => Kind::Text,
            Self::Date => Kind::Date,
            Self::Flag => Kind::Flag,
            Self::Count | Self::Rank | Self::CharOffset | Self::ByteOffset => Kind::Whole,
            Self::PerThousandWords | Self::Share | Self::Probability | Self::Balance | Self::Score => Kind::Number,
        }
    }

    /// Digits behind the decimal point in text files.
    pub fn digits(self) -> usize {
        match self {
            Self::PerThousandWords => 4,
            _ => 6,
        }
    }

    /// The range of its values in words, for the codebook; empty where any value may stand.
    pub fn range(self) -> &'static str {
        match self {
            Self::Count | Self::CharOffset | Self::ByteOffset | Self::PerThousandWords => "0 and up",
            Self::Rank => "1 and up",
            Self::Share | Self::Probability => "0 to 1",
            Self::Balance => "-1 to 1",
            Self::Flag => "true or false",
            Self::Date => "YYYY-MM-DD",
            _ => "",
        }
    }

    /// The unit in words, for the codebook.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "identifier",
            Self::Text => "text",
            Self::Category => "category",
            Self::Date => "date",
            Self::Flag => "flag",
            Self::Count => "count",
            Self::Rank => "rank",
            Self::CharOffset => "Unicode characters",
            Self::ByteOffset => "bytes",
            Self::PerThousandWords => "per 1,000 words",
            Self::Share => "share",
            Self::Probability => "probability",
            Self::Balance => "from -1 to 1",
            Self::Score => "score",
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u64> for Value<'_> {
    fn from(n: u64) -> Self {
        Self::Int(n as i64)
    }
}

impl From<usize> for Value<'_> {
    fn from(n: usize) -> Self {
        Self::Int(n as i64)
    }
}

impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Self::Int(i64::from(n))
    }
}

impl From<f64> for Value<'_> {
    /// A number; one that is not finite becomes empty rather than a word that no program reads.
    fn from(x: f64) -> Self {
        if x.is_finite() { Self::Number(x) } else { Self::Empty }
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A row with a value of every kind, and one with none of most.
    pub(crate) fn of_every_kind() -> Table<'static> {
        let columns = vec![
            Column::fixed("id", Unit::Id, ""),
            Column::fixed("text", Unit::Text, ""),
            Column::fixed("day", Unit::Date, ""),
            Column::fixed("flag", Unit::Flag, ""),
            Column::fixed("n", Unit::Count, ""),
            Column::fixed("share", Unit::Share, ""),
            Column::fixed("p", Unit::Probability, ""),
        ];
        let row = |it: usize| -> Vec<Value<'static>> {
            if it == 1 {
                return [vec![8_u64.into(), "".into()], vec![Value::Empty; 5]].concat();
            }
            let (text, day) = ("=1+1, \"two\"\nlines", "2022-06-10");
            vec![7_u64.into(), text.into(), day.into(), true.into(), 3_u64.into(), (1.0 / 3.0).into(), 2e-7.into()]
        };
        Table { name: "t", about: "", key: &["id"], columns, n_rows: 2, row: Box::new(row) }
    }
}
