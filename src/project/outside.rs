//! Files of apps in a Salesforce DX project that it does not deploy, archives, and entries of
//! `replacements` that fill nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive;
use super::discover::{Found, SFDX_PROJECT, loose_root, read_sfdx};
use super::forceignore::ForceIgnore;
use super::load::{GITIGNORE, Loader};
use super::walk::Components;
use super::{
    Candidate, CertificateComponent, FORCEIGNORE, Files, MetadataFile, Project, ProjectKind,
    Replacement, ReplacementFault, SfdxProject, classify, secret_ranges,
};
use crate::schema::{Cardinality, schema};

/// The folder in which projects keep scripts.
const SCRIPTS: &str = "scripts";
/// Endings of files with keys.
const KEY_ENDINGS: &[&str] = &["key", "pem"];
/// Endings of certificates, next to which a key can stand.
const CERTIFICATE_ENDING: &str = "crt";
/// Files of settings in the root of a project.
const SETTINGS: &[&str] = &[SFDX_PROJECT, "ecaforge.toml"];
/// Folders in which projects keep settings.
const SETTINGS_FOLDERS: &[&str] = &["config", "manifest"];
/// Endings of scripts, and of what they read.
const SCRIPT_ENDINGS: &[&str] = &[
    "apex", "bash", "bat", "cmd", "env", "js", "json", "mjs", "ps1", "py", "sh", "toml", "ts",
    "txt", "xml", "yaml", "yml",
];

/// What is in the requested projects and not part of what they deploy.
#[derive(Default)]
pub(super) struct Outside {
    pub projects: Vec<Found>,
    /// Archives that contain metadata of apps.
    pub archives: Vec<PathBuf>,
    /// Scripts and key files, by the root of their project.
    pub scripts: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The files that are components by their names, for each project of which the whole directory was
    /// walked and has no links.
    pub walked: BTreeMap<PathBuf, Components>,
}

/// Looks for files of apps outside of the package directories of projects that were asked for as a
/// whole, and for archives.
pub(super) fn find(files: &Files, found: &[Found]) -> Outside {
    let mut outside = Outside::default();
    let whole = |f: &&Found| f.kind == ProjectKind::Sfdx && f.requested.contains(&f.root);
    for project in found.iter().filter(whole) {
        below(files, project, found, &mut outside);
    }
    outside
}

fn below(files: &Files, project: &Found, all: &[Found], outside: &mut Outside) {
    let root = &project.root;
    let directories = read_sfdx(files, root).package_directories;
    let directories: Vec<PathBuf> =
        directories.iter().map(|d| files.absolute(&root.join(&d.path))).collect();
    let is_project = |path: &Path| path.file_name().is_some_and(|name| name == SFDX_PROJECT);
    let is_component = |path: &Path| !matches!(classify(path), Candidate::Unrelated);
    let is_other =
        |path: &Path| is_project(path) || archive::is_archive(path) || is_script(path, root);
    let wanted = |path: &Path| is_component(path) || is_other(path);
    let found = files.walk(root, wanted);
    let (has_links, mut paths) = (found.has_links, found.files);
    if !has_links {
        let components = paths.iter().filter(|path| is_component(path)).cloned();
        outside.walked.insert(root.clone(), Components::of(components.collect()));
    }
    paths.retain(|path| is_other(path) || is_of_app(path));
    paths.sort();
    let nested: Vec<PathBuf> = paths
        .iter()
        .filter(|path| is_project(path) && path.parent() != Some(root.as_path()))
        .filter_map(|path| path.parent().map(Path::to_path_buf))
        .collect();
    let mut projects: BTreeMap<PathBuf, Found> = BTreeMap::new();
    let own = root.join(SFDX_PROJECT);
    for path in paths.into_iter().filter(|path| !is_project(path) || *path == own) {
        let elsewhere = nested.iter().any(|dir| path.starts_with(dir));
        if archive::is_archive(&path) {
            if !elsewhere && archive::has_apps(files, &path) {
                outside.archives.push(path);
            }
            continue;
        }
        let own = all.iter().any(|f| f.files.contains(&path));
        let deployed = directories.iter().any(|dir| path.starts_with(dir));
        if elsewhere || own || deployed && !is_key_file(&path) {
            continue;
        }
        if !is_of_app(&path) {
            outside.scripts.entry(root.clone()).or_default().push(path);
            continue;
        }
        let place = loose_root(files, &path);
        let found = projects.entry(place.clone()).or_insert_with(|| Found {
            root: place,
            kind: ProjectKind::Loose,
            requested: project.requested.clone(),
            files: Vec::new(),
            inherits: Some(root.clone()),
            outside: true,
        });
        found.files.push(path);
    }
    let ignore = root.join(FORCEIGNORE);
    if files.is_file(&ignore) {
        outside.scripts.entry(root.clone()).or_default().push(ignore);
    }
    outside.projects.extend(projects.into_values());
}

/// The files that `.forceignore` omits, of which only credentials and URLs are checked: they are
/// not deployed, but everyone who has the repository can read them.
pub(super) fn hidden(files: &Files, project: &Project) -> Option<Found> {
    let paths: Vec<PathBuf> =
        project.ignored.iter().map(|file| files.absolute(Path::new(&*file.path))).collect();
    (!paths.is_empty()).then(|| Found {
        root: project.root.clone(),
        kind: ProjectKind::Loose,
        requested: project.requested.clone(),
        files: paths,
        inherits: Some(project.root.clone()),
        outside: true,
    })
}

/// Whether the name says that the file belongs to an app.
pub(super) fn is_of_app(path: &Path) -> bool {
    let Candidate::Metadata(type_name, ..) = classify(path) else { return false };
    schema().types.get(type_name).is_some_and(|t| t.per_app != Cardinality::NotPerApp)
}

/// Whether the file is one in which people write credentials down: a key, the settings of the project,
/// or a text in a folder of scripts or settings.
fn is_script(path: &Path, root: &Path) -> bool {
    if is_key_file(path) {
        return true;
    }
    let is_setting =
        path.file_name().is_some_and(|name| SETTINGS.iter().any(|known| name == *known));
    if !is_setting && !has_ending(path, SCRIPT_ENDINGS) {
        return false;
    }
    let Some(below) = path.strip_prefix(root).ok().and_then(Path::parent) else { return false };
    let folders = || std::iter::once(&SCRIPTS).chain(SETTINGS_FOLDERS);
    is_setting && below == Path::new("")
        || has_ending(path, SCRIPT_ENDINGS)
            && below.iter().any(|part| folders().any(|folder| part == *folder))
}

/// Whether the file has a key or a certificate, by its ending.
fn is_key_file(path: &Path) -> bool {
    has_ending(path, KEY_ENDINGS) || has_ending(path, &[CERTIFICATE_ENDING])
}

/// Whether a file has one of the endings, in upper or lower case.
fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

impl Loader<'_> {
    /// The certificate components that can be read.
    pub(super) fn certificates(&self, found: Vec<(String, PathBuf)>) -> Vec<CertificateComponent> {
        let component = |(name, path): (String, PathBuf)| {
            let (path, text) = self.text(&path)?;
            Some(CertificateComponent { path, name, text })
        };
        found.into_iter().filter_map(component).collect()
    }

    /// The scripts that contain a credential and are not kept out of version control.
    pub(super) fn leaks(&self, root: &Path, paths: &[PathBuf]) -> Vec<(Arc<str>, String)> {
        let ignored =
            self.text_of(&root.join(GITIGNORE), false).map(|(_, text)| text).unwrap_or_default();
        let ignored = ForceIgnore::of_git(root, &ignored);
        let tracked = paths.iter().filter(|path| !ignored.leaves_out(root, path));
        let texts = tracked.filter_map(|path| self.text_of(path, false));
        texts.filter(|(_, text)| !secret_ranges(text).is_empty()).collect()
    }

    /// Notes which entries of `replacements` fill nothing; gives those whose value is a file that is
    /// not there.
    pub(super) fn check_replacements(
        &self,
        root: &Path,
        sfdx: &mut SfdxProject,
        loaded: &[MetadataFile],
    ) -> BTreeSet<usize> {
        let mut missing = BTreeSet::new();
        for entry in &mut sfdx.replacements {
            if entry.fault.is_some() {
                continue;
            }
            entry.fault = self.fault_of(root, entry, loaded);
            let value = entry.value_file.as_deref().map(|value| root.join(value));
            if value.is_some_and(|value| !self.files.is_file(&value)) {
                missing.insert(entry.span.start);
            }
        }
        missing
    }

    fn fault_of(
        &self,
        root: &Path,
        entry: &Replacement,
        loaded: &[MetadataFile],
    ) -> Option<ReplacementFault> {
        let target = entry.target.as_deref().filter(|_| entry.has_known_target())?;
        // What is hidden or installed is not searched.
        if target.split('/').any(super::is_left_out) {
            return None;
        }
        let covered = |path: &Path| {
            path.strip_prefix(root)
                .is_ok_and(|path| entry.covers(&path.to_string_lossy().replace('\\', "/")))
        };
        let paths = self.files.find(root, covered);
        if paths.is_empty() {
            return Some(ReplacementFault::NoFile(entry.span));
        }
        let known: Vec<&MetadataFile> =
            loaded.iter().filter(|file| entry.covers(&file.project_path)).collect();
        let all_known = known.len() == paths.len() && known.iter().all(|f| f.fault.is_none());
        let nowhere = all_known && !known.iter().any(|file| entry.matches(&file.text));
        nowhere.then_some(ReplacementFault::NoMatch)
    }
}
