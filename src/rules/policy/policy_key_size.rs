use super::{against, declare_rule};
use crate::project::KeyKind;
use crate::rules::certificates::readable;
use crate::rules::{FileContext, Findings};

declare_rule! {
    /// The RSA key of a certificate has fewer bits than the team policy asks for.
    ///
    /// ## Why
    /// Whoever breaks the key of a certificate can sign logins as any user of the app. The policy asks
    /// for keys that hold longer than the 2048 bits that orgs accept.
    ///
    /// Keys on elliptic curves are not counted in these bits. The rule finds nothing unless
    /// `min-key-bits` is set.
    ///
    /// ## Bad
    /// RSA with 2048 bits.
    /// ```toml /ecaforge.toml
    /// [policy]
    /// min-key-bits = 3072
    /// ```
    /// ```xml ecaGlblOauth
    /// <certificate>MIICmDCCAYACAQEwDQYJKoZIhvcNAQEFBQAwEjEQMA4GA1UEAwwHQmlsbGluZzAe
    /// Fw0yNTAxMDEwMDAwMDBaFw00NTAxMDEwMDAwMDBaMBIxEDAOBgNVBAMMB0JpbGxp
    /// bmcwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCj+j9sVjwOEW9lpcCN
    /// HCA67AOTvvR4Wy+wFw1A+g2z+DSO4UHzW1h9NoLBEy+fPEo7jUIfRGiV09JfTY0D
    /// cpz1svTR8ZWGCz3DJSofF243hUp//yCvXT5FRrckvsdEZaECqIkeGT5ipqJmF170
    /// /gcfIgZOEGJW5q/l9XBM5WxBaYOwKVYN9oeZBOU6H22tHCfW7GMpd6QSNrIVpt16
    /// 1Ij4PWhCvM2sa+6pnn69ikHIcL0xul51sXrVT7cKkiJa5kZJ1z5Z96emVKftYPOk
    /// oSrzAqb6TXUQsFVEehqDcG2uOix3NpAoHWQ43B0FMcKDGwBWJPhvVDXWj5KYaFh2
    /// V/xBAgMBAAEwDQYJKoZIhvcNAQEFBQADggEBADCoVNywUpcJjEy5xKxejFty7Ldy
    /// ci3IUXbULsPvFhfwCH54g2idGjV/bhklZwcEuT4ykc7AKvX2tU75c5JLqiPtSia9
    /// xNuttro9pEkcX7pVptPGZm9rA59yRorYDnqLlN5CF5dWi7cjEGbuZvyAaM7wqVlO
    /// K70OqkyzAiqb7GLpJfWxt8ZUdvLBiTZrdEpRIXSUe9+FNK2+kgGYj7VbcQLgMfBU
    /// x+yaueQ2Azb7PJaNRKSgupxsxPCIIiVXGj0wt5LAAdjFxqaTCHryEdkMmR3/79Kn
    /// DxCD5t3t0rsp5QwClFFiVhpnRIRpu2NdJ7wYq579voJJAr7eKui70mny9/A=</certificate>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [policy]
    /// min-key-bits = 3072
    /// ```
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=</certificate>
    /// ```
    "policy-key-size",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("a new key and certificate must be created"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let Some(key) = &context.policy.key_bits else { return };
    let least = usize::try_from(key.value).unwrap_or(usize::MAX);
    for (field, certificate) in readable(context.file) {
        let KeyKind::Rsa(bits) = certificate.key else { continue };
        if bits < least {
            let message = format!(
                "the key of this certificate has {bits} bits, and the team policy asks for {least}"
            );
            let help = format!("create a new certificate with an RSA key of {least} bits or more");
            findings.add(against(key, field.place(), message, help));
        }
    }
}
