//! The plugins of an app besides OAuth: from the spec to elements.

use super::PlannedField;
use super::grant::Grant;
use super::sheet::Sheet;
use super::structures;
use crate::schema::{Part, names, schema};
use crate::spec::{App, Canvas, Notification, Saml, SpecFault};
use crate::text::suggest::nearest;

/// Plans the plugins that the app has, and gives the types of their files.
pub(super) fn plan(sheet: &mut Sheet, app: &App, grant: &Grant) -> Vec<&'static str> {
    let mut types = Vec::new();
    if let Some(saml) = &app.saml {
        policies(sheet, Part::Saml, "saml");
        self::saml(sheet, saml, grant);
        types.push(names::SAML_POLICIES);
    }
    if let Some(mobile) = &app.mobile {
        let at = sheet.at.key("mobile").key("screen-lock");
        policies(sheet, Part::Mobile, "mobile");
        let lock = mobile.screen_lock.is_some().to_string();
        sheet.want(names::MOBILE_SETTINGS, "isScreenLockEnabled", lock, at.clone());
        let lock = mobile.screen_lock.as_ref();
        sheet.want_or(names::MOBILE_POLICIES, "screenLockTimeout", lock, "Never", at);
        types.extend([names::MOBILE_SETTINGS, names::MOBILE_POLICIES]);
    }
    if !app.push.is_empty() {
        policies(sheet, Part::Push, "push");
        let at = sheet.at.key("push-full-content");
        sheet.want(names::PUSH_POLICIES, "isFullContent", app.push_full_content.to_string(), at);
        types.push(names::PUSH_POLICIES);
    }
    if let Some(notification) = &app.notification {
        policies(sheet, Part::Notification, "notification");
        self::notification(sheet, notification, !app.push.is_empty());
        types.push(names::NOTIFICATION_SETTINGS);
    }
    if let Some(canvas) = &app.canvas {
        policies(sheet, Part::Canvas, "canvas");
        self::canvas(sheet, canvas, app.saml.is_some());
        types.push(names::CANVAS_SETTINGS);
    }
    needs_oauth(sheet, app);
    types
}

/// The app policies keep a plugin on.
fn policies(sheet: &mut Sheet, part: Part, key: &'static str) {
    let at = sheet.at.key(key);
    if let Some(switch) = schema().plugin_switch(part) {
        sheet.want(names::APP_POLICIES, switch, "true", at);
    }
}

fn needs_oauth(sheet: &mut Sheet, app: &App) {
    let with = [("push", !app.push.is_empty()), ("notification", app.notification.is_some())];
    for (key, _) in with.iter().filter(|(_, has)| *has && app.oauth.is_none()) {
        let at = sheet.at.key(key);
        sheet.fault(SpecFault::new(
            at,
            format!("the {key} plugin needs the OAuth plugin"),
            "Devices log in with OAuth before anything reaches them.",
            "give the app an `oauth` table",
        ));
    }
}

fn saml(sheet: &mut Sheet, saml: &Saml, grant: &Grant) {
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
        sheet.fault(SpecFault::new(
            at.key("subject-attribute"),
            "the subject `CustomAttribute` and `subject-attribute` go together",
            "The subject is read only from the field that the attribute names.",
            "give both, or neither",
        ));
    }
    structures::attributes(sheet, TYPE, &saml.attributes, &at.key("attributes"));
    let lists = [
        ("commaSeparatedPermissionSet", &grant.permission_sets, "permission-sets"),
        ("commaSeparatedProfile", &grant.profiles, "profiles"),
    ];
    for (element, names, key) in lists {
        let all = Some(names.join(",")).filter(|all| !all.is_empty());
        sheet.want_some(TYPE, element, all.as_ref(), at.key(key));
    }
}

fn notification(sheet: &mut Sheet, notification: &Notification, has_push: bool) {
    let at = sheet.at.key("notification");
    let is_pushed =
        |name: &String| notification.push_by_default || notification.pushed.contains(name);
    let all = notification.types.iter().map(|name| {
        let push = is_pushed(name).to_string();
        vec![
            PlannedField::text("notificationType", name),
            PlannedField::text("pushByDefault", push),
        ]
    });
    let all = all.collect();
    sheet.want_all(names::NOTIFICATION_SETTINGS, "notificationTypes", all, at.key("types"));
    for key in ["push-by-default", "pushed"].into_iter().filter(|_| !notification.types.is_empty())
    {
        sheet.decides(names::NOTIFICATION_SETTINGS, "notificationTypes", &at.key(key));
    }
    for (index, name) in notification.pushed.iter().enumerate() {
        if !notification.types.contains(name) {
            let meant = nearest(name, notification.types.iter().map(String::as_str));
            sheet.fault(SpecFault::new(
                at.key("pushed").item(index),
                format!("`{name}` is not one of the notification types of the app"),
                "Only a notification that the app takes can be pushed.",
                meant.map_or_else(
                    || "name one of `types`".to_owned(),
                    |meant| format!("did you mean `{meant}`?"),
                ),
            ));
        }
    }
    if !has_push && notification.types.iter().any(is_pushed) {
        let key = if notification.push_by_default { "push-by-default" } else { "pushed" };
        sheet.fault(SpecFault::new(
            at.key(key),
            "notifications cannot be pushed without the push plugin",
            "The push plugin has the credentials of the services that carry them to devices.",
            format!("give the app a `push` table, or remove `{key}`"),
        ));
    }
}

/// A choice that says something only next to another value.
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
        (None, Some(_)) => sheet.fault(SpecFault::new(
            at,
            format!("`{key}` has no effect without `{leader_key}`"),
            "It chooses how something is done that is not done at all.",
            format!("give `{leader_key}`, or remove `{key}`"),
        )),
        (None, None) => {}
    }
}

fn canvas(sheet: &mut Sheet, canvas: &Canvas, has_saml: bool) {
    const TYPE: &str = names::CANVAS_SETTINGS;
    let at = sheet.at.key("canvas");
    sheet.want(TYPE, "canvasUrl", &canvas.url, at.key("url"));
    sheet.want_or(TYPE, "accessMethod", canvas.access.as_ref(), "Post", at.key("access"));
    sheet.want_texts(TYPE, "canvasLocationOptions", &canvas.locations, at.key("locations"));
    sheet.want_texts(TYPE, "canvasOptions", &canvas.options, at.key("options"));
    sheet.want_some(TYPE, "lifeCycleHandler", canvas.handler.as_ref(), at.key("handler"));
    sheet.want_or(TYPE, "samlInitiationMethod", canvas.saml.as_ref(), "None", at.key("saml"));
    if !has_saml && canvas.saml.as_ref().is_some_and(|method| method != "None") {
        sheet.fault(SpecFault::new(
            at.key("saml"),
            "the page cannot log in with SAML without the SAML plugin",
            "The SAML plugin names the service that the page belongs to.",
            "give the app a `saml` table, or remove `saml` of the canvas",
        ));
    }
}
