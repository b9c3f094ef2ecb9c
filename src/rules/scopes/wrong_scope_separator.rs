use super::{Scopes, declare_rule};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::scope_list;
use crate::rules::{Draft, FileContext, Findings};
use crate::text::Span;

declare_rule! {
    /// Scopes are separated by something other than one comma.
    ///
    /// ## Why
    /// The list is cut at its commas only, so that two scopes with anything else between them are
    /// taken for one that does not exist, and the deploy fails.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api RefreshToken; OpenID</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// An empty place in the list is not known to fail; it is a warning.
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api,, RefreshToken,</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Good
    /// Blanks behind a comma do no harm.
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
    let list = scope_list(&scopes.field.element.value());
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
                "write a comma and a blank between two scopes",
            )
            .fix(fix(title, &list.wrong_separators, ", ")),
        );
    }
    if let Some(first) = list.stray_commas.first().filter(|_| !list.items.is_empty()) {
        findings.add(
            Draft::new(
                file.place(*first),
                "a comma has no scope before or behind it",
                "remove the extra comma",
            )
            .severity(Severity::Warning)
            .why("An empty place in the list may be taken for a scope that does not exist.")
            .fix(fix("remove the extra commas", &list.stray_commas, "")),
        );
    }
}
