//! Reading the embedded data files.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::mandate::fill_dates;
use super::{
    AccessTable, Citation, Flow, Mandate, MetadataType, NamedType, OrgError, Schema, Scope,
    Versions,
};

static TYPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas/types");

#[derive(Deserialize)]
struct ScopeFile {
    #[serde(rename = "scope")]
    scopes: Vec<Scope>,
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
struct NamedFile {
    named: Vec<NamedType>,
}

#[derive(Deserialize)]
struct ErrorFile {
    #[serde(rename = "error")]
    errors: Vec<OrgError>,
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
        let scopes: ScopeFile = parse("scopes.toml", include_str!("../../schemas/scopes.toml"))?;
        let MandateFile { mandates } =
            parse("mandates.toml", include_str!("../../schemas/mandates.toml"))?;
        let flows = fill_dates(include_str!("../../schemas/flows.toml"), &mandates)?;
        let flows: FlowFile = parse("flows.toml", &flows)?;
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
            access,
            named: named.named,
            mandates,
            errors: errors.errors,
            sources,
            versions,
        })
    }
}

fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|fault| format!("{name}: {fault}"))
}
