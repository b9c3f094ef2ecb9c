//! The file with which a repository begins to configure its checks.

/// The file in which an editor looks for the schema of `ecaforge.toml`.
pub const SCHEMA_FILE: &str = "ecaforge.schema.json";
/// The line that names it to editors, with its line end.
pub const SCHEMA_LINE: &str = "#:schema ./ecaforge.schema.json\n";

const TABLES: &str = include_str!("starter.toml");

/// A new `ecaforge.toml`, with each key explained.
#[must_use]
pub(crate) fn starter() -> String {
    format!(
        "{SCHEMA_LINE}\
         # Settings of `ecaforge check` for the projects in this directory. For completion in an editor:\n\
         #     ecaforge schema config > {SCHEMA_FILE}\n\n{TABLES}"
    )
}

/// The part of it that a file without settings of the check can take at its end.
#[must_use]
pub fn table() -> &'static str {
    TABLES
}
