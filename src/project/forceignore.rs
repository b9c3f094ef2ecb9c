//! `.forceignore`: what the Salesforce CLI omits, in gitignore syntax.

use std::collections::BTreeMap;
use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::SfdxProject;
use crate::schema::schema;
use crate::text::Span;

/// The patterns of a project's `.forceignore`, with those that the CLI always adds.
#[derive(Clone, Debug)]
pub(super) struct ForceIgnore {
    patterns: Gitignore,
    text: String,
}

/// Most lines that are read.
pub(super) const MOST_LINES: usize = 5_000;
/// Longest line that is read, in bytes.
pub(super) const LONGEST_LINE: usize = 1_000;

/// Whether a text is one of patterns that are read at all: others cost too much time and memory.
pub(super) fn is_bounded(text: &str) -> bool {
    let mut lines = 0;
    text.lines().all(|line| {
        lines += 1;
        lines <= MOST_LINES && line.len() <= LONGEST_LINE
    })
}

/// What the Salesforce CLI omits of every project.
const ALWAYS: &[&str] =
    &["**/*.dup", "**/.*", "**/package2-descriptor.json", "**/package2-manifest.json"];

impl ForceIgnore {
    /// Reads patterns for a project at `root`. A line that is no pattern is passed over, as the CLI
    /// does.
    #[must_use]
    pub(super) fn new(root: &Path, text: Option<&str>) -> Self {
        let mut builder = GitignoreBuilder::new(root);
        for line in ALWAYS.iter().copied().chain(text.unwrap_or_default().lines()) {
            let _ = builder.add_line(None, line.trim_end_matches('\r'));
        }
        let patterns = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Self { patterns, text: text.unwrap_or_default().to_owned() }
    }

    /// The patterns of a `.gitignore`, without those that the CLI adds.
    #[must_use]
    pub(super) fn of_git(root: &Path, text: &str) -> Self {
        let mut builder = GitignoreBuilder::new(root);
        for line in text.lines() {
            let _ = builder.add_line(None, line.trim_end_matches('\r'));
        }
        let patterns = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Self { patterns, text: text.to_owned() }
    }

    /// Whether the CLI leaves that file out.
    #[must_use]
    pub(super) fn leaves_out(&self, root: &Path, file: &Path) -> bool {
        file.starts_with(root) && self.patterns.matched_path_or_any_parents(file, false).is_ignore()
    }

    /// The line that leaves that file out, without its line end; none where no line of the text
    /// does. The file lies below the root.
    #[must_use]
    pub(super) fn line_for(&self, file: &Path) -> Option<Span> {
        let Match::Ignore(glob) = self.patterns.matched_path_or_any_parents(file, false) else {
            return None;
        };
        let mut start = 0;
        let mut found = None;
        for line in self.text.split_inclusive('\n') {
            let written = line.trim_end();
            if written == glob.original() {
                found = Some(Span::new(start, start + written.len()));
            }
            start += line.len();
        }
        found
    }

    /// The types of apps of which the patterns omit each file with a usual name, with the line.
    /// `stems` are names of apps.
    pub(super) fn kept_out(
        &self,
        root: &Path,
        sfdx: &SfdxProject,
        stems: &[&str],
    ) -> BTreeMap<&'static str, Span> {
        let mut kept = BTreeMap::new();
        let Some(directory) = sfdx.package_directories.first() else { return kept };
        let stem = stems.first().copied().unwrap_or("App");
        for known in schema().app_types() {
            let folder =
                root.join(&directory.path).join("main/default").join(known.folder.as_str());
            if let Some(line) = self.line_for(&folder.join(known.file_name(stem))) {
                kept.insert(known.name.as_str(), line);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_gitignore_syntax() {
        let root = Path::new("/p");
        let ignore =
            ForceIgnore::new(root, Some("# x\r\n**/*.ecaGlblOauth-meta.xml\r\n/old/\n!old/k\n"));
        let out = |path: &str| ignore.leaves_out(root, &root.join(path));
        assert!(out("force-app/a/X.ecaGlblOauth-meta.xml"));
        assert!(out("old/externalClientApps/X.eca-meta.xml"));
        assert!(out("force-app/.hidden"));
        assert!(!out("force-app/a/X.eca-meta.xml"));
        let line = ignore.line_for(&root.join("old/externalClientApps/X.eca-meta.xml"));
        assert_eq!(line, Some(Span::new(33, 38)));
        assert_eq!(ignore.line_for(&root.join("force-app/.hidden")), None);
    }
}
