//! Staging, committing and undoing one file.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// A file that is ready to take its place.
pub(super) struct Stage(NamedTempFile);

/// What was done, so that it can be undone.
#[derive(Default)]
pub(super) struct Done(Vec<Undo>);

enum Undo {
    /// The directory was made.
    Directory(PathBuf),
    /// The file was not there before.
    Created(PathBuf),
    /// The file was there before; its former content.
    Kept(PathBuf, TempPath),
}

impl Stage {
    pub(super) fn of(path: &Path, bytes: &[u8], done: &mut Done) -> io::Result<Self> {
        let mut file = NamedTempFile::new_in(done.directory_of(path)?)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(Self(file))
    }

    pub(super) fn commit(self, path: &Path, done: &mut Done) -> io::Result<()> {
        give_permissions(path, self.0.as_file())?;
        let undo = done.keep(path)?;
        self.0.persist(path).map_err(|fault| fault.error)?;
        done.0.push(undo);
        Ok(())
    }
}

/// Lets the new file have the rights of the one it replaces, or those of any new file.
fn give_permissions(path: &Path, file: &fs::File) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(data) => file.set_permissions(data.permissions()),
        Err(_) => usual_permissions(file),
    }
}

#[cfg(unix)]
fn usual_permissions(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn usual_permissions(_: &fs::File) -> io::Result<()> {
    Ok(())
}

impl Done {
    /// The directory of a path, made with those above it where it is not there.
    fn directory_of<'a>(&mut self, path: &'a Path) -> io::Result<&'a Path> {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let missing: Vec<&Path> = directory
            .ancestors()
            .take_while(|d| !d.as_os_str().is_empty() && !d.exists())
            .collect();
        for new in missing.into_iter().rev() {
            fs::create_dir(new)?;
            self.0.push(Undo::Directory(new.into()));
        }
        Ok(directory)
    }

    /// Copies a file's present content aside.
    fn keep(&mut self, path: &Path) -> io::Result<Undo> {
        if path.symlink_metadata().is_err() {
            return Ok(Undo::Created(path.into()));
        }
        let copy = NamedTempFile::new_in(self.directory_of(path)?)?.into_temp_path();
        fs::copy(path, &copy)?;
        Ok(Undo::Kept(path.into(), copy))
    }

    /// Undoes everything, the last first; the paths where that failed.
    pub(super) fn undo(&mut self) -> Vec<PathBuf> {
        let mut left = Vec::new();
        for undo in self.0.drain(..).rev() {
            let (path, undone) = match undo {
                Undo::Directory(path) => (path.clone(), fs::remove_dir(path)),
                Undo::Created(path) => (path.clone(), fs::remove_file(path)),
                Undo::Kept(path, copy) => {
                    (path.clone(), copy.persist(path).map_err(|fault| fault.error))
                }
            };
            if undone.is_err() {
                left.push(path);
            }
        }
        left
    }
}
