//! Layer 0: the one way to read files that others wrote.
//!
//! A project may come from a stranger. Only regular files are read: no device, and no pipe, which
//! would wait for whoever writes into it. No file is read beyond a length. A link is followed only
//! where it stays in the repository, else in the project, that it is in.

mod fault;
mod place;

pub(crate) use fault::ReadFault;
pub(crate) use place::resolve;

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Longest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// Longest text that a person writes: a metadata file of an app, a configuration, a list of
/// patterns, a template. They are some kilobytes long.
pub const MAX_TEXT_BYTES: u64 = 1024 * 1024;

/// The pipes that a shell gives to a program, such as for `<(command)`.
const PIPES_OF_SHELL: &[&str] = &["/dev/stdin", "/dev/fd/", "/proc/self/fd/"];

/// Opens a regular file. A link in its path is followed only if it stays in the repository or the
/// project that it is in. `trusted` is a directory that the caller named; links that lead to it are
/// followed.
///
/// # Errors
/// If the system refuses, the file is not a regular one, or a link leads out.
pub fn open(path: &Path, trusted: &Path) -> Result<File, ReadFault> {
    open_regular(&resolve(path, trusted)?)
}

/// Reads a file of at most `most` bytes; the rest is as for [`open`].
///
/// # Errors
/// If it cannot be opened or is longer.
pub fn bytes(path: &Path, trusted: &Path, most: u64) -> Result<Vec<u8>, ReadFault> {
    whole(open(path, trusted)?, most)
}

/// Reads the file of that name in a directory whose path has no links; the rest is as for [`bytes`].
/// None if the file itself is a link.
///
/// # Errors
/// If it cannot be opened or is longer.
pub(crate) fn bytes_in(dir: &Path, name: &OsStr, most: u64) -> Result<Option<Vec<u8>>, ReadFault> {
    let path = dir.join(name);
    let metadata = path.symlink_metadata().map_err(ReadFault::Io)?;
    if metadata.is_symlink() {
        return Ok(None);
    }
    whole(open_known(&path, &metadata)?, most).map(Some)
}

/// Reads a text; the rest is as for [`bytes`].
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub fn text(path: &Path, trusted: &Path, most: u64) -> Result<String, ReadFault> {
    utf8(bytes(path, trusted, most)?)
}

/// Reads a file that the caller named on the command line, wherever it is; also a pipe of the
/// caller's shell.
///
/// # Errors
/// If the system refuses, or the file is not a regular one or too long.
pub fn named(path: &Path) -> Result<Vec<u8>, ReadFault> {
    let is_pipe = path.to_str().is_some_and(|path| {
        PIPES_OF_SHELL.iter().any(|pipe| path.starts_with(pipe)) && !path.contains("..")
    });
    if is_pipe {
        return bounded(File::open(path).map_err(ReadFault::Io)?, MAX_FILE_BYTES);
    }
    bounded(open_regular(&fs::canonicalize(path).map_err(ReadFault::Io)?)?, MAX_FILE_BYTES)
}

/// Reads a text that the caller named on the command line.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub(crate) fn named_text(path: &Path) -> Result<String, ReadFault> {
    utf8(named(path)?)
}

/// Reads what is left of a stream, up to `most` bytes.
///
/// # Errors
/// If the system refuses, or there is more.
pub fn bounded(from: impl Read, most: u64) -> Result<Vec<u8>, ReadFault> {
    read_into(Vec::new(), from, most)
}

/// The same for a whole file, whose length says how much there is to read.
fn whole(file: File, most: u64) -> Result<Vec<u8>, ReadFault> {
    let length = file.metadata().map_err(ReadFault::Io)?.len().min(most);
    // One more, so that the end is found without another allocation.
    let capacity = usize::try_from(length).unwrap_or_default().saturating_add(1);
    read_into(Vec::with_capacity(capacity), file, most)
}

fn read_into(mut bytes: Vec<u8>, from: impl Read, most: u64) -> Result<Vec<u8>, ReadFault> {
    from.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(ReadFault::Io)?;
    if bytes.len() as u64 > most { Err(ReadFault::TooLarge(most)) } else { Ok(bytes) }
}

/// The entries of a directory, in the order of their names.
///
/// # Errors
/// If the system refuses.
pub fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

/// Whether something is at that path: also a link that leads nowhere, a pipe or a directory, so that
/// reading it says what is wrong with it.
#[must_use]
pub(crate) fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Bytes as a text.
///
/// # Errors
/// If they are not UTF-8.
pub(crate) fn utf8(bytes: Vec<u8>) -> Result<String, ReadFault> {
    String::from_utf8(bytes).map_err(|fault| {
        let before = &fault.as_bytes()[..fault.utf8_error().valid_up_to()];
        ReadFault::NotUtf8(memchr::memchr_iter(b'\n', before).count() + 1)
    })
}

/// Opens the file at a path without links.
fn open_regular(path: &Path) -> Result<File, ReadFault> {
    // To open a device may have effects, so the kind is asked for first; the file may change in
    // between, so it is asked for again.
    open_known(path, &path.symlink_metadata().map_err(ReadFault::Io)?)
}

/// The same, with what is known of the path.
fn open_known(path: &Path, metadata: &fs::Metadata) -> Result<File, ReadFault> {
    regular(metadata)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW | libc::O_NOCTTY);
    }
    let file = options.open(path).map_err(ReadFault::Io)?;
    regular(&file.metadata().map_err(ReadFault::Io)?)?;
    Ok(file)
}

fn regular(metadata: &fs::Metadata) -> Result<(), ReadFault> {
    if metadata.is_file() { Ok(()) } else { Err(ReadFault::NotRegular(kind(metadata))) }
}

fn kind(metadata: &fs::Metadata) -> &'static str {
    if metadata.is_dir() { "a directory" } else { "a device, pipe or socket" }
}

#[cfg(all(test, unix))]
mod tests;
