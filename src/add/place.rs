//! Names and places of files that a project does not have yet.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::failure::Failure;
use crate::generate::{Component, MAIN, UNPACKAGED_DIRECTORY};
use crate::json::Json;
use crate::project::{
    App as Known, Format, MetadataFile, PackageDirectory, Project, ProjectKind, SFDX_PROJECT,
};
use crate::schema::{Cardinality, Packaging, Role, names, schema};
use crate::spec::Distribution;
use crate::text::suggest::nearest;

/// Endings of files that describe code, and have them in both formats.
const CODE: &[&str] = &[".cls-meta.xml"];
/// Ending of a policy's name that an org made itself.
const BY_SERVER: &str = "_defaultPolicy";

/// Where new files of an app go.
pub(super) struct Places<'a> {
    project: &'a Project,
    known: Option<&'a Known>,
    distribution: Distribution,
    /// The package directory of a new app, where its user named one.
    directory: Option<&'a str>,
}

/// A folder for new files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The folder that holds the folders of the types.
    pub(super) main: String,
    /// The package directory that has to be added to the project for it.
    pub(super) new_directory: Option<String>,
}

impl<'a> Places<'a> {
    pub(super) fn new(
        project: &'a Project,
        known: Option<&'a Known>,
        distribution: Distribution,
        directory: Option<&'a str>,
    ) -> Self {
        Self { project, known, distribution, directory }
    }

    /// The place of a component, or of what is next to the metadata of the app.
    pub(super) fn of(&self, component: Option<&Component>) -> Place {
        let usual = self.usual();
        let packaging = component.map(|component| component.metadata_type.packaging);
        let travels = match (self.distribution, component) {
            (Distribution::Local, _) => packaging != Some(Packaging::Never),
            (Distribution::Packaged, Some(component)) => {
                component.directory != UNPACKAGED_DIRECTORY
            }
            (Distribution::Packaged, None) => false,
        };
        let new_local = self.known.is_none() && self.distribution == Distribution::Local;
        match usual {
            Some((main, builds)) if !builds || travels && !new_local => {
                Place { main, new_directory: None }
            }
            _ => self.unpackaged(),
        }
    }

    /// Beside the app's header, else in the default package directory; and whether a package is
    /// built from there.
    fn usual(&self) -> Option<(String, bool)> {
        if let Some(header) = self.known.and_then(|app| app.header(&self.project.files)) {
            return Some((main_of(header), self.project.builds_package(header)));
        }
        if self.project.kind != ProjectKind::Sfdx {
            return Some((self.project.files.first().map(main_of).unwrap_or_default(), false));
        }
        let named = |directory: &&PackageDirectory| Some(&*directory.path) == self.directory;
        let named = self.project.sfdx.package_directories.iter().find(named);
        let directory = named.or_else(|| default_directory(self.project))?;
        Some((self.main_in(directory), directory.package.is_some()))
    }

    /// Where no package is built from: next to other files of the app, in a package directory, or in
    /// a new one.
    fn unpackaged(&self) -> Place {
        let own = self.known.into_iter().flat_map(|app| &app.files);
        let own = own.filter_map(|&index| self.project.files.get(index));
        if let Some(file) = own.into_iter().find(|file| !self.project.builds_package(file)) {
            return Place { main: main_of(file), new_directory: None };
        }
        let directories = &self.project.sfdx.package_directories;
        if let Some(directory) = directories.iter().find(|directory| directory.package.is_none()) {
            return Place { main: self.main_in(directory), new_directory: None };
        }
        let free = |name: &String| !directories.iter().any(|directory| directory.path == *name);
        let names = (1..).map(|number| match number {
            1 => UNPACKAGED_DIRECTORY.to_owned(),
            _ => format!("{UNPACKAGED_DIRECTORY}-{number}"),
        });
        let name = names.into_iter().find(free).unwrap_or_default();
        Place { main: format!("{name}/{MAIN}"), new_directory: Some(name) }
    }

    /// The folder of metadata in a package directory: the one of files there, else the usual one.
    fn main_in(&self, directory: &PackageDirectory) -> String {
        let inside = |file: &&MetadataFile| {
            self.project.package_directory(file).is_some_and(|own| own.path == directory.path)
        };
        let of_apps = |file: &&MetadataFile| file.metadata_type.role == Role::Header;
        let files = || self.project.files.iter().filter(inside);
        let known = files().find(of_apps).or_else(|| files().next());
        known.map_or_else(|| joined(&directory.path, MAIN), main_of)
    }

    /// The path of a component that is new.
    pub(super) fn path(&self, place: &Place, component: &Component) -> String {
        let folder = &component.metadata_type.folder;
        self.path_below(place, &format!("{folder}/{}", component.file_name()))
    }

    /// The path of a new file, given below a folder in source format.
    pub(super) fn path_below(&self, place: &Place, below: &str) -> String {
        let like = self.known.and_then(|app| app.header(&self.project.files));
        let like = like.or(self.project.files.first());
        let path = joined(&place.main, below);
        let code = CODE.iter().any(|ending| path.ends_with(ending));
        match like.map_or(Format::Source, |file| file.format) {
            Format::Metadata if !code => path.strip_suffix("-meta.xml").unwrap_or(&path).to_owned(),
            _ => path,
        }
    }

    /// Whether a package is built from a place.
    pub(super) fn builds(&self, place: &Place) -> bool {
        let main = Path::new(&place.main);
        let directories = self.project.sfdx.package_directories.iter();
        let inside = directories.filter(|directory| main.starts_with(&directory.path));
        let innermost = inside.max_by_key(|directory| directory.path.len());
        place.new_directory.is_none() && innermost.is_some_and(|d| d.package.is_some())
    }
}

/// The package directory that a user means by a path, with the paths that the project has.
///
/// # Errors
/// If the project has no such package directory, or a local app cannot be in it.
pub(super) fn directory(
    project: &Project,
    path: &str,
    distribution: Distribution,
) -> Result<String, Failure> {
    let plain = |path: &str| {
        let path = path.replace('\\', "/");
        let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
        parts.collect::<Vec<_>>().join("/")
    };
    let all = &project.sfdx.package_directories;
    let names: Vec<&str> = all.iter().map(|directory| &*directory.path).collect();
    let Some(found) = all.iter().find(|directory| plain(&directory.path) == plain(path)) else {
        let help = match (nearest(path, names.iter().copied()), names.is_empty()) {
            (Some(name), _) => format!("did you mean `{name}`?"),
            (None, false) => format!("it has `{}`", names.join("`, `")),
            (None, true) => "it has none".to_owned(),
        };
        return Err(Failure::new(format!(
            "`{path}` is not a package directory of {SFDX_PROJECT}; {help} (--package-dir)"
        )));
    };
    if found.package.is_some() && distribution == Distribution::Local {
        return Err(Failure::new(format!(
            "a package is built from `{}`, and a local app cannot travel in it; name another package \
             directory, or give --distribution packaged",
            found.path
        )));
    }
    Ok(found.path.clone())
}

/// The package directories of a project, the one for new files first.
pub(super) fn directories(project: &Project) -> Vec<&str> {
    let first = default_directory(project).map(|directory| &*directory.path);
    let all = project.sfdx.package_directories.iter().map(|directory| &*directory.path);
    first.into_iter().chain(all.filter(|path| Some(*path) != first)).collect()
}

/// The package directory into which the CLI puts what is new.
fn default_directory(project: &Project) -> Option<&PackageDirectory> {
    let all = &project.sfdx.package_directories;
    let json = project.sfdx_file.as_ref().and_then(|file| file.json.as_ref().ok());
    let entries = json.and_then(|json| json.get("packageDirectories")).map(Json::items);
    let is_default = |entry: &&Json| entry.get("default").and_then(Json::as_bool) == Some(true);
    let chosen = entries.unwrap_or_default().iter().find(is_default);
    let span = chosen.and_then(|entry| entry.get("path")).map(|path| path.span);
    all.iter().find(|directory| Some(directory.span) == span).or(all.first())
}

/// The folder that holds the folder of a file's type; the file's own where that has another name.
fn main_of(file: &MetadataFile) -> String {
    let (folder, _) = file.project_path.rsplit_once('/').unwrap_or_default();
    let (main, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let usual = schema()
        .types
        .values()
        .any(|t| t.folder == name || t.wrong_folders.iter().any(|wrong| wrong == name));
    if usual { main.to_owned() } else { folder.to_owned() }
}

/// Whether the project has a file of that name, wherever it is.
pub(super) fn has_file(root: &Path, path: &str) -> Result<bool, String> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let below = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !name.starts_with('.') && name != "node_modules"
    };
    for entry in WalkDir::new(root).into_iter().filter_entry(below) {
        let entry = entry.map_err(|fault| format!("the project cannot be read: {fault}"))?;
        if entry.file_name().eq_ignore_ascii_case(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn joined(folder: &str, rest: &str) -> String {
    match folder {
        "" | "." => rest.to_owned(),
        _ => format!("{folder}/{rest}"),
    }
}

/// The name of a component that is new, as the org calls it or would call it: of an app with one
/// file for each type, the name in the org counts, and a second one is refused.
pub(super) fn name(project: &Project, known: &Known, component: &Component) -> String {
    let metadata_type = component.metadata_type;
    let Some(setup) = &metadata_type.setup_name else { return component.full_name.clone() };
    if let Some(name) = named_elsewhere(project, known, component) {
        return name;
    }
    let name = match &metadata_type.server_name {
        Some(server) if !made_in_setup(project, known) => {
            let settings = known.file(&project.files, names::OAUTH_SETTINGS);
            let types = &schema().types;
            let usual = types.get(names::OAUTH_SETTINGS).and_then(|t| t.setup_name.as_ref());
            match (settings, usual) {
                (Some(file), Some(usual)) => server.replace(usual.as_str(), &file.full_name),
                _ => server.to_string(),
            }
        }
        _ => setup.to_string(),
    };
    let name = name.replace("{app}", &known.name);
    let taken = |name: &str| project.files_of(&metadata_type.name).any(|f| f.full_name == name);
    if !taken(&name) {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name}{number}"));
    numbered.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

/// The name that a manifest has for the component, though its file is not here.
fn named_elsewhere(project: &Project, known: &Known, component: &Component) -> Option<String> {
    let metadata_type = component.metadata_type;
    if metadata_type.per_app != Cardinality::One {
        return None;
    }
    let has = |name: &str| project.files_of(&metadata_type.name).any(|f| f.full_name == name);
    let other = |name: &str| {
        let longer = |app: &Known| app.name.len() > known.name.len() && name.starts_with(&app.name);
        project.apps.iter().any(longer)
    };
    let types = project.manifests.iter().flat_map(|manifest| &manifest.types);
    let members =
        types.filter(|t| t.name == metadata_type.manifest_name()).flat_map(|t| &t.members);
    let mut names = members
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with(&known.name) && !has(name) && !other(name));
    let first = names.next()?;
    names.all(|name| name == first).then(|| first.to_owned())
}

/// Whether somebody made the app in Setup: its policies are named so, it is packaged, or it says which
/// org it is of though only a package needs that.
fn made_in_setup(project: &Project, known: &Known) -> bool {
    let files = || known.files.iter().filter_map(|&index| project.files.get(index));
    let policy = files().find(|file| file.metadata_type.server_name.is_some());
    if let Some(policy) = policy {
        return !policy.full_name.ends_with(BY_SERVER);
    }
    let local = |file: &MetadataFile| {
        file.value("distributionState").is_some_and(|v| v == Distribution::Local.token())
    };
    let linked = |file: &MetadataFile| {
        ["orgScopedExternalApp", "oauthLink"].iter().any(|element| file.value(element).is_some())
    };
    known.header(&project.files).is_some_and(|header| !local(header) || files().any(linked))
}
