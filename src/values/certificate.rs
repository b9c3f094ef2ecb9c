//! What an X.509 certificate in an element says.

use data_encoding::BASE64;
use x509_parser::oid_registry::{
    OID_MD5_WITH_RSA, OID_PKCS1_MD2WITHRSAENC, OID_PKCS1_MD5WITHRSAENC, OID_PKCS1_SHA1WITHRSA,
    OID_SHA1_WITH_RSA, OID_SIG_DSA_WITH_SHA1,
};
use x509_parser::prelude::{ASN1Time, FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::private_key_ranges;

/// How a block of PEM begins.
const PEM_START: &str = "-----BEGIN ";

/// Fewest bits of an RSA key that still holds.
pub const LEAST_RSA_BITS: usize = 2048;

/// A certificate as far as rules care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// First moment at which it is valid, in seconds since 1970 UTC.
    pub not_before: i64,
    /// Last moment at which it is valid, in seconds since 1970 UTC.
    pub not_after: i64,
    /// The same as a date, such as `2030-12-31`.
    pub first_day: String,
    /// The same as a date.
    pub last_day: String,
    /// Kind of its public key.
    pub key: KeyKind,
    /// The hash of its signature, where that hash is broken.
    pub weak_hash: Option<WeakHash>,
    /// The certificate itself, in DER.
    pub der: Vec<u8>,
}

/// Kinds of public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with so many bits.
    Rsa(usize),
    /// Elliptic curve, including Edwards curves.
    Curve,
    /// DSA, or a kind that is rarely seen.
    Other,
}

/// Hashes that no longer protect a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakHash {
    /// MD2 or MD5.
    Md5,
    /// SHA-1.
    Sha1,
}

/// Why a text is no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// It is a private key.
    PrivateKey,
    /// It is a PEM block of this other kind.
    OtherBlock(String),
    /// It is not base64, or cut short.
    NotBase64,
    /// It is base64, but of something else, or cut short.
    NotCertificate,
}

impl Certificate {
    /// Reads PEM, the base64 text without PEM lines that orgs write, or PEM that is in base64 once
    /// more, as whoever encodes a retrieved file gets it. Of several certificates the first counts.
    ///
    /// # Errors
    /// If the text is no certificate.
    pub fn parse(text: &str) -> Result<Self, CertificateFault> {
        if !private_key_ranges(text).is_empty() {
            return Err(CertificateFault::PrivateKey);
        }
        let decoded = decode(body(text)?)?;
        let pem = std::str::from_utf8(&decoded).ok().filter(|text| text.starts_with(PEM_START));
        if pem.is_some_and(|pem| !private_key_ranges(pem).is_empty()) {
            return Err(CertificateFault::PrivateKey);
        }
        let der = pem.map_or_else(|| Ok(decoded.clone()), |pem| decode(body(pem)?))?;
        let (_, certificate) =
            X509Certificate::from_der(&der).map_err(|_| CertificateFault::NotCertificate)?;
        let validity = certificate.validity();
        Ok(Self {
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
            first_day: day(validity.not_before),
            last_day: day(validity.not_after),
            key: key_kind(&certificate),
            weak_hash: weak_hash(&certificate),
            der: der.clone(),
        })
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, CertificateFault> {
    let base64: String = base64.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64.decode(base64.as_bytes()).map_err(|_| CertificateFault::NotBase64)
}

/// The base64 text of the first block, or the whole text where there is no block.
fn body(text: &str) -> Result<&str, CertificateFault> {
    let Some((_, rest)) = text.split_once(PEM_START) else { return Ok(text) };
    let (label, rest) = rest.split_once("-----").ok_or(CertificateFault::NotBase64)?;
    if !matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE") {
        return Err(CertificateFault::OtherBlock(label.to_owned()));
    }
    Ok(rest.split_once("-----END").map_or(rest, |(body, _)| body))
}

fn day(time: ASN1Time) -> String {
    let date = time.to_datetime();
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn key_kind(certificate: &X509Certificate<'_>) -> KeyKind {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => KeyKind::Rsa(key.key_size()),
        Ok(PublicKey::EC(_)) => KeyKind::Curve,
        Ok(PublicKey::Unknown(key)) if matches!(key.len(), 32 | 57) => KeyKind::Curve,
        _ => KeyKind::Other,
    }
}

fn weak_hash(certificate: &X509Certificate<'_>) -> Option<WeakHash> {
    let algorithm = &certificate.signature_algorithm.algorithm;
    if [OID_MD5_WITH_RSA, OID_PKCS1_MD2WITHRSAENC, OID_PKCS1_MD5WITHRSAENC].contains(algorithm) {
        return Some(WeakHash::Md5);
    }
    let sha1 = [OID_PKCS1_SHA1WITHRSA, OID_SHA1_WITH_RSA, OID_SIG_DSA_WITH_SHA1];
    sha1.contains(algorithm).then_some(WeakHash::Sha1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVE: &str = "MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5nMB4XDTI1
MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHQmlsbGluZzBZ
MBMGByqGSM49AgEGCCqGSM49AwEHA0IABFGoiRlZjkM7p1/7XLy/PNteeST3wSeR
nEhilOxs4mLWNWAmeSU+4QYaKqW8X4jwALhcOxuY0DkHVysEvmk1h+4wCgYIKoZI
zj0EAwIDSQAwRgIhANZ6a/G8ZNAIMAC+C+27iveAWGWHEjZgsd7Xl9PSbd2cAiEA
tknxV9mda/NDJyzPxOsXhOXNN3P6sSYu7S1UDS2W1gA=";

    #[test]
    fn reads_base64_and_pem() {
        let bare = Certificate::parse(CURVE).unwrap();
        assert_eq!(bare.first_day, "2025-01-01");
        assert_eq!(bare.last_day, "2045-01-01");
        assert_eq!(bare.not_before, 1_735_689_600);
        assert_eq!((bare.key, bare.weak_hash), (KeyKind::Curve, None));
        let pem =
            format!("-----BEGIN CERTIFICATE-----\r\n{CURVE}\r\n-----END CERTIFICATE-----\r\n");
        assert_eq!(Certificate::parse(&pem), Ok(bare.clone()));
        assert_eq!(Certificate::parse(&CURVE.replace('\n', "")), Ok(bare.clone()));
        let twice = BASE64.encode(pem.as_bytes());
        assert_eq!(Certificate::parse(&twice), Ok(bare));
    }

    #[test]
    fn says_what_else_it_is() {
        let parse = Certificate::parse;
        let request =
            "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----";
        assert_eq!(
            parse(request),
            Err(CertificateFault::OtherBlock("CERTIFICATE REQUEST".to_owned()))
        );
        assert_eq!(parse("My_Certificate"), Err(CertificateFault::NotBase64));
        assert_eq!(parse(&CURVE[..64]), Err(CertificateFault::NotCertificate));
        assert_eq!(parse("-----BEGIN CERTIFICATE"), Err(CertificateFault::NotBase64));
        let key = "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----";
        assert_eq!(parse(key), Err(CertificateFault::PrivateKey));
        assert_eq!(parse(&BASE64.encode(key.as_bytes())), Err(CertificateFault::PrivateKey));
    }
}
