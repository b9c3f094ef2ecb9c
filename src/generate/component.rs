//! Components that are to be written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::MAIN;
use crate::schema::{Element, MetadataType};
use crate::spec::SpecPath;

/// One metadata file: its type, name and elements in order.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its type.
    pub metadata_type: &'static MetadataType,
    /// Name of the component.
    pub full_name: String,
    /// The package directory that its file goes into.
    pub directory: &'static str,
    /// Elements in the order in which an org writes them.
    pub fields: Vec<PlannedField>,
    /// Where the spec gives the values of elements, by element.
    pub places: BTreeMap<String, SpecPath>,
    /// The keys of the spec that decide an element, whatever their values.
    pub decided: BTreeMap<String, Vec<SpecPath>>,
}

/// One element with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedField {
    /// Element name.
    pub name: String,
    /// Its text; empty for a structure.
    pub value: String,
    /// The elements of a structure; empty for a text.
    pub fields: Vec<PlannedField>,
    /// A comment for the line before it.
    pub comment: Option<String>,
}

impl PlannedField {
    /// An element with a text.
    #[must_use]
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), fields: Vec::new(), comment: None }
    }

    /// An element with elements of its own.
    #[must_use]
    pub fn structure(name: impl Into<String>, fields: Vec<PlannedField>) -> Self {
        Self { name: name.into(), value: String::new(), fields, comment: None }
    }
}

impl Component {
    /// Name of its file.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.{}-meta.xml", self.full_name, self.metadata_type.suffix)
    }

    /// Path of its file in the project, with `/`.
    #[must_use]
    pub fn path(&self) -> String {
        let folder = &self.metadata_type.folder;
        format!("{}/{MAIN}/{folder}/{}", self.directory, self.file_name())
    }

    /// Every element with what the tables say of it, those in structures before their structure.
    pub(super) fn elements(
        &self,
    ) -> impl Iterator<Item = (Option<&'static Element>, &PlannedField)> {
        let metadata_type = self.metadata_type;
        self.fields.iter().flat_map(move |field| {
            let element = metadata_type.element(&field.name);
            let structure = element.and_then(|element| metadata_type.structure_of(element));
            let known = move |name: &str| structure.and_then(|structure| structure.element(name));
            let inner = field.fields.iter().map(move |field| (known(&field.name), field));
            inner.chain([(element, field)])
        })
    }

    /// The value of an element; none where it is absent.
    #[must_use]
    pub fn value(&self, element: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == element).map(|field| field.value.as_str())
    }
}
