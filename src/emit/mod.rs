//! Layer 4: a report as text, a file a format. Byte spans become lines and columns here only.

mod concise;
mod human;
mod json;
mod places;

pub use concise::concise;
pub use human::{HumanOptions, human, summary_line};
pub use json::{json, report_schema};
pub use places::Places;
