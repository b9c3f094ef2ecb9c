//! What was found in each project before, for checks that follow each other in one run.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::Finding;
use crate::project::{Files, Project, Workspace};
use crate::rules::{Rule, TeamPolicy};
use crate::schema::ApiVersion;

/// Findings of projects that were checked, so that a project in which nothing changed is not checked
/// again. The files on the disk must stay the same meanwhile; planned files may differ.
#[derive(Debug, Default)]
pub struct Memory {
    known: Mutex<HashMap<Key, Vec<Finding>>>,
}

/// Everything that decides what is found in a project, apart from the files on the disk.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    root: PathBuf,
    outside: bool,
    version: Option<ApiVersion>,
    rules: Vec<&'static str>,
    /// What the team allows, as it is written.
    policy: String,
    planned: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Memory {
    /// What was found in the project, or what `find` finds now.
    pub(super) fn findings(
        &self,
        project: &Project,
        (files, workspace): (&Files, &Workspace),
        (rules, policy): (&[&'static Rule], &TeamPolicy),
        find: impl FnOnce() -> Vec<Finding>,
    ) -> Vec<Finding> {
        // A planned file in the directory of another project is of no concern here.
        let others = || workspace.projects.iter().filter(|other| other.root != project.root);
        let concerns = |path: &PathBuf| {
            path.starts_with(&project.root) || !others().any(|other| path.starts_with(&other.root))
        };
        let planned = files.planned().filter(|(path, _)| concerns(path));
        let key = Key {
            root: project.root.clone(),
            outside: project.outside,
            version: project.api_version,
            rules: rules.iter().map(|rule| rule.id).collect(),
            policy: format!("{policy:?}"),
            planned: planned.map(|(path, bytes)| (path.clone(), bytes.clone())).collect(),
        };
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(findings) = known().get(&key) {
            return findings.clone();
        }
        let findings = find();
        known().insert(key, findings.clone());
        findings
    }
}
