use super::{Scopes, declare_rule, facts};
use crate::diagnostic::Severity;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Expect, PermittedUsers};

declare_rule! {
    /// Users approve the app themselves, but the JWT bearer flow lacks the scope for refresh tokens.
    ///
    /// ## Why
    /// The org issues a token only if the user has approved the app with that scope before. Otherwise
    /// it answers `refresh_token scope is required`. An app for pre-authorized users does not need the
    /// scope, as a guide says.
    ///
    /// It is a hint if the project has no OAuth policies.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// ```
    ///
    /// ## Good
    /// The users are pre-authorized.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <commaSeparatedPermissionSet>Billing_Access</commaSeparatedPermissionSet>
    /// <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    /// ```
    "jwt-without-refresh-scope",
    severity: Warning,
    sources: ["H-FLOWERR", "O-JWTSCOPE", "G-70839"],
    fix: None("pre-authorized users are the better way, and they do not need the scope"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    // A list without any scope that the schema knows has findings of its own.
    let scopes = Scopes::of(context.file).filter(|scopes| scopes.known().next().is_some());
    let (Some(scopes), Some(facts)) = (scopes, facts(context)) else { return };
    let Some(flow) = facts.flow("jwt-bearer").filter(FlowFacts::is_on) else { return };
    let Some(switch) = flow.set_switches().find_map(|fact| fact.state.place()) else { return };
    let Some(any) = flow.demands.iter().find_map(|fact| match (&fact.demand.expect, &fact.state) {
        (Expect::HoldsAny(any), DemandState::Unmet(..)) => Some(any),
        _ => None,
    }) else {
        return;
    };
    let has_policies = facts.file(crate::schema::names::OAUTH_POLICIES).is_some();
    let severity = match facts.permitted_users() {
        Some(PermittedUsers::SelfAuthorized) => Severity::Warning,
        None if !has_policies => Severity::Hint,
        _ => return,
    };
    let list = any.join("` or `");
    findings.add(
        Draft::new(
            scopes.field.place(),
            format!("the JWT bearer flow needs pre-authorized users, or the scope `{list}`"),
            "set `permittedUsersPolicyType` to `AdminApprovedPreAuthorized`; if users should approve the app \
             in the browser first, add `RefreshToken`",
        )
        .severity(severity)
        .related(switch, "the certificate switches the flow on"),
    );
}
