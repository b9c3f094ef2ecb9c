use super::declare_rule;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::names;

declare_rule! {
    /// An app has the scope of refresh tokens, but its policy expires each of them immediately.
    ///
    /// ## Why
    /// The client can never use a refresh token, so users must log in again whenever the access token
    /// expires.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// The JWT bearer flow needs the scope but issues no refresh token.
    /// ```xml ecaGlblOauth
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// ```
    "refresh-tokens-expire-immediately",
    formerly: ["zero-with-refresh-scope"],
    severity: Warning,
    sources: ["M-OPLCY", "M-OAUTH"],
    fix: None("either the scope or the policy is wrong, and only its author knows which"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    let Some(flow) = facts.flow("refresh-token").filter(FlowFacts::is_on) else { return };
    if facts.flow("jwt-bearer").is_some_and(|flow| flow.is_on()) {
        return;
    }
    let Some(scopes) = flow.set_switches().find_map(|fact| fact.state.place()) else { return };
    for need in flow.needs().filter(|fact| fact.demand.metadata_type == names::OAUTH_POLICIES) {
        let DemandState::Unmet(_, Some(field)) = &need.state else { continue };
        findings.add(
            Draft::new(
                field.place(),
                "the app has the scope of refresh tokens, but this policy expires each of them immediately",
                "remove the refresh scope; if users should stay logged in, use `SpecificInactivity` with a \
                 period",
            )
            .related(scopes.clone(), "the app may ask for refresh tokens"),
        );
    }
}
