//! Applying chosen fixes to a copy of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use super::Reason;
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

/// Why some fixes cannot be applied.
pub(super) struct Failed {
    pub reason: Reason,
    /// The file.
    pub path: String,
}

/// Applies the fixes, unless one cannot be or a file would read worse than before.
///
/// # Errors
/// If a file cannot be read, which the check did read.
pub(super) fn apply(files: &Files, chosen: &[&Finding]) -> io::Result<Result<Applied, Failed>> {
    let failed = |reason, path: &str| Ok(Err(Failed { reason, path: path.to_owned() }));
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
        let Ok(old) = String::from_utf8(read(files, path)?) else {
            return failed(Reason::BreaksFile, path);
        };
        if !fits(&old, &edits) {
            return failed(Reason::Conflicts, path);
        }
        let new = apply_edits(&old, &with_line_ends_of(&old, edits));
        if faults(path, &new) > faults(path, &old) {
            return failed(Reason::BreaksFile, path);
        }
        now.plan(Path::new(path), Some(new.into_bytes()));
        written.insert(path.to_owned());
    }
    let mut relocated = BTreeMap::new();
    for step in moves {
        let bytes = read(&now, &step.from)?;
        now.plan(Path::new(step.from.as_ref()), None);
        now.plan(Path::new(step.to.as_ref()), Some(bytes));
        relocated.insert(step.from.to_string(), step.to.to_string());
    }
    Ok(Ok(Applied { files: now, written, moved: relocated }))
}

/// Reads a file again.
pub(super) fn read(files: &Files, path: &str) -> io::Result<Vec<u8>> {
    files.read(Path::new(path)).map_err(|fault| {
        io::Error::other(format!("{path}: the file could not be read again: {fault}"))
    })
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
