//! The parts of a project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::discover::is_below_any;
use super::files::normalize;
use super::{Apps, ByType, MetadataFile, SfdxProject};
use crate::diagnostic::Place;
use crate::json::{Json, JsonFault};
use crate::schema::ApiVersion;
use crate::text::Span;
use crate::xml::Document;

/// Everything that one run looks at.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The working directory that shown paths are relative to.
    pub cwd: PathBuf,
    /// Projects in the order of their roots.
    pub projects: Vec<Project>,
    /// Archives with metadata of apps that were not read.
    pub unread_archives: Vec<PathBuf>,
    /// What the check wanted to read and could not, in the order of paths.
    pub unread: Vec<super::Unread>,
    /// Other files that findings point into, such as the configuration: path and text.
    pub others: Vec<(Arc<str>, String)>,
}

/// A set of metadata that is deployed together.
#[derive(Debug)]
pub struct Project {
    /// Directory that paths of the project are relative to.
    pub root: PathBuf,
    /// The same, relative to the working directory, with `/`.
    pub shown_root: String,
    /// How the project is laid out.
    pub kind: ProjectKind,
    /// Whether the files are in a Salesforce DX project, outside of its package directories, so that
    /// the CLI does not deploy them with the project.
    pub outside: bool,
    /// The entries of `replacements`, by where they start, whose value is a file that is not there.
    pub missing_values: BTreeSet<usize>,
    /// Scripts and key files with a credential in them: path and text.
    pub leaks: Vec<(Arc<str>, String)>,
    /// Files and directories that findings are wanted for, as absolute paths in their order.
    pub requested: Vec<PathBuf>,
    /// `sfdx-project.json`.
    pub sfdx_file: Option<JsonFile>,
    /// What `sfdx-project.json` says.
    pub sfdx: SfdxProject,
    /// API version that the metadata is written for; none where the project does not say.
    pub api_version: Option<ApiVersion>,
    /// Where the API version stands; none where it was given on the command line.
    pub api_version_place: Option<Place>,
    /// `.forceignore`: path and text.
    pub forceignore: Option<(Arc<str>, String)>,
    /// Metadata files of the schema's types, in the order of their paths.
    pub files: Vec<MetadataFile>,
    /// The same by type.
    pub by_type: ByType,
    /// Files of the schema's types that `.forceignore` omits.
    pub ignored: Vec<IgnoredFile>,
    /// Types whose files would be omitted by a line of `.forceignore`, which is given.
    pub kept_out: BTreeMap<&'static str, Span>,
    /// Types whose files `.gitignore` keeps out of version control.
    pub untracked: BTreeSet<&'static str>,
    /// Files meant for an app whose suffix Salesforce does not know.
    pub oddities: Vec<Oddity>,
    /// Components known by name only.
    pub names: Names,
    /// Certificate components, in the order of their paths.
    pub certificates: Vec<CertificateComponent>,
    /// Permission sets that an app of the project is granted to, in the order of their paths.
    pub permission_sets: Vec<super::PermissionSet>,
    /// Manifests (`package.xml` and the like).
    pub manifests: Vec<Manifest>,
    /// Scratch org definitions.
    pub scratch_definitions: Vec<JsonFile>,
    /// Apps by name.
    pub apps: Apps,
}

/// How a project is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectKind {
    /// A Salesforce DX project: `sfdx-project.json` and package directories.
    Sfdx,
    /// A directory in metadata format, with `package.xml` at its top.
    Metadata,
    /// Files without a project around them. What is missing here may be elsewhere.
    Loose,
}

/// Names of components that are in the project but never read, by type.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<&'static str, BTreeSet<String>>);

impl Names {
    /// Notes a component.
    pub(super) fn add(&mut self, type_name: &'static str, name: &str) {
        self.0.entry(type_name).or_default().insert(name.to_owned());
    }

    /// The names of all components of a type.
    pub fn of(&self, type_name: &str) -> impl Iterator<Item = &str> {
        self.0.get(type_name).into_iter().flatten().map(String::as_str)
    }
}

/// A metadata file that `.forceignore` omits.
#[derive(Clone, Debug)]
pub struct IgnoredFile {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// Type name.
    pub type_name: &'static str,
    /// Name of the component.
    pub full_name: String,
    /// The line of `.forceignore` that leaves it out; none for what the CLI always omits.
    pub pattern: Option<Span>,
}

/// The certificate of a Certificate component.
#[derive(Clone, Debug)]
pub struct CertificateComponent {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// Name of the component.
    pub name: String,
    /// Its text, where it could be read.
    pub text: String,
}

/// A file meant for an app whose suffix Salesforce does not know.
#[derive(Clone, Debug)]
pub struct Oddity {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// The same from the root of the file system.
    pub file: PathBuf,
    /// Its text, where it could be read.
    pub text: String,
    /// Whether findings in it were asked for.
    pub requested: bool,
    /// Whether it is also among the metadata files, as one of the type that is meant.
    pub is_judged: bool,
}

/// A JSON file.
#[derive(Clone, Debug)]
pub struct JsonFile {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
    /// The value, or the first fault.
    pub json: Result<Json, JsonFault>,
}

/// A manifest.
#[derive(Debug)]
pub struct Manifest {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
    /// The parsed text.
    pub document: Document,
    /// API version.
    pub version: Option<(ApiVersion, Span)>,
    /// Its `types` in order.
    pub types: Vec<ManifestType>,
}

/// One `types` element of a manifest.
#[derive(Clone, Debug)]
pub struct ManifestType {
    /// Type name.
    pub name: String,
    /// Where the type name is.
    pub name_span: Span,
    /// Members, each with its place.
    pub members: Vec<(String, Span)>,
}

impl Project {
    /// The files of a type, in the order of their paths.
    pub(crate) fn files_of(&self, type_name: &str) -> impl Iterator<Item = &MetadataFile> {
        self.by_type.get(type_name).iter().filter_map(|&index| self.files.get(index))
    }

    /// The package directory of a file.
    #[must_use]
    pub(crate) fn package_directory(
        &self,
        file: &MetadataFile,
    ) -> Option<&super::PackageDirectory> {
        self.sfdx.package_directories.get(file.package_directory?)
    }

    /// Whether files of that type may exist that the project does not show: `.forceignore` hides one,
    /// or `.forceignore` or `.gitignore` would.
    #[must_use]
    pub(crate) fn keeps_out(&self, type_name: &str) -> bool {
        self.kept_out.contains_key(type_name)
            || self.untracked.contains(type_name)
            || self.ignored.iter().any(|file| file.type_name == type_name)
    }

    /// The app with a header that a file is named after: the one with the longest name that the
    /// file's name begins with.
    #[must_use]
    pub(crate) fn app_by_file_name(&self, stem: &str) -> Option<&super::App> {
        let shorter = stem.rmatch_indices('_').map(|(at, _)| &stem[..at]);
        let names = std::iter::once(stem).chain(shorter);
        names.filter_map(|name| self.apps.get(name)).find(|app| app.header.is_some())
    }

    /// Whether an app of that name has its header here.
    #[must_use]
    pub(crate) fn has_header(&self, app: &str) -> bool {
        self.apps.get(app).is_some_and(|app| app.header.is_some())
    }
}

impl Workspace {
    /// The text of a file that findings may point into, by its path relative to the working
    /// directory.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<&str> {
        let other = || self.others.iter().find(|(at, _)| at.as_ref() == path);
        self.projects
            .iter()
            .find_map(|project| project.text_of(path))
            .or_else(|| other().map(|(_, text)| text.as_str()))
    }

    /// Whether findings in that file were asked for; the path is relative to the working directory.
    #[must_use]
    pub(crate) fn is_requested(&self, path: &str) -> bool {
        let path = normalize(&self.cwd.join(path));
        self.projects.iter().any(|project| is_below_any(&path, &project.requested))
    }

    /// Number of metadata files that were read.
    #[must_use]
    pub fn file_count(&self) -> usize {
        let whole = self.projects.iter().filter(|project| !project.outside);
        whole.flat_map(|p| &p.files).filter(|file| file.requested).count()
    }

    /// The projects of which only credentials and URLs are checked.
    pub fn outside(&self) -> impl Iterator<Item = &Project> {
        self.projects.iter().filter(|project| project.outside)
    }

    /// Number of apps with a header.
    #[must_use]
    pub(crate) fn app_count(&self) -> usize {
        let headers = |project: &Project| {
            let of = |app: &super::App| app.header(&project.files).is_some_and(|h| h.requested);
            project.apps.iter().filter(|app| of(app)).count()
        };
        self.projects.iter().filter(|project| !project.outside).map(headers).sum()
    }
}

impl Project {
    fn text_of(&self, path: &str) -> Option<&str> {
        let json = self.sfdx_file.iter().chain(&self.scratch_definitions);
        self.files
            .binary_search_by(|file| file.path.as_ref().cmp(path))
            .ok()
            .map(|at| self.files[at].text.as_str())
            .or_else(|| {
                json.map(|file| (&file.path, &file.text))
                    .chain(self.manifests.iter().map(|file| (&file.path, &file.text)))
                    .chain(self.oddities.iter().map(|file| (&file.path, &file.text)))
                    .chain(self.certificates.iter().map(|file| (&file.path, &file.text)))
                    .chain(self.permission_sets.iter().map(|file| (&file.path, &file.text)))
                    .chain(self.forceignore.iter().map(|(path, text)| (path, text)))
                    .chain(self.leaks.iter().map(|(path, text)| (path, text)))
                    .find(|(at, _)| at.as_ref() == path)
                    .map(|(_, text)| text.as_str())
            })
    }
}
