//! The OAuth plugin of an app.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The OAuth plugin: what the developer ships and what the administrator decides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Oauth {
    /// Flows by id, such as `authorization-code`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<String>,
    /// Whether the client can keep a secret.
    #[serde(default)]
    pub client: Client,
    /// Scopes as metadata names them, such as `Api`. Least scopes for the flows where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Addresses to which the browser returns after login.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callbacks: Vec<String>,
    /// Whether the authorization code flow demands PKCE; it does where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pkce: Option<bool>,
    /// Who may use the app.
    #[serde(default)]
    pub permitted_users: PermittedUsers,
    /// Permission sets whose holders may use the app. Where neither these nor profiles are given,
    /// a permission set is made for the app.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permission_sets: Vec<String>,
    /// Profiles whose users may use the app.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Whether the login address rules of the org hold for the app; `Enforce` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_relaxation: Option<String>,
    /// How strongly users must have logged in; `STANDARD` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_level: Option<String>,
    /// Minutes after which an idle session of the app ends; the org's own limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_timeout: Option<u32>,
    /// How long refresh tokens live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<RefreshToken>,
}

/// Whether a client can keep a secret.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Client {
    /// It runs on a server and keeps its secret there
    #[default]
    Confidential,
    /// It runs in a browser or on a user's device, where nothing is secret
    Public,
}

/// Who may use an app.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum PermittedUsers {
    /// Holders of the app's permission sets and profiles, without an approval page
    #[default]
    PreAuthorized,
    /// Everyone in the org who approves the app on first use
    SelfAuthorized,
}

impl PermittedUsers {
    /// The value in metadata.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::PreAuthorized => "AdminApprovedPreAuthorized",
            Self::SelfAuthorized => "AllSelfAuthorized",
        }
    }
}

/// How long refresh tokens live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct RefreshToken {
    /// What ends them: `SpecificInactivity`, `SpecificLifetime`, `Infinite` or `Zero`.
    pub policy: String,
    /// How many units they live, for the two policies with a set time.
    pub period: u32,
    /// `Hours`, `Days` or `Months`.
    pub unit: String,
    /// Whether each use replaces the token.
    pub rotation: bool,
}

impl Default for RefreshToken {
    /// Ends after a month without use, and is replaced at each use.
    fn default() -> Self {
        Self {
            policy: "SpecificInactivity".to_owned(),
            period: 30,
            unit: "Days".to_owned(),
            rotation: true,
        }
    }
}

impl RefreshToken {
    /// Whether the policy needs a period and a unit.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.policy.starts_with("Specific")
    }
}
