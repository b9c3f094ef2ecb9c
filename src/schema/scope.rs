//! OAuth scopes (`schemas/scopes.toml`).

use serde::Deserialize;

use super::{ApiVersion, Basis};
use crate::text::suggest::fold;

/// One scope token of `commaSeparatedOauthScopes`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    /// The token in metadata: `RefreshToken`.
    pub token: String,
    /// The name in OAuth requests: `refresh_token`.
    pub runtime: String,
    /// What it lets a token do.
    pub meaning: String,
    /// What its loss would cost.
    pub risk: Risk,
    /// Why it is dangerous, for `high` and `very-high`.
    #[serde(default)]
    pub danger: Option<String>,
    /// First API version that takes it in an External Client App.
    pub since: ApiVersion,
    /// How `since` is known.
    #[serde(default)]
    pub since_basis: Basis,
    /// Tokens whose rights this one includes.
    #[serde(default)]
    pub includes: Vec<String>,
    /// Tokens that each give a part of its rights, for an app that needs no more; unlike
    /// `includes`, nothing says that this one makes them superfluous.
    #[serde(default)]
    pub narrower: Vec<String>,
    /// Tokens that mean exactly the same.
    #[serde(default)]
    pub same_as: Vec<String>,
    /// The scope without which it is of no use for one purpose.
    #[serde(default)]
    pub companion: Option<Companion>,
    /// Spellings that people write for it by mistake, next to the runtime name.
    #[serde(default)]
    pub wrong: Vec<String>,
    /// Only the internal integration user of a headless site may have it.
    #[serde(default)]
    pub headless_only: bool,
    /// Lets a refresh token be issued.
    #[serde(default)]
    pub refresh: bool,
    /// Keys into `schemas/sources.toml`.
    pub source: Vec<String>,
}

/// A scope that has to are next to another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Companion {
    /// Its token.
    pub token: String,
    /// What an app needs both for.
    pub purpose: String,
}

impl Scope {
    /// Every spelling of the scope that the table knows: token, runtime name, known mistakes.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.token.as_str(), self.runtime.as_str()]
            .into_iter()
            .chain(self.wrong.iter().map(String::as_str))
    }

    /// Whether a known spelling equals `folded` once folded itself.
    pub(super) fn folds_to(&self, folded: &str) -> bool {
        self.spellings().any(|spelling| fold(spelling) == folded)
    }
}

/// What the loss of a token with this scope would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Identity data.
    Low,
    /// One product's data.
    Medium,
    /// The user's data, or a long-lived token.
    High,
    /// Everything the user can reach.
    VeryHigh,
    /// No page says what it allows.
    Unknown,
}
