//! Generate and check Salesforce External Client App metadata, offline.
//!
//! A project is a set of sources. One schema says what the metadata may be. The generator adds
//! sources, the checker judges sources, a fix edits sources; all three write through one change
//! set, and nothing generated reaches the disk before the checker has passed it.

pub mod add;
pub mod apply;
pub mod change;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod emit;
pub mod explain;
pub mod failure;
pub mod fix;
pub mod generate;
pub mod git;
pub mod input;
pub mod json;
pub mod keys;
pub mod mask;
pub mod project;
pub mod rules;
pub mod schema;
pub mod spec;
pub mod text;
pub mod values;
pub mod xml;
