use super::{callbacks, declare_rule};
use crate::project::{HostClass, UrlClass};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback leads to an IP address instead of a host name.
    ///
    /// ## Why
    /// Addresses move to other owners and machines, and few certificates are issued for them. Whoever
    /// gets the address later receives the login codes of the app.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://10.0.0.5/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// https://127.0.0.1:8443/callback</callbackUrl>
    /// ```
    "callback-ip-literal",
    severity: Warning,
    sources: ["RFC9700"],
    fix: None("the file does not show the name of the host"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for callback in callbacks(context.file) {
        // A callback that is not encrypted has a graver finding of its own.
        if callback.url.class == UrlClass::Https && callback.url.host == Some(HostClass::Ip) {
            let message = format!("callback to `{}` names an IP address", callback.url.origin);
            findings.add(Draft::new(
                context.file.place(callback.item.span),
                message,
                "write the name of the host instead of its address",
            ));
        }
    }
}
