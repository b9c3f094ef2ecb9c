use super::{Scopes, declare_rule};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::rules::{Draft, FileContext, Findings};
use crate::text::Span;

declare_rule! {
    /// Scopes are separated by something other than one comma.
    ///
    /// ## Why
    /// Salesforce splits the list at commas only. It takes two scopes with anything else between them
    /// for one that does not exist, and the deploy fails.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api RefreshToken; OpenID</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// An empty entry is not known to fail, so it is a warning.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api,, RefreshToken,</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// Spaces after a comma do no harm.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api, RefreshToken,OpenID</commaSeparatedOauthScopes>
    /// ```
    "wrong-scope-separator",
    severity: Error,
    sources: ["M-OAUTH", "G-69652"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(scopes) = Scopes::of(context.file).filter(|scopes| !scopes.open) else { return };
    let file = context.file;
    let list = scopes.field.scope_list();
    let fix = |title: &str, spans: &[Span], text: &str| {
        let edits = spans.iter().map(|span| Edit::replace(*span, text));
        Fix::edits(title, Safety::Safe, &file.path, edits)
    };
    if let Some(first) = list.wrong_separators.first() {
        let title = "separate the scopes by commas";
        findings.add(
            Draft::new(
                file.place(*first),
                "scopes are not separated by a comma here",
                "write a comma and a space between two scopes",
            )
            .fix(fix(title, &list.wrong_separators, ", ")),
        );
    }
    if let Some(first) = list.stray_commas.first().filter(|_| !list.items.is_empty()) {
        findings.add(
            Draft::new(
                file.place(*first),
                "a comma has no scope before or after it",
                "remove the extra comma",
            )
            .severity(Severity::Warning)
            .why("Salesforce may take an empty entry for a scope that does not exist.")
            .fix(fix("remove the extra commas", &list.stray_commas, "")),
        );
    }
}
