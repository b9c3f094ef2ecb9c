use super::{declare_rule, readable};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A certificate has expired.
    ///
    /// ## Why
    /// The org may refuse the certificate and every login that is signed with its key. Old keys
    /// are also more likely to have leaked.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBCjCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI0
    /// MDEwMTAwMDAwMFoXDTI1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABI01cjCaJMC1ADj6u1jKmBAOek2ikodp
    /// 7vqT8ZfNjqfI4njF0UHoWo7h/mbnWQHmWV0/ef9n3+GOb1kp2WgcEVwwCgYIKoZI
    /// zj0EAwIDRwAwRAIgRPpjj/LnivVcaeO/Iv244STgFP5iwtm+ri9kDG/I2fACIBuQ
    /// IhzyA9P3TpcY8eBa9FOFHxJ+OgKMfQ+AgSisuBCE</certificate>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=</certificate>
    /// ```
    "expired-certificate",
    severity: Warning,
    sources: ["RFC5280"],
    fix: None("a new certificate must be created"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, certificate) in readable(context.file) {
        if certificate.not_after < context.clock.now {
            let message = format!("this certificate expired on {}", certificate.last_day);
            let help = "create a new key and certificate, give the key to the client, and put \
                        the certificate here";
            findings.add(Draft::new(field.place(), message, help));
        }
    }
}
