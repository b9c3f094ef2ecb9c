use super::{declare_rule, saml_policies_lack};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// SAML assertions are not encrypted.
    ///
    /// ## Why
    /// The browser of the user carries the assertion, with the name and the attributes of the
    /// user. Encryption hides them from everyone but the service provider. Salesforce's hardening
    /// page asks for it.
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
    /// <encryptionCertificate>Billing_Encryption</encryptionCertificate>
    /// <encryptionType>AES_256</encryptionType>
    /// <entityUrl>https://billing.acme.io</entityUrl>
    /// ```
    "saml-assertions-unencrypted",
    severity: Warning,
    sources: ["H-HARDEN", "M-SAML"],
    fix: None("the certificate comes from the service provider"),
    check: File(check),
    only_in: ["strict"],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    // One of the two alone has a finding of its own.
    if !saml_policies_lack(context.file, &["encryptionCertificate", "encryptionType"]) {
        return;
    }
    findings.add(Draft::new(
        context.file.head(),
        "SAML assertions of the app are not encrypted",
        "add `encryptionCertificate` with a certificate of the service provider that is in Setup, and \
         `encryptionType`",
    ));
}
