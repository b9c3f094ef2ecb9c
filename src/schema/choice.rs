//! Choices of the metadata that a user makes and code tells apart; the tables have each of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where an app may be used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// In the org that it is deployed to
    #[default]
    Local,
    /// In every org that installs a package with it
    Packaged,
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

impl Distribution {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Local, Self::Packaged];

    /// The value in metadata.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Local => "Local",
            Self::Packaged => "Packaged",
        }
    }

    /// The choice that a value in metadata stands for.
    #[must_use]
    pub(crate) fn of_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.token() == token)
    }
}

impl PermittedUsers {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::PreAuthorized, Self::SelfAuthorized];

    /// The value in metadata.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::PreAuthorized => "AdminApprovedPreAuthorized",
            Self::SelfAuthorized => "AllSelfAuthorized",
        }
    }

    /// The choice that a value in metadata stands for.
    #[must_use]
    pub(crate) fn of_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.token() == token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{names, schema};

    #[test]
    fn the_tables_have_every_choice() {
        let check = |type_name: &str, element: &str, tokens: &[&str]| {
            let element = schema().types[type_name].element(element).unwrap();
            let missing = tokens.iter().find(|token| element.value(token).is_none());
            assert_eq!(missing, None, "{}", element.name);
        };
        let tokens = Distribution::ALL.map(Distribution::token);
        check(names::HEADER, "distributionState", &tokens);
        let tokens = PermittedUsers::ALL.map(PermittedUsers::token);
        check(names::OAUTH_POLICIES, "permittedUsersPolicyType", &tokens);
    }
}
