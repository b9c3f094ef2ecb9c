use super::{certificates, declare_rule};
use crate::diagnostic::Severity;
use crate::project::{CertificateFault, Field};
use crate::rules::{Draft, FileContext, Findings};
use crate::values::{self, Flaw};

declare_rule! {
    /// A certificate cannot be read as one.
    ///
    /// ## Why
    /// The org uses the certificate to verify signed requests. It refuses text that is not a
    /// certificate at deploy time, or every login that relies on it later.
    ///
    /// ## Bad
    /// The name of a certificate is not the certificate.
    /// ```xml ecaGlblOauth
    /// <certificate>Billing_Certificate</certificate>
    /// ```
    ///
    /// ## Bad
    /// Cut short.
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR</certificate>
    /// ```
    ///
    /// ## Good
    /// Orgs write it without the lines `BEGIN` and `END`.
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
    ///
    /// ## Good
    /// A private key here is reported by the rule `private-key`.
    /// ```xml ecaGlblOauth
    /// <certificate>-----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    /// -----END PRIVATE KEY-----</certificate>
    /// ```
    "invalid-certificate",
    severity: Error,
    sources: ["M-GLB", "RFC5280"],
    fix: None("only the owner of the certificate can supply it"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, parsed) in certificates(context.file) {
        let reason = match parsed {
            Ok(_) => {
                if let Some(Flaw::NotAlone) = values::flaw(field.schema, &field.text()) {
                    findings.add(not_alone(&field));
                }
                continue;
            }
            Err(CertificateFault::PrivateKey) => continue,
            Err(CertificateFault::OtherBlock(label)) => {
                let kind: String = label.chars().take(40).collect::<String>().to_lowercase();
                format!("it is a {kind}")
            }
            Err(CertificateFault::NotBase64) => "it is not base64 text, or cut short".to_owned(),
            Err(CertificateFault::NotCertificate) => {
                "it is cut short, or something other than a certificate".to_owned()
            }
        };
        let message = format!("`{}` is not a certificate: {reason}", field.schema.name);
        let help = "paste the whole X.509 certificate in PEM form, with or without its `BEGIN` and \
                    `END` lines";
        findings.add(Draft::new(field.place(), message, help));
    }
}

/// How an org treats more than one certificate is not documented.
fn not_alone(field: &Field<'_>) -> Draft {
    let message = format!("`{}` contains more than one plain certificate", field.schema.name);
    let help = "keep one block from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`, and \
                no other text";
    Draft::new(field.place(), message, help).severity(Severity::Warning)
}
