use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::Distribution;

declare_rule! {
    /// A local app is part of a managed package.
    ///
    /// ## Why
    /// A `Local` app is for the org that it is deployed to. Only a `Packaged` app is distributed with
    /// a managed package and keeps its credentials. A package without a namespace is an unlocked
    /// one; its apps may be local.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "namespace": "acme", "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// Without a namespace, the package is an unlocked one.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    "local-in-package",
    severity: Hint,
    sources: ["H-PKG", "M-ECA"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let header = context.header;
    let local = context.facts().distribution() == Some(Distribution::Local);
    if !local || !context.project.builds_managed_package(header) {
        return;
    }
    let Some(field) = header.field("distributionState") else { return };
    let package = context.project.package_directory(header).and_then(|d| d.package.as_deref());
    findings.add(
        Draft::new(
            field.place(),
            format!(
                "a local app is part of the managed package `{}`",
                package.unwrap_or_default()
            ),
            "set `distributionState` to `Packaged` to distribute the app, or move the app out of the package",
        )
        .maybe_fix(remedy::set(header, "distributionState", Distribution::Packaged.token(), Safety::Unsafe)),
    );
}
