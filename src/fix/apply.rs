//! Applying chosen fixes to a copy of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::change::{Edit, apply as apply_edits};
use crate::diagnostic::Finding;
use crate::project::Files;
use crate::xml;

/// The files after some fixes.
pub(super) struct Applied {
    pub files: Files,
    /// Paths of files with edits, by their path before any move.
    pub written: BTreeSet<String>,
    /// Old path to new path.
    pub moved: BTreeMap<String, String>,
}

/// Applies the fixes; nothing where one cannot be, or where a file would read worse than before.
pub(super) fn apply(files: &Files, chosen: &[&Finding]) -> Option<Applied> {
    let mut edits: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    let mut moves = Vec::new();
    for fix in chosen.iter().filter_map(|finding| finding.fix.as_ref()) {
        for edit in &fix.edits {
            edits.entry(&edit.path).or_default().push(edit.edit.clone());
        }
        moves.extend(&fix.moves);
    }
    let mut now = files.clone();
    let mut written = BTreeSet::new();
    for (path, edits) in edits {
        let old = String::from_utf8(files.read(Path::new(path)).ok()?).ok()?;
        if !fits(&old, &edits) {
            return None;
        }
        let new = apply_edits(&old, &with_line_ends_of(&old, edits));
        if faults(path, &new) > faults(path, &old) {
            return None;
        }
        now.plan(Path::new(path), Some(new.into_bytes()));
        written.insert(path.to_owned());
    }
    let mut relocated = BTreeMap::new();
    for step in moves {
        let bytes = now.read(Path::new(step.from.as_ref())).ok()?;
        now.plan(Path::new(step.from.as_ref()), None);
        now.plan(Path::new(step.to.as_ref()), Some(bytes));
        relocated.insert(step.from.to_string(), step.to.to_string());
    }
    Some(Applied { files: now, written, moved: relocated })
}

/// Whether the edits lie in the text, at characters, and none reaches into another.
fn fits(text: &str, edits: &[Edit]) -> bool {
    let mut spans: Vec<_> = edits.iter().map(|edit| edit.span).collect();
    spans.sort();
    spans.iter().all(|span| text.get(span.start..span.end).is_some())
        && spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
}

/// The edits with the line ends that the file has.
fn with_line_ends_of(text: &str, mut edits: Vec<Edit>) -> Vec<Edit> {
    let lines = text.matches('\n').count();
    if lines > 0 && text.matches("\r\n").count() == lines {
        for edit in &mut edits {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
    edits
}

/// How many faults keep a file from being read.
fn faults(path: &str, text: &str) -> usize {
    let name = path.rsplit('/').next().unwrap_or(path);
    if Path::new(name).extension().is_some_and(|end| end == "json") {
        usize::from(crate::json::parse(text).is_err())
    } else if Path::new(name).extension().is_some_and(|end| end == "toml") {
        usize::from(toml::de::DeTable::parse(text).is_err())
    } else if name.starts_with('.') {
        0
    } else {
        let document = xml::parse(text);
        document.faults.len() + document.faults_left_out
    }
}
