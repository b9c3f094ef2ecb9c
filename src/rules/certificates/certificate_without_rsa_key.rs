use super::{declare_rule, readable};
use crate::project::KeyKind;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// The certificate for signed logins has no RSA key.
    ///
    /// ## Why
    /// The JWT bearer flow accepts only requests that are signed with RS256, which needs an RSA key.
    /// The deploy succeeds, but every login fails.
    ///
    /// ## Bad
    /// A certificate with a key on an elliptic curve.
    /// ```xml ecaGlblOauth
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=</certificate>
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
    "certificate-without-rsa-key",
    severity: Warning,
    sources: ["H-FLOWS", "G-70839"],
    fix: None("a new certificate must be created"),
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, certificate) in readable(context.file) {
        if !matches!(certificate.key, KeyKind::Rsa(_)) {
            findings.add(Draft::new(
                field.place(),
                "the key of this certificate is not an RSA key, but the JWT bearer flow needs one",
                "create a certificate with an RSA key of 2048 bits or more",
            ));
        }
    }
}
