use super::{callbacks, declare_rule};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback holds a wildcard.
    ///
    /// ## Why
    /// Callbacks are compared character by character, so that the star matches nothing but itself
    /// and the hosts it was meant for cannot log in. Where a server did take it as a pattern, it
    /// would send login codes to hosts that nobody listed.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://*.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// An org took this one, and nothing says that it lets any port through.
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
    fix: None("the hosts that were meant are not known here"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for callback in callbacks(context.file).iter().filter(|callback| callback.url.has_wildcard) {
        findings.add(Draft::new(
            context.file.place(callback.item.span),
            "this callback holds `*`, which matches no other character",
            "write each callback that clients use on a line of its own",
        ));
    }
}
