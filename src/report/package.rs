//! `codebook.csv` and `datapackage.json`, both from the tables' own schemas.

use serde_json::{Value, json};

use super::manifest::Output;
use crate::table::{Column, Kind, Schema, Unit};

/// Every column of every table: type, unit, range and meaning, as CSV.
pub fn codebook<'a>(schemas: impl IntoIterator<Item = &'a Schema>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let mut put = |record: [&str; 7]| writer.write_record(record).is_ok(); // writing to memory cannot fail
    put(["table", "column", "type", "unit", "range", "description", "missing_means"]);
    for schema in schemas {
        for column in &schema.columns {
            put([
                schema.name,
                &column.name,
                kind(column.unit),
                column.unit.name(),
                column.unit.range(),
                &column.about,
                "no evidence",
            ]);
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The folder as a Frictionless tabular data package (specs.frictionlessdata.io, version 1).
pub fn data_package<'a>(schemas: impl IntoIterator<Item = &'a Schema>, outputs: &[Output]) -> String {
    let resources: Vec<Value> = schemas
        .into_iter()
        .map(|schema| {
            let path = format!("tables/{}.csv", schema.name);
            let bytes = outputs.iter().find(|output| output.path == path).map(|output| output.bytes);
            json!({
                "name": schema.name.replace('_', "-"),
                "path": path,
                "profile": "tabular-data-resource",
                "description": schema.about,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": bytes,
                "schema": {"fields": schema.columns.iter().map(field).collect::<Vec<_>>(), "missingValues": [""], "primaryKey": schema.key},
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
