//! slantwise compares how news outlets cover the same events.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

// floor 6
pub mod report;
// floor 5
pub mod study;
// floor 4
pub mod compare;
// floor 3
pub mod clean;
pub mod feature;
pub mod read;
// floor 2
pub mod corpus;
pub mod lexicon;
pub mod table;
pub mod terms;
// floor 1
pub mod error;
pub mod num;
pub mod text;
