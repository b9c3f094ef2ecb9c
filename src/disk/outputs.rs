//! Files that belong to no project, such as reports: all of them are written, or none.
//!
//! Each is staged next to its place and renamed. A later run removes what one that was killed had
//! staged. FIFOs and devices are written to as they are.

use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::claim::is_at;
use super::real::real;
use super::stream::is_stream;
use super::{WriteFault, system};

/// How the names of staged files begin and end; between stand the number of the process and another.
const PREFIX: &str = ".ecaforge-";
const ENDING: &str = ".tmp";
/// How many names are tried for a staged file.
const NAMES: u32 = 1000;

/// A staged file, which goes away with this value. It is locked while this process lives.
struct Staged {
    path: PathBuf,
    _lock: File,
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After it took its place there is nothing to remove.
        let _ = system::remove(&self.path).or_else(|_| system::remove(&self.path));
    }
}

/// A file on its way.
struct Output<'a> {
    path: &'a Path,
    new: Staged,
    /// What it held, where it was there before and may have to be put back.
    old: Option<Staged>,
    was_there: bool,
}

/// Refuses places that cannot be written to, or are one file, before anything is done.
///
/// # Errors
/// The first of them.
pub(crate) fn refuse_outputs(paths: &[&Path]) -> Result<(), WriteFault> {
    let mut known: Vec<(PathBuf, Option<Metadata>)> = Vec::new();
    for path in paths {
        let data = system::metadata(path).map_err(|fault| WriteFault::io(path, fault))?;
        if !is_stream(path) {
            refuse(path, data.as_ref()).map_err(|fault| WriteFault::io(path, fault))?;
        }
        let place = comparable(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()));
        let same = |(other, known): &(PathBuf, Option<Metadata>)| {
            *other == place
                || cfg!(unix)
                    && matches!((known, &data), (Some(a), Some(b)) if system::is_same(a, b))
        };
        if known.iter().any(same) {
            return Err(WriteFault::new(path, "two outputs are this one file; name two files"));
        }
        known.push((place, data));
    }
    Ok(())
}

/// A path without links, and without case where the system does not tell it.
fn comparable(path: &Path) -> PathBuf {
    let path = real(path);
    if cfg!(any(windows, target_os = "macos")) {
        return path.to_string_lossy().to_lowercase().into();
    }
    path
}

fn refuse(path: &Path, data: Option<&Metadata>) -> io::Result<()> {
    let no = |message: &str| Err(io::Error::other(message.to_owned()));
    match path.symlink_metadata() {
        Ok(data) if data.file_type().is_symlink() => {
            no("it is a symbolic link, which is not followed when writing")
        }
        Ok(_) if data.is_some_and(Metadata::is_dir) => no("it is a directory"),
        Ok(_) if data.is_some_and(|data| !data.is_file()) => {
            no("it is neither a file, nor a FIFO, nor a terminal or the like")
        }
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Writes files: all of them, or none.
///
/// # Errors
/// The first file that could not be written, after the ones before it were undone.
pub fn write(files: &[(PathBuf, Vec<u8>)]) -> Result<(), WriteFault> {
    let paths: Vec<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
    refuse_outputs(&paths)?;
    let mut made = Vec::new();
    let done = stage(files, &mut made).and_then(|outputs| commit(&outputs));
    done.map_err(|mut fault| {
        for dir in made.iter().rev() {
            if system::remove_dir(dir).is_err() {
                fault.left.push(dir.clone());
            }
        }
        fault
    })
}

/// Makes all contents ready, with the directories that they need.
fn stage<'a>(
    files: &'a [(PathBuf, Vec<u8>)],
    made: &mut Vec<PathBuf>,
) -> Result<Vec<Output<'a>>, WriteFault> {
    let mut all = Vec::new();
    for (index, (path, bytes)) in files.iter().enumerate() {
        let output = make_directory(path, made).and_then(|dir| {
            clear_leftovers(dir);
            let there = system::metadata(path)?;
            let new = staged(dir, bytes, there.as_ref())?;
            // If the last one fails, nothing of it is to be put back.
            let last = index + 1 == files.len();
            let old = match &there {
                Some(data) if !last => Some(staged(dir, &fs::read(path)?, Some(data))?),
                _ => None,
            };
            Ok(Output { path, new, old, was_there: there.is_some() })
        });
        all.push(output.map_err(|fault| WriteFault::io(path, fault))?);
    }
    Ok(all)
}

/// Lets the files take their places.
fn commit(outputs: &[Output<'_>]) -> Result<(), WriteFault> {
    for (index, output) in outputs.iter().enumerate() {
        let Err(fault) = system::rename(&output.new.path, output.path) else { continue };
        let mut fault = WriteFault::io(output.path, fault);
        for done in outputs[..index].iter().rev() {
            let undone = match &done.old {
                Some(old) => system::rename(&old.path, done.path),
                None if done.was_there => Err(io::Error::from(io::ErrorKind::NotFound)),
                None => system::remove(done.path),
            };
            if undone.is_err() {
                fault.left.push(done.path.to_owned());
            }
        }
        return Err(fault);
    }
    Ok(())
}

/// A new file beside the others of a directory.
fn staged(dir: &Path, bytes: &[u8], like: Option<&Metadata>) -> io::Result<Staged> {
    for number in 0..NAMES {
        let path = dir.join(format!("{PREFIX}{}-{number}{ENDING}", std::process::id()));
        let lock = match system::write_new(&path, bytes, like) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => continue,
            made => made?,
        };
        let free = !matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
        // Another run that tidies up may have taken it away before it was locked.
        if free && is_at(&lock, &path) {
            return Ok(Staged { path, _lock: lock });
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// Removes what runs that were killed had staged in a directory.
fn clear_leftovers(dir: &Path) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_str().is_some_and(is_staged)) {
        let path = entry.path();
        if let Ok(file) = system::open(&path)
            && file.try_lock().is_ok()
            && is_at(&file, &path)
        {
            let _ = system::remove(&path);
        }
    }
}

fn is_staged(name: &str) -> bool {
    let number = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(ENDING));
    number.is_some_and(|n| n.contains('-') && n.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
}

/// The directory of a path, made with those above it where it is not there.
fn make_directory<'a>(path: &'a Path, made: &mut Vec<PathBuf>) -> io::Result<&'a Path> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let missing: Vec<&Path> = directory
        .ancestors()
        .take_while(|d| !d.as_os_str().is_empty() && d.symlink_metadata().is_err())
        .collect();
    for new in missing.into_iter().rev() {
        match system::make_dir(new, false) {
            Ok(()) => made.push(new.into()),
            // Another run may have made it just now.
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(directory)
}
