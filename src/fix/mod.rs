//! Layer 3: applying fixes, in memory, until nothing more can be mended.
//!
//! Each round checks the files as they would be, picks fixes whose places do not meet, applies
//! them to a copy and checks again. A fix after which its finding is still there, or after which
//! a file reads worse than before, is dropped and not tried again.

mod apply;
mod changes;
mod select;

pub use changes::{ChangeSet, FileChange};

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use crate::check::Report;
use crate::diagnostic::{Finding, Safety};
use crate::project::Files;
use apply::{Applied, apply};
use select::select;

/// More rounds than any project needs: fixes uncover other findings a few levels deep at most.
const MAX_ROUNDS: usize = 16;

/// Checks files as they would be after some fixes.
pub type CheckAgain<'a> = dyn Fn(&Files) -> io::Result<Report> + 'a;

/// What fixing came to.
#[derive(Debug)]
pub struct Fixed {
    /// The files with every change laid over them.
    pub files: Files,
    /// What is left.
    pub report: Report,
    /// The changes, by path.
    pub changes: ChangeSet,
    /// Number of fixes that were applied.
    pub applied: usize,
    /// Number of fixes that were tried and dropped: they would break a file, keep their finding, or
    /// lead to other ones.
    pub dropped: usize,
}

/// What tells one finding from another while places move.
type Key = (&'static str, String, String, String);

/// Applies every fix up to `safety`, round by round.
///
/// # Errors
/// If the files cannot be checked.
pub fn fix(files: &Files, safety: Safety, check: &CheckAgain<'_>) -> io::Result<Fixed> {
    let mut run = Run {
        before: files,
        now: files.clone(),
        report: check(files)?,
        touched: BTreeSet::new(),
        moved: BTreeMap::new(),
        dropped: BTreeSet::new(),
        seen: vec![Vec::new()],
        applied: 0,
    };
    for _ in 0..MAX_ROUNDS {
        if !run.round(safety, check)? {
            break;
        }
    }
    let changes = ChangeSet::between(run.before, &run.now, &run.touched, &run.moved);
    let dropped = run.report.findings.iter().filter(|f| run.dropped.contains(&key(f))).count();
    Ok(Fixed { changes, files: run.now, report: run.report, applied: run.applied, dropped })
}

struct Run<'a> {
    before: &'a Files,
    now: Files,
    report: Report,
    /// Paths that were written, moved away or moved to.
    touched: BTreeSet<String>,
    /// Present path of each moved file, with its first one.
    moved: BTreeMap<String, String>,
    dropped: BTreeSet<Key>,
    /// Earlier states, as the files that differ from those at the start: fixes that undo each other
    /// must not go round in circles.
    seen: Vec<Vec<(String, Option<Vec<u8>>)>>,
    applied: usize,
}

impl Run<'_> {
    /// One round; whether anything was applied or dropped, so that another one may help.
    fn round(&mut self, safety: Safety, check: &CheckAgain<'_>) -> io::Result<bool> {
        let report = std::mem::take(&mut self.report);
        let chosen = select(&report.findings, safety, &self.now, |finding| {
            self.dropped.contains(&key(finding))
        });
        if chosen.is_empty() {
            self.report = report;
            return Ok(false);
        }
        if let Some((applied, after)) = attempt(&self.now, &report, &chosen, check)?
            && self.take(applied, after, chosen.len())
        {
            return Ok(true);
        }
        // Some fix of the batch does not do what it should: try them one by one.
        for finding in &chosen {
            if chosen.len() > 1
                && let Some((applied, after)) = attempt(&self.now, &report, &[*finding], check)?
                && self.take(applied, after, 1)
            {
                // Places have moved: choose again.
                return Ok(true);
            }
            self.dropped.insert(key(finding));
        }
        self.report = report;
        Ok(true)
    }

    /// Takes a step over, unless it leads back to where this run has been.
    fn take(&mut self, applied: Applied, report: Report, count: usize) -> bool {
        let moved = applied.moved.iter().flat_map(|(from, to)| [from, to]);
        let mut touched = self.touched.clone();
        touched.extend(applied.written.iter().chain(moved).cloned());
        let state = state(self.before, &applied.files, &touched);
        if self.seen.contains(&state) {
            return false;
        }
        self.seen.push(state);
        self.touched = touched;
        self.now = applied.files;
        self.report = report;
        self.applied += count;
        for (from, to) in applied.moved {
            let first = self.moved.remove(&from).unwrap_or_else(|| from.clone());
            self.moved.insert(to, first);
        }
        true
    }
}

/// The files among `touched` that differ.
fn state(
    before: &Files,
    now: &Files,
    touched: &BTreeSet<String>,
) -> Vec<(String, Option<Vec<u8>>)> {
    let read = |files: &Files, path: &str| files.read(Path::new(path)).ok();
    let files = touched.iter().map(|path| (path.clone(), read(now, path)));
    files.filter(|(path, bytes)| *bytes != read(before, path)).collect()
}

/// Applies the fixes of some findings; nothing where the result is not better.
fn attempt(
    files: &Files,
    before: &Report,
    chosen: &[&Finding],
    check: &CheckAgain<'_>,
) -> io::Result<Option<(Applied, Report)>> {
    let Some(applied) = apply(files, chosen) else { return Ok(None) };
    let after = check(&applied.files)?;
    // A file that gets its right name is read for the first time: what is wrong in it was wrong
    // before.
    let uncovers = !applied.moved.is_empty();
    let better = uncovers || after.findings.len() <= before.findings.len();
    let gone = chosen.iter().all(|finding| {
        let now = |path: &str| applied.moved.get(path).cloned().unwrap_or_else(|| path.to_owned());
        let same = |other: &&Finding| {
            other.rule == finding.rule
                && other.message == finding.message
                && (other.place.path == finding.place.path
                    || *other.place.path == *now(&finding.place.path))
        };
        let mended = chosen.iter().filter(|&&other| same(&other)).count();
        let count = |report: &Report| report.findings.iter().filter(same).count();
        count(&after) + mended <= count(before)
    });
    Ok((better && gone).then_some((applied, after)))
}

fn key(finding: &Finding) -> Key {
    let title = finding.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default();
    (finding.rule, finding.place.path.to_string(), finding.message.clone(), title)
}

#[cfg(test)]
mod tests;
