use super::{declare_rule, is_whole_oauth_policy};
use crate::project::MetadataFile;
use crate::project::facts::{RefreshPolicy, refresh_policy};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Refresh tokens end after a set time, but the time or its unit is missing.
    ///
    /// ## Why
    /// `SpecificLifetime` and `SpecificInactivity` mean nothing without a number and a unit, and
    /// the org cannot save the policy.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
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
    fix: None("how long refresh tokens may last is for the owner of the app to decide"),
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
    let help = match (is_set(file, PERIOD), is_set(file, UNIT)) {
        (true, true) => return,
        (true, false) => format!("add `{UNIT}` with `Hours`, `Days` or `Months`"),
        (false, true) => format!("add `{PERIOD}` with a whole number"),
        (false, false) => format!("add `{PERIOD}` and `{UNIT}`, such as `30` and `Days`"),
    };
    let missing = if is_set(file, PERIOD) { UNIT } else { PERIOD };
    let message = format!("`{kind}` does not say when refresh tokens end: `{missing}` is missing");
    findings.add(Draft::new(field.place(), message, help));
}

fn is_set(file: &MetadataFile, name: &str) -> bool {
    file.field(name).is_some_and(|field| !field.is_empty())
}
