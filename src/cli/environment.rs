//! What checks must know of the world.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::rules::Environment;

/// The world outside, as of now.
pub(super) fn environment() -> Environment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Environment { now: i64::try_from(now.as_secs()).unwrap_or(i64::MAX) }
}
