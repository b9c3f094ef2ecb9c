use super::declare_rule;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::{Distribution, names};

declare_rule! {
    /// The project does not have the settings of a packaged app that a package cannot contain.
    ///
    /// ## Why
    /// Callback URLs, flows and PKCE of a packaged app are in its global OAuth settings, in the owner
    /// org. With a copy in a directory that is only deployed, they can be reviewed, and the app can be
    /// set up again in another owner org.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "namespace": "corp", "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true},
    ///                         {"path": "owner-org"}],
    ///  "namespace": "corp", "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml /owner-org/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml
    /// <ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppGlobalOauthSettings>
    /// ```
    "missing-unpackaged-settings",
    severity: Hint,
    sources: ["PKG2", "M-GLB"],
    fix: None("what the settings hold is known in the owner org only"),
    check: App(check),
    only_in: ["isv"],
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let (project, facts) = (context.project, context.facts());
    let packaged = facts.distribution() == Some(Distribution::Packaged);
    let Some(settings) = context.file(names::OAUTH_SETTINGS) else { return };
    if !packaged
        || !project.builds_package(settings)
        || facts.file(names::GLOBAL_OAUTH).is_some()
        || facts.is_perhaps_elsewhere(names::GLOBAL_OAUTH)
    {
        return;
    }
    let name = &context.app.name;
    findings.add(Draft::new(
        settings.head(),
        format!("the project does not have the global OAuth settings of the packaged app `{name}`"),
        "retrieve them from the owner org into a package directory without `package`",
    ));
}
