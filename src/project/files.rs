//! Reading files: from disk, with planned files laid over it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::unread::{Unread, most_bytes};
use crate::input::{self, ReadFault};

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
    /// Directories of files that were read, each with its path without links.
    resolved: Arc<Mutex<HashMap<PathBuf, Arc<Path>>>>,
    /// Directories that the caller named: links that lead to them are followed.
    pub(super) named: Vec<PathBuf>,
    /// What could not be read, by path.
    pub(super) unread: Arc<Mutex<BTreeMap<PathBuf, Unread>>>,
}

impl Files {
    /// The disk, seen from the working directory `cwd`.
    #[must_use]
    pub fn on_disk(cwd: impl Into<PathBuf>) -> Self {
        Self {
            cwd: cwd.into(),
            disk: true,
            planned: BTreeMap::new(),
            archives: BTreeSet::new(),
            memory: None,
            resolved: Arc::default(),
            named: Vec::new(),
            unread: Arc::default(),
        }
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
    pub(crate) fn seen_from(mut self, cwd: impl Into<PathBuf>) -> Self {
        self.cwd = cwd.into();
        self
    }

    /// The same files, each read from the disk once and remembered from then on, so that several
    /// checks see the same state.
    #[must_use]
    pub(crate) fn remembering(mut self) -> Self {
        self.memory = Some(Arc::default());
        self
    }

    /// The same files, where the caller named those directories, and the directories of those files.
    #[must_use]
    pub fn named<'a>(mut self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        for path in paths {
            let path = self.absolute(path);
            let is_dir = self.is_dir(&path);
            let parent = path.parent().filter(|_| !is_dir).map(Path::to_path_buf);
            let path = parent.unwrap_or(path);
            if !self.named.contains(&path) {
                self.named.push(path);
            }
        }
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
    pub(crate) fn is_archived(&self, path: &Path) -> bool {
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

    /// Whether something is at that path, of whatever kind, so that reading it says what is wrong.
    #[must_use]
    pub(crate) fn is_there(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        match self.planned.get(&path) {
            Some(planned) => planned.is_some(),
            None => self.disk && input::is_there(&path),
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
    /// If the system refuses, the file is not a regular one or too long, or a link leads out of the
    /// project.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, ReadFault> {
        let path = self.absolute(path);
        match self.planned.get(&path) {
            Some(Some(bytes)) if bytes.len() as u64 > most_bytes(&path) => {
                Err(ReadFault::TooLarge(most_bytes(&path)))
            }
            Some(Some(bytes)) => Ok(bytes.clone()),
            None if self.disk => self.read_disk(path),
            Some(None) | None => Err(ReadFault::Io(io::ErrorKind::NotFound.into())),
        }
    }

    fn read_disk(&self, path: PathBuf) -> Result<Vec<u8>, ReadFault> {
        let Some(memory) = &self.memory else { return self.read_resolved(&path) };
        let known = memory.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned();
        if let Some(bytes) = known {
            return Ok(bytes);
        }
        let bytes = self.read_resolved(&path)?;
        memory.lock().unwrap_or_else(PoisonError::into_inner).insert(path, bytes.clone());
        Ok(bytes)
    }

    /// Reads a file from the disk. Where its directory leads is asked once for all files in it.
    fn read_resolved(&self, path: &Path) -> Result<Vec<u8>, ReadFault> {
        let most = most_bytes(path);
        if let Some((dir, name)) = self.resolved_parent(path).zip(path.file_name())
            && let Some(bytes) = input::bytes_in(&dir, name, most)?
        {
            return Ok(bytes);
        }
        input::bytes(path, self.trusted(path), most)
    }

    /// The directory of a file without links; none if nothing is there or a link leads out.
    fn resolved_parent(&self, path: &Path) -> Option<Arc<Path>> {
        let dir = path.parent()?;
        let resolved = || self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = resolved().get(dir) {
            return Some(known.clone());
        }
        let real: Arc<Path> = input::resolve(dir, self.trusted(path)).ok()?.into();
        resolved().insert(dir.to_path_buf(), real.clone());
        Some(real)
    }

    /// What is directly in a directory and not a directory, in the order of names; none if there is no
    /// such directory.
    #[must_use]
    pub fn list(&self, dir: &Path) -> Vec<PathBuf> {
        let dir = self.absolute(dir);
        let on_disk = if self.disk && input::is_there(&dir) {
            let entries = super::unread::target(self, &dir)
                .and_then(|dir| input::entries(&dir).map_err(ReadFault::Io));
            entries.unwrap_or_else(|fault| {
                self.note_unread(&dir, &fault, true);
                Vec::new()
            })
        } else {
            Vec::new()
        };
        let mut paths: Vec<PathBuf> = on_disk
            .into_iter()
            .filter_map(|path| Some(dir.join(path.file_name()?)))
            .filter(|path| !self.is_removed(path) && !path.is_dir())
            .chain(self.planned_below(&dir).filter(|p| p.parent() == Some(&dir)).map(Into::into))
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// The files that were read so far, where they are remembered, and the planned ones of archives.
    #[must_use]
    pub(crate) fn read_so_far(&self) -> Vec<PathBuf> {
        let memory = self.memory.iter().flat_map(|memory| {
            let memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.keys().cloned().collect::<Vec<_>>()
        });
        let planned = self.planned.iter().filter(|(_, bytes)| bytes.is_some());
        let mut paths: Vec<PathBuf> = memory.chain(planned.map(|(path, _)| path.clone())).collect();
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

/// The path without `.` and `..`, told from its text alone.
pub(crate) fn normalize(path: &Path) -> PathBuf {
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
