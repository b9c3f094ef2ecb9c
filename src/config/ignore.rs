//! Entries that leave findings out.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostic::Finding;
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
    /// Files, relative to the configuration's directory; all if there is none.
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
    pub span: Span,
    /// The whole entry, for taking it out; none where it is not written as a table of its own.
    pub entry: Option<Span>,
}

impl Ignore {
    /// Whether another entry omits the same, as long.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let parts = |it: &Self| (it.rule, it.path.clone(), it.app.clone(), it.expired);
        parts(self) == parts(other)
    }

    /// Whether the entry is about that finding; `path` is the finding's, relative to the
    /// configuration's directory.
    #[must_use]
    pub fn covers(&self, finding: &Finding, path: &Path) -> bool {
        self.rule == finding.rule
            && self.files.as_ref().is_none_or(|files| files.is_match(path))
            && self.app.as_deref().is_none_or(|app| finding.app.as_deref() == Some(app))
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
