use super::host::{looks_local, mixed_scripts};
use super::{callbacks, declare_rule};
use crate::project::UrlClass;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// The host of a callback looks like another one.
    ///
    /// ## Why
    /// `localhost.acme.io` is a public host and not the user's computer. A host with a letter of
    /// another alphabet looks like a known name and belongs to someone else. Whoever owns the host
    /// receives the login codes.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://localhost.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// The first letter is a Cyrillic one.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://аcme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://acme.io/callback
    /// http://localhost:3000/callback</callbackUrl>
    /// ```
    "misleading-callback-host",
    severity: Warning,
    sources: ["RFC9700", "RFC3986"],
    fix: None("the file does not show which host was meant"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for callback in callbacks(context.file) {
        let text = &callback.item.text;
        // Plain `http` to such a host has a finding that says so.
        let encrypted = callback.url.class == UrlClass::Https;
        let (message, help) = if let Some(host) = looks_local(text).filter(|_| encrypted) {
            (
                format!("`{host}` only looks local: it is a public host"),
                "write `http://localhost` with the port of a client on the user's own computer, or \
                 the name of your server",
            )
        } else if let Some(host) = mixed_scripts(text) {
            (
                format!("the host `{host}` mixes letters of several alphabets"),
                "type the name of the host again with the letters of one alphabet",
            )
        } else {
            continue;
        };
        findings.add(Draft::new(context.file.place(callback.item.span), message, help));
    }
}
