use super::{callbacks, declare_rule, urls};
use crate::rules::{Draft, FileContext, Findings};
use crate::values::{UrlFlaw, callback_flaw};

declare_rule! {
    /// A URL has a scheme that runs code or reads files of the user.
    ///
    /// ## Why
    /// Salesforce sends browsers there right after the login. A `javascript` or `data` URL would run
    /// its code in the browser of the user. No real client receives a login at any of these.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>javascript:handleCode(location)</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaPlcy
    /// <startUrl>file:///opt/app/start.html</startUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>acme-billing://callback</callbackUrl>
    /// ```
    "dangerous-url-scheme",
    severity: Error,
    sources: ["H-OAUTHUI", "RFC3986"],
    fix: None("the file does not show which address was meant"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let callbacks = callbacks(file).into_iter().map(|c| (c.field, c.item.span, c.url));
    let urls = urls(file).into_iter().map(|(field, url)| (field, field.span(), url));
    for (field, span, url) in callbacks.chain(urls) {
        let Some(UrlFlaw::Dangerous(scheme)) = callback_flaw(url) else { continue };
        let message = format!(
            "`{}` has the scheme `{scheme}`, which runs code or reads files of the user",
            field.schema.name
        );
        let help = "write an `https` address, or your mobile or desktop app's own URL scheme, such as \
                    `com.example.app:/callback`";
        findings.add(Draft::new(file.place(span), message, help));
    }
}
