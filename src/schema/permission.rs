//! User permissions that permission sets of apps grant.

use serde::Deserialize;

use crate::text::suggest::fold;

/// A user permission.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserPermission {
    /// API name, as in a permission set.
    pub name: String,
    /// Name in Setup.
    pub label: String,
    /// Names that people write for it.
    #[serde(default)]
    pub wrong: Vec<String>,
}

impl UserPermission {
    /// Whether people write `name` for this permission.
    #[must_use]
    pub fn is_miscalled(&self, name: &str) -> bool {
        let name = fold(name);
        let mut wrong = self.wrong.iter().chain([&self.label]);
        wrong.any(|wrong| fold(wrong) == name)
    }
}
