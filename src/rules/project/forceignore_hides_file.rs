use std::collections::BTreeMap;

use super::declare_rule;
use super::hidden::{severity_of, title};
use crate::diagnostic::{Place, Severity};
use crate::project::{App, IgnoredFile, Project};
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::names;
use crate::text::Span;

declare_rule! {
    /// `.forceignore` keeps a file of an app from being deployed.
    ///
    /// ## Why
    /// The Salesforce CLI ignores the file silently, so the org keeps what it has, and an app without
    /// its header or OAuth settings does not deploy at all.
    ///
    /// ## Bad
    /// One pattern hides more than was meant.
    /// ```text /.forceignore
    /// **/extlClntApp*/**
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// A line that names the type of file was written for it, which makes it a hint.
    /// ```text /.forceignore
    /// **/*.ecaOauth-meta.xml
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// The global OAuth settings are kept out of version control, so nobody can check them here.
    /// ```text /.forceignore
    /// **/extlClntAppGlobalOauthSets/**
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// No package can hold global OAuth settings, so `.forceignore` may hide them from its build.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```text /.forceignore
    /// **/*.ecaGlblOauth-meta.xml
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    "forceignore-hides-file",
    severity: Warning,
    sources: ["DX-IGNORE", "PRISM", "M-ECA"],
    fix: None("the line may hide other files on purpose"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let Some((path, text)) = &project.forceignore else { return };
    let builds = project.sfdx.package_directories.iter().any(|d| d.package.is_some());
    let mut lines: BTreeMap<Option<Span>, Vec<(Severity, &IgnoredFile)>> = BTreeMap::new();
    for file in &project.ignored {
        let line = file.pattern.map(|span| span.of(text)).unwrap_or_default();
        if let Some(severity) = severity_of(file, line, builds) {
            lines.entry(file.pattern).or_default().push((severity, file));
        }
    }
    // One line that hides many files is one fault, as grave as the worst of them.
    for (line, hidden) in lines {
        let Some(worst) = hidden.iter().rev().max_by_key(|(severity, _)| *severity) else {
            continue;
        };
        let place = Place { path: path.clone(), span: line.unwrap_or_default() };
        findings.add(draft(place, *worst, hidden.len() - 1));
    }
    for (type_name, line) in &project.kept_out {
        left_out_type(project, Place { path: path.clone(), span: *line }, type_name, findings);
    }
}

fn draft(place: Place, (severity, worst): (Severity, &IgnoredFile), others: usize) -> Draft {
    let first = format!("`{}` ({})", worst.full_name, title(worst.type_name));
    let message = match others {
        0 => format!("{first} is never deployed: this line hides it"),
        1 => format!("{first} and 1 other file are never deployed: this line hides them"),
        _ => format!("{first} and {others} other files are never deployed: this line hides them"),
    };
    let help = if severity == Severity::Hint {
        "nothing to do if this is on purpose; else remove the line"
    } else {
        "remove the line, make it narrower, or delete the files if they are not needed"
    };
    Draft::new(place, message, help)
        .severity(severity)
        .related(Place { path: worst.path.clone(), span: Span::empty(0) }, "the file")
}

/// Says of the global OAuth settings, which people keep out of version control and of deploys,
/// that they are not here.
fn left_out_type(project: &Project, place: Place, type_name: &str, findings: &mut Findings<'_>) {
    if type_name != names::GLOBAL_OAUTH || project.ignored.iter().any(|f| f.type_name == type_name)
    {
        return;
    }
    let lacks = |app: &&App| {
        app.header.is_some()
            && app.file(&project.files, names::OAUTH_SETTINGS).is_some()
            && app.file(&project.files, type_name).is_none()
    };
    let apps: Vec<String> =
        project.apps.iter().filter(lacks).map(|app| format!("`{}`", app.name)).collect();
    if apps.is_empty() {
        return;
    }
    let message = format!(
        "the {} of {} are not in the project: this line leaves them out, so what is in them was \
         not checked",
        title(type_name),
        apps.join(", ")
    );
    let help = "nothing to do if this is on purpose; check the file where it is kept";
    findings.add(Draft::new(place, message, help).severity(Severity::Hint));
}
