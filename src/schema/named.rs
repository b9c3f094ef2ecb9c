//! Components that are known by name only (`schemas/named.toml`).

use super::Text;

/// A metadata type whose files are never read: External Client App metadata refers to it, or nothing
/// says what is in it.
#[derive(Clone, Debug)]
pub struct NamedType {
    /// Type name: `PermissionSet`.
    pub name: Text,
    /// File suffix without dots and without `-meta.xml`: `permissionset`.
    pub suffix: Text,
    /// The usual folder: `permissionsets`.
    pub folder: Text,
}
