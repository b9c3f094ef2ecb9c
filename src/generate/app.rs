//! From one app of the spec to its components.

use super::sheet::Sheet;
use super::{AppPlan, Component, PermissionSet, callback, flows};
use crate::schema::{ApiVersion, Flow, MetadataType, names, schema};
use crate::spec::{App, Client, Fault, Oauth, PermittedUsers, RefreshToken, SpecPath};

/// The types of an app with the OAuth plugin.
const TYPES: &[&str] = &[
    names::HEADER,
    names::OAUTH_SETTINGS,
    names::GLOBAL_OAUTH,
    names::OAUTH_POLICIES,
    names::APP_POLICIES,
];

/// Plans one app.
pub(super) fn plan(app: &App, version: ApiVersion, at: SpecPath) -> Result<AppPlan, Vec<Fault>> {
    let mut sheet = Sheet::new(version, at);
    let flows = flows::active(&app.oauth);
    let permission_set = permission_set(app);
    header(&mut sheet, app);
    oauth_settings(&mut sheet, &app.oauth);
    global(&mut sheet, &app.oauth, &flows);
    policies(&mut sheet, &app.oauth, permission_set.as_ref());
    sheet.safe(names::APP_POLICIES, "isEnabled", "true");
    sheet.safe(names::APP_POLICIES, "startPage", "None");
    flows::apply(&mut sheet, &app.oauth, &flows);
    flows::verify(&mut sheet, &app.oauth, &flows);
    let components = TYPES
        .iter()
        .filter_map(|name| schema().types.get(*name))
        .filter(|t| t.since <= version)
        .map(|t| component(&mut sheet, t, &app.name))
        .collect();
    if !sheet.faults.is_empty() {
        return Err(sheet.faults);
    }
    let permission_sets = permission_set.into_iter().collect();
    Ok(AppPlan { spec: app.clone(), flows, components, permission_sets })
}

fn component(sheet: &mut Sheet, metadata_type: &'static MetadataType, app: &str) -> Component {
    let pattern = metadata_type.server_name.as_ref().or(metadata_type.setup_name.as_ref());
    let full_name = pattern.map_or_else(|| app.to_owned(), |pattern| pattern.replace("{app}", app));
    if metadata_type.name != names::HEADER
        && let Some(name) = names::ALL.iter().find(|name| **name == metadata_type.name)
    {
        sheet.safe(name, names::APP_REFERENCE, app);
        // An org gives each of its own records a label that equals its name.
        sheet.safe(name, "label", &full_name);
    }
    sheet.component(metadata_type, full_name)
}

fn header(sheet: &mut Sheet, app: &App) {
    let at = sheet.at.clone();
    if app.contact_email.is_empty() {
        sheet.fault(Fault::new(
            at.key("contact-email"),
            format!("app `{}` has no contact", app.name),
            "Orgs refuse an app without an address at which its owner can be reached.",
            "give the e-mail address of the app's owner",
        ));
    } else {
        sheet.want(names::HEADER, "contactEmail", &app.contact_email, at.key("contact-email"));
    }
    sheet.want(
        names::HEADER,
        "distributionState",
        app.distribution.token(),
        at.key("distribution"),
    );
    sheet.want(names::HEADER, "label", app.shown_label(), at.key("label"));
    let texts = [
        ("contactPhone", &app.contact_phone, "contact-phone"),
        ("description", &app.description, "description"),
        ("iconUrl", &app.icon_url, "icon-url"),
        ("logoUrl", &app.logo_url, "logo-url"),
    ];
    for (element, value, key) in texts {
        sheet.want_some(names::HEADER, element, value.as_ref(), at.key(key));
    }
}

fn oauth_settings(sheet: &mut Sheet, oauth: &Oauth) {
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
    let rotation = oauth.refresh_token.as_ref().map(|refresh| refresh.rotation.to_string());
    let place = at.key("refresh-token").key("rotation");
    sheet.want_or(
        TYPE,
        "isRefreshTokenRotationEnabled",
        rotation.filter(|on| on == "false"),
        "true",
        place,
    );
}

fn policies(sheet: &mut Sheet, oauth: &Oauth, permission_set: Option<&PermissionSet>) {
    const TYPE: &str = names::OAUTH_POLICIES;
    let at = sheet.at.key("oauth");
    let users = Some(oauth.permitted_users.token())
        .filter(|_| oauth.permitted_users != PermittedUsers::default());
    let default = PermittedUsers::default().token();
    sheet.want_or(TYPE, "permittedUsersPolicyType", users, default, at.key("permitted-users"));
    let mut sets = oauth.permission_sets.clone();
    sets.extend(permission_set.map(|set| set.name.clone()));
    let granted = oauth.permitted_users == PermittedUsers::PreAuthorized;
    let lists = [
        ("commaSeparatedPermissionSet", &sets, "permission-sets"),
        ("commaSeparatedProfile", &oauth.profiles, "profiles"),
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

/// The permission set that is made where the spec names nobody who may use a pre-authorized app.
fn permission_set(app: &App) -> Option<PermissionSet> {
    let oauth = &app.oauth;
    let none = oauth.permission_sets.is_empty() && oauth.profiles.is_empty();
    (none && oauth.permitted_users == PermittedUsers::PreAuthorized).then(|| PermissionSet {
        name: format!("{}_Users", app.name),
        label: format!("{} Users", app.shown_label()),
        description: format!(
            "Holders may log in with the External Client App {}.",
            app.shown_label()
        ),
    })
}
