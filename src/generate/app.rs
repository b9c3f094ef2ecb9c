//! From one app of the spec to its components.

use clap::ValueEnum;

use super::grant::Grant;
use super::sheet::Sheet;
use super::{
    AppPlan, Component, PlannedPermissionSet, distribution, exchange, flows, lifetimes, oauth,
    plugins, push,
};
use crate::schema::{
    ApiVersion, LONGEST_API_NAME, LONGEST_LABEL, MetadataType, Part, Text, api_name_fault, names,
    schema,
};
use crate::spec::{App, Distribution, PermittedUsers, Plugin, SpecFault, SpecPath};

/// Plans one app, which stands behind others.
pub(super) fn plan(
    app: &App,
    version: ApiVersion,
    at: SpecPath,
    packaged: bool,
    earlier: &[App],
) -> Result<AppPlan, Vec<SpecFault>> {
    let mut sheet = Sheet::new(version, at);
    let permission_set = permission_set(app);
    let mut grant = Grant::of(app);
    grant.permission_sets.extend(permission_set.as_ref().map(|set| set.name.clone()));
    let mut types = vec![names::HEADER, names::APP_POLICIES];
    header(&mut sheet, app);
    start_page(&mut sheet, app);
    sheet.safe(names::APP_POLICIES, "isEnabled", "true");
    switches(&mut sheet, app);
    let mut flows = Vec::new();
    let mut exchange = exchange::Handler::default();
    if let Some(oauth) = &app.oauth {
        types.extend([names::OAUTH_SETTINGS, names::GLOBAL_OAUTH, names::OAUTH_POLICIES]);
        if let Some(switch) = schema().plugin_switch(Part::Oauth) {
            sheet.safe(names::APP_POLICIES, switch, "true");
        }
        flows = flows::active(oauth);
        types.extend(oauth::plan(&mut sheet, oauth, &flows, &grant));
        exchange = exchange::plan(&mut sheet, app, &flows);
        flows::apply(&mut sheet, oauth, &flows);
        lifetimes::jwt(&mut sheet, oauth);
        flows::verify(&mut sheet, oauth, &flows);
    }
    distribution::apply(&mut sheet, app, &flows);
    types.extend(plugins::plan(&mut sheet, app, &grant));
    let own = types.iter().filter_map(|name| schema().types.get(name));
    let mut components: Vec<Component> =
        own.filter(|t| t.since <= version).map(|t| component(&mut sheet, t, app)).collect();
    components.extend(push::plan(&mut sheet, app, earlier));
    components.extend(exchange.component(&sheet));
    let mut settings = flows::org_settings(&mut sheet, &flows);
    settings.extend(distribution::org_settings(&mut sheet, app));
    let name = |t: &MetadataType| t.fixed_name.map(String::from).unwrap_or_default();
    let mut shared: Vec<Component> =
        settings.into_iter().map(|t| sheet.component(t, name(t))).collect();
    for component in components.iter_mut().chain(&mut shared) {
        component.directory = distribution::directory(packaged, app, component.metadata_type);
    }
    let made = components.iter().map(|component| &component.full_name);
    names_fit(&mut sheet, app, made.chain(permission_set.iter().map(|set| &set.name)));
    if !sheet.faults.is_empty() {
        return Err(sheet.faults);
    }
    let permission_sets = permission_set.into_iter().collect();
    let exchange::Handler { name: handler, made: exchange } = exchange;
    let spec = app.clone();
    Ok(AppPlan { spec, flows, components, shared, permission_sets, handler, exchange })
}

/// An org has room for so much of each name that is made from the app's, and of its label.
fn names_fit<'a>(sheet: &mut Sheet, app: &App, made: impl Iterator<Item = &'a String>) {
    let at = sheet.at.clone();
    let longest = made.max_by_key(|name| name.len()).filter(|name| name.len() > LONGEST_API_NAME);
    if let Some(name) = longest {
        let most = app.name.len().saturating_sub(name.len() - LONGEST_API_NAME);
        sheet.fault(SpecFault::new(
            at.key("name"),
            format!("the app name has {} characters, which is too long", app.name.len()),
            format!("The app has the record `{name}`, and names have at most {LONGEST_API_NAME} characters."),
            format!("shorten it to {most} characters; the label may be longer"),
        ));
    }
    let length = app.shown_label().chars().count();
    if length > LONGEST_LABEL && app.name.len() <= LONGEST_API_NAME {
        sheet.fault(SpecFault::new(
            at.key("label"),
            format!("the label has {length} characters, which is too long"),
            format!("Labels have at most {LONGEST_LABEL} characters."),
            "shorten it, and put the rest into `description`",
        ));
    }
}

fn component(sheet: &mut Sheet, metadata_type: &'static MetadataType, app: &App) -> Component {
    let (server, setup) = (metadata_type.server_name.as_ref(), metadata_type.setup_name.as_ref());
    // A packaged app is made in Setup, and a second record by another name is refused.
    let server = server.filter(|_| app.distribution == Distribution::Local);
    let given = name_of_owner(sheet, metadata_type, app);
    let app = app.name.as_str();
    let name = |pattern: &Text| pattern.replace("{app}", app);
    let full_name = given.or_else(|| server.or(setup).map(name)).unwrap_or_else(|| app.to_owned());
    if metadata_type.name != names::HEADER
        && let Some(name) = names::ALL.iter().find(|name| **name == metadata_type.name)
    {
        sheet.safe(name, names::APP_REFERENCE, app);
        // An org gives each of its own records a label that equals its name.
        sheet.safe(name, "label", &full_name);
    }
    sheet.component(metadata_type, full_name)
}

/// The name that the owner's org has for policies of a packaged app, where the spec says it.
fn name_of_owner(
    sheet: &mut Sheet,
    metadata_type: &'static MetadataType,
    app: &App,
) -> Option<String> {
    let owner = app.owner.as_ref()?;
    let (key, given) = match metadata_type.name.as_str() {
        names::APP_POLICIES => ("policies", owner.policies.as_ref()?),
        names::OAUTH_POLICIES => ("oauth-policies", owner.oauth_policies.as_ref()?),
        _ => return None,
    };
    if let Some(what) = api_name_fault(given) {
        sheet.fault(SpecFault::new(
            sheet.at.key("owner").key(key),
            format!("name `{}` {what}", given.escape_debug()),
            "The file is named so, and an org has no such record.",
            "write the name that the retrieved file has before its first dot",
        ));
        return None;
    }
    Some(given.clone())
}

fn header(sheet: &mut Sheet, app: &App) {
    let at = sheet.at.clone();
    if app.contact_email.is_empty() {
        sheet.fault(SpecFault::new(
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
    sheet.switch(names::HEADER, "isProtected", app.protected, at.key("protected"));
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

/// What the administrator keeps off.
fn switches(sheet: &mut Sheet, app: &App) {
    const TYPE: &str = names::APP_POLICIES;
    let at = sheet.at.clone();
    match app.enabled {
        Some(false) => {
            sheet.switch_off(TYPE, "isEnabled", Some("disabled-app"), at.key("enabled"));
        }
        _ => sheet.decides(TYPE, "isEnabled", &at.key("enabled")),
    }
    for plugin in Plugin::value_variants() {
        if let Some(switch) = schema().plugin_switch(plugin.part()) {
            sheet.decides(TYPE, switch, &at.key("plugins-off"));
        }
    }
    for (index, plugin) in app.plugins_off.iter().enumerate() {
        let has = match plugin {
            Plugin::Oauth => app.oauth.is_some(),
            Plugin::Saml => app.saml.is_some(),
            Plugin::Mobile => app.mobile.is_some(),
            Plugin::Push => !app.push.is_empty(),
            Plugin::Notification => app.notification.is_some(),
            Plugin::Canvas => app.canvas.is_some(),
        };
        // The checker speaks of plugins only while the app is on.
        let rule = (has && app.enabled != Some(false)).then_some("plugin-off");
        if let Some(switch) = schema().plugin_switch(plugin.part()) {
            sheet.switch_off(TYPE, switch, rule, at.key("plugins-off").item(index));
        }
    }
}

/// Where the App Launcher takes users.
fn start_page(sheet: &mut Sheet, app: &App) {
    const TYPE: &str = names::APP_POLICIES;
    let at = sheet.at.clone();
    let own = app.start_url.is_some();
    let oauth = app.oauth.as_ref().is_some_and(|oauth| oauth.start_url.is_some());
    sheet.want_some(TYPE, "startUrl", app.start_url.as_ref(), at.key("start-url"));
    let page = match (&app.start_page, own, oauth) {
        (Some(page), ..) => {
            sheet.want(TYPE, "startPage", page, at.key("start-page"));
            page.as_str()
        }
        (None, true, _) => {
            sheet.want(TYPE, "startPage", "Custom", at.key("start-url"));
            "Custom"
        }
        (None, false, true) => {
            sheet.safe(TYPE, "startPage", "OAuth");
            "OAuth"
        }
        (None, false, false) => return sheet.safe(TYPE, "startPage", "None"),
    };
    let oauth_key = at.key("oauth").key("start-url");
    let pages = [
        ("Custom", own, at.key("start-url"), "`start-url`"),
        ("OAuth", oauth, oauth_key, "`start-url` of the `oauth` table"),
    ];
    for (name, given, place, key) in pages {
        let (place, message, help) = match (name == page, given) {
            (true, false) => (
                at.key("start-page"),
                format!("the start page `{name}` needs {key}"),
                format!("give {key} the address of the page, or remove `start-page`"),
            ),
            (false, true) => (
                place,
                format!("{key} has no effect while the start page is `{page}`"),
                format!("remove it, or set `start-page` to `{name}`"),
            ),
            _ => continue,
        };
        let why = "The App Launcher has one page for each app, and the start page says which.";
        sheet.fault(SpecFault::new(place, message, why, help));
    }
    if page == "SAML" && app.saml.is_none() {
        sheet.fault(SpecFault::new(
            at.key("start-page"),
            "the start page `SAML` needs the SAML plugin",
            "It leads to the service that the SAML policies name.",
            "give the app a `saml` table, or choose another start page",
        ));
    }
}

/// The permission set that is made where the spec names nobody who may use a pre-authorized app.
fn permission_set(app: &App) -> Option<PlannedPermissionSet> {
    let oauth = app.oauth.clone().unwrap_or_default();
    let named = Grant::of(app);
    let none = named.permission_sets.is_empty() && named.profiles.is_empty();
    (none && oauth.permitted_users == PermittedUsers::PreAuthorized).then(|| PlannedPermissionSet {
        name: format!("{}_Users", app.name),
        label: label_of_users(&app.shown_label()),
        description: format!(
            "Holders may log in with the External Client App {}.",
            app.shown_label()
        ),
    })
}

/// The label of that permission set, which is no longer than labels may be.
fn label_of_users(label: &str) -> String {
    const END: &str = " Users";
    let room = LONGEST_LABEL - END.len();
    let start: String = label.chars().take(room).collect();
    format!("{}{END}", start.trim_end())
}
