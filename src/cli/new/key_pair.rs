//! A key pair for the JWT bearer flow: the certificate goes into the project, the private key never.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use rsa::pkcs1v15::{Signature, SigningKey};
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
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

use super::args::Flags;
use crate::cli::Failure;
use crate::rules::Environment;
use crate::spec::{App, SPEC_FILE};

/// Bits of a new key.
const BITS: usize = 2048;
/// Seconds for which a new certificate is good: a year.
const GOOD_FOR: i64 = 365 * 24 * 60 * 60;
/// Seconds before now at which it begins, for orgs whose clock is late.
const BEFORE: i64 = 60 * 60;

/// A private key that is not written yet, and where it is to go.
#[derive(Debug)]
pub(super) struct NewKey {
    path: PathBuf,
    pem: Secret,
}

/// A text that no debug output shows.
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Gives an app a certificate with a key of its own. One that it has already stays, so that the same
/// run changes nothing again; a new file for the key asks for its successor.
///
/// # Errors
/// If the key has no place outside the project, or cannot be made.
pub(super) fn give(
    args: &Flags,
    app: &mut App,
    environment: Environment,
) -> Result<Option<NewKey>, Failure> {
    let known = app.oauth.as_ref().and_then(|oauth| oauth.certificate.as_deref());
    let is_known = known.is_some_and(|certificate| !certificate.starts_with("${"));
    if is_known && args.key_out.as_ref().is_none_or(|path| path.exists()) {
        return Ok(None);
    }
    let root = std::path::absolute(&args.dir)?;
    let path = place(&root, args.key_out.as_deref(), &app.name)?;
    let (pem, certificate) = pair(&app.name, environment)
        .map_err(|fault| Failure::new(format!("cannot make a key pair: {fault}")))?;
    app.oauth_mut().certificate = Some(certificate.trim_end().to_owned());
    Ok(Some(NewKey { path, pem: Secret(pem) }))
}

impl NewKey {
    /// Where the key goes.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the key for its owner's eyes only; never over another file.
    pub(super) fn write(&self) -> Result<(), Failure> {
        let written = private_file(&self.path).and_then(|mut file| {
            let done = file.write_all(self.pem.0.as_bytes()).and_then(|()| file.sync_all());
            done.inspect_err(|_| self.remove())
        });
        written.map_err(|fault| {
            let shown = self.path.display();
            Failure::new(format!(
                "cannot write the private key {shown}: {fault}; nothing was written"
            ))
        })
    }

    /// Removes the key that was written.
    pub(super) fn remove(&self) {
        // The failure that led here is told; a key that stays fits no certificate.
        let _ = fs::remove_file(&self.path);
    }
}

/// Where the private key goes: outside the project and every git work tree.
fn place(root: &Path, chosen: Option<&Path>, app: &str) -> Result<PathBuf, Failure> {
    let path = match chosen {
        Some(path) => std::path::absolute(path)?,
        None => root.parent().unwrap_or(root).join(format!("{app}.key")),
    };
    // Without links, so that none of them leads into the project unseen.
    let (real, root) = (real(&path), real(root));
    let shown = path.display();
    if real.starts_with(&root) {
        return Err(Failure::new(format!(
            "the private key {shown} would be inside the project, where it is one commit away from \
             everybody; name a file elsewhere with --key-out"
        )));
    }
    let in_work_tree = |dir: &&Path| dir.join(".git").exists() || dir.join(SPEC_FILE).is_file();
    if let Some(tree) = real.ancestors().skip(1).find(in_work_tree) {
        return Err(Failure::new(format!(
            "the private key {shown} would be in the git work tree or project {}; name a file \
             elsewhere with --key-out",
            tree.display()
        )));
    }
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!(
            "{shown} is there already, and keys are never overwritten; name another file with \
             --key-out, or use the certificate of that key with --certificate"
        )));
    }
    Ok(path)
}

/// The path without links and `..`, as far as it is there.
pub(super) fn real(path: &Path) -> PathBuf {
    for known in path.ancestors() {
        if let Ok(start) = known.canonicalize() {
            let rest = path.strip_prefix(known).unwrap_or(Path::new(""));
            return rest.components().fold(start, |mut at, part| {
                if part == Component::ParentDir {
                    at.pop();
                } else {
                    at.push(part);
                }
                at
            });
        }
    }
    path.to_path_buf()
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// A private key and its self-signed certificate, both in PEM form.
fn pair(name: &str, environment: Environment) -> Result<(String, String), Box<dyn Error>> {
    let private = RsaPrivateKey::new(&mut OsRng, BITS)?;
    let public = SubjectPublicKeyInfoOwned::from_key(RsaPublicKey::from(&private))?;
    let pem = private.to_pkcs8_pem(LineEnding::LF)?.to_string();
    let mut serial = [0; 16];
    OsRng.try_fill_bytes(&mut serial)?;
    // Serial numbers are positive and have no leading zero.
    serial[0] = serial[0] & 0x7f | 0x40;
    let validity = Validity {
        not_before: time(environment.now - BEFORE)?,
        not_after: time(environment.now + GOOD_FOR)?,
    };
    let subject: Name = format!("CN={name}").parse()?;
    let signer = SigningKey::<Sha256>::new(private);
    let serial = SerialNumber::new(&serial)?;
    let profile = Profile::Leaf {
        issuer: subject.clone(),
        enable_key_agreement: false,
        enable_key_encipherment: false,
    };
    let builder = CertificateBuilder::new(profile, serial, validity, subject, public, &signer)?;
    let certificate = builder.build::<Signature>()?;
    Ok((pem, certificate.to_pem(LineEnding::LF)?))
}

/// A moment as certificates write it, which depends on the century.
fn time(seconds: i64) -> Result<Time, Box<dyn Error>> {
    let since = Duration::from_secs(u64::try_from(seconds)?);
    Ok(match UtcTime::from_unix_duration(since) {
        Ok(time) => Time::UtcTime(time),
        Err(_) => Time::GeneralTime(GeneralizedTime::from_unix_duration(since)?),
    })
}

#[cfg(test)]
mod tests {
    use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
    use x509_parser::pem::parse_x509_pem;

    use super::*;

    #[test]
    fn the_certificate_is_for_the_key_and_good_for_a_year() {
        let now = 1_800_000_000;
        let (key, certificate) = pair("Billing", Environment { now }).unwrap();
        let (_, pem) = parse_x509_pem(certificate.as_bytes()).unwrap();
        let parsed = pem.parse_x509().unwrap();
        let private = RsaPrivateKey::from_pkcs8_pem(&key).unwrap();
        let public = RsaPublicKey::from(&private).to_public_key_der().unwrap();
        assert_eq!(parsed.public_key().raw, public.as_bytes());
        assert_eq!(parsed.subject().to_string(), "CN=Billing");
        assert_eq!(parsed.issuer(), parsed.subject());
        assert_eq!(parsed.validity().not_before.timestamp(), now - 3600);
        assert_eq!(parsed.validity().not_after.timestamp(), now + 365 * 86_400);
        let sha256_with_rsa = "1.2.840.113549.1.1.11";
        assert_eq!(parsed.signature_algorithm.algorithm.to_id_string(), sha256_with_rsa);
        let read = super::super::certificate::read(certificate.as_bytes(), Environment { now });
        assert_eq!(read.as_deref(), Ok(certificate.trim()));
    }

    #[test]
    fn keys_have_no_place_in_projects_and_work_trees() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("billing");
        let told =
            |chosen: Option<&Path>| place(&root, chosen, "Billing").map_err(|f| f.to_string());
        assert_eq!(told(None).unwrap(), dir.path().join("Billing.key"));
        for inside in ["a.key", "x/../b.key", "../billing/c.key"] {
            let fault = told(Some(&root.join(inside))).unwrap_err();
            assert!(fault.contains("inside the project"), "{fault}");
        }
        fs::write(dir.path().join("Billing.key"), "old").unwrap();
        assert!(told(None).unwrap_err().contains("never overwritten"));
        fs::create_dir(dir.path().join(".git")).unwrap();
        assert!(told(None).unwrap_err().contains("git work tree"));
    }
}
