use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::{ProjectKind, split_namespace};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::Distribution;

declare_rule! {
    /// The API name of an app begins with a namespace that is not the project's.
    ///
    /// ## Why
    /// An API name does not contain two underscores in a row, so an org reads what comes before them
    /// as a namespace. It creates components in its own namespace only. The header of an installed
    /// app has such a name and is `Managed`. This is a warning where the app is `Packaged`, since the
    /// namespace may be that of the org that owns it.
    ///
    /// ## Bad
    /// ```xml externalClientApps/vendor__Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Local</distributionState>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Bad
    /// ```xml externalClientApps/vendor__Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Packaged</distributionState>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// The namespace is the project's.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}], "namespace": "acme",
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml externalClientApps/acme__Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Local</distributionState>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// The app comes from an installed package.
    /// ```xml externalClientApps/vendor__Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <distributionState>Managed</distributionState>
    /// </ExternalClientApplication>
    /// ```
    "foreign-namespace",
    severity: Error,
    sources: ["M-ECA", "G-63445"],
    fix: None("the name without the namespace may be taken, and other files name the app"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let (project, header) = (context.project, context.header);
    let (Some(namespace), name) = split_namespace(&header.full_name) else { return };
    let own = project.sfdx.namespace.as_deref();
    let is_own = own.is_some_and(|own| own.eq_ignore_ascii_case(namespace));
    if is_own || project.kind == ProjectKind::Loose || header.placeholders.fill(&header.full_name) {
        return;
    }
    let severity = match context.facts().distribution() {
        Some(Distribution::Packaged) => Severity::Warning,
        // The platform sets other values on apps that it installed.
        None if header.value("distributionState").is_some() => return,
        Some(Distribution::Local) | None => Severity::Error,
    };
    let which = match own {
        Some(own) => format!("the project's namespace is `{own}`"),
        None => "the project has no namespace".to_owned(),
    };
    findings.add(
        Draft::new(
            header.head(),
            format!("`{namespace}__{name}` begins with the namespace `{namespace}`, but {which}"),
            format!(
                "name the app `{name}` or `{namespace}_{name}`, in the file name and in each file that \
                 refers to it"
            ),
        )
        .severity(severity),
    );
}
