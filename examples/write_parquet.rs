//! Runs a study and writes one of its tables, the frames of each outlet, as Parquet into memory and then into a file.
//!
//! `cargo run --example write_parquet -- outlet_frames.parquet`

use std::fs;

use slantwise::corpus::{Corpus, Draft};
use slantwise::error::{Error, Result};
use slantwise::read::Reading;
use slantwise::report::csv::Formulas;
use slantwise::report::format::{self, Format};
use slantwise::report::{Material, table};
use slantwise::study::Config;

fn main() -> Result<()> {
    let draft = |outlet: &str, event: usize, text: &str| Draft {
        outlet: Some(outlet.to_owned()),
        event: Some(format!("event {event}")),
        text: format!("On day {event} {text}"),
        ..Draft::default()
    };
    let drafts = (1..=6).flat_map(|event| {
        let north = draft("North", event, "a surge of migrants overwhelmed the town.");
        [north, draft("South", event, "families fleeing violence asked for asylum.")]
    });
    let config = Config { resamples: 200, permutations: 200, ..Config::default() };
    let found = config.check()?.run(Corpus::new(drafts.collect()), 1, &|_| ())?;

    // tables are built from the findings and from what was said about the input, here nothing
    let reading = Reading::default();
    let material = Material::new(&found, &reading);
    let tables = table::ALL.iter().map(|build| build(&material));
    for table in tables.filter(|table| table.schema.name == "outlet_frames") {
        let mut bytes = Vec::new();
        format::write(&table, Format::Parquet, Formulas::Raw, &mut bytes)?;
        let n_columns = table.schema.columns.len();
        println!("{}: {} rows, {n_columns} columns, {} bytes", table.schema.about, table.n_rows, bytes.len());
        if let Some(path) = std::env::args().nth(1) {
            fs::write(&path, bytes).map_err(|cause| Error::io(path, cause))?;
        }
    }
    Ok(())
}
