//! The plugins of an app besides OAuth: from the spec to elements.

use super::sheet::Sheet;
use super::{Component, Field};
use crate::schema::{names, schema};
use crate::spec::{App, Attribute, Canvas, Fault, IpRange, Push, Saml, SpecPath};

/// Plans the plugins that the app has, and gives the types of their files.
pub(super) fn plan(sheet: &mut Sheet, app: &App, grant: &[String]) -> Vec<&'static str> {
    let mut types = Vec::new();
    if let Some(saml) = &app.saml {
        policies(sheet, "isSamlPluginEnabled", "saml");
        self::saml(sheet, saml, grant);
        types.push(names::SAML_POLICIES);
    }
    if let Some(mobile) = &app.mobile {
        let at = sheet.at.key("mobile").key("screen-lock");
        policies(sheet, "isMobilePluginEnabled", "mobile");
        let lock = mobile.screen_lock.is_some().to_string();
        sheet.want(names::MOBILE_SETTINGS, "isScreenLockEnabled", lock, at.clone());
        let lock = mobile.screen_lock.as_ref();
        sheet.want_or(names::MOBILE_POLICIES, "screenLockTimeout", lock, "Never", at);
        types.extend([names::MOBILE_SETTINGS, names::MOBILE_POLICIES]);
    }
    if !app.push.is_empty() {
        policies(sheet, "isPushPluginEnabled", "push");
        let at = sheet.at.key("push-full-content");
        sheet.want(names::PUSH_POLICIES, "isFullContent", app.push_full_content.to_string(), at);
        types.push(names::PUSH_POLICIES);
    }
    if let Some(notification) = &app.notification {
        policies(sheet, "isNotificationPluginEnabled", "notification");
        let push = notification.push_by_default.to_string();
        let all = notification.types.iter().map(|name| {
            vec![Field::text("notificationType", name), Field::text("pushByDefault", &push)]
        });
        let at = sheet.at.key("notification").key("types");
        sheet.want_all(names::NOTIFICATION_SETTINGS, "notificationTypes", all.collect(), at);
        types.push(names::NOTIFICATION_SETTINGS);
    }
    if let Some(canvas) = &app.canvas {
        policies(sheet, "isCanvasPluginEnabled", "canvas");
        self::canvas(sheet, canvas);
        types.push(names::CANVAS_SETTINGS);
    }
    needs_oauth(sheet, app);
    types
}

/// The app policies keep a plugin on.
fn policies(sheet: &mut Sheet, element: &str, key: &'static str) {
    let at = sheet.at.key(key);
    sheet.want(names::APP_POLICIES, element, "true", at);
}

fn needs_oauth(sheet: &mut Sheet, app: &App) {
    let with = [("push", !app.push.is_empty()), ("notification", app.notification.is_some())];
    for (key, _) in with.iter().filter(|(_, has)| *has && app.oauth.is_none()) {
        let at = sheet.at.key(key);
        sheet.fault(Fault::new(
            at,
            format!("the {key} plugin needs the OAuth plugin"),
            "Devices log in with OAuth before anything reaches them.",
            "give the app an `oauth` table",
        ));
    }
}

fn saml(sheet: &mut Sheet, saml: &Saml, grant: &[String]) {
    const TYPE: &str = names::SAML_POLICIES;
    let at = sheet.at.key("saml");
    sheet.want(TYPE, "acsUrl", &saml.acs_url, at.key("acs-url"));
    sheet.want(TYPE, "entityUrl", &saml.entity_id, at.key("entity-id"));
    let texts = [
        ("issuer", &saml.issuer, "issuer"),
        ("subjectCustomAttribute", &saml.subject_attribute, "subject-attribute"),
        ("certificate", &saml.certificate, "certificate"),
        ("encryptionCertificate", &saml.encryption_certificate, "encryption-certificate"),
        ("singleLogoutUrl", &saml.logout_url, "logout-url"),
    ];
    for (element, value, key) in texts {
        sheet.want_some(TYPE, element, value.as_ref(), at.key(key));
    }
    sheet.want_or(TYPE, "subjectType", saml.subject.as_ref(), "Username", at.key("subject"));
    sheet.want_or(TYPE, "nameIdFormat", saml.name_id.as_ref(), "Unspecified", at.key("name-id"));
    sheet.want_or(TYPE, "signingAlgorithmType", saml.signing.as_ref(), "SHA256", at.key("signing"));
    pair(
        sheet,
        (&saml.encryption_certificate, "encryption-certificate"),
        (&saml.encryption, "encryption", "encryptionType", "AES_256"),
    );
    pair(
        sheet,
        (&saml.logout_url, "logout-url"),
        (&saml.logout_binding, "logout-binding", "singleLogoutBindingType", "PostBinding"),
    );
    let custom = saml.subject.as_deref() == Some("CustomAttribute");
    if custom != saml.subject_attribute.is_some() {
        sheet.fault(Fault::new(
            at.key("subject-attribute"),
            "the subject `CustomAttribute` and `subject-attribute` go together",
            "The subject is read from the field that the attribute names, and from nowhere else.",
            "give both, or neither",
        ));
    }
    attributes(sheet, TYPE, &saml.attributes, &at.key("attributes"));
    if !grant.is_empty() {
        sheet.safe(TYPE, "commaSeparatedPermissionSet", grant.join(","));
    }
}

/// A choice that says something only beside another value.
fn pair(
    sheet: &mut Sheet,
    (leader, leader_key): (&Option<String>, &'static str),
    (choice, key, element, safe): (&Option<String>, &'static str, &str, &str),
) {
    let at = sheet.at.key("saml").key(key);
    match (leader, choice) {
        (Some(_), choice) => {
            sheet.want_or(names::SAML_POLICIES, element, choice.as_ref(), safe, at);
        }
        (None, Some(_)) => sheet.fault(Fault::new(
            at,
            format!("`{key}` without `{leader_key}` says nothing"),
            "It chooses how something is done that is not done at all.",
            format!("give `{leader_key}`, or leave `{key}` out"),
        )),
        (None, None) => {}
    }
}

/// Custom attributes of a type that has them.
pub(super) fn attributes(
    sheet: &mut Sheet,
    type_name: &'static str,
    all: &[Attribute],
    at: &SpecPath,
) {
    for (index, attribute) in all.iter().enumerate() {
        if all[..index].iter().any(|other| other.key == attribute.key) {
            sheet.fault(Fault::new(
                at.item(index).key("key"),
                format!("there are two attributes with the key `{}`", attribute.key),
                "The receiver could not tell them apart, and the org refuses them.",
                "give one of them another key",
            ));
        }
    }
    let one = |attribute: &Attribute| {
        vec![Field::text("formula", &attribute.formula), Field::text("key", &attribute.key)]
    };
    sheet.want_all(type_name, "customAttributes", all.iter().map(one).collect(), at.clone());
}

/// Ranges of addresses of a type that has them.
pub(super) fn ip_ranges(
    sheet: &mut Sheet,
    (type_name, element): (&'static str, &str),
    all: &[IpRange],
    at: &SpecPath,
) {
    let address = |text: &str| text.parse::<std::net::IpAddr>().ok();
    for (index, range) in all.iter().enumerate() {
        let ends = address(&range.start).zip(address(&range.end));
        let sound =
            ends.is_some_and(|(start, end)| start.is_ipv4() == end.is_ipv4() && start <= end);
        if !sound {
            sheet.fault(Fault::new(
                at.item(index),
                format!("`{}` to `{}` is no range of addresses", range.start, range.end),
                "A range holds every address from its first to its last, both included.",
                "give two addresses of one kind, the lower first",
            ));
        }
    }
    let one = |range: &IpRange| {
        let description = range.description.iter().map(|text| Field::text("description", text));
        description
            .chain([
                Field::text("endIpAddress", &range.end),
                Field::text("startIpAddress", &range.start),
            ])
            .collect()
    };
    sheet.want_all(type_name, element, all.iter().map(one).collect(), at.clone());
}

fn canvas(sheet: &mut Sheet, canvas: &Canvas) {
    const TYPE: &str = names::CANVAS_SETTINGS;
    let at = sheet.at.key("canvas");
    sheet.want(TYPE, "canvasUrl", &canvas.url, at.key("url"));
    sheet.want_or(TYPE, "accessMethod", canvas.access.as_ref(), "Post", at.key("access"));
    sheet.want_texts(TYPE, "canvasLocationOptions", &canvas.locations, at.key("locations"));
    sheet.want_texts(TYPE, "canvasOptions", &canvas.options, at.key("options"));
    sheet.want_some(TYPE, "lifeCycleHandler", canvas.handler.as_ref(), at.key("handler"));
    sheet.want_or(TYPE, "samlInitiationMethod", canvas.saml.as_ref(), "None", at.key("saml"));
}

/// One file for each kind of device. Secrets are placeholders, since they stand in no file.
pub(super) fn push(sheet: &mut Sheet, app: &App) -> Vec<Component> {
    let Some(metadata_type) = schema().types.get(names::PUSH_SETTINGS) else { return Vec::new() };
    let pattern = metadata_type.setup_name.as_deref().unwrap_or("{app}");
    let mut out = Vec::new();
    for (index, push) in app.push.iter().enumerate() {
        let mut own = Sheet::new(sheet.version, sheet.at.key("push").item(index));
        let stem = pattern.replace("{app}", &app.name);
        let name = if app.push.len() > 1 { format!("{stem}{}", index + 1) } else { stem };
        own.safe(names::PUSH_SETTINGS, names::APP_REFERENCE, &app.name);
        own.safe(names::PUSH_SETTINGS, "label", &name);
        let (service, element, fields) = push_config(push);
        let at = own.at.clone();
        own.want(names::PUSH_SETTINGS, "pushServiceType", service, at.clone());
        own.want_all(names::PUSH_SETTINGS, element, vec![fields], at);
        out.push(own.component(metadata_type, name));
        for fault in own.faults {
            sheet.fault(fault);
        }
    }
    out
}

fn push_config(push: &Push) -> (&'static str, &'static str, Vec<Field>) {
    let text = |name: &str, value: &str| Field::text(name, value);
    match push {
        Push::Android { project } => (
            "Android",
            "androidPushConfig",
            vec![text("fcmProject", project), text("serviceAccount", "${FCM_SERVICE_ACCOUNT}")],
        ),
        Push::AppleToken { bundle, environment, key_id, team_id } => (
            "Apple",
            "applePushConfig",
            vec![
                text("applicationBundle", bundle),
                text("environment", environment),
                text("keyIdentifier", key_id),
                text("signingKey", "${APPLE_SIGNING_KEY}"),
                text("teamIdentifier", team_id),
            ],
        ),
        Push::AppleCertificate { bundle, environment } => (
            "Apple",
            "applePushConfig",
            vec![
                text("applicationBundle", bundle),
                text("certificate", "${APPLE_PUSH_CERTIFICATE}"),
                text("environment", environment),
                text("password", "${APPLE_PUSH_PASSWORD}"),
            ],
        ),
    }
}
