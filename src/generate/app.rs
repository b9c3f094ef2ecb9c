//! From one app of the spec to its components.

use super::sheet::Sheet;
use super::{AppPlan, Component, PermissionSet, distribution, exchange, flows, oauth, plugins};
use crate::schema::{ApiVersion, MetadataType, names, schema};
use crate::spec::{App, Fault, PermittedUsers, SpecPath};

/// Plans one app.
pub(super) fn plan(
    app: &App,
    version: ApiVersion,
    at: SpecPath,
    packaged: bool,
) -> Result<AppPlan, Vec<Fault>> {
    let mut sheet = Sheet::new(version, at);
    let permission_set = permission_set(app);
    let mut grant = app.oauth.as_ref().map_or_else(Vec::new, |oauth| oauth.permission_sets.clone());
    grant.extend(permission_set.as_ref().map(|set| set.name.clone()));
    let mut types = vec![names::HEADER, names::APP_POLICIES];
    header(&mut sheet, app);
    sheet.safe(names::APP_POLICIES, "isEnabled", "true");
    let mut flows = Vec::new();
    let mut exchange = None;
    if let Some(oauth) = &app.oauth {
        types.extend([names::OAUTH_SETTINGS, names::GLOBAL_OAUTH, names::OAUTH_POLICIES]);
        flows = flows::active(oauth);
        types.extend(oauth::plan(&mut sheet, oauth, &flows, &grant));
        exchange = exchange::plan(&mut sheet, app, &flows);
        flows::apply(&mut sheet, oauth, &flows);
        oauth::jwt_timeouts(&mut sheet);
        flows::verify(&mut sheet, oauth, &flows);
    }
    distribution::apply(&mut sheet, app, &flows);
    types.extend(plugins::plan(&mut sheet, app, &grant));
    let own = types.iter().filter_map(|name| schema().types.get(*name));
    let mut components: Vec<Component> =
        own.filter(|t| t.since <= version).map(|t| component(&mut sheet, t, &app.name)).collect();
    components.extend(plugins::push(&mut sheet, app));
    components.extend(exchange.as_ref().and_then(|exchange| exchange.handler(&sheet)));
    let settings = flows::org_settings(&mut sheet, &flows);
    let name = |t: &MetadataType| t.fixed_name.clone().unwrap_or_default();
    let mut shared: Vec<Component> =
        settings.into_iter().map(|t| sheet.component(t, name(t))).collect();
    for component in components.iter_mut().chain(&mut shared) {
        component.directory = distribution::directory(packaged, app, component.metadata_type);
    }
    if !sheet.faults.is_empty() {
        return Err(sheet.faults);
    }
    let permission_sets = permission_set.into_iter().collect();
    Ok(AppPlan { spec: app.clone(), flows, components, shared, permission_sets, exchange })
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
    if app.start_url.is_some() {
        sheet.want_some(
            names::APP_POLICIES,
            "startUrl",
            app.start_url.as_ref(),
            at.key("start-url"),
        );
        sheet.want(names::APP_POLICIES, "startPage", "Custom", at.key("start-url"));
    } else {
        sheet.safe(names::APP_POLICIES, "startPage", "None");
    }
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

/// The permission set that is made where the spec names nobody who may use a pre-authorized app.
fn permission_set(app: &App) -> Option<PermissionSet> {
    let oauth = app.oauth.clone().unwrap_or_default();
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
