//! Layer 3: what the user wants, as it is kept in the project's `ecaforge.toml`.

mod app;
mod asked;
mod custom_scope;
mod edit;
mod fault;
mod form;
mod oauth;
mod plugins;
mod preset;
mod read;
mod write;

pub use crate::schema::{Distribution, PermittedUsers};

pub use app::{App, Owner, Plugin};
pub use asked::{Asked, Extent};
pub use custom_scope::CustomScope;
pub(crate) use edit::edit;
pub(crate) use fault::Step;
pub use fault::{SpecFault, SpecPath};
pub use oauth::{AssetToken, Client, FirstParty, Mtls, RefreshToken, TokenExchange, TokenKind};
pub(crate) use oauth::{IdToken, Oauth};
pub(crate) use plugins::{Attribute, IpRange};
pub use plugins::{Canvas, Mobile, Notification, Push, Saml};
pub use preset::{Preset, presets};
pub use read::{SpecText, file_schema, read};
pub(crate) use write::{with_settings_of_check, write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name of the file that keeps the spec in a project.
pub const SPEC_FILE: &str = crate::config::FILE_NAME;

/// Stands for a value that the project or its org holds, and that plans need not know.
pub const UNKNOWN: &str = "${ECAFORGE_UNKNOWN}";

/// Everything that the generator needs to know: one project with its apps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spec {
    /// The project.
    #[serde(default)]
    pub project: ProjectSpec,
    /// The External Client Apps, in the order in which README and manifest name them.
    #[serde(default, rename = "app")]
    pub apps: Vec<App>,
    /// Scopes of your own, for services outside Salesforce, which the apps may name.
    #[serde(default, rename = "custom-scope", skip_serializing_if = "Vec::is_empty")]
    pub custom_scopes: Vec<CustomScope>,
}

/// The project around the apps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProjectSpec {
    /// Name of the project; the first app's API name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// API version of the metadata, such as `67.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Address at which the Salesforce CLI logs in: the My Domain address of the org. External Client
    /// Apps log in there only; without it, `https://login.salesforce.com` stands in `sfdx-project.json`
    /// for logins with the app of the CLI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_url: Option<String>,
    /// Namespace of the package, for packaged apps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Where checks run on each change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ci: Vec<Ci>,
    /// Name of the package; the project's name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Version of the next package, such as `1.2.0`; `0.1.0` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_version: Option<String>,
    /// Directory of templates that replace the built-in ones, or are added to them;
    /// the path from the project to it, with `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// The JSON Schema of a spec.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Spec)
}

/// Where checks run on each change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Ci {
    /// A workflow of GitHub Actions
    Github,
    /// Jobs of GitLab CI/CD
    Gitlab,
    /// A pipeline of Azure Pipelines
    Azure,
    /// A pipeline of Bitbucket Cloud
    Bitbucket,
    /// A pipeline of Jenkins
    Jenkins,
    /// A hook of pre-commit
    PreCommit,
}
