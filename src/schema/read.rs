//! Reading the embedded data files.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::mandate::fill_dates;
use super::{
    AccessTable, Citation, Client, Effect, Flow, IdleLimit, Mandate, MetadataType, NamedType,
    OrgCode, OrgError, Requirement, Schema, Scope, UserPermission, Versions,
};

static TYPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas/types");

/// Every word of the data files: names, values and what is said of them.
pub fn vocabulary() -> impl Iterator<Item = &'static str> {
    let others = [
        include_str!("../../schemas/permissions.toml"),
        include_str!("../../schemas/scopes.toml"),
        include_str!("../../schemas/mandates.toml"),
        include_str!("../../schemas/flows.toml"),
        include_str!("../../schemas/effects.toml"),
        include_str!("../../schemas/clients.toml"),
        include_str!("../../schemas/access.toml"),
        include_str!("../../schemas/errors.toml"),
        include_str!("../../schemas/named.toml"),
        include_str!("../../schemas/presets.toml"),
    ];
    let texts = TYPES.files().filter_map(include_dir::File::contents_utf8).chain(others);
    texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'))
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
        for file in TYPES.files() {
            let name = file.path().display().to_string();
            let text = file.contents_utf8().ok_or_else(|| format!("{name} is not UTF-8"))?;
            let metadata_type: MetadataType = parse(&name, text)?;
            types.insert(metadata_type.name.clone(), metadata_type);
        }
        let permissions: PermissionFile =
            parse("permissions.toml", include_str!("../../schemas/permissions.toml"))?;
        let scopes: ScopeFile = parse("scopes.toml", include_str!("../../schemas/scopes.toml"))?;
        let MandateFile { mandates } =
            parse("mandates.toml", include_str!("../../schemas/mandates.toml"))?;
        let flows = fill_dates(include_str!("../../schemas/flows.toml"), &mandates)?;
        let flows: FlowFile = parse("flows.toml", &flows)?;
        let effects: EffectFile =
            parse("effects.toml", include_str!("../../schemas/effects.toml"))?;
        let clients: ClientFile =
            parse("clients.toml", include_str!("../../schemas/clients.toml"))?;
        let access: AccessTable = parse("access.toml", include_str!("../../schemas/access.toml"))?;
        let sources: SourceFile =
            parse("sources.toml", include_str!("../../schemas/sources.toml"))?;
        let errors = fill_dates(include_str!("../../schemas/errors.toml"), &mandates)?;
        let errors: ErrorFile = parse("errors.toml", &errors)?;
        let named: NamedFile = parse("named.toml", include_str!("../../schemas/named.toml"))?;
        let versions: Versions =
            parse("versions.toml", include_str!("../../schemas/versions.toml"))?;
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

fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|fault| format!("{name}: {fault}"))
}
