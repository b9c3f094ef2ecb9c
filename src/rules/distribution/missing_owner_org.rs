use super::declare_rule;
use crate::diagnostic::Severity;
use crate::project::MetadataFile;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Distribution, names};

declare_rule! {
    /// A packaged app does not say which org owns it.
    ///
    /// ## Why
    /// The package takes the app's credentials from its owner org, and finds them by
    /// `orgScopedExternalApp` and `oauthLink`. No scratch org or sandbox can own a packaged app: the
    /// owner is a Dev Hub, or another permanent org with `enablePackageEcaOauthFromDevOrg` on. Outside
    /// a managed package this is a hint, since an app has these ids only after its first deploy.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "namespace": "acme", "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// Before the first deploy to the owner org.
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    "missing-owner-org",
    severity: Warning,
    sources: ["H-PKG", "H-ASSOC", "O-RETRIEVED"],
    fix: None("the ids come into being when the app is deployed to its owner org"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    // What an unlocked package lacks is a namespace, or its app is not for packages: another rule.
    let project = context.project;
    let unlocked =
        project.builds_package(context.header) && !project.builds_managed_package(context.header);
    if facts.distribution() != Some(Distribution::Packaged) || unlocked {
        return;
    }
    let global = facts.file(names::GLOBAL_OAUTH).is_some()
        || context.project.ignored.iter().any(|file| file.type_name == names::GLOBAL_OAUTH);
    let mut judge = |file: &MetadataFile, element: &str| {
        if file.value(element).is_some() || !file.document.faults.is_empty() {
            return;
        }
        // Before its first deploy no app has these ids, so it is a fault only in a package.
        let severity =
            if context.project.builds_package(file) { Severity::Warning } else { Severity::Hint };
        let first = if global || element != "oauthLink" {
            "deploy the app to the org that will own it"
        } else {
            "deploy the app with its global OAuth settings to the org that will own it"
        };
        findings.add(
            Draft::new(
                file.head(),
                format!("a packaged app needs `{element}`, which links it to its owner org"),
                format!("{first}, retrieve this file, and keep the `{element}` that comes back"),
            )
            .severity(severity),
        );
    };
    judge(context.header, "orgScopedExternalApp");
    if let Some(oauth) = context.file(names::OAUTH_SETTINGS) {
        judge(oauth, "oauthLink");
    }
}
