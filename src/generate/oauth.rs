//! The OAuth plugin: from the spec to elements of its settings and policies.

use super::sheet::Sheet;
use super::{Field, callback, plugins};
use crate::schema::{Flow, names, schema};
use crate::spec::{
    AssetToken, Client, Fault, IdToken, Oauth, PermittedUsers, RefreshToken, SpecPath,
};

/// Plans the plugin, and gives the types of files that it has besides the usual ones.
pub(super) fn plan(
    sheet: &mut Sheet,
    oauth: &Oauth,
    flows: &[&'static Flow],
    grant: &[String],
) -> Option<&'static str> {
    oauth_settings(sheet, oauth, flows);
    global(sheet, oauth, flows);
    policies(sheet, oauth, flows, grant);
    extras(sheet, oauth)
}

fn oauth_settings(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    let at = sheet.at.key("oauth").key("scopes");
    for (index, token) in oauth.scopes.iter().enumerate() {
        let Some(scope) = schema().scope(token) else { continue };
        if scope.since > sheet.version {
            let message =
                format!("scope `{token}` does not exist in API version {}", sheet.version);
            let help = format!("set the project's API version to {} or newer", scope.since);
            sheet.fault(Fault::new(at.item(index), message, &scope.meaning, help));
        }
    }
    let scopes = oauth.scopes.join(", ");
    sheet.want(names::OAUTH_SETTINGS, "commaSeparatedOauthScopes", scopes, at);
    if let Some(asset) = &oauth.asset_token
        && !super::flows::is_too_new(sheet, flows, "assetTokenAudiences")
    {
        asset_token(sheet, asset);
    }
}

/// Elements of the OAuth files that stand for themselves.
fn extras(sheet: &mut Sheet, oauth: &Oauth) -> Option<&'static str> {
    const SETTINGS: &str = names::OAUTH_SETTINGS;
    const POLICIES: &str = names::OAUTH_POLICIES;
    let at = sheet.at.key("oauth");
    plugins::attributes(sheet, SETTINGS, &oauth.attributes, &at.key("attributes"));
    let trusted = (SETTINGS, "trustedIpRanges");
    plugins::ip_ranges(sheet, trusted, &oauth.trusted_ip_ranges, &at.key("trusted-ip-ranges"));
    let tokens = (names::OAUTH_SECURITY, "tokenIpRanges");
    plugins::ip_ranges(sheet, tokens, &oauth.token_ip_ranges, &at.key("token-ip-ranges"));
    sheet.want_some(SETTINGS, "singleLogoutUrl", oauth.logout_url.as_ref(), at.key("logout-url"));
    let handler = oauth.apex_handler.as_ref();
    sheet.want_some(POLICIES, "apexHandler", handler, at.key("apex-handler"));
    let user = oauth.apex_handler_user.as_ref();
    sheet.want_some(POLICIES, "executeHandlerAs", user, at.key("apex-handler-user"));
    if !oauth.custom_scopes.is_empty() {
        let scopes = oauth.custom_scopes.join(",");
        sheet.want(POLICIES, "commaSeparatedCustomScopes", scopes, at.key("custom-scopes"));
    }
    if oauth.introspect_all_tokens {
        let place = at.key("introspect-all-tokens");
        sheet.want(names::GLOBAL_OAUTH, "isIntrospectAllTokens", "true", place);
    }
    if let Some(id_token) = &oauth.id_token {
        let fields = id_token_fields(id_token);
        sheet.want_all(names::GLOBAL_OAUTH, "idTokenConfig", vec![fields], at.key("id-token"));
    }
    (!oauth.token_ip_ranges.is_empty()).then_some(names::OAUTH_SECURITY)
}

fn id_token_fields(id_token: &IdToken) -> Vec<Field> {
    let audience = id_token.audience.iter().map(|text| Field::text("idTokenAudience", text));
    let rest = [
        ("idTokenIncludeAttributes", id_token.attributes.to_string()),
        ("idTokenIncludeStandardClaims", id_token.standard_claims.to_string()),
        ("idTokenValidityInMinutes", id_token.minutes.unwrap_or(2).to_string()),
    ];
    audience.chain(rest.map(|(name, value)| Field::text(name, value))).collect()
}

fn asset_token(sheet: &mut Sheet, asset: &AssetToken) {
    let at = sheet.at.key("oauth").key("asset-token");
    let values = [
        ("assetTokenAudiences", asset.audiences.clone(), "audiences"),
        ("assetTokenSigningCertificate", asset.signing_certificate.clone(), "signing-certificate"),
        ("assetTokenValidity", asset.validity.to_string(), "validity"),
        ("areAttributesIncludedInAssetToken", asset.attributes.to_string(), "attributes"),
        (
            "areCustomPermsIncludedInAssetToken",
            asset.custom_permissions.to_string(),
            "custom-permissions",
        ),
    ];
    for (element, value, key) in values {
        sheet.want(names::OAUTH_SETTINGS, element, value, at.key(key));
    }
}

/// Tokens in the JWT format end with the session of the user, where the version lets one say so.
pub(super) fn jwt_timeouts(sheet: &mut Sheet) {
    let switches = [
        (names::GLOBAL_OAUTH, "isNamedUserJwtEnabled", "namedUserJwtSessionTimeoutType"),
        (names::OAUTH_POLICIES, "isGuestCodeCredFlowEnabled", "guestJwtSessionTimeoutType"),
    ];
    for (type_name, switch, element) in switches {
        if sheet.get(type_name, switch) == Some("true") {
            sheet.safe(names::OAUTH_POLICIES, element, "UserSession");
        }
    }
}

fn global(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    const TYPE: &str = names::GLOBAL_OAUTH;
    let at = sheet.at.key("oauth");
    for (index, value) in oauth.callbacks.iter().enumerate() {
        if let Some(fault) = callback::fault(value, at.key("callbacks").item(index)) {
            sheet.fault(fault);
        }
    }
    if !oauth.callbacks.is_empty() {
        sheet.want(TYPE, "callbackUrl", oauth.callbacks.join("\n"), at.key("callbacks"));
    } else if !flows.iter().any(|flow| flow.redirects) {
        sheet.safe(TYPE, "callbackUrl", callback::NEVER_USED);
    }
    let certificate = oauth.certificate.as_ref();
    let certificate = certificate.filter(|_| !super::flows::is_too_new(sheet, flows, "certificate"));
    sheet.want_some(TYPE, "certificate", certificate, at.key("certificate"));
    let confidential = oauth.client == Client::Confidential;
    sheet.want_or(
        TYPE,
        "isPkceRequired",
        oauth.pkce.map(|on| on.to_string()),
        "true",
        at.key("pkce"),
    );
    sheet.safe(TYPE, "isSecretRequiredForRefreshToken", "true");
    sheet.safe(TYPE, "isSecretRequiredForTokenExchange", confidential.to_string());
    // Where the app can have refresh tokens, the table of flows advises rotation.
    if oauth.refresh_token.as_ref().is_some_and(|refresh| !refresh.rotation) {
        let place = at.key("refresh-token").key("rotation");
        sheet.want(TYPE, "isRefreshTokenRotationEnabled", "false", place);
    }
}

fn policies(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow], grant: &[String]) {
    const TYPE: &str = names::OAUTH_POLICIES;
    let at = sheet.at.key("oauth");
    let users = Some(oauth.permitted_users.token())
        .filter(|_| oauth.permitted_users != PermittedUsers::default());
    let default = PermittedUsers::default().token();
    sheet.want_or(TYPE, "permittedUsersPolicyType", users, default, at.key("permitted-users"));
    let granted = oauth.permitted_users == PermittedUsers::PreAuthorized;
    let lists = [
        ("commaSeparatedPermissionSet", grant, "permission-sets"),
        ("commaSeparatedProfile", oauth.profiles.as_slice(), "profiles"),
    ];
    for (element, names, key) in lists {
        if names.is_empty() {
            continue;
        }
        if granted {
            sheet.want(TYPE, element, names.join(","), at.key(key));
        } else {
            sheet.fault(Fault::new(
                at.key(key),
                format!("`{key}` has no effect for an app that everyone may approve"),
                "Only pre-authorized apps look at permission sets and profiles.",
                format!("leave `{key}` out, or set `permitted-users` to `pre-authorized`"),
            ));
        }
    }
    let client_credentials = flows.iter().any(|flow| {
        flow.since <= sheet.version
            && flow.demands.iter().any(|demand| demand.element == "clientCredentialsFlowUser")
    });
    let user = oauth.run_as.as_ref().filter(|_| client_credentials);
    sheet.want_some(TYPE, "clientCredentialsFlowUser", user, at.key("run-as"));
    let level = oauth.session_level.as_ref();
    sheet.want_or(TYPE, "requiredSessionLevel", level, "STANDARD", at.key("session-level"));
    let ip = oauth.ip_relaxation.as_ref();
    sheet.want_or(TYPE, "ipRelaxationPolicyType", ip, "Enforce", at.key("ip-relaxation"));
    let timeout = oauth.session_timeout.map(|minutes| minutes.to_string());
    sheet.want_some(TYPE, "sessionTimeoutInMinutes", timeout.as_ref(), at.key("session-timeout"));
    refresh_token(sheet, oauth.refresh_token.clone().unwrap_or_default(), &at.key("refresh-token"));
}

fn refresh_token(sheet: &mut Sheet, refresh: RefreshToken, at: &SpecPath) {
    const TYPE: &str = names::OAUTH_POLICIES;
    if refresh.is_timed() {
        sheet.want(
            TYPE,
            "refreshTokenValidityPeriod",
            refresh.period.to_string(),
            at.key("period"),
        );
        sheet.want(TYPE, "refreshTokenValidityUnit", &refresh.unit, at.key("unit"));
    }
    sheet.want(TYPE, "refreshTokenPolicyType", refresh.policy, at.key("policy"));
}
