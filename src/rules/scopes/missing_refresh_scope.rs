use super::{MACHINE_FLOWS, Scopes, declare_rule, facts, global, may_use};
use crate::diagnostic::Place;
use crate::project::{AppFacts, MetadataFile};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// The app is set up for refresh tokens, but no scope lets it have one.
    ///
    /// ## Why
    /// Only `RefreshToken` or `OfflineAccess` makes the org hand out refresh tokens; `Full` does
    /// not. Without one, users must log in again whenever their session ends.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Full</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    /// ```
    ///
    /// ## Good
    /// A login without refresh tokens is a choice of its own.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, OpenID</commaSeparatedOauthScopes>
    /// ```
    "missing-refresh-scope",
    severity: Hint,
    sources: ["M-OAUTH", "M-GLB", "INFALLIBLE", "G-59106"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    let facts = facts(context);
    let may_grow = scopes.open || !context.file.document.faults.is_empty();
    if may_grow || scopes.can_refresh() || may_use(facts.as_ref(), MACHINE_FLOWS) {
        return;
    }
    let policy = facts.as_ref().and_then(AppFacts::refresh_policy);
    if policy.is_some_and(|policy| policy.kind == "Zero") {
        // The app is to have no refresh tokens; a rule on policies speaks of what contradicts that.
        return;
    }
    let Some((message, related)) = reason(&scopes, global(facts.as_ref())) else { return };
    let help = "add `RefreshToken`, if the app shall work on while the user is away";
    let mut draft = Draft::new(scopes.field.place(), message, help)
        .maybe_fix(scopes.addition("RefreshToken"));
    if let Some((place, text)) = related {
        draft = draft.related(place, text);
    }
    findings.add(draft);
}

type Reason = (&'static str, Option<(Place, &'static str)>);

/// What speaks for refresh tokens.
fn reason(scopes: &Scopes<'_>, global: Option<&MetadataFile>) -> Option<Reason> {
    let on = |name: &str| {
        let field = global?.field(name)?;
        (field.boolean() == Some(true)).then(|| field.place())
    };
    if let Some(place) = on("isRefreshTokenRotationEnabled") {
        let message = "refresh tokens are rotated, but no scope lets the app have one";
        return Some((message, Some((place, "rotation is switched on here"))));
    }
    if let Some(place) = on("isEnforceRefreshTokenTTL") {
        let message = "idle refresh tokens end, but no scope lets the app have one";
        return Some((message, Some((place, "the limit is switched on here"))));
    }
    if scopes.item("MCP").is_some() {
        return Some(("clients of hosted MCP servers ask for a refresh token as well", None));
    }
    scopes.item("Full").map(|_| ("`Full` lets the app have no refresh token", None))
}
