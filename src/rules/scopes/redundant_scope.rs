use super::{Scopes, declare_rule};
use crate::diagnostic::Safety;
use crate::project::Item;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Risk, Scope};

declare_rule! {
    /// Another scope of the list already includes this one.
    ///
    /// ## Why
    /// It gives no additional access, and readers believe that the app needs more than it does. A client
    /// that asks for it by name in its login request still needs it in the list.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Chatter, Web, CustomApplications</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Basic, Profile, Email</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, Web, Basic, RefreshToken</commaSeparatedOauthScopes>
    /// ```
    "redundant-scope",
    severity: Hint,
    sources: ["M-OAUTH", "MOBSDK"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file) else { return };
    let known: Vec<(&Item, &Scope)> = scopes.known().collect();
    for (at, (item, scope)) in known.iter().enumerate() {
        // A scope that holds everything is itself the fault, and another rule says so.
        let wider = known
            .iter()
            .find(|(_, other)| {
                other.risk != Risk::VeryHigh && other.includes.contains(&scope.token)
            })
            .map(|(other, _)| (*other, "is included in"));
        let same = known[..at]
            .iter()
            .find(|(_, other)| other.same_as.contains(&scope.token))
            .map(|(other, _)| (*other, "means the same as"));
        let Some((other, relation)) = wider.or(same) else { continue };
        let (token, wide) = (&scope.token, &other.text);
        let message = format!("scope `{token}` {relation} `{wide}`");
        let help = format!("remove `{token}`, unless a client asks for it by name");
        findings.add(
            Draft::new(scopes.place(item), message, help)
                .related(scopes.place(other), "this scope is enough")
                .maybe_fix(scopes.removal(item, Safety::Unsafe)),
        );
    }
}
