use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// A period or unit has no effect with the refresh token policy.
    ///
    /// ## Why
    /// A reader takes the number for the real lifetime of the tokens. Only `SpecificLifetime` and
    /// `SpecificInactivity` use it.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>0</refreshTokenValidityPeriod>
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
    let unused: Vec<Field<'_>> = ["refreshTokenValidityPeriod", "refreshTokenValidityUnit"]
        .into_iter()
        .filter_map(|name| file.field(name))
        .filter(|field| !field.is_empty() && !field.is_unknown() && field.text() != "0")
        .collect();
    let Some(first) = unused.first() else { return };
    let names: Vec<String> = unused.iter().map(|f| format!("`{}`", f.schema.name)).collect();
    let list = names.join(" and ");
    let verb = if unused.len() == 1 { "has" } else { "have" };
    let title = format!("remove {list}");
    let edits =
        unused.iter().flat_map(|field| remedy::remove(field, Safety::Unsafe).edits).collect();
    findings.add(
        Draft::new(
            first.place(),
            format!("{list} {verb} no effect with the policy `{}`", policy.kind),
            format!(
                "remove {list}; if tokens should expire after that time, set `refreshTokenPolicyType` to \
                 `SpecificInactivity`"
            ),
        )
        .fix(Fix { title, safety: Safety::Unsafe, edits, moves: Vec::new() }),
    );
}
