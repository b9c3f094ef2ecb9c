//! Where the logins of an app lead to.

use super::AppFacts;
use crate::project::{HostClass, ParsedUrl};
use crate::schema::{Client, names, schema};

/// Id of the Salesforce CLI in the table of clients.
const SALESFORCE_CLI: &str = "salesforce-cli";

impl AppFacts<'_> {
    /// The known clients that the app seems to be for.
    pub fn clients(&self) -> impl Iterator<Item = &'static Client> {
        let callbacks = self.known_callbacks();
        let scopes = self.scopes().unwrap_or_default();
        schema().clients.iter().filter(move |client| {
            let told = !client.told_by_scopes.is_empty()
                && client.told_by_scopes.iter().all(|token| scopes.contains(&token.as_str()));
            told || has_callbacks_of(client, &callbacks)
        })
    }

    /// Whether the Salesforce CLI seems to log in with the app: it has the callback of the CLI, and
    /// no other one that leads anywhere.
    #[must_use]
    pub(crate) fn serves_cli(&self) -> bool {
        self.clients().any(|client| client.id == SALESFORCE_CLI)
    }

    /// The callbacks that are known here.
    fn known_callbacks(&self) -> Vec<&str> {
        let Some(field) = self.field(names::GLOBAL_OAUTH, "callbackUrl") else { return Vec::new() };
        field.callback_list().items.iter().map(|item| item.text.as_str()).collect()
    }

    /// Whether a callback URL leads to a client, so that people can log in.
    #[must_use]
    pub(crate) fn has_real_callback(&self) -> bool {
        self.field(names::GLOBAL_OAUTH, "callbackUrl").is_some()
            && !self.has_only_stand_in_callbacks()
    }

    /// Whether each callback is on the user's own computer, as those of command line tools are.
    #[must_use]
    pub(crate) fn has_only_local_callbacks(&self) -> bool {
        let Some(field) = self.field(names::GLOBAL_OAUTH, "callbackUrl") else { return false };
        let mut callbacks = field.callbacks().peekable();
        let is_local = |url: &ParsedUrl| url.host == Some(HostClass::Loopback);
        !field.is_unknown() && callbacks.peek().is_some() && callbacks.all(|(_, url)| is_local(url))
    }

    /// Whether each callback only stands where one is demanded, so that no login in a browser ends
    /// well.
    #[must_use]
    pub(crate) fn has_only_stand_in_callbacks(&self) -> bool {
        let Some(field) = self.field(names::GLOBAL_OAUTH, "callbackUrl") else { return false };
        let mut callbacks = field.callback_list().items.iter();
        !field.is_unknown() && callbacks.all(|item| leads_nowhere(&item.text))
    }
}

/// Whether the callbacks of an app tell that it is for a client.
fn has_callbacks_of(client: &Client, callbacks: &[&str]) -> bool {
    let is_own = |callback: &&str| client.has_callback(callback);
    let elsewhere = |callback: &&str| !is_own(callback) && !leads_nowhere(callback);
    callbacks.iter().any(is_own) && !(client.shared_callback && callbacks.iter().any(elsewhere))
}

/// The pages that people enter where a callback is demanded but never used.
fn leads_nowhere(callback: &str) -> bool {
    let page = |login: &str| callback.strip_prefix(login).is_some_and(|rest| rest.starts_with('/'));
    schema().org.login.shared().into_iter().any(page)
        || ParsedUrl::of(callback).host == Some(HostClass::Example)
}
