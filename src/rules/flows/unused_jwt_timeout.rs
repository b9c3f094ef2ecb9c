use super::declare_rule;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::facts::effective;
use crate::project::{AppFacts, Field};
use crate::rules::{Draft, FileContext, Findings, remedy};
use crate::schema::{JwtLifetime, names, schema};

declare_rule! {
    /// The policies give JWT access tokens a lifetime that has no effect.
    ///
    /// ## Why
    /// The lifetime counts only for JWT access tokens with the timeout type `Custom`. One report says
    /// that an org refused it without JWT access tokens: `Invalid plugin settings`.
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
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// <namedUserJwtTimeout>30</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Bad
    /// The type alone is a finding too.
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// ```
    ///
    /// ## Bad
    /// The minutes of guests have no effect without the guest flow.
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <guestJwtSessionTimeoutType>Custom</guestJwtSessionTimeoutType>
    /// <guestJwtTimeout>30</guestJwtTimeout>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
    /// <namedUserJwtTimeout>30</namedUserJwtTimeout>
    /// ```
    ///
    /// ## Good
    /// Orgs write the type although such tokens are off.
    /// ```xml ecaGlblOauth
    /// <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <namedUserJwtSessionTimeoutType>UserSession</namedUserJwtSessionTimeoutType>
    /// ```
    ///
    /// ## Good
    /// Up to API version 63.0 the policies have a switch of JWT access tokens too.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    /// ```xml ecaOauthPlcy
    /// <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
    /// <namedUserJwtTimeout>15</namedUserJwtTimeout>
    /// ```
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "62.0"}
    /// ```
    "unused-jwt-timeout",
    severity: Warning,
    sources: ["M-OPLCY", "O-MESSAGES"],
    fix: Sometimes,
    check: File(check),
    types: [names::OAUTH_POLICIES],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for lifetime in &schema().jwt_lifetimes {
        let JwtLifetime { minutes, kind, own, session, .. } = lifetime;
        let off = lifetime.switch.as_ref().filter(|switch| file.flag(switch) == Some(false));
        let given = |name: &str| file.field(name).filter(|field| !field.is_empty());
        let (time, kind_field) = (given(minutes), given(kind));
        if time.is_none() && kind_field.is_none() {
            continue;
        }
        let facts = context.project.facts_of(file);
        let jwt = facts.as_ref().and_then(AppFacts::issues_jwt_tokens);
        let draft = match time {
            Some(time) if effective(file, kind).is_some_and(|it| *session == *it) => {
                let message = format!("`{minutes}` has no effect while `{kind}` is `{session}`");
                let help = format!("remove `{minutes}`, or set `{kind}` to `{own}`");
                Some(
                    Draft::new(time.place(), message, help)
                        .fix(remedy::remove(&time, Safety::Unsafe)),
                )
            }
            Some(time) if jwt == Some(false) => Some(without_jwt_tokens(&time, kind_field)),
            Some(time) if off.is_some() => {
                let switch = off.map_or("", |switch| switch.as_str());
                let message = format!("`{minutes}` has no effect while the guest flow is off");
                let help = format!("remove `{minutes}`, or set `{switch}` to `true`");
                let draft = Draft::new(time.place(), message, help).severity(Severity::Hint);
                Some(draft.fix(remedy::remove(&time, Safety::Unsafe)))
            }
            None if jwt == Some(false) && !facts.is_some_and(|facts| facts.is_retrieved()) => {
                kind_field.map(|field| without_jwt_tokens(&field, None))
            }
            _ => None,
        };
        if let Some(draft) = draft {
            findings.add(draft);
        }
    }
}

/// A lifetime, and perhaps its type, in an app that issues no JWT access tokens.
fn without_jwt_tokens(field: &Field<'_>, kind: Option<Field<'_>>) -> Draft {
    let name = &field.schema.name;
    let mut fix: Fix = remedy::remove(field, Safety::Unsafe);
    let mut list = format!("`{name}`");
    if let Some(kind) = kind {
        list = format!("{list} and `{}`", kind.schema.name);
        fix.edits.extend(remedy::remove(&kind, Safety::Unsafe).edits);
        fix.title = format!("remove {list}");
    }
    let message = format!("`{name}` has no effect while the app issues no JWT access tokens");
    let on =
        "set `isNamedUserJwtEnabled` of the global OAuth settings to `true` in the same deploy";
    Draft::new(field.place(), message, format!("remove {list}, or {on}")).fix(fix)
}
