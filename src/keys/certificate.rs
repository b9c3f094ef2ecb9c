//! The certificate of the JWT bearer flow, as a file gives it.

use std::fs;

use crate::failure::Failure;
use crate::project::{Certificate, CertificateFault, KeyKind, LEAST_RSA_BITS};
use crate::rules::Environment;

/// The certificate in a file, or the placeholder for it.
///
/// # Errors
/// If the file holds a private key, no certificate, or one that no org could use for long.
pub fn text(flag: &str, environment: Environment) -> Result<String, Failure> {
    if flag.starts_with("${") {
        return Ok(flag.to_owned());
    }
    let text = fs::read_to_string(flag)
        .map_err(|fault| Failure::new(format!("cannot read the certificate {flag}: {fault}")))?;
    let text = text.trim().replace("\r\n", "\n");
    match complaint(&text, environment) {
        Some(complaint) => Err(Failure::new(format!("{flag} {complaint}"))),
        None => Ok(text),
    }
}

/// Why an org could not use a certificate.
pub(super) fn complaint(text: &str, environment: Environment) -> Option<String> {
    let certificate = match Certificate::parse(text) {
        Ok(certificate) if text.contains("-----BEGIN ") => certificate,
        Err(CertificateFault::PrivateKey) => {
            let help = "name the certificate alone, and keep the key out of the project";
            return Some(format!("holds a private key; {help}"));
        }
        Err(CertificateFault::NotCertificate) if text.contains("-----BEGIN ") => {
            return Some("holds a certificate that cannot be read; make a new one".to_owned());
        }
        _ => {
            let help = "make one with `openssl req -x509 -newkey rsa:2048 -sha256 -days 365`";
            return Some(format!("holds no certificate in PEM form; {help}"));
        }
    };
    if certificate.not_after < environment.now {
        return Some(format!("ended on {}; make a new one", certificate.last_day));
    }
    if certificate.not_before > environment.now {
        return Some(format!("is not good before {}; check the clock", certificate.first_day));
    }
    match certificate.key {
        KeyKind::Rsa(bits) if bits < LEAST_RSA_BITS => {
            Some(format!("has a key of {bits} bits; make one of {LEAST_RSA_BITS} or more"))
        }
        KeyKind::Rsa(_) => None,
        _ => Some("has no RSA key, and Salesforce checks RS256 signatures only".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate with 2048 bits, good from 2026-11-21 to 2126-10-28.
    const GOOD: &str = include_str!("../../tests/data/certificate.pem");
    /// The same with 1024 bits.
    const WEAK: &str = include_str!("../../tests/data/weak_certificate.pem");

    #[test]
    fn only_certificates_that_work_pass() {
        let said = |text: &str, now: i64| complaint(text, Environment { now }).unwrap_or_default();
        let day = 86_400;
        let made = 1_795_262_400 + 2 * day;
        assert_eq!(said(GOOD, made), "");
        assert!(said(GOOD, made - 10 * day).contains("is not good before"));
        assert!(said(GOOD, made + 40_000 * day).contains("ended on"));
        assert!(said(WEAK, made).contains("1024 bits"));
        assert!(said("hello", made).contains("no certificate in PEM form"));
        assert!(said("-----BEGIN PRIVATE KEY-----", made).contains("holds a private key"));
    }
}
