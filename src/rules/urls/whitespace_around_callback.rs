use super::{callback_lists, declare_rule};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// Spaces or empty lines surround a callback URL.
    ///
    /// ## Why
    /// Salesforce compares callbacks character by character, and no page says that it ignores spaces.
    /// A space that nobody sees can make every login of a client fail.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    ///         http://localhost:3000/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// http://localhost:3000/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// Line ends around a single URL are the layout of the file.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>
    ///     https://billing.acme.io/callback
    /// </callbackUrl>
    /// ```
    "whitespace-around-callback",
    formerly: ["padded-callback"],
    severity: Warning,
    sources: ["H-OAUTHUI"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for (_, list) in callback_lists(file) {
        let Some(first) = list.padding.first() else { continue };
        let changes = list.padding.iter().map(|span| Edit::remove(*span));
        findings.add(
            Draft::new(
                file.place(*first),
                "spaces or empty lines surround the callback URLs, and Salesforce compares them \
                 character by character",
                "start each URL at the beginning of its line, with nothing after it",
            )
            .fix(Fix::edits(
                "remove the spaces and empty lines",
                Safety::Safe,
                &file.path,
                changes,
            )),
        );
    }
}
