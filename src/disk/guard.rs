//! Which paths may be written.

use std::fs;
use std::path::{Path, PathBuf};

use super::DiskFault;

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
pub(super) fn place(root: &Path, path: &str) -> Result<PathBuf, DiskFault> {
    if let Some(fault) = path_fault(path) {
        return Err(DiskFault::new(root, format!("{fault}; nothing was written")));
    }
    let mut place = root.to_path_buf();
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        place.push(part);
        let last = index + 1 == parts.len();
        let Ok(there) = fs::symlink_metadata(&place) else { continue };
        if there.file_type().is_symlink() {
            return Err(DiskFault::new(&place, "is a link, which could lead out of the project"));
        }
        if last && !there.is_file() {
            return Err(DiskFault::new(&place, "is not a file, but a file is to be written there"));
        }
        if !last && !there.is_dir() {
            return Err(DiskFault::new(&place, "is a file, but a directory is needed there"));
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
}
