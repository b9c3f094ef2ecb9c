//! What a README says of orgs and of known clients, from the tables.

use serde::Serialize;

use super::callback::NEVER_USED;
use crate::schema::{Client, Program, ServerAddress, schema};
use crate::spec::{App, Oauth, Preset};

/// Id of the Salesforce CLI in the table of clients.
const CLI: &str = "salesforce-cli";

/// What users of any app must know of orgs.
#[derive(Serialize)]
pub(super) struct OrgContext {
    /// Why an address that all orgs share does not do.
    login_why: &'static str,
    /// The hosts that find no External Client App.
    refused_hosts: Vec<&'static str>,
    /// The address at which production orgs log in.
    production_login: &'static str,
    /// The address at which sandboxes and scratch orgs log in.
    sandbox_login: &'static str,
    /// How the user that an app acts as is made.
    license: &'static str,
    profile: &'static str,
    permission_set_license: &'static str,
    /// The permission without which a scope opens nothing.
    api_permission: &'static str,
    /// What to know of logins of the Salesforce CLI.
    cli_note: &'static str,
}

impl OrgContext {
    pub(super) fn new() -> Self {
        let org = &schema().org;
        let permission = &org.api_permission.permission;
        let label = schema().permissions.iter().find(|known| known.name == *permission);
        let cli = schema().client(CLI).and_then(|client| client.note);
        Self {
            login_why: org.login.why.as_str(),
            refused_hosts: org
                .login
                .shared()
                .map(|url| url.trim_start_matches("https://"))
                .to_vec(),
            production_login: org.login.production.as_str(),
            sandbox_login: org.login.sandbox.as_str(),
            license: org.integration_user.license.as_str(),
            profile: org.integration_user.profile.as_str(),
            permission_set_license: org.integration_user.permission_set_license.as_str(),
            api_permission: label.map_or(permission.as_str(), |known| known.label.as_str()),
            cli_note: cli.map_or("", |note| note.as_str()),
        }
    }
}

/// What a user of a known client does.
#[derive(Serialize)]
pub(super) struct ClientContext {
    id: &'static str,
    title: &'static str,
    note: &'static str,
    steps: Vec<&'static str>,
    servers: &'static [ServerAddress],
    programs: &'static [Program],
}

impl ClientContext {
    pub(super) fn of(client: &'static Client) -> Self {
        Self {
            id: client.id.as_str(),
            title: client.title.as_str(),
            note: client.note.map_or("", |note| note.as_str()),
            steps: client.steps.iter().map(|step| step.as_str()).collect(),
            servers: client.servers.0,
            programs: client.programs.0,
        }
    }
}

/// The known client that an app is for: that of its preset, or one that its scopes tell.
pub(super) fn client(app: &App, oauth: &Oauth) -> Option<&'static Client> {
    let preset = app.preset.as_deref().and_then(Preset::find).filter(|preset| preset.fits(app));
    let served = preset.and_then(|preset| schema().client(preset.serves.as_deref()?));
    let told = |client: &&Client| {
        let scopes = &client.told_by_scopes;
        !scopes.is_empty() && scopes.iter().all(|told| oauth.scopes.iter().any(|s| told == s))
    };
    served.or_else(|| schema().clients.iter().find(told))
}

/// The My Domain address of the org: the one at which the CLI logs in, unless all orgs share that.
pub(super) fn my_domain(login_url: Option<&str>) -> &str {
    let login = &schema().org.login;
    login_url.filter(|url| !login.shared().contains(url)).unwrap_or(login.my_domain.as_str())
}

/// Minutes for which a new app may refuse logins.
pub(super) fn wait_minutes(client: Option<&Client>) -> u16 {
    client.and_then(|client| client.wait_minutes).unwrap_or(schema().org.wait.minutes)
}

/// The scope of an app that opens nothing for users without a permission; empty without one.
pub(super) fn api_scope(oauth: &Oauth) -> &'static str {
    let scopes = &schema().org.api_permission.scopes;
    let found = scopes.iter().find(|scope| oauth.scopes.iter().any(|own| *scope == own));
    found.map_or("", |scope| scope.as_str())
}

/// Whether the page of a canvas gets signed requests, and no browser ever comes back to the app.
pub(super) fn has_signed_requests(app: &App, oauth: &Oauth) -> bool {
    let unused = oauth.callbacks.iter().all(|callback| callback == NEVER_USED);
    let posted = |method: &Option<String>| method.as_deref().is_none_or(|method| method == "Post");
    unused && app.canvas.as_ref().is_some_and(|canvas| posted(&canvas.access))
}

#[cfg(test)]
mod tests {
    use super::super::context::to_value;
    use super::*;

    #[test]
    fn the_tables_have_what_readmes_say() {
        let Ok(org) = serde_json::to_string(&to_value(&OrgContext::new())) else {
            panic!("it is written");
        };
        assert!(!org.contains("\"\""), "{org}");
        assert!(wait_minutes(schema().client("hosted-mcp")) > wait_minutes(None));
        let scopes = Oauth { scopes: vec!["MCP".into()], ..Oauth::default() };
        let told = client(&App::default(), &scopes).map(|client| client.id.as_str());
        assert_eq!(told, Some("hosted-mcp"));
    }
}
