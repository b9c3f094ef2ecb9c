//! A directory of work in progress, which one process holds at a time and the next one can tell from
//! work in progress that was abandoned.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// File in the directory that is locked while its process lives; the system lets go of it when the
/// process ends, however that happens.
const LOCK: &str = "lock";

/// A directory that this process holds.
#[derive(Debug)]
pub(super) struct Claim {
    dir: PathBuf,
    lock: File,
}

impl Claim {
    /// Makes the directory where it is missing, and takes it; none where another process holds it.
    pub(super) fn take(dir: &Path) -> io::Result<Option<Self>> {
        match fs::create_dir(dir) {
            Err(fault) if fault.kind() != io::ErrorKind::AlreadyExists => return Err(fault),
            _ => {}
        }
        if !fs::symlink_metadata(dir)?.is_dir() {
            return Err(io::Error::other(
                "it is not a directory, so nothing can be prepared in it",
            ));
        }
        let path = dir.join(LOCK);
        let lock = OpenOptions::new().create(true).append(true).open(&path)?;
        match lock.try_lock() {
            Ok(()) if !holds(&path) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(None),
            // File systems without locks are used without.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Self { dir: dir.to_owned(), lock })),
        }
    }

    /// The directory.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Removes what is in the directory.
    pub(super) fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.file_name() == LOCK {
            } else if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Removes the directory with all that is in it. What cannot be removed now, a later run can.
    pub(super) fn release(self) {
        let _ = self.clear();
        let gone = || {
            let _ = fs::remove_file(self.dir.join(LOCK));
            let _ = fs::remove_dir(&self.dir);
        };
        // Windows removes no file that is open. Elsewhere nobody is to lock a file that goes away.
        if cfg!(windows) {
            drop(self.lock);
            gone();
        } else {
            gone();
            drop(self.lock);
        }
    }
}

/// Whether the locked file is still the one at its path: then it cannot be locked once more.
fn holds(path: &Path) -> bool {
    let again = OpenOptions::new().append(true).open(path);
    again.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time_and_releasing_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("work");
        let claim = Claim::take(&path).unwrap().unwrap();
        fs::write(path.join("x"), "x").unwrap();
        assert!(Claim::take(&path).unwrap().is_none());
        drop(claim);
        let claim = Claim::take(&path).unwrap().expect("abandoned work can be taken over");
        claim.release();
        assert!(!path.exists());
    }
}
