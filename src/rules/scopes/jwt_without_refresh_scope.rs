use super::{Scopes, declare_rule, facts};
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Expect;

declare_rule! {
    /// An app of the JWT bearer flow lacks the scope for refresh tokens.
    ///
    /// ## Why
    /// The org answers the login with `refresh_token scope is required`. The flow hands out no
    /// refresh token, yet asks for the scope of one. Salesforce Help lists the answer among the
    /// errors of the flow, and it was observed in live orgs; a guide says that an app of
    /// pre-authorized users does without.
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
    "jwt-without-refresh-scope",
    severity: Warning,
    sources: ["H-FLOWERR", "O-JWTSCOPE", "G-70839"],
    fix: None("to add a scope is to let the app do more, which its owner decides"),
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
    let Some(wanted) = any.first() else { return };
    findings.add(
        Draft::new(
            scopes.field.place(),
            format!("the JWT bearer flow needs one of the scopes `{}`", any.join("`, `")),
            format!("add `{wanted}`"),
        )
        .related(switch, "the certificate switches the flow on"),
    );
}
