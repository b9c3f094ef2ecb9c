use super::{against, declare_rule};
use crate::project::facts::refresh_policy;
use crate::rules::{FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// Refresh tokens of an app are valid for longer than the team policy allows.
    ///
    /// ## Why
    /// A leaked refresh token works as long as it is valid. The policy says how long that may be.
    ///
    /// `max-refresh-token-days` counts as the app does: days after the token was issued, or days
    /// without use. Tokens that never expire are always too long. The rule finds nothing unless the
    /// key is set.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-refresh-token-days = 30
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>2</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-refresh-token-days = 30
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-refresh-token-days = 30
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// The app gets no refresh tokens.
    /// ```toml /ecaforge.toml
    /// [policy]
    /// max-refresh-token-days = 30
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    "policy-refresh-token-lifetime",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("users of the app log in again when their tokens expire, so a person chooses the time"),
    check: File(check),
    types: [names::OAUTH_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.refresh_token_days else { return };
    let file = context.file;
    if file.metadata_type.name != names::OAUTH_POLICIES {
        return;
    }
    let Some(policy) = refresh_policy(file) else { return };
    let facts = context.project.facts_of(file);
    if facts.is_some_and(|facts| facts.has_refresh_scope() == Some(false)) {
        return;
    }
    let most = i64::from(key.value);
    let (element, found) = match policy.days() {
        _ if policy.never_ends() => ("refreshTokenPolicyType", "never expire".to_owned()),
        Some(days) if days > most => {
            let counted = if policy.ends_unused() { " without use" } else { "" };
            ("refreshTokenValidityPeriod", format!("expire after {days} days{counted}"))
        }
        _ => return,
    };
    let field = file.field(element).filter(|field| !field.is_empty());
    let place = field.map_or_else(|| file.head(), |field| field.place());
    let message = format!("refresh tokens {found}, and the team policy allows {most} days");
    let help = format!(
        "set `refreshTokenPolicyType` to `SpecificInactivity` or `SpecificLifetime` with at most \
         {most} `Days`"
    );
    findings.add(against(key, place, message, help));
}
