//! Findings that are suppressed on request, by a comment, the configuration, a baseline or `--since`,
//! and requests that suppress nothing.

mod baseline;
mod comments;
mod identity;
mod ignores;
mod moved;
mod since;

pub use baseline::Baseline;
pub use since::Since;

pub(super) use ignores::{Ignores, Requests};

use crate::diagnostic::Finding;

/// A finding that was omitted on request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// What asked for it.
    pub by: Suppressor,
    /// Why, where a person said so.
    pub reason: Option<String>,
}

/// What asks for a finding to be omitted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Suppressor {
    /// A comment in the file.
    Inline,
    /// An entry of the configuration.
    Config,
    /// The baseline.
    Baseline,
    /// It has nothing to do with what changed.
    Since,
}

impl Suppressor {
    /// What it is, for a reader.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Inline => "a comment in the file",
            Self::Config => "the configuration",
            Self::Baseline => "the baseline",
            Self::Since => "not part of what changed",
        }
    }
}
