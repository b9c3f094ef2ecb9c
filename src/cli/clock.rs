//! The time that a run is given.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::clock::Clock;

/// The moment that a report bears: `SOURCE_DATE_EPOCH`, where it is set, so that two runs write the
/// same; else now.
pub(super) fn time_of_report() -> i64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    given.unwrap_or_else(|| clock().now)
}

/// The time now.
pub(super) fn clock() -> Clock {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Clock { now: i64::try_from(now.as_secs()).unwrap_or(i64::MAX) }
}
