//! The parts of a project, with typed views on its metadata files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::files::normalize;
use super::{Apps, Format, Placeholders, SfdxProject};
use crate::diagnostic::Place;
use crate::json::{Json, JsonFault};
use crate::schema::{ApiVersion, Element as ElementSchema, MetadataType, Role, names};
use crate::text::Span;
use crate::xml::{Document, Element};

/// Everything that one run looks at.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The working directory that shown paths are relative to.
    pub cwd: PathBuf,
    /// Projects in the order of their roots.
    pub projects: Vec<Project>,
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
    /// Files and directories that findings are wanted for, as absolute paths.
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
    /// Files of the schema's types that `.forceignore` leaves out.
    pub ignored: Vec<IgnoredFile>,
    /// Files meant for an app whose suffix Salesforce does not know.
    pub oddities: Vec<Oddity>,
    /// Components known by name only.
    pub names: Names,
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

    /// Whether the project has a component of that type and name.
    #[must_use]
    pub fn has(&self, type_name: &str, name: &str) -> bool {
        self.0.get(type_name).is_some_and(|names| names.contains(name))
    }

    /// The names of all components of a type.
    pub fn of(&self, type_name: &str) -> impl Iterator<Item = &str> {
        self.0.get(type_name).into_iter().flatten().map(String::as_str)
    }
}

/// A metadata file that `.forceignore` leaves out.
#[derive(Clone, Debug)]
pub struct IgnoredFile {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// Type name.
    pub type_name: &'static str,
    /// Name of the component.
    pub full_name: String,
    /// The line of `.forceignore` that leaves it out; none for what the CLI always leaves out.
    pub pattern: Option<Span>,
}

/// A file meant for an app whose suffix Salesforce does not know.
#[derive(Clone, Debug)]
pub struct Oddity {
    /// Path relative to the working directory.
    pub path: Arc<str>,
    /// Its text, where it could be read.
    pub text: String,
    /// Whether findings in it were asked for.
    pub requested: bool,
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
    /// The whole element.
    pub span: Span,
    /// Members, each with its place.
    pub members: Vec<(String, Span)>,
}

/// A metadata file of one of the schema's types.
#[derive(Debug)]
pub struct MetadataFile {
    /// Path relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// Path relative to the project, with `/`.
    pub project_path: String,
    /// The file as it is on disk; empty where it could not be read.
    pub text: String,
    /// The parsed text.
    pub document: Document,
    /// Why the text could not be read or decoded.
    pub fault: Option<FileFault>,
    /// Its type, by suffix.
    pub metadata_type: &'static MetadataType,
    /// Name of the component: the file name without suffix.
    pub full_name: String,
    /// How the file's name is formed.
    pub format: Format,
    /// Index of its package directory.
    pub package_directory: Option<usize>,
    /// Whether findings in it were asked for; the others are read for what they tell of these.
    pub requested: bool,
    /// What is filled in at deploy.
    pub placeholders: Arc<Placeholders>,
}

/// Why a file could not be read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// Where in the readable part.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// An element of a metadata file together with what the schema says of it.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The file.
    pub file: &'a MetadataFile,
    /// The element in the file.
    pub element: &'a Element,
    /// The element in the schema.
    pub schema: &'static ElementSchema,
}

impl<'a> Field<'a> {
    /// The decoded value without white space around it.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        let value = self.element.value();
        Cow::Owned(value.trimmed().to_owned())
    }

    /// Where the value stands, without white space around it; the tag where it is empty.
    #[must_use]
    pub fn span(&self) -> Span {
        self.element.value().trimmed_span()
    }

    /// The place of the value.
    #[must_use]
    pub fn place(&self) -> Place {
        self.file.place(self.span())
    }

    /// Whether the value is filled in at deploy, and so is not known here.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.file.placeholders.fill(&self.text())
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.element.value().is_empty()
    }

    /// The value of a boolean; none where it is no boolean or not known here.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match self.text().as_ref() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

impl MetadataFile {
    /// A place in this file.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place { path: self.path.clone(), span }
    }

    /// The root element, if it is the one of the file's type.
    #[must_use]
    pub fn root(&self) -> Option<&Element> {
        self.document.root.as_ref().filter(|root| root.name.local() == self.metadata_type.name)
    }

    /// The place to point at for something that is missing in this file: the root element's name.
    #[must_use]
    pub fn head(&self) -> Place {
        let span = self.document.root.as_ref().map_or(Span::empty(0), |root| root.name.span);
        self.place(span)
    }

    /// The first element of that name at the top of the file.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        self.fields(name).next()
    }

    /// All elements of that name at the top of the file.
    pub fn fields<'a>(&'a self, name: &str) -> impl Iterator<Item = Field<'a>> {
        let schema = self.metadata_type.element(name);
        self.root()
            .zip(schema)
            .into_iter()
            .flat_map(|(root, schema)| root.elements().map(move |element| (element, schema)))
            .filter(|(element, schema)| element.name.local() == schema.name)
            .map(|(element, schema)| Field { file: self, element, schema })
    }

    /// Every element that the schema knows, at the top of the file and in its structures, in the
    /// order of the file.
    #[must_use]
    pub fn all_fields(&self) -> Vec<Field<'_>> {
        let mut fields = Vec::new();
        if let Some(root) = self.root() {
            self.collect_fields(root, &self.metadata_type.elements, &mut fields);
        }
        fields
    }

    /// The schema nests structures a few levels deep at most, so this recursion is shallow.
    fn collect_fields<'a>(
        &'a self,
        parent: &'a Element,
        known: &'static [ElementSchema],
        fields: &mut Vec<Field<'a>>,
    ) {
        for element in parent.elements() {
            let Some(schema) = known.iter().find(|k| k.name == element.name.local()) else {
                continue;
            };
            fields.push(Field { file: self, element, schema });
            let structure =
                schema.structure.as_ref().and_then(|s| self.metadata_type.structs.get(s));
            if let Some(structure) = structure {
                self.collect_fields(element, &structure.elements, fields);
            }
        }
    }

    /// The value of an element; none where it is absent or empty.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        self.field(name).map(|field| field.text()).filter(|text| !text.is_empty())
    }

    /// The value of a boolean element as the server will take it: what stands there, else its
    /// default. None where neither is known.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name) {
            Some(field) if field.is_empty() => self.default_flag(name),
            Some(field) => field.boolean(),
            None => self.default_flag(name),
        }
    }

    fn default_flag(&self, name: &str) -> Option<bool> {
        self.metadata_type.element(name)?.default.as_ref()?.as_bool()
    }

    /// The element that names the file's app.
    #[must_use]
    pub fn reference(&self) -> Option<Field<'_>> {
        self.field(names::APP_REFERENCE)
    }

    /// Name of the app that the file belongs to: its own for a header, else the one it refers to.
    /// None where it refers to none, or to one that is not known before the deploy.
    #[must_use]
    pub fn app_name(&self) -> Option<Cow<'_, str>> {
        if self.metadata_type.role == Role::Header {
            return Some(Cow::Borrowed(&self.full_name));
        }
        let reference = self.reference()?;
        (!reference.is_empty() && !reference.is_unknown()).then(|| reference.text())
    }
}

impl Project {
    /// The files of a type, in the order of their paths.
    pub fn files_of<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = &'a MetadataFile> {
        self.files.iter().filter(move |file| file.metadata_type.name == type_name)
    }

    /// The package directory of a file.
    #[must_use]
    pub fn package_directory(&self, file: &MetadataFile) -> Option<&super::PackageDirectory> {
        self.sfdx.package_directories.get(file.package_directory?)
    }

    /// Whether an app of that name has its header here.
    #[must_use]
    pub fn has_header(&self, app: &str) -> bool {
        self.apps.get(app).is_some_and(|app| app.header.is_some())
    }
}

impl Workspace {
    /// The text of a file that findings may point into, by its path relative to the working
    /// directory.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<&str> {
        self.projects.iter().find_map(|project| project.text_of(path))
    }

    /// Whether findings in that file were asked for; the path is relative to the working directory.
    #[must_use]
    pub fn is_requested(&self, path: &str) -> bool {
        let path = normalize(&self.cwd.join(path));
        self.projects.iter().flat_map(|p| &p.requested).any(|wanted| path.starts_with(wanted))
    }

    /// Number of metadata files that were read.
    #[must_use]
    pub fn file_count(&self) -> usize {
        self.projects.iter().flat_map(|p| &p.files).filter(|file| file.requested).count()
    }

    /// Number of apps with a header.
    #[must_use]
    pub fn app_count(&self) -> usize {
        let headers = |project: &Project| {
            let of = |app: &super::App| app.header(&project.files).is_some_and(|h| h.requested);
            project.apps.iter().filter(|app| of(app)).count()
        };
        self.projects.iter().map(headers).sum()
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
                    .chain(self.forceignore.iter().map(|(path, text)| (path, text)))
                    .find(|(at, _)| at.as_ref() == path)
                    .map(|(_, text)| text.as_str())
            })
    }
}
