//! The OAuth plugin of an app.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, IpRange};
use crate::project::facts::has_set_time;
use crate::schema::PermittedUsers;

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
    /// Whether a refresh token needs the client secret; it does for confidential clients where
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_for_refresh: Option<bool>,
    /// Whether the exchange of a token needs the client secret; it does for confidential clients
    /// where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_for_exchange: Option<bool>,
    /// Whether usernames and passwords of headless logins are taken from the body of a request
    /// alone; they are where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_only: Option<bool>,
    /// Whether tokens are tied to a key of the client (demonstrated proof of possession). No
    /// guide describes it yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dpop: bool,
    /// The certificate with which clients prove themselves on the connection (mutual TLS). No guide
    /// describes it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtls: Option<Mtls>,
    /// Makes the app a first-party app, which logs users in on its own pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_party: Option<FirstParty>,
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
    /// What happens to a session that is weaker: `RaiseSessionLevel` or `Block`; for the level
    /// `HIGH_ASSURANCE`, `RaiseSessionLevel` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_action: Option<String>,
    /// Minutes after which an idle session of the app ends; the org's own limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_timeout: Option<u32>,
    /// Minutes for which JWT access tokens are good; as long as the user's session where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwt_minutes: Option<u32>,
    /// The same for guests of a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_jwt_minutes: Option<u32>,
    /// Username of the user that the app acts as when nobody logs in: in the client credentials
    /// flow, and as whom a token exchange handler runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_as: Option<String>,
    /// Certificate for the JWT bearer flow, in PEM form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// How long refresh tokens live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<RefreshToken>,
    /// Whose tokens the token exchange flow takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_exchange: Option<TokenExchange>,
    /// Tokens that tie a device to an asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_token: Option<AssetToken>,
    /// What ID tokens contain and how long they are valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdToken>,
    /// Custom scopes that the administrator gives the app: those of this spec, or others that
    /// exist in the org.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_scopes: Vec<String>,
    /// Custom scopes that the developer gives the app, which travel in a package.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub developer_custom_scopes: Vec<String>,
    /// Attributes that the app receives with the identity of the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Attributes that the administrator adds to these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub admin_attributes: Vec<Attribute>,
    /// Networks from which the authorization code flow may come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted_ip_ranges: Vec<IpRange>,
    /// Networks from which tokens may be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_ip_ranges: Vec<IpRange>,
    /// Page that Salesforce calls when the user logs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout_url: Option<String>,
    /// The same, as the administrator decides it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_logout_url: Option<String>,
    /// Page on which users start from the App Launcher, for the start page `OAuth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<String>,
    /// Apex class that exists in the org and is called at each login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apex_handler: Option<String>,
    /// Username of the user that the class runs as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apex_handler_user: Option<String>,
    /// Whether the app may look into the tokens of every other app.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub introspect_all_tokens: bool,
}

impl Oauth {
    /// The minutes for which JWT access tokens are valid, by their key.
    #[must_use]
    pub fn minutes(&self, key: &str) -> Option<u32> {
        match key {
            "jwt-minutes" => self.jwt_minutes,
            "guest-jwt-minutes" => self.guest_jwt_minutes,
            _ => None,
        }
    }
}

/// What ID tokens contain and how long they are valid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct IdToken {
    /// Services that the token is meant for; the client itself where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Minutes for which it is good; 2 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Whether it contains the custom attributes.
    #[serde(default)]
    pub attributes: bool,
    /// Whether it contains the standard claims about the user.
    #[serde(default)]
    pub standard_claims: bool,
    /// Whether it contains the custom permissions of the user.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub custom_permissions: bool,
}

/// The certificate with which clients prove themselves on the connection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mtls {
    /// Part of the certificate that must match, such as `tls_client_auth_subject_dn`.
    pub part: String,
    /// What that part must say.
    pub value: String,
}

/// An app that logs users in on its own pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FirstParty {
    /// Certificate in the org with which requests are checked to come from the app.
    pub certificate: String,
}

/// Whose tokens the token exchange flow takes: JWTs of one issuer, or what a class of your own judges.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TokenExchange {
    /// The issuer, as the `iss` claim of its tokens names it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// Address of the issuer's public keys (JWKS).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keys_url: String,
    /// What the `aud` claim must be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// Kinds of tokens that are taken; `jwt` and `id-token` where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<TokenKind>,
    /// Apex class that exists in the org and judges the tokens. Where absent, a class is made that
    /// judges JWTs by issuer, audience and keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Whether that class may make users.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create_users: bool,
    /// Whether the handler is hidden from other packages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
}

/// A kind of token that can be exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TokenKind {
    /// A JWT of another kind
    Jwt,
    /// An ID token
    IdToken,
    /// An access token
    AccessToken,
    /// A refresh token
    RefreshToken,
    /// A SAML 2.0 assertion
    Saml2,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Jwt, Self::IdToken, Self::AccessToken, Self::RefreshToken, Self::Saml2];
}

/// Tokens that tie a device to an asset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AssetToken {
    /// Services that the tokens are meant for.
    pub audiences: String,
    /// Record id of the certificate that signs them, in the org that the app is deployed to.
    pub signing_certificate: String,
    /// Seconds for which a token is good.
    pub validity: u32,
    /// Whether the tokens carry the custom attributes.
    #[serde(default)]
    pub attributes: bool,
    /// Whether the tokens carry the custom permissions.
    #[serde(default)]
    pub custom_permissions: bool,
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

/// How long refresh tokens live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct RefreshToken {
    /// When they expire: `SpecificInactivity`, `SpecificLifetime`, `Infinite` or `Zero`.
    pub policy: String,
    /// How many units they live, for the two policies with a set time.
    pub period: u32,
    /// `Hours`, `Days` or `Months`.
    pub unit: String,
    /// Whether each use replaces the token.
    pub rotation: bool,
    /// Whether the org itself expires tokens that are not used for too long, whatever the policy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub enforce_idle: bool,
}

impl Default for RefreshToken {
    /// Ends after a month without use, and is replaced at each use.
    fn default() -> Self {
        Self {
            policy: "SpecificInactivity".to_owned(),
            period: 30,
            unit: "Days".to_owned(),
            rotation: true,
            enforce_idle: false,
        }
    }
}

impl RefreshToken {
    /// Whether the policy needs a period and a unit.
    #[must_use]
    pub(crate) fn is_timed(&self) -> bool {
        has_set_time(&self.policy)
    }
}
