use super::{declare_rule, readable};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::Field;
use crate::rules::{Draft, FileContext, Findings};
use crate::text::Span;

declare_rule! {
    /// A certificate is larger than Salesforce accepts.
    ///
    /// ## Why
    /// The certificate for signed logins may be at most 4 KB long. Usually a whole certificate chain
    /// was pasted, but only the client's own certificate belongs here.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <certificate>
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// -----BEGIN CERTIFICATE-----
    /// MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=
    /// -----END CERTIFICATE-----
    /// </certificate>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <certificate>MIICmDCCAYACAQEwDQYJKoZIhvcNAQELBQAwEjEQMA4GA1UEAwwHQmlsbGluZzAe
    /// Fw0yNTAxMDEwMDAwMDBaFw00NTAxMDEwMDAwMDBaMBIxEDAOBgNVBAMMB0JpbGxp
    /// bmcwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCo3fFkbfUxcZjmi5tq
    /// 85EqsRpvOvDMV+yuk7YWFy+9ZzJjAlvsngOKlU1nfEcrmkEMfG8K6OrftihdVLuN
    /// TTr8Nd/+yCDb7m4D48tQIfGszbi/cF7DHN4aXIZ7qSjCF1S43Ce/yxdh/baHVuzC
    /// GsxIUizZV3Ie/e9mcPXz4DKlMOaGDSrqrgNSYRUILgFegVnPOKIgCElhxhCRRcIc
    /// c9OlO9laTQum4GF0T5iz9Lz9bJ/osakpCfCOuDNYILTpD+3UE27TuDHdvE0mn1o6
    /// 7bBjGa/KPY7NuH8UUDizw9tBJDe+bpAfZhFTAyYazHatzaymLkeWvyAkq9mJr+Zn
    /// onMHAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAGEQ7xatFJeYhoB9Atx5ZPiQksRb
    /// /H/OSMFRwXIfMvsdhQboRgIBGWfwtT8Vn3V4oPHXnrp/ZWZIglCtDG+jBGJSORnR
    /// ymVwBgcN1iYEbpAZhpfb76tf5gNdWw5a3EkLm4Z6BCbKi1Kjxbf8n25MG8uYvol0
    /// 8uGFEG6jhGiFA+X2L8krd/QKj0u9n6+7Zk+MxXsBcBrSbOTb2ygzUVI/g26gDbJd
    /// h9Pc/ZJXXUrHpNQF5P3FzMur2ZN34sGRUg/qcKsud89t8yF4ysWrz5qRAHBCdVWO
    /// n6zg7lySAYIqljzqlhiIRUv+Bg4j7ecD+MR3LHAVCwoJ6iyPTDZfqh1EAws=</certificate>
    /// ```
    "certificate-too-large",
    severity: Warning,
    sources: ["M-GLB"],
    fix: Sometimes,
    check: File(check),
}

const END: &str = "-----END CERTIFICATE-----";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, _) in readable(context.file) {
        let length = field.text().len();
        let Some(most) = field.schema.max_length.filter(|&most| length > most) else { continue };
        let message =
            format!("`{}` has {length} bytes; Salesforce takes {most} at most", field.schema.name);
        let help =
            "keep only the client's own certificate, without the certificates of its issuers";
        findings.add(Draft::new(field.place(), message, help).maybe_fix(first_alone(&field)));
    }
}

/// Keeps the first certificate of a chain.
fn first_alone(field: &Field<'_>) -> Option<Fix> {
    let span = field.span();
    let written = span.of(&field.file.text);
    let end = written.find(END)? + END.len();
    written[end..].contains(END).then(|| {
        let edit = Edit::remove(Span::new(span.start + end, span.end));
        Fix::edit("keep the first certificate", Safety::Unsafe, &field.file.path, edit)
    })
}
