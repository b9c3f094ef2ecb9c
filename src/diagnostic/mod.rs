//! Layer 0: what a check says of a place, and how that place could be fixed.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::change::{Edit, Move};
use crate::text::Span;

/// How bad a finding is; ordered from mild to grave.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A better way exists.
    Hint,
    /// It deploys, but is insecure, fragile, or breaks for users.
    Warning,
    /// The deploy will fail, the app cannot work as configured, or a credential leaks.
    Error,
}

impl Severity {
    /// The word used in every output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A byte range in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// Byte range in that file.
    pub span: Span,
}

/// Words of a finding: borrowed where they are in the program, owned where they were made with
/// values of files, which are shown by permission only.
pub type Words = Cow<'static, str>;

/// One result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, kebab-case.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is; for something missing, the nearest thing that is there.
    pub place: Place,
    /// API name of the app that it concerns.
    pub app: Option<String>,
    /// What is wrong, in one sentence.
    pub message: Words,
    /// Why it matters.
    pub why: Words,
    /// What to write instead.
    pub help: Words,
    /// Address of a page that says so.
    pub url: Option<Words>,
    /// Other places that belong to the fault.
    pub related: Vec<Related>,
    /// A change that removes it.
    pub fix: Option<Fix>,
    /// Whether the texts that the fix writes are omitted from reports, since they have values that may
    /// not be shown.
    pub withheld: bool,
    /// What stays the same while lines move: names the finding across runs. Empty until the check
    /// is done.
    pub fingerprint: String,
}

/// Another place that belongs to a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where it is.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// A graded change that removes a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command to a person.
    pub title: String,
    /// Whether it can be applied without a look.
    pub safety: Safety,
    /// Edits by place.
    pub edits: Vec<FileEdit>,
    /// Renames and moves of files.
    pub moves: Vec<Move>,
}

impl Fix {
    /// A fix of one edit.
    #[must_use]
    pub fn edit(title: impl Into<String>, safety: Safety, path: &Arc<str>, edit: Edit) -> Self {
        let edits = vec![FileEdit { path: path.clone(), edit }];
        Self { title: title.into(), safety, edits, moves: Vec::new() }
    }

    /// A fix of several edits in one file.
    #[must_use]
    pub fn edits(
        title: impl Into<String>,
        safety: Safety,
        path: &Arc<str>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> Self {
        let edits = edits.into_iter().map(|edit| FileEdit { path: path.clone(), edit }).collect();
        Self { title: title.into(), safety, edits, moves: Vec::new() }
    }

    /// A fix that renames or moves one file.
    #[must_use]
    pub fn relocate(title: impl Into<String>, safety: Safety, from: &Arc<str>, to: &str) -> Self {
        let moves = vec![Move { from: from.clone(), to: to.into() }];
        Self { title: title.into(), safety, edits: Vec::new(), moves }
    }
}

/// An edit in a named file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// Path relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// The edit.
    pub edit: Edit,
}

/// Whether a fix can be applied without a look.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Keeps what the file means, or makes it mean what it plainly was meant to.
    Safe,
    /// Changes what the app does, or rests on a guess.
    Unsafe,
}
