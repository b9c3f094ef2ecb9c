use super::{declare_rule, readable};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A certificate is not valid yet.
    ///
    /// ## Why
    /// Until its first day, the org may refuse the certificate and every login that is signed with
    /// its key.
    ///
    /// ## Bad
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI3
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABHEklUNlRythLfjPL/8K1cXpQPt3kAx+
    /// 9ckTGz1Z925yqTmgkeGvQH/IWgUeCfaouMFpR8inlWtxx8PlvzcAyLowCgYIKoZI
    /// zj0EAwIDSQAwRgIhAI4Gul41iQwkqFlTuSaVUz0joQhSqBwKtmv9vJXOBhVXAiEA
    /// upY9BjdYqG2ePMqZw7KAWS4JuL99ZghxDFAWMlp2pU0=</certificate>
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
    "certificate-not-yet-valid",
    severity: Warning,
    sources: ["RFC5280"],
    fix: None("wait for its first day, or create a new certificate"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, certificate) in readable(context.file) {
        if certificate.not_before > context.clock.now {
            let message = format!("this certificate is not valid before {}", certificate.first_day);
            let help = "deploy it on or after that day, or use a certificate that is valid now";
            findings.add(Draft::new(field.place(), message, help));
        }
    }
}
