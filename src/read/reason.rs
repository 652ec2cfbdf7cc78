//! Why a row could not be used, or what is wrong with one that was kept.

use strum::{Display, EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// The reason of a reject or of a problem.
///
/// What stands on each of them here is what `check` says of it, and what [`Reason::about`] gives.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    IntoStaticStr,
    EnumString,
    EnumMessage,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// what stands there is not a whole JSON object
    BadJson,
    /// a byte is not UTF-8, though the file is
    BadUtf8,
    /// the article has no text
    EmptyText,
    /// the program failed on the article, a bug of ours
    Failed,
    /// the manifest names the file in an earlier row
    ListedTwice,
    /// the row has more cells than the header
    LongRecord,
    /// the manifest names a file that is absent
    MissingFile,
    /// kept: no outlet and no URL to tell it from
    NoOutlet,
    /// the value is an object, or the file is not a text
    NotText,
    /// a cell has many NUL bytes: the file is damaged, or no text
    NulByte,
    /// the text is a mark of an advertisement, a button or the like, and no reporting
    #[strum(serialize = "only_furniture")]
    OnlyBoilerplate,
    /// the manifest names a file outside its folder
    OutsideFolder,
    /// the header again; the files were joined with their headers
    RepeatedHeader,
    /// the row has fewer cells than the header; kept if it has a text
    ShortRecord,
    /// the text is longer than 16 MiB
    TextTooLong,
    /// a quotation mark is never closed; reading goes on at the next row that is whole, and `detail` says at which line
    UnclosedQuote,
    /// bytes are no character of the encoding the file is read in
    Undecodable,
    /// kept: the manifest does not name the file
    UnlistedFile,
    /// kept: the date is not one day in a known format
    UnreadableDate,
    /// the file could not be read
    UnreadableFile,
}

impl Reason {
    /// All reasons, by their names.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word in the tables.
    ///
    /// ```
    /// use slantwise::read::Reason;
    ///
    /// assert_eq!(Reason::EmptyText.name(), "empty_text");
    /// assert_eq!("empty_text".parse(), Ok(Reason::EmptyText));
    /// ```
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it means, as the words on each reason here say it.
    pub fn about(self) -> &'static str {
        self.get_documentation().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ascend_and_are_read_back() {
        let names: Vec<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(Reason::ALL.iter().all(|reason| reason.name().parse() == Ok(*reason)));
        assert_eq!((names.len(), Reason::BadUtf8.name()), (20, "bad_utf8"));
        assert_eq!(Reason::NoOutlet.about(), "kept: no outlet and no URL to tell it from");
        assert!(Reason::ALL.iter().all(|reason| !reason.about().is_empty()));
    }
}
