//! Comparisons: two or more articles, outlets or events at a time.
pub mod agreement;
pub mod cluster;
pub mod contrast;
pub mod duplicate;
pub mod event;
pub mod influence;
pub mod inside;
pub mod linkage;
pub mod others;
pub mod outlet;
pub mod partisanship;
pub mod partition;
pub mod recurring;
pub mod resample;
pub mod stability;
pub mod validity;
