//! The push plugin: one file for each kind of device.

use super::sheet::Sheet;
use super::value::holds_placeholder;
use super::{Component, PlannedField, distribution};
use crate::schema::{names, schema};
use crate::spec::{App, Distribution, Push, SpecFault, SpecPath};

const TYPE: &str = names::PUSH_SETTINGS;

/// Plans the files. Secrets are placeholders, since they are in no file; those of a packaged app
/// stay in the org that owns it, and its files hold links to them.
pub(super) fn plan(sheet: &mut Sheet, app: &App, earlier: &[App]) -> Vec<Component> {
    let Some(metadata_type) = schema().types.get(TYPE) else { return Vec::new() };
    let pattern = metadata_type.setup_name.as_deref().unwrap_or("{app}");
    let packaged = app.distribution == Distribution::Packaged;
    if packaged {
        count_links(sheet, app);
    }
    let mut out = Vec::new();
    for (index, push) in app.push.iter().enumerate() {
        let mut own = Sheet::new(sheet.version, sheet.at.key("push").item(index));
        let stem = pattern.replace("{app}", &app.name);
        // The first keeps its name when others come to it: names in an org are for good.
        let name = if index > 0 { format!("{stem}{}", index + 1) } else { stem };
        own.safe(TYPE, names::APP_REFERENCE, &app.name);
        own.safe(TYPE, "label", &name);
        let secret = |name: &str| variable(app, earlier, index, name);
        let (service, element, fields) = config(push, &secret);
        let at = own.at.clone();
        own.want(TYPE, "pushServiceType", service, at.clone());
        if packaged {
            // What the configuration in the owner's org says is judged all the same.
            let mut elsewhere = Sheet::new(sheet.version, at);
            elsewhere.want_all(TYPE, element, vec![fields], elsewhere.at.clone());
            own.faults.extend(elsewhere.faults);
            let at = sheet.at.key("owner").key("push-links").item(index);
            own.want(TYPE, "pushConfigLink", link(app, index), at);
        } else {
            own.want_all(TYPE, element, vec![fields], at);
        }
        own.faults.extend(misspelt(push, &own.at));
        out.push(own.component(metadata_type, name));
        own.faults.into_iter().for_each(|fault| sheet.fault(fault));
    }
    out
}

/// Which characters a name has.
type Form<'f> = &'f dyn Fn(char) -> bool;

/// Names of Google and Apple that cannot be such.
fn misspelt(push: &Push, at: &SpecPath) -> Vec<SpecFault> {
    let id = |c: char| c.is_ascii_alphanumeric();
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:".contains(c);
    let bundle = |c: char| id(c) || "-.".contains(c);
    let all: Vec<(&str, &'static str, Form<'_>, &str)> = match push {
        Push::Android { project } => vec![(project, "project", &lower, FIREBASE)],
        Push::AppleToken { bundle: name, key_id, team_id, .. } => vec![
            (name, "bundle", &bundle, BUNDLE),
            (key_id, "key-id", &id, APPLE_ID),
            (team_id, "team-id", &id, APPLE_ID),
        ],
        Push::AppleCertificate { bundle: name, .. } => vec![(name, "bundle", &bundle, BUNDLE)],
    };
    let wrong = all.into_iter().filter(|(text, _, form, _)| {
        !holds_placeholder(text) && !text.is_empty() && !text.chars().all(form)
    });
    wrong
        .map(|(text, key, _, help)| {
            let message = format!("`{}` cannot be the {key} of push messages", text.escape_debug());
            let why = "Google or Apple does not know it, and no message arrives.";
            SpecFault::new(at.key(key), message, why, help)
        })
        .collect()
}

const FIREBASE: &str =
    "write the project ID of the Firebase console: lowercase letters, digits and hyphens";
const BUNDLE: &str = "write the bundle ID of the app, such as `com.acme.field`";
const APPLE_ID: &str = "write the letters and digits that the Apple developer account shows";

fn count_links(sheet: &mut Sheet, app: &App) {
    let given = app.owner.as_ref().map_or(0, |owner| owner.push_links.len());
    if given != 0 && given != app.push.len() {
        let at = sheet.at.key("owner").key("push-links");
        sheet.fault(SpecFault::new(
            at,
            format!("there are {given} push links for {} push plugins", app.push.len()),
            "Each file of push settings links to one set of credentials.",
            "give one link for each `push` table, in the same order, or none",
        ));
    }
}

/// The link of a packaged app to its credentials.
fn link(app: &App, index: usize) -> String {
    let given = app.owner.as_ref().and_then(|owner| owner.push_links.get(index));
    let name = if index > 0 {
        format!("PUSH{}_CONFIG_LINK", index + 1)
    } else {
        "PUSH_CONFIG_LINK".to_owned()
    };
    given.cloned().unwrap_or_else(|| distribution::variable(app, &name))
}

/// The variable of a secret. The first push plugin of its kind has the short name; others have the
/// app's name in theirs, so that no two share a secret.
fn variable(app: &App, earlier: &[App], index: usize, name: &str) -> String {
    let Some(push) = app.push.get(index) else { return String::new() };
    let same = |other: &Push| std::mem::discriminant(other) == std::mem::discriminant(push);
    let local = earlier.iter().filter(|app| app.distribution == Distribution::Local);
    let before = app.push.iter().take(index).filter(|other| same(other)).count();
    if before > 0 {
        return distribution::variable(app, &format!("PUSH{}_{name}", index + 1));
    }
    if local.flat_map(|app| &app.push).any(same) {
        return distribution::variable(app, name);
    }
    format!("${{{name}}}")
}

fn config(
    push: &Push,
    secret: &dyn Fn(&str) -> String,
) -> (&'static str, &'static str, Vec<PlannedField>) {
    let text = |name: &str, value: &str| PlannedField::text(name, value);
    let fill = |name: &str, variable: &str| PlannedField::text(name, secret(variable));
    match push {
        Push::Android { project } => (
            "Android",
            "androidPushConfig",
            vec![text("fcmProject", project), fill("serviceAccount", "FCM_SERVICE_ACCOUNT")],
        ),
        Push::AppleToken { bundle, environment, key_id, team_id } => (
            "Apple",
            "applePushConfig",
            vec![
                text("applicationBundle", bundle),
                text("environment", environment),
                text("keyIdentifier", key_id),
                fill("signingKey", "APPLE_SIGNING_KEY"),
                text("teamIdentifier", team_id),
            ],
        ),
        Push::AppleCertificate { bundle, environment } => (
            "Apple",
            "applePushConfig",
            vec![
                text("applicationBundle", bundle),
                fill("certificate", "APPLE_PUSH_CERTIFICATE"),
                text("environment", environment),
                fill("password", "APPLE_PUSH_PASSWORD"),
            ],
        ),
    }
}
