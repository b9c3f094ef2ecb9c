use super::{declare_rule, readable};
use crate::diagnostic::Place;
use crate::project::{Certificate, CertificateComponent};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;
use crate::text::Span;

declare_rule! {
    /// The certificate of an app is in the project as a Certificate component as well.
    ///
    /// ## Why
    /// When a Certificate component is deployed, the org creates a new key pair for it. The
    /// component then no longer matches the client's private key, and a client that signs with the
    /// component's key cannot log in.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=</certificate>
    /// ```
    /// ```text certs/Billing_Key.crt
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=</certificate>
    /// ```
    "certificate-also-component",
    severity: Hint,
    sources: ["O-CERTIFICATE", "M-GLB"],
    fix: None("which key the client signs with is not in the project"),
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let components = &context.project.certificates;
    if components.is_empty() {
        return;
    }
    for (field, certificate) in readable(context.file) {
        let same = |component: &&CertificateComponent| {
            Certificate::parse(&component.text).is_ok_and(|other| other.der == certificate.der)
        };
        let Some(component) = components.iter().find(same) else { continue };
        let name = &component.name;
        findings.add(
            Draft::new(
                field.place(),
                format!(
                    "the project also deploys this certificate as the component `{name}`, for \
                     which the org creates a different key pair"
                ),
                format!(
                    "sign with the private key of this certificate, and remove the component \
                     `{name}` if only the client needs it"
                ),
            )
            .related(Place { path: component.path.clone(), span: Span::empty(0) }, "the component"),
        );
    }
}
