//! A directory of work in progress, which one process holds at a time and the next one can tell from
//! work in progress that was abandoned.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::system::{self, PRIVATE};

/// File in the directory that is locked while its process lives; the system lets go of it when the
/// process ends, however that happens.
const LOCK: &str = "lock";
/// How often a lock that another process holds is asked for, since that may only have a look.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(25);

/// A directory that this process holds.
#[derive(Debug)]
pub(super) struct Claim {
    dir: PathBuf,
    lock: Option<File>,
    /// Whether a later run needs what is in it.
    decided: bool,
}

impl Claim {
    /// Makes the directory where it is missing, and takes it; none where another process holds it.
    pub(super) fn take(dir: &Path) -> io::Result<Option<Self>> {
        for attempt in 0..TRIES {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            let made = match system::make_dir(dir, true) {
                Ok(()) => true,
                Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => false,
                Err(fault) => return Err(fault),
            };
            match lock(dir) {
                Ok(Some(lock)) => {
                    let claim = Self { dir: dir.to_owned(), lock: Some(lock), decided: false };
                    return Ok(Some(claim));
                }
                Ok(None) => {}
                Err(fault) => {
                    if made {
                        let _ = system::remove_dir(dir);
                    }
                    return Err(fault);
                }
            }
        }
        Ok(None)
    }

    /// The directory.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Says that a later run needs what is in the directory, if this one does not come to its end.
    pub(super) fn decide(&mut self) {
        self.decided = true;
    }

    /// Flushes the lock to the disk, by which a later run knows the directory again.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.lock.as_ref().map_or(Ok(()), |lock| system::again(|| lock.sync_all()))
    }

    /// Removes what this program wrote into the directory; goes on where that fails.
    pub(super) fn clear(&self) -> io::Result<()> {
        let mut done = Ok(());
        for entry in fs::read_dir(&self.dir)? {
            let name = entry?.file_name();
            if name != LOCK && is_own(&name) {
                done = done.and(system::remove(&self.dir.join(name)));
            }
        }
        done
    }

    /// Removes the directory with what this program wrote into it. What cannot be removed now, a later
    /// run can.
    pub(super) fn release(mut self) {
        self.remove();
    }

    fn remove(&mut self) {
        // A disk that fails once may not do so again.
        let _ = self.clear().or_else(|_| self.clear());
        let gone = || {
            let lock = self.dir.join(LOCK);
            let _ = system::remove(&lock).or_else(|_| system::remove(&lock));
            let _ = system::remove_dir(&self.dir).or_else(|_| system::remove_dir(&self.dir));
        };
        // Windows removes no file that is open. Elsewhere nobody is to lock a file that goes away.
        if cfg!(windows) {
            self.lock = None;
            gone();
        } else {
            gone();
            self.lock = None;
        }
    }
}

/// A fault of the program leaves nothing half-made that a later run does not need.
impl Drop for Claim {
    fn drop(&mut self) {
        // The tests of this module let a panic stand for a kill.
        if !cfg!(test) && std::thread::panicking() && !self.decided && self.lock.is_some() {
            self.remove();
        }
    }
}

/// Takes the lock of a directory; none where another process holds it or is about to remove it.
fn lock(dir: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(dir) {
        Ok(data) if data.is_dir() => {}
        Ok(_) => return Err(io::Error::other("it is not a directory; move it away")),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault),
    }
    let path = dir.join(LOCK);
    let opened = match system::create(&path, Some(PRIVATE)) {
        Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => system::open(&path),
        made => made,
    };
    let file = match opened {
        Ok(file) => file,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault),
    };
    match file.try_lock() {
        Ok(()) => Ok(is_at(&file, &path).then_some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        // File systems without locks are used without.
        Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// Whether an open file is still the one at its path.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), path.symlink_metadata()) {
        (Ok(file), Ok(there)) => system::is_same(&file, &there),
        _ => false,
    }
}

/// Whether another process holds a directory. Changes nothing.
pub(super) fn is_held(dir: &Path) -> bool {
    let lock = system::open(&dir.join(LOCK));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// What tells the directory from every copy of it, such as one in a clone or an archive: the number
/// of its lock on the disk and the moment at which it was made there, which nobody can choose.
pub(super) fn seal(dir: &Path) -> Option<String> {
    let lock = dir.join(LOCK).symlink_metadata().ok().filter(Metadata::is_file)?;
    Some(mark(&lock))
}

#[cfg(unix)]
fn mark(lock: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt as _;
    format!("{}-{}.{:09}", lock.ino(), lock.ctime(), lock.ctime_nsec())
}

#[cfg(windows)]
fn mark(lock: &Metadata) -> String {
    use std::os::windows::fs::MetadataExt as _;
    format!("{}-{}", lock.creation_time(), lock.last_write_time())
}

/// Whether the directory has anything in it that this program does not write there.
pub(super) fn has_others(dir: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if !is_own(&entry.file_name()) || !entry.file_type()?.is_file() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The lists of steps, and what keeps them from being committed.
const NAMES: &[&str] = &[LOCK, ".gitignore", "list", "forward.json", "back.json"];

/// Whether a file of that name is one that this program writes there.
fn is_own(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let numbered = |kind| {
        let number = name.strip_prefix(kind);
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    NAMES.contains(&name) || numbered("old") || numbered("new")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time_and_releasing_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("work");
        let claim = Claim::take(&path).unwrap().unwrap();
        fs::write(path.join("new0"), "x").unwrap();
        assert!(Claim::take(&path).unwrap().is_none() && is_held(&path));
        drop(claim);
        assert!(!is_held(&path));
        let claim = Claim::take(&path).unwrap().expect("abandoned work can be taken over");
        claim.release();
        assert!(!path.exists());
    }

    #[test]
    fn what_is_of_others_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("work");
        let claim = Claim::take(&path).unwrap().unwrap();
        fs::create_dir_all(path.join("new0")).unwrap();
        fs::write(path.join("mine"), "x").unwrap();
        claim.release();
        assert!(path.join("new0").is_dir() && path.join("mine").exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("work")).unwrap();
        std::os::unix::fs::symlink(at("elsewhere"), at("work/lock")).unwrap();
        assert!(Claim::take(&at("work")).is_err() && !is_held(&at("work")));
        assert!(seal(&at("work")).is_none() && !at("elsewhere").exists());
        fs::create_dir(at("real")).unwrap();
        std::os::unix::fs::symlink(at("real"), at("link")).unwrap();
        assert!(Claim::take(&at("link")).is_err());
        assert!(fs::read_dir(at("real")).unwrap().next().is_none());
    }
}
