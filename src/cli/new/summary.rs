//! What the answers make, before it is written.

use super::Flags;
use crate::schema::PermittedUsers;
use crate::spec::{App, Client, Distribution, Oauth, Spec};

/// The lines of the summary of one app.
pub(super) fn of(spec: &Spec, index: usize, flags: &Flags) -> Vec<String> {
    let Some(app) = spec.apps.get(index).or(spec.apps.first()) else { return Vec::new() };
    let mut rows: Vec<(&str, String)> = vec![
        ("Directory", flags.dir.display().to_string()),
        ("App", format!("{}, owned by {}", app.name, app.contact_email)),
    ];
    if app.distribution == Distribution::Packaged {
        let namespace = spec.project.namespace.clone().unwrap_or_default();
        rows.push(("Package", format!("namespace {namespace}")));
    }
    if let Some(oauth) = &app.oauth {
        of_oauth(oauth, flags, &mut rows);
    }
    rows.extend(plugins(app));
    let widest = rows.iter().map(|(what, _)| what.len()).max().unwrap_or_default();
    rows.iter().map(|(what, value)| format!("{what:widest$}  {value}")).collect()
}

fn of_oauth(oauth: &Oauth, flags: &Flags, rows: &mut Vec<(&str, String)>) {
    let client = match oauth.client {
        Client::Confidential => "keeps a secret",
        Client::Public => "has no secret",
    };
    rows.push(("Flows", oauth.flows.join(", ")));
    rows.push(("Client", client.to_owned()));
    rows.push(("Scopes", oauth.scopes.join(", ")));
    if !oauth.callbacks.is_empty() {
        rows.push(("Callbacks", oauth.callbacks.join(" ")));
    }
    if let Some(user) = &oauth.run_as {
        rows.push(("Acts as", user.clone()));
    }
    if flags.generate_certificate {
        rows.push(("Certificate", "made, with a private key next to the project".to_owned()));
    } else if let Some(file) = &flags.certificate {
        rows.push(("Certificate", file.clone()));
    }
    let users = match oauth.permitted_users {
        PermittedUsers::PreAuthorized => "those with a permission set of the app",
        PermittedUsers::SelfAuthorized => "everyone who approves the app on first use",
    };
    rows.push(("Users", users.to_owned()));
}

fn plugins(app: &App) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(saml) = &app.saml {
        rows.push(("SAML", format!("{} at {}", saml.entity_id, saml.acs_url)));
    }
    if let Some(canvas) = &app.canvas {
        rows.push(("Canvas", canvas.url.clone()));
    }
    if !app.push.is_empty() {
        rows.push(("Push", format!("{} kind(s) of devices", app.push.len())));
    }
    if let Some(mobile) = &app.mobile {
        rows.push(("Screen lock", mobile.screen_lock.clone().unwrap_or_else(|| "none".to_owned())));
    }
    if let Some(notification) = &app.notification {
        rows.push(("Notifications", notification.types.join(", ")));
    }
    rows
}
