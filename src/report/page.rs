//! The pages of a run, where the program is built with them (feature `page`).

#[cfg(feature = "page")]
pub(super) use super::html::{SHOWN, pages};

#[cfg(not(feature = "page"))]
pub(super) use without::{SHOWN, pages};

#[cfg(not(feature = "page"))]
mod without {
    use crate::report::Material;
    use crate::table::Table;

    /// The tables of which the page shows rows: none.
    pub(in crate::report) const SHOWN: &[&str] = &[];

    /// The pages, each with its path: none.
    pub(in crate::report) fn pages(_: &Material<'_>, _: &[Table<'_>]) -> impl Iterator<Item = (String, String)> {
        std::iter::empty()
    }
}
