//! What a write would change.

use std::collections::HashMap;
use std::path::Path;

use super::target::place;
use super::{Conflict, FileWrite, WriteFault, WriteStep};
use crate::input;
use crate::project;
use crate::text::escape;

/// A file next to what is on the disk.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Path relative to the project, with `/`.
    pub path: String,
    /// What it is to hold; nothing where it goes away.
    pub new: Vec<u8>,
    /// What writing it means.
    pub status: Status,
    /// Why it is that, where it does not go without saying.
    pub reason: Option<String>,
    /// Whether somebody changed the file by hand since it was written.
    pub edited: bool,
    /// Lines that a merge cannot decide on.
    pub conflicts: Vec<Conflict>,
}

/// What writing a file means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is no such file yet.
    Create,
    /// The file holds these bytes already.
    Unchanged,
    /// The file holds other bytes on purpose, which stay.
    Keeps,
    /// The file holds these other bytes, which the new ones do not know of.
    Differs(Vec<u8>),
    /// The file holds these other bytes, which the new ones were made from.
    Changes(Vec<u8>),
    /// The file holds these bytes and is no longer needed.
    Deletes(Vec<u8>),
    /// The file is no longer needed, but stays.
    Stale,
}

impl Compared {
    /// The step that writing it takes; none where the disk stays as it is.
    #[must_use]
    pub fn step(&self) -> Option<WriteStep> {
        let step = |old: Option<&Vec<u8>>, new: Option<&Vec<u8>>| {
            Some(WriteStep { path: self.path.clone(), old: old.cloned(), new: new.cloned() })
        };
        match &self.status {
            Status::Create => step(None, Some(&self.new)),
            Status::Differs(old) | Status::Changes(old) => step(Some(old), Some(&self.new)),
            Status::Deletes(old) => step(Some(old), None),
            Status::Unchanged | Status::Keeps | Status::Stale => None,
        }
    }

    /// The change as a unified diff, without credentials; empty where there is none.
    #[must_use]
    pub fn diff(&self) -> String {
        self.step().map_or(String::new(), |step| {
            diff(&step.path, step.old.as_deref(), step.new.as_deref())
        })
    }
}

/// Compares files with what is on the disk below `root`.
///
/// # Errors
/// If a path may not be written, two of them are one where case does not count, or a file cannot be
/// read.
pub fn compare(root: &Path, files: Vec<FileWrite>) -> Result<Vec<Compared>, WriteFault> {
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut out = Vec::with_capacity(files.len());
    for file in files {
        let place = place(root, &file.path)?;
        if let Some(other) = seen.insert(file.path.to_lowercase(), file.path.clone()) {
            let message = format!("is one file with `{other}` on systems that do not tell case");
            return Err(WriteFault::new(&place, message));
        }
        let status = match input::bytes(&place, root, u64::MAX) {
            Ok(bytes) if bytes == file.bytes => Status::Unchanged,
            Ok(bytes) => Status::Differs(bytes),
            Err(fault) if fault.is_absence() => Status::Create,
            Err(fault) => return Err(WriteFault::io(&place, fault.into())),
        };
        let (path, new) = (file.path, file.bytes);
        out.push(Compared {
            path,
            new,
            status,
            reason: None,
            edited: false,
            conflicts: Vec::new(),
        });
    }
    Ok(out)
}

/// The files that go away, and do not only move into another folder.
#[must_use]
pub fn gone(files: &[Compared]) -> Vec<&Compared> {
    fn name(file: &Compared) -> &str {
        file.path.rsplit('/').next().unwrap_or_default()
    }
    let made: Vec<&str> =
        files.iter().filter(|file| file.status == Status::Create).map(name).collect();
    let deleted = files.iter().filter(|file| matches!(file.status, Status::Deletes(_)));
    // The case of a name tells nothing apart, neither in orgs nor on every disk.
    let moved = |file: &Compared| made.iter().any(|made| made.eq_ignore_ascii_case(name(file)));
    deleted.filter(|file| !moved(file)).collect()
}

/// The change from `old` to `new` as a unified diff, without credentials.
fn diff(path: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> String {
    let before = String::from_utf8_lossy(old.unwrap_or_default());
    let after = String::from_utf8_lossy(new.unwrap_or_default());
    let path = escape::line(path);
    let side = |side: &str, there: bool| {
        if there { format!("{side}/{path}") } else { "/dev/null".to_owned() }
    };
    let (from, to) = (side("a", old.is_some()), side("b", new.is_some()));
    let text = project::diff((&from, &to), &path, &before, &after);
    if text.is_empty() && old.is_some() && new.is_some() && old != new {
        return format!("--- {from}\n+++ {to}\n(differs in bytes that are not valid UTF-8)\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diffs_hide_credentials() {
        let old = b"<a>\n<consumerSecret>old-one</consumerSecret>\n<b>true</b>\n</a>\n";
        let new = b"<a>\n<consumerSecret>new-one</consumerSecret>\n<b>false</b>\n</a>\n";
        let shown = diff("x.xml", Some(old), Some(new));
        assert!(shown.contains("+<b>false</b>"), "{shown}");
        assert!(!shown.contains("old-one") && !shown.contains("new-one"), "{shown}");
        let only = diff(
            "x.xml",
            Some(b"<consumerSecret>a</consumerSecret>"),
            Some(b"<consumerSecret>b</consumerSecret>"),
        );
        assert!(only.contains("-<consumerSecret>*</consumerSecret>"), "{only}");
    }
}
