//! Names that are not for the files of a project, in every spelling that some system takes for them.

use std::path::{Component, Path, PathBuf};

use super::WriteFault;
use super::journal::DIRECTORY;

/// Whether a part of a path names the directory of git or that of the journal on some system.
///
/// Windows drops dots and spaces at the end, takes what follows a colon for a stream of the file, takes
/// `\` for a separator and knows files by a short name too. macOS ignores some characters that do
/// not show. Both ignore case.
pub(super) fn is_reserved(part: &str) -> bool {
    part.split(['/', '\\']).any(|part| {
        let name = part.split(':').next().unwrap_or_default();
        let name: String = name.chars().filter(|c| !is_ignored(*c)).collect();
        let name = name.trim_end_matches(['.', ' ']).to_lowercase();
        let is_short = |long: &str| {
            name.strip_prefix(long).and_then(|rest| rest.strip_prefix('~')).is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
            })
        };
        name == ".git" || name == DIRECTORY || is_short("git") || is_short("ecafor")
    })
}

/// Characters that macOS omits when it compares names.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// The place of a path of a journal. It leads neither out of the directory nor through a link, nor to
/// what git keeps there.
pub(super) fn inside(root: &Path, path: &str) -> Result<PathBuf, WriteFault> {
    let leads_out = || WriteFault::new(&root.join(path), "leads out of the directory");
    if path.is_empty() || path.split(['/', '\\']).any(|part| part == "..") {
        return Err(leads_out());
    }
    let mut place = root.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else { return Err(leads_out()) };
        if is_reserved(&part.to_string_lossy()) {
            return Err(WriteFault::new(&root.join(path), "is not for the files of a project"));
        }
        place.push(part);
        if place.symlink_metadata().is_ok_and(|data| data.file_type().is_symlink()) {
            return Err(WriteFault::new(&place, "is a link, which is not followed when writing"));
        }
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_reserved_name_is_refused() {
        let names = [
            ".git",
            ".GIT",
            ".Git",
            ".git.",
            ".git ",
            ".git. .",
            ".git::$INDEX_ALLOCATION",
            ".git:x",
            ".git\\hooks\\x",
            "x\\.git\\y",
            "GIT~1",
            "git~2",
            ".g\u{200c}it",
            "\u{feff}.git",
            ".ecaforge-journal",
            ".ECAFORGE-JOURNAL.",
            "ECAFOR~1",
        ];
        for name in names {
            assert!(is_reserved(name), "{name:?}");
            for path in [name.to_owned(), format!("a/{name}/b"), format!("a/{name}")] {
                assert!(inside(Path::new("/none"), &path).is_err(), "{path:?}");
            }
        }
        for path in ["", "..", "a/../../b", "/a", "a\\..\\..\\b", "..\\b"] {
            assert!(inside(Path::new("/none"), path).is_err(), "{path:?}");
        }
        for name in [".gitignore", ".github", "git", "digit~1", "a.git", ".gitt", "git~x", "a:b"] {
            assert!(!is_reserved(name), "{name:?}");
            assert!(inside(Path::new("/none"), &format!("a/{name}")).is_ok(), "{name:?}");
        }
    }
}
