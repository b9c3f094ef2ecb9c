//! Scopes of your own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scope of your own, for services outside Salesforce.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomScope {
    /// API name, which clients ask for: letters, digits and single underscores.
    pub name: String,
    /// What the scope allows, as users read it when they approve the app.
    pub description: String,
    /// Name in Setup; the API name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether anyone can read of the scope in the discovery document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    /// Whether the scope is hidden from other packages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
}
