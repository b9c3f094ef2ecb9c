use super::{declare_rule, readable};
use crate::project::{Certificate, KeyKind, LEAST_RSA_BITS, WeakHash};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A certificate has a key or a signature that is no longer strong enough.
    ///
    /// ## Why
    /// RSA keys shorter than 2048 bits can be broken, and an attacker who breaks one can sign logins
    /// as any user of the app. SHA-1 and MD5 no longer protect a certificate against forgery, and
    /// more and more programs refuse them.
    ///
    /// ## Bad
    /// RSA with 1024 bits.
    /// ```xml ecaGlblOauth
    /// <certificate>MIIBkjCB/AIBATANBgkqhkiG9w0BAQsFADASMRAwDgYDVQQDDAdCaWxsaW5nMB4X
    /// DTI1MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGlu
    /// ZzCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAu2jphKqJYJYvVLPYT2+X0beX
    /// 4uwHD7jllXiuvflDnNMUEyKkDQG8InBcMXsnLR4Jf0nK2aSRUXEJv2h3Y4+x30Oo
    /// dwr4ANsa3qYh016Pj88o2heiSHephbZoZDgLhe926Fk29vQ8Zxb7eYnVd5igUH5X
    /// ynzsC+KiEW5LeBGFJrUCAwEAATANBgkqhkiG9w0BAQsFAAOBgQBGRVcMVkv3MDdB
    /// e7LjCbjlNSohQb0QmYFTfqLzfFqA8qVHSUhefLQi+ECJerNYFHz+xOSIAXMvPyke
    /// Zu2JJDcYIIn+uwQGqBS3MvYROvhWoyLGI1XoBBfM8ucMYD2LxB2i2sMABkcy3zIu
    /// viSXO3CSIHbEQbPEaGU5MwX5mk3E/A==</certificate>
    /// ```
    ///
    /// ## Bad
    /// Signed with SHA-1.
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
    /// ```xml ecaSamlPlcy
    /// <certificate>MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
    /// MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
    /// MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
    /// nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
    /// zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
    /// tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=</certificate>
    /// ```
    "weak-certificate",
    severity: Warning,
    sources: ["SP800-131A"],
    fix: None("a new certificate must be created"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for (field, certificate) in readable(context.file) {
        if let Some(message) = weakness(&certificate) {
            let help = "create a new certificate with an RSA key of 2048 bits or more, signed with \
                        SHA-256";
            findings.add(Draft::new(field.place(), message, help));
        }
    }
}

fn weakness(certificate: &Certificate) -> Option<String> {
    if let KeyKind::Rsa(bits) = certificate.key
        && bits < LEAST_RSA_BITS
    {
        return Some(format!("the key of this certificate has only {bits} bits"));
    }
    let hash = match certificate.weak_hash? {
        WeakHash::Md5 => "MD5",
        WeakHash::Sha1 => "SHA-1",
    };
    Some(format!("this certificate is signed with {hash}"))
}
