//! Columns: which of the input's columns holds what.
//!
//! A name is compared without case, spaces, underscores and hyphens. If several columns could hold the same thing, the
//! first of the usual names wins, not the first of the columns; of two columns with the same name, the first.

use crate::error::{Error, Kind, Result};

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The article's id: `id`, `article_id`, `doc_id`.
    Id,
    /// Who published it: `outlet`, `source`, `media_name`, `source_domain`, `sitename`, `publication`, `publication title`, `domain`.
    Outlet,
    /// When: `date`, `publish_date`, `date_publish`, `published`, `publication date`, `published_at`.
    Date,
    /// The event it is about: `event`, `event_id`, `topic_id`, `story_id`, `cluster` (a `topic` alone is not an event).
    Event,
    /// Its headline: `title`, `headline`.
    Title,
    /// Who wrote it: `author`, `authors`, `byline`.
    Author,
    /// Where it stood: `url`, `link`.
    Url,
    /// Its text: `text`, `body`, `content`, `maintext`, `article`, `full text`.
    Text,
    /// In a folder's manifest, the text file: `file`, `filename`, `path`.
    File,
}

/// How many fields there are.
pub(super) const N: usize = Field::ALL.len();

impl Field {
    /// All fields.
    pub const ALL: [Self; 9] =
        [Self::Id, Self::Outlet, Self::Date, Self::Event, Self::Title, Self::Author, Self::Url, Self::Text, Self::File];

    /// The word for `--columns`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Outlet => "outlet",
            Self::Date => "date",
            Self::Event => "event",
            Self::Title => "title",
            Self::Author => "author",
            Self::Url => "url",
            Self::Text => "text",
            Self::File => "file",
        }
    }

    /// The field of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Its usual names, the surest first.
    fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "articleid", "docid"],
            Self::Outlet => &[
                "outlet",
                "source",
                "medianame",
                "sourcedomain",
                "sitename",
                "publication",
                "publicationtitle",
                "domain",
            ],
            Self::Date => &["date", "publishdate", "datepublish", "published", "publicationdate", "publishedat"],
            Self::Event => &["event", "eventid", "topicid", "storyid", "cluster"],
            Self::Title => &["title", "headline"],
            Self::Author => &["author", "authors", "byline"],
            Self::Url => &["url", "link"],
            Self::Text => &["text", "body", "content", "maintext", "article", "fulltext"],
            Self::File => &["file", "filename", "path"],
        }
    }
}

/// The columns that `--columns text=body,outlet=src` tells.
///
/// # Errors
/// When a part is not `field=name`, or names no field.
pub fn parse_columns(told: &str) -> Result<Vec<(Field, String)>> {
    let mut columns = Vec::new();
    for part in told.split(',').filter(|it| !it.trim().is_empty()) {
        let (field, name) = part.split_once('=').unwrap_or((part, ""));
        let field = Field::named(field.trim()).filter(|_| !name.trim().is_empty()).ok_or_else(|| {
            let fields = Field::ALL.map(Field::name).join(", ");
            Error::new(Kind::Config, format!("{part:?} in --columns; expected field=name, with a field of {fields}"))
                .with_help("say for example --columns text=body,outlet=source")
        })?;
        columns.push((field, name.trim().to_owned()));
    }
    check(&columns)?;
    Ok(columns)
}

/// That no field was told twice.
pub(super) fn check(told: &[(Field, String)]) -> Result<()> {
    for (i, (field, name)) in told.iter().enumerate() {
        if let Some((_, other)) = told[..i].iter().find(|it| it.0 == *field) {
            let message = format!("two columns for {}: {other} and {name}", field.name());
            return Err(Error::new(Kind::Config, message).with_help("name one column a field in --columns"));
        }
    }
    Ok(())
}

/// How surely a column of this name holds `field`: the lower, the surer.
pub(super) fn rank(field: Field, name: &str, told: &[(Field, String)]) -> Option<usize> {
    match told.iter().find(|it| it.0 == field) {
        Some((_, wanted)) if wanted == name => Some(0),
        Some((_, wanted)) => (plain(wanted) == plain(name)).then_some(1),
        None => {
            let name = plain(name);
            field.usual_names().iter().position(|it| *it == name)
        }
    }
}

/// Where in `header` each of `fields` stands.
///
/// # Errors
/// When a column that was told is not there.
pub(super) fn find(header: &[String], told: &[(Field, String)], fields: &[Field]) -> Result<[Option<usize>; N]> {
    let mut places = [None; N];
    for &field in fields {
        let ranked = header.iter().enumerate().filter_map(|(at, name)| Some((rank(field, name, told)?, at)));
        places[field as usize] = ranked.min().map(|it| it.1);
        if let (None, Some((_, name))) = (places[field as usize], told.iter().find(|it| it.0 == field)) {
            return Err(absent(name, header));
        }
    }
    Ok(places)
}

/// The error for a column that was told and is not there.
pub(super) fn absent(name: &str, header: &[String]) -> Error {
    Error::new(Kind::Input, format!("no column {name:?}; found {}", list(header)))
        .with_help("correct --columns, or leave it out to have the columns guessed")
}

/// The error for an input in which nothing is named as a text is.
pub(super) fn no_text(header: &[String]) -> Error {
    let usual = Field::Text.usual_names().join(", ");
    Error::new(Kind::Input, format!("no column of text; found {}; expected one of {usual}", list(header)))
        .with_help("name the column that holds the text: --columns text=NAME")
}

fn list(header: &[String]) -> String {
    const SHOWN: usize = 30;
    let shown = header[..header.len().min(SHOWN)].join(", ");
    if header.len() > SHOWN { format!("{shown} and {} more", header.len() - SHOWN) } else { shown }
}

fn plain(name: &str) -> String {
    let kept = |it: &char| !it.is_whitespace() && !matches!(it, '_' | '-' | '\u{feff}');
    name.chars().filter(kept).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, told: &str, expected: &[(Field, usize)]) {
        let header: Vec<_> = header.split(',').map(str::to_owned).collect();
        let found = find(&header, &parse_columns(told).unwrap(), &Field::ALL).unwrap();
        let found: Vec<_> = Field::ALL.iter().filter_map(|it| Some((*it, found[*it as usize]?))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_match_without_case_spaces_and_underscores() {
        check("Full Text,PUBLICATION_TITLE,Article ID", "", &[(Field::Id, 2), (Field::Outlet, 1), (Field::Text, 0)]);
    }

    #[test]
    fn the_first_usual_name_wins_not_the_first_column() {
        check("content,body,domain,source", "", &[(Field::Outlet, 3), (Field::Text, 1)]);
    }

    #[test]
    fn a_topic_is_not_an_event_but_its_id_is() {
        check("topic,text", "", &[(Field::Text, 1)]);
        check("topic,topic_id,text", "", &[(Field::Event, 1), (Field::Text, 2)]);
    }

    #[test]
    fn what_is_told_wins_and_may_use_a_column_twice() {
        check("text,Title,src", "text=title, outlet=src", &[(Field::Outlet, 2), (Field::Title, 1), (Field::Text, 1)]);
    }

    #[test]
    fn a_told_column_that_is_absent_is_an_error_naming_those_found() {
        let header = ["a".to_owned(), "b".to_owned()];
        let error = find(&header, &[(Field::Date, "when".into())], &Field::ALL).unwrap_err();
        assert!(error.to_string().contains("\"when\"") && error.to_string().contains("a, b"), "{error}");
    }

    #[test]
    fn malformed_columns_are_errors_with_help() {
        for told in ["text", "text=", "words=body", "text=a,text=b"] {
            assert!(parse_columns(told).unwrap_err().help().is_some(), "{told}");
        }
    }
}
