//! Finding files on the disk.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{WalkBuilder, WalkState};

use super::discover::is_left_out;
use super::load::Loader;
use super::unread::target;
use super::{Candidate, Files, ReadFault, classify};

/// What one directory holds.
#[derive(Default)]
struct Below {
    files: Vec<PathBuf>,
    /// Links to directories.
    links: Vec<PathBuf>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub files: Vec<PathBuf>,
    /// Whether links to directories are among what was walked, so that a walk from another directory
    /// may give other paths.
    pub has_links: bool,
}

/// The files below a directory that `keep` wants. Links to directories are followed where they stay
/// in the repository, each directory once. What cannot be read is noted.
pub(super) fn walk(files: &Files, dir: &Path, keep: &(impl Fn(&Path) -> bool + Sync)) -> Walked {
    let mut found = Walked::default();
    let mut walked: BTreeSet<PathBuf> = BTreeSet::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        match target(files, &dir) {
            Ok(real) => {
                // What was walked is not walked again, nor is what contains it: that is a loop.
                let contains = || walked.range(real.clone()..).next();
                if real.ancestors().any(|dir| walked.contains(dir))
                    || contains().is_some_and(|dir| dir.starts_with(&real))
                {
                    continue;
                }
                walked.insert(real);
            }
            // What is only planned is not on the disk.
            Err(fault) if fault.is_absence() && !crate::input::is_there(&dir) => continue,
            Err(fault) => {
                files.note_unread(&dir, &fault, true);
                continue;
            }
        }
        let below = one(files, &dir, keep);
        found.files.extend(below.files);
        found.has_links |= !below.links.is_empty();
        let mut links = below.links;
        links.sort();
        links.reverse();
        open.extend(links);
    }
    found
}

/// Files in the order of the bytes of their paths, in which those of a directory follow each other.
/// That order is compared faster than the order of paths.
#[derive(Debug, Default)]
pub(super) struct Components(Vec<PathBuf>);

impl Components {
    pub(super) fn of(mut paths: Vec<PathBuf>) -> Self {
        paths.sort_unstable_by(|a, b| bytes(a).cmp(bytes(b)));
        Self(paths)
    }

    /// The files below a directory.
    fn below(&self, directory: &Path) -> &[PathBuf] {
        let mut beginning = bytes(directory).to_vec();
        if !beginning.ends_with(&[SEPARATOR]) {
            beginning.push(SEPARATOR);
        }
        let start = self.0.partition_point(|path| bytes(path) < beginning.as_slice());
        let below = self.0.get(start..).unwrap_or_default();
        let end = below.partition_point(|path| bytes(path).starts_with(&beginning));
        below.get(..end).unwrap_or_default()
    }
}

/// The byte between the names of a path.
const SEPARATOR: u8 = std::path::MAIN_SEPARATOR as u8;

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

impl Loader<'_> {
    /// The files below a package directory that are components by their names. Where the whole project
    /// was walked, they are known.
    pub(super) fn components(&self, root: &Path, directory: &Path) -> Cow<'_, [PathBuf]> {
        if let Some(all) = self.walked.get(root).filter(|_| is_plainly_below(directory, root)) {
            return Cow::Borrowed(all.below(directory));
        }
        let wanted = |path: &Path| !matches!(classify(path), Candidate::Unrelated);
        Cow::Owned(self.files.find(directory, wanted))
    }
}

/// Whether a walk from the root comes to a directory by its path: no part of it is hidden.
fn is_plainly_below(directory: &Path, root: &Path) -> bool {
    let hidden = |part: &OsStr| part.to_str().is_none_or(is_left_out);
    directory.strip_prefix(root).is_ok_and(|rest| !rest.iter().any(hidden))
}

/// Walks with several threads, by the types that directories give, without asking for each file.
fn one(files: &Files, dir: &Path, keep: &(impl Fn(&Path) -> bool + Sync)) -> Below {
    let found: Mutex<Below> = Mutex::default();
    let lock = || found.lock().unwrap_or_else(PoisonError::into_inner);
    let walker = WalkBuilder::new(dir)
        .standard_filters(false)
        .filter_entry(|entry| {
            entry.depth() == 0 || !is_left_out(&entry.file_name().to_string_lossy())
        })
        .build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) => {
                    let kind = entry.file_type();
                    let is_dir = kind.is_some_and(|kind| kind.is_dir());
                    let is_link = kind.is_some_and(|kind| kind.is_symlink());
                    let path = entry.path();
                    if is_link && path.is_dir() {
                        // One that leads out is noted where it is opened.
                        lock().links.push(path.to_path_buf());
                    } else if kept(files, dir, path, is_dir, keep) {
                        lock().files.push(entry.into_path());
                    }
                }
                Err(fault) => note(files, dir, &fault),
            }
            WalkState::Continue
        })
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Whether an entry is a file that is wanted; one that would be, and is not one, is noted.
fn kept(
    files: &Files,
    dir: &Path,
    path: &Path,
    is_dir: bool,
    keep: &(impl Fn(&Path) -> bool + Sync),
) -> bool {
    let rest = path.strip_prefix(dir).unwrap_or(path);
    if rest.to_str().is_none() {
        let shown = PathBuf::from(path.to_string_lossy().into_owned());
        if !is_dir && keep(&shown) {
            let help = "rename it: the Salesforce CLI cannot deploy it either";
            files.note(path, "its name is not UTF-8".to_owned(), help, true);
        }
        return false;
    }
    if is_dir {
        if matches!(classify(path), Candidate::Metadata(..)) && path != dir {
            files.note_unread(path, &ReadFault::NotRegular("a directory"), true);
        }
        return false;
    }
    keep(path)
}

fn note(files: &Files, dir: &Path, fault: &ignore::Error) {
    let path = path_of(fault).unwrap_or(dir);
    let why = fault.io_error().map_or_else(|| fault.to_string(), ToString::to_string);
    files.note(path, why, "make it readable for the user who runs ecaforge", true);
}

fn path_of(fault: &ignore::Error) -> Option<&Path> {
    match fault {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}
