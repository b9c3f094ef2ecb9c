use super::{declare_rule, urls, with_https};
use crate::diagnostic::Severity;
use crate::project::UrlClass;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A URL of the app is not encrypted.
    ///
    /// ## Why
    /// Whoever listens on the network can read and change what is sent there.
    ///
    /// A finding at `acsUrl` or `canvasUrl` is an error: browsers carry a signed login of the user,
    /// or a request with an access token, to these addresses. At `infoUrl` it is a hint.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <acsUrl>http://billing.acme.io/saml/acs</acsUrl>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <logoUrl>http://billing.acme.io/logo.png</logoUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.acme.io/saml/acs</acsUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaPlcy
    /// <startUrl>/lightning/page/home</startUrl>
    /// ```
    "insecure-url",
    severity: Warning,
    sources: ["M-SAML", "M-CANVAS", "M-CA"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for (field, url) in urls(file) {
        let UrlClass::Clear(scheme) = &url.class else { continue };
        let (severity, why) = weight(&field.schema.name);
        let message =
            format!("`{}` leads to `{}`, which is not encrypted", field.schema.name, url.origin);
        let help = format!("write `https` instead of `{scheme}`");
        findings.add(
            Draft::new(field.place(), message, help)
                .severity(severity)
                .why(why)
                .maybe_fix(with_https(file, field.span())),
        );
    }
}

/// How bad it is at an element, and why.
fn weight(element: &str) -> (Severity, &'static str) {
    match element {
        "acsUrl" => (
            Severity::Error,
            "The browser carries the signed login of the user there; whoever reads it on the \
             network can log in as the user.",
        ),
        "canvasUrl" => (
            Severity::Error,
            "The request to the canvas app carries an access token; whoever reads it on the way \
             can act as the user.",
        ),
        "logoUrl" | "iconUrl" => (
            Severity::Warning,
            "Browsers do not show plain pictures in the encrypted pages of Salesforce.",
        ),
        "infoUrl" => {
            (Severity::Hint, "Whoever listens on the way can change the page that users come to.")
        }
        _ => (
            Severity::Warning,
            "Salesforce sends logged-in users there; whoever listens on the way can read and \
             change what they see.",
        ),
    }
}
