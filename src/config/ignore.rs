//! Entries that leave findings out.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostic::{Finding, Place};
use crate::text::Span;

/// Longest pattern, in bytes.
const LONGEST: usize = 1_000;
/// Most choices in a pattern: each of them multiplies its size.
const MOST_CHOICES: usize = 16;

/// One entry of `[[check.ignore]]`.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// Id of the rule.
    pub rule: &'static str,
    /// The directory that the pattern of files is relative to.
    pub directory: PathBuf,
    /// Files; all if there is none.
    pub files: Option<GlobSet>,
    /// The same as it is written.
    pub path: Option<String>,
    /// API name of the app; any if there is none.
    pub app: Option<String>,
    /// Why.
    pub reason: String,
    /// Whether its last day has passed.
    pub expired: bool,
    /// Where the entry stands: for findings about it.
    pub place: Place,
    /// The whole entry, for taking it out; none where it is not written as a table of its own.
    pub entry: Option<Span>,
}

impl Ignore {
    /// Whether another entry omits the same, as long.
    #[must_use]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let parts = |it: &Self| (it.rule, it.path.clone(), it.app.clone(), it.expired);
        parts(self) == parts(other)
    }

    /// Whether the entry is about that finding; `path` is the finding's, from the root of the file
    /// system.
    #[must_use]
    pub fn covers(&self, finding: &Finding, path: &Path) -> bool {
        let path = path.strip_prefix(&self.directory).unwrap_or(path);
        self.rule == finding.rule
            && self.files.as_ref().is_none_or(|files| files.is_match(path))
            && self.app.as_deref().is_none_or(|app| finding.app.as_deref() == Some(app))
    }
}

impl Ignore {
    /// The directory, or the file, that contains everything that the entry may be about.
    #[must_use]
    pub(crate) fn area(&self) -> PathBuf {
        let glob = self.path.as_deref().map(|glob| glob.trim_start_matches("./"));
        let parts = glob.filter(|glob| glob.trim_end_matches('/').contains('/'));
        let plain = |part: &&str| !part.contains(['*', '?', '[', ']', '{', '}', '\\']);
        let parts = parts.into_iter().flat_map(|glob| glob.split('/')).take_while(plain);
        let parts = parts.filter(|part| !part.is_empty());
        let mut area = self.directory.clone();
        area.extend(parts);
        area
    }
}

/// The files that a glob stands for: those that match it, those below a directory of that name,
/// and for a bare name those anywhere.
pub(super) fn files(glob: &str) -> Result<GlobSet, String> {
    if glob.len() > LONGEST || glob.matches(['{', '[']).count() > MOST_CHOICES {
        return Err("it is too long, or has too many `{` and `[`".to_owned());
    }
    build(glob).map_err(|fault| fault.kind().to_string())
}

fn build(glob: &str) -> Result<GlobSet, globset::Error> {
    let glob = glob.trim_start_matches("./").trim_end_matches('/');
    let prefix = if glob.contains('/') { "" } else { "**/" };
    let mut set = GlobSetBuilder::new();
    for pattern in [format!("{prefix}{glob}"), format!("{prefix}{glob}/**")] {
        set.add(GlobBuilder::new(&pattern).literal_separator(true).build()?);
    }
    set.build()
}
