//! Names and cells as messages show them: never longer than a line or two.

/// At most the first 80 characters.
pub(super) fn excerpt(cell: &str) -> String {
    cell.chars().take(80).collect()
}

/// The first of many names.
pub(super) fn list(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| excerpt(name)).collect();
    let shown = shown.join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
