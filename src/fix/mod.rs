//! Layer 3: applying fixes, in memory, until nothing more can be fixed.
//!
//! Each round checks the files as they would be, picks fixes whose places do not meet, applies
//! them to a copy and checks again. Where the result is not better, the round finds the fix that
//! fails and applies the others. A fix is omitted if its finding would stay, if it would break a
//! file or lead to more findings, if it would undo another fix, or if an app would admit more than
//! before. Each such fix is reported with its reason.

mod apply;
mod changes;
mod outcome;
mod places;
mod select;

pub(crate) use changes::ChangeSet;
pub use changes::FileChange;
pub(crate) use outcome::Left;
pub use outcome::{Checked, Reason};

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use crate::check::Report;
use crate::diagnostic::{Finding, Safety};
use crate::project::Files;
use apply::{Applied, Failed, apply};
use outcome::judge;
use places::Places;
use select::{Choice, select};

/// Rounds after which fixes that lead to each other count as endless. Fixes uncover other findings
/// a few levels deep at most.
const MAX_ROUNDS: usize = 100;

/// Checks files as they would be after some fixes.
pub type CheckAgain<'a> = dyn Fn(&Files) -> io::Result<Checked> + 'a;

/// What fixing came to.
#[derive(Debug)]
pub struct Fixed {
    /// The files with every change laid over them.
    pub files: Files,
    /// The findings that are left.
    pub report: Report,
    /// The changes, by path.
    pub changes: ChangeSet,
    /// Number of fixes that were applied.
    pub applied: usize,
    /// The fixes that were allowed and not applied, each with its reason.
    pub left: Vec<Left>,
    /// Rules whose fixes still led to each other when the run gave up; empty if it came to an end.
    pub endless: Vec<&'static str>,
}

/// Applies every fix up to `safety`, round by round.
///
/// # Errors
/// If the files cannot be checked, or one with a fix cannot be read again.
pub fn fix(files: &Files, safety: Safety, check: &CheckAgain<'_>) -> io::Result<Fixed> {
    let mut run = Run {
        before: files,
        now: files.clone(),
        checked: check(files)?,
        touched: BTreeSet::new(),
        moved: BTreeMap::new(),
        dropped: Vec::new(),
        seen: vec![Vec::new()],
        applied: 0,
        safety,
        check,
    };
    let mut endless = BTreeSet::new();
    for round in 0.. {
        let last = round >= MAX_ROUNDS;
        if last {
            let choice = run.choose(&run.checked.report);
            endless.extend(choice.chosen.iter().map(|finding| finding.rule));
        }
        if last || !run.round()? {
            break;
        }
    }
    let changes = ChangeSet::between(run.before, &run.now, &run.touched, &run.moved)?;
    let left = run.left();
    let endless = endless.into_iter().collect();
    let report = run.checked.report;
    Ok(Fixed { changes, files: run.now, report, applied: run.applied, left, endless })
}

struct Run<'a> {
    before: &'a Files,
    now: Files,
    checked: Checked,
    /// Paths that were written, moved away or moved to.
    touched: BTreeSet<String>,
    /// Present path of each moved file, with its first one.
    moved: BTreeMap<String, String>,
    dropped: Vec<Dropped>,
    /// Earlier states, as the files that differ from those at the start: fixes that undo each other
    /// must not go round in circles.
    seen: Vec<State>,
    applied: usize,
    safety: Safety,
    check: &'a CheckAgain<'a>,
}

type State = Vec<(String, Option<Vec<u8>>)>;

/// A fix that failed, in the present state of the files.
struct Dropped {
    finding: Finding,
    reason: Reason,
    /// How many fixes were applied by then: later ones may have changed what made it fail.
    applied: usize,
}

/// A set of fixes that can be applied together, with the files and findings after it.
struct Good<'f> {
    fixes: Vec<&'f Finding>,
    applied: Applied,
    checked: Checked,
    state: State,
}

impl Run<'_> {
    fn choose<'f>(&self, report: &'f Report) -> Choice<'f> {
        select(&report.findings, self.safety, &self.now, |finding| {
            self.dropped.iter().any(|dropped| is_same(&dropped.finding, finding))
        })
    }

    /// One round; whether another one may help.
    fn round(&mut self) -> io::Result<bool> {
        let checked = std::mem::take(&mut self.checked);
        let chosen = self.choose(&checked.report).chosen;
        if chosen.is_empty() {
            self.checked = checked;
            // What failed before other fixes were applied may work now.
            let known = self.dropped.len();
            self.dropped.retain(|dropped| dropped.applied == self.applied);
            return Ok(self.dropped.len() < known);
        }
        let mut good = None;
        let mut failed = Vec::new();
        self.settle(&checked, &chosen, &mut good, &mut failed)?;
        let total = self.applied + good.as_ref().map_or(0, |good| good.fixes.len());
        let dropped = failed.into_iter().map(|(finding, reason, with)| Dropped {
            finding,
            reason,
            // It was tried together with so many others of this round.
            applied: self.applied + with,
        });
        self.dropped.extend(dropped);
        let Some(good) = good else {
            self.checked = checked;
            return Ok(true);
        };
        let places = Places::of(&good.fixes, &good.applied);
        for dropped in &mut self.dropped {
            places.follow(&mut dropped.finding.place);
        }
        self.applied = total;
        self.take(good);
        Ok(true)
    }

    /// Adds to `good` as many of `chosen` as work together, by halves; the others go to `failed`,
    /// each with the number of fixes that it was tried with.
    fn settle<'f>(
        &self,
        before: &'f Checked,
        chosen: &[&'f Finding],
        good: &mut Option<Good<'f>>,
        failed: &mut Vec<(Finding, Reason, usize)>,
    ) -> io::Result<()> {
        if chosen.is_empty() {
            return Ok(());
        }
        let with = good.as_ref().map_or(&[][..], |good| &good.fixes);
        let all: Vec<&Finding> = with.iter().chain(chosen).copied().collect();
        let (reason, suspects) = match self.attempt(before, &all)? {
            Ok(next) => {
                *good = Some(next);
                return Ok(());
            }
            Err(failure) => failure,
        };
        if let [only] = chosen {
            failed.push(((*only).clone(), reason, with.len()));
            return Ok(());
        }
        let is_suspect =
            |finding: &&&Finding| suspects.iter().any(|it| std::ptr::eq(*it, **finding));
        let (bad, rest): (Vec<&Finding>, Vec<&Finding>) =
            chosen.iter().partition(|finding| is_suspect(finding));
        let (first, second) = if bad.is_empty() || rest.is_empty() {
            let (first, second) = chosen.split_at(chosen.len() / 2);
            (first.to_vec(), second.to_vec())
        } else {
            (rest, bad)
        };
        self.settle(before, &first, good, failed)?;
        self.settle(before, &second, good, failed)
    }

    /// Applies some fixes to the files of this round; else why not, and which of them are at fault
    /// where that can be told.
    fn attempt<'f>(
        &self,
        before: &Checked,
        fixes: &[&'f Finding],
    ) -> io::Result<Result<Good<'f>, (Reason, Vec<&'f Finding>)>> {
        let applied = match apply(&self.now, fixes)? {
            Ok(applied) => applied,
            Err(Failed { reason, path }) => {
                let of_file = fixes.iter().copied().filter(|finding| edits(finding, &path));
                return Ok(Err((reason, of_file.collect())));
            }
        };
        let state = state(self.before, &applied.files, &self.touched_with(&applied));
        if self.seen.contains(&state) {
            return Ok(Err((Reason::UndoesAnother, Vec::new())));
        }
        let checked = (self.check)(&applied.files)?;
        if let Err(failure) = judge(before, &checked, fixes, &applied) {
            return Ok(Err(failure));
        }
        Ok(Ok(Good { fixes: fixes.to_vec(), applied, checked, state }))
    }

    fn touched_with(&self, applied: &Applied) -> BTreeSet<String> {
        let moved = applied.moved.iter().flat_map(|(from, to)| [from, to]);
        self.touched.iter().chain(applied.written.iter()).chain(moved).cloned().collect()
    }

    /// Takes a step over.
    fn take(&mut self, good: Good<'_>) {
        self.touched = self.touched_with(&good.applied);
        self.seen.push(good.state);
        self.now = good.applied.files;
        self.checked = good.checked;
        for (from, to) in good.applied.moved {
            let first = self.moved.remove(&from).unwrap_or_else(|| from.clone());
            self.moved.insert(to, first);
        }
    }

    /// The fixes that are still offered, each with why it was not applied.
    fn left(&self) -> Vec<Left> {
        let Choice { chosen, blocked } = self.choose(&self.checked.report);
        let open = chosen.into_iter().chain(blocked).map(|f| (f, Reason::Conflicts));
        let findings = &self.checked.report.findings;
        let failed =
            findings.iter().filter(|f| outcome::is_allowed(f, self.safety)).filter_map(|f| {
                let dropped = self.dropped.iter().find(|dropped| is_same(&dropped.finding, f))?;
                Some((f, dropped.reason.clone()))
            });
        let mut left: Vec<Left> =
            open.chain(failed).map(|(f, reason)| Left { finding: f.clone(), reason }).collect();
        left.sort_by(|a, b| a.finding.place.cmp(&b.finding.place));
        left
    }
}

/// Whether that is the same finding, in the same state of the files.
fn is_same(a: &Finding, b: &Finding) -> bool {
    let title = |finding: &Finding| finding.fix.as_ref().map(|fix| fix.title.clone());
    a.rule == b.rule && a.place == b.place && a.message == b.message && title(a) == title(b)
}

fn edits(finding: &Finding, path: &str) -> bool {
    finding.fix.as_ref().is_some_and(|fix| {
        fix.edits.iter().any(|edit| *edit.path == *path)
            || fix.moves.iter().any(|step| *step.from == *path || *step.to == *path)
    })
}

/// The files among `touched` that differ.
fn state(before: &Files, now: &Files, touched: &BTreeSet<String>) -> State {
    let read = |files: &Files, path: &str| files.read(Path::new(path)).ok();
    let files = touched.iter().map(|path| (path.clone(), read(now, path)));
    files.filter(|(path, bytes)| *bytes != read(before, path)).collect()
}

#[cfg(test)]
mod tests;
