//! A key pair for the JWT bearer flow: the certificate goes into the project, the private key never.
//!
//! The key waits under a name of its own until the project with its certificate is written, and gets
//! its name then. What a killed run left waiting, the next one goes on with.

use std::error::Error;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rsa::pkcs1v15::{Signature, SigningKey};
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::rand_core::{OsRng, RngCore as _};
use rsa::sha2::Sha256;
use rsa::{RsaPrivateKey, RsaPublicKey};
use tempfile::TempPath;
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::EncodePem as _;
use x509_cert::der::asn1::{GeneralizedTime, UtcTime};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};
use x509_parser::pem::parse_x509_pem;

use crate::disk::real;
use crate::failure::Failure;
use crate::rules::Environment;
use crate::spec::{App, SPEC_FILE, UNKNOWN};

/// Bits of a new key.
const BITS: usize = 2048;
/// Seconds for which a new certificate is good: a year.
const GOOD_FOR: i64 = 365 * 24 * 60 * 60;
/// Seconds before now at which it begins, for orgs whose clock is late.
const BEFORE: i64 = 60 * 60;

/// Ending of the name of a key whose project is not written yet.
const WAITING: &str = ".ecaforge-new";

/// A private key that is not written yet or waits, and where it is to go.
#[derive(Debug)]
pub struct NewKey {
    path: PathBuf,
    pem: Secret,
    /// The file in which a run that was killed left it.
    left: Option<Held>,
}

/// A key in its file, which waits for its project.
#[derive(Debug)]
pub struct Waiting {
    path: PathBuf,
    held: Held,
}

/// A waiting key that this process holds: the lock is let go of when the process ends.
#[derive(Debug)]
struct Held {
    path: PathBuf,
    lock: Arc<File>,
}

/// A text that no debug output shows.
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// What comes of the wish for a key pair.
#[derive(Debug, Default)]
pub struct Given {
    /// The private key, where there is one to write.
    pub key: Option<NewKey>,
    /// What its user should know.
    pub notes: Vec<String>,
}

/// Gives an app of the project at `root` a certificate with a key of its own; the key is to go to
/// `chosen`, else beside the project. A key that a killed run left waiting there is gone on with. A
/// certificate that the app has already stays, so that the same run changes nothing again; a new file
/// for the key asks for its successor.
///
/// # Errors
/// If the key has no place outside the project, or cannot be made.
pub fn give(
    root: &Path,
    chosen: Option<&Path>,
    app: &mut App,
    environment: Environment,
) -> Result<Given, Failure> {
    let path = wanted_place(root, chosen, &app.name)?;
    let mut left = left_over(&path)?;
    let goes_on = |held: &Held| {
        format!(
            "a run was interrupted before its project was whole; this one goes on with its private \
             key {}",
            held.path.display()
        )
    };
    let mut notes: Vec<String> = left.iter().map(|(_, held)| goes_on(held)).collect();
    let known = app.oauth.as_ref().and_then(|oauth| oauth.certificate.as_deref());
    if let Some(known) = known.filter(|known| *known == UNKNOWN || !known.starts_with("${")) {
        let is_its_own = |key: &RsaPrivateKey| known == UNKNOWN || is_of(key, known);
        left = match left {
            Some((key, held)) if is_its_own(&key) => {
                let path = place(root, path)?;
                return Ok(Given { key: Some(new_key(path, &key, Some(held))?), notes });
            }
            other => other,
        };
        if known == UNKNOWN || chosen.is_none_or(Path::exists) {
            notes.push(format!(
                "{} has a certificate already, so no key was made; --certificate puts another one \
                 in its place, and --key-out with a new file makes its successor",
                app.name
            ));
            return Ok(Given { key: None, notes });
        }
    }
    let path = place(root, path)?;
    let cannot = |fault: Box<dyn Error>| Failure::new(format!("cannot make a key pair: {fault}"));
    let (key, held) = match left {
        Some((key, held)) => (key, Some(held)),
        None => (RsaPrivateKey::new(&mut OsRng, BITS).map_err(|fault| cannot(fault.into()))?, None),
    };
    let certificate = certificate(&app.name, &key, environment).map_err(cannot)?;
    app.oauth_mut().certificate = Some(certificate.trim_end().to_owned());
    Ok(Given { key: Some(new_key(path, &key, held)?), notes })
}

fn new_key(path: PathBuf, key: &RsaPrivateKey, left: Option<Held>) -> Result<NewKey, Failure> {
    let pem = key.to_pkcs8_pem(LineEnding::LF);
    let pem = pem.map_err(|fault| Failure::new(format!("cannot write a private key: {fault}")))?;
    Ok(NewKey { path, pem: Secret(pem.to_string()), left })
}

/// What to say of the keys that killed runs left waiting for their apps' projects.
///
/// # Errors
/// If the place of a key cannot be told.
pub fn waiting_notes(
    root: &Path,
    chosen: Option<&Path>,
    apps: &[App],
) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    for app in apps {
        let path = waiting(&wanted_place(root, chosen, &app.name)?);
        if path.is_file() {
            notes.push(format!(
                "a run was interrupted, and left the private key {}; the same run again, with \
                 --generate-certificate, goes on with it",
                path.display()
            ));
        }
    }
    Ok(notes)
}

/// The key that a run which was killed left waiting for a place.
///
/// # Errors
/// If another run is at work with it, or it is none.
fn left_over(path: &Path) -> Result<Option<(RsaPrivateKey, Held)>, Failure> {
    let path = waiting(path);
    let shown = path.display();
    match path.symlink_metadata() {
        Ok(data) if data.is_file() && is_private(&data) => {}
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        _ => return Err(Failure::new(format!("{shown} is no key that ecaforge left; remove it"))),
    }
    let refused = |fault: io::Error| Failure::new(format!("cannot read {shown}: {fault}"));
    let mut lock = File::open(&path).map_err(refused)?;
    if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(Failure::new(format!(
            "another run of ecaforge is making the private key {shown}; run again when it is done"
        )));
    }
    let mut text = String::new();
    lock.read_to_string(&mut text).map_err(refused)?;
    let key = RsaPrivateKey::from_pkcs8_pem(&text)
        .map_err(|_| Failure::new(format!("{shown} holds no private key; remove it")))?;
    Ok(Some((key, Held { path, lock: Arc::new(lock) })))
}

/// The name under which a key waits.
fn waiting(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(WAITING);
    path.with_file_name(name)
}

/// Whether a certificate is that of a key.
fn is_of(key: &RsaPrivateKey, certificate: &str) -> bool {
    let public = RsaPublicKey::from(key).to_public_key_der();
    let Ok((_, pem)) = parse_x509_pem(certificate.as_bytes()) else { return false };
    let public = public.as_ref().map(rsa::pkcs8::Document::as_bytes);
    pem.parse_x509().is_ok_and(|known| public == Ok(known.public_key().raw))
}

impl NewKey {
    /// Where the key goes.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the key for its owner's eyes only, never over another file, to wait for its project.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn write(&self) -> Result<Waiting, Failure> {
        let path = waiting(&self.path);
        let held = match &self.left {
            Some(left) => Ok(Held { path: left.path.clone(), lock: Arc::clone(&left.lock) }),
            None => private_file(&path, self.pem.0.as_bytes())
                .map(|lock| Held { path, lock: Arc::new(lock) }),
        };
        let held = held.map_err(|fault| {
            let shown = self.path.display();
            Failure::new(format!(
                "cannot write the private key {shown}: {fault}; nothing was written"
            ))
        })?;
        Ok(Waiting { path: self.path.clone(), held })
    }
}

impl Waiting {
    /// Gives the key its name, now that its project is written.
    ///
    /// # Errors
    /// If the disk refuses it; the key stays under the name under which it waits.
    pub fn finish(self) -> Result<(), Failure> {
        let waits = self.held.path.clone();
        let moved = TempPath::try_from_path(&waits).and_then(|key| {
            key.persist_noclobber(&self.path).map_err(|fault| {
                // It must not go away with the value that stands for it.
                let _ = fault.path.keep();
                fault.error
            })
        });
        moved.map_err(|fault| {
            Failure::new(format!(
                "the project was written, but its private key could not be moved to {}: {fault}; it \
                 is {}, and you can move it yourself",
                self.path.display(),
                waits.display()
            ))
        })
    }

    /// Removes the key, whose project could not be written.
    pub fn undo(self) {
        // The failure that led here is told; a key that stays fits no certificate.
        let _ = fs::remove_file(&self.held.path);
    }
}

/// Where the private key is to go, as far as it is known to be a file.
fn wanted_place(root: &Path, chosen: Option<&Path>, app: &str) -> Result<PathBuf, Failure> {
    Ok(match chosen {
        Some(path) => std::path::absolute(path)?,
        None => root.parent().unwrap_or(root).join(format!("{app}.key")),
    })
}

/// Refuses a place for the private key inside of the project or any git work tree.
fn place(root: &Path, path: PathBuf) -> Result<PathBuf, Failure> {
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

/// Writes a file that its owner alone can read, as a whole or not at all, and locks it.
fn private_file(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let dir = path.parent().unwrap_or(path);
    let mut file = tempfile::Builder::new().prefix(".ecaforge-key-").tempfile_in(dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    // File systems without locks are used without.
    let _ = file.as_file().try_lock();
    file.persist_noclobber(path).map_err(|fault| fault.error)
}

#[cfg(unix)]
fn is_private(data: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    data.permissions().mode() & 0o777 == 0o600
}

#[cfg(not(unix))]
fn is_private(_: &Metadata) -> bool {
    true
}

/// The self-signed certificate of a key, in PEM form.
fn certificate(
    name: &str,
    private: &RsaPrivateKey,
    environment: Environment,
) -> Result<String, Box<dyn Error>> {
    let public = SubjectPublicKeyInfoOwned::from_key(RsaPublicKey::from(private))?;
    let mut serial = [0; 16];
    OsRng.try_fill_bytes(&mut serial)?;
    // Serial numbers are positive and have no leading zero.
    serial[0] = serial[0] & 0x7f | 0x40;
    let validity = Validity {
        not_before: time(environment.now - BEFORE)?,
        not_after: time(environment.now + GOOD_FOR)?,
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_certificate_is_for_the_key_and_good_for_a_year() {
        let now = 1_800_000_000;
        let private = RsaPrivateKey::new(&mut OsRng, BITS).unwrap();
        let certificate = certificate("Billing", &private, Environment { now }).unwrap();
        let other = RsaPrivateKey::new(&mut OsRng, BITS).unwrap();
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
        let read = super::super::certificate::read(certificate.as_bytes(), Environment { now });
        assert_eq!(read.as_deref(), Ok(certificate.trim()));
    }

    #[test]
    fn keys_have_no_place_in_projects_and_work_trees() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("billing");
        let told = |chosen: Option<&Path>| {
            let path = wanted_place(&root, chosen, "Billing").unwrap();
            place(&root, path).map_err(|f| f.to_string())
        };
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
