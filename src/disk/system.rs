//! The calls of the system that write. One that a signal interrupts is made again.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Rights of what nobody but its owner may see.
pub(crate) const PRIVATE: u32 = 0o600;
/// How often an interrupted call is made again.
const TRIES: u32 = 100;

/// Makes a call, and makes it again where a signal interrupted it.
pub(crate) fn again<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 1..TRIES {
        match call() {
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
    call()
}

/// Makes a file. Never opens what is there already, even if that is a link. It has these rights from
/// the start, as far as the umask allows; without `mode` the usual ones.
pub(crate) fn create(path: &Path, mode: Option<u32>) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    if let Some(mode) = mode {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode & 0o777);
    }
    let _ = mode;
    again(|| options.open(path))
}

/// Opens a file that is there, to read it. Never follows a link and never waits for a FIFO.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK,
    );
    let file = again(|| options.open(path))?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    Ok(file)
}

/// What the system says of a file, links followed; none where nothing is there.
pub(crate) fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    match again(|| fs::metadata(path)) {
        Ok(data) => Ok(Some(data)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Writes a file as a whole and flushes it to the disk, or leaves none. It has the rights of `like`,
/// and never wider ones on the way.
pub(crate) fn write_new(path: &Path, bytes: &[u8], like: Option<&Metadata>) -> io::Result<File> {
    let mut file = create(path, like.map(mode))?;
    let written = file.write_all(bytes).and_then(|()| {
        if let Some(like) = like {
            set_mode(&file, like)?;
        }
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(file),
        Err(fault) => {
            drop(file);
            let _ = remove(path);
            Err(fault)
        }
    }
}

#[cfg(unix)]
fn mode(data: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o777
}

#[cfg(not(unix))]
fn mode(data: &Metadata) -> u32 {
    u32::from(data.permissions().readonly())
}

/// Gives a file the rights of another one, where it does not have them yet.
fn set_mode(file: &File, like: &Metadata) -> io::Result<()> {
    if mode(&file.metadata()?) == mode(like) {
        return Ok(());
    }
    again(|| file.set_permissions(like.permissions()))
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    again(|| fs::remove_file(path))
}

/// Gives a file its new name.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    again(|| fs::rename(from, to))
}

/// Gives a file its new name, at which there must be nothing.
pub(crate) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    let taken = || io::Error::from(io::ErrorKind::AlreadyExists);
    match again(|| fs::hard_link(from, to)) {
        Ok(()) => remove(from),
        Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => Err(fault),
        // A file system without hard links.
        Err(_) if to.symlink_metadata().is_ok() => Err(taken()),
        Err(_) => rename(from, to),
    }
}

/// Makes a directory that is not there yet; a private one is for its owner only.
pub(crate) fn make_dir(path: &Path, private: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    if private {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    let _ = private;
    again(|| builder.create(path))
}

/// Makes a directory with those above it.
pub(crate) fn make_dirs(path: &Path) -> io::Result<()> {
    again(|| fs::create_dir_all(path))
}

/// Removes an empty directory.
pub(crate) fn remove_dir(path: &Path) -> io::Result<()> {
    again(|| fs::remove_dir(path))
}

/// Flushes the entries of a directory to the disk, where the system can. A system that cannot do that
/// is no reason to stop, a failing disk is.
pub(crate) fn sync(dir: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match again(|| File::open(dir)).and_then(|dir| again(|| dir.sync_all())) {
        Err(fault) if is_of_the_disk(&fault) => Err(fault),
        _ => Ok(()),
    }
}

fn is_of_the_disk(fault: &io::Error) -> bool {
    #[cfg(unix)]
    if fault.raw_os_error() == Some(libc::EIO) {
        return true;
    }
    matches!(fault.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Whether two files are one.
#[cfg(unix)]
pub(crate) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Whether two files are one, as far as that can be told.
#[cfg(not(unix))]
pub(crate) fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}
