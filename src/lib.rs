//! slantwise compares how news outlets cover the same events.
#![deny(missing_docs)]

pub mod clean;
pub mod compare;
pub mod corpus;
pub mod error;
pub mod lexicon;
pub mod num;
pub mod read;
pub mod table;
pub mod terms;
pub mod text;
