//! Writing a set of files below one directory, never outside of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::journal::{Journal, WriteStep};
use super::names::is_reserved;
use super::{WriteFault, fresh};

/// A file that is to hold certain bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWrite {
    /// Path relative to the target, with `/`.
    pub path: String,
    /// What it is to hold.
    pub bytes: Vec<u8>,
}

/// Makes steps in the directory `root`, which comes into being where it is missing; all of them, or
/// none. A run that is killed on the way leaves nothing, or what [`super::recover`] finishes.
///
/// # Errors
/// If one of them cannot be made. Then everything is as before.
pub(crate) fn write_below(root: &Path, steps: Vec<WriteStep>) -> Result<(), WriteFault> {
    for step in &steps {
        place(root, &step.path)?;
    }
    fresh::clear_leftovers(root);
    if root.is_dir() {
        return write_projects(&[(root.to_path_buf(), steps)]);
    }
    let file = |step: &'_ WriteStep| Some((step.path.clone(), step.new.clone()?));
    fresh::make(root, &steps.iter().filter_map(file).collect::<Vec<_>>())
}

/// Makes steps in directories that are there, all of them, or none. A run that is killed on the way
/// leaves each directory as it was, or so that [`super::recover`] finishes it.
///
/// # Errors
/// If one of them cannot be made. Then everything is as before.
pub(crate) fn write_projects(projects: &[(PathBuf, Vec<WriteStep>)]) -> Result<(), WriteFault> {
    let mut journals: Vec<Journal> = Vec::new();
    let mut done = Ok(());
    for (root, steps) in projects.iter().filter(|(_, steps)| !steps.is_empty()) {
        match Journal::prepare(root, steps) {
            Ok(journal) => journals.push(journal),
            Err(fault) => done = done.and(Err(fault)),
        }
    }
    for journal in &mut journals {
        done = done.and_then(|()| journal.decide());
    }
    for journal in &journals {
        done = done.and_then(|()| journal.carry_out());
    }
    for journal in journals.into_iter().rev() {
        match &mut done {
            Ok(()) => journal.close(),
            Err(fault) => journal.take_back(fault),
        }
    }
    done
}

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Why a relative path with `/` may not be written; none where it may.
#[must_use]
pub(crate) fn path_fault(path: &str) -> Option<String> {
    path.split('/').find_map(|part| part_fault(part).map(|fault| format!("`{path}` {fault}")))
}

fn part_fault(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        return Some("is absolute or has an empty part");
    }
    if part == "." || part == ".." {
        return Some("leads out of the project");
    }
    if is_reserved(part) {
        return Some("is not for the files of a project");
    }
    let forbidden =
        |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*');
    if part.contains(forbidden) {
        return Some("contains a character that file names cannot have everywhere");
    }
    if part.ends_with(['.', ' ']) {
        return Some("has a part that ends with a dot or a space, which Windows drops");
    }
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    let device = DEVICES.contains(&stem.as_str()) || numbered("COM") || numbered("LPT");
    device.then_some("has a name that Windows keeps for a device")
}

/// The place of a relative path below `root`, if it can be written without following a link.
///
/// # Errors
/// If it may not be written, or something else is there.
pub fn place(root: &Path, path: &str) -> Result<PathBuf, WriteFault> {
    if let Some(fault) = path_fault(path) {
        return Err(WriteFault::new(root, fault));
    }
    let mut place = root.to_path_buf();
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        place.push(part);
        let last = index + 1 == parts.len();
        let Ok(there) = fs::symlink_metadata(&place) else { continue };
        if there.file_type().is_symlink() {
            return Err(WriteFault::new(
                &place,
                "is a link, which could lead out of the project; put in its place what it leads to",
            ));
        }
        if last && !there.is_file() {
            return Err(WriteFault::new(
                &place,
                "is not a file, but a file is to be written there; move it away",
            ));
        }
        if !last && !there.is_dir() {
            return Err(WriteFault::new(
                &place,
                "is a file, but a directory is needed there; move it away",
            ));
        }
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_cannot_escape_or_name_devices() {
        for good in ["a", "a/b.xml", ".gitignore", "console/x", "COM10.txt", "a/..b"] {
            assert_eq!(path_fault(good), None, "{good}");
        }
        for bad in [
            "",
            "/etc/x",
            "../x",
            "a/../../x",
            "a//b",
            "./a",
            "C:/x",
            "a\\..\\b",
            "nul",
            "a/Con.txt",
            "COM1.eca-meta.xml",
            "a.",
            "a /b",
            "a\nb",
            ".git/config",
            "a/.GIT/hooks/x",
            ".ecaforge-journal/x",
        ] {
            assert!(path_fault(bad).is_some(), "{bad:?}");
        }
    }

    fn file(path: &str, old: Option<&str>, text: &str) -> WriteStep {
        let old = old.map(|old| old.as_bytes().to_vec());
        WriteStep { path: path.to_owned(), old, new: Some(text.into()) }
    }

    fn tree(root: &Path) -> Vec<String> {
        let mut all: Vec<String> = walkdir::WalkDir::new(root)
            .min_depth(1)
            .into_iter()
            .map(|entry| entry.unwrap().path().strip_prefix(root).unwrap().display().to_string())
            .collect();
        all.sort();
        all
    }

    #[test]
    fn a_failure_puts_everything_back() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("old"), "before").unwrap();
        // `blocked` is a directory, so the last file cannot be written.
        fs::create_dir(root.join("blocked")).unwrap();
        let files = [
            file("old", Some("before"), "after"),
            file("new/deep/x", None, "x"),
            file("blocked", None, "x"),
        ];
        let fault = write_below(root, files.into()).unwrap_err();
        assert!(fault.to_string().contains("is not a file"), "{fault}");
        assert_eq!(tree(root), ["blocked", "old"]);
        assert_eq!(fs::read_to_string(root.join("old")).unwrap(), "before");
    }

    #[test]
    fn a_failure_among_the_renames_puts_everything_back() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("a"), "before").unwrap();
        // The directory of the last file is at the path of the file before it.
        let files =
            [file("a", Some("before"), "after"), file("d/b", None, "1"), file("d/b/c", None, "2")];
        write_below(root, files.into()).unwrap_err();
        assert_eq!(tree(root), ["a"]);
        assert_eq!(fs::read_to_string(root.join("a")).unwrap(), "before");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_permissions_are_usual() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        symlink(outside.path(), dir.path().join("link")).unwrap();
        let bad = file("link/x", None, "x");
        let fault = write_below(dir.path(), vec![bad]).unwrap_err();
        assert!(fault.to_string().contains("is a link"), "{fault}");
        assert!(tree(outside.path()).is_empty());
        let plain = dir.path().join("plain");
        fs::write(&plain, "").unwrap();
        write_below(dir.path(), vec![file("written", None, "x")]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&dir.path().join("written")), mode(&plain));
    }
}
