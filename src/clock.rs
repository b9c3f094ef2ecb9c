//! The time of a run. It is given from outside, so that the same input gives the same result.

/// The time of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Seconds since 1970-01-01 UTC.
    pub now: i64,
}
