//! What a write would change.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use similar::TextDiff;

use super::target::place;
use super::{FileWrite, WriteFault};
use crate::project::redact;

/// A file beside what is on the disk.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The file.
    pub file: &'a FileWrite,
    /// What writing it means.
    pub status: Status,
}

/// What writing a file means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is no such file yet.
    Create,
    /// The file holds these bytes already.
    Unchanged,
    /// The file holds these other bytes, which the new ones do not know of.
    Differs(Vec<u8>),
    /// The file holds these other bytes, which the new ones were made from.
    Changes(Vec<u8>),
}

/// Compares files with what is on the disk below `root`.
///
/// # Errors
/// If a path may not be written, two of them are one where case does not count, or a file cannot be
/// read.
pub fn compare<'a>(root: &Path, files: &'a [FileWrite]) -> Result<Vec<Compared<'a>>, WriteFault> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut out = Vec::with_capacity(files.len());
    for file in files {
        let place = place(root, &file.path)?;
        if let Some(other) = seen.insert(file.path.to_lowercase(), &file.path) {
            let message = format!("is one file with `{other}` on systems that do not tell case");
            return Err(WriteFault::new(&place, message));
        }
        let status = match fs::read(&place) {
            Ok(bytes) if bytes == file.bytes => Status::Unchanged,
            Ok(bytes) => Status::Differs(bytes),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Status::Create,
            Err(fault) => return Err(WriteFault::io(&place, fault)),
        };
        out.push(Compared { file, status });
    }
    Ok(out)
}

/// The change from `old` to `new` as a unified diff, without credentials.
#[must_use]
pub fn diff(path: &str, old: Option<&[u8]>, new: &[u8]) -> String {
    let before = redact(&String::from_utf8_lossy(old.unwrap_or_default()));
    let after = redact(&String::from_utf8_lossy(new));
    let from = if old.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let text = diff.unified_diff().header(&from, &format!("b/{path}")).to_string();
    if text.is_empty() && old.is_some_and(|old| old != new) {
        // Only credentials, or bytes that are no text, differ.
        return format!(
            "--- {from}\n+++ b/{path}\n(differs in a credential, or in bytes that are no text)\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diffs_hide_credentials() {
        let old = b"<a>\n<consumerSecret>old-one</consumerSecret>\n<b>1</b>\n</a>\n";
        let new = b"<a>\n<consumerSecret>new-one</consumerSecret>\n<b>2</b>\n</a>\n";
        let shown = diff("x.xml", Some(old), new);
        assert!(shown.contains("-<b>1</b>\n+<b>2</b>"), "{shown}");
        assert!(!shown.contains("old-one") && !shown.contains("new-one"), "{shown}");
        let only = diff(
            "x.xml",
            Some(b"<consumerSecret>a</consumerSecret>"),
            b"<consumerSecret>b</consumerSecret>",
        );
        assert!(only.contains("differs in a credential"), "{only}");
    }
}
