use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Safety;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// A period or unit is given although refresh tokens do not end after a set time.
    ///
    /// ## Why
    /// The number has no effect with this policy, and a reader takes it for the real lifetime of
    /// the tokens.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>0</refreshTokenValidityPeriod>
    /// ```
    "unused-refresh-period",
    severity: Hint,
    sources: ["M-OPLCY"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !is_whole_oauth_policy(file) {
        return;
    }
    let Some(policy) = refresh_policy(file).filter(|policy| !policy.has_set_time()) else { return };
    for name in ["refreshTokenValidityPeriod", "refreshTokenValidityUnit"] {
        let Some(field) = file.field(name) else { continue };
        if field.is_empty() || field.is_unknown() || field.text() == "0" {
            continue;
        }
        let message = format!("`{name}` has no effect with the policy `{}`", policy.kind);
        let help = format!(
            "remove `{name}`, or choose `SpecificLifetime` or `SpecificInactivity` to make it count"
        );
        findings.add(
            Draft::new(field.place(), message, help).fix(remedy::remove(&field, Safety::Unsafe)),
        );
    }
}
