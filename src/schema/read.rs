//! The tables as the build script wrote them.

use super::client::{Confidence, Program, ServerAddress};
use super::org::{ApiPermission, IntegrationUser, LoginHosts, OrgFacts, Wait};
use super::scope::Companion;
use super::{
    AccessElement, AccessTable, ApiVersion, Authority, Basis, Cardinality, Citation, Client,
    Demand, Effect, Element, EnumValue, ErrorEvidence, Expect, Flow, IdleLimit, IntValue,
    JwtLifetime, Kept, Kind, List, Literal, Mandate, Map, MetadataType, NamedType, NeededScope,
    OrgCode, OrgError, OrgSetting, Packaging, Part, Refusal, Requirement, Risk, Role, Schema,
    Scope, SourceKind, Struct, Text, UserPermission, Versions, Wider, Without,
};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// Whether a word is in the data files, as a name, in a value or in what is said of them.
#[must_use]
pub(crate) fn is_in_tables(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

/// Whether that is exactly the name of an element whose value is no credential.
#[must_use]
pub(crate) fn is_public_element(name: &str) -> bool {
    PUBLIC.binary_search(&name).is_ok()
}

/// Every text of the data files that is written without escapes.
pub fn sentences() -> impl Iterator<Item = &'static str> {
    SENTENCES.lines()
}

/// All tables.
#[must_use]
pub fn schema() -> &'static Schema {
    &SCHEMA
}
