use super::declare_rule;
use super::versions::{gravest, raise_version, with_version_place};
use crate::diagnostic::Severity;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Basis;

declare_rule! {
    /// A file's type came later than the API version that the project is written for.
    ///
    /// ## Why
    /// A deploy runs at the API version of the project. An older version does not know the type and
    /// refuses the file. Where the first version is known from live orgs only, this is a warning.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "62.0"}
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://sp.example.com/acs</acsUrl>
    /// <entityUrl>https://sp.example.com</entityUrl>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://sp.example.com/acs</acsUrl>
    /// <entityUrl>https://sp.example.com</entityUrl>
    /// ```
    "type-not-available",
    severity: Error,
    sources: ["M-SAML", "M-CANVAS", "M-PUSH"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, project) = (context.file, context.project);
    let metadata_type = file.metadata_type;
    let (Some(gravest), Some(version)) = (gravest(context), project.api_version) else { return };
    if file.root().is_none() || metadata_type.since <= version {
        return;
    }
    let known = metadata_type.since_basis == Basis::Documented;
    let severity = if known { gravest } else { Severity::Warning };
    let (name, since) = (&metadata_type.name, metadata_type.since);
    let message = format!("`{name}` exists since API version {since}; the project uses {version}");
    let help = format!("set the project's API version to {since} or later, or leave the file out");
    let draft = Draft::new(file.head(), message, help)
        .severity(severity)
        .maybe_fix(raise_version(project, since));
    findings.add(with_version_place(draft, project));
}
