use super::{Scopes, declare_rule};
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Risk, Scope};

declare_rule! {
    /// A scope gives the app everything that the user can do.
    ///
    /// ## Why
    /// Whoever gets hold of one token can then act as the user in every product of the org, while
    /// most apps need one or two APIs. Narrow scopes limit what a leak costs.
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
    let Some(scopes) = Scopes::of(context.file) else { return };
    for (item, scope) in scopes.known().filter(|(_, scope)| scope.risk == Risk::VeryHigh) {
        let token = &scope.token;
        let narrow: Vec<String> = scopes
            .known()
            .filter(|(_, other)| includes(scope, other))
            .map(|(_, other)| format!("`{}`", other.token))
            .collect();
        let message = format!("scope `{token}` gives the app all that the user can do");
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
}

fn includes(wide: &Scope, other: &Scope) -> bool {
    wide.includes.contains(&other.token)
}
