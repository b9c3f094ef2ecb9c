use super::host::test_host;
use super::{callbacks, declare_rule, removal};
use crate::diagnostic::Safety;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A callback leads to a service for trying OAuth out, or to a tunnel.
    ///
    /// ## Why
    /// Login codes of every user who follows such a link pass through a service of a third party. The
    /// name of a tunnel can belong to someone else tomorrow. Remove it before the app goes live.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback
    /// https://oauth.pstmn.io/v1/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://a1b2c3.ngrok-free.app/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    "test-callback",
    severity: Hint,
    sources: ["RFC9700"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for callback in callbacks(file) {
        let Some(host) = test_host(&callback.item.text) else { continue };
        findings.add(
            Draft::new(
                file.place(callback.item.span),
                format!("callback to `{host}`, a service for tests that a third party runs"),
                "remove it before users log in with the app",
            )
            .maybe_fix(removal(&callback, Safety::Unsafe)),
        );
    }
}
