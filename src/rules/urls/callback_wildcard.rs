use super::{callbacks, declare_rule};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback contains a wildcard.
    ///
    /// ## Why
    /// Salesforce compares callbacks character by character. `*` matches only itself, so the hosts
    /// that it was meant for cannot log in.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://*.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// An org accepted this one; nothing shows that it matches any port.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:*/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://eu.acme.io/callback
    /// https://us.acme.io/callback</callbackUrl>
    /// ```
    "callback-wildcard",
    severity: Warning,
    sources: ["H-OAUTHUI", "RFC9700"],
    fix: None("the file does not show which hosts were meant"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for callback in callbacks(context.file).iter().filter(|callback| callback.url.has_wildcard) {
        findings.add(Draft::new(
            context.file.place(callback.item.span),
            "this callback contains `*`, which matches no other character",
            "write each callback that clients use on a line of its own",
        ));
    }
}
