use super::{Scopes, connected_app_scopes, declare_rule};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::Item;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Scope, schema};
use crate::text::suggest::fold;
use crate::values::{self, Flaw};

declare_rule! {
    /// The list of scopes contains a word that is not a scope of External Client Apps.
    ///
    /// ## Why
    /// The org refuses the whole deploy for one unknown scope. Scopes are case-sensitive. Metadata has
    /// its own names, such as `RefreshToken`, where a login request says `refresh_token`, and connected
    /// apps have `SFAP` for `SFApiPlatform`.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>api, refresh_token, SFAP</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>ManageUserData, ManageUserDataWeb, API</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, ReadEverything</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// In a connected app the finding is a warning: its list of scopes is an older one.
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    ///     <oauthConfig>
    ///         <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    ///         <scopes>refresh_token</scopes>
    ///     </oauthConfig>
    /// </ConnectedApp>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken, SFApiPlatform</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// Orgs accept this scope, though the guide does not list it.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>CDP, DataCloudUserClaims</commaSeparatedOauthScopes>
    /// ```
    "unknown-scope",
    severity: Error,
    sources: ["M-OAUTH", "G-69652", "G-58096"],
    fix: Sometimes,
    check: File(check),
}

/// Most unknown scopes of a list that are compared with the known ones. A list of more is no slip.
const MOST_SUGGESTIONS: usize = 1000;

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    check_connected_app(context, findings);
    let Some(scopes) = Scopes::of(context.file) else { return };
    // A later API version may have scopes that the tables do not.
    let newer = context.project.api_version.is_some_and(|own| own > schema().versions.newest);
    let severity = if newer { Severity::Warning } else { Severity::Error };
    let unknown = scopes.items.iter().filter(|item| schema().scope(&item.text).is_none());
    for (index, item) in unknown.enumerate() {
        let meant = (index < MOST_SUGGESTIONS).then(|| schema().scope_meant_by(&item.text));
        let meant = meant.flatten();
        let help = match meant {
            Some(scope) => format!("write `{}`", scope.token),
            None => "write a scope such as `Api`, `RefreshToken` or `OpenID`, or remove it".into(),
        };
        let fix = meant.map(|scope| {
            let title = format!("write `{}`", scope.token);
            let edit = Edit::replace(item.span, scope.token);
            Fix::edit(title, safety(item, scope), &context.file.path, edit)
        });
        let message = message(item, meant);
        findings
            .add(Draft::new(scopes.place(item), message, help).severity(severity).maybe_fix(fix));
    }
}

fn message(item: &Item, meant: Option<&Scope>) -> String {
    let written = shortened(&item.text);
    match meant {
        Some(scope) if scope.runtime == item.text => {
            format!("`{written}` is the name for login requests, not the scope for metadata")
        }
        Some(scope) if scope.token.eq_ignore_ascii_case(&item.text) => {
            format!("scopes are case-sensitive: `{written}` must be `{}`", scope.token)
        }
        _ => format!("`{written}` is not a scope of External Client Apps"),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Safe where the table knows the spelling, a guess where it is merely near.
fn safety(item: &Item, scope: &Scope) -> Safety {
    let written = fold(&item.text);
    let known = scope.spellings().any(|spelling| fold(spelling) == written);
    if known { Safety::Safe } else { Safety::Unsafe }
}

/// A connected app lists each scope in an element of its own, and may have scopes by names that no
/// table knows.
fn check_connected_app(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in connected_app_scopes(context.file) {
        let Some(Flaw::NotListed { meant }) = values::flaw(field.schema, &field.text()) else {
            continue;
        };
        let by_table = schema().scope_meant_by(&field.text()).map(|scope| scope.token.as_str());
        let help = match by_table.or_else(|| meant.map(|value| value.name.as_str())) {
            Some(name) => format!("write `{name}`"),
            None => "write a scope such as `Api`, `RefreshToken` or `OpenID`, or remove it".into(),
        };
        let message =
            format!("`{}` is not a scope of connected apps", shortened(&field.text().shown()));
        findings.add(Draft::new(field.place(), message, help).severity(Severity::Warning));
    }
}
