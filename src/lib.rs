//! Generate and check Salesforce External Client App metadata, offline.
//!
//! A project is a set of sources. One schema says what the metadata may be. The generator adds
//! sources, the checker judges sources, a fix edits sources; all three write through one change
//! set, and nothing generated reaches the disk before the checker has passed it.
//!
//! The program needs [`cli::run`] alone. Everything else that is public here is for the tests, the
//! benchmarks and the fuzz targets, which read a spec, load a project, check it, fix it and write
//! reports as the program does. What they do not need is `pub(crate)`, so that the compiler reports
//! code that nothing uses.

pub mod add;
mod apply;
pub mod change;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod emit;
pub mod explain;
mod failure;
pub mod fix;
pub mod generate;
mod git;
mod input;
pub mod json;
mod keys;
pub mod mask;
pub mod project;
pub mod rules;
pub mod schema;
pub mod spec;
pub mod text;
mod values;
pub mod xml;
