//! What the last run wrote, as the project keeps it in `ecaforge.lock`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::git;
use crate::input::{self, MAX_FILE_BYTES};
use crate::mask;
use crate::spec::Spec;
use crate::text::sound::serialized;

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

    /// Reads the record of a project, if it has one. In the place of one that cannot be read, such as
    /// after a merge with conflicts, comes the one that was last committed, if any; and a note says so.
    #[must_use]
    pub fn read(root: &Path) -> (Option<Self>, Option<String>) {
        let fault = match input::bytes(&root.join(LOCK_FILE), root, MAX_FILE_BYTES)
            .map(|it| Self::parse(&it))
        {
            Ok(Ok(record)) => return (Some(record), None),
            Ok(Err(fault)) => fault,
            Err(_) if !input::is_there(&root.join(LOCK_FILE)) => return (None, None),
            Err(fault) => fault.to_string(),
        };
        let committed = git::version(root, LOCK_FILE, |bytes| Self::parse(bytes).is_ok());
        let committed = committed.and_then(|bytes| Self::parse(&bytes).ok());
        let instead = match committed {
            Some(_) => "by the one that was last committed",
            None => "without it",
        };
        let note = format!("{LOCK_FILE} cannot be read ({fault}), so this run goes {instead}");
        (committed, Some(note))
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = input::utf8(bytes.to_vec()).map_err(|fault| fault.to_string())?;
        match toml::from_str::<Self>(&text) {
            Ok(record) if record.version == VERSION => Ok(record),
            Ok(record) => Err(format!("it has version {}", record.version)),
            Err(fault) => Err(mask::fault(fault.message())),
        }
    }

    /// The text of the file: the same for the same content.
    #[must_use]
    pub fn text(&self) -> String {
        // Tables of strings, numbers and lists always serialize.
        HEAD.to_owned() + &serialized(toml::to_string_pretty(self))
    }
}
