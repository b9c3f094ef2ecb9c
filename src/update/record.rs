//! What the last run wrote, as the project keeps it in `ecaforge.lock`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::spec::Spec;

/// Name of the file.
pub const LOCK_FILE: &str = "ecaforge.lock";
/// Form of the file.
const VERSION: u32 = 1;

const HEAD: &str = "\
# Written by ecaforge: what the last run made, so that the next one can tell your edits from its own.
# It belongs into version control. Do not edit it; if it is lost, edits show as conflicts once.

";

/// What the last run wrote.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    version: u32,
    /// Hash of what was made, by path; that of files which are not made any more and were edited by
    /// hand stays until they are gone.
    pub files: BTreeMap<String, String>,
    /// The spec, with everything filled in.
    pub spec: Spec,
}

impl Record {
    /// The record of a run that makes these files.
    #[must_use]
    pub fn new(spec: &Spec, files: BTreeMap<String, String>) -> Self {
        Self { version: VERSION, files, spec: spec.clone() }
    }

    /// Reads the record of a project, if it has one.
    ///
    /// # Errors
    /// Why it cannot be read; it is as good as none then.
    pub fn read(root: &Path) -> Result<Option<Self>, String> {
        let Ok(text) = fs::read_to_string(root.join(LOCK_FILE)) else { return Ok(None) };
        match toml::from_str::<Self>(&text) {
            Ok(record) if record.version == VERSION => Ok(Some(record)),
            Ok(record) => Err(format!("it has version {}", record.version)),
            Err(fault) => Err(fault.message().to_owned()),
        }
    }

    /// The text of the file: the same for the same content.
    #[must_use]
    pub fn text(&self) -> String {
        // Tables of strings, numbers and lists always serialize.
        HEAD.to_owned() + &toml::to_string_pretty(self).unwrap_or_default()
    }
}
