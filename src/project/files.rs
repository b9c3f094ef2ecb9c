//! Reading files: from disk, with planned files laid over it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest file that is read, in bytes. An org's own files are some kilobytes long.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Files that were read, by path.
type Memory = Arc<Mutex<HashMap<PathBuf, Vec<u8>>>>;

/// Where files come from: the disk, a set of planned files, or the disk with planned files over it.
#[derive(Clone, Debug)]
pub struct Files {
    cwd: PathBuf,
    disk: bool,
    planned: BTreeMap<PathBuf, Option<Vec<u8>>>,
    archives: BTreeSet<PathBuf>,
    /// What was read from the disk, where it is to be read once only.
    memory: Option<Memory>,
}

/// Why a file could not be read.
#[derive(Debug)]
pub enum ReadFault {
    /// The system refused.
    Io(io::Error),
    /// It is longer than [`MAX_FILE_BYTES`]; its length in bytes.
    TooLarge(u64),
}

impl Files {
    /// The disk, seen from the working directory `cwd`.
    #[must_use]
    pub fn on_disk(cwd: impl Into<PathBuf>) -> Self {
        let (planned, archives) = (BTreeMap::new(), BTreeSet::new());
        Self { cwd: cwd.into(), disk: true, planned, archives, memory: None }
    }

    /// Only the given files; paths are relative to an imagined working directory.
    #[must_use]
    pub fn in_memory<P, B>(files: impl IntoIterator<Item = (P, B)>) -> Self
    where
        P: AsRef<Path>,
        B: Into<Vec<u8>>,
    {
        let mut all = Self { cwd: PathBuf::from("/"), disk: false, ..Self::on_disk("/") };
        for (path, bytes) in files {
            all.plan(path.as_ref(), Some(bytes.into()));
        }
        all
    }

    /// The same files, seen from another working directory; planned files keep their places.
    #[must_use]
    pub fn seen_from(mut self, cwd: impl Into<PathBuf>) -> Self {
        self.cwd = cwd.into();
        self
    }

    /// The same files, each read from the disk once and remembered from then on, so that several
    /// checks see the same state.
    #[must_use]
    pub fn remembering(mut self) -> Self {
        self.memory = Some(Arc::default());
        self
    }

    /// Lays a planned file over what is there; `None` plans its absence.
    pub fn plan(&mut self, path: &Path, bytes: Option<Vec<u8>>) {
        let path = self.absolute(path);
        self.planned.insert(path, bytes);
    }

    /// Notes that the planned files below that path are those of an archive.
    pub(super) fn add_archive(&mut self, path: &Path) {
        let path = self.absolute(path);
        self.archives.insert(path);
    }

    /// Whether the file is in an archive, so that it can be read but not written.
    #[must_use]
    pub fn is_archived(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        self.archives.iter().any(|archive| path.starts_with(archive))
    }

    /// The working directory.
    #[must_use]
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The path from the root of the file system, without `.` and `..`.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> PathBuf {
        normalize(&self.cwd.join(path))
    }

    /// The path relative to the working directory, with `/`, as every output shows it.
    #[must_use]
    pub fn display(&self, path: &Path) -> String {
        let path = self.absolute(path);
        for (up, base) in self.cwd.ancestors().enumerate() {
            if let Ok(rest) = path.strip_prefix(base) {
                if base.parent().is_none() && up > 0 {
                    break;
                }
                let rest: Vec<_> =
                    rest.components().map(|c| c.as_os_str().to_string_lossy()).collect();
                let shown = format!("{}{}", "../".repeat(up), rest.join("/"));
                return if shown.is_empty() { ".".to_owned() } else { shown };
            }
        }
        path.to_string_lossy().replace('\\', "/")
    }

    /// Whether there is a file (not a directory) at that path.
    #[must_use]
    pub fn is_file(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        match self.planned.get(&path) {
            Some(planned) => planned.is_some(),
            None => self.disk && path.is_file(),
        }
    }

    /// Whether there is a directory at that path.
    #[must_use]
    pub fn is_dir(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        self.planned_below(&path).next().is_some() || (self.disk && path.is_dir())
    }

    /// Reads a whole file.
    ///
    /// # Errors
    /// If the system refuses, or the file is longer than [`MAX_FILE_BYTES`].
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, ReadFault> {
        let path = self.absolute(path);
        match self.planned.get(&path) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            None if self.disk => self.read_disk(path),
            Some(None) | None => Err(ReadFault::Io(io::ErrorKind::NotFound.into())),
        }
    }

    fn read_disk(&self, path: PathBuf) -> Result<Vec<u8>, ReadFault> {
        let Some(memory) = &self.memory else { return read_bounded(&path) };
        let known = memory.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned();
        if let Some(bytes) = known {
            return Ok(bytes);
        }
        let bytes = read_bounded(&path)?;
        memory.lock().unwrap_or_else(PoisonError::into_inner).insert(path, bytes.clone());
        Ok(bytes)
    }

    /// The files directly in a directory, in the order of their names; none if there is no such
    /// directory.
    #[must_use]
    pub fn list(&self, dir: &Path) -> Vec<PathBuf> {
        let dir = self.absolute(dir);
        let on_disk = self.disk.then(|| std::fs::read_dir(&dir).ok()).flatten();
        let mut paths: Vec<PathBuf> = on_disk
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| !self.is_removed(path) && path.is_file())
            .chain(self.planned_below(&dir).filter(|p| p.parent() == Some(&dir)).map(Into::into))
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Every planned file by its absolute path; none for one that is planned to be absent.
    pub fn planned(&self) -> impl Iterator<Item = (&PathBuf, &Option<Vec<u8>>)> {
        self.planned.iter()
    }

    /// Planned files below a directory.
    pub(super) fn planned_below<'a>(&'a self, dir: &'a Path) -> impl Iterator<Item = &'a Path> {
        self.planned
            .range(dir.to_path_buf()..)
            .take_while(move |(path, _)| path.starts_with(dir))
            .filter(|(_, bytes)| bytes.is_some())
            .map(|(path, _)| path.as_path())
    }

    /// Whether the plan removes that file.
    pub(super) fn is_removed(&self, path: &Path) -> bool {
        matches!(self.planned.get(path), Some(None))
    }

    /// Whether the disk is read at all.
    pub(super) fn reads_disk(&self) -> bool {
        self.disk
    }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, ReadFault> {
    // To open a pipe would wait for whoever writes into it.
    if !std::fs::metadata(path).map_err(ReadFault::Io)?.is_file() {
        return Err(ReadFault::Io(io::Error::other("it is no regular file")));
    }
    let file = File::open(path).map_err(ReadFault::Io)?;
    let length = file.metadata().map_err(ReadFault::Io)?.len();
    if length > MAX_FILE_BYTES {
        return Err(ReadFault::TooLarge(length));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(ReadFault::Io)?;
    let length = bytes.len() as u64;
    if length > MAX_FILE_BYTES { Err(ReadFault::TooLarge(length)) } else { Ok(bytes) }
}

/// The path without `.` and `..`, told from its text alone.
pub(super) fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_paths_relative_to_the_working_directory() {
        let files = Files::on_disk("/home/me/project");
        assert_eq!(files.display(Path::new("a/./b/../c")), "a/c");
        assert_eq!(files.display(Path::new("/home/me/other/x")), "../other/x");
        assert_eq!(files.display(Path::new(".")), ".");
        assert_eq!(files.display(Path::new("/etc/x")), "/etc/x");
    }

    #[test]
    fn planned_files_hide_those_on_disk() {
        let mut files = Files::in_memory([("a/b.txt", "one")]);
        assert!(files.is_dir(Path::new("a")));
        assert_eq!(files.read(Path::new("a/b.txt")).unwrap(), b"one");
        files.plan(Path::new("a/b.txt"), None);
        assert!(!files.is_file(Path::new("a/b.txt")));
        assert!(!files.is_dir(Path::new("a")));
    }
}
