//! Reading the embedded data files.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::mandate::fill_dates;
use super::{
    AccessTable, Citation, Client, Effect, Flow, IdleLimit, Mandate, MetadataType, NamedType,
    OrgCode, OrgError, Requirement, Schema, Scope, UserPermission, Versions,
};

// `TABLES`: the files in `schemas/` and `schemas/types/` by name, each as JSON, which is read about
// ten times faster than TOML.
include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// Every word of the data files: names, values and what is said of them.
pub fn vocabulary() -> impl Iterator<Item = &'static str> {
    let says_nothing = ["sources.toml", "versions.toml"];
    let texts = TABLES.iter().filter(move |(name, _)| !says_nothing.contains(name));
    let texts = texts.map(|(_, text)| *text);
    texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'))
}

/// Every text of the data files that is written without escapes.
pub fn sentences() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|(_, text)| text.split('"')).filter(|text| !text.contains('\\'))
}

#[derive(Deserialize)]
struct ScopeFile {
    #[serde(rename = "scope")]
    scopes: Vec<Scope>,
}

#[derive(Deserialize)]
struct ClientFile {
    #[serde(rename = "client")]
    clients: Vec<Client>,
}

#[derive(Deserialize)]
struct FlowFile {
    #[serde(rename = "flow")]
    flows: Vec<Flow>,
}

#[derive(Deserialize)]
struct MandateFile {
    #[serde(rename = "mandate")]
    mandates: Vec<Mandate>,
}

#[derive(Deserialize)]
struct EffectFile {
    #[serde(rename = "effect")]
    effects: Vec<Effect>,
    #[serde(rename = "requirement")]
    requirements: Vec<Requirement>,
    #[serde(rename = "idle-limit")]
    idle_limit: IdleLimit,
}

#[derive(Deserialize)]
struct PermissionFile {
    #[serde(rename = "permission")]
    permissions: Vec<UserPermission>,
}

#[derive(Deserialize)]
struct NamedFile {
    named: Vec<NamedType>,
}

#[derive(Deserialize)]
struct ErrorFile {
    #[serde(rename = "error")]
    errors: Vec<OrgError>,
    #[serde(rename = "code")]
    codes: Vec<OrgCode>,
}

#[derive(Deserialize)]
struct SourceFile {
    #[serde(rename = "source")]
    sources: Vec<Citation>,
}

impl Schema {
    /// Parses the embedded tables.
    ///
    /// # Errors
    /// Names the data file that is not of its form, and the fault.
    pub(super) fn read() -> Result<Self, String> {
        let mut types = BTreeMap::new();
        for (name, text) in TABLES.iter().filter(|(name, _)| name.starts_with("types/")) {
            let metadata_type: MetadataType = parse(name, text)?;
            types.insert(metadata_type.name.clone(), metadata_type);
        }
        let permissions: PermissionFile = table("permissions.toml")?;
        let scopes: ScopeFile = table("scopes.toml")?;
        let MandateFile { mandates } = table("mandates.toml")?;
        let flows = fill_dates(text("flows.toml")?, &mandates)?;
        let flows: FlowFile = parse("flows.toml", &flows)?;
        let effects: EffectFile = table("effects.toml")?;
        let clients: ClientFile = table("clients.toml")?;
        let access: AccessTable = table("access.toml")?;
        let sources: SourceFile = table("sources.toml")?;
        let errors = fill_dates(text("errors.toml")?, &mandates)?;
        let errors: ErrorFile = parse("errors.toml", &errors)?;
        let named: NamedFile = table("named.toml")?;
        let versions: Versions = table("versions.toml")?;
        let sources = sources.sources.into_iter().map(|s| (s.key.clone(), s)).collect();
        let fixed_name = |t: &MetadataType| Some((t.fixed_name.clone()?, t.name.clone()));
        let fixed_names = types.values().filter_map(fixed_name).collect();
        let free = types.values().filter(|t: &&MetadataType| t.fixed_name.is_none());
        let suffixes = free.map(|t| (t.suffix.clone(), t.name.clone())).collect();
        Ok(Self {
            suffixes,
            fixed_names,
            types,
            scopes: scopes.scopes,
            flows: flows.flows,
            effects: effects.effects,
            requirements: effects.requirements,
            idle_limit: effects.idle_limit,
            clients: clients.clients,
            access,
            named: named.named,
            mandates,
            permissions: permissions.permissions,
            errors: errors.errors,
            codes: errors.codes,
            sources,
            versions,
        })
    }
}

/// Reads the embedded table of that file name.
///
/// # Errors
/// Names the data file that is not of its form, and the fault.
pub(crate) fn table<T: for<'de> Deserialize<'de>>(name: &str) -> Result<T, String> {
    parse(name, text(name)?)
}

fn text(name: &str) -> Result<&'static str, String> {
    let found = TABLES.iter().find(|(other, _)| *other == name);
    found.map(|(_, text)| *text).ok_or_else(|| format!("there is no table {name}"))
}

fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|fault| format!("{name}: {fault}"))
}
