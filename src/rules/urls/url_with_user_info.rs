use super::{callbacks, declare_rule, urls};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A URL holds a user name or password before its host.
    ///
    /// ## Why
    /// A password in the file is open to all who can read it. Without one, the part before the
    /// `@` mostly makes an address look as if it led to another host than it does.
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
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback?contact=me@acme.io</callbackUrl>
    /// ```
    "url-with-user-info",
    severity: Warning,
    sources: ["RFC3986"],
    fix: None("which host was meant cannot be told"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let callbacks = callbacks(file).into_iter().map(|c| (c.field, c.item.span, c.url));
    let urls = urls(file).into_iter().map(|(field, url)| (field, field.span(), url));
    for (field, span, url) in callbacks.chain(urls).filter(|(_, _, url)| url.has_user_info) {
        let message = format!(
            "`{}` holds a user name before the host; it leads to `{}`",
            field.schema.name, url.origin
        );
        let help = "write the address without the part before `@`";
        findings.add(Draft::new(file.place(span), message, help));
    }
}
