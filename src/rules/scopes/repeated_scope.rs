use super::{Scopes, declare_rule};
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A scope is listed twice.
    ///
    /// ## Why
    /// The second one has no effect, and whoever removes the scope later may miss one of the two.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken, Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    "repeated-scope",
    severity: Hint,
    sources: ["M-OAUTH"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    for (at, item) in scopes.items.iter().enumerate() {
        let Some(first) = scopes.items[..at].iter().find(|other| other.text == item.text) else {
            continue;
        };
        let message = format!("scope `{}` is listed twice", item.text);
        findings.add(
            Draft::new(scopes.place(item), message, "remove the second one")
                .related(scopes.place(first), "the first one")
                .maybe_fix(scopes.removal(item, Safety::Safe)),
        );
    }
}
