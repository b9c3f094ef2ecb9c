//! Reading and parsing what was found.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::discover::{self, FORCEIGNORE, Found, FoundFile, PACKAGE_MANIFEST, SFDX_PROJECT};
use super::forceignore::ForceIgnore;
use super::metadata::FileFault;
use super::model::ManifestType;
use super::{
    Apps, ByType, Candidate, Files, IgnoredFile, JsonFile, Manifest, MetadataFile, Names, Oddity,
    Project, ProjectKind, ReadFault, Scope, SfdxProject, Workspace, classify,
};
use crate::diagnostic::Place;
use crate::json::JsonFault;
use crate::schema::{ApiVersion, schema};
use crate::text::Span;
use crate::xml;

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
        if !files.is_file(&absolute) && !files.is_dir(&absolute) {
            let message = format!("{}: no such file or directory", files.display(path));
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        paths.push(absolute);
    }
    let found = discover::find(files, &paths);
    let projects = found.into_iter().map(|found| Loader { files, options }.project(found));
    let projects = projects.collect();
    Ok(Workspace { cwd: files.cwd().to_path_buf(), projects, others: Vec::new() })
}

/// The roots of the projects that the scope names, without reading their files.
#[must_use]
pub fn roots(files: &Files, scope: &Scope) -> Vec<PathBuf> {
    let paths: Vec<PathBuf> = scope.paths.iter().map(|path| files.absolute(path)).collect();
    discover::find(files, &paths).into_iter().map(|found| found.root).collect()
}

struct Loader<'a> {
    files: &'a Files,
    options: &'a LoadOptions,
}

/// What a walk over a project found, by kind.
#[derive(Default)]
struct Sorted {
    metadata: Vec<FoundFile>,
    ignored: Vec<IgnoredFile>,
    oddities: Vec<PathBuf>,
    names: Names,
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
            ProjectKind::Sfdx => self.text(&found.root.join(FORCEIGNORE)),
            ProjectKind::Metadata | ProjectKind::Loose => None,
        };
        let sorted = self.sort(&found, &sfdx, forceignore.as_ref().map(|(_, text)| text.as_str()));
        let manifests = self.manifests(&found);
        let (api_version, api_version_place) =
            self.api_version(&found, &sfdx, sfdx_file.as_ref(), &manifests);
        let files = self.metadata(&found, &sfdx, sorted.metadata);
        let oddities = self.oddities(&found, &sorted.oddities);
        let apps = Apps::of(&files);
        let by_type = ByType::of(&files);
        Project {
            shown_root: self.files.display(&found.root),
            scratch_definitions: self.scratch_definitions(&found),
            kind: found.kind,
            root: found.root,
            requested: found.requested,
            sfdx_file,
            sfdx,
            api_version,
            api_version_place,
            forceignore,
            files,
            ignored: sorted.ignored,
            oddities,
            names: sorted.names,
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
                    let path = path.to_path_buf();
                    sorted.metadata.push(FoundFile { path, type_name, full_name, format });
                }
            }
            Candidate::Named(type_name, name) => sorted.names.add(type_name, name),
            Candidate::Odd if !ignore.leaves_out(&found.root, path) => {
                sorted.oddities.push(path.to_path_buf());
            }
            Candidate::Odd | Candidate::Unrelated => {}
        };
        if found.kind == ProjectKind::Sfdx {
            let wanted = |path: &Path| !matches!(classify(path), Candidate::Unrelated);
            for directory in outermost(&sfdx.package_directories) {
                let directory = self.files.absolute(&found.root.join(directory));
                self.files.find(&directory, wanted).iter().for_each(|path| visit(path));
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
        let metadata_type = schema().types.get(file.type_name)?;
        let (text, fault) = self.metadata_text(&file.path);
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
            document: xml::parse(&text),
            text,
            fault,
            metadata_type,
            full_name: file.full_name,
            format: file.format,
            package_directory,
            requested: is_requested(&file.path, &found.requested),
            placeholders: Arc::new(sfdx.placeholders_for(&project_path)),
            project_path,
        })
    }

    fn metadata_text(&self, path: &Path) -> (String, Option<FileFault>) {
        match self.files.read(path) {
            Ok(bytes) => match xml::load(bytes) {
                Ok(text) => (text, None),
                Err(fault) => (String::new(), Some(FileFault::new(fault.message, fault.help))),
            },
            Err(fault) => (String::new(), Some(fault.into())),
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

    fn manifests(&self, found: &Found) -> Vec<Manifest> {
        let paths = match found.kind {
            ProjectKind::Sfdx => {
                let mut paths = self.files.list(&found.root.join("manifest"));
                paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
                paths.push(found.root.join(PACKAGE_MANIFEST));
                paths
            }
            ProjectKind::Metadata => vec![found.root.join(PACKAGE_MANIFEST)],
            ProjectKind::Loose => Vec::new(),
        };
        paths.iter().filter_map(|path| self.manifest(path)).collect()
    }

    fn manifest(&self, path: &Path) -> Option<Manifest> {
        let (path, text) = self.text(path)?;
        Manifest::of(path, text)
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
        paths.filter(is_definition).map(|path| self.json(&path)).collect()
    }

    fn oddities(&self, found: &Found, paths: &[PathBuf]) -> Vec<Oddity> {
        let oddity = |path: &PathBuf| Oddity {
            path: self.files.display(path).into(),
            text: self.metadata_text(path).0,
            requested: is_requested(path, &found.requested),
        };
        paths.iter().map(oddity).collect()
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

    fn text(&self, path: &Path) -> Option<(Arc<str>, String)> {
        let text = String::from_utf8(self.files.read(path).ok()?).ok()?;
        Some((self.files.display(path).into(), text))
    }
}

impl Manifest {
    /// Reads a manifest; none where the text is none.
    #[must_use]
    pub fn of(path: Arc<str>, text: String) -> Option<Self> {
        let document = xml::parse(&text);
        let root = document.root.as_ref().filter(|root| root.name.is("Package"))?;
        let types = root.children_named("types").map(manifest_type).collect();
        let version = root.child("version").and_then(|element| {
            let value = element.value();
            value.trimmed().parse().ok().map(|version| (version, value.trimmed_span()))
        });
        Some(Self { path, text, document, version, types })
    }
}

fn unreadable(message: &str) -> JsonFault {
    JsonFault { span: Span::empty(0), message: message.to_owned() }
}

fn manifest_type(element: &xml::Element) -> ManifestType {
    let value = |element: &xml::Element| {
        let value = element.value();
        (value.trimmed().to_owned(), value.trimmed_span())
    };
    ManifestType {
        name: element.child("name").map(|name| value(name).0).unwrap_or_default(),
        span: element.span,
        members: element.children_named("members").map(value).collect(),
    }
}

/// Package directories that lie in no other one, so that none is walked twice.
fn outermost(directories: &[super::PackageDirectory]) -> Vec<&str> {
    let mut paths: Vec<&str> = directories.iter().map(|d| d.path.as_str()).collect();
    paths.sort_unstable();
    let mut kept: Vec<&str> = Vec::new();
    for path in paths {
        if !kept.iter().any(|outer| Path::new(path).starts_with(outer)) {
            kept.push(path);
        }
    }
    kept
}

fn is_requested(path: &Path, requested: &[PathBuf]) -> bool {
    requested.iter().any(|wanted| path.starts_with(wanted))
}

/// `path` seen from `root`, with `/`.
fn relative(path: &Path, root: &Path) -> String {
    let rest = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = rest.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

impl FileFault {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span: Span::empty(0), message: message.into(), help: help.into() }
    }
}

impl From<ReadFault> for FileFault {
    fn from(fault: ReadFault) -> Self {
        match fault {
            ReadFault::Io(fault) => Self::new(
                format!("the file could not be read: {fault}"),
                "make the file readable, or leave it out of the package directory",
            ),
            ReadFault::TooLarge(bytes) => Self::new(
                format!("the file is too large to be metadata: {} MiB", bytes / (1024 * 1024)),
                "a metadata file is some kilobytes long; put back the real one",
            ),
        }
    }
}
