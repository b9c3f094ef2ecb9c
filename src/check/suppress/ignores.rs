//! Ignoring findings as comments and the configuration ask for, and saying which of these requests
//! did nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::comments::{Inline, comments};
use super::{Suppressed, Suppressor};
use crate::change::Edit;
use crate::check::CheckRequest;
use crate::config::{Config, Ignore};
use crate::diagnostic::{Finding, Fix, Safety};
use crate::project::{Files, Project, Scope, roots};
use crate::rules::{Draft, Findings, rule};

pub(in crate::check) struct Ignores<'a> {
    config: &'a Config,
    files: &'a Files,
    inline: Vec<Inline>,
    faults: Vec<Finding>,
}

type Sorted = (Vec<Finding>, Vec<Suppressed>, Vec<Finding>);

impl<'a> Ignores<'a> {
    pub(in crate::check) fn of(
        config: &'a Config,
        projects: &[&Project],
        files: &'a Files,
    ) -> Self {
        let (inline, faults) = comments(projects);
        Self { config, files, inline, faults }
    }

    /// Sorts findings into those that stay and those that are omitted; the third list is about the
    /// comments that ask for it. `judged` says whether a rule was asked, so that a request to ignore
    /// it can be of no use; `requests` notes which entries were.
    pub(in crate::check) fn sort(
        self,
        findings: Vec<Finding>,
        judged: &dyn Fn(&str) -> bool,
        requests: &mut Requests,
    ) -> Sorted {
        let mut used_comments = vec![false; self.inline.len()];
        let mut used_entries = vec![false; self.config.ignores.len()];
        let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
        for finding in findings {
            let comment = self.inline.iter().position(|comment| comment.covers(&finding));
            let path = self.files.absolute(Path::new(&*finding.place.path));
            let entry = self
                .config
                .ignores
                .iter()
                .position(|entry| !entry.expired && entry.covers(&finding, &path));
            // Both count as used: taking one away must not show the finding by surprise.
            let by = match (comment, entry) {
                (Some(index), _) => {
                    used_comments[index] = true;
                    Some((Suppressor::Inline, &self.inline[index].reason))
                }
                (None, Some(index)) => {
                    Some((Suppressor::Config, &self.config.ignores[index].reason))
                }
                (None, None) => None,
            };
            if let Some(index) = entry {
                used_entries[index] = true;
            }
            match by {
                Some((by, reason)) => {
                    suppressed.push(Suppressed { finding, by, reason: Some(reason.clone()) });
                }
                None => kept.push(finding),
            }
        }
        let mut about = self.faults.clone();
        for (comment, _) in self.inline.iter().zip(used_comments).filter(|(_, used)| !used) {
            if !comment.must_be_used() || !judged(comment.rule) {
                continue;
            }
            add(&mut about, "unused-ignore", comment.unused());
        }
        for (entry, used) in self.config.ignores.iter().zip(used_entries) {
            if used || !judged(entry.rule) {
                requests.in_use.insert(Requests::key(entry));
            }
        }
        (kept, suppressed, about)
    }
}

/// The entries of the configurations of a run that ignore findings. Several configurations may have an
/// entry from a file that all of them extend; it is of use if it is so for one of them.
#[derive(Default)]
pub(in crate::check) struct Requests {
    /// Entries that ignored a finding, or that the run cannot judge.
    in_use: BTreeSet<Key>,
    told: BTreeSet<Key>,
    /// Whether the run looked at everything that an entry may be about.
    whole: BTreeMap<(PathBuf, Arc<str>), bool>,
}

/// File and place of an entry.
type Key = (Arc<str>, usize);

impl Requests {
    fn key(entry: &Ignore) -> Key {
        (entry.place.path.clone(), entry.place.span.start)
    }

    /// Findings about entries of a configuration that have expired or ignore nothing.
    pub(in crate::check) fn about(
        &mut self,
        config: &Config,
        files: &Files,
        request: &CheckRequest<'_>,
    ) -> Vec<Finding> {
        let mut about = Vec::new();
        for entry in &config.ignores {
            let key = Self::key(entry);
            if !self.told.insert(key.clone()) {
                continue;
            }
            let place = entry.place.clone();
            if entry.expired {
                let message = format!("the ignore of `{}` has expired", entry.rule);
                let help = "fix the finding and remove the entry, or give it a later `until`";
                add(&mut about, "expired-ignore", Draft::new(place, message, help));
            } else if !self.in_use.contains(&key) && self.is_whole(entry, files, request) {
                let message =
                    format!("this entry ignores `{}`, which finds nothing there", entry.rule);
                let draft = Draft::new(place, message, "remove the entry");
                add(&mut about, "unused-ignore", draft.maybe_fix(remove(entry)));
            }
        }
        about
    }

    /// Whether the run looks at everything that an entry may be about: it was asked to look at the
    /// directory that the entry is for, or at all projects in it.
    fn is_whole(&mut self, entry: &Ignore, files: &Files, request: &CheckRequest<'_>) -> bool {
        let area = entry.area();
        let asked: Vec<PathBuf> =
            request.scope.paths.iter().map(|path| files.absolute(path)).collect();
        let is_asked = |path: &Path| asked.iter().any(|asked| path.starts_with(asked));
        if is_asked(&area) {
            return true;
        }
        if asked.iter().all(|path| files.is_file(path)) {
            return false;
        }
        let key = (area.clone(), entry.place.path.clone());
        *self.whole.entry(key).or_insert_with(|| {
            let mut found = roots(files, &Scope { paths: vec![area] });
            found.retain(|root| {
                let own = || Config::nearest(files, root, request.clock.now);
                request.config.is_some() || own().files().any(|file| file.path == entry.place.path)
            });
            !found.is_empty() && found.iter().all(|root| is_asked(root))
        })
    }
}

fn remove(entry: &Ignore) -> Option<Fix> {
    let edit = Edit::remove(entry.entry?);
    Some(Fix::edit("remove the entry", Safety::Safe, &entry.place.path, edit))
}

fn add(out: &mut Vec<Finding>, id: &str, draft: Draft) {
    if let Some(rule) = rule(id) {
        Findings::new(rule, None, out).add(draft);
    }
}
