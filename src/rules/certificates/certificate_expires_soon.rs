use super::{DAY, days, declare_rule, readable};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A certificate expires within 30 days.
    ///
    /// ## Why
    /// When the certificate has expired, logins that are signed with its key may fail. Replacing it
    /// takes two coordinated changes: the org needs the new certificate, and the client the new key.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBCjCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTI2MDExNTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABPiCk2MIQX6k3xbFK0F1CIWn0CRIEvyx
    /// hl/iBpuBheE7VkCaz0xDS1esx2/c4DG+OzvsYhGp9sez0KE5PKN/+y4wCgYIKoZI
    /// zj0EAwIDRwAwRAIgbicBnod2YrhUDzL2dGmKdNxwmQsNNhy++rU/Ysraxl8CIDCS
    /// OGic9nkvtNn08/XTp9Oaz4tmmaO2mq+9qE0lxjgt</certificate>
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
    "certificate-expires-soon",
    severity: Warning,
    sources: ["RFC5280"],
    fix: None("a new certificate must be created"),
    check: File(check),
}

/// How long before its end a certificate is reported.
const NOTICE: i64 = 30 * DAY;

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let now = context.clock.now;
    for (field, certificate) in readable(context.file) {
        let left = certificate.not_after - now;
        if (0..=NOTICE).contains(&left) {
            let message =
                format!("this certificate expires in {}, on {}", days(left), certificate.last_day);
            let help = "create a new key and certificate now, and deploy the certificate when \
                        the client switches to the new key";
            findings.add(Draft::new(field.place(), message, help));
        }
    }
}
