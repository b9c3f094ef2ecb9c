use super::{declare_rule, saml_policies_lack};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// SAML single logout is not set up.
    ///
    /// ## Why
    /// A user who logs out of Salesforce stays logged in at the service provider. Salesforce's
    /// hardening page asks for single logout.
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
    /// <entityUrl>https://billing.acme.io</entityUrl>
    /// <singleLogoutBindingType>PostBinding</singleLogoutBindingType>
    /// <singleLogoutUrl>https://billing.acme.io/logout</singleLogoutUrl>
    /// ```
    "saml-without-logout",
    severity: Warning,
    sources: ["H-HARDEN", "M-SAML"],
    fix: None("the address comes from the service provider"),
    check: File(check),
    only_in: ["strict"],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    // A binding without an address has a finding of its own.
    if !saml_policies_lack(context.file, &["singleLogoutUrl", "singleLogoutBindingType"]) {
        return;
    }
    findings.add(Draft::new(
        context.file.head(),
        "users who log out of Salesforce stay logged in at the service provider",
        "add `singleLogoutUrl` and `singleLogoutBindingType` as the service provider gives them",
    ));
}
