//! Apps: headers and the files that name them.

use std::collections::BTreeMap;

use super::MetadataFile;
use crate::schema::Role;

/// The apps of a project by API name.
#[derive(Debug, Default)]
pub struct Apps(BTreeMap<String, App>);

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
        Self(apps)
    }

    /// The app of that API name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&App> {
        self.0.get(name)
    }

    /// All apps in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = &App> {
        self.0.values()
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
