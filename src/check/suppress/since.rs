//! Findings that a change brought.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::identity::Identities;
use super::{Baseline, Suppressed, Suppressor};
use crate::check::{CheckOutcome, removed};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::Finding;
use crate::project::{Files, SFDX_PROJECT, Workspace};

/// What changed since an earlier state.
#[derive(Clone, Debug, Default)]
pub struct Since {
    changed: BTreeSet<PathBuf>,
    /// The paths that files had in the earlier state, by those that they have now.
    moved: BTreeMap<PathBuf, PathBuf>,
    before: Known,
    /// Apps that had a certificate in the earlier state, by the root of their project.
    certificates: BTreeSet<(PathBuf, String)>,
    /// The configuration of each project in the earlier state, with its baseline.
    configs: BTreeMap<PathBuf, (Config, Baseline)>,
    /// Findings that a comment ignored in the earlier state.
    ignored: Known,
    /// The baseline of the command line in the earlier state.
    baseline: Baseline,
}

/// Findings of the earlier state: the fingerprints of those with the same identity.
type Known = HashMap<String, Vec<String>>;

impl Since {
    /// Changed files, as absolute paths, and the earlier state.
    #[must_use]
    pub fn new(changed: BTreeSet<PathBuf>, before: &CheckOutcome) -> Self {
        let workspace = &before.workspace;
        let certificates = workspace.projects.iter().flat_map(|project| {
            let apps = removed::with_certificate(project);
            apps.map(|app| (project.root.clone(), app.to_owned()))
        });
        let projects = workspace.projects.iter().enumerate();
        let configs = projects.filter_map(|(index, project)| {
            let config = before.settings.of_project(index)?.clone();
            let baseline = before.settings.baseline_of_project(index).cloned();
            Some((project.root.clone(), (config, baseline.unwrap_or_default())))
        });
        let (certificates, configs) = (certificates.collect(), configs.collect());
        let suppressed = |by: Suppressor| {
            let all = before.report.suppressed.iter();
            all.filter(move |suppressed| suppressed.by == by).map(|suppressed| &suppressed.finding)
        };
        // A finding that leaves the baseline is none that the change brought.
        let all = before.report.findings.iter().chain(suppressed(Suppressor::Baseline));
        let known = known(all, workspace);
        let ignored = self::known(suppressed(Suppressor::Inline), workspace);
        let (moved, baseline) = (BTreeMap::new(), Baseline::default());
        Self { changed, moved, before: known, certificates, configs, ignored, baseline }
    }

    /// The same with files that were moved: the path now, and the path then.
    #[must_use]
    pub fn with_moved(self, moved: BTreeMap<PathBuf, PathBuf>) -> Self {
        Self { moved, ..self }
    }

    /// The same with the baseline of the earlier state.
    #[must_use]
    pub fn with_baseline(self, baseline: Baseline) -> Self {
        Self { baseline, ..self }
    }

    /// The path that a file had in the earlier state.
    fn path_before(&self, path: &Path) -> PathBuf {
        self.moved.get(path).map_or(path, PathBuf::as_path).to_path_buf()
    }

    /// The root that a project had in the earlier state.
    fn root_before(&self, root: &Path) -> PathBuf {
        let moved = |name: &str| {
            let before = self.moved.get(&root.join(name))?;
            Some(before.parent()?.to_path_buf())
        };
        let moved = moved(SFDX_PROJECT).or_else(|| moved(FILE_NAME));
        moved.unwrap_or_else(|| root.to_path_buf())
    }

    fn settings(&self, root: &Path) -> Option<&(Config, Baseline)> {
        self.configs.get(&self.root_before(root))
    }

    /// The configuration that held for a project in the earlier state.
    pub(in crate::check) fn config(&self, root: &Path) -> Option<&Config> {
        self.settings(root).map(|(config, _)| config)
    }

    /// The baseline that the configuration of a project named in the earlier state.
    pub(in crate::check) fn baseline_of(&self, root: &Path) -> Option<&Baseline> {
        self.settings(root).map(|(_, baseline)| baseline)
    }

    /// The findings among these that no comment ignored in the earlier state.
    pub(in crate::check) fn newly_ignored<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
        workspace: &Workspace,
    ) -> Vec<&'f Finding> {
        let before = |path: &Path| self.path_before(path);
        let identities = Identities::of(workspace, &before);
        let mut ignored = self.ignored.clone();
        let is_new =
            |finding: &&Finding| take(&mut ignored, identities.identity(finding)).is_none();
        findings.filter(is_new).collect()
    }

    /// The baseline of the command line in the earlier state.
    pub(in crate::check) fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// The fingerprints that findings had in the earlier state, by those that they have now.
    pub(in crate::check) fn fingerprints_before<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
        workspace: &Workspace,
    ) -> HashMap<&'f str, String> {
        let path = |path: &Path| self.path_before(path);
        let identities = Identities::of(workspace, &path);
        let mut known = self.before.clone();
        let mut one = |finding: &'f Finding| {
            let before = take(&mut known, identities.identity(finding))?;
            Some((finding.fingerprint.as_str(), before))
        };
        findings.filter_map(&mut one).collect()
    }

    /// Whether a file is different from the earlier state.
    pub(in crate::check) fn has_changed(&self, path: &Path) -> bool {
        self.changed.contains(path)
    }

    /// Whether an app had a certificate in the earlier state.
    pub(in crate::check) fn had_certificate(&self, root: &Path, app: &str) -> bool {
        self.certificates.contains(&(self.root_before(root), app.to_owned()))
    }

    /// Keeps findings that were not there before, in whatever file: those that say something new,
    /// and those about a text that is new.
    pub(in crate::check) fn sort(
        &self,
        mut findings: Vec<Finding>,
        suppressed: &mut Vec<Suppressed>,
        (workspace, files): (&Workspace, &Files),
    ) -> Vec<Finding> {
        let path = |path: &Path| self.path_before(path);
        let identities = Identities::of(workspace, &path);
        let mut known = self.before.clone();
        let is_new = |finding: &Finding| match identities.identity(finding) {
            Some(identity) => take(&mut known, Some(identity)).is_none(),
            None => self.has_changed(&files.absolute(Path::new(&*finding.place.path))),
        };
        findings.sort_by(crate::check::report::order);
        let (new, old): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_new);
        let by = Suppressor::Since;
        suppressed.extend(old.into_iter().map(|finding| Suppressed { finding, by, reason: None }));
        new
    }
}

fn known<'f>(findings: impl Iterator<Item = &'f Finding>, workspace: &Workspace) -> Known {
    let path = |path: &Path| path.to_path_buf();
    let identities = Identities::of(workspace, &path);
    let mut known = Known::new();
    for finding in findings {
        if let Some(identity) = identities.identity(finding) {
            known.entry(identity).or_default().push(finding.fingerprint.clone());
        }
    }
    for same in known.values_mut() {
        same.reverse();
    }
    known
}

/// Takes one of the findings with an identity, by its fingerprint.
fn take(known: &mut Known, identity: Option<String>) -> Option<String> {
    known.get_mut(&identity?)?.pop()
}
