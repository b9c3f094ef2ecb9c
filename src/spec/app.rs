//! One app of the spec.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Oauth;

/// One External Client App.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct App {
    /// API name: letters, digits and single underscores.
    pub name: String,
    /// Name that people see; made from the API name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What the app is for, as administrators read it in Setup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Address at which Salesforce reaches the app's owner.
    pub contact_email: String,
    /// Telephone number at which Salesforce reaches the app's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<String>,
    /// Address of a small picture for the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// Address of a picture for consent pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Where the app may be used.
    #[serde(default)]
    pub distribution: Distribution,
    /// The OAuth plugin.
    #[serde(default)]
    pub oauth: Oauth,
}

impl App {
    /// The name that people see.
    #[must_use]
    pub fn shown_label(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.name.replace('_', " "))
    }
}

/// Where an app may be used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// In the org that it is deployed to
    #[default]
    Local,
}

impl Distribution {
    /// The value in metadata.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Local => "Local",
        }
    }
}
