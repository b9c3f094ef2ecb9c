//! One app of the spec.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Canvas, Mobile, Notification, Oauth, Push, Saml};
use crate::schema::{Distribution, Part};

/// One External Client App.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct App {
    /// API name: letters, digits and single underscores.
    #[serde(default)]
    pub name: String,
    /// What the app is for, by the id of a preset; its section of the README says how to use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Name that people see; made from the API name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What the app is for, as administrators read it in Setup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Address at which Salesforce reaches the app's owner.
    #[serde(default)]
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
    /// Whether the app is hidden from other packages of its namespace.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// Whether the app is on; it is where absent. While it is off, nothing of it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Plugins that the administrator keeps off, whether the app has them or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plugins_off: Vec<Plugin>,
    /// Where the App Launcher takes users: `Custom` (to `start-url`), `OAuth` (to `start-url` of the
    /// OAuth plugin), `SAML` or `None`. Where absent, to the start URL that is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_page: Option<String>,
    /// Page to which the App Launcher takes users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<String>,
    /// Whether push messages contain their whole text, and not only a hint.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub push_full_content: bool,
    /// What ties a packaged app to the org that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// The OAuth plugin; an app without another plugin that works alone has it in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth: Option<Oauth>,
    /// The SAML plugin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml: Option<Saml>,
    /// The mobile plugin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Mobile>,
    /// The push plugin, once for each kind of device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push: Vec<Push>,
    /// The notification plugin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification: Option<Notification>,
    /// The canvas plugin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas: Option<Canvas>,
}

impl App {
    /// Whether it says by which flows clients get their tokens.
    #[must_use]
    pub(crate) fn names_flows(&self) -> bool {
        self.oauth.as_ref().is_some_and(|oauth| !oauth.flows.is_empty())
    }

    /// The OAuth plugin, added where the app has none.
    pub fn oauth_mut(&mut self) -> &mut Oauth {
        self.oauth.get_or_insert_default()
    }

    /// The name that people see.
    #[must_use]
    pub(crate) fn shown_label(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.name.replace('_', " "))
    }
}

/// What ties a packaged app to the org that owns it. Each value is filled in at deploy where absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Owner {
    /// Id of the owner's org, a colon, and the API name of the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_app: Option<String>,
    /// Id of the owner's org, a colon, and the id of the OAuth consumer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_link: Option<String>,
    /// For each push plugin in order: id of the owner's org, a colon, and the id of the push
    /// credentials there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push_links: Vec<String>,
    /// What the owner's org calls the app policies, where they have not the name that Setup gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policies: Option<String>,
    /// What the owner's org calls the OAuth policies, where they have not the name that Setup gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_policies: Option<String>,
    /// Whether that org is not a Dev Hub, so that a setting of the org must let it own packaged apps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_dev_hub: bool,
}

/// A capability of an app.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Plugin {
    /// Access to data by OAuth flows
    Oauth,
    /// Logins to another service with the users of the org
    Saml,
    /// A screen lock on phones and tablets
    Mobile,
    /// Push messages to devices
    Push,
    /// Custom notifications on devices
    Notification,
    /// Pages of the app inside Salesforce
    Canvas,
}

impl Plugin {
    /// The part of the app that its files are.
    #[must_use]
    pub fn part(self) -> Part {
        match self {
            Self::Oauth => Part::Oauth,
            Self::Saml => Part::Saml,
            Self::Mobile => Part::Mobile,
            Self::Push => Part::Push,
            Self::Notification => Part::Notification,
            Self::Canvas => Part::Canvas,
        }
    }
}
