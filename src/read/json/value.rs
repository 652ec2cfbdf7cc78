//! Values: as the text of a cell, and by their path.

use serde_json::Value;

use crate::read::cells;

/// A value as a cell.
pub(super) fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        Value::Array(items) => Some(joined(items, cells::BETWEEN_ITEMS)),
        Value::Object(mut object) => object.remove("name").filter(Value::is_string).and_then(text_of),
        number => Some(number.to_string()),
    }
}

/// The texts of a list, with `between` between them.
pub(super) fn joined(items: Vec<Value>, between: &str) -> String {
    items.into_iter().filter_map(text_of).collect::<Vec<_>>().join(between)
}

/// What stands at a path of keys with dots between them; in a list, what stands there in each of its values.
pub(super) fn at_path(value: &Value, path: &str) -> Option<Value> {
    match value {
        Value::Object(object) => match object.get(path) {
            Some(value) => Some(value.clone()),
            None => path.split_once('.').and_then(|(key, rest)| at_path(object.get(key)?, rest)),
        },
        Value::Array(items) => {
            let found: Vec<Value> = items.iter().filter_map(|item| at_path(item, path)).collect();
            (!found.is_empty()).then_some(Value::Array(found))
        }
        _ => None,
    }
}

/// Whether a value is one, and no mark of a missing one.
pub(super) fn has_value(value: &Value) -> bool {
    !value.is_null() && !value.as_str().is_some_and(|text| cells::is_missing(text.trim()))
}
