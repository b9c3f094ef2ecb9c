use super::{Scopes, connected_app_scopes, declare_rule, facts, is_all_left_out};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Risk, Scope, schema};

declare_rule! {
    /// A scope gives the app more access than most apps need.
    ///
    /// ## Why
    /// With `Full`, whoever steals one token can act as the user in every product of the org. Most
    /// apps need one or two APIs, and narrow scopes limit the damage of a leak.
    ///
    /// A scope for all of one product, such as `CDP`, is a hint.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Full, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Full, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>CDP</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// The same holds for connected apps.
    /// ```xml connectedApps/Billing.connectedApp-meta.xml
    /// <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>team@corp.example</contactEmail>
    ///     <label>Billing</label>
    ///     <oauthConfig>
    ///         <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    ///         <scopes>Api</scopes>
    ///         <scopes>Full</scopes>
    ///     </oauthConfig>
    /// </ConnectedApp>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    "broad-scope",
    severity: Warning,
    sources: ["M-OAUTH", "RFC9700"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    check_connected_app(context, findings);
    let Some(scopes) = Scopes::of(context.file) else { return };
    for (item, scope) in scopes.known().filter(|(_, scope)| scope.risk == Risk::VeryHigh) {
        let token = &scope.token;
        let narrow: Vec<String> = scopes
            .known()
            .filter(|(_, other)| includes(scope, other))
            .map(|(_, other)| format!("`{}`", other.token))
            .collect();
        // Without the scopes that the only flow ignores, none is left.
        let all_left_out = facts(context).is_some_and(|facts| is_all_left_out(&facts));
        let narrow = if all_left_out { Vec::new() } else { narrow };
        let message = format!("scope `{token}` gives the app everything that the user can do");
        let help = if narrow.is_empty() {
            "list only the scopes that the app needs, such as `Api`".to_owned()
        } else {
            format!("remove `{token}` and keep {}, if that is all the app needs", narrow.join(", "))
        };
        let fix = scopes.removal(item, Safety::Unsafe).filter(|_| !narrow.is_empty());
        let mut draft = Draft::new(scopes.place(item), message, help).maybe_fix(fix);
        if let Some(danger) = &scope.danger {
            draft = draft.why(format!("{danger} Most apps need one or two APIs only."));
        }
        findings.add(draft);
    }
    for (item, scope) in scopes.known().filter(|(_, scope)| !scope.narrower.is_empty()) {
        // Next to its parts it is another rule's finding.
        if scopes.known().any(|(_, other)| scope.narrower.contains(&other.token)) {
            continue;
        }
        let message = format!("scope `{}` grants every Data 360 API", scope.token);
        let example = scope.narrower.first().map(|token| format!(" such as `{token}`"));
        let help = format!(
            "if the app uses one or two of these APIs, list their scopes instead,{}; for more of them, `{}` alone \
             is right",
            example.unwrap_or_default(),
            scope.token
        );
        let why = scope.danger.unwrap_or_default();
        let draft = Draft::new(scopes.place(item), message, help);
        findings.add(draft.severity(Severity::Hint).why(why));
    }
}

fn includes(wide: &Scope, other: &Scope) -> bool {
    wide.includes.contains(&other.token)
}

/// A connected app lists each scope in an element of its own.
fn check_connected_app(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in connected_app_scopes(context.file) {
        let text = field.text();
        let Some(scope) = schema().scope(&text).filter(|scope| scope.risk == Risk::VeryHigh) else {
            continue;
        };
        let message = format!("scope `{}` gives the app all that the user can do", text.shown());
        let help = "list only the scopes that the app needs, such as `Api`";
        let why = format!("{} Most apps need one or two APIs only.", meaning_of_loss(scope));
        findings.add(Draft::new(field.place(), message, help).why(why));
    }
}

fn meaning_of_loss(scope: &Scope) -> &str {
    scope.danger.as_deref().unwrap_or(&scope.meaning)
}
