//! Comparisons: two or more articles, outlets or events at a time.
pub mod agreement;
pub mod linkage;
pub mod resample;
pub mod cluster;
pub mod contrast;
pub mod outlet;
