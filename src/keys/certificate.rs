//! The certificate of the JWT bearer flow, as a file gives it.

use std::path::Path;

use data_encoding::BASE64;

use crate::clock::Clock;
use crate::failure::Failure;
use crate::input;
use crate::project::{Certificate, KeyKind, LEAST_RSA_BITS};
use crate::schema::{names, schema};
use crate::values::PemBlock;

/// Name of the PEM block that holds a certificate.
const LABEL: &str = "CERTIFICATE";
/// Names that other programs give to the same block, some of them with data after it.
const OTHER_LABELS: &[&str] = &["X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
/// First byte of a DER structure, as certificates and PKCS#12 files are.
const SEQUENCE: u8 = 0x30;
/// Characters in a line of PEM.
const LINE: usize = 64;

/// The certificate in a file, or the placeholder for it.
///
/// # Errors
/// If the file contains a private key, no certificate, or one that no org could use for long.
pub fn text(flag: &str, clock: Clock) -> Result<String, Failure> {
    if flag.starts_with("${") {
        return Ok(flag.to_owned());
    }
    let bytes = input::named(Path::new(flag)).map_err(|fault| {
        Failure::caused(format!("cannot read the certificate {flag}: {fault}"), fault)
    })?;
    read(&bytes, clock).map_err(|complaint| Failure::new(format!("{flag} {complaint}")))
}

/// The certificate in a file, in the form that orgs accept: one PEM block and nothing around it.
pub(super) fn read(bytes: &[u8], clock: Clock) -> Result<String, String> {
    let der = contents(bytes)?;
    // Some programs append bytes to a certificate; they are dropped.
    let body = BASE64.encode(&Certificate::from_der(&der).map_or(der, |known| known.der));
    let lines: Vec<&str> = (0..body.len())
        .step_by(LINE)
        .filter_map(|start| body.get(start..body.len().min(start + LINE)))
        .collect();
    let text = format!("-----BEGIN {LABEL}-----\n{}\n-----END {LABEL}-----", lines.join("\n"));
    complaint(&text, clock).or_else(|| too_long(&text)).map_or(Ok(text), Err)
}

/// The bytes of the one certificate in a file: PEM among other text, DER, or bare base64.
#[expect(clippy::map_err_ignore, reason = "the message says what the file is to contain")]
fn contents(bytes: &[u8]) -> Result<Vec<u8>, String> {
    if bytes.first() == Some(&SEQUENCE) {
        let out = "take the certificate out with \
                   `openssl pkcs12 -in FILE -clcerts -nokeys -out certificate.pem`";
        return Certificate::from_der(bytes)
            .map(|known| known.der)
            .map_err(|_| format!("is not a certificate; if it is a PKCS#12 file, {out}"));
    }
    let help = "make one with `openssl req -x509 -newkey rsa:2048 -sha256 -days 365`";
    let nothing = || format!("contains no certificate in PEM form; {help}");
    let text = std::str::from_utf8(bytes).map_err(|_| nothing())?;
    if text.contains("PRIVATE KEY") {
        let help = "name the certificate alone, and keep the key out of the project";
        return Err(format!("contains a private key; {help}"));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.contains("-----BEGIN") {
        let bare: String = text.split_whitespace().collect();
        return BASE64
            .decode(bare.as_bytes())
            .ok()
            .filter(|der| !der.is_empty())
            .ok_or_else(nothing);
    }
    let cut = || "contains a certificate that is cut short or damaged; make a new one".to_owned();
    one(PemBlock::all(text).ok_or_else(cut)?)
}

/// The certificate among the blocks of a PEM file.
fn one(blocks: Vec<PemBlock>) -> Result<Vec<u8>, String> {
    let labels: Vec<String> = blocks.iter().map(|block| block.label.clone()).collect();
    let known = |label: &str| label == LABEL || OTHER_LABELS.contains(&label);
    let mut certificates: Vec<Vec<u8>> =
        blocks.into_iter().filter(|it| known(&it.label)).map(|it| it.contents).collect();
    match (certificates.len(), certificates.pop()) {
        (1, Some(der)) => Ok(der),
        (0, _) => Err(format!(
            "contains a `{}` and no certificate; name the certificate that was made from it",
            labels.join("`, `")
        )),
        (count, _) => Err(format!(
            "contains {count} certificates, and an app has one; name a file with the one whose key \
             signs, without those that vouch for it"
        )),
    }
}

/// Why an org could not store a certificate.
fn too_long(text: &str) -> Option<String> {
    let element = schema().types.get(names::GLOBAL_OAUTH)?.element("certificate")?;
    let most = element.max_length.filter(|&most| text.len() > most)?;
    Some(format!(
        "has {} characters in PEM form, and Salesforce takes {most}; make one with a key of \
         {LEAST_RSA_BITS} bits and few names",
        text.len()
    ))
}

/// Why an org could not use a certificate.
fn complaint(text: &str, clock: Clock) -> Option<String> {
    let Ok(certificate) = Certificate::parse(text) else {
        return Some("contains a certificate that cannot be read; make a new one".to_owned());
    };
    if certificate.not_after < clock.now {
        return Some(format!("ended on {}; make a new one", certificate.last_day));
    }
    if certificate.not_before > clock.now {
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
        let said =
            |text: &str, now: i64| read(text.as_bytes(), Clock { now }).err().unwrap_or_default();
        let day = 86_400;
        let made = 1_795_262_400 + 2 * day;
        assert_eq!(said(GOOD, made), "");
        assert!(said(GOOD, made - 10 * day).contains("is not good before"));
        assert!(said(GOOD, made + 40_000 * day).contains("ended on"));
        assert!(said(WEAK, made).contains("1024 bits"));
        assert!(said("hello", made).contains("no certificate in PEM form"));
        assert!(said("-----BEGIN PRIVATE KEY-----", made).contains("contains a private key"));
    }

    #[test]
    fn every_form_of_one_certificate_becomes_the_one_that_orgs_take() {
        let clock = Clock { now: 1_795_262_400 + 2 * 86_400 };
        let read = |bytes: &[u8]| read(bytes, clock);
        let good = GOOD.trim();
        let der = one(PemBlock::all(good).unwrap()).unwrap();
        let bare: String = good.lines().filter(|line| !line.starts_with('-')).collect();
        let forms: [Vec<u8>; 6] = [
            good.into(),
            format!("\u{feff}{}\r\n", good.replace('\n', "\r\n")).into(),
            format!("Certificate:\n    Version: 3\n{good}\n").into(),
            good.replace(" CERTIFICATE", " TRUSTED CERTIFICATE").into(),
            bare.into(),
            der,
        ];
        for form in forms {
            assert_eq!(read(&form).as_deref(), Ok(good), "{}", String::from_utf8_lossy(&form));
        }
        let said = |text: &str| read(text.as_bytes()).unwrap_err();
        assert!(said(&format!("{good}\n{good}")).contains("contains 2 certificates"));
        let request = good.replace(" CERTIFICATE", " CERTIFICATE REQUEST");
        assert!(said(&request).contains("contains a `CERTIFICATE REQUEST` and no certificate"));
        assert!(said(&good[..200]).contains("cut short"));
        assert!(said("").contains("no certificate in PEM form"));
        assert!(read(&[0x30, 0x82, 0, 1, 2]).unwrap_err().contains("openssl pkcs12"));
    }
}
