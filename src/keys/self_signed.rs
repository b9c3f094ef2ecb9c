//! The certificate that a new key signs for itself.

use std::error::Error;
use std::time::Duration;

use rsa::pkcs1v15::{Signature, SigningKey};
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use rsa::rand_core::{OsRng, RngCore as _};
use rsa::sha2::Sha256;
use rsa::{RsaPrivateKey, RsaPublicKey};
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::EncodePem as _;
use x509_cert::der::asn1::{GeneralizedTime, UtcTime};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};
use x509_parser::pem::parse_x509_pem;

use crate::clock::Clock;

/// Seconds for which a new certificate is good: a year.
const GOOD_FOR: i64 = 365 * 24 * 60 * 60;
/// Seconds before now at which it begins, for orgs whose clock is late.
const BEFORE: i64 = 60 * 60;

/// The self-signed certificate of a key, in PEM form.
pub(super) fn certificate(
    name: &str,
    private: &RsaPrivateKey,
    clock: Clock,
) -> Result<String, Box<dyn Error>> {
    let public = SubjectPublicKeyInfoOwned::from_key(RsaPublicKey::from(private))?;
    let mut serial = [0; 16];
    OsRng.try_fill_bytes(&mut serial)?;
    // Serial numbers are positive and have no leading zero.
    serial[0] = serial[0] & 0x7f | 0x40;
    let validity =
        Validity { not_before: time(clock.now - BEFORE)?, not_after: time(clock.now + GOOD_FOR)? };
    let subject: Name = format!("CN={name}").parse()?;
    let signer = SigningKey::<Sha256>::new(private.clone());
    let serial = SerialNumber::new(&serial)?;
    let profile = Profile::Leaf {
        issuer: subject.clone(),
        enable_key_agreement: false,
        enable_key_encipherment: false,
    };
    let builder = CertificateBuilder::new(profile, serial, validity, subject, public, &signer)?;
    let certificate = builder.build::<Signature>()?;
    Ok(certificate.to_pem(LineEnding::LF)?)
}

/// A moment as certificates write it, which depends on the century.
fn time(seconds: i64) -> Result<Time, Box<dyn Error>> {
    let since = Duration::from_secs(u64::try_from(seconds)?);
    Ok(match UtcTime::from_unix_duration(since) {
        Ok(time) => Time::UtcTime(time),
        Err(_) => Time::GeneralTime(GeneralizedTime::from_unix_duration(since)?),
    })
}

/// Whether a certificate is that of a key.
pub(super) fn is_of(key: &RsaPrivateKey, certificate: &str) -> bool {
    let public = RsaPublicKey::from(key).to_public_key_der();
    let Ok((_, pem)) = parse_x509_pem(certificate.as_bytes()) else { return false };
    let public = public.as_ref().map(rsa::pkcs8::Document::as_bytes);
    pem.parse_x509().is_ok_and(|known| public == Ok(known.public_key().raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_certificate_is_for_the_key_and_good_for_a_year() {
        let now = 1_800_000_000;
        let private = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let certificate = certificate("Billing", &private, Clock { now }).unwrap();
        let other = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        assert!(is_of(&private, &certificate) && !is_of(&other, &certificate));
        let (_, pem) = parse_x509_pem(certificate.as_bytes()).unwrap();
        let parsed = pem.parse_x509().unwrap();
        let public = RsaPublicKey::from(&private).to_public_key_der().unwrap();
        assert_eq!(parsed.public_key().raw, public.as_bytes());
        assert_eq!(parsed.subject().to_string(), "CN=Billing");
        assert_eq!(parsed.issuer(), parsed.subject());
        assert_eq!(parsed.validity().not_before.timestamp(), now - 3600);
        assert_eq!(parsed.validity().not_after.timestamp(), now + 365 * 86_400);
        let sha256_with_rsa = "1.2.840.113549.1.1.11";
        assert_eq!(parsed.signature_algorithm.algorithm.to_id_string(), sha256_with_rsa);
        let read = super::super::certificate::read(certificate.as_bytes(), Clock { now });
        assert_eq!(read.as_deref(), Ok(certificate.trim()));
    }
}
