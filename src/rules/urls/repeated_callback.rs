use std::collections::HashMap;

use super::{Callback, callbacks, declare_rule, removal};
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback is listed twice.
    ///
    /// ## Why
    /// The second line adds nothing, takes space in a list of limited length, and remains when someone
    /// removes the first.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// http://localhost:3000/callback
    /// https://billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// A slash at the end makes another callback.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// https://billing.acme.io/callback/</callbackUrl>
    /// ```
    "repeated-callback",
    severity: Hint,
    sources: ["H-OAUTHUI"],
    fix: Safe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let callbacks = callbacks(file);
    let mut firsts: HashMap<&str, &Callback<'_>> = HashMap::new();
    for callback in &callbacks {
        let first = *firsts.entry(&callback.item.text).or_insert(callback);
        if std::ptr::eq(first, callback) {
            continue;
        }
        findings.add(
            Draft::new(
                file.place(callback.item.span),
                "this callback is listed twice",
                "remove the second line",
            )
            .related(file.place(first.item.span), "the first one")
            .maybe_fix(removal(callback, Safety::Safe)),
        );
    }
}
