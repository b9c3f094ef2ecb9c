//! Layer 4: a report as text, a file a format. Byte spans become lines and columns here only.

mod azure;
mod checkout;
mod checkstyle;
mod concise;
mod evidence;
mod github;
mod gitlab;
mod groups;
mod human;
mod json;
mod junit;
mod markdown;
mod places;
mod rdjson;
mod sarif;
mod statistics;

pub use azure::azure;
pub use checkout::{Checkout, Forge, ForgeKind};
pub use checkstyle::checkstyle;
pub use concise::concise;
pub use evidence::{EvidenceTable, evidence, evidence_csv};
pub use github::github;
pub use gitlab::gitlab;
pub(crate) use human::summary_line;
pub use human::{HumanOptions, human};
pub use json::{json, json_with, report_schema};
pub use junit::junit;
pub use markdown::{markdown, markdown_with};
pub use places::Places;
pub use rdjson::rdjson;
pub use sarif::sarif;
pub use statistics::{RuleCount, Statistics};

/// What a report has besides its findings, where that is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// The counts by rule.
    pub statistics: Option<&'a Statistics>,
    /// The evidence table of the profile `isv`.
    pub evidence: Option<&'a EvidenceTable>,
}
