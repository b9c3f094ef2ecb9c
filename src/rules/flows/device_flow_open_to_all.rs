use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{PermittedUsers, names};

declare_rule! {
    /// The device flow is on, and any user of the org may approve it.
    ///
    /// ## Why
    /// Anyone who knows the consumer key can start this flow and talk a user into typing the code,
    /// as telephone scams do; the login then happens on the real Salesforce page.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isDeviceFlowEnabled>true</isDeviceFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// Only users whom the administrator chose can approve a login.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isDeviceFlowEnabled>true</isDeviceFlowEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "device-flow-open-to-all",
    formerly: ["device-flow"],
    severity: Hint,
    sources: ["M-GLB", "H-FLOWS"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let field = facts.field(names::GLOBAL_OAUTH, "isDeviceFlowEnabled");
    let Some(field) = field.filter(|field| field.boolean() == Some(true)) else { return };
    if facts.permitted_users() == Some(PermittedUsers::PreAuthorized) {
        return;
    }
    findings.add(
        Draft::new(
            field.place(),
            "the device flow is on, in which users can be talked into approving a stranger's login",
            "let only pre-authorized users use the app, and keep the flow for devices that have no \
             browser; a command line tool can use a callback to `localhost` instead",
        )
        .maybe_fix(remedy::set(field.file, "isDeviceFlowEnabled", "false", Safety::Unsafe)),
    );
}
