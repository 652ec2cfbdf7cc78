//! Fields: what a column can hold, and the names by which it is known.

use std::sync::LazyLock;

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// The article's id: `id`, `article_id`, `doc_id`, `stories_id`.
    Id,
    /// Who published it: `outlet`, `media_name`, `source-hostname`, `sitename`, `newspaper`, `publication`,
    /// `publication title`, `source`, `publisher`, `source_domain`, `hostname`, `domain`, `site`; `Quelle`, `Medium`,
    /// `Zeitung`; `journal`, `média`; `medio`, `periódico`, `fuente`.
    Outlet,
    /// When: `date`, `publish_date`, `date_publish`, `published`, `publication date`, `published_at`, `pub_date`; `Datum`,
    /// `Erscheinungsdatum`, `veröffentlicht`; `date de publication`; `fecha`.
    Date,
    /// The event it is about: `event`, `event_id`, `topic_id`, `story_id`, `cluster` (a `topic` alone is not an event).
    Event,
    /// Its headline: `title`, `headline`; `Titel`, `Überschrift`, `Schlagzeile`; `titre`; `título`, `titular`.
    Title,
    /// Who wrote it: `author`, `authors`, `byline`; `Verfasser`, `auteur`, `autor`.
    Author,
    /// Where it stood: `url`, `link`, `article_url`.
    Url,
    /// Its text: `maintext`, `text`, `body`, `content`, `full text`, `article_text`, `article_body`, `news_text`,
    /// `article`, `story`, `document`, `raw_text`; `Volltext`, `Artikeltext`, `Inhalt`; `texte`, `contenu`; `texto`,
    /// `contenido`, `cuerpo`.
    Text,
    /// In a folder's manifest, the text file: `file`, `filename`, `path`.
    File,
    /// A hand code, to hold a measure against; never guessed.
    Code,
}

/// What a row of a table can hold: all but the name of a file.
pub(super) const TABLE_FIELDS: [Field; 9] = [
    Field::Id,
    Field::Outlet,
    Field::Date,
    Field::Event,
    Field::Title,
    Field::Author,
    Field::Url,
    Field::Text,
    Field::Code,
];

/// How many fields there are.
pub(super) const N: usize = Field::ALL.len();

impl Field {
    /// All fields.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word for `--columns`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The field of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Its usual names in their plain form, the surest first.
    pub(super) fn usual_names(self) -> &'static [&'static str] {
        &USUAL_NAMES[self as usize]
    }
}

/// The usual names of each field.
static USUAL_NAMES: LazyLock<[Vec<&str>; N]> = LazyLock::new(|| {
    let mut names = [const { Vec::new() }; N];
    let mut field = None;
    for line in include_str!("columns.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix(' ') {
            None => field = Field::named(line),
            Some(more) => field.iter().for_each(|field| names[*field as usize].extend(more.split_whitespace())),
        }
    }
    names
});

/// A name without case, spaces, underscores and hyphens.
pub(super) fn plain(name: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}');
    name.chars().filter(kept).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_of_the_list_names_a_field_or_holds_its_names() {
        let text = include_str!("columns.txt");
        let heads: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', ' '])).collect();
        let fields: Vec<&str> = Field::ALL.iter().map(|field| field.name()).filter(|name| *name != "code").collect();
        assert_eq!(heads, fields);
        assert!(Field::Code.usual_names().is_empty());
        for field in Field::ALL.iter().filter(|field| **field != Field::Code) {
            let names = field.usual_names();
            assert!(!names.is_empty() && names.iter().all(|name| plain(name) == **name), "{names:?}");
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        }
        assert_eq!(Field::Text.usual_names()[..2], ["maintext", "text"]);
        assert_eq!(Field::Text.usual_names().last(), Some(&"inhalt"));
    }
}
