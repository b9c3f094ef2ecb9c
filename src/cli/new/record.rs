//! What the last run wrote, as the project keeps it in `ecaforge.lock`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::terminal;
use crate::spec::Spec;

/// Name of the file.
pub(super) const LOCK_FILE: &str = "ecaforge.lock";
/// Form of the file.
const VERSION: u32 = 1;

const HEAD: &str = "\
# Written by ecaforge: what the last run made, so that the next one can tell your edits from its own.
# It belongs into version control. Do not edit it; if it is lost, edits show as conflicts once.

";

/// What the last run wrote.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    version: u32,
    /// Hash of what was made, by path; that of files which are not made any more and were edited by
    /// hand stays until they are gone.
    pub(super) files: BTreeMap<String, String>,
    /// The spec, with everything filled in.
    pub(super) spec: Spec,
}

impl Record {
    /// The record of a run that makes these files.
    pub(super) fn new(spec: &Spec, files: BTreeMap<String, String>) -> Self {
        Self { version: VERSION, files, spec: spec.clone() }
    }

    /// Reads the record of a project. One that cannot be read is as good as none, and told.
    pub(super) fn read(root: &Path) -> Option<Self> {
        let text = fs::read_to_string(root.join(LOCK_FILE)).ok()?;
        let fault = match toml::from_str::<Self>(&text) {
            Ok(record) if record.version == VERSION => return Some(record),
            Ok(record) => format!("it has version {}", record.version),
            Err(fault) => fault.message().to_owned(),
        };
        anstream::eprintln!(
            "{}{LOCK_FILE} cannot be read ({fault}), so this run goes without it",
            terminal::note_word()
        );
        None
    }

    /// The text of the file: the same for the same content.
    pub(super) fn text(&self) -> String {
        // Tables of strings, numbers and lists always serialize.
        HEAD.to_owned() + &toml::to_string_pretty(self).unwrap_or_default()
    }
}
