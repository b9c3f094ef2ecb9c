use super::{declare_rule, saml_policies_lack};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// The app accepts unsigned SAML requests.
    ///
    /// ## Why
    /// With a certificate of the service provider, Salesforce accepts only requests that the
    /// service provider signed. Without one, anyone can start a login. Salesforce's hardening page
    /// asks for signed requests.
    ///
    /// Runs in the profile `strict` only.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.acme.io/acs</acsUrl>
    /// <entityUrl>https://billing.acme.io</entityUrl>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.acme.io/acs</acsUrl>
    /// <certificate>${BILLING_CERTIFICATE}</certificate>
    /// <entityUrl>https://billing.acme.io</entityUrl>
    /// ```
    "saml-requests-unsigned",
    severity: Warning,
    sources: ["H-HARDEN", "M-SAML"],
    fix: None("the certificate comes from the service provider"),
    check: File(check),
    only_in: ["strict"],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    if !saml_policies_lack(context.file, &["certificate"]) {
        return;
    }
    findings.add(Draft::new(
        context.file.head(),
        "the app accepts SAML requests that the service provider did not sign",
        "add `certificate` with the certificate of the service provider, and let it sign its requests",
    ));
}
