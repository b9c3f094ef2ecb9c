//! The names of the types that rules and the generator speak of; a test holds each to the tables.

/// The header, `.eca`.
pub const HEADER: &str = "ExternalClientApplication";
/// App-wide policies, `.ecaPlcy`.
pub const APP_POLICIES: &str = "ExtlClntAppConfigurablePolicies";
/// OAuth settings, `.ecaOauth`.
pub const OAUTH_SETTINGS: &str = "ExtlClntAppOauthSettings";
/// Global OAuth settings, `.ecaGlblOauth`.
pub const GLOBAL_OAUTH: &str = "ExtlClntAppGlobalOauthSettings";
/// OAuth policies, `.ecaOauthPlcy`.
pub const OAUTH_POLICIES: &str = "ExtlClntAppOauthConfigurablePolicies";
/// OAuth security settings, `.ecaOauthSecurity`.
pub const OAUTH_SECURITY: &str = "ExtlClntAppOauthSecuritySettings";
/// SAML policies, `.ecaSamlPlcy`.
pub const SAML_POLICIES: &str = "ExtlClntAppSamlConfigurablePolicies";
/// Mobile settings, `.ecaMobile`.
pub const MOBILE_SETTINGS: &str = "ExtlClntAppMobileSettings";
/// Mobile policies, `.ecaMobilePlcy`.
pub const MOBILE_POLICIES: &str = "ExtlClntAppMobileConfigurablePolicies";
/// Push settings, `.ecaPush`.
pub const PUSH_SETTINGS: &str = "ExtlClntAppPushSettings";
/// Push policies, `.ecaPushPlcy`.
pub const PUSH_POLICIES: &str = "ExtlClntAppPushConfigurablePolicies";
/// Notification settings, `.ecaNotifications`.
pub const NOTIFICATION_SETTINGS: &str = "ExtlClntAppNotificationSettings";
/// Canvas settings, `.ecaCanvas`.
pub const CANVAS_SETTINGS: &str = "ExtlClntAppCanvasSettings";
/// Attestation settings, `.ecaAttest`.
pub const ATTEST_SETTINGS: &str = "ExtlClntAppAttestSettings";
/// Attestation policies, `.ecaAttestPlcy`.
pub const ATTEST_POLICIES: &str = "ExtlClntAppAttestConfigurablePolicies";
/// Org settings of External Client Apps.
pub const APP_ORG_SETTINGS: &str = "ExternalClientAppSettings";
/// Org settings of OAuth and `OpenID` Connect.
pub const OAUTH_ORG_SETTINGS: &str = "OauthOidcSettings";
/// Custom scopes.
pub const CUSTOM_SCOPE: &str = "OauthCustomScope";
/// Token exchange handlers.
pub const TOKEN_EXCHANGE_HANDLER: &str = "OauthTokenExchangeHandler";
/// Connected apps.
pub const CONNECTED_APP: &str = "ConnectedApp";

/// Logins of the org at other services, which may be apps of the same project.
pub const AUTH_PROVIDER: &str = "AuthProvider";

/// Permission sets, of which the tables hold the name only.
pub const PERMISSION_SET: &str = "PermissionSet";

/// Every type of the tables above.
pub const ALL: &[&str] = &[
    HEADER,
    APP_POLICIES,
    OAUTH_SETTINGS,
    GLOBAL_OAUTH,
    OAUTH_POLICIES,
    OAUTH_SECURITY,
    SAML_POLICIES,
    MOBILE_SETTINGS,
    MOBILE_POLICIES,
    PUSH_SETTINGS,
    PUSH_POLICIES,
    NOTIFICATION_SETTINGS,
    CANVAS_SETTINGS,
    ATTEST_SETTINGS,
    ATTEST_POLICIES,
    APP_ORG_SETTINGS,
    OAUTH_ORG_SETTINGS,
    CUSTOM_SCOPE,
    TOKEN_EXCHANGE_HANDLER,
    CONNECTED_APP,
    AUTH_PROVIDER,
];

/// The element with the label of a component.
pub const LABEL: &str = "label";
/// Element of the OAuth policies that names the user as whom an app acts.
pub const RUN_AS: &str = "clientCredentialsFlowUser";
/// Element of the OAuth policies that says how IP restrictions are relaxed.
pub const IP_RELAXATION: &str = "ipRelaxationPolicyType";
/// The element by which every satellite names its app.
pub const APP_REFERENCE: &str = "externalClientApplication";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::schema;

    #[test]
    fn names_and_tables_agree() {
        let mut listed: Vec<&str> = ALL.to_vec();
        listed.sort_unstable();
        let tables: Vec<&str> = schema().types.keys().collect();
        assert_eq!(listed, tables);
    }
}
