use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A first-party app has no certificate to prove its identity with.
    ///
    /// ## Why
    /// A first-party app collects passwords and codes on its own pages, so it should sign its
    /// requests. Salesforce checks the signature with this certificate.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <isFirstPartyAppEnabled>true</isFirstPartyAppEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <clientAssertionCertificate>Billing_App</clientAssertionCertificate>
    /// <isFirstPartyAppEnabled>true</isFirstPartyAppEnabled>
    /// ```
    "first-party-without-certificate",
    severity: Hint,
    sources: ["M-OAUTH", "G-59853"],
    fix: None("the certificate must be created in the org"),
    check: File(check),
    types: [names::OAUTH_SETTINGS],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !file.document.faults.is_empty() {
        return;
    }
    let Some(field) = file.field("isFirstPartyAppEnabled").filter(|f| f.boolean() == Some(true))
    else {
        return;
    };
    if file.field("clientAssertionCertificate").is_some_and(|field| !field.is_empty()) {
        return;
    }
    findings.add(Draft::new(
        field.place(),
        "the app is a first-party app, but `clientAssertionCertificate` is missing",
        "add `clientAssertionCertificate`, or set `isFirstPartyAppEnabled` to `false` if users \
         log in on the pages of Salesforce",
    ));
}
