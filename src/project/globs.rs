//! Patterns of paths on the command line, for shells that do not expand them and for quoted ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::{Candidate, Files, PACKAGE_MANIFEST, SFDX_PROJECT, classify};

/// Longest pattern, in bytes.
const LONGEST: usize = 1_000;
/// Most choices in a pattern: each of them multiplies its size.
const MOST_CHOICES: usize = 16;
/// What makes a path a pattern.
const SIGNS: &[char] = &['*', '?', '[', '{'];

/// The files and directories that a path on the command line stands for: itself, or what matches it
/// where it is a pattern and nothing has that name. Hidden files and installed packages of Node are
/// searched only where the pattern names them.
///
/// # Errors
/// If nothing matches, or the text is no pattern.
pub(crate) fn expand(files: &Files, path: &Path) -> Result<Vec<PathBuf>, String> {
    let Some(text) = path.to_str().filter(|text| text.contains(SIGNS)) else {
        return Ok(vec![path.to_path_buf()]);
    };
    if files.is_there(path) || files.is_dir(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    if text.len() > LONGEST || text.matches(['{', '[']).count() > MOST_CHOICES {
        return Err("the pattern is too long, or has too many `{` and `[`".to_owned());
    }
    let (base, rest) = split(text);
    let glob = GlobBuilder::new(rest)
        .literal_separator(true)
        .build()
        .map_err(|fault| format!("it is not a pattern of paths: {}", fault.kind()))?;
    let found = matches(files, &files.absolute(Path::new(base)), &glob.compile_matcher());
    if found.is_empty() {
        return Err("no file matches this pattern".to_owned());
    }
    Ok(found.into_iter().map(|path| shown(files, &path)).collect())
}

/// The directory that the pattern starts in, and the pattern from there.
fn split(text: &str) -> (&str, &str) {
    let sign = text.find(SIGNS).unwrap_or(text.len());
    match text[..sign].rfind('/') {
        Some(0) => ("/", &text[1..]),
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (".", text),
    }
}

/// What matches below a directory. A directory that matches stands for the files in it.
fn matches(files: &Files, base: &Path, glob: &GlobMatcher) -> BTreeSet<PathBuf> {
    let first = |path: &Path| {
        let rest = path.strip_prefix(base).ok()?;
        let mut above: Vec<&Path> =
            rest.ancestors().filter(|part| !part.as_os_str().is_empty()).collect();
        above.reverse();
        above.into_iter().find(|part| glob.is_match(part)).map(|part| base.join(part))
    };
    let is_read = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        [SFDX_PROJECT, PACKAGE_MANIFEST].contains(&name)
            || !matches!(classify(path), Candidate::Unrelated)
    };
    let all = files.find(base, |path| first(path).is_some());
    // What a check does not read is passed over, but where nothing else matches.
    let read = all.iter().filter(|path| is_read(path)).filter_map(|path| first(path));
    let read: BTreeSet<PathBuf> = read.collect();
    if read.is_empty() { all.iter().filter_map(|path| first(path)).collect() } else { read }
}

/// The path from the working directory, where it is below that.
fn shown(files: &Files, path: &Path) -> PathBuf {
    path.strip_prefix(files.cwd()).unwrap_or(path).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(pattern: &str) -> Result<Vec<String>, String> {
        let files = Files::in_memory(
            [
                "a/x/One.eca-meta.xml",
                "a/x/One.ecaOauth-meta.xml",
                "a/y/Two.eca-meta.xml",
                "a/y/notes.txt",
                "a/.hidden/Three.eca-meta.xml",
                "a/[odd]/Four.eca-meta.xml",
                "only/notes.txt",
            ]
            .map(|path| (path, "")),
        );
        let paths = expand(&files, Path::new(pattern))?;
        Ok(paths.into_iter().map(|path| path.display().to_string()).collect())
    }

    #[test]
    fn patterns_stand_for_what_matches_them() {
        for (pattern, expected) in [
            ("a/x", &["a/x"][..]),
            ("nowhere", &["nowhere"]),
            ("a/[odd]", &["a/[odd]"]),
            ("a/*/One.eca-meta.xml", &["a/x/One.eca-meta.xml"]),
            ("**/*.ecaOauth-meta.xml", &["a/x/One.ecaOauth-meta.xml"]),
            ("a/?", &["a/x", "a/y"]),
            ("./a/x/../y/*", &["a/y/Two.eca-meta.xml"]),
            ("a/{x,y}/*.eca-meta.xml", &["a/x/One.eca-meta.xml", "a/y/Two.eca-meta.xml"]),
            ("a/.hidden/*", &["a/.hidden/Three.eca-meta.xml"]),
            ("only/*", &["only/notes.txt"]),
        ] {
            assert_eq!(expanded(pattern).unwrap(), expected, "{pattern}");
        }
    }

    #[test]
    fn what_matches_nothing_is_a_fault() {
        for pattern in ["*.json", "nowhere/*", "a/*.eca-meta.xml", "a/[", "a/{x"] {
            assert!(expanded(pattern).is_err(), "{pattern}");
        }
        assert!(expanded(&"*".repeat(2_000)).is_err());
    }
}
