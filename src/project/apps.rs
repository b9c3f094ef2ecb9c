//! Apps: headers and the files that name them.

use std::collections::{BTreeMap, BTreeSet};

use super::MetadataFile;
use crate::schema::Role;

/// The apps of a project by API name.
#[derive(Debug, Default)]
pub struct Apps {
    by_name: BTreeMap<String, App>,
    homeless: BTreeSet<&'static str>,
}

/// The files of a project by the name of their type: indexes into the project's files.
#[derive(Debug, Default)]
pub struct ByType(BTreeMap<&'static str, Vec<usize>>);

impl ByType {
    /// Sorts files by type.
    #[must_use]
    pub fn of(files: &[MetadataFile]) -> Self {
        let mut by_type: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (index, file) in files.iter().enumerate() {
            by_type.entry(&file.metadata_type.name).or_default().push(index);
        }
        Self(by_type)
    }

    /// The files of a type, in the order of paths.
    pub(super) fn get(&self, type_name: &str) -> &[usize] {
        self.0.get(type_name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// One app: indexes into the project's files.
#[derive(Clone, Debug, Default)]
pub struct App {
    /// API name, with the namespace where the reference has one.
    pub name: String,
    /// The first header of that name.
    pub header: Option<usize>,
    /// Every file that names the app, headers included, in the order of paths.
    pub files: Vec<usize>,
}

impl Apps {
    /// Ties files to apps.
    #[must_use]
    pub fn of(files: &[MetadataFile]) -> Self {
        let mut apps: BTreeMap<String, App> = BTreeMap::new();
        for (index, file) in files.iter().enumerate() {
            let Some(name) = file.app_name() else { continue };
            let app = apps.entry(name.clone().into_owned()).or_default();
            app.name = name.into_owned();
            app.files.push(index);
            if file.metadata_type.role == Role::Header && app.header.is_none() {
                app.header = Some(index);
            }
        }
        let has_header = |name: &str| apps.get(name).is_some_and(|app| app.header.is_some());
        let homeless = files
            .iter()
            .filter(|file| file.app_name().is_none_or(|name| !has_header(&name)))
            .map(|file| file.metadata_type.name.as_str())
            .collect();
        Self { by_name: apps, homeless }
    }

    /// Whether the project has a file of that type whose app has no header in it, so that the file
    /// may be meant for any app.
    pub(super) fn has_homeless(&self, type_name: &str) -> bool {
        self.homeless.contains(type_name)
    }

    /// The app of that API name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&App> {
        self.by_name.get(name)
    }

    /// All apps in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = &App> {
        self.by_name.values()
    }
}

impl App {
    /// The app's header.
    #[must_use]
    pub fn header<'a>(&self, files: &'a [MetadataFile]) -> Option<&'a MetadataFile> {
        files.get(self.header?)
    }

    /// The app's first file of a type.
    #[must_use]
    pub fn file<'a>(&self, files: &'a [MetadataFile], type_name: &str) -> Option<&'a MetadataFile> {
        self.files_of(files, type_name).next()
    }

    /// The app's files of a type.
    pub fn files_of<'a>(
        &self,
        files: &'a [MetadataFile],
        type_name: &str,
    ) -> impl Iterator<Item = &'a MetadataFile> {
        self.files
            .iter()
            .filter_map(|&index| files.get(index))
            .filter(move |file| file.metadata_type.name == type_name)
    }
}

/// Splits `ns__App` into namespace and name.
#[must_use]
pub fn split_namespace(name: &str) -> (Option<&str>, &str) {
    match name.split_once("__") {
        Some((namespace, rest)) if !namespace.is_empty() && !rest.is_empty() => {
            (Some(namespace), rest)
        }
        _ => (None, name),
    }
}
