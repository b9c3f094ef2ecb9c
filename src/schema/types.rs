//! Metadata types and their elements (`schemas/types/*.toml`).

use super::{ApiVersion, Element, List, Map, Text};

/// One metadata type: one data file.
#[derive(Clone, Debug)]
pub struct MetadataType {
    /// Type name, which is also the root element: `ExtlClntAppOauthSettings`.
    pub name: Text,
    /// What a person calls it: `OAuth settings`.
    pub title: Text,
    /// File suffix without dots and without `-meta.xml`: `ecaOauth`.
    pub suffix: Text,
    /// The usual folder: `extlClntAppOauthSettings`.
    pub folder: Text,
    /// The capability it belongs to.
    pub part: Part,
    /// Who decides it.
    pub role: Role,
    /// First API version.
    pub since: ApiVersion,
    /// How `since` is known.
    pub since_basis: Basis,
    /// An earlier API version in which orgs wrote such files already.
    pub seen_since: Option<ApiVersion>,
    /// Whether it may go into a second-generation package.
    pub packaging: Packaging,
    /// How many files of this type one app may have.
    pub per_app: Cardinality,
    /// File name that Setup gives, with `{app}` for the app's API name; none where the name is
    /// free or fixed by `fixed-name`.
    pub setup_name: Option<Text>,
    /// File name that the org gives when it makes the component itself during a deploy that brings
    /// the app without it, with `{app}` for the app's API name. A second component next to that one
    /// is refused, so this name is good in the first deploy and in every later one.
    pub server_name: Option<Text>,
    /// The only file name there can be, for org settings: `OauthOidc`.
    pub fixed_name: Option<Text>,
    /// The name in a manifest where it is not the type name (`Settings`).
    pub manifest_type: Option<Text>,
    /// Other suffixes that people write for it by mistake, without dots.
    pub wrong_suffixes: List<Text>,
    /// Other folders that people put it into; the CLI still finds it there.
    pub wrong_folders: List<Text>,
    /// Elements that people write in other files in place of a file of this type.
    pub wrong_elements: List<Text>,
    /// A pilot or beta type that an org may not have.
    pub beta: bool,
    /// Files of the type are read and judged, but never generated.
    pub read_only: bool,
    /// One line: what the type is for.
    pub meaning: Text,
    /// Keys into `schemas/sources.toml`, the best first.
    pub source: List<Text>,
    /// Elements in the order in which an org writes them (ASCII order of names).
    pub elements: List<Element>,
    /// Nested structures by name.
    pub structs: Map<Struct>,
}

impl MetadataType {
    /// The first API version that any source has the type in.
    #[must_use]
    pub(crate) fn first_seen(&self) -> ApiVersion {
        self.seen_since.unwrap_or(self.since)
    }

    /// The element of this name at the top of the type.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&Element> {
        find(&self.elements, name)
    }

    /// The structure that an element nests; none for an element of another kind.
    #[must_use]
    pub fn structure_of(&self, element: &Element) -> Option<&Struct> {
        self.structs.get(element.structure.as_deref()?)
    }

    /// The file of this type that Setup would make for `app`: `Billing_oauth.ecaOauth-meta.xml`.
    #[must_use]
    pub fn file_name(&self, app: &str) -> String {
        let stem = match (&self.fixed_name, &self.setup_name) {
            (Some(fixed), _) => fixed.to_string(),
            (None, Some(pattern)) => pattern.replace("{app}", app),
            (None, None) => app.to_owned(),
        };
        format!("{stem}.{}-meta.xml", self.suffix)
    }

    /// The name in a manifest: the type name, or `Settings` for org settings.
    #[must_use]
    pub fn manifest_name(&self) -> &str {
        self.manifest_type.as_deref().unwrap_or(&self.name)
    }
}

impl Struct {
    /// The element of this name.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&Element> {
        find(&self.elements, name)
    }
}

/// The element of that name among elements in ASCII order, as every table lists them.
#[must_use]
pub fn find<'a>(elements: &'a [Element], name: &str) -> Option<&'a Element> {
    let at = elements.binary_search_by(|element| element.name.as_str().cmp(name)).ok()?;
    elements.get(at)
}

/// A structure that elements of kind `struct` nest.
#[derive(Clone, Debug)]
pub struct Struct {
    /// One line: what it holds.
    pub meaning: Text,
    /// Its elements in the order in which an org writes them.
    pub elements: List<Element>,
}

/// The capability of an app that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The app itself: header and app-wide policies.
    App,
    /// OAuth plugin.
    Oauth,
    /// SAML plugin.
    Saml,
    /// Mobile plugin.
    Mobile,
    /// Push plugin.
    Push,
    /// Notification plugin.
    Notification,
    /// Canvas plugin.
    Canvas,
    /// Attestation plugin.
    Attest,
    /// Switches of the whole org.
    Org,
    /// A type that External Client Apps refer to or replace.
    Neighbour,
}

/// Who decides what a type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The `.eca` file that every other file of the app names.
    Header,
    /// What the developer ships.
    Settings,
    /// What the administrator decides.
    Policies,
    /// A setting of the org.
    Org,
    /// Neither: a neighbour type.
    Neighbour,
}

/// How a fact is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// A Salesforce page or package says so.
    #[default]
    Documented,
    /// Seen in live orgs only.
    Observed,
    /// Concluded; no source says so.
    Assumed,
}

/// Whether a type may go into a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packaging {
    /// In second-generation managed packages and unlocked packages.
    Packageable,
    /// In unlocked packages only, as far as is documented.
    UnlockedOnly,
    /// Never: its presence in a package directory fails the package build.
    Never,
    /// The External Client App rules for packages do not speak of it.
    Unregulated,
}

/// How many files of a type one app may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// At most one.
    One,
    /// Any number.
    Many,
    /// The type does not belong to one app.
    NotPerApp,
}
