//! Layer 4: a report as text, a file a format. Byte spans become lines and columns here only.

mod concise;
mod evidence;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod places;
mod sarif;

pub use concise::concise;
pub use evidence::{EvidenceTable, add_evidence_markdown, evidence, evidence_csv};
pub use github::github;
pub use gitlab::gitlab;
pub(crate) use human::summary_line;
pub use human::{HumanOptions, human};
pub use json::{json, json_with_evidence, report_schema};
pub use junit::junit;
pub use markdown::markdown;
pub use places::Places;
pub use sarif::sarif;
