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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::project::{LoadOptions, Scope, load};

    /// A project is judged again where a file changed in it or in no project at all.
    #[test]
    fn only_the_project_of_a_changed_file_is_judged_again() {
        let sfdx = "{\"packageDirectories\": [{\"path\": \"force-app\"}]}";
        let start = Files::in_memory([
            ("one/sfdx-project.json", sfdx),
            ("two/sfdx-project.json", sfdx),
            ("one/externalClientApps/A.eca-meta.xml", "<a/>"),
            ("two/externalClientApps/B.eca-meta.xml", "<b/>"),
        ]);
        for (path, again) in [
            ("one/externalClientApps/A.eca-meta.xml", [true, false]),
            ("two/new.txt", [false, true]),
            ("notes.txt", [true, true]),
        ] {
            let (memory, policy) = (Memory::default(), TeamPolicy::default());
            let mut next = start.clone();
            next.plan(path.as_ref(), Some(b"new".to_vec()));
            let judged = |files: &Files| {
                let scope = Scope { paths: vec![".".into()] };
                let workspace = load(files, &scope, &LoadOptions::default()).expect("it loads");
                let projects = workspace.projects.iter().filter(|project| !project.outside);
                let own: Vec<bool> = projects
                    .map(|project| {
                        let is_judged = Cell::new(false);
                        memory.findings(project, (files, &workspace), (&[], &policy), || {
                            is_judged.set(true);
                            Vec::new()
                        });
                        is_judged.get()
                    })
                    .collect();
                own
            };
            assert_eq!(judged(&start), [true, true]);
            assert_eq!(judged(&start), [false, false]);
            assert_eq!(judged(&next), again, "{path}");
        }
    }
}
