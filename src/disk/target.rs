//! Writing a set of files below one directory, never outside of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Change, WriteFault, write};

/// A file that is to hold certain bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWrite {
    /// Path relative to the target, with `/`.
    pub path: String,
    /// What it is to hold.
    pub bytes: Vec<u8>,
}

/// Writes files below `root`, which is created where it is missing; files that are there already
/// are replaced. All are written, or none.
///
/// # Errors
/// If one of them cannot be written. Then everything is as before.
pub fn write_below(root: &Path, files: &[&FileWrite]) -> Result<(), WriteFault> {
    let change = |file: &&FileWrite| {
        let place = place(root, &file.path)?;
        Ok((place, Change::Write(file.bytes.clone())))
    };
    let changes: Vec<(PathBuf, Change)> = files.iter().map(change).collect::<Result<_, _>>()?;
    write(&changes)
}

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Why a relative path with `/` may not be written; none where it may.
#[must_use]
pub fn path_fault(path: &str) -> Option<String> {
    path.split('/').find_map(|part| part_fault(part).map(|fault| format!("`{path}` {fault}")))
}

fn part_fault(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        return Some("is absolute or has an empty part");
    }
    if part == "." || part == ".." {
        return Some("leads out of the project");
    }
    let forbidden =
        |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*');
    if part.contains(forbidden) {
        return Some("holds a character that file names cannot have everywhere");
    }
    if part.ends_with(['.', ' ']) {
        return Some("has a part that ends with a dot or a blank, which Windows drops");
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
pub(super) fn place(root: &Path, path: &str) -> Result<PathBuf, WriteFault> {
    if let Some(fault) = path_fault(path) {
        return Err(WriteFault::new(root, format!("{fault}; nothing was written")));
    }
    let mut place = root.to_path_buf();
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        place.push(part);
        let last = index + 1 == parts.len();
        let Ok(there) = fs::symlink_metadata(&place) else { continue };
        if there.file_type().is_symlink() {
            return Err(WriteFault::new(&place, "is a link, which could lead out of the project"));
        }
        if last && !there.is_file() {
            return Err(WriteFault::new(
                &place,
                "is not a file, but a file is to be written there",
            ));
        }
        if !last && !there.is_dir() {
            return Err(WriteFault::new(&place, "is a file, but a directory is needed there"));
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
        ] {
            assert!(path_fault(bad).is_some(), "{bad:?}");
        }
    }

    fn file(path: &str, text: &str) -> FileWrite {
        FileWrite { path: path.to_owned(), bytes: text.into() }
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
        let files = [file("old", "after"), file("new/deep/x", "x"), file("blocked", "x")];
        let fault = write_below(root, &files.iter().collect::<Vec<_>>()).unwrap_err();
        assert!(fault.to_string().contains("is not a file"), "{fault}");
        assert_eq!(tree(root), ["blocked", "old"]);
        assert_eq!(fs::read_to_string(root.join("old")).unwrap(), "before");
    }

    #[test]
    fn a_failure_among_the_renames_puts_everything_back() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("a"), "before").unwrap();
        // The directory for the last file stands where the one before it is to be.
        let files = [file("a", "after"), file("d/b", "1"), file("d/b/c", "2")];
        write_below(root, &files.iter().collect::<Vec<_>>()).unwrap_err();
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
        let bad = file("link/x", "x");
        let fault = write_below(dir.path(), &[&bad]).unwrap_err();
        assert!(fault.to_string().contains("is a link"), "{fault}");
        assert!(tree(outside.path()).is_empty());
        let plain = dir.path().join("plain");
        fs::write(&plain, "").unwrap();
        write_below(dir.path(), &[&file("written", "x")]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&dir.path().join("written")), mode(&plain));
    }
}
