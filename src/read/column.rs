//! Columns: which of the input's columns holds what.
//!
//! A name is compared without case, spaces, underscores and hyphens. If several columns could hold the same thing, the
//! first of the usual names wins, not the first of the columns; of two columns with the same name, the first. When no
//! column is named as a text is, the one whose first cells run longest in words is taken, and a remark says so.
//!
//! What it cannot do: see that a column with a usual name holds something else, except that a doubtful name of a text
//! (`article`, `story`, which may be a number) must hold words.

use std::fmt;

use super::date::{self, Order};
use super::field::{Field, N, plain};
use super::show;
use crate::error::{Error, Kind, Result};

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
        let used = Field::ALL.iter().filter(|field| self.places[**field as usize].is_some());
        used.map(|field| (*field, self.name(*field).to_owned())).collect()
    }
}

/// The columns that `--columns text=body,outlet=src` tells.
///
/// # Errors
/// When a part is not `field=name`, or names no field.
pub fn parse_columns(text: &str) -> Result<Vec<(Field, String)>> {
    let mut columns = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (field, name) = part.split_once('=').unwrap_or((part, ""));
        let field = Field::named(field.trim()).filter(|_| !name.trim().is_empty()).ok_or_else(|| {
            let fields = Field::ALL.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ");
            Error::new(Kind::Config, format!("{part:?} in --columns; expected field=name, with a field of {fields}"))
                .with_help("say for example --columns text=body,outlet=source")
        })?;
        columns.push((field, name.trim().to_owned()));
    }
    check(&columns)?;
    Ok(columns)
}

/// That no field was given two columns.
pub(super) fn check(explicit: &[(Field, String)]) -> Result<()> {
    for (i, (field, name)) in explicit.iter().enumerate() {
        if let Some((_, other)) = explicit[..i].iter().find(|column| column.0 == *field) {
            let message = format!("two columns for {}: {other} and {name}", field.name());
            return Err(Error::new(Kind::Config, message).with_help("name one column a field in --columns"));
        }
    }
    Ok(())
}

/// How surely a column of this name holds `field`: the lower, the surer.
pub(super) fn rank(field: Field, name: &str, explicit: &[(Field, String)]) -> Option<usize> {
    match explicit.iter().find(|column| column.0 == field) {
        Some((_, wanted)) if wanted == name => Some(0),
        Some((_, wanted)) => (plain(wanted) == plain(name)).then_some(1),
        None => {
            let name = plain(name);
            field.usual_names().iter().position(|usual| *usual == name)
        }
    }
}

/// Where in `header` each of `fields` stands; a name that the user gave and is none may be a number from 1.
///
/// # Errors
/// When a column that the user named is not there.
pub(super) fn find(header: &[String], explicit: &[(Field, String)], fields: &[Field]) -> Result<[Option<usize>; N]> {
    let mut places = [None; N];
    for &field in fields {
        let ranked = header.iter().enumerate().filter_map(|(at, name)| Some((rank(field, name, explicit)?, at)));
        places[field as usize] = ranked.min().map(|(_, at)| at);
        if let (None, Some((_, name))) = (places[field as usize], explicit.iter().find(|column| column.0 == field)) {
            let at = name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let number = at.filter(|at| *at < header.len());
            places[field as usize] = Some(number.ok_or_else(|| absent(field, name, header))?);
        }
    }
    Ok(places)
}

/// How a table with this header is read, by names, by what the user said, and by its first rows.
///
/// # Errors
/// When a column that the user named is not there, or a text is among `fields` and none is found.
pub(super) fn plan(
    header: &[String],
    sample: &[Vec<String>],
    explicit: &[(Field, String)],
    fields: &[Field],
) -> Result<Plan> {
    let mut plan = Plan { places: find(header, explicit, fields)?, ..Plan::default() };
    if fields.contains(&Field::Text) && !explicit.iter().any(|column| column.0 == Field::Text) {
        choose_text(header, sample, &mut plan)?;
    }
    for (name, place) in plan.names.iter_mut().zip(plan.places) {
        *name = place.map_or_else(String::new, |at| header[at].clone());
    }
    let is_used = |at: &usize| plan.places.contains(&Some(*at)) || plan.other_texts.contains(at);
    plan.unused = (0..header.len()).filter(|at| !is_used(at)).map(|at| header[at].clone()).collect();
    if let Some(at) = plan.places[Field::Date as usize] {
        let dates = sample.iter().filter_map(|row| row.get(at)).map(String::as_str);
        plan.order = date::order(dates).map(|(order, seen)| {
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
    let is_likely =
        |at: usize| !DOUBTFUL.contains(&&*plain(&header[at])) || words(at).is_none_or(|words| words >= MIN_WORDS);
    let mut named: Vec<usize> = named.into_iter().map(|(_, at)| at).collect();
    named.sort_by_key(|at| !is_likely(*at));
    if let Some(at) = named.first().copied().filter(|at| is_likely(*at)) {
        plan.places[Field::Text as usize] = Some(at);
        plan.other_texts = named[1..].iter().copied().filter(|at| is_likely(*at)).collect();
        return Ok(());
    }
    let title = plan.places[Field::Title as usize];
    let is_free = |at: &usize| Some(*at) == title || !plan.places.contains(&Some(*at));
    let lengths = (0..header.len()).filter(is_free).filter_map(|at| Some((at, words(at)?)));
    let longest = lengths.reduce(|best, next| if next.1 > best.1 { next } else { best });
    match longest.filter(|(_, words)| *words >= MIN_WORDS) {
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
    let column = || sample.iter().filter_map(|row| row.get(at));
    let cells = || column().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let n_cells = cells().count();
    let n_visible: usize = cells().map(|cell| cell.chars().filter(|c| !c.is_whitespace()).count()).sum();
    let n_letters: usize = cells().map(|cell| cell.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let is_word = |word: &&str| word.contains(char::is_alphabetic);
    let n_words: usize = cells().map(|cell| cell.split_whitespace().filter(is_word).count()).sum();
    (n_cells > 0).then(|| if n_letters * 2 > n_visible { n_words as f64 / n_cells as f64 } else { 0.0 })
}

/// The cause of an error: the input has no column of the name that the user gave.
///
/// ```
/// use slantwise::read::{AbsentColumn, Options, Source, parse_columns, read};
/// use std::error::Error as _;
///
/// let table = Source::bytes("a.csv", &b"text\nTalks began.\n"[..]);
/// let options = Options { columns: parse_columns("outlet=paper")?, ..Options::default() };
/// let error = read(&table.into(), &options).unwrap_err();
/// let cause = error.source().and_then(|cause| cause.downcast_ref::<AbsentColumn>());
/// assert_eq!(cause.map(|absent| absent.name.as_str()), Some("paper"));
/// # Ok::<(), slantwise::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentColumn {
    /// The name.
    pub name: String,
    /// The names that are there.
    pub found: Vec<String>,
}

impl fmt::Display for AbsentColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no column {:?}; found {}", self.name, show::list(&self.found))
    }
}

impl std::error::Error for AbsentColumn {}

/// The error for a column that the user named and is not there.
pub(super) fn absent(field: Field, name: &str, header: &[String]) -> Error {
    let cause = AbsentColumn { name: name.to_owned(), found: header.to_vec() };
    let help = match field {
        Field::Code => "name a column of the file, as `slantwise check` shows them", // it is never guessed
        _ => "correct --columns, or leave it out to have the columns guessed",
    };
    Error::new(Kind::Input, cause.to_string()).with_help(help).caused_by(cause)
}

/// The error for an input in which nothing is named as a text is.
pub(super) fn no_text(header: &[String]) -> Error {
    let usual = Field::Text.usual_names()[..6].join(", ");
    Error::new(Kind::Input, format!("no column of text; found {}; expected one such as {usual}", show::list(header)))
        .with_help("name the column that holds the text: --columns text=NAME")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, explicit: &str, expected: &[(Field, usize)]) {
        let header: Vec<_> = header.split(',').map(str::to_owned).collect();
        let found = find(&header, &parse_columns(explicit).unwrap(), Field::ALL).unwrap();
        let place = |field: &Field| Some((*field, found[*field as usize]?));
        let found: Vec<_> = Field::ALL.iter().filter_map(place).collect();
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
    fn an_explicit_column_wins_and_may_use_a_column_twice() {
        check("text,Title,src", "text=title, outlet=src", &[(Field::Outlet, 2), (Field::Title, 1), (Field::Text, 1)]);
    }

    #[test]
    fn an_explicit_column_that_is_absent_is_an_error_naming_those_found() {
        let header = ["a".to_owned(), "b".to_owned()];
        let error = find(&header, &[(Field::Date, "when".into())], Field::ALL).unwrap_err();
        assert!(error.to_string().contains("\"when\"") && error.to_string().contains("a, b"), "{error}");
    }

    /// The text's column and how many remarks there are; the rows' cells stand between bars.
    fn check_plan(header: &str, rows: &[&str], explicit: &str, expected: (&str, usize)) -> Plan {
        let split = |row: &str| row.split('|').map(str::to_owned).collect::<Vec<_>>();
        let rows: Vec<_> = rows.iter().map(|row| split(row)).collect();
        let plan = plan(&split(header), &rows, &parse_columns(explicit).unwrap(), Field::ALL).unwrap();
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
        let error = super::plan(&["n".to_owned(), "stance".to_owned()], &labels, &[], Field::ALL).unwrap_err();
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
        for explicit in ["text", "text=", "words=body", "text=a,text=b"] {
            assert!(parse_columns(explicit).unwrap_err().help().is_some(), "{explicit}");
        }
    }
}
