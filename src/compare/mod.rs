//! Comparisons: two or more articles, outlets or events at a time.
pub mod agreement;
pub mod cluster;
pub mod contrast;
pub mod distance;
pub mod duplicate;
pub mod event;
pub mod influence;
pub mod keyness;
pub mod linkage;
pub mod omnibus;
pub mod others;
pub mod outlet;
pub mod partisanship;
pub mod permutation;
pub mod recurring;
pub mod resample;
pub mod validity;
