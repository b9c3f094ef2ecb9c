use super::{callbacks, declare_rule, with_https};
use crate::rules::{Draft, FileContext, Findings};
use crate::values::{UrlFlaw, callback_flaw};

declare_rule! {
    /// A callback is neither encrypted nor on the user's own computer.
    ///
    /// ## Why
    /// The login code travels to the callback in the clear, and whoever listens on the way can
    /// trade it for the user's tokens. Salesforce asks for `https` or the scheme of an app, and
    /// takes plain `http` for `localhost` and the like only.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// These lead away from the computer, whatever they look like.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>http://localhost.acme.io/callback
    /// http://localhost@acme.io/callback
    /// http://127.0.0.1.nip.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// http://localhost:1717/OauthRedirect
    /// http://127.0.0.1:7171/callback
    /// http://[::1]:7171/callback
    /// acme-billing://callback</callbackUrl>
    /// ```
    "insecure-callback",
    severity: Error,
    sources: ["H-OAUTHUI", "RFC8252", "RFC6749"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for callback in callbacks(file) {
        let Some(UrlFlaw::NotEncrypted(scheme)) = callback_flaw(&callback.url) else { continue };
        let message = format!("callback to `{}` is not encrypted", callback.url.origin);
        let help = format!(
            "write `https` instead of `{scheme}`, or `http://localhost` for a client on the user's \
             own computer"
        );
        findings.add(
            Draft::new(file.place(callback.item.span), message, help)
                .maybe_fix(with_https(file, callback.item.span)),
        );
    }
}
