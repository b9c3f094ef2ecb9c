//! What is different after the fixes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use similar::TextDiff;

use crate::project::{Files, redact};

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
    pub(super) fn between(
        before: &Files,
        after: &Files,
        touched: &BTreeSet<String>,
        moved: &BTreeMap<String, String>,
    ) -> Self {
        let text = |files: &Files, path: &str| {
            let bytes = files.read(Path::new(path)).ok()?;
            String::from_utf8(bytes).ok()
        };
        let change = |to: &String| {
            let from = moved.get(to).unwrap_or(to);
            let (old, new) = (text(before, from)?, text(after, to)?);
            let change = FileChange { from: from.clone(), to: to.clone(), old, new };
            (change.is_move() || change.old != change.new).then_some(change)
        };
        Self { files: touched.iter().filter_map(change).collect() }
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
                let _ = writeln!(out, "rename from {}\nrename to {}", change.from, change.to);
            }
            let (old, new) = (redact(&change.old), redact(&change.new));
            let diff = TextDiff::from_lines(old.as_str(), new.as_str());
            let headers = (format!("a/{}", change.from), format!("b/{}", change.to));
            let _ = write!(out, "{}", diff.unified_diff().header(&headers.0, &headers.1));
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
