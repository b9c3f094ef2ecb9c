use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{Draft, Findings, ProjectContext, remedy};
use crate::schema::{names, schema};

declare_rule! {
    /// The org still allows the username-password flow.
    ///
    /// ## Why
    /// External Client Apps do not have this flow, so these apps lose nothing when the org blocks it.
    /// While it is open, connected apps can log in with a stored password and without a second factor.
    /// Salesforce ends the flow in all orgs; the message gives the day.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml OauthOidc
    /// <blockOAuthUnPwFlow>false</blockOAuthUnPwFlow>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml OauthOidc
    /// <blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>
    /// ```
    ///
    /// ## Good
    /// A connected app may still use the flow.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml OauthOidc
    /// <blockOAuthUnPwFlow>false</blockOAuthUnPwFlow>
    /// ```
    /// ```xml connectedApps/Ledger.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>ops@corp.example</contactEmail>
    ///     <label>Ledger</label>
    /// </ConnectedApp>
    /// ```
    "username-password-open",
    severity: Hint,
    sources: ["H-UPEND", "M-OIDC", "H-MIG", "G-70839"],
    fix: Unsafe,
    check: Project(check),
}

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    // Connected apps may still use the flow.
    let has_connected_app = context.project.files_of(names::CONNECTED_APP).next().is_some();
    if has_connected_app || context.project.apps.iter().next().is_none() {
        return;
    }
    for file in context.project.files_of(names::OAUTH_ORG_SETTINGS) {
        let open = file.field("blockOAuthUnPwFlow").filter(|f| f.boolean() == Some(false));
        let Some(field) = open else { continue };
        let end = schema().mandate("username-password").map(crate::schema::Mandate::when);
        let end = end.map(|when| format!(", which Salesforce ends {when}")).unwrap_or_default();
        findings.add(
            Draft::new(
                field.place(),
                format!("the org still allows the username-password flow{end}"),
                "set `blockOAuthUnPwFlow` to `true` when no connected app of the org needs it",
            )
            .maybe_fix(remedy::set(file, "blockOAuthUnPwFlow", "true", Safety::Unsafe)),
        );
    }
}
