//! What several rules of form share.

use crate::diagnostic::Severity;
use crate::project::{MetadataFile, Project};
use crate::schema::{Element as ElementSchema, Role, Struct, find_element, names, schema};
use crate::text::suggest::{fold, nearest};
use crate::xml::Element;

/// An element whose children the schema knows: the root, or a structure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level<'a> {
    /// The element.
    pub element: &'a Element,
    /// The elements that it may contain.
    pub known: &'static [ElementSchema],
    /// Whether it is the root of the file.
    pub is_root: bool,
}

impl Level<'_> {
    /// The element of that name, if it is allowed here.
    pub(super) fn schema(&self, name: &str) -> Option<&'static ElementSchema> {
        find_element(self.known, name)
    }

    /// The element that a person most likely meant who wrote a name that is not allowed here.
    pub(super) fn meant_by(&self, name: &str) -> Option<&'static ElementSchema> {
        let folded = fold(name);
        let is_wrong_name =
            |known: &&ElementSchema| known.wrong_names.iter().any(|wrong| fold(wrong) == folded);
        self.known.iter().find(is_wrong_name).or_else(|| {
            let near = nearest(name, self.known.iter().map(|known| known.name.as_str()))?;
            self.schema(near)
        })
    }

    /// Whether an element here was most likely meant to be `schema`, under a name that is wrong.
    pub(super) fn misspells(&self, schema: &ElementSchema) -> bool {
        self.misspellings(schema) > 0
    }

    /// How many elements here were most likely meant to be `schema`, under names that are wrong.
    pub(super) fn misspellings(&self, schema: &ElementSchema) -> usize {
        let names = self.element.elements().map(|child| child.name.local());
        names
            .filter(|name| self.schema(name).is_none())
            .filter(|name| self.meant_by(name).is_some_and(|meant| meant.name == schema.name))
            .count()
    }
}

/// Every element whose children the schema knows, outer ones first. None in a file whose XML is
/// broken, since nesting is unreliable there.
pub(super) fn levels(file: &MetadataFile) -> Vec<Level<'_>> {
    let (Some(root), true) = (file.root(), file.document.faults.is_empty()) else {
        return Vec::new();
    };
    let root = Level { element: root, known: &file.metadata_type.elements, is_root: true };
    let structures = file.all_fields().into_iter().filter_map(|field| {
        let Struct { elements, .. } = file.metadata_type.structure_of(field.schema)?;
        Some(Level { element: field.element, known: elements, is_root: false })
    });
    std::iter::once(root).chain(structures).collect()
}

/// How bad the form of a file can be at most; none where form is not judged. Org settings gain
/// elements with each release, so that an unknown one is no error there. Connected apps and auth.
/// providers are judged by no rule of form but those of XML itself.
pub(super) fn gravest(file: &MetadataFile) -> Option<Severity> {
    let own = file.metadata_type.name.as_str();
    match file.metadata_type.role {
        Role::Org => Some(Severity::Warning),
        _ if [names::CONNECTED_APP, names::AUTH_PROVIDER].contains(&own) => None,
        _ => Some(Severity::Error),
    }
}

/// Whether the project is written for an API version that the tables do not know yet.
pub(super) fn is_newer_than_tables(project: &Project) -> bool {
    project.api_version.is_some_and(|version| version > schema().versions.newest)
}

/// Whether the project has a file at that path already.
pub(super) fn is_taken(project: &Project, path: &str) -> bool {
    project.files.iter().any(|file| file.path.as_ref() == path)
        || project.ignored.iter().any(|file| file.path.as_ref() == path)
        || project.oddities.iter().any(|file| file.path.as_ref() == path)
}

/// A path's folder, with the `/` after it, and its file name.
pub(super) fn split_path(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}
