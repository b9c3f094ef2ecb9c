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

use crate::clock::Clock;
use crate::project::Certificate;

/// Seconds for which a new certificate is good: a year.
const GOOD_FOR: i64 = 365 * 24 * 60 * 60;
/// Seconds before now at which it begins, for orgs whose clock is late.
const BEFORE: i64 = 60 * 60;

/// The self-signed certificate of a key, in PEM form.
pub(super) fn certificate(
    name: &str,
    private: &RsaPrivateKey,
    clock: Clock,
) -> Result<String, Box<dyn Error + Send + Sync>> {
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
fn time(seconds: i64) -> Result<Time, Box<dyn Error + Send + Sync>> {
    let since = Duration::from_secs(u64::try_from(seconds)?);
    Ok(match UtcTime::from_unix_duration(since) {
        Ok(time) => Time::UtcTime(time),
        Err(_) => Time::GeneralTime(GeneralizedTime::from_unix_duration(since)?),
    })
}

/// Whether a certificate is that of a key.
pub(super) fn is_of(key: &RsaPrivateKey, certificate: &str) -> bool {
    let public = RsaPublicKey::from(key).to_public_key_der();
    let known = Certificate::parse(certificate);
    public.is_ok_and(|public| known.is_ok_and(|known| known.public_key == public.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_cert::der::DecodePem as _;

    #[test]
    fn the_certificate_is_for_the_key_and_good_for_a_year() {
        let now = 1_800_000_000;
        let private = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let certificate = certificate("Billing", &private, Clock { now }).unwrap();
        let other = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        assert!(is_of(&private, &certificate) && !is_of(&other, &certificate));
        let parsed = x509_cert::Certificate::from_pem(&certificate).unwrap();
        let (signed, validity) = (&parsed.tbs_certificate, parsed.tbs_certificate.validity);
        assert_eq!(signed.subject.to_string(), "CN=Billing");
        assert_eq!(signed.issuer, signed.subject);
        let seconds = |time: Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap();
        assert_eq!(seconds(validity.not_before), now - 3600);
        assert_eq!(seconds(validity.not_after), now + 365 * 86_400);
        let sha256_with_rsa = "1.2.840.113549.1.1.11";
        assert_eq!(parsed.signature_algorithm.oid.to_string(), sha256_with_rsa);
        let read = super::super::certificate::read(certificate.as_bytes(), Clock { now });
        assert_eq!(read.as_deref(), Ok(certificate.trim()));
    }
}
