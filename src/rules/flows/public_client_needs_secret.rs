use super::declare_rule;
use crate::diagnostic::Safety;
use crate::project::facts::{DemandState, FlowFacts};
use crate::rules::{AppContext, Draft, Findings, remedy};
use crate::schema::{Expect, names};

declare_rule! {
    /// Clients log in without a secret, but need it for the next step.
    ///
    /// ## Why
    /// An app whose secret is optional is meant for clients that cannot keep one; such a client
    /// logs in, and then fails when its first access token has run out.
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

/// The fix asks for the secret everywhere: the other way round, it would drop one.
const SECRET_OPTIONAL: &str = "isConsumerSecretOptional";

/// The flows in which a client comes back for more tokens.
const FLOWS: &[&str] = &["refresh-token", "token-exchange"];

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let facts = context.facts();
    if facts.is_public_client() != Some(true) {
        return;
    }
    // Clients that sign their logins have a key, and get no refresh token.
    let all_sign = facts.flow("jwt-bearer").is_some_and(|flow| flow.is_on())
        && facts.has_only_stand_in_callbacks();
    let optional = facts.field(names::GLOBAL_OAUTH, SECRET_OPTIONAL);
    let concerned = FLOWS.iter().filter(|id| !(all_sign && **id == "refresh-token"));
    for flow in concerned.filter_map(|id| facts.flow(id)).filter(FlowFacts::is_on) {
        for fact in flow.demands.iter().filter(|fact| fact.demand.public_client) {
            let (DemandState::Unmet(file, _), Expect::Is(wanted)) =
                (&fact.state, &fact.demand.expect)
            else {
                continue;
            };
            let element = &fact.demand.element;
            let place = fact.state.place().unwrap_or_else(|| file.head());
            let mut draft = Draft::new(
                place,
                format!("clients without a secret cannot use the {} flow", flow.flow.id),
                format!(
                    "set `{element}` to `{wanted}`, or set `isConsumerSecretOptional` to `false` if \
                     all clients can keep a secret"
                ),
            )
            .maybe_fix(optional.and_then(|optional| {
                remedy::set(optional.file, SECRET_OPTIONAL, "false", Safety::Unsafe)
            }));
            if let Some(optional) = optional {
                draft = draft.related(optional.place(), "the secret is optional for logins");
            }
            findings.add(draft);
        }
    }
}
