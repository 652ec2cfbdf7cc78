//! The page.
use super::Material;
use crate::error::Result;
/// The page.
///
/// # Errors
/// Never yet.
pub fn page(_material: &Material<'_>) -> Result<String> {
    Ok(String::new())
}
