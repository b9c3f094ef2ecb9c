//! Findings of a baseline whose files were moved.
//!
//! A fingerprint holds the path of the file. An entry that fits no finding and whose file is gone may
//! stand for a finding in another file: the one that would have its fingerprint at the old path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::baseline::Entry;
use crate::check::fingerprint::{Names, name};
use crate::diagnostic::Finding;
use crate::project::{Files, Workspace};
use crate::rules::rule;

/// Most old paths that are tried for all findings together.
const MOST_TRIED: usize = 200_000;

/// Entries that wait for the finding that they stand for.
pub(super) struct Moved<'a> {
    names: Names<'a>,
    /// The fingerprints that are listed for old paths, by rule and path.
    waiting: BTreeMap<&'static str, BTreeMap<&'a str, BTreeSet<&'a str>>>,
    left: usize,
}

impl<'a> Moved<'a> {
    /// `unused` are the entries that fit no finding.
    pub(super) fn new(
        unused: impl Iterator<Item = &'a Entry>,
        workspace: &'a Workspace,
        files: &Files,
    ) -> Self {
        let mut waiting: BTreeMap<_, BTreeMap<_, BTreeSet<_>>> = BTreeMap::new();
        for entry in unused {
            if let Some(rule) = rule(&entry.rule) {
                let of_rule: &mut BTreeMap<_, _> = waiting.entry(rule.id).or_default();
                of_rule.entry(entry.path.as_str()).or_default().insert(entry.fingerprint.as_str());
            }
        }
        let is_there = |path: &str| files.is_there(&files.absolute(Path::new(path)));
        let mut known = BTreeMap::new();
        for paths in waiting.values_mut() {
            paths.retain(|path, _| !*known.entry(*path).or_insert_with(|| is_there(path)));
        }
        waiting.retain(|_, paths| !paths.is_empty());
        Self { names: Names::of(workspace), waiting, left: MOST_TRIED }
    }

    /// Whether an entry stands for the finding. It then stands for no other one.
    pub(super) fn take(&mut self, finding: &Finding) -> bool {
        let Some(paths) = self.waiting.get_mut(finding.rule) else { return false };
        let Some(count) = self.names.count(finding) else { return false };
        let file = |path: &str| path.rsplit('/').next() == finding.place.path.rsplit('/').next();
        // Most files keep their names.
        let (same, other): (Vec<&str>, Vec<&str>) = paths.keys().partition(|path| file(path));
        for path in same.into_iter().chain(other) {
            let Some(fingerprints) = paths.get_mut(path) else { continue };
            // The entry has the path from the directory of that run, the fingerprint from the project.
            let starts = path.match_indices('/').map(|(at, _)| at + 1);
            for start in std::iter::once(0).chain(starts) {
                let Some(left) = self.left.checked_sub(1) else { return false };
                self.left = left;
                let key = self.names.key_at(finding, &path[start..], &finding.message);
                if fingerprints.remove(name(&key, count).as_str()) {
                    return true;
                }
            }
        }
        false
    }
}
