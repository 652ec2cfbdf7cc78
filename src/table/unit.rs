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
