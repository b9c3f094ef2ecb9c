use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::{FileEdit, Fix, Safety};
use crate::project::MetadataFile;
use crate::project::facts::refresh_policy;
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// Refresh tokens never end.
    ///
    /// ## Why
    /// A refresh token that leaks stays good until someone notices and revokes it; an end after
    /// some weeks without use costs a user of the app nothing.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
    /// <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
    /// <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    /// ```
    ///
    /// ## Good
    /// The app gets no refresh tokens.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>
    /// ```
    "never-expiring-refresh-token",
    severity: Warning,
    sources: ["M-OPLCY", "SECURE"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !is_whole_oauth_policy(file) {
        return;
    }
    if refresh_policy(file).is_none_or(|policy| !policy.never_ends()) {
        return;
    }
    let facts = context.project.facts_of(file);
    if facts.and_then(|facts| facts.has_refresh_scope()) == Some(false) {
        return;
    }
    let Some(field) = file.field("refreshTokenPolicyType") else { return };
    findings.add(
        Draft::new(
            field.place(),
            "refresh tokens of the app never end",
            "let them end when unused: `SpecificInactivity` with a period such as 30 days",
        )
        .maybe_fix(end_when_unused(file)),
    );
}

fn end_when_unused(file: &MetadataFile) -> Option<Fix> {
    let mut edits: Vec<FileEdit> = Vec::new();
    for (name, value) in [
        ("refreshTokenPolicyType", "SpecificInactivity"),
        ("refreshTokenValidityPeriod", "30"),
        ("refreshTokenValidityUnit", "Days"),
    ] {
        edits.extend(remedy::set(file, name, value, Safety::Unsafe)?.edits);
    }
    let title = "let refresh tokens end after 30 days without use".to_owned();
    Some(Fix { title, safety: Safety::Unsafe, edits, moves: Vec::new() })
}
