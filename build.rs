//! Turns the data files in `schemas/` into JSON at build time: a TOML reader takes most of the time in
//! which a small check is done.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("schemas");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=schemas");
    let mut list = String::from("static TABLES: &[(&str, &str)] = &[\n");
    for (folder, prefix) in [(root.clone(), ""), (root.join("types"), "types/")] {
        for path in data_files(&folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let text = fs::read_to_string(&path)?;
            let table: toml::Value =
                toml::from_str(&text).map_err(|fault| format!("{}: {fault}", path.display()))?;
            let json = serde_json::to_string(&table)?;
            writeln!(list, "({:?}, {json:?}),", format!("{prefix}{name}"))?;
        }
    }
    list.push_str("];\n");
    fs::write(out.join("tables.rs"), list)?;
    Ok(())
}

fn data_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
