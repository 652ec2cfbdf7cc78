//! Comparisons: two or more articles, outlets or events at a time.
pub mod agreement;
pub mod cluster;
pub mod contrast;
pub mod correspondence;
pub mod duplicate;
pub mod event;
pub mod influence;
pub mod linkage;
pub mod others;
pub mod outlet;
pub mod recurring;
pub mod resample;
pub mod slant;
pub mod topic;
pub mod validity;
pub mod wordfish;
pub mod wordscores;
