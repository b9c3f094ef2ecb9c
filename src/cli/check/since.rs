//! `--since`: the state of the files at a revision.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::check::{Baseline, CheckRequest, Since, run_check};
use crate::cli::Failure;
use crate::git::{Changes, Repository};
use crate::project::Files;

/// How alike the texts of a moved file are at least: half of their lines.
const LEAST_ALIKE: f32 = 0.5;
/// Most pairs of files that are compared for likeness.
const MOST_PAIRS: usize = 10_000;
/// Longest text that is compared for likeness, in bytes.
const LONGEST: usize = 256 * 1024;

/// What changed since a revision.
///
/// # Errors
/// If git cannot be asked, or knows no such revision.
pub(super) fn of(
    revision: &str,
    files: &Files,
    request: &CheckRequest<'_>,
) -> Result<Since, Failure> {
    let repository = Repository::open(files.cwd(), revision)?;
    let mut changes = repository.changes()?;
    let path = request.baseline_path.as_ref().map(|path| files.absolute(path));
    let also: Vec<&Path> = path.as_deref().into_iter().collect();
    let old = repository.files(files.cwd(), &also)?;
    let found = moved(&changes, &old, files);
    changes.moved.extend(found);
    let baseline = path.and_then(|path| old.read(&path).ok());
    let baseline = baseline.and_then(|bytes| Baseline::read(&String::from_utf8(bytes).ok()?).ok());
    let mut request = request.clone();
    request.scope.paths = paths_before(&request.scope.paths, &changes, &old);
    let before = run_check(&old, &request)?;
    let since = Since::new(changes.changed, &before);
    Ok(since.with_moved(changes.moved).with_baseline(baseline.unwrap_or_default()))
}

/// The paths that were asked for in the earlier state: those that were there, and those from which
/// files in them were moved. A path that did not exist then had no findings.
fn paths_before(paths: &[PathBuf], changes: &Changes, old: &Files) -> Vec<PathBuf> {
    let was_there = |path: &&PathBuf| old.is_file(path) || old.is_dir(path);
    let mut before: Vec<PathBuf> = paths.iter().filter(was_there).cloned().collect();
    let asked: Vec<PathBuf> = paths.iter().map(|path| old.absolute(path)).collect();
    let covers = |all: &[PathBuf], path: &Path| all.iter().any(|around| path.starts_with(around));
    let known: Vec<PathBuf> = before.iter().map(|path| old.absolute(path)).collect();
    let moved = changes.moved.iter().filter(|(now, _)| covers(&asked, now));
    let more = moved.map(|(_, then)| then).filter(|then| !covers(&known, then));
    before.extend(more.filter(|then| old.is_file(then)).cloned());
    before
}

/// Files that were moved and that git does not know under their new paths yet.
fn moved(changes: &Changes, old: &Files, now: &Files) -> BTreeMap<PathBuf, PathBuf> {
    let text = |files: &Files, path: &Path| {
        String::from_utf8(files.read(path).ok()?).ok().filter(|it| !it.trim().is_empty())
    };
    let of = |files: &Files, paths: &BTreeSet<PathBuf>| -> Vec<(PathBuf, String)> {
        paths.iter().filter_map(|path| Some((path.clone(), text(files, path)?))).collect()
    };
    let mut gone = of(old, &changes.removed);
    if gone.is_empty() {
        return BTreeMap::new();
    }
    let mut found = BTreeMap::new();
    let mut left = MOST_PAIRS;
    let kinds: BTreeSet<Option<OsString>> =
        gone.iter().map(|(path, _)| path.extension().map(OsStr::to_owned)).collect();
    let is_alike = |path: &&PathBuf| kinds.contains(&path.extension().map(OsStr::to_owned));
    let new = changes.untracked.iter().filter(is_alike).cloned().collect();
    for (path, text) in of(now, &new) {
        let same = gone.iter().position(|(_, old)| *old == text);
        let best = same.or_else(|| {
            let own_kind = |old: &Path| old.extension() == path.extension();
            let pairs = gone.iter().enumerate().filter(|(_, (old, _))| own_kind(old));
            let pairs = pairs.filter(|(_, (_, old))| old.len() + text.len() <= LONGEST).take(left);
            let alike = |old: &str| TextDiff::from_lines(old, text.as_str()).ratio();
            let ratios: Vec<(usize, f32)> = pairs.map(|(at, (_, old))| (at, alike(old))).collect();
            left = left.saturating_sub(ratios.len());
            let best = ratios.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            best.filter(|(_, ratio)| *ratio >= LEAST_ALIKE).map(|(at, _)| at)
        });
        if let Some(at) = best {
            found.insert(path, gone.swap_remove(at).0);
        }
    }
    found
}
