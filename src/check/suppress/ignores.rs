//! Ignoring findings as comments and the configuration ask for, and saying which of these requests
//! did nothing.

use std::path::{Path, PathBuf};

use super::comments::{Inline, comments};
use super::{Suppressed, Suppressor};
use crate::change::Edit;
use crate::config::{Config, ConfigFile, Ignore};
use crate::diagnostic::{Finding, Fix, Place, Safety};
use crate::project::{Files, Project};
use crate::rules::{Draft, Findings, rule};

pub(in crate::check) struct Ignores<'a> {
    config: &'a Config,
    files: &'a Files,
    inline: Vec<Inline>,
    faults: Vec<Finding>,
    /// Whether the run looks at everything that the configuration is for.
    whole: bool,
}

type Sorted = (Vec<Finding>, Vec<Suppressed>, Vec<Finding>);

impl<'a> Ignores<'a> {
    pub(in crate::check) fn of(
        config: &'a Config,
        projects: &[&Project],
        files: &'a Files,
    ) -> Self {
        let (inline, faults) = comments(projects);
        let requested: Vec<&PathBuf> =
            projects.iter().flat_map(|project| &project.requested).collect();
        let whole = config
            .file
            .as_ref()
            .is_some_and(|file| requested.iter().any(|path| file.directory.starts_with(path)));
        Self { config, files, inline, faults, whole }
    }

    /// Sorts findings into those that stay and those that are omitted; the third list is about the
    /// requests themselves.
    pub(in crate::check) fn sort(self, findings: Vec<Finding>) -> Sorted {
        let mut used_comments = vec![false; self.inline.len()];
        let mut used_entries = vec![false; self.config.ignores.len()];
        let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
        for finding in findings {
            let comment = self.inline.iter().position(|comment| comment.covers(&finding));
            let path = self.config_path(&finding.place.path);
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
            if !comment.must_be_used() {
                continue;
            }
            add(&mut about, "unused-ignore", comment.unused());
        }
        self.about_entries(&used_entries, &mut about);
        (kept, suppressed, about)
    }

    fn about_entries(&self, used: &[bool], about: &mut Vec<Finding>) {
        let Some(file) = &self.config.file else { return };
        for (entry, used) in self.config.ignores.iter().zip(used) {
            let place = Place { path: file.path.clone(), span: entry.span };
            if entry.expired {
                let message = format!("the ignore of `{}` has expired", entry.rule);
                let help = "fix the finding and remove the entry, or give it a later `until`";
                add(about, "expired-ignore", Draft::new(place, message, help));
            } else if !used && self.whole {
                let message =
                    format!("this entry ignores `{}`, which finds nothing there", entry.rule);
                let draft = Draft::new(place, message, "remove the entry");
                add(about, "unused-ignore", draft.maybe_fix(remove(file, entry)));
            }
        }
    }

    /// A shown path, relative to the configuration's directory.
    fn config_path(&self, path: &str) -> PathBuf {
        let path = self.files.absolute(Path::new(path));
        let directory = self.config.file.as_ref().map(|file| file.directory.as_path());
        match directory.and_then(|directory| path.strip_prefix(directory).ok()) {
            Some(relative) => relative.to_path_buf(),
            None => path,
        }
    }
}

fn remove(file: &ConfigFile, entry: &Ignore) -> Option<Fix> {
    let edit = Edit::remove(entry.entry?);
    Some(Fix::edit("remove the entry", Safety::Safe, &file.path, edit))
}

fn add(out: &mut Vec<Finding>, id: &str, draft: Draft) {
    if let Some(rule) = rule(id) {
        Findings::new(rule, None, out).add(draft);
    }
}
