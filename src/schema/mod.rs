//! Layer 1: what External Client App metadata may be, read from the data files in `schemas/`.
//!
//! Every fact about Salesforce (a type, a suffix, an element, an enum value, a scope, a flow's
//! demands) stands in those files only. The generator, the checker and `explain` read it here.

mod flow;
mod read;
mod scope;
mod sources;
mod types;
mod version;

pub use flow::{Demand, Expect, Flow, OrgSetting};
pub use scope::{Risk, Scope};
pub use sources::{Citation, SourceKind};
pub use types::{
    Authority, Basis, Cardinality, Element, EnumValue, IntValue, Kind, MetadataType, Packaging,
    Part, Role, Struct,
};
pub use version::{ApiVersion, Versions};

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The namespace of every metadata file.
pub const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// All tables, joined.
#[derive(Debug)]
pub struct Schema {
    /// Metadata types by name.
    pub types: BTreeMap<String, MetadataType>,
    /// OAuth scopes of External Client Apps, in the order of the table.
    pub scopes: Vec<Scope>,
    /// OAuth flows, supported or refused, in the order of the table.
    pub flows: Vec<Flow>,
    /// Where the facts come from, by key.
    pub sources: BTreeMap<String, Citation>,
    /// The API versions that the tables cover.
    pub versions: Versions,
}

/// The embedded tables, parsed at first use.
///
/// # Panics
/// At first use, if a data file in `schemas/` is not of its form; the tests read them all.
#[must_use]
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> =
        LazyLock::new(|| Schema::read().expect("the embedded tables are well formed"));
    &SCHEMA
}
