//! `codebook.csv` and `datapackage.json`, both from the tables' own columns.

use serde_json::{Value, json};

use super::manifest::Output;
use crate::table::{Column, Kind, Table, Unit};

/// Every column of every table: type, unit, range and meaning, as CSV.
pub fn codebook(tables: &[Table<'_>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let mut put = |record: [&str; 7]| writer.write_record(record).is_ok(); // writing to memory cannot fail
    put(["table", "column", "type", "unit", "range", "description", "missing_means"]);
    for table in tables {
        for column in &table.columns {
            put([
                table.name,
                &column.name,
                kind(column.unit),
                column.unit.name(),
                column.unit.range(),
                &column.about,
                "no evidence",
            ]);
        }
    }
    writer.into_inner().ok().and_then(|it| String::from_utf8(it).ok()).unwrap_or_default()
}

/// The folder as a Frictionless tabular data package (specs.frictionlessdata.io, version 1).
pub fn data_package(tables: &[Table<'_>], outputs: &[Output]) -> String {
    let resources: Vec<Value> = tables
        .iter()
        .map(|table| {
            let path = format!("tables/{}.csv", table.name);
            let bytes = outputs.iter().find(|it| it.path == path).map(|it| it.bytes);
            json!({
                "name": table.name.replace('_', "-"),
                "path": path,
                "profile": "tabular-data-resource",
                "description": table.about,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": bytes,
                "schema": {"fields": table.columns.iter().map(field).collect::<Vec<_>>(), "missingValues": [""], "primaryKey": table.key},
            })
        })
        .collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": "slantwise-run",
        "title": "How outlets cover the same events: measurements by slantwise",
        "version": env!("CARGO_PKG_VERSION"),
        "resources": resources,
    });
    format!("{package:#}\n")
}

fn field(column: &Column) -> Value {
    let mut field = json!({"name": column.name, "type": kind(column.unit), "description": column.about});
    let (least, most) = match column.unit {
        Unit::Count | Unit::CharOffset | Unit::ByteOffset | Unit::PerThousandWords => (Some(0), None),
        Unit::Rank => (Some(1), None),
        Unit::Share | Unit::Probability => (Some(0), Some(1)),
        Unit::Balance => (Some(-1), Some(1)),
        _ => (None, None),
    };
    if let Some(least) = least {
        field["constraints"] = json!({"minimum": least});
    }
    if let Some(most) = most {
        field["constraints"]["maximum"] = json!(most);
    }
    field
}

fn kind(unit: Unit) -> &'static str {
    match unit.kind() {
        Kind::Text => "string",
        Kind::Date => "date",
        Kind::Flag => "boolean",
        Kind::Whole => "integer",
        Kind::Number => "number",
    }
}
