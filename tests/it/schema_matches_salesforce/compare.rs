//! The comparison of a table with what `extract.mjs` says of the same type.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ecaforge::schema::{Authority, Element, Kind, MetadataType};
use serde::Deserialize;

/// What can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Aspect {
    /// The registry has the type, and there is no table for it.
    TypeMissing,
    /// There is a table for the type, but the type definitions or the registry do not have it.
    TypeUnknown,
    /// The file suffix.
    Suffix,
    /// The usual folder.
    Folder,
    /// The name in a manifest.
    ManifestType,
    /// Salesforce has the element, the table does not.
    ElementMissing,
    /// The table has the element, Salesforce does not.
    ElementUnknown,
    /// What the value is.
    Kind,
    /// Whether it may be absent.
    Optional,
    /// Whether it can be repeated.
    Repeated,
    /// Salesforce has the enum value, the table does not.
    ValueMissing,
    /// The table has the enum value, Salesforce does not.
    ValueUnknown,
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TypeMissing => "type-missing",
            Self::TypeUnknown => "type-unknown",
            Self::Suffix => "suffix",
            Self::Folder => "folder",
            Self::ManifestType => "manifest-type",
            Self::ElementMissing => "element-missing",
            Self::ElementUnknown => "element-unknown",
            Self::Kind => "kind",
            Self::Optional => "optional",
            Self::Repeated => "repeated",
            Self::ValueMissing => "value-missing",
            Self::ValueUnknown => "value-unknown",
        })
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Metadata type.
    pub(crate) metadata_type: String,
    /// Path of the element: `customAttributes.key`; empty for an aspect of the type.
    pub(crate) element: String,
    /// What differs.
    pub(crate) aspect: Aspect,
    /// The enum value in question; empty for other aspects.
    pub(crate) value: String,
    /// What the table says.
    pub(crate) ours: String,
    /// What Salesforce says.
    pub(crate) theirs: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metadata_type, element, aspect, ours, theirs, .. } = self;
        let space = if element.is_empty() { "" } else { " " };
        write!(f, "{metadata_type}{space}{element}: {aspect}: ")?;
        write!(f, "we say {ours}, Salesforce says {theirs}")
    }
}

/// What `extract.mjs` says of a type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TheirType {
    pub(crate) name: String,
    manifest_type: Option<String>,
    suffix: Option<String>,
    directory: Option<String>,
    pub(crate) elements: Option<Vec<TheirElement>>,
    pub(crate) structs: BTreeMap<String, Vec<TheirElement>>,
}

/// What `extract.mjs` says of an element.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TheirElement {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) optional: bool,
    pub(crate) repeated: bool,
    #[serde(rename = "enum")]
    pub(crate) values: Option<Vec<String>>,
    #[serde(rename = "struct")]
    pub(crate) structure: Option<String>,
}

/// All differences of a table from the type of the same name.
pub(crate) fn compare(ours: &MetadataType, theirs: &TheirType) -> Vec<Difference> {
    assert_eq!(ours.name, theirs.name, "two different types");
    let mut comparison = Comparison { ours, theirs, found: Vec::new() };
    comparison.types();
    if let Some(elements) = &theirs.elements {
        comparison.elements("", &ours.elements, elements);
    }
    comparison.found
}

/// All differences of a list of enum values from Salesforce's.
pub(crate) fn compare_values(
    metadata_type: &str,
    element: &str,
    ours: &BTreeSet<&str>,
    theirs: &BTreeSet<&str>,
) -> Vec<Difference> {
    let difference = |aspect, value: &str, ours: &str, theirs: &str| Difference {
        metadata_type: metadata_type.to_owned(),
        element: element.to_owned(),
        aspect,
        value: value.to_owned(),
        ours: ours.to_owned(),
        theirs: theirs.to_owned(),
    };
    let missing = theirs.difference(ours);
    let unknown = ours.difference(theirs);
    missing
        .map(|it| difference(Aspect::ValueMissing, it, "nothing", it))
        .chain(unknown.map(|it| difference(Aspect::ValueUnknown, it, it, "nothing")))
        .collect()
}

/// The types of the registry that have no table.
pub(crate) fn compare_registry(ours: &BTreeSet<&str>, theirs: &BTreeSet<&str>) -> Vec<Difference> {
    let missing = theirs.difference(ours);
    missing
        .map(|name| Difference {
            metadata_type: (*name).to_owned(),
            element: String::new(),
            aspect: Aspect::TypeMissing,
            value: String::new(),
            ours: "nothing".to_owned(),
            theirs: "a type".to_owned(),
        })
        .collect()
}

struct Comparison<'a> {
    ours: &'a MetadataType,
    theirs: &'a TheirType,
    found: Vec<Difference>,
}

impl<'a> Comparison<'a> {
    fn types(&mut self) {
        let Self { ours, theirs, .. } = *self;
        if theirs.elements.is_none() {
            self.differ("", Aspect::TypeUnknown, "a table", "no definition");
        }
        let Some(manifest_type) = &theirs.manifest_type else {
            self.differ("", Aspect::TypeUnknown, "a table", "no row in the registry");
            return;
        };
        let theirs = [
            (Aspect::ManifestType, ours.manifest_name(), Some(manifest_type.as_str())),
            (Aspect::Suffix, &ours.suffix, theirs.suffix.as_deref()),
            (Aspect::Folder, &ours.folder, theirs.directory.as_deref()),
        ];
        for (aspect, ours, theirs) in theirs {
            if Some(ours) != theirs {
                self.differ("", aspect, ours, theirs.unwrap_or("nothing"));
            }
        }
    }

    /// An element that our table says is gone may be gone there.
    fn elements(&mut self, path: &str, ours: &'a [Element], theirs: &'a [TheirElement]) {
        for their in theirs {
            let path = join(path, &their.name);
            match ours.iter().find(|our| our.name == their.name) {
                Some(our) => self.element(&path, our, their),
                None => self.differ(&path, Aspect::ElementMissing, "nothing", &their.kind),
            }
        }
        for our in ours.iter().filter(|our| our.until.is_none()) {
            if !theirs.iter().any(|their| their.name == our.name) {
                let path = join(path, &our.name);
                self.differ(&path, Aspect::ElementUnknown, kind_name(our.kind), "nothing");
            }
        }
    }

    fn element(&mut self, path: &str, our: &'a Element, their: &'a TheirElement) {
        let kind = kind_name(our.kind);
        if kind != their.kind {
            self.differ(path, Aspect::Kind, kind, &their.kind);
        }
        if our.repeated != their.repeated {
            self.differ(path, Aspect::Repeated, our.repeated, their.repeated);
        }
        let optional = !our.required_by.contains(&Authority::Type);
        if optional != their.optional {
            self.differ(path, Aspect::Optional, optional, their.optional);
        }
        if let (Kind::Enum, Some(values)) = (our.kind, &their.values) {
            let ours = our.values.iter().map(|value| value.name.as_str()).collect();
            let theirs = values.iter().map(String::as_str).collect();
            self.found.extend(compare_values(&self.ours.name, path, &ours, &theirs));
        }
        if let (Some(our), Some(their)) = (&our.structure, &their.structure) {
            let ours = self.ours.structs.get(our).map_or(&[][..], |it| &it.elements);
            let depth = path.matches('.').count();
            assert!(depth < 8, "{path} nests without end");
            self.elements(path, ours, &self.theirs.structs[their]);
        }
    }

    fn differ(
        &mut self,
        element: &str,
        aspect: Aspect,
        ours: impl fmt::Display,
        theirs: impl fmt::Display,
    ) {
        self.found.push(Difference {
            metadata_type: self.ours.name.to_string(),
            element: element.to_owned(),
            aspect,
            value: String::new(),
            ours: ours.to_string(),
            theirs: theirs.to_string(),
        });
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// What the type definitions call a kind.
fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "boolean",
        Kind::Int => "number",
        Kind::Enum => "enum",
        Kind::Struct => "struct",
        Kind::Text
        | Kind::Email
        | Kind::Url
        | Kind::CallbackList
        | Kind::Reference
        | Kind::NameList
        | Kind::ScopeList
        | Kind::Username
        | Kind::Certificate
        | Kind::IpAddress
        | Kind::Formula => "string",
    }
}
