//! The first objects of a file, as a table to guess from.

use serde_json::Value;

use super::scan::Scanner;
use super::value::{at_path, text_of};
use crate::read::column;
use crate::read::field::Field;

/// More different keys than this are not remembered.
pub(super) const MAX_KEYS: usize = 1000;

/// What the first objects hold.
pub(super) struct Sample {
    pub header: Vec<String>, // their keys, and the paths that the user named
    pub rows: Vec<Vec<String>>,
    pub paths: Vec<String>, // to what stands in objects in them
}

/// The first objects as rows below their keys, which stand in their order.
pub(super) fn sample(head: &[u8], explicit: &[(Field, String)]) -> Sample {
    let mut scanner = Scanner::new(head);
    let mut value = Vec::new();
    let mut header: Vec<String> = Vec::new();
    let (mut rows, mut paths) = (Vec::new(), Vec::new());
    let is_text = |key: &str| column::rank(Field::Text, key, &[]).is_some();
    while let Ok(Some(_)) = scanner.next(&mut value, &is_text) {
        let Ok(Value::Object(mut object)) = serde_json::from_slice(&value) else { continue };
        for (key, value) in object.iter().filter(|(_, value)| value.is_object()) {
            add_paths(key, value, &mut paths);
        }
        for (_, path) in explicit {
            let inner = path.split_once('.').and_then(|(key, rest)| at_path(object.get(key)?, rest));
            if let Some(inner) = inner.filter(|_| !object.contains_key(path)) {
                object.insert(path.clone(), inner);
            }
        }
        let mut row = vec![String::new(); header.len()];
        for (key, value) in object {
            let at = header.iter().position(|known| *known == key).unwrap_or_else(|| {
                header.push(key);
                row.push(String::new());
                header.len() - 1
            });
            row[at] = text_of(value).unwrap_or_default();
            if header.len() >= MAX_KEYS {
                break;
            }
        }
        rows.push(row);
    }
    Sample { header, rows, paths }
}

/// Adds the paths to what stands in an object in `value`, which stands at `path`.
fn add_paths(path: &str, value: &Value, paths: &mut Vec<String>) {
    const MOST: usize = 200;
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| add_paths(&format!("{path}.{key}"), value, paths));
        }
        _ if paths.len() < MOST && !paths.iter().any(|known| known == path) => paths.push(path.to_owned()),
        _ => {}
    }
}
