//! Which projects and files a run looks at, found by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::walk::Walked;
use super::{Candidate, Files, Format, ProjectKind, SfdxProject, classify};
use crate::schema::schema;

/// Name of the file that makes a directory a Salesforce DX project.
pub const SFDX_PROJECT: &str = "sfdx-project.json";
/// Name of the manifest that makes a directory one in metadata format.
pub const PACKAGE_MANIFEST: &str = "package.xml";
/// Name of the file that keeps files from being deployed.
pub const FORCEIGNORE: &str = ".forceignore";
/// How many folders may lie between a file and the manifest of its deploy.
const MAX_NESTING: usize = 4;

/// What a run was asked to look at.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Files and directories; findings outside of them are not reported.
    pub paths: Vec<PathBuf>,
}

/// A project that is to be loaded.
#[derive(Debug)]
pub(super) struct Found {
    pub root: PathBuf,
    pub kind: ProjectKind,
    /// Files and directories in it that findings are wanted for.
    pub requested: Vec<PathBuf>,
    /// For anything but a Salesforce DX project: its files. Such a project is walked only once.
    pub files: Vec<PathBuf>,
    /// Project whose API version and replacements hold here too.
    pub inherits: Option<PathBuf>,
    /// Whether the files are in a Salesforce DX project, outside of its package directories.
    pub outside: bool,
}

/// Finds the projects that the given absolute paths touch, in the order of their roots.
pub(super) fn find(files: &Files, paths: &[PathBuf]) -> Vec<Found> {
    let mut found: BTreeMap<PathBuf, Found> = BTreeMap::new();
    let mut deployed: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        // An archive is a set of files of its own, wherever it is.
        if files.is_archived(path) {
            find_loose(files, path, None, &mut found);
            continue;
        }
        let start = if files.is_dir(path) { path.as_path() } else { path.parent().unwrap_or(path) };
        let enclosing = start.ancestors().find(|dir| files.is_there(&dir.join(SFDX_PROJECT)));
        match enclosing {
            Some(root) if belongs(files, root, path, &mut deployed) => {
                add_project(&mut found, root, path);
            }
            _ => find_loose(files, path, enclosing, &mut found),
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    for found in &mut found {
        found.requested.sort();
        found.requested.dedup();
    }
    found
}

/// Whether a path is one of those, or below one. They are sorted, so that the work does not grow with
/// their number.
pub(super) fn is_below_any(path: &Path, sorted: &[PathBuf]) -> bool {
    let is_one = |part: &Path| sorted.binary_search_by(|one| one.as_path().cmp(part)).is_ok();
    path.ancestors().any(is_one)
}

/// Whether a path is part of what the CLI deploys from that project, or of its configuration.
/// `deployed` keeps the package directories of each project.
fn belongs(
    files: &Files,
    root: &Path,
    path: &Path,
    deployed: &mut BTreeMap<PathBuf, Vec<PathBuf>>,
) -> bool {
    if path.parent() == Some(root) && files.is_file(path) {
        return true;
    }
    let directories = deployed.entry(root.to_path_buf()).or_insert_with(|| {
        let directories = read_sfdx(files, root).package_directories;
        directories.iter().map(|directory| files.absolute(&root.join(&directory.path))).collect()
    });
    let in_package = |dir: &PathBuf| path.starts_with(dir) || dir.starts_with(path);
    directories.iter().any(in_package)
        || ["manifest", "config"].iter().any(|dir| path.starts_with(root.join(dir)))
        || path == root
}

/// Reads `sfdx-project.json`; what cannot be read counts as empty.
pub(super) fn read_sfdx(files: &Files, root: &Path) -> SfdxProject {
    let bytes = files.read(&root.join(SFDX_PROJECT)).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    crate::json::parse(&text).map(|json| SfdxProject::of(&json)).unwrap_or_default()
}

fn add_project(found: &mut BTreeMap<PathBuf, Found>, root: &Path, path: &Path) {
    let project = found.entry(root.to_path_buf()).or_insert_with(|| Found {
        root: root.to_path_buf(),
        kind: ProjectKind::Sfdx,
        requested: Vec::new(),
        files: Vec::new(),
        inherits: None,
        outside: false,
    });
    project.requested.push(path.to_path_buf());
}

fn find_loose(
    files: &Files,
    path: &Path,
    enclosing: Option<&Path>,
    found: &mut BTreeMap<PathBuf, Found>,
) {
    let is_project = |entry: &Path| entry.file_name().is_some_and(|name| name == SFDX_PROJECT);
    let wanted = files
        .find(path, |entry| is_project(entry) || !matches!(classify(entry), Candidate::Unrelated));
    let (projects, loose): (Vec<PathBuf>, Vec<PathBuf>) =
        wanted.into_iter().partition(|entry| is_project(entry));
    let projects: Vec<&Path> = projects.iter().filter_map(|file| file.parent()).collect();
    for root in &projects {
        add_project(found, root, root);
    }
    for file in loose {
        if projects.iter().any(|root| file.starts_with(root)) {
            continue;
        }
        let root = loose_root(files, &file);
        let manifest = files.is_there(&root.join(PACKAGE_MANIFEST));
        let project = found.entry(root.clone()).or_insert_with(|| Found {
            root,
            kind: if manifest { ProjectKind::Metadata } else { ProjectKind::Loose },
            requested: Vec::new(),
            files: Vec::new(),
            inherits: enclosing.map(Path::to_path_buf),
            outside: false,
        });
        if project.requested.last().is_none_or(|last| last != path) {
            project.requested.push(path.to_path_buf());
        }
        project.files.push(file);
    }
}

/// The directory that files of one deploy share: the one with the manifest, else the one above the
/// type's folder.
pub(super) fn loose_root(files: &Files, file: &Path) -> PathBuf {
    let above = || file.ancestors().skip(1).take(MAX_NESTING);
    let manifest = above().find(|dir| files.is_there(&dir.join(PACKAGE_MANIFEST)));
    let folder = above().find(|dir| is_metadata_folder(dir)).or(file.parent());
    let root = manifest.or_else(|| folder?.parent()).or(folder);
    root.unwrap_or(file).to_path_buf()
}

/// Whether that is the usual folder of some type.
fn is_metadata_folder(dir: &Path) -> bool {
    let name = dir.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| schema().types.values().any(|t| t.folder == name))
}

impl Files {
    /// The files below a directory (or the file itself) that `keep` wants, without hidden entries and
    /// installed Node packages. The order is not defined.
    pub(super) fn find(&self, dir: &Path, keep: impl Fn(&Path) -> bool + Sync) -> Vec<PathBuf> {
        self.walk(dir, keep).files
    }

    /// The same, with what else the walk came upon.
    pub(super) fn walk(&self, dir: &Path, keep: impl Fn(&Path) -> bool + Sync) -> Walked {
        let mut walked =
            if self.reads_disk() { super::walk::walk(self, dir, &keep) } else { Walked::default() };
        let found = &mut walked.files;
        found.retain(|path| !self.is_removed(path));
        for path in self.planned_below(dir) {
            let hidden = path
                .strip_prefix(dir)
                .is_ok_and(|rest| rest.iter().any(|part| part.to_str().is_some_and(is_left_out)));
            let on_disk = self.reads_disk() && path.is_file();
            if !hidden && !on_disk && keep(path) {
                found.push(path.to_path_buf());
            }
        }
        walked
    }
}

/// Whether a search passes over what has that name: hidden files, and packages of Node.
#[must_use]
pub(crate) fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || name == "node_modules"
}

/// A metadata file that was found: its path and what its name says.
#[derive(Debug)]
pub(super) struct FoundFile {
    pub path: PathBuf,
    /// The type by the suffix; none where Salesforce does not know the suffix.
    pub type_name: Option<&'static str>,
    pub full_name: String,
    pub format: Format,
}
