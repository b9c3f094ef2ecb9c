use super::{declare_rule, urls};
use crate::diagnostic::Severity;
use crate::rules::{Draft, FileContext, Findings};
use crate::values::{self, UrlFlaw};

declare_rule! {
    /// An element that takes a URL holds something else.
    ///
    /// ## Why
    /// Browsers cannot go there. A path from the root of the org, such as `/lightning/page/home`,
    /// is fine for start pages and pictures.
    ///
    /// A finding at `acsUrl` or `canvasUrl` is an error: without the address, neither the SAML
    /// login nor the canvas app can work.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <acsUrl>/saml/acs</acsUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <logoUrl>www.acme.io/logo.png</logoUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <logoUrl>https://www.acme.io/logo.png</logoUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPlcy
    /// <startUrl>/lightning/page/home</startUrl>
    /// ```
    "invalid-url",
    severity: Warning,
    sources: ["RFC3986"],
    fix: None("which address was meant cannot be told"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, url) in urls(context.file) {
        let name = field.schema.name.as_str();
        let reason = match values::url_flaw(field.schema, url) {
            Some(UrlFlaw::Invalid(reason)) => reason,
            Some(UrlFlaw::PathOnly) => "it is only a path".to_owned(),
            _ => continue,
        };
        let needed = matches!(name, "acsUrl" | "canvasUrl");
        let severity = if needed { Severity::Error } else { Severity::Warning };
        let message = format!("`{name}` is not a URL: {reason}");
        let help = "write the whole address, such as `https://host/path`";
        findings.add(Draft::new(field.place(), message, help).severity(severity));
    }
}
