use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A certificate match has a type without a value, or a value without a type.
    ///
    /// ## Why
    /// Salesforce compares one part of the client's certificate, such as its DNS name, with a given
    /// text. If one of the two is missing, there is nothing to compare. No guide describes these
    /// elements; that they belong together follows from their names.
    ///
    /// ## Bad
    /// ```xml ecaOauthSecurity
    /// <tlsClientAuthCertParamType>tls_client_auth_san_dns</tlsClientAuthCertParamType>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthSecurity
    /// <tlsClientAuthCertParamValue>client.corp.example</tlsClientAuthCertParamValue>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthSecurity
    /// <tlsClientAuthCertParamType>tls_client_auth_san_dns</tlsClientAuthCertParamType>
    /// <tlsClientAuthCertParamValue>client.corp.example</tlsClientAuthCertParamValue>
    /// ```
    "unpaired-certificate-match",
    severity: Warning,
    sources: ["D-TS"],
    fix: None("only the owner of the client knows its certificate"),
    check: File(check),
    types: [names::OAUTH_SECURITY],
}

const PARTS: [&str; 2] = ["tlsClientAuthCertParamType", "tlsClientAuthCertParamValue"];

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !file.document.faults.is_empty() {
        return;
    }
    let [kind, value] = PARTS.map(|name| file.field(name).filter(|field| !field.is_empty()));
    let (given, there, missing) = match (kind, value) {
        (Some(kind), None) => (kind, PARTS[0], PARTS[1]),
        (None, Some(value)) => (value, PARTS[1], PARTS[0]),
        _ => return,
    };
    findings.add(Draft::new(
        given.place(),
        format!("`{there}` has no effect without `{missing}`"),
        format!("add `{missing}`, or remove `{there}`"),
    ));
}
