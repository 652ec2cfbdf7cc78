//! The integration tests: one binary, one module a concern.
#![allow(missing_docs, reason = "a test's name says what it holds")]

mod caution;
mod class;
mod cli;
mod correct;
mod coverage;
mod duplicates;
mod fault;
mod formats;
mod help;
mod inputs;
mod interrupt;
mod keys;
mod laws;
mod lexicon;
mod memory;
mod multiverse;
mod notext;
mod packs;
mod parts;
mod question;
mod shape;
mod slant;
mod study;
mod support;
mod target;
mod tidy;
mod typography;
mod validity;
mod verify;
