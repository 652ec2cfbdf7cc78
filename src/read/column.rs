//! Columns: which of the input's columns holds what.
//!
//! A name is compared without case, spaces, underscores and hyphens. If several columns could hold the same thing, the
//! first of the usual names wins, not the first of the columns; of two columns with the same name, the first. When no
//! column is named as a text is, the one whose first cells run longest in words is taken, and a remark says so.
//!
//! What it cannot do: see that a column with a usual name holds something else, except that a doubtful name of a text
//! (`article`, `story`, which may be a number) must hold words.

use super::cells::excerpt;
use super::date::{self, Order};
use crate::error::{Error, Kind, Result};

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub const ALL: [Self; 10] = [
        Self::Id,
        Self::Outlet,
        Self::Date,
        Self::Event,
        Self::Title,
        Self::Author,
        Self::Url,
        Self::Text,
        Self::File,
        Self::Code,
    ];

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
            Self::Code => "code",
        }
    }

    /// The field of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Its usual names, the surest first.
    fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "articleid", "docid", "documentid", "storiesid"],
            // names of outlets before hosts; a crawler's `source` may be an address, so its other names come first
            Self::Outlet => &[
                "outlet",
                "outletname",
                "newsoutlet",
                "medianame",
                "sourcename",
                "sourcehostname",
                "sitename",
                "newspaper",
                "publication",
                "publicationtitle",
                "publicationname",
                "source",
                "publisher",
                "sourcedomain",
                "hostname",
                "domain",
                "site",
                "quelle",
                "medium",
                "zeitung",
                "journal",
                "média",
                "medio",
                "periódico",
                "periodico",
                "fuente",
            ],
            Self::Date => &[
                "date",
                "publishdate",
                "datepublish",
                "published",
                "publicationdate",
                "publishedat",
                "pubdate",
                "publisheddate",
                "datepublished",
                "publishtime",
                "datetime",
                "timestamp",
                "datum",
                "erscheinungsdatum",
                "veröffentlicht",
                "veröffentlichungsdatum",
                "veroeffentlicht",
                "datedepublication",
                "fecha",
                "fechadepublicación",
                "fechadepublicacion",
            ],
            Self::Event => &["event", "eventid", "topicid", "storyid", "cluster"],
            Self::Title => &[
                "title",
                "headline",
                "articletitle",
                "headlines",
                "titel",
                "überschrift",
                "ueberschrift",
                "schlagzeile",
                "titre",
                "título",
                "titulo",
                "titular",
            ],
            Self::Author => {
                &["author", "authors", "byline", "verfasser", "autor", "autoren", "auteur", "auteurs", "autores"]
            }
            Self::Url => &["url", "link", "articleurl", "weburl"],
            Self::Text => &[
                "maintext",
                "text",
                "body",
                "content",
                "fulltext",
                "articletext",
                "articlebody",
                "articlecontent",
                "bodytext",
                "newstext",
                "article",
                "story",
                "document",
                "txt",
                "rawtext",
                "volltext",
                "artikeltext",
                "texte",
                "texteintégral",
                "contenu",
                "texto",
                "contenido",
                "cuerpo",
                "inhalt",
            ],
            Self::File => &["file", "filename", "path"],
            Self::Code => &[],
        }
    }
}

/// Names of a text that as often name a number or a file: they count only when their cells hold words.
const DOUBTFUL: &[&str] = &["article", "story", "document"];

/// What a table's columns hold, and how its cells are read.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Where each field stands.
    pub places: [Option<usize>; N],
    /// The names of those columns; empty where there is none.
    pub names: [String; N],
    /// Other columns of text, the surest first, for rows in which the chosen one is empty.
    pub other_texts: Vec<usize>,
    /// In which order dates such as 03/04/2022 are written, if the file shows it.
    pub order: Option<Order>,
    /// The columns that are not used, in their order.
    pub unused: Vec<String>,
    /// What was guessed by content.
    pub remarks: Vec<String>,
}

impl Plan {
    pub fn name(&self, field: Field) -> &str {
        &self.names[field as usize]
    }

    /// The columns in use, with their fields.
    pub fn columns(&self) -> Vec<(Field, String)> {
        let used = Field::ALL.into_iter().filter(|it| self.places[*it as usize].is_some());
        used.map(|it| (it, self.name(it).to_owned())).collect()
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

/// Where in `header` each of `fields` stands; a name that was told and is none may be a number from 1.
///
/// # Errors
/// When a column that was told is not there.
pub(super) fn find(header: &[String], told: &[(Field, String)], fields: &[Field]) -> Result<[Option<usize>; N]> {
    let mut places = [None; N];
    for &field in fields {
        let ranked = header.iter().enumerate().filter_map(|(at, name)| Some((rank(field, name, told)?, at)));
        places[field as usize] = ranked.min().map(|it| it.1);
        if let (None, Some((_, name))) = (places[field as usize], told.iter().find(|it| it.0 == field)) {
            let number = name.parse::<usize>().ok().and_then(|it| it.checked_sub(1)).filter(|it| *it < header.len());
            places[field as usize] = Some(number.ok_or_else(|| absent(field, name, header))?);
        }
    }
    Ok(places)
}

/// How a table with this header is read, by names, by what was told, and by its first rows.
///
/// # Errors
/// When a column that was told is not there, or a text is among `fields` and none is found.
pub(super) fn plan(
    header: &[String],
    sample: &[Vec<String>],
    told: &[(Field, String)],
    fields: &[Field],
) -> Result<Plan> {
    let mut plan = Plan { places: find(header, told, fields)?, ..Plan::default() };
    if fields.contains(&Field::Text) && !told.iter().any(|it| it.0 == Field::Text) {
        choose_text(header, sample, &mut plan)?;
    }
    for (name, place) in plan.names.iter_mut().zip(plan.places) {
        *name = place.map_or_else(String::new, |it| header[it].clone());
    }
    let is_used = |at: &usize| plan.places.contains(&Some(*at)) || plan.other_texts.contains(at);
    plan.unused = (0..header.len()).filter(|it| !is_used(it)).map(|it| header[it].clone()).collect();
    if let Some(at) = plan.places[Field::Date as usize] {
        plan.order = date::order(sample.iter().filter_map(|it| it.get(at)).map(String::as_str)).map(|(order, seen)| {
            plan.remarks
                .push(format!("dates such as 03/04/2022 are read as {}, because {seen} is among them", order.name()));
            order
        });
    }
    Ok(plan)
}

/// The column of text: the surest of the usual names whose cells do not speak against it, else the longest cells.
fn choose_text(header: &[String], sample: &[Vec<String>], plan: &mut Plan) -> Result<()> {
    /// Cells with fewer words on average are labels, not texts.
    const MIN_WORDS: f64 = 3.0;
    let mut named: Vec<_> =
        header.iter().enumerate().filter_map(|(at, name)| Some((rank(Field::Text, name, &[])?, at))).collect();
    named.sort_unstable();
    let words = |at: usize| mean_words(sample, at);
    let is_likely = |at: usize| !DOUBTFUL.contains(&&*plain(&header[at])) || words(at).is_none_or(|it| it >= MIN_WORDS);
    let mut named: Vec<usize> = named.into_iter().map(|it| it.1).collect();
    named.sort_by_key(|it| !is_likely(*it));
    if let Some(at) = named.first().copied().filter(|it| is_likely(*it)) {
        plan.places[Field::Text as usize] = Some(at);
        plan.other_texts = named[1..].iter().copied().filter(|it| is_likely(*it)).collect();
        return Ok(());
    }
    let title = plan.places[Field::Title as usize];
    let is_free = |at: &usize| Some(*at) == title || !plan.places.contains(&Some(*at));
    let lengths = (0..header.len()).filter(is_free).filter_map(|at| Some((at, words(at)?)));
    let longest = lengths.reduce(|best, it| if it.1 > best.1 { it } else { best });
    match longest.filter(|it| it.1 >= MIN_WORDS) {
        Some((at, _)) if Some(at) == title => {
            plan.places[Field::Text as usize] = Some(at);
            plan.places[Field::Title as usize] = None;
            plan.remarks
                .push(format!("no column of text: the headlines in column `{}` are read as the texts", header[at]));
        }
        Some((at, words)) => {
            plan.places[Field::Text as usize] = Some(at);
            plan.remarks.push(format!(
                "column `{}` is taken for the text, because its cells are the longest ({words:.0} words on average) and no column is named as a text is; say --columns text=NAME if it is another",
                header[at]
            ));
        }
        None => match named.first() {
            Some(at) => plan.places[Field::Text as usize] = Some(*at),
            None => return Err(no_text(header)),
        },
    }
    Ok(())
}

/// The mean number of words in a column's cells that are not empty, 0 when letters are in the minority; `None` when all
/// are empty.
fn mean_words(sample: &[Vec<String>], at: usize) -> Option<f64> {
    let cells = || sample.iter().filter_map(|it| it.get(at)).map(|it| it.trim()).filter(|it| !it.is_empty());
    let n_cells = cells().count();
    let n_visible: usize = cells().map(|it| it.chars().filter(|it| !it.is_whitespace()).count()).sum();
    let n_letters: usize = cells().map(|it| it.chars().filter(|it| it.is_alphabetic()).count()).sum();
    let is_word = |it: &&str| it.contains(char::is_alphabetic);
    let n_words: usize = cells().map(|it| it.split_whitespace().filter(is_word).count()).sum();
    (n_cells > 0).then(|| if n_letters * 2 > n_visible { n_words as f64 / n_cells as f64 } else { 0.0 })
}

/// The error for a column that was told and is not there.
pub(super) fn absent(field: Field, name: &str, header: &[String]) -> Error {
    let help = match field {
        Field::Code => "name a column of the file, as `slantwise check` shows them", // it is never guessed
        _ => "correct --columns, or leave it out to have the columns guessed",
    };
    Error::new(Kind::Input, format!("no column {name:?}; found {}", list(header))).with_help(help)
}

/// The error for an input in which nothing is named as a text is.
pub(super) fn no_text(header: &[String]) -> Error {
    let usual = Field::Text.usual_names()[..6].join(", ");
    Error::new(Kind::Input, format!("no column of text; found {}; expected one such as {usual}", list(header)))
        .with_help("name the column that holds the text: --columns text=NAME")
}

/// The first of many names.
pub(super) fn list(header: &[String]) -> String {
    const SHOWN: usize = 30;
    let shown: Vec<String> = header.iter().take(SHOWN).map(|it| excerpt(it)).collect();
    let shown = shown.join(", ");
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
    fn usual_names_are_known_in_german_french_and_spanish() {
        let all = [(Field::Outlet, 0), (Field::Date, 1), (Field::Title, 2), (Field::Author, 4), (Field::Text, 3)];
        for header in [
            "Quelle,Datum,Titel,Text,Autor",
            "Medium,Erscheinungsdatum,Überschrift,Volltext,Verfasser",
            "ZEITUNG,Veröffentlicht,ÜBERSCHRIFT,Inhalt,Autor",
            "Journal,Date,Titre,Texte,Auteur",
            "Média,Date de publication,Titre,Contenu,Auteur",
            "Medio,Fecha,Título,Texto,Autor",
            "Periódico,Fecha,Título,Cuerpo,Autor",
            "Fuente,Fecha,Título,Contenido,Autor",
        ] {
            check(header, "", &all);
        }
        check("Lfd. Nr.,Rubrik,Text,Medium,source", "", &[(Field::Outlet, 4), (Field::Text, 2)]);
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

    /// The text's column and how many remarks there are; the rows' cells stand between bars.
    fn check_plan(header: &str, rows: &[&str], told: &str, expected: (&str, usize)) -> Plan {
        let split = |it: &str| it.split('|').map(str::to_owned).collect::<Vec<_>>();
        let rows: Vec<_> = rows.iter().map(|it| split(it)).collect();
        let plan = plan(&split(header), &rows, &parse_columns(told).unwrap(), &Field::ALL).unwrap();
        assert_eq!((plan.name(Field::Text), plan.remarks.len()), expected, "{header}: {:?}", plan.remarks);
        plan
    }

    #[test]
    fn without_a_usual_name_the_longest_cells_are_the_text() {
        let rows = ["1|lex|Officials said talks had begun.", "2|inf|They ended on Monday night."];
        let plan = check_plan("n|kind|passage", &rows, "", ("passage", 1));
        assert_eq!(plan.unused, ["n", "kind"]);
        check_plan("n|text|passage", &rows, "", ("text", 0));
        check_plan("n|kind|passage", &rows, "text=kind", ("kind", 0));
        let labels = [vec!["1".to_owned(), "for".to_owned()]];
        let error = super::plan(&["n".to_owned(), "stance".to_owned()], &labels, &[], &Field::ALL).unwrap_err();
        assert!(error.to_string().contains("n, stance") && error.help().is_some(), "{error}");
    }

    #[test]
    fn headlines_alone_are_read_as_texts() {
        let rows = ["1|Talks begin at the border|a_b", "2|Talks end without result|c"];
        let plan = check_plan("id|title|label", &rows, "", ("title", 1));
        assert_eq!((plan.places[Field::Title as usize], plan.places[Field::Id as usize]), (None, Some(0)));
        let rows = ["Talks begin|Officials said on Monday that talks had begun."];
        check_plan("title|passage", &rows, "", ("passage", 1));
    }

    #[test]
    fn a_doubtful_name_must_hold_words() {
        let rows = ["17|Officials said on Monday that talks had begun."];
        check_plan("article|content", &rows, "", ("content", 0));
        check_plan("article|passage", &rows, "", ("passage", 1));
        let plan = check_plan("content|article", &["Talks began.|Talks began on Monday."], "", ("content", 0));
        assert_eq!(plan.other_texts, [1]);
        check_plan("id|article", &["1|Talks"], "", ("article", 0)); // nothing better
    }

    #[test]
    fn the_order_of_day_and_month_is_the_columns() {
        let plan = check_plan("date|text", &["03/04/2022|x", "25/04/2022|x"], "", ("text", 1));
        assert_eq!(plan.order, Some(Order::DayFirst));
        assert!(plan.remarks[0].contains("day/month/year") && plan.remarks[0].contains("25/04/2022"));
        assert_eq!(check_plan("date|text", &["03/04/2022|x"], "", ("text", 0)).order, None);
    }

    #[test]
    fn malformed_columns_are_errors_with_help() {
        for told in ["text", "text=", "words=body", "text=a,text=b"] {
            assert!(parse_columns(told).unwrap_err().help().is_some(), "{told}");
        }
    }
}
