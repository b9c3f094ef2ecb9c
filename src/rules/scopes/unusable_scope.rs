use super::{Scopes, declare_rule, facts, may_use, without_client_credentials};
use crate::diagnostic::Safety;
use crate::project::AppFacts;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Risk, names};

declare_rule! {
    /// A scope has no effect in the only flow that the app can use.
    ///
    /// ## Why
    /// The client credentials flow never issues a refresh token and ignores `Full` and `Web`. The scope
    /// suggests access that the app does not have. If somebody later adds a browser login, the scope
    /// takes effect without a decision.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://login.salesforce.com/services/oauth2/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://login.salesforce.com/services/oauth2/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// People log in with this app too.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    "unusable-scope",
    severity: Hint,
    sources: ["G-70839", "M-GLB"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    let Some(facts) = facts(context) else { return };
    if !only_client_credentials(&facts) {
        return;
    }
    // A scope that holds everything has a rule of its own.
    let without_effect = scopes.known().filter(|(_, scope)| {
        scope.risk != Risk::VeryHigh && without_client_credentials().contains(&scope.token)
    });
    for (item, scope) in without_effect {
        let message =
            format!("scope `{}` has no effect in the client credentials flow", scope.token);
        let help = "remove it, or add the real callback URL if people log in with the app too";
        let mut draft = Draft::new(scopes.place(item), message, help)
            .maybe_fix(scopes.removal(item, Safety::Unsafe));
        if let Some(switch) = facts.field(names::GLOBAL_OAUTH, "isClientCredentialsFlowEnabled") {
            draft = draft.related(switch.place(), "the flow is switched on here");
        }
        findings.add(draft);
    }
}

/// Whether client credentials are on, every other switched flow is off, and no callback leads to a
/// client, so that no browser login ends well.
fn only_client_credentials(facts: &AppFacts<'_>) -> bool {
    let others = ["jwt-bearer", "device", "token-exchange", "code-and-credentials"];
    facts.flow("client-credentials").is_some_and(|flow| flow.is_meant())
        && !may_use(Some(facts), &others)
        && facts.has_only_stand_in_callbacks()
}
