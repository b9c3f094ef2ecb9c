//! Permission sets that policies of the project grant. Others are known by name only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{MetadataFile, comma_list};
use crate::schema::{Kind, names};
use crate::xml::{self, Document, Element};

/// A permission set.
#[derive(Debug)]
pub struct PermissionSet {
    /// Path relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
    /// The parsed text.
    pub document: Document,
}

impl PermissionSet {
    /// The permission sets that the files grant, in the order of their paths.
    pub(super) fn granted(
        paths: &[PathBuf],
        files: &[MetadataFile],
        read: impl Fn(&Path) -> Option<(Arc<str>, String)>,
    ) -> Vec<Self> {
        let granted = granted(files);
        let set = |path: &PathBuf| {
            name_of(path).filter(|name| granted.contains(*name))?;
            let (path, text) = read(path)?;
            Some(Self { path, document: xml::parse(&text), text })
        };
        let mut sets: Vec<Self> = paths.iter().filter_map(set).collect();
        sets.sort_by(|a, b| a.path.cmp(&b.path));
        sets
    }

    /// The names of its user permissions, as they are written.
    pub(crate) fn user_permissions(&self) -> impl Iterator<Item = &Element> {
        let root = self.document.root.iter();
        root.flat_map(|root| root.children_named("userPermissions"))
            .filter_map(|permission| permission.child("name"))
    }
}

/// The names of the permission sets that the files grant an app.
fn granted(files: &[MetadataFile]) -> BTreeSet<String> {
    let lists = files.iter().flat_map(MetadataFile::all_fields).filter(|field| {
        field.schema.kind == Kind::NameList
            && field.schema.refers_to.as_deref() == Some(names::PERMISSION_SET)
    });
    lists.flat_map(|field| comma_list(&field.element.value())).map(|item| item.text).collect()
}

/// The name of a permission set, by its path; none for another file.
pub(super) fn name_of(path: &Path) -> Option<&str> {
    match super::classify(path) {
        super::Candidate::Named(names::PERMISSION_SET, name) => Some(name),
        _ => None,
    }
}
