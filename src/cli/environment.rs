//! What checks must know of the world.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::rules::Environment;

/// The moment that a report bears: `SOURCE_DATE_EPOCH`, where it is set, so that two runs write the
/// same; else now.
pub(super) fn time_of_report() -> i64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    given.unwrap_or_else(|| environment().now)
}

/// The world outside, as of now.
pub(super) fn environment() -> Environment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Environment { now: i64::try_from(now.as_secs()).unwrap_or(i64::MAX) }
}
