//! What a check wanted to read and could not.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::forceignore::{LONGEST_LINE, MOST_LINES, is_bounded};
use super::load::Loader;
use super::{
    Candidate, FORCEIGNORE, Files, Project, ProjectKind, ReadFault, SFDX_PROJECT, classify,
};
use crate::input::{self, MAX_FILE_BYTES, MAX_TEXT_BYTES};
use crate::xml::{Document, Element};

/// Something that a check wanted to read and could not.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Its path, from the root of the file system.
    pub path: PathBuf,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub help: String,
    /// Whether the check can say nothing about an app without it.
    pub is_grave: bool,
}

impl Files {
    /// Notes that a file could not be read.
    pub(super) fn note_unread(&self, path: &Path, fault: &ReadFault, is_grave: bool) {
        self.note(path, fault.to_string(), fault.help(), is_grave);
    }

    /// Notes that something could not be read.
    pub(super) fn note(&self, path: &Path, why: String, help: &str, is_grave: bool) {
        let path = self.absolute(path);
        let unread = Unread { path: path.clone(), why, help: help.to_owned(), is_grave };
        // A panic in another thread does not make what was noted so far wrong.
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).entry(path).or_insert(unread);
    }

    /// What could not be read since the last call, in the order of paths.
    pub(super) fn take_unread(&self) -> Vec<Unread> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *unread).into_values().collect()
    }

    /// The directory among those that the caller named that a path is in, else the one nearest to it.
    pub(super) fn trusted(&self, path: &Path) -> &Path {
        let common = |dir: &&Path| {
            let pairs = dir.components().zip(path.components());
            pairs.take_while(|(one, other)| one == other).count()
        };
        let named = self.named.iter().map(PathBuf::as_path).rev();
        named.max_by_key(common).unwrap_or(self.cwd())
    }
}

/// The greatest length of a file of that name.
pub(super) fn most_bytes(path: &Path) -> u64 {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_written = name.starts_with('.') || name == FORCEIGNORE;
    let is_toml = path.extension().is_some_and(|end| end == "toml");
    match classify(path) {
        Candidate::Metadata(..) | Candidate::Odd => MAX_TEXT_BYTES,
        _ if is_written || is_toml => MAX_TEXT_BYTES,
        _ => MAX_FILE_BYTES,
    }
}

/// The path where a link in a directory of the project leads, if it is to be followed.
pub(super) fn target(files: &Files, link: &Path) -> Result<PathBuf, ReadFault> {
    input::resolve(link, files.trusted(link))
}

/// What could not be read. In a project, a folder outside of the package directories need not matter.
pub(super) fn of(files: &Files, projects: &[Project]) -> Vec<Unread> {
    let mut unread = files.take_unread();
    // A project file that cannot be read has a finding of its own rule.
    let has_rule = |path: &Path| {
        let own = |project: &Project| path == project.root.join(SFDX_PROJECT);
        projects.iter().any(|project| project.sfdx_file.is_some() && own(project))
    };
    unread.retain(|unread| !has_rule(&unread.path));
    for unread in unread.iter_mut().filter(|unread| unread.path.is_dir()) {
        let sfdx = |p: &&Project| p.kind == ProjectKind::Sfdx && unread.path.starts_with(&p.root);
        let project = projects.iter().filter(sfdx).max_by_key(|p| p.root.as_os_str().len());
        unread.is_grave &= project.is_none_or(|project| {
            let directories = &project.sfdx.package_directories;
            let mut roots = directories.iter().map(|d| files.absolute(&project.root.join(&d.path)));
            roots.any(|root| unread.path.starts_with(&root) || root.starts_with(&unread.path))
        });
    }
    unread
}

impl Loader<'_> {
    /// Reads a list of patterns; one that is too long is noted.
    pub(super) fn patterns(&self, path: &Path, is_grave: bool) -> Option<(Arc<str>, String)> {
        let (shown, text) = self.text_of(path, is_grave)?;
        if is_bounded(&text) {
            return Some((shown, text));
        }
        let why = format!(
            "it has more than {MOST_LINES} lines, or one of more than {LONGEST_LINE} bytes"
        );
        self.files.note(path, why, "shorten it", is_grave);
        None
    }
}

/// Most elements, attributes and comments of a metadata file.
const MOST_PARTS: usize = 5_000;

/// Whether a metadata file has too many parts to be one. Orgs write some dozens.
pub(super) fn has_too_many_parts(document: &Document) -> bool {
    fn count(element: &Element) -> usize {
        1 + element.attributes.len() + element.elements().map(count).sum::<usize>()
    }
    let parts = document.root.as_ref().map_or(0, count);
    parts + document.comments.len() > MOST_PARTS
}

/// What is said of such a file.
pub(super) fn too_many_parts() -> String {
    format!("it has more than {MOST_PARTS} elements, attributes and comments")
}
