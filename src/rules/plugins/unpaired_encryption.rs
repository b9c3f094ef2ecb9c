use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// SAML encryption has a certificate without an algorithm, or an algorithm without a certificate.
    ///
    /// ## Why
    /// Assertions are encrypted only when both are given. With one of them alone, assertions may be
    /// sent unencrypted although the file looks as if they were encrypted.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <encryptionType>AES_256</encryptionType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <encryptionCertificate>Billing_Encryption</encryptionCertificate>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <encryptionCertificate>Billing_Encryption</encryptionCertificate>
    /// <encryptionType>AES_256</encryptionType>
    /// ```
    "unpaired-encryption",
    severity: Warning,
    sources: ["M-SAML"],
    fix: None("only the service provider can name the certificate or the algorithm"),
    check: File(check),
    types: [names::SAML_POLICIES],
}

const PAIR: [&str; 2] = ["encryptionCertificate", "encryptionType"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !file.document.faults.is_empty() {
        return;
    }
    let [certificate, algorithm] =
        PAIR.map(|name| file.field(name).filter(|field| !field.is_empty()));
    let (there, missing) = match (certificate, algorithm) {
        (Some(field), None) => (field, PAIR[1]),
        (None, Some(field)) => (field, PAIR[0]),
        _ => return,
    };
    findings.add(Draft::new(
        there.place(),
        format!("`{}` has no effect without `{missing}`", there.schema.name),
        format!("add `{missing}`, or remove `{}`", there.schema.name),
    ));
}
