//! Writes the data files in `schemas/` as constants of the program, so that no run reads them.
//!
//! The structs in `src/schema` are the form of the data files. This script takes them from the source
//! and reads each data file by them; a file that does not fit ends the build.

mod dates;
mod forms;
mod words;
mod write;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use forms::Forms;
use toml::{Table, Value};

/// The fields of `Schema`: the type of their entries, the file and its key. Without a key, the field is
/// the whole file.
const FIELDS: &[(&str, &str, &str, &str)] = &[
    ("scopes", "List<Scope>", "scopes", "scope"),
    ("flows", "List<Flow>", "flows", "flow"),
    ("effects", "List<Effect>", "effects", "effect"),
    ("requirements", "List<Requirement>", "effects", "requirement"),
    ("idle_limit", "IdleLimit", "effects", "idle-limit"),
    ("kept", "List<Kept>", "effects", "kept"),
    ("jwt_lifetimes", "List<JwtLifetime>", "effects", "jwt-lifetime"),
    ("clients", "List<Client>", "clients", "client"),
    ("org", "OrgFacts", "org", ""),
    ("access", "AccessTable", "access", ""),
    ("named", "List<NamedType>", "named", "named"),
    ("mandates", "List<Mandate>", "mandates", "mandate"),
    ("permissions", "List<UserPermission>", "permissions", "permission"),
    ("errors", "List<OrgError>", "errors", "error"),
    ("codes", "List<OrgCode>", "errors", "code"),
    ("versions", "Versions", "versions", ""),
];

type Fault = Box<dyn Error>;

fn main() -> Result<(), Fault> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=schemas");
    println!("cargo::rerun-if-changed=src/schema");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=tests/data/made-up-type.toml");
    let forms = Forms::read(&root.join("src/schema"))?;
    let files = tables(&root.join("schemas"))?;
    let types = tables(&root.join("schemas/types"))?;
    fs::write(out.join("tables.rs"), schema(&forms, &files, &types)?)?;
    let all: Vec<&(String, Table)> = files.iter().chain(&types).collect();
    fs::write(out.join("words.rs"), words::words(&all)?)?;
    let text = fs::read_to_string(root.join("tests/data/made-up-type.toml"))?;
    let made_up = write::named(&forms, "MetadataType", &Value::Table(text.parse()?))?;
    let made_up = format!("static MADE_UP_TYPE: MetadataType = {made_up};\n");
    fs::write(out.join("made_up_type.rs"), made_up)?;
    let presets = serde_json::to_string(table(&files, "presets")?)?;
    fs::write(out.join("presets.json"), presets)?;
    Ok(())
}

/// The data files of a folder, by name.
fn tables(folder: &Path) -> Result<Vec<(String, Table)>, Fault> {
    let mut tables = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path)?;
            let table = text.parse().map_err(|fault| format!("{}: {fault}", path.display()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            tables.push((name, table));
        }
    }
    tables.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(tables)
}

fn table<'a>(tables: &'a [(String, Table)], name: &str) -> Result<&'a Table, Fault> {
    let found = tables.iter().find(|(other, _)| other == name);
    Ok(&found.ok_or_else(|| format!("there is no table {name}"))?.1)
}

/// The schema as an expression.
fn schema(
    forms: &Forms,
    files: &[(String, Table)],
    types: &[(String, Table)],
) -> Result<String, Fault> {
    let mandates = table(files, "mandates")?;
    let mut out = String::from("static SCHEMA: Schema = Schema {\n");
    for (field, form, file, key) in FIELDS {
        let mut file_table = table(files, file)?.clone();
        dates::fill(&mut file_table, mandates).map_err(|fault| format!("{file}: {fault}"))?;
        let value = match *key {
            "" => Value::Table(file_table),
            key => file_table.remove(key).ok_or_else(|| format!("{file}: no `{key}`"))?,
        };
        let form = syn::parse_str(form)?;
        let written = write::value(forms, &form, &value);
        let written = written.map_err(|fault| format!("{file}: {fault}"))?;
        writeln!(out, "{field}: {written},")?;
    }
    let keyed = table(files, "sources")?.get("source").and_then(Value::as_array);
    let keyed = keyed.ok_or("sources: no `source`")?.iter();
    let sources = keyed.map(|source| Some((source.get("key")?.as_str()?, source)));
    let sources = sources.collect::<Option<Vec<_>>>().ok_or("sources: one has no `key`")?;
    writeln!(out, "sources: {},", write::map(forms, "Citation", sources)?)?;
    let types = types.iter().map(|(name, table)| (name, Value::Table(table.clone())));
    let types: Vec<(&String, Value)> = types.collect();
    let types = types.iter().map(|(name, table)| (name.as_str(), table)).collect();
    writeln!(out, "types: {},\n}};", write::map(forms, "MetadataType", types)?)?;
    Ok(out)
}
