//! Whether an output folder is what its own `run.json`, codebook and data package say.
//!
//! Files are compared by size and BLAKE3 hash; every table is read again: its columns, the type and range of every
//! cell, unique keys, the number of rows. What it cannot do: tell who changed a file, or notice that `run.json` and all
//! that it names were made anew together. Only the same run again can, which the command line makes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::manifest::{MANIFEST, Manifest, Output};

/// What was checked, and every difference found: the file, what was expected, what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What holds if there is no difference.
    pub what: String,
    /// The differences.
    pub differences: Vec<String>,
}

/// The parts of `datapackage.json` that are checked.
#[derive(Deserialize)]
struct Package {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    path: String,
    schema: Schema,
}

#[derive(Deserialize)]
struct Schema {
    fields: Vec<Field>,
    #[serde(rename = "primaryKey")]
    key: Vec<String>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    constraints: Constraints,
}

#[derive(Default, Deserialize)]
struct Constraints {
    minimum: Option<f64>,
    maximum: Option<f64>,
}

/// Differences of one table that are listed; of more only the number is told.
const MAX_LISTED: usize = 5;

/// Every check that needs nothing but the folder.
pub fn folder(out: &Path, manifest: &Manifest) -> Vec<Check> {
    vec![as_written(manifest), files(out, &manifest.outputs), tables(out, &manifest.outputs)]
}

/// The files in the folder that `run.json` does not list, by path with `/`, ascending: the user's own, as a rule.
pub fn unlisted(out: &Path, manifest: &Manifest) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(out.join(&folder)).into_iter().flatten().flatten() {
            let path = format!("{folder}{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(format!("{path}/")),
                _ if path == MANIFEST || manifest.outputs.iter().any(|output| output.path == path) => {}
                _ => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// That the same run made again wrote the same files.
pub fn again(first: &Manifest, outputs: &[Output], value: &serde_json::Value) -> Check {
    let mut differences = Vec::new();
    let hash_in = |outputs: &[Output], path: &str| {
        outputs.iter().find(|output| output.path == path).map(|output| output.blake3.clone())
    };
    for output in &first.outputs {
        match hash_in(outputs, &output.path) {
            None => differences.push(format!("{}: the same run does not write it", output.path)),
            Some(found) if found != output.blake3 => {
                differences.push(unequal(&output.path, "in the same run", &output.blake3, &found))
            }
            Some(_) => {}
        }
    }
    let is_new = |output: &&Output| hash_in(&first.outputs, &output.path).is_none();
    let too = |output: &Output| format!("{}: the same run writes it too", output.path);
    differences.extend(outputs.iter().filter(is_new).map(too));
    // what may differ: the hash of the rest, how long it took, and where it was made
    let may_differ = ["blake3", "timing", "target", "version", "outputs"];
    let keys: std::collections::BTreeSet<&String> =
        [&first.value, value].iter().filter_map(|value| value.as_object()).flat_map(|object| object.keys()).collect();
    for key in keys.into_iter().filter(|key| !may_differ.contains(&key.as_str())) {
        if first.value.get(key) != value.get(key) {
            let shown = |value: &serde_json::Value| value.get(key).map_or("nothing".to_owned(), shortened);
            differences.push(format!(
                "{MANIFEST}: `{key}` is {} in the same run, found {}",
                shown(value),
                shown(&first.value)
            ));
        }
    }
    Check { what: format!("the same run again writes the same {} files, byte for byte", outputs.len()), differences }
}

fn shortened(value: &serde_json::Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 60 { format!("{}...", text.chars().take(60).collect::<String>()) } else { text }
}

fn as_written(manifest: &Manifest) -> Check {
    let change = format!("{MANIFEST}: changed after it was written: expected contents with the hash that stands in it");
    Check {
        what: format!("{MANIFEST} is as slantwise {} wrote it", manifest.version),
        differences: if manifest.is_as_written { Vec::new() } else { vec![change] },
    }
}

/// The sentence for a file with another hash.
pub fn unequal(path: &str, place: &str, expected: &str, found: &str) -> String {
    let first = |hash: &str| hash.chars().take(16).collect::<String>();
    format!("{path}: other contents {place}: expected BLAKE3 {}..., found {}...", first(expected), first(found))
}

fn files(out: &Path, outputs: &[Output]) -> Check {
    let difference = |Output { path, blake3, bytes, .. }: &Output| match hash_of(&out.join(path)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Some(format!("{path}: expected a file, found none")),
        Err(cause) => Some(format!("{path}: cannot be read: {cause}")),
        Ok((_, n)) if n != *bytes => Some(format!("{path}: expected {bytes} bytes, found {n}")),
        Ok((found, _)) => (found != *blake3).then(|| unequal(path, "now", blake3, &found)),
    };
    Check {
        what: format!("{} files have the sizes and hashes that {MANIFEST} gives", outputs.len()),
        differences: outputs.iter().filter_map(difference).collect(),
    }
}

fn hash_of(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut n_bytes = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hasher.finalize().to_hex().to_string(), n_bytes)),
            n => {
                hasher.update(&buffer[..n]);
                n_bytes += n as u64;
            }
        }
    }
}

fn tables(out: &Path, outputs: &[Output]) -> Check {
    let (resources, mut differences) = match package(out) {
        Ok(resources) => (resources, Vec::new()),
        Err(difference) => (Vec::new(), vec![difference]),
    };
    let codebook = codebook(out);
    let is_described = |path: &str| resources.iter().any(|resource| resource.path == path);
    let tables = outputs.iter().filter(|output| output.n_rows.is_some() && !resources.is_empty());
    let missing = tables.filter(|output| !is_described(&output.path));
    differences.extend(missing.map(|output| format!("{}: not in datapackage.json", output.path)));
    for resource in &resources {
        let Some(output) = outputs.iter().find(|output| output.path == resource.path) else {
            differences.push(format!("{}: in datapackage.json and not in {MANIFEST}", resource.path));
            continue;
        };
        let mut found = Found { path: &resource.path, listed: Vec::new(), n: 0 };
        let columns: Vec<(&str, &str)> =
            resource.schema.fields.iter().map(|field| (field.name.as_str(), field.kind.as_str())).collect();
        let is_same = |described: &Vec<(String, String)>| {
            described.iter().map(|(name, kind)| (name.as_str(), kind.as_str())).eq(columns.iter().copied())
        };
        if codebook.as_ref().is_ok_and(|codebook| !codebook.get(&resource.path).is_some_and(is_same)) {
            found.add("codebook.csv and datapackage.json give it different columns".to_owned());
        }
        table(out, resource, output.n_rows, &mut found);
        found.end(&mut differences);
    }
    differences.extend(codebook.err());
    let what = format!("{} tables have their columns, types, ranges, keys and numbers of rows", resources.len());
    Check { what, differences }
}

/// The differences of one table.
struct Found<'a> {
    path: &'a str,
    listed: Vec<String>,
    n: usize,
}

impl Found<'_> {
    fn add(&mut self, difference: String) {
        self.n += 1;
        if self.n <= MAX_LISTED {
            self.listed.push(format!("{}: {difference}", self.path));
        }
    }

    fn end(self, differences: &mut Vec<String>) {
        let n_more = self.n - self.listed.len();
        differences.extend(self.listed);
        if n_more > 0 {
            differences.push(format!("{}: and {n_more} more", self.path));
        }
    }
}

fn package(out: &Path) -> Result<Vec<Resource>, String> {
    let bytes =
        fs::read(out.join("datapackage.json")).map_err(|cause| format!("datapackage.json: cannot be read: {cause}"))?;
    let package: Package = serde_json::from_slice(&bytes)
        .map_err(|cause| format!("datapackage.json: expected a data package, found something else: {cause}"))?;
    Ok(package.resources)
}

/// Name and type of every column in `codebook.csv`, by the table's path.
fn codebook(out: &Path) -> Result<BTreeMap<String, Vec<(String, String)>>, String> {
    let mut columns = BTreeMap::<String, Vec<(String, String)>>::new();
    let wrong = |cause: csv::Error| format!("codebook.csv: cannot be read: {cause}");
    for row in csv::Reader::from_path(out.join("codebook.csv")).map_err(wrong)?.records() {
        let row = row.map_err(wrong)?;
        let cell = |i: usize| row.get(i).unwrap_or_default().to_owned();
        columns.entry(format!("tables/{}.csv", cell(0))).or_default().push((cell(1), cell(2)));
    }
    Ok(columns)
}

fn table(out: &Path, resource: &Resource, n_rows: Option<u64>, found: &mut Found<'_>) {
    let mut reader = match csv::Reader::from_path(out.join(&resource.path)) {
        Ok(reader) => reader,
        Err(cause) => return found.add(format!("cannot be read: {cause}")),
    };
    let names: Vec<&str> = resource.schema.fields.iter().map(|field| field.name.as_str()).collect();
    match reader.headers() {
        Err(cause) => return found.add(format!("cannot be read: {cause}")),
        Ok(header) if header != names => {
            let header: Vec<&str> = header.iter().collect();
            return found.add(format!("expected the columns {}, found {}", names.join(","), header.join(",")));
        }
        Ok(_) => {}
    }
    let key: Vec<usize> =
        resource.schema.key.iter().filter_map(|key| names.iter().position(|name| name == key)).collect();
    let mut keys = FxHashSet::default();
    let mut row = csv::StringRecord::new();
    let mut n = 0;
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => n += 1,
            Err(cause) => return found.add(format!("cannot be read: {cause}")),
        }
        for (cell, field) in row.iter().zip(&resource.schema.fields) {
            if let Some(expected) = field.refuses(cell) {
                found.add(format!("row {n}, column {}: expected {expected}, found `{cell}`", field.name));
            }
        }
        let mut hasher = blake3::Hasher::new();
        for &column in &key {
            let cell = row.get(column).unwrap_or_default();
            hasher.update(&(cell.len() as u64).to_le_bytes()).update(cell.as_bytes());
        }
        if !key.is_empty() && !keys.insert(*hasher.finalize().as_bytes()) {
            found.add(format!(
                "row {n}: expected a key ({}) of its own, found that of an earlier row",
                resource.schema.key.join(", ")
            ));
        }
    }
    if n_rows.is_some_and(|expected| expected != n) {
        found.add(format!("expected {} rows, found {n}", n_rows.unwrap_or_default()));
    }
}

impl Field {
    /// What was expected, if `cell` is not it. An empty cell is always right: no evidence.
    fn refuses(&self, cell: &str) -> Option<String> {
        if cell.is_empty() {
            return None;
        }
        let number = match self.kind.as_str() {
            "date" => return cell.parse::<Date>().is_err().then(|| "a date such as 2022-07-13".to_owned()),
            "boolean" => return (!["true", "false"].contains(&cell)).then(|| "true or false".to_owned()),
            "integer" => cell.parse::<i64>().ok().map(|n| n as f64),
            "number" => cell.parse::<f64>().ok().filter(|number| number.is_finite()),
            _ => return None,
        };
        let Some(number) = number else { return Some(format!("a finite {}", self.kind)) };
        let Constraints { minimum, maximum } = self.constraints;
        match (minimum.filter(|least| number < *least), maximum.filter(|most| number > *most)) {
            (Some(least), _) => Some(format!("{least} or more")),
            (_, Some(most)) => Some(format!("{most} or less")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &str, minimum: Option<f64>, maximum: Option<f64>, cell: &str, expected: Option<&str>) {
        let field = Field { name: "a".into(), kind: kind.into(), constraints: Constraints { minimum, maximum } };
        assert_eq!(field.refuses(cell).as_deref(), expected, "{kind} {cell}");
    }

    #[test]
    fn a_cell_is_of_its_columns_type_and_range() {
        for kind in ["string", "date", "boolean", "integer", "number"] {
            check(kind, Some(1.0), None, "", None);
        }
        check("string", None, None, "NaN", None);
        check("date", None, None, "2022-07-13", None);
        check("date", None, None, "2022-02-30", Some("a date such as 2022-07-13"));
        check("boolean", None, None, "True", Some("true or false"));
        check("integer", Some(0.0), None, "12", None);
        check("integer", Some(0.0), None, "1.5", Some("a finite integer"));
        check("integer", Some(1.0), None, "0", Some("1 or more"));
        check("number", Some(0.0), Some(1.0), "1e-7", None);
        check("number", Some(0.0), Some(1.0), "1.000001", Some("1 or less"));
        for word in ["NaN", "inf", "-inf", "Infinity", "nan", "one"] {
            check("number", None, None, word, Some("a finite number"));
        }
    }

    fn check_table(text: &str, n_rows: u64, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), text).unwrap();
        let field = |name: &str, kind: &str| Field {
            name: name.into(),
            kind: kind.into(),
            constraints: Constraints::default(),
        };
        let schema = Schema { fields: vec![field("id", "string"), field("n", "integer")], key: vec!["id".into()] };
        let resource = Resource { path: "a.csv".into(), schema };
        let mut found = Found { path: "a.csv", listed: Vec::new(), n: 0 };
        table(folder.path(), &resource, Some(n_rows), &mut found);
        let mut differences = Vec::new();
        found.end(&mut differences);
        assert_eq!(differences, expected);
    }

    #[test]
    fn a_table_is_what_its_schema_says() {
        check_table("id,n\na,1\nb,\n", 2, &[]);
        check_table("id,m\na,1\n", 1, &["a.csv: expected the columns id,n, found id,m"]);
        check_table("id,n\na,x\n", 1, &["a.csv: row 1, column n: expected a finite integer, found `x`"]);
        check_table(
            "id,n\na,1\na,2\n",
            2,
            &["a.csv: row 2: expected a key (id) of its own, found that of an earlier row"],
        );
        check_table("id,n\na,1\n", 2, &["a.csv: expected 2 rows, found 1"]);
        check_table("id,n\n", 0, &[]);
        let many = format!("id,n\n{}", (0..9).map(|i| format!("{i},x\n")).collect::<String>());
        let mut expected: Vec<String> =
            (1..6).map(|i| format!("a.csv: row {i}, column n: expected a finite integer, found `x`")).collect();
        expected.push("a.csv: and 4 more".to_owned());
        check_table(&many, 9, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
