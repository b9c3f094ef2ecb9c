//! Components that are known by name only (`schemas/named.toml`).

use serde::Deserialize;

/// A metadata type whose files are never read: External Client App metadata refers to it, or nothing
/// says what is in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamedType {
    /// Type name: `PermissionSet`.
    #[serde(rename = "type")]
    pub name: String,
    /// File suffix without dots and without `-meta.xml`: `permissionset`.
    pub suffix: String,
    /// The usual folder: `permissionsets`.
    pub folder: String,
}
