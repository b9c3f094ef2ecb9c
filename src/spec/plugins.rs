//! The plugins of an app besides OAuth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One attribute that the other side receives about the user or the org.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Attribute {
    /// Name of the attribute.
    pub key: String,
    /// Field that the value is read from, such as `$User.Country`.
    pub formula: String,
}

/// One range of addresses, both ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct IpRange {
    /// First address.
    pub start: String,
    /// Last address.
    pub end: String,
    /// What the range is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The SAML plugin: Salesforce logs users in to another service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Saml {
    /// Address of the service that takes the login assertion.
    pub acs_url: String,
    /// Unique name of the service, mostly a URL.
    pub entity_id: String,
    /// Name under which Salesforce issues assertions; the My Domain URL where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What names the user in the assertion; `Username` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Field of the user that contains the subject, for the subject `CustomAttribute`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_attribute: Option<String>,
    /// Format of the username; `Unspecified` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_id: Option<String>,
    /// Hash that Salesforce signs with; `SHA256` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<String>,
    /// Certificate of the service; with it, its requests must be signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Certificate kept in Setup with which assertions are encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_certificate: Option<String>,
    /// Algorithm that encrypts assertions; `AES_256` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
    /// Address of the service that takes logout messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout_url: Option<String>,
    /// How logout messages travel; `PostBinding` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout_binding: Option<String>,
    /// Permission sets whose users may use the app, in addition to those of the OAuth plugin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permission_sets: Vec<String>,
    /// Profiles whose users may use the app, in addition to those of the OAuth plugin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Attributes that the assertion carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

/// The mobile plugin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mobile {
    /// Minutes in words, such as `Ten`, after which the screen locks; it never does where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_lock: Option<String>,
}

/// The push plugin for one kind of device. Its secrets are filled in at deploy and are in no file;
/// a packaged app links to those of the org that owns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "service")]
pub enum Push {
    /// Android devices, through Firebase.
    #[serde(rename_all = "kebab-case")]
    Android {
        /// The Firebase project.
        project: String,
    },
    /// Apple devices, with a signing key.
    #[serde(rename_all = "kebab-case")]
    AppleToken {
        /// Bundle of the mobile app.
        bundle: String,
        /// `Sandbox` or `Production`.
        environment: String,
        /// Id of the key.
        key_id: String,
        /// Id of the team at Apple.
        team_id: String,
    },
    /// Apple devices, with a certificate.
    #[serde(rename_all = "kebab-case")]
    AppleCertificate {
        /// Bundle of the mobile app.
        bundle: String,
        /// `Sandbox` or `Production`.
        environment: String,
    },
}

impl Push {
    /// Whether both are for the same devices of the same mobile app, so that one replaces the other.
    #[must_use]
    pub(crate) fn same_devices(&self, other: &Self) -> bool {
        let apple = |push: &Self| match push {
            Self::Android { .. } => None,
            Self::AppleToken { bundle, environment, .. }
            | Self::AppleCertificate { bundle, environment } => {
                Some((bundle.clone(), environment.clone()))
            }
        };
        match (self, other) {
            (Self::Android { project }, Self::Android { project: other }) => project == other,
            _ => apple(self).is_some() && apple(self) == apple(other),
        }
    }
}

/// The notification plugin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Notification {
    /// API names of custom notification types.
    pub types: Vec<String>,
    /// Whether they are pushed to devices unless the user says otherwise.
    #[serde(default)]
    pub push_by_default: bool,
    /// Those of them that are pushed although `push-by-default` is off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pushed: Vec<String>,
}

/// The canvas plugin: the app shows itself inside Salesforce.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Canvas {
    /// Address of the page that is shown.
    pub url: String,
    /// `Post` (a signed request) or `Get`; `Post` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// Where it may be shown, such as `Visualforce`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<String>,
    /// What is hidden, such as `HideHeader`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Apex class that is called as the canvas comes and goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// Who starts a SAML login: `None`, `IdpInitiated` or `SpInitiated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml: Option<String>,
}
