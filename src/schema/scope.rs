//! OAuth scopes (`schemas/scopes.toml`).

use super::{ApiVersion, Basis, List, Text};
use crate::text::suggest::fold;

/// One scope token of `commaSeparatedOauthScopes`.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The token in metadata: `RefreshToken`.
    pub token: Text,
    /// The name in OAuth requests: `refresh_token`.
    pub runtime: Text,
    /// What it lets a token do.
    pub meaning: Text,
    /// What its loss would cost.
    pub risk: Risk,
    /// Why it is dangerous, for `high` and `very-high`.
    pub danger: Option<Text>,
    /// First API version that takes it in an External Client App.
    pub since: ApiVersion,
    /// How `since` is known.
    pub since_basis: Basis,
    /// Tokens whose rights this one includes.
    pub includes: List<Text>,
    /// Tokens that each give a part of its rights, for an app that needs no more; unlike
    /// `includes`, nothing says that this one makes them superfluous.
    pub narrower: List<Text>,
    /// Tokens that mean exactly the same.
    pub same_as: List<Text>,
    /// The scope without which it is of no use for one purpose.
    pub companion: Option<Companion>,
    /// Spellings that people write for it by mistake, next to the runtime name.
    pub wrong: List<Text>,
    /// Only the internal integration user of a headless site may have it.
    pub headless_only: bool,
    /// Lets a refresh token be issued.
    pub refresh: bool,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// A scope that has to are next to another one.
#[derive(Clone, Debug)]
pub struct Companion {
    /// Its token.
    pub token: Text,
    /// What an app needs both for.
    pub purpose: Text,
}

impl Scope {
    /// Every spelling of the scope that the table knows: token, runtime name, known mistakes.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.token.as_str(), self.runtime.as_str()]
            .into_iter()
            .chain(self.wrong.iter().map(|wrong| wrong.as_str()))
    }

    /// Whether a known spelling equals `folded` once folded itself.
    pub(super) fn folds_to(&self, folded: &str) -> bool {
        self.spellings().any(|spelling| fold(spelling) == folded)
    }
}

/// What the loss of a token with this scope would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
