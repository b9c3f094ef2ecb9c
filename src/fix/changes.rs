//! What is different after the fixes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::apply::read;
use crate::project::{Files, diff};
use crate::text::escape;

/// Changed files in the order of their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// The changes.
    pub files: Vec<FileChange>,
}

/// A file that is different afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Path beforehand, relative to the working directory, with `/`.
    pub from: String,
    /// Path afterwards.
    pub to: String,
    /// Text beforehand.
    pub old: String,
    /// Text afterwards.
    pub new: String,
}

impl ChangeSet {
    /// Compares the paths in `touched`; `moved` gives the first path of each moved file.
    ///
    /// # Errors
    /// If a file cannot be read again.
    pub(super) fn between(
        before: &Files,
        after: &Files,
        touched: &BTreeSet<String>,
        moved: &BTreeMap<String, String>,
    ) -> io::Result<Self> {
        let text = |files: &Files, path: &str| {
            let not_text = |_| io::Error::other(format!("{path}: the file is not UTF-8"));
            String::from_utf8(read(files, path)?).map_err(not_text)
        };
        let mut changes = Vec::new();
        for to in touched {
            let from = moved.get(to).unwrap_or(to);
            // A path that a file was moved away from is told with the path that it was moved to.
            let is_gone = !after.is_file(Path::new(to.as_str()));
            if is_gone && (moved.values().any(|from| from == to) || !before.is_file(to.as_ref())) {
                continue;
            }
            let (old, new) = (text(before, from)?, text(after, to)?);
            let change = FileChange { from: from.clone(), to: to.clone(), old, new };
            if change.is_move() || change.old != change.new {
                changes.push(change);
            }
        }
        Ok(Self { files: changes })
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The changes as a unified diff, without credentials.
    #[must_use]
    pub fn unified_diff(&self) -> String {
        let mut out = String::new();
        for change in &self.files {
            if change.is_move() {
                let (from, to) = (escape::line(&change.from), escape::line(&change.to));
                let _ = writeln!(out, "rename from {from}\nrename to {to}");
            }
            let headers = (
                escape::line(&format!("a/{}", change.from)).into_owned(),
                escape::line(&format!("b/{}", change.to)).into_owned(),
            );
            let headers = (headers.0.as_str(), headers.1.as_str());
            out.push_str(&diff(headers, &change.to, &change.old, &change.new));
        }
        out
    }
}

impl FileChange {
    /// Whether the file gets another path.
    #[must_use]
    pub fn is_move(&self) -> bool {
        self.from != self.to
    }
}
