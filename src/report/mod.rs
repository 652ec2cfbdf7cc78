//! Reports: what a study found becomes bytes.
//!
//! Every table is built once ([`table::ALL`]) and written by each report from the same columns. A report goes to a folder
//! or to memory ([`Sink`]). The output folder is made beside its final place and renamed when it is whole; `run.json`
//! comes last, so a folder with it is complete.

pub mod clustering;
pub mod csv;
pub mod folder;
pub mod format;
mod hashed;
pub mod headline;
#[cfg(feature = "page")]
pub mod html;
pub mod jsonl;
#[cfg(feature = "page")]
pub mod lesson;
pub mod manifest;
pub mod package;
mod page;
#[cfg(feature = "parquet")]
pub mod parquet;
mod sink;
pub mod table;
pub mod text;
pub mod verify;

use crate::compare::event::{Event, Method};
use crate::corpus::OutletId;
use crate::error::Result;
use crate::feature::Measured;
use crate::feature::frame::FrameId;
use crate::read::{Reading, Reject};
use crate::study::{Findings, Scope};

pub use sink::Sink;

use folder::safe_names;
use format::Format;
use manifest::Output;

/// Whether reports show the articles' texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// They do.
    Shown,
    /// Nothing that is written holds more than [`MAX_WORDS_SHOWN`] words of a text in a row, so that it may be published
    /// where the texts may not. Headlines stay: they are metadata.
    LeftOut,
}

/// The longest stretch of a text, in words, that stands in a report without the texts.
pub const MAX_WORDS_SHOWN: usize = 5;

/// What the tables and the page are written from.
pub struct Material<'a> {
    /// What the study found.
    pub findings: &'a Findings,
    /// What reading the input gave, the drafts used up.
    pub reading: &'a Reading,
    /// Whether the articles' texts are shown.
    pub texts: Texts,
    articles_of_outlet: Vec<Vec<usize>>,
    /// The terms that mark each event most, by rank.
    event_terms: Vec<Vec<&'a str>>,
    event_labels: Vec<String>,
}

impl<'a> Material<'a> {
    /// The material of a run.
    pub fn new(findings: &'a Findings, reading: &'a Reading) -> Self {
        let event_terms = event_terms(findings);
        Self {
            findings,
            reading,
            texts: Texts::Shown,
            articles_of_outlet: findings.corpus.articles_by_outlet(),
            event_labels: event_labels(findings, &event_terms),
            event_terms,
        }
    }

    /// The same, with or without the articles' texts.
    pub fn with(self, texts: Texts) -> Self {
        Self { texts, ..self }
    }

    /// A part of an article's text that is short as a rule, such as a hit: `None` if it is too long to be shown.
    pub fn short<'b>(&self, part: &'b str) -> Option<&'b str> {
        let is_short =
            part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= MAX_WORDS_SHOWN;
        (self.texts == Texts::Shown || is_short).then_some(part)
    }

    /// An excerpt of a text: `None` if texts are left out.
    pub fn excerpt<'b>(&self, part: &'b str) -> Option<&'b str> {
        (self.texts == Texts::Shown).then_some(part)
    }

    /// The rows that are in no table: those that could not be used, and those on which the program failed.
    pub fn rejects(&self) -> impl Iterator<Item = &'a Reject> + use<'a> {
        self.reading.rejects.iter().chain(&self.findings.failed)
    }

    /// The articles of an outlet, ascending.
    pub fn articles_of(&self, outlet: OutletId) -> &[usize] {
        &self.articles_of_outlet[outlet.0 as usize]
    }

    /// An event's name: as given, or the three terms that mark it most.
    pub fn event_label(&self, event: usize) -> &str {
        &self.event_labels[event]
    }

    /// The terms that mark an event most, five at most.
    pub fn event_terms(&self, event: usize) -> &[&'a str] {
        &self.event_terms[event]
    }

    /// The id of the event that an article is about.
    pub fn event_id(&self, article: usize) -> &'a str {
        &self.findings.events.list[self.findings.events.of_article[article] as usize].id
    }

    /// The name of an article's outlet; `None` when it has none.
    pub fn outlet_of(&self, article: usize) -> Option<&'a str> {
        self.findings.corpus.articles()[article].outlet.map(|outlet| self.findings.corpus.outlet(outlet))
    }

    /// A frame's name, with its lexicon's before it where two lexicons have one of that name.
    pub fn frame_name(&self, id: FrameId) -> String {
        let name = |id: FrameId| &self.findings.lexicons[id.lexicon as usize].categories[id.category as usize].name;
        let is_unique = self.findings.frames.iter().filter(|other| name(**other) == name(id)).count() == 1;
        let lexicon = &self.findings.lexicons[id.lexicon as usize].name;
        if is_unique { name(id).clone() } else { format!("{lexicon}_{}", name(id)) }
    }

    /// A frame's name for a reader.
    pub fn frame_title(&self, id: FrameId) -> &'a str {
        let category = &self.findings.lexicons[id.lexicon as usize].categories[id.category as usize];
        if category.title.is_empty() { &category.name } else { &category.title }
    }

    /// Where each article's rows start in a table with `n` rows an article.
    fn starts(&self, n: impl Fn(&Measured) -> usize) -> Vec<usize> {
        let mut start = 0;
        let next = |measured: &Measured| {
            start += n(measured);
            start - n(measured)
        };
        self.findings.measured.iter().map(next).collect()
    }
}

fn event_terms(findings: &Findings) -> Vec<Vec<&str>> {
    let mut terms = vec![Vec::new(); findings.events.list.len()];
    for keyword in findings.keywords.iter().filter(|keyword| keyword.keyword.rank <= 5) {
        if let Scope::Event(event) = keyword.scope {
            terms[event].push(findings.counts.vocabulary().term(keyword.keyword.term));
        }
    }
    terms
}

fn event_labels(findings: &Findings, terms: &[Vec<&str>]) -> Vec<String> {
    let label = |(event, terms): (&Event, &Vec<&str>)| match &terms[..terms.len().min(3)] {
        [] => event.id.clone(),
        _ if matches!(event.method, Method::Given | Method::GivenJoined) => event.id.clone(),
        terms => terms.join(", "),
    };
    findings.events.list.iter().zip(terms).map(label).collect()
}

/// How tables are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What is done with text that a spreadsheet would run.
    pub formulas: csv::Formulas,
    /// The formats in which each table stands beside its CSV file.
    pub beside: Vec<Format>,
}

/// Writes everything but `run.json`: tables, codebook, data package, page, notes, lexicons.
///
/// # Errors
/// When a file cannot be written.
pub fn write(material: &Material<'_>, written: &Written, sink: &mut Sink) -> Result<Vec<Output>> {
    let mut outputs = Vec::new();
    let mut tables = Vec::new();
    for build in table::ALL {
        let mut table = build(material);
        let mut put = |format: Format| {
            let path = format!("tables/{}.{}", table.schema.name, format.name());
            sink.write(&path, |file| format::write(&table, format, written.formulas, file))
        };
        let (file, n_guarded) = put(Format::Csv)?;
        outputs.push(Output { n_rows: Some(table.n_rows as u64), n_guarded, ..file });
        for format in &written.beside {
            outputs.push(put(*format)?.0);
        }
        if !page::SHOWN.contains(&table.schema.name) {
            table.drop_rows();
        }
        tables.push(table);
    }
    let codebook = package::codebook(tables.iter().map(|table| &table.schema));
    outputs.push(sink.put("codebook.csv", codebook.as_bytes())?);
    for (path, page) in page::pages(material, &tables) {
        outputs.push(sink.put(&path, page.as_bytes())?);
    }
    outputs.push(sink.put("README.txt", text::readme(&tables, material.texts).as_bytes())?);
    outputs.push(sink.put("references.bib", text::REFERENCES.as_bytes())?);
    let lexicons = &material.findings.lexicons;
    for (lexicon, folder) in lexicons.iter().zip(safe_names(lexicons.iter().map(|lexicon| lexicon.name.as_str()))) {
        let names = safe_names(lexicon.files.iter().map(|(name, _)| name.as_str()));
        for ((_, bytes), name) in lexicon.files.iter().zip(names) {
            outputs.push(sink.put(&format!("lexicons/{folder}/{name}"), bytes)?);
        }
    }
    let package = package::data_package(tables.iter().map(|table| &table.schema), &outputs);
    outputs.push(sink.put("datapackage.json", package.as_bytes())?);
    Ok(outputs)
}
