//! Reading and parsing what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::computed::Computed;
use super::discover::{self, FORCEIGNORE, Found, FoundFile, SFDX_PROJECT, is_below_any};
use super::forceignore::ForceIgnore;
use super::metadata::FileFault;
use super::misnamed::{is_judged, is_meant_as, type_of_root};
use super::permission_sets::name_of;
use super::walk::Components;
use super::{
    Apps, ByType, Candidate, Files, IgnoredFile, JsonFile, Manifest, MetadataFile, Names, Oddity,
    PermissionSet, Project, ProjectKind, Scope, SfdxProject, Workspace, classify, outside, unread,
};
use crate::diagnostic::Place;
use crate::input;
use crate::json::JsonFault;
use crate::schema::{ApiVersion, schema};
use crate::text::Span;
use crate::xml;

/// Suffix of the file with the certificate of a Certificate component.
const CERTIFICATE_SUFFIX: &str = "crt";
/// Name of the file that keeps files out of version control.
pub(super) const GITIGNORE: &str = ".gitignore";

/// How a run loads its projects.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Takes the place of the API version that each project states.
    pub api_version: Option<ApiVersion>,
}

/// Loads what the scope names: whole projects, so that findings about a few files know the others.
///
/// # Errors
/// If a path of the scope does not exist. Files that cannot be read are findings, not errors.
pub fn load(files: &Files, scope: &Scope, options: &LoadOptions) -> io::Result<Workspace> {
    let mut paths = Vec::new();
    for path in &scope.paths {
        let absolute = files.absolute(path);
        if !files.is_there(&absolute) && !files.is_dir(&absolute) {
            let message = format!("{}: no such file or directory", files.display(path));
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        paths.push(absolute);
    }
    files.take_unread();
    let found = discover::find(files, &paths);
    let outside = outside::find(files, &found);
    let found = found.into_iter().chain(outside.projects);
    let loader = Loader { files, options, walked: outside.walked };
    let mut projects: Vec<Project> = found.map(|found| loader.project(found)).collect();
    let hidden: Vec<Found> =
        projects.iter().filter_map(|project| outside::hidden(files, project)).collect();
    projects.extend(hidden.into_iter().map(|found| loader.project(found)));
    for project in projects.iter_mut().filter(|project| project.kind == ProjectKind::Sfdx) {
        let paths = outside.scripts.get(&project.root).map(Vec::as_slice).unwrap_or_default();
        project.leaks = loader.leaks(&project.root, paths);
    }
    let unread = unread::of(files, &projects);
    Ok(Workspace {
        cwd: files.cwd().to_path_buf(),
        unread,
        projects,
        unread_archives: outside.archives,
        others: Vec::new(),
    })
}

/// The roots of the projects that the scope names, without reading their files.
#[must_use]
pub fn roots(files: &Files, scope: &Scope) -> Vec<PathBuf> {
    let paths: Vec<PathBuf> = scope.paths.iter().map(|path| files.absolute(path)).collect();
    discover::find(files, &paths).into_iter().map(|found| found.root).collect()
}

pub(super) struct Loader<'a> {
    pub(super) files: &'a Files,
    options: &'a LoadOptions,
    /// The files of whole projects that are components by their names.
    pub(super) walked: BTreeMap<PathBuf, Components>,
}

/// What a walk over a project found, by kind.
#[derive(Default)]
struct Sorted {
    metadata: Vec<FoundFile>,
    ignored: Vec<IgnoredFile>,
    oddities: Vec<PathBuf>,
    names: Names,
    certificates: Vec<(String, PathBuf)>,
    permission_sets: Vec<PathBuf>,
}

impl Loader<'_> {
    fn project(&self, found: Found) -> Project {
        let sfdx_file = match found.kind {
            ProjectKind::Sfdx => Some(self.json(&found.root.join(SFDX_PROJECT))),
            ProjectKind::Metadata | ProjectKind::Loose => None,
        };
        let mut sfdx = match (&sfdx_file, &found.inherits) {
            (Some(JsonFile { json: Ok(json), .. }), _) => SfdxProject::of(json),
            (None, Some(root)) => {
                let mut sfdx = discover::read_sfdx(self.files, root);
                sfdx.package_directories.clear();
                sfdx
            }
            _ => SfdxProject::default(),
        };
        for directory in &mut sfdx.package_directories {
            directory.missing = !self.files.is_dir(&found.root.join(&directory.path));
        }
        let forceignore = match found.kind {
            ProjectKind::Sfdx => self.patterns(&found.root.join(FORCEIGNORE), true),
            ProjectKind::Metadata | ProjectKind::Loose => None,
        };
        let mut sorted =
            self.sort(&found, &sfdx, forceignore.as_ref().map(|(_, text)| text.as_str()));
        let manifests = self.manifests(&found);
        let (api_version, api_version_place) =
            self.api_version(&found, &sfdx, sfdx_file.as_ref(), &manifests);
        let oddities: Vec<Oddity> = std::mem::take(&mut sorted.oddities)
            .iter()
            .map(|path| self.oddity(&found, path))
            .collect();
        sorted.metadata.extend(oddities.iter().filter_map(Oddity::judged));
        let files = self.metadata(&found, &sfdx, std::mem::take(&mut sorted.metadata));
        let permission_sets =
            PermissionSet::granted(&sorted.permission_sets, &files, |path| self.text(path));
        let missing_values = self.check_replacements(&found.root, &mut sfdx, &files);
        let apps = Apps::of(&files);
        let by_type = ByType::of(&files);
        let stems: Vec<&str> =
            apps.iter().filter(|app| app.header.is_some()).map(|app| app.name.as_str()).collect();
        let ignore = ForceIgnore::new(&found.root, forceignore.as_ref().map(|(_, text)| &**text));
        let kept_out = ignore.kept_out(&found.root, &sfdx, &stems);
        let untracked = match found.kind {
            ProjectKind::Sfdx => self.untracked(&found.root, &sfdx, &stems),
            ProjectKind::Metadata | ProjectKind::Loose => BTreeSet::new(),
        };
        Project {
            shown_root: self.files.display(&found.root),
            scratch_definitions: self.scratch_definitions(&found),
            kind: found.kind,
            outside: found.outside,
            missing_values,
            leaks: Vec::new(),
            root: found.root,
            requested: found.requested,
            sfdx_file,
            sfdx,
            api_version,
            api_version_place,
            forceignore,
            files,
            ignored: sorted.ignored,
            kept_out,
            untracked,
            oddities,
            certificates: self.certificates(sorted.certificates),
            names: sorted.names,
            permission_sets,
            manifests,
            apps,
            by_type,
        }
    }

    fn sort(&self, found: &Found, sfdx: &SfdxProject, forceignore: Option<&str>) -> Sorted {
        let ignore = ForceIgnore::new(&found.root, forceignore);
        let mut sorted = Sorted::default();
        let mut visit = |path: &Path| match classify(path) {
            Candidate::Metadata(type_name, full_name, format) => {
                let full_name = full_name.to_owned();
                if ignore.leaves_out(&found.root, path) {
                    let pattern = ignore.line_for(path);
                    let path = self.files.display(path).into();
                    sorted.ignored.push(IgnoredFile { path, type_name, full_name, pattern });
                } else {
                    let (path, type_name) = (path.to_path_buf(), Some(type_name));
                    sorted.metadata.push(FoundFile { path, type_name, full_name, format });
                }
            }
            Candidate::Named(type_name, name) => {
                sorted.names.add(type_name, name);
                if path.extension().is_some_and(|end| end == CERTIFICATE_SUFFIX) {
                    sorted.certificates.push((name.to_owned(), path.to_path_buf()));
                }
                sorted.permission_sets.extend(name_of(path).map(|_| path.to_path_buf()));
            }
            Candidate::Odd if !ignore.leaves_out(&found.root, path) => {
                sorted.oddities.push(path.to_path_buf());
            }
            Candidate::Odd | Candidate::Unrelated => {}
        };
        if found.kind == ProjectKind::Sfdx {
            for directory in super::sfdx::outermost(&sfdx.package_directories) {
                let directory = self.files.absolute(&found.root.join(directory));
                self.components(&found.root, &directory).iter().for_each(|path| visit(path));
            }
        } else {
            found.files.iter().for_each(|path| visit(path));
        }
        sorted.metadata.sort_by(|a, b| a.path.cmp(&b.path));
        // Paths that were asked for may overlap.
        sorted.metadata.dedup_by(|a, b| a.path == b.path);
        sorted.ignored.sort_by(|a, b| a.path.cmp(&b.path));
        sorted.oddities.sort();
        sorted.oddities.dedup();
        sorted.certificates.sort();
        sorted
    }

    fn metadata(
        &self,
        found: &Found,
        sfdx: &SfdxProject,
        all: Vec<FoundFile>,
    ) -> Vec<MetadataFile> {
        let roots: Vec<PathBuf> = sfdx
            .package_directories
            .iter()
            .map(|directory| self.files.absolute(&found.root.join(&directory.path)))
            .collect();
        let mut files: Vec<MetadataFile> = all
            .into_par_iter()
            .filter_map(|file| self.metadata_file(found, sfdx, &roots, file))
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    fn metadata_file(
        &self,
        found: &Found,
        sfdx: &SfdxProject,
        roots: &[PathBuf],
        file: FoundFile,
    ) -> Option<MetadataFile> {
        let suffix_type = file.type_name.and_then(|name| schema().types.get(name));
        let requested = is_below_any(&file.path, &found.requested);
        let (text, fault) = self.metadata_text(&file.path, requested);
        let (mut text, mut fault) = (text, fault);
        let mut document = xml::parse(&text);
        if unread::has_too_many_parts(&document) {
            let why = unread::too_many_parts();
            self.files.note(&file.path, why.clone(), "split it, or put back the real file", true);
            fault = Some(FileFault { is_unread: true, ..FileFault::new(why, "") });
            text.clear();
            document = xml::parse(&text);
        }
        let root = document.root.as_ref();
        let metadata_type =
            type_of_root(root).or(suffix_type).or_else(|| super::meant_type(&file.path, root))?;
        let project_path = relative(&file.path, &found.root);
        // The innermost package directory owns a file, as in the CLI.
        let package_directory = roots
            .iter()
            .enumerate()
            .filter(|(_, root)| file.path.starts_with(root))
            .max_by_key(|(_, root)| root.components().count())
            .map(|(index, _)| index);
        Some(MetadataFile {
            path: self.files.display(&file.path).into(),
            reads_wrong_root: root.is_some_and(|root| is_meant_as(root, metadata_type)),
            document,
            text,
            fault,
            metadata_type,
            suffix_type,
            full_name: file.full_name,
            format: file.format,
            package_directory,
            requested,
            placeholders: Arc::new(sfdx.placeholders_for(&project_path)),
            project_path,
            computed: Computed::default(),
        })
    }

    fn metadata_text(&self, path: &Path, requested: bool) -> (String, Option<FileFault>) {
        match self.files.read(path) {
            Ok(bytes) => match xml::load(bytes) {
                Ok(text) => (text, None),
                Err(fault) => (String::new(), Some(FileFault::new(fault.message, fault.help))),
            },
            Err(fault) => {
                if requested {
                    self.files.note_unread(path, &fault, true);
                }
                (String::new(), Some(FileFault { is_unread: true, ..fault.into() }))
            }
        }
    }

    fn api_version(
        &self,
        found: &Found,
        sfdx: &SfdxProject,
        sfdx_file: Option<&JsonFile>,
        manifests: &[Manifest],
    ) -> (Option<ApiVersion>, Option<Place>) {
        if let Some(version) = self.options.api_version {
            return (Some(version), None);
        }
        if let (ProjectKind::Metadata, [manifest, ..]) = (found.kind, manifests) {
            let place = |span| Place { path: manifest.path.clone(), span };
            return (manifest.version.map(|v| v.0), manifest.version.map(|v| place(v.1)));
        }
        let place = sfdx_file.zip(sfdx.api_version);
        let place = place.map(|(file, (_, span))| Place { path: file.path.clone(), span });
        (sfdx.api_version.map(|(version, _)| version), place)
    }

    /// The types whose files `.gitignore` keeps out of version control.
    fn untracked(&self, root: &Path, sfdx: &SfdxProject, stems: &[&str]) -> BTreeSet<&'static str> {
        let Some((_, text)) = self.patterns(&root.join(GITIGNORE), false) else {
            return BTreeSet::new();
        };
        let ignore = ForceIgnore::of_git(root, &text);
        ignore.kept_out(root, sfdx, stems).into_keys().collect()
    }

    fn scratch_definitions(&self, found: &Found) -> Vec<JsonFile> {
        if found.kind != ProjectKind::Sfdx {
            return Vec::new();
        }
        let is_definition = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            path.extension().is_some_and(|end| end == "json") && name.contains("scratch")
        };
        let paths = self.files.list(&found.root.join("config")).into_iter();
        let texts = paths.filter(is_definition).filter_map(|path| self.text(&path));
        texts.map(|(path, text)| JsonFile { json: crate::json::parse(&text), path, text }).collect()
    }

    fn oddity(&self, found: &Found, path: &Path) -> Oddity {
        let requested = is_below_any(path, &found.requested);
        let text = self.metadata_text(path, requested).0;
        let is_judged = xml::parse(&text).root.is_some_and(|root| is_judged(path, &root));
        Oddity {
            path: self.files.display(path).into(),
            file: path.to_path_buf(),
            text,
            requested,
            is_judged,
        }
    }

    fn json(&self, path: &Path) -> JsonFile {
        let shown = self.files.display(path).into();
        let (text, json) = match self.files.read(path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                let json = crate::json::parse(&text);
                (text, json)
            }
            Ok(Err(_)) => (String::new(), Err(unreadable("the file is not UTF-8"))),
            Err(fault) => (String::new(), Err(unreadable(&FileFault::from(fault).message))),
        };
        JsonFile { path: shown, text, json }
    }

    pub(super) fn text(&self, path: &Path) -> Option<(Arc<str>, String)> {
        self.text_of(path, true)
    }

    /// Reads a text. One that is there and cannot be read is noted; `is_grave` says how.
    pub(super) fn text_of(&self, path: &Path, is_grave: bool) -> Option<(Arc<str>, String)> {
        match self.files.read(path).and_then(input::utf8) {
            Ok(text) => Some((self.files.display(path).into(), text)),
            Err(fault) => {
                if !fault.is_absence() || self.files.is_there(path) {
                    self.files.note_unread(path, &fault, is_grave);
                }
                None
            }
        }
    }
}

fn unreadable(message: &str) -> JsonFault {
    JsonFault { span: Span::empty(0), message: message.to_owned() }
}

/// `path` seen from `root`, with `/`.
fn relative(path: &Path, root: &Path) -> String {
    let rest = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = rest.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
