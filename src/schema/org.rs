//! What users of an app must know about orgs (`schemas/org.toml`).

use super::{List, Text};

/// What users of an app must know about orgs, and what no metadata says.
#[derive(Clone, Debug)]
pub struct OrgFacts {
    /// Until a new app takes logins.
    pub wait: Wait,
    /// The addresses of logins.
    pub login: LoginHosts,
    /// The user that an app acts as.
    pub integration_user: IntegrationUser,
    /// The user permission without which a scope opens nothing.
    pub api_permission: ApiPermission,
}

/// How long a new app may refuse logins.
#[derive(Clone, Debug)]
pub struct Wait {
    /// Minutes.
    pub minutes: u16,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// The hosts at which an app logs in.
#[derive(Clone, Debug)]
pub struct LoginHosts {
    /// The address that all production orgs share.
    pub production: Text,
    /// The address that all sandboxes and scratch orgs share.
    pub sandbox: Text,
    /// What an address that works looks like.
    pub my_domain: Text,
    /// Why.
    pub why: Text,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// How the user that an app acts as is made.
#[derive(Clone, Debug)]
pub struct IntegrationUser {
    /// The user license.
    pub license: Text,
    /// The profile.
    pub profile: Text,
    /// The permission set license, without which other permissions cannot be assigned.
    pub permission_set_license: Text,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// The user permission without which a scope opens nothing.
#[derive(Clone, Debug)]
pub struct ApiPermission {
    /// The scopes.
    pub scopes: List<Text>,
    /// API name of the permission.
    pub permission: Text,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

impl OrgFacts {
    /// Every source that the facts have.
    pub fn sources(&self) -> impl Iterator<Item = &'static Text> + use<> {
        let all = [
            self.wait.source,
            self.login.source,
            self.integration_user.source,
            self.api_permission.source,
        ];
        all.into_iter().flat_map(|list| list.0)
    }
}

impl LoginHosts {
    /// The addresses that many orgs share, which find no External Client App.
    #[must_use]
    pub fn shared(&self) -> [&str; 2] {
        [self.production.as_str(), self.sandbox.as_str()]
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::schema;

    #[test]
    fn the_permission_and_the_scopes_are_in_their_tables() {
        let facts = &schema().org.api_permission;
        assert!(facts.scopes.iter().all(|scope| schema().scope(scope).is_some()));
        assert!(schema().permissions.iter().any(|known| known.name == facts.permission));
    }
}
