//! Findings in, or caused by, files that changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Baseline, Suppressed, Suppressor};
use crate::check::{CheckOutcome, removed};
use crate::config::Config;
use crate::diagnostic::Finding;
use crate::project::Files;

/// What changed since an earlier state.
#[derive(Clone, Debug, Default)]
pub struct Since {
    changed: BTreeSet<PathBuf>,
    before: BTreeSet<String>,
    /// Apps that had a certificate in the earlier state, by the root of their project.
    certificates: BTreeSet<(PathBuf, String)>,
    /// The configuration of each project in the earlier state.
    configs: BTreeMap<PathBuf, Config>,
    /// Findings that a comment ignored in the earlier state.
    ignored: BTreeSet<String>,
    baseline: Baseline,
}

impl Since {
    /// Changed files, as absolute paths, and the earlier state.
    #[must_use]
    pub fn new(changed: BTreeSet<PathBuf>, before: &CheckOutcome) -> Self {
        let findings = before.report.findings.iter().map(|finding| finding.fingerprint.clone());
        let certificates = before.workspace.projects.iter().flat_map(|project| {
            let apps = removed::with_certificate(project);
            apps.map(|app| (project.root.clone(), app.to_owned()))
        });
        let projects = before.workspace.projects.iter().enumerate();
        let configs = projects.filter_map(|(index, project)| {
            Some((project.root.clone(), before.settings.of_project(index)?.clone()))
        });
        let suppressed = before.report.suppressed.iter();
        let ignored = suppressed.filter(|suppressed| suppressed.by == Suppressor::Inline);
        Self {
            changed,
            before: findings.collect(),
            certificates: certificates.collect(),
            configs: configs.collect(),
            ignored: ignored.map(|suppressed| suppressed.finding.fingerprint.clone()).collect(),
            baseline: Baseline::default(),
        }
    }

    /// The same with the baseline of the earlier state.
    #[must_use]
    pub fn with_baseline(self, baseline: Baseline) -> Self {
        Self { baseline, ..self }
    }

    /// The configuration that held for a project in the earlier state.
    pub(in crate::check) fn config(&self, root: &Path) -> Option<&Config> {
        self.configs.get(root)
    }

    /// Whether a comment ignored a finding in the earlier state.
    pub(in crate::check) fn was_ignored(&self, fingerprint: &str) -> bool {
        self.ignored.contains(fingerprint)
    }

    /// The baseline of the earlier state.
    pub(in crate::check) fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// Whether a file is different from the earlier state.
    pub(in crate::check) fn has_changed(&self, path: &Path) -> bool {
        self.changed.contains(path)
    }

    /// Whether an app had a certificate in the earlier state.
    pub(in crate::check) fn had_certificate(&self, root: &Path, app: &str) -> bool {
        self.certificates.contains(&(root.to_path_buf(), app.to_owned()))
    }

    /// Keeps findings in changed files, those that are related to a place in one, and those that
    /// were not there before: a change may break another file.
    pub(in crate::check) fn sort(
        &self,
        findings: Vec<Finding>,
        suppressed: &mut Vec<Suppressed>,
        files: &Files,
    ) -> Vec<Finding> {
        let changed = |path: &str| self.changed.contains(&files.absolute(Path::new(path)));
        let counts = |finding: &Finding| {
            changed(&finding.place.path)
                || finding.related.iter().any(|related| changed(&related.place.path))
                || !self.before.contains(&finding.fingerprint)
        };
        let (new, old): (Vec<_>, Vec<_>) = findings.into_iter().partition(counts);
        let by = Suppressor::Since;
        suppressed.extend(old.into_iter().map(|finding| Suppressed { finding, by, reason: None }));
        new
    }
}
