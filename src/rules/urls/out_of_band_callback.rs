use super::{callbacks, declare_rule, is_out_of_band};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback is the out-of-band address, with which users copy the login code by hand.
    ///
    /// ## Why
    /// `urn:ietf:wg:oauth:2.0:oob` shows the login code to the user instead of sending it to the
    /// client. OAuth no longer recommends it: users can be talked into giving the code away. Clients
    /// on a computer can listen on localhost instead.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>urn:ietf:wg:oauth:2.0:oob</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// Migrated apps keep the short form among their callbacks.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.com/callback
    /// oob</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost:7171/callback</callbackUrl>
    /// ```
    "out-of-band-callback",
    severity: Hint,
    sources: ["RFC8252", "RFC9700"],
    fix: None("the file does not show where the client listens"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for callback in callbacks(context.file) {
        if is_out_of_band(&callback.item.text) {
            findings.add(Draft::new(
                context.file.place(callback.item.span),
                "with the callback `oob`, users copy the login code by hand",
                "write `http://localhost` with the port and path at which your client listens, or \
                 its own URL scheme",
            ));
        }
    }
}
