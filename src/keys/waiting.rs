//! A private key on its way to its file.
//!
//! It has a temporary name until the project with its certificate is written, and is renamed then.
//! If a run was killed before that, the next one continues with its key.

use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};

use crate::disk::system::{self, PRIVATE};
use crate::failure::Failure;

/// Ending of the name of a key whose project is not written yet.
const WAITING: &str = ".ecaforge-new";
/// How a private key begins in its file, and how it ends.
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

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
pub(super) struct Held {
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

impl NewKey {
    /// A key that is to go to a place; `left` is the file of a run that was killed.
    pub(super) fn new(
        path: PathBuf,
        key: &RsaPrivateKey,
        left: Option<Held>,
    ) -> Result<Self, Failure> {
        let pem = key.to_pkcs8_pem(LineEnding::LF);
        let pem = pem.map_err(|fault| {
            Failure::caused(format!("cannot write a private key: {fault}"), fault)
        })?;
        Ok(Self { path, pem: Secret(pem.to_string()), left })
    }

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
            Failure::caused(
                format!("cannot write the private key {shown}: {fault}; nothing was written"),
                fault,
            )
        })?;
        Ok(Waiting { path: self.path.clone(), held })
    }
}

impl Held {
    /// Its file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Waiting {
    /// Gives the key its name, now that its project is written.
    ///
    /// # Errors
    /// If the disk refuses it; the key stays under the name under which it waits.
    pub fn finish(self) -> Result<(), Failure> {
        let waits = &self.held.path;
        system::rename_new(waits, &self.path).map_err(|fault| {
            if is_named(&self.held.lock, waits) {
                return Failure::caused(format!(
                    "the project and its private key {} were written, but the key is still at {} too, \
                     which could not be removed: {fault}; remove it, or the next run that asks for a \
                     key here does",
                    self.path.display(),
                    waits.display()
                ), fault);
            }
            Failure::caused(format!(
                "the project was written, but its private key could not be moved to {}: {fault}; it \
                 is {}, and you can move it yourself",
                self.path.display(),
                waits.display()
            ), fault)
        })
    }

    /// Removes the key, whose project could not be written; its place, where it stays.
    #[must_use]
    pub fn undo(self) -> Option<PathBuf> {
        system::remove(&self.held.path).err().map(|_| self.held.path)
    }

    /// Where the key waits.
    #[must_use]
    pub fn place(&self) -> &Path {
        &self.held.path
    }
}

/// The key that a run which was killed left waiting for a place.
///
/// # Errors
/// If another run is at work with it, or it is none.
pub(super) fn left_over(path: &Path) -> Result<Option<(RsaPrivateKey, Held)>, Failure> {
    let path = waiting(path);
    let shown = path.display();
    match path.symlink_metadata() {
        Ok(data) if data.is_file() && is_private(&data) => {}
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        _ => {
            return Err(Failure::new(format!(
                "{shown} is not a key that ecaforge wrote; remove it"
            )));
        }
    }
    let refused =
        |fault: io::Error| Failure::caused(format!("cannot read {shown}: {fault}"), fault);
    let mut lock = system::open(&path).map_err(refused)?;
    if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(Failure::new(format!(
            "another run of ecaforge is making the private key {shown}; run again when it is done"
        )));
    }
    let mut text = String::new();
    lock.read_to_string(&mut text).map_err(refused)?;
    if is_unfinished(&text) || is_named(&lock, &path) {
        system::remove(&path).map_err(refused)?;
        return Ok(None);
    }
    let key = RsaPrivateKey::from_pkcs8_pem(&text).map_err(|fault| {
        Failure::caused(format!("{shown} contains no private key; remove it"), fault)
    })?;
    Ok(Some((key, Held { path, lock: Arc::new(lock) })))
}

/// The name under which a key waits.
pub(super) fn waiting(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(WAITING);
    path.with_file_name(name)
}

/// Whether a run was killed while it wrote the key.
fn is_unfinished(text: &str) -> bool {
    (BEGIN.starts_with(text) || text.starts_with(BEGIN)) && !text.contains(END)
}

/// Whether the key has its name already: then the run was killed before it removed the other one.
fn is_named(lock: &File, path: &Path) -> bool {
    let named = path.to_str().and_then(|path| path.strip_suffix(WAITING)).map(Path::new);
    let named = named.and_then(|named| named.symlink_metadata().ok());
    matches!((lock.metadata(), named), (Ok(held), Some(named)) if cfg!(unix) && system::is_same(&held, &named))
}

/// Writes a file that its owner alone can read, as a whole or not at all, and locks it.
fn private_file(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = system::create(path, Some(PRIVATE))?;
    // File systems without locks are used without.
    let _ = file.try_lock();
    let written = io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all());
    if let Err(fault) = written {
        drop(file);
        let _ = system::remove(path);
        return Err(fault);
    }
    Ok(file)
}

#[cfg(unix)]
fn is_private(data: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let others = data.permissions().mode() & 0o077;
    others == 0
}

#[cfg(not(unix))]
fn is_private(_: &Metadata) -> bool {
    true
}
