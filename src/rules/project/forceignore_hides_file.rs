use super::declare_rule;
use crate::diagnostic::{Place, Severity};
use crate::project::IgnoredFile;
use crate::rules::{Draft, Findings, ProjectContext};
use crate::schema::{Cardinality, Packaging, Role, names, schema};
use crate::text::Span;

declare_rule! {
    /// `.forceignore` keeps a file of an app from being deployed.
    ///
    /// ## Why
    /// The Salesforce CLI passes the file over without a word, so the org keeps what it has, and an
    /// app without its header or OAuth settings does not deploy at all.
    ///
    /// ## Bad
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
    /// ## Good
    /// No package can hold global OAuth settings, so leaving them out of one is right.
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
    sources: ["PRISM", "M-ECA"],
    fix: None("the line may hide other files on purpose"),
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let Some((path, _)) = &project.forceignore else { return };
    let builds = project.sfdx.package_directories.iter().any(|d| d.package.is_some());
    let mut told: Vec<Option<Span>> = Vec::new();
    for file in &project.ignored {
        let Some(severity) = severity_of(file, builds) else { continue };
        // One line that hides many files is one fault.
        if told.contains(&file.pattern) {
            continue;
        }
        told.push(file.pattern);
        let title = schema().types.get(file.type_name).map_or("file", |t| t.title.as_str());
        let span = file.pattern.unwrap_or_default();
        findings.add(
            Draft::new(
                Place { path: path.clone(), span },
                format!("`{}` ({title}) is never deployed: this line hides it", file.full_name),
                "remove the line, make it narrower, or delete the file if it is not needed",
            )
            .severity(severity)
            .related(Place { path: file.path.clone(), span: Span::empty(0) }, "the file"),
        );
    }
}

fn severity_of(file: &IgnoredFile, builds: bool) -> Option<Severity> {
    let known = schema().types.get(file.type_name)?;
    if known.per_app == Cardinality::NotPerApp || known.role == Role::Policies {
        return None;
    }
    match known.packaging {
        Packaging::Never if builds => None,
        // These hold credentials, and some keep them out of deploys on purpose.
        _ if file.type_name == names::GLOBAL_OAUTH => Some(Severity::Hint),
        _ => Some(Severity::Warning),
    }
}
