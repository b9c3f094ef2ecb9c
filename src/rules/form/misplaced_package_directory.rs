use std::collections::HashMap;
use std::path::Path;

use super::declare_rule;
use crate::diagnostic::{Place, Severity};
use crate::rules::{Draft, Findings, ProjectContext};

declare_rule! {
    /// A package directory does not exist, is outside the project, or is inside another one.
    ///
    /// ## Why
    /// The Salesforce CLI refuses a package directory that it cannot find. Where two of them contain
    /// the same files, the package of a file depends on the command.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {
    ///     "packageDirectories": [
    ///         {"path": "force-app", "default": true},
    ///         {"path": "force-app/main"},
    ///         {"path": "force-app"},
    ///         {"path": "../shared"},
    ///         {"path": "/srv/shared"}
    ///     ],
    ///     "sourceApiVersion": "67.0"
    /// }
    /// ```
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Bad
    /// Without metadata, a missing directory is a warning.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}
    /// ```
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {
    ///     "packageDirectories": [{"path": "force-app", "default": true}, {"path": "billing"}],
    ///     "sourceApiVersion": "67.0"
    /// }
    /// ```
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <label>Billing</label>
    /// ```
    "misplaced-package-directory",
    severity: Error,
    sources: ["DX-PROJECT"],
    fix: None("which directory was meant is known to the author only"),
    check: Project(check),
}

/// Longest path, in bytes, that is looked for in other directories.
const LONGEST_PATH: usize = 4096;

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let Some(file) = &project.sfdx_file else { return };
    let place = |span| Place { path: file.path.clone(), span };
    let directories = &project.sfdx.package_directories;
    let mut first: HashMap<&Path, usize> = HashMap::new();
    let mut listed: HashMap<&str, usize> = HashMap::new();
    for (index, directory) in directories.iter().enumerate() {
        first.entry(Path::new(&directory.path)).or_insert(index);
        listed.entry(&directory.path).or_insert(index);
    }
    for (index, directory) in directories.iter().enumerate() {
        let path = directory.path.as_str();
        let twin = listed.get(path).filter(|&&at| at < index).map(|&at| &directories[at]);
        let outer = Path::new(path)
            .ancestors()
            .filter(|_| path.len() <= LONGEST_PATH)
            .filter_map(|outer| first.get(outer).copied())
            .filter(|&at| directories[at].path != path)
            .min()
            .map(|at| &directories[at]);
        let at = place(directory.span);
        let is_absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
        let warn = |draft: Draft| draft.severity(Severity::Warning);
        if path.is_empty() {
            continue;
        }
        if is_absolute {
            let help = "write it relative to this file";
            findings.add(Draft::new(at, format!("the path `{path}` is absolute"), help));
        } else if path == ".." || path.starts_with("../") {
            let help = "move the directory into the project";
            let message = format!("`{path}` is outside the project");
            findings.add(warn(Draft::new(at, message, help)));
        } else if let Some(twin) = twin {
            let message = format!("`{path}` is listed twice");
            let draft = Draft::new(at, message, "remove one of the entries");
            findings.add(warn(draft.related(place(twin.span), "first listed here")));
        } else if directory.missing {
            // Without metadata around, there is nothing here that a deploy could miss.
            let severity =
                if project.files.is_empty() { Severity::Warning } else { Severity::Error };
            let message = format!("there is no directory `{path}`");
            let help = "correct the path, or add the directory with a file in it";
            findings.add(Draft::new(at, message, help).severity(severity));
        } else if let Some(outer) = outer {
            let message = format!("`{path}` is inside the package directory `{}`", outer.path);
            let draft = Draft::new(at, message, "list directories that do not contain each other");
            findings.add(warn(draft.related(place(outer.span), "the outer one")));
        }
    }
}
