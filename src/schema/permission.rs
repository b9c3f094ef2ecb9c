//! User permissions that permission sets of apps grant.

use super::{List, Text};

use crate::text::suggest::fold;

/// A user permission.
#[derive(Debug)]
pub struct UserPermission {
    /// API name, as in a permission set.
    pub name: Text,
    /// Name in Setup.
    pub label: Text,
    /// Names that people write for it.
    pub wrong: List<Text>,
}

impl UserPermission {
    /// Whether people write `name` for this permission.
    #[must_use]
    pub(crate) fn is_miscalled(&self, name: &str) -> bool {
        let name = fold(name);
        let mut wrong = self.wrong.iter().chain([&self.label]);
        wrong.any(|wrong| fold(wrong) == name)
    }
}
