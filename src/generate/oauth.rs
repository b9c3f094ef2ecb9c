//! The OAuth plugin: from the spec to elements of its settings and policies.

use super::grant::Grant;
use super::sheet::Sheet;
use super::{PlannedField, callback, hardening, lifetimes, structures};
use crate::schema::{Demand, Flow, names, schema};
use crate::spec::{AssetToken, IdToken, Oauth, PermittedUsers, SpecFault};

/// Plans the plugin, and gives the types of files that it has besides the usual ones.
pub(super) fn plan(
    sheet: &mut Sheet,
    oauth: &Oauth,
    flows: &[&'static Flow],
    grant: &Grant,
) -> Option<&'static str> {
    oauth_settings(sheet, oauth, flows);
    global(sheet, oauth, flows);
    policies(sheet, oauth, flows, grant);
    extras(sheet, oauth);
    idle(sheet, oauth, flows);
    hardening::plan(sheet, oauth, flows)
}

fn oauth_settings(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    let at = sheet.at.key("oauth").key("scopes");
    for (index, token) in oauth.scopes.iter().enumerate() {
        let Some(scope) = schema().scope(token) else { continue };
        if scope.since > sheet.version {
            let message =
                format!("scope `{token}` does not exist in API version {}", sheet.version);
            let help = format!("set the project's API version to {} or newer", scope.since);
            sheet.fault(SpecFault::new(at.item(index), message, scope.meaning, help));
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

/// Refuses what is for flows that the app does not have.
fn idle(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    let at = sheet.at.key("oauth");
    let any = |is: &dyn Fn(&Demand) -> bool| flows.iter().any(|f| f.demands.iter().any(is));
    let exchanges = any(&|demand| demand.metadata_type == names::TOKEN_EXCHANGE_HANDLER);
    let acts = any(&|demand| demand.element == names::RUN_AS);
    if oauth.run_as.is_some() && !acts && !exchanges {
        sheet.fault(SpecFault::new(
            at.key("run-as"),
            "`run-as` has no effect: no flow of this app acts as a fixed user",
            "In the other flows the app acts as the user who logs in, or as the user that the request names.",
            "remove `run-as`, or add the flow `client-credentials`",
        ));
    }
    if oauth.token_exchange.is_some() && !exchanges {
        sheet.fault(SpecFault::new(
            at.key("token-exchange"),
            "`token-exchange` has no effect: the app does not have that flow",
            "Only that flow takes tokens of another issuer.",
            "remove it, or add the flow `token-exchange`",
        ));
    }
}

/// Elements of the OAuth files that stand for themselves.
fn extras(sheet: &mut Sheet, oauth: &Oauth) {
    const SETTINGS: &str = names::OAUTH_SETTINGS;
    const POLICIES: &str = names::OAUTH_POLICIES;
    let at = sheet.at.key("oauth");
    structures::attributes(sheet, SETTINGS, &oauth.attributes, &at.key("attributes"));
    let place = at.key("admin-attributes");
    structures::attributes(sheet, POLICIES, &oauth.admin_attributes, &place);
    let trusted = (SETTINGS, "trustedIpRanges");
    structures::ip_ranges(sheet, trusted, &oauth.trusted_ip_ranges, &at.key("trusted-ip-ranges"));
    let texts = [
        (SETTINGS, "singleLogoutUrl", &oauth.logout_url, "logout-url"),
        (POLICIES, "singleLogoutUrl", &oauth.admin_logout_url, "admin-logout-url"),
        (POLICIES, "startUrl", &oauth.start_url, "start-url"),
        (POLICIES, "apexHandler", &oauth.apex_handler, "apex-handler"),
        (POLICIES, "executeHandlerAs", &oauth.apex_handler_user, "apex-handler-user"),
    ];
    for (type_name, element, value, key) in texts {
        sheet.want_some(type_name, element, value.as_ref(), at.key(key));
    }
    let scopes = [
        (POLICIES, &oauth.custom_scopes, "custom-scopes"),
        (SETTINGS, &oauth.developer_custom_scopes, "developer-custom-scopes"),
    ];
    for (type_name, scopes, key) in scopes {
        let all = Some(scopes.join(",")).filter(|all| !all.is_empty());
        sheet.want_some(type_name, "commaSeparatedCustomScopes", all.as_ref(), at.key(key));
    }
    let (is_on, place) = (oauth.introspect_all_tokens, at.key("introspect-all-tokens"));
    sheet.switch(names::GLOBAL_OAUTH, "isIntrospectAllTokens", is_on, place);
    if let Some(id_token) = &oauth.id_token {
        let fields = id_token_fields(id_token);
        sheet.want_all(names::GLOBAL_OAUTH, "idTokenConfig", vec![fields], at.key("id-token"));
    }
}

fn id_token_fields(id_token: &IdToken) -> Vec<PlannedField> {
    let audience = id_token.audience.iter().map(|text| PlannedField::text("idTokenAudience", text));
    // Not every org is known to have this one, so it is written only where it is wanted.
    let permissions = id_token.custom_permissions.then(|| "true".to_owned());
    let rest = [
        ("idTokenIncludeAttributes", Some(id_token.attributes.to_string())),
        ("idTokenIncludeCustomPermissions", permissions),
        ("idTokenIncludeStandardClaims", Some(id_token.standard_claims.to_string())),
        ("idTokenValidityInMinutes", Some(id_token.minutes.unwrap_or(2).to_string())),
    ];
    let given = rest.into_iter().filter_map(|(name, value)| Some(PlannedField::text(name, value?)));
    audience.chain(given).collect()
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
    let certificate =
        certificate.filter(|_| !super::flows::is_too_new(sheet, flows, "certificate"));
    sheet.want_some(TYPE, "certificate", certificate, at.key("certificate"));
}

fn policies(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow], grant: &Grant) {
    const TYPE: &str = names::OAUTH_POLICIES;
    let at = sheet.at.key("oauth");
    let users = Some(oauth.permitted_users.token())
        .filter(|_| oauth.permitted_users != PermittedUsers::default());
    let default = PermittedUsers::default().token();
    sheet.want_or(TYPE, "permittedUsersPolicyType", users, default, at.key("permitted-users"));
    let granted = oauth.permitted_users == PermittedUsers::PreAuthorized;
    let lists = [
        (
            "commaSeparatedPermissionSet",
            &grant.permission_sets,
            &oauth.permission_sets,
            "permission-sets",
        ),
        ("commaSeparatedProfile", &grant.profiles, &oauth.profiles, "profiles"),
    ];
    for (element, names, own, key) in lists {
        if granted && !names.is_empty() {
            sheet.want(TYPE, element, names.join(","), at.key(key));
        } else if !granted && !own.is_empty() {
            sheet.fault(SpecFault::new(
                at.key(key),
                format!("`{key}` has no effect for an app that everyone may approve"),
                "Only pre-authorized apps look at permission sets and profiles.",
                format!("remove `{key}`, or set `permitted-users` to `pre-authorized`"),
            ));
        }
    }
    let client_credentials =
        flows.iter().any(|flow| flow.since <= sheet.version && flow.demands_element(names::RUN_AS));
    if client_credentials {
        sheet.want_some(TYPE, names::RUN_AS, oauth.run_as.as_ref(), at.key("run-as"));
    }
    session_level(sheet, oauth);
    let ip = oauth.ip_relaxation.as_ref();
    sheet.want_or(TYPE, "ipRelaxationPolicyType", ip, "Enforce", at.key("ip-relaxation"));
    let timeout = oauth.session_timeout.map(|minutes| minutes.to_string());
    sheet.want_some(TYPE, "sessionTimeoutInMinutes", timeout.as_ref(), at.key("session-timeout"));
    lifetimes::refresh(sheet, oauth.refresh_token.clone().unwrap_or_default());
}

/// The level that a session must have, and what happens to a weaker one.
fn session_level(sheet: &mut Sheet, oauth: &Oauth) {
    const TYPE: &str = names::OAUTH_POLICIES;
    const HIGH: &str = "HIGH_ASSURANCE";
    let at = sheet.at.key("oauth");
    let level = oauth.session_level.as_ref();
    sheet.want_or(TYPE, "requiredSessionLevel", level, "STANDARD", at.key("session-level"));
    let (action, place) = (oauth.session_action.as_ref(), at.key("session-action"));
    if level.is_some_and(|level| level == HIGH) {
        sheet.want_or(TYPE, "policyAction", action, "RaiseSessionLevel", place);
    } else if action.is_some() {
        sheet.fault(SpecFault::new(
            place,
            format!("`session-action` has no effect unless the session level is `{HIGH}`"),
            "No usual session is weaker than the other levels, so the action would never happen.",
            format!("set `session-level` to `{HIGH}`, or remove `session-action`"),
        ));
    }
}
