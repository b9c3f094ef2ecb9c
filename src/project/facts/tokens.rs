//! Which tokens an app issues, and to whom.

use super::{AppFacts, FlowFacts};
use crate::schema::{ApiVersion, names, schema};

/// The switch of JWT access tokens, in the global OAuth settings and once in the OAuth policies.
const JWT_SWITCH: &str = "isNamedUserJwtEnabled";

impl AppFacts<'_> {
    /// Whether access tokens of the app are JWTs; none where that is not known. API versions that
    /// have the switch in the OAuth policies as well take it from either file.
    #[must_use]
    pub(crate) fn issues_jwt_tokens(&self) -> Option<bool> {
        let global = self.flag(names::GLOBAL_OAUTH, JWT_SWITCH);
        let in_policies = self.field(names::OAUTH_POLICIES, JWT_SWITCH);
        match in_policies.filter(|_| self.can_write(names::OAUTH_POLICIES, JWT_SWITCH)) {
            Some(switch) if global != Some(true) => switch.boolean().filter(|on| *on).or(global),
            _ => global,
        }
    }

    /// Whether refresh tokens of the app expire some days after their last use, whatever the policy
    /// says.
    #[must_use]
    pub(crate) fn has_idle_limit(&self) -> bool {
        self.flag(names::GLOBAL_OAUTH, "isEnforceRefreshTokenTTL") == Some(true)
    }

    /// Whether files of the project's API version can have that element; true where the version is
    /// not known.
    #[must_use]
    pub(crate) fn can_write(&self, type_name: &str, element: &str) -> bool {
        let element = schema().types.get(type_name).and_then(|t| t.element(element));
        let available = |version: ApiVersion| element.is_some_and(|e| e.available_in(version));
        self.project.api_version.is_none_or(available)
    }

    /// Whether only programs log in with the app: a flow without a login page is on, none with one
    /// is, and no callback URL leads to a client.
    #[must_use]
    pub(crate) fn is_machine_only(&self) -> bool {
        let of_programs = |flow: &FlowFacts<'_>| {
            !flow.flow.interactive && !flow.flow.redirects && !flow.flow.capability
        };
        let meant: Vec<FlowFacts<'_>> = self.flows().filter(FlowFacts::is_meant).collect();
        meant.iter().any(of_programs)
            && !meant.iter().any(|flow| flow.flow.interactive || flow.flow.redirects)
            && self.has_only_stand_in_callbacks()
    }
}
