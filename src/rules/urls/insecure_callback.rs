use super::host::looks_local;
use super::{callbacks, declare_rule, with_https};
use crate::diagnostic::Place;
use crate::rules::{Draft, FileContext, Findings};
use crate::values::{UrlFlaw, callback_flaw};

declare_rule! {
    /// A callback is neither encrypted nor on the user's own computer.
    ///
    /// ## Why
    /// The login code is sent to the callback in clear text. Whoever listens on the network can trade
    /// it for the user's tokens. Salesforce asks for `https` or the app's own URL scheme, and accepts
    /// plain `http` only on the user's own computer.
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
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for callback in callbacks(file) {
        let Some(UrlFlaw::NotEncrypted(scheme)) = callback_flaw(callback.url) else { continue };
        let message = format!("callback to `{}` is not encrypted", callback.url.origin);
        let help = format!(
            "write `https` instead of `{scheme}`, or `http://localhost` for a client on the user's \
             own computer"
        );
        let place = file.place(callback.item.span);
        let draft = match looks_local(&callback.item.text) {
            Some(host) => looks_only_local(place, &host),
            None => {
                Draft::new(place, message, help).maybe_fix(with_https(file, callback.item.span))
            }
        };
        findings.add(draft);
    }
}

/// A public host: encryption alone would bless it.
fn looks_only_local(place: Place, host: &str) -> Draft {
    Draft::new(
        place,
        format!(
            "`{host}` only looks local: it is a public host, and the callback is not encrypted"
        ),
        "write `http://localhost` with the port of a client on the user's own computer, or the \
         `https` address of your own server",
    )
}
