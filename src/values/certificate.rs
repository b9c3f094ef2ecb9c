//! What an X.509 certificate in an element says.
//!
//! The outer structure is read here and not by the typed reader of `x509-cert`, which refuses names
//! and serial numbers that orgs accept.

use data_encoding::BASE64;
use x509_cert::der::asn1::{AnyRef, BitStringRef, ObjectIdentifier};
use x509_cert::der::{self, Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

use super::date::days;
use super::private_key_ranges;

/// How a block of PEM begins.
const PEM_START: &str = "-----BEGIN ";

/// Fewest bits of an RSA key that still holds.
pub const LEAST_RSA_BITS: usize = 2048;

/// Key algorithms.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const CURVES: [ObjectIdentifier; 5] = [
    ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"),
    ObjectIdentifier::new_unwrap("1.3.101.110"),
    ObjectIdentifier::new_unwrap("1.3.101.111"),
    ObjectIdentifier::new_unwrap("1.3.101.112"),
    ObjectIdentifier::new_unwrap("1.3.101.113"),
];

/// Signature algorithms whose hash is MD2 or MD5.
const MD5: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.2"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"),
    ObjectIdentifier::new_unwrap("1.3.14.3.2.25"),
];
/// Signature algorithms whose hash is SHA-1.
const SHA1: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"),
    ObjectIdentifier::new_unwrap("1.3.14.3.2.29"),
    ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"),
];

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
    /// The subject's public key and its algorithm, in DER.
    pub public_key: Vec<u8>,
    /// The certificate itself, in DER, without what some programs append to it.
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
        Self::from_der(&der)
    }

    /// Reads DER. What follows the certificate is left out.
    ///
    /// # Errors
    /// If the bytes are no certificate.
    #[expect(clippy::map_err_ignore, reason = "no user can act on an offset in DER")]
    pub(crate) fn from_der(bytes: &[u8]) -> Result<Self, CertificateFault> {
        read(bytes).map_err(|_| CertificateFault::NotCertificate)
    }
}

/// The certificate at the start of the bytes.
fn read(bytes: &[u8]) -> der::Result<Certificate> {
    let der = SliceReader::new(bytes)?.tlv_bytes()?;
    AnyRef::from_der(der)?.sequence(|certificate| {
        let signed = certificate.decode::<AnyRef<'_>>()?;
        let signature = algorithm(certificate.decode()?)?;
        let _: BitStringRef<'_> = certificate.decode()?;
        let (validity, public_key) = signed.sequence(signed_part)?;
        let ((not_before, first_day), (not_after, last_day)) = validity;
        Ok(Certificate {
            not_before,
            not_after,
            first_day,
            last_day,
            key: AnyRef::from_der(public_key)?.sequence(key_kind)?,
            weak_hash: weak_hash(signature),
            public_key: public_key.to_vec(),
            der: der.to_vec(),
        })
    })
}

/// A moment in seconds since 1970 UTC, and its date as it is written.
type Moment = (i64, String);

/// The validity and the public key of the part that is signed.
fn signed_part<'a>(part: &mut SliceReader<'a>) -> der::Result<((Moment, Moment), &'a [u8])> {
    if part.peek_tag()?.is_context_specific() {
        part.decode::<AnyRef<'_>>()?;
    }
    part.decode::<AnyRef<'_>>()?.tag().assert_eq(Tag::Integer)?;
    algorithm(part.decode()?)?;
    part.decode::<AnyRef<'_>>()?.tag().assert_eq(Tag::Sequence)?;
    let validity = part
        .decode::<AnyRef<'_>>()?
        .sequence(|times| Ok((moment(times.decode()?)?, moment(times.decode()?)?)))?;
    part.decode::<AnyRef<'_>>()?.tag().assert_eq(Tag::Sequence)?;
    let public_key = part.tlv_bytes()?;
    while !part.is_finished() {
        part.decode::<AnyRef<'_>>()?;
    }
    Ok((validity, public_key))
}

/// The object identifier of an algorithm.
fn algorithm(field: AnyRef<'_>) -> der::Result<&[u8]> {
    field.sequence(|parts| {
        let id = parts.decode::<AnyRef<'_>>()?;
        id.tag().assert_eq(Tag::ObjectIdentifier)?;
        if !parts.is_finished() {
            parts.decode::<AnyRef<'_>>()?;
        }
        Ok(id.value())
    })
}

/// A moment as certificates write it, with or without seconds, in UTC or at an offset from it.
fn moment(time: AnyRef<'_>) -> der::Result<Moment> {
    let tag = time.tag();
    read_moment(tag, time.value()).ok_or_else(|| tag.value_error())
}

fn read_moment(tag: Tag, bytes: &[u8]) -> Option<Moment> {
    let Ok(text) = std::str::from_utf8(bytes) else { return None };
    let (year, rest) = match tag {
        Tag::UtcTime => {
            let (year, rest) = number(text, 2)?;
            (year + if year < 50 { 2000 } else { 1900 }, rest)
        }
        Tag::GeneralizedTime => number(text, 4)?,
        _ => return None,
    };
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest, 2)?;
    let (second, rest) = number(rest, 2).unwrap_or((0, rest));
    let fraction = rest.strip_prefix(['.', ',']).filter(|_| tag == Tag::GeneralizedTime);
    let zone = fraction.map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let offset = match zone.split_at_checked(1) {
        None if tag == Tag::GeneralizedTime => 0,
        Some(("Z", "")) => 0,
        Some((sign @ ("+" | "-"), rest)) => {
            let (hours, rest) = number(rest, 2)?;
            let (minutes, rest) = number(rest, 2)?;
            let seconds = hours * 3600 + minutes * 60;
            if !rest.is_empty() {
                return None;
            }
            if sign == "+" { seconds } else { -seconds }
        }
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let time = days(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some((time, format!("{year:04}-{month:02}-{day:02}")))
}

/// The number of so many digits at the start of a text, and the rest.
fn number(text: &str, digits: usize) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let number =
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    Some((number, rest))
}

#[expect(clippy::map_err_ignore, reason = "spaces are gone, so that the place would be wrong")]
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

/// The kind of a public key.
fn key_kind(parts: &mut SliceReader<'_>) -> der::Result<KeyKind> {
    let algorithm = algorithm(parts.decode()?)?;
    let key: BitStringRef<'_> = parts.decode()?;
    if CURVES.iter().any(|curve| curve.as_bytes() == algorithm) {
        return Ok(KeyKind::Curve);
    }
    let bits = (algorithm == RSA.as_bytes()).then(|| rsa_bits(key.raw_bytes()).ok()).flatten();
    Ok(bits.map_or(KeyKind::Other, KeyKind::Rsa))
}

/// The bits of the modulus of an RSA key; 0 for a negative one.
fn rsa_bits(key: &[u8]) -> der::Result<usize> {
    AnyRef::from_der(key)?.sequence(|parts| {
        let modulus = parts.decode::<AnyRef<'_>>()?;
        modulus.tag().assert_eq(Tag::Integer)?;
        parts.decode::<AnyRef<'_>>()?.tag().assert_eq(Tag::Integer)?;
        let bytes = modulus.value();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Ok(match bytes.get(zeros) {
            Some(first) if zeros > 0 || *first < 0x80 => {
                (bytes.len() - zeros) * 8 - first.leading_zeros() as usize
            }
            _ => 0,
        })
    })
}

fn weak_hash(signature: &[u8]) -> Option<WeakHash> {
    let is_one_of = |ids: &[ObjectIdentifier]| ids.iter().any(|id| id.as_bytes() == signature);
    if is_one_of(&MD5) {
        return Some(WeakHash::Md5);
    }
    is_one_of(&SHA1).then_some(WeakHash::Sha1)
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

    #[test]
    fn every_way_to_write_a_moment_is_read() {
        let utc = |text: &str| read_moment(Tag::UtcTime, text.as_bytes());
        let general = |text: &str| read_moment(Tag::GeneralizedTime, text.as_bytes());
        let new_year = Some((1_735_689_600, "2025-01-01".to_owned()));
        for text in ["250101000000Z", "2501010000Z", "250101000000+0000"] {
            assert_eq!(utc(text), new_year, "{text}");
        }
        for text in ["20250101000000Z", "202501010000Z", "20250101000000.5Z", "20250101000000"] {
            assert_eq!(general(text), new_year, "{text}");
        }
        assert_eq!(utc("250101020000+0200"), new_year);
        assert_eq!(utc("491231235959Z").map(|(time, _)| time), Some(2_524_607_999));
        assert_eq!(utc("500101000000Z").map(|(time, _)| time), Some(-631_152_000));
        assert_eq!(general("99991231235959Z").map(|(_, day)| day).as_deref(), Some("9999-12-31"));
        for text in ["", "250101", "250229000000Z", "250101240000Z", "2501010000", "25010100000äZ"]
        {
            assert_eq!(utc(text), None, "{text}");
        }
    }

    #[test]
    fn a_certificate_cut_short_is_none_and_what_follows_one_is_left_out() {
        let whole = Certificate::parse(CURVE).unwrap();
        for end in 0..whole.der.len() {
            let cut = Certificate::from_der(&whole.der[..end]);
            assert_eq!(cut, Err(CertificateFault::NotCertificate), "{end}");
        }
        assert_eq!(Certificate::from_der(&[&whole.der[..], b"more"].concat()), Ok(whole));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_odd(at in 0_usize..272, byte: u8, other in 0_usize..272, more: u8) {
            let mut der = Certificate::parse(CURVE).unwrap().der;
            let length = der.len();
            der[at % length] = byte;
            der[other % length] = more;
            if let Ok(read) = Certificate::from_der(&der) {
                proptest::prop_assert!(der.starts_with(&read.der));
            }
        }
    }
}
