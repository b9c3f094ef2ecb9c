//! OAuth flows and what each demands (`schemas/flows.toml`).

use super::{ApiVersion, List, Text};
use crate::text::suggest::fold;

/// One flow, supported or refused.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "properties of the data file, each independent")]
pub struct Flow {
    /// Id: `client-credentials`.
    pub id: Text,
    /// What the standard or Salesforce calls it.
    pub title: Text,
    /// Whether External Client Apps can do it.
    pub supported: bool,
    /// For a flow that is not supported: why, and what to use instead.
    pub refusal: Option<Text>,
    /// Other names that people use for it.
    pub aliases: List<Text>,
    /// First API version whose metadata can switch it on.
    pub since: ApiVersion,
    /// What it is for, in a line.
    pub meaning: Text,
    /// Not a way to get a first token, but something added to the flows that are.
    pub capability: bool,
    /// A person takes part and approves.
    pub interactive: bool,
    /// A user of the org stands after each token that no person approves; the app needs
    /// pre-authorized users.
    pub machine: bool,
    /// The flow itself can issue a refresh token.
    pub refresh_token: bool,
    /// The flow sends the browser back to a callback URL.
    pub redirects: bool,
    /// Only a client that can keep a secret or a private key can use it.
    pub needs_secret: bool,
    /// The scopes that an app with this flow mostly has, where `Api` alone is not it.
    pub usual_scopes: List<Text>,
    /// Whether it works for packaged apps.
    pub packaged: bool,
    /// Why not, where `packaged` is false.
    pub packaged_refusal: Option<Text>,
    /// What must are in the metadata for the flow to work.
    pub demands: List<Demand>,
    /// What must be set in the org for the flow to work.
    pub org_settings: List<OrgSetting>,
    /// What else a person must do or know, one sentence each.
    pub notes: List<Text>,
    /// The same, where it is a step or a fact that the README of a project has in its place.
    pub steps: List<Text>,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

impl Flow {
    /// What a sentence calls the flow: `client credentials flow`.
    #[must_use]
    pub(crate) fn spoken(&self) -> String {
        let title = self.title.strip_prefix("OAuth 2.0 ").unwrap_or(&self.title);
        let mut letters = title.chars();
        match (letters.next(), letters.clone().next()) {
            // Only a word loses its capital; `JWT` is none.
            (Some(first), Some(second)) if second.is_lowercase() => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => title.to_owned(),
        }
    }

    /// Whether people call this flow `name`: its id or an alias, case and punctuation ignored.
    #[must_use]
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let folded = fold(name);
        fold(&self.id) == folded || self.aliases.iter().any(|alias| fold(alias) == folded)
    }

    /// Whether the flow asks anything of an element of that name.
    #[must_use]
    pub(crate) fn demands_element(&self, name: &str) -> bool {
        self.demands.iter().any(|demand| demand.element == name)
    }
}

/// One element that a flow demands.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Metadata type.
    pub metadata_type: Text,
    /// Element of that type.
    pub element: Text,
    /// What its value must be.
    pub expect: Expect,
    /// The element switches this flow on: where it holds the expected value, the app is meant to
    /// use the flow.
    pub switch: bool,
    /// Advised, not demanded: without it the flow works, but badly.
    pub advised: bool,
    /// Holds only for clients that cannot keep a secret, such as mobile and browser apps.
    pub public_client: bool,
    /// What happens without it.
    pub why: Text,
}

/// What the value of a demanded element must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Any value that is not empty.
    Present,
    /// No value.
    Absent,
    /// This value, or the element's default where that is the value.
    Is(Text),
    /// Any value but this one.
    Not(Text),
    /// A list that holds at least one of these.
    HoldsAny(List<Text>),
    /// A list that holds something next to these.
    HoldsBeside(List<Text>),
}

/// One org setting that a flow demands.
#[derive(Clone, Debug)]
pub struct OrgSetting {
    /// Settings type, such as `OauthOidcSettings`.
    pub metadata_type: Text,
    /// Element of that type.
    pub element: Text,
    /// What its value must be.
    pub value: bool,
    /// What happens otherwise.
    pub why: Text,
}
