//! The notes beside the tables: `README.txt` and `references.bib`.

use std::fmt::Write;

use super::Texts;
use crate::table::Table;

/// What is in the folder and how to read it.
pub fn readme(tables: &[Table<'_>], texts: Texts) -> String {
    let mut text = String::from("This folder was written by slantwise.\n\n");
    if cfg!(feature = "page") {
        text.push_str(
            "index.html        open it in a browser: the findings on one page, no network needed\n\
             events/           pages of the events for which index.html has no room, in a large run only\n",
        );
    }
    text.push_str(
        "tables/           one CSV file a table (UTF-8, comma, one header line)\n\
         codebook.csv      what every column means, its unit and its range\n\
         datapackage.json  the same for programs (Frictionless data package)\n\
         lexicons/         the word lists used, as they were read\n\
         references.bib    the sources of the methods\n\
         run.json          settings, inputs, versions and hashes; if it is here, the folder is complete\n\n\
         An empty field means that there is no evidence; it never means zero. Rates are per 1,000 words. Intervals\n\
         are 95 %. Everything here is a measurement of words in these texts: it does not say why they were chosen,\n\
         and it calls nobody biased.\n\n",
    );
    if texts == Texts::LeftOut {
        text.push_str(
            "The articles' texts were left out (--no-text): what is empty in a column of text may be a part of one. Places\n\
             (start, end) are those of the texts as read, so whoever has the texts can look them up.\n\n",
        );
    }
    text.push_str("Tables:\n");
    for table in tables {
        // to a String: cannot fail
        let _ = writeln!(text, "  {:<16} {} ({} rows)", table.schema.name, table.schema.about, table.n_rows);
    }
    text
}

/// The sources of the methods, in BibTeX.
pub const REFERENCES: &str = include_str!("references.bib");
