use super::declare_rule;
use crate::diagnostic::Safety;
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{PermittedUsers, names};

declare_rule! {
    /// The device flow is on, and every user of the org may approve a login.
    ///
    /// ## Why
    /// Anyone who knows the consumer key can start this flow and trick a user into entering the code,
    /// often on the phone. The user enters it on the real Salesforce page and sees nothing wrong. This
    /// is called device-code phishing.
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
    /// Only pre-authorized users can approve a login.
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
    severity: Warning,
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
            "the device flow is open to all users: an attacker can trick a user into approving their login \
             (device-code phishing)",
            "set `isDeviceFlowEnabled` to `false` unless the clients have no browser, and allow only \
             pre-authorized users; a command line tool can use a callback on `localhost` instead",
        )
        .maybe_fix(remedy::set(field.file, "isDeviceFlowEnabled", "false", Safety::Unsafe)),
    );
}
