use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, names};

declare_rule! {
    /// Clients log in without a secret, but need one to get the next token.
    ///
    /// ## Why
    /// An app whose secret is optional is for clients that cannot keep one. Such a client logs in,
    /// and fails when its first access token expires.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isSecretRequiredForTokenExchange>true</isSecretRequiredForTokenExchange>
    /// <isTokenExchangeEnabled>true</isTokenExchangeEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// The clients of this app sign their logins, and get no refresh tokens.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://login.salesforce.com/services/oauth2/success</callbackUrl>
    /// <certificate>${JWT_CERTIFICATE}</certificate>
    /// <isConsumerSecretOptional>true</isConsumerSecretOptional>
    /// <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    "public-client-needs-secret",
    severity: Warning,
    sources: ["M-GLB"],
    fix: Unsafe,
    check: App(check),
}

/// The flows in which a client comes back for more tokens, and what needs the secret there.
const FLOWS: [(&str, &str); 2] =
    [("refresh-token", "refresh tokens"), ("token-exchange", "token exchanges")];

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    if facts.is_public_client() != Some(true) {
        return;
    }
    let element = "isConsumerSecretOptional";
    let Some(optional) = facts.field(names::GLOBAL_OAUTH, element) else { return };
    // Clients that sign their logins have a key, and get no refresh token.
    let all_sign = facts.flow("jwt-bearer").is_some_and(|flow| flow.is_on())
        && facts.has_only_stand_in_callbacks();
    for (id, what) in FLOWS {
        let flow = facts.flow(id).filter(FlowFacts::is_on);
        let Some(flow) = flow.filter(|_| !(all_sign && id == "refresh-token")) else { continue };
        for fact in flow.demands.iter().filter(|fact| fact.demand.public_client) {
            let (DemandState::Unmet(file, _), Expect::Is(wanted)) =
                (&fact.state, &fact.demand.expect)
            else {
                continue;
            };
            let demanded = &fact.demand.element;
            let place = fact.state.place().unwrap_or_else(|| file.head());
            findings.add(
                Draft::new(
                    place,
                    format!("clients log in without a secret, but {what} need it"),
                    format!(
                        "set `{demanded}` to `{wanted}` if clients cannot keep a secret; otherwise set \
                         `{element}` to `false`"
                    ),
                )
                .related(optional.place(), "the secret is optional for logins")
                .maybe_fix(remedy::set(optional.file, element, "false", Safety::Unsafe)),
            );
        }
    }
}
