use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Severity;
use crate::project::MetadataFile;
use crate::project::facts::{RefreshPolicy, refresh_policy};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Refresh tokens expire after a set time, but the time or its unit is missing.
    ///
    /// ## Why
    /// `SpecificLifetime` and `SpecificInactivity` need a number and a unit, or the org cannot save the
    /// policy.
    ///
    /// A period of 0 is a warning: no page says what the org makes of it.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>0</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// Orgs write it like this.
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>0</refreshTokenValidityPeriod>
    /// ```
    "refresh-policy-without-period",
    severity: Error,
    sources: ["M-OPLCY"],
    fix: None("how long refresh tokens should work is for the owner of the app to say"),
    check: File(check),
}

const PERIOD: &str = "refreshTokenValidityPeriod";
const UNIT: &str = "refreshTokenValidityUnit";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !is_whole_oauth_policy(file) {
        return;
    }
    let Some(policy) = refresh_policy(file).filter(RefreshPolicy::has_set_time) else { return };
    let Some(field) = file.field("refreshTokenPolicyType") else { return };
    let kind = &policy.kind;
    let (missing, help) = match (is_set(file, PERIOD), is_set(file, UNIT)) {
        (true, true) => {
            let zero = file.field(PERIOD).filter(|_| policy.period == Some(0));
            if let Some(zero) = zero {
                let message =
                    format!("`{kind}` has a period of 0, so refresh tokens may expire immediately");
                let help = "write a period such as `30`, or set `refreshTokenPolicyType` to `Zero` if refresh \
                            tokens should expire immediately";
                findings.add(Draft::new(zero.place(), message, help).severity(Severity::Warning));
            }
            return;
        }
        (true, false) => {
            (format!("`{UNIT}`"), format!("add `{UNIT}` with `Hours`, `Days` or `Months`"))
        }
        (false, true) => (format!("`{PERIOD}`"), format!("add `{PERIOD}` with a whole number")),
        (false, false) => (
            format!("`{PERIOD}` and `{UNIT}`"),
            format!("add `{PERIOD}` and `{UNIT}`, such as `30` and `Days`"),
        ),
    };
    let message = format!("`{kind}` does not say when refresh tokens expire: it needs {missing}");
    findings.add(Draft::new(field.place(), message, help));
}

fn is_set(file: &MetadataFile, name: &str) -> bool {
    file.field(name).is_some_and(|field| !field.is_empty())
}
