//! How long the parts of a check take, where somebody asks.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::rules::{Rule, all_rules};

/// How long each rule ran, on all threads together, and how long the whole phases took.
#[derive(Debug)]
pub struct Timings {
    rules: BTreeMap<&'static str, Cost>,
    reading: AtomicU64,
    checking: AtomicU64,
}

/// What a rule cost.
#[derive(Debug, Default)]
struct Cost {
    calls: AtomicU64,
    nanoseconds: AtomicU64,
}

/// What a rule cost, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCost {
    /// Id of the rule.
    pub rule: &'static str,
    /// On how many files, apps or projects it ran.
    pub calls: u64,
    /// The time of all calls.
    pub time: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            rules: all_rules().map(|rule| (rule.id, Cost::default())).collect(),
            reading: AtomicU64::default(),
            checking: AtomicU64::default(),
        }
    }
}

impl Timings {
    /// Runs a rule once, and adds its time.
    pub(super) fn of_rule(&self, rule: &Rule, run: impl FnOnce()) {
        let started = Instant::now();
        run();
        if let Some(cost) = self.rules.get(rule.id) {
            cost.calls.fetch_add(1, Ordering::Relaxed);
            cost.nanoseconds.fetch_add(nanoseconds(started), Ordering::Relaxed);
        }
    }

    /// Reads the files, and adds the time.
    pub(super) fn of_reading<T>(&self, run: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = run();
        self.reading.fetch_add(nanoseconds(started), Ordering::Relaxed);
        done
    }

    /// Checks what was read, and adds the time.
    pub(super) fn of_checking<T>(&self, run: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = run();
        self.checking.fetch_add(nanoseconds(started), Ordering::Relaxed);
        done
    }

    /// How long finding and reading the files took.
    #[must_use]
    pub(crate) fn reading(&self) -> Duration {
        Duration::from_nanos(self.reading.load(Ordering::Relaxed))
    }

    /// How long all rules took, with what is suppressed, on all threads at once.
    #[must_use]
    pub(crate) fn checking(&self) -> Duration {
        Duration::from_nanos(self.checking.load(Ordering::Relaxed))
    }

    /// What each rule that ran cost, the most expensive first.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleCost> {
        let cost = |(rule, cost): (&&'static str, &Cost)| RuleCost {
            rule,
            calls: cost.calls.load(Ordering::Relaxed),
            time: Duration::from_nanos(cost.nanoseconds.load(Ordering::Relaxed)),
        };
        let mut costs: Vec<RuleCost> =
            self.rules.iter().map(cost).filter(|cost| cost.calls > 0).collect();
        costs.sort_by_key(|cost| (std::cmp::Reverse(cost.time), cost.rule));
        costs
    }
}

fn nanoseconds(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
