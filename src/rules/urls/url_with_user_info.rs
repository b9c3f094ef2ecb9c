use super::{addresses, declare_rule};
use crate::diagnostic::Severity;
use crate::project::url_credentials;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A URL contains a username, a password or a token before its host.
    ///
    /// ## Why
    /// Everyone who can read the file, or a log with the address, can use a password or token in it.
    /// Without one, the part before `@` often makes an address look as if it led to another host.
    ///
    /// A password or token is an error, a plain name a warning.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io@collector.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPlcy
    /// <startUrl>https://admin:admin@billing.acme.io/start</startUrl>
    /// ```
    ///
    /// ## Bad
    /// A token in the place of the username.
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://4f9c2ab81d7e4603@billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback?contact=me@acme.io</callbackUrl>
    /// ```
    "url-with-user-info",
    severity: Warning,
    sources: ["RFC3986", "CWE-798"],
    fix: None("the file does not show which host was meant"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for address in addresses(context.file) {
        let name = &address.field.schema.name;
        let credentials = url_credentials(&address.text);
        let draft = match credentials.first() {
            Some(_) => Draft::new(
                context.file.place(address.span),
                format!("`{name}` contains a password or token before the host"),
                "write the address without the part before `@`, and replace the password or token, \
                 because the history of the file keeps it",
            )
            .severity(Severity::Error),
            None if address.url.has_user_info => Draft::new(
                context.file.place(address.span),
                format!(
                    "`{name}` contains a username before the host; it leads to `{}`",
                    address.url.origin
                ),
                "write the address without the part before `@`",
            ),
            None => continue,
        };
        findings.add(draft);
    }
}
