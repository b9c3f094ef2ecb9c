use super::declare_rule;
use crate::diagnostic::{Safety, Severity};
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::names;

declare_rule! {
    /// A lifetime of JWT access tokens is given that cannot apply.
    ///
    /// ## Why
    /// The minutes count only while JWT access tokens are on and their timeout type is `Custom`; a
    /// reader takes them for the real lifetime of the tokens.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>UserSession</namedUserJwtSessionTimeoutType>
    /// <namedUserJwtTimeout>30</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtTimeout>30</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// <namedUserJwtTimeout>30</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Good
    /// Orgs write this type although such tokens are off.
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>UserSession</namedUserJwtSessionTimeoutType>
    /// ```
    "unused-jwt-timeout",
    severity: Warning,
    sources: ["M-OPLCY"],
    fix: Unsafe,
    check: File(check),
}

const PAIRS: &[(&str, &str)] = &[
    ("namedUserJwtTimeout", "namedUserJwtSessionTimeoutType"),
    ("guestJwtTimeout", "guestJwtSessionTimeoutType"),
];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::OAUTH_POLICIES {
        return;
    }
    let jwt = context
        .project
        .facts_of(file)
        .and_then(|facts| facts.flag(names::GLOBAL_OAUTH, "isNamedUserJwtEnabled"))
        // Up to API version 63.0 the policies have the switch.
        .filter(|_| file.flag("isNamedUserJwtEnabled") != Some(true));
    for (minutes, kind) in PAIRS {
        let Some(field) = file.field(minutes).filter(|field| !field.is_empty()) else { continue };
        let (message, severity) = if effective(file, kind).as_deref() == Some("UserSession") {
            (
                format!("`{minutes}` has no effect while `{kind}` is `UserSession`"),
                Severity::Warning,
            )
        } else if jwt == Some(false) {
            (format!("`{minutes}` has no effect while JWT access tokens are off"), Severity::Hint)
        } else {
            continue;
        };
        let help = format!("remove `{minutes}`, or set `{kind}` to `Custom` with such tokens on");
        findings.add(
            Draft::new(field.place(), message, help)
                .severity(severity)
                .fix(remedy::remove(&field, Safety::Unsafe)),
        );
    }
}
