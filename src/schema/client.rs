//! Known clients of apps, and their limits (`schemas/clients.toml`).

use serde::{Serialize, Serializer};

use super::{List, Text};

/// A program that logs in with an app of the org, and what it needs of that app.
#[derive(Clone, Debug)]
pub struct Client {
    /// Id: `salesforce-cli`.
    pub id: Text,
    /// Its name in a sentence: `the Salesforce CLI`.
    pub title: Text,
    /// Its callbacks, the usual one first; `*` stands for a port.
    pub callbacks: List<Text>,
    /// Other programs use its callback too, so that the callback tells something only where no other
    /// one leads elsewhere.
    pub shared_callback: bool,
    /// An app that lists all of these scopes is for the client, whatever its callbacks are.
    pub told_by_scopes: List<Text>,
    /// The scopes of an app that is made for it.
    pub scopes: List<Text>,
    /// Scopes without which a part of it fails.
    pub needs_scope: List<NeededScope>,
    /// What takes only access tokens in the JWT format, if anything does.
    pub jwt_tokens: Option<Text>,
    /// Switches of the global OAuth settings that it does not work with.
    pub refuses: List<Refusal>,
    /// What must be done in the org besides the app, one step each.
    pub steps: List<Text>,
    /// Minutes until a new app works for it; none where it waits no longer than others.
    pub wait_minutes: Option<u16>,
    /// The addresses that it calls.
    pub servers: List<ServerAddress>,
    /// Programs of its kind, and what each calls back.
    pub programs: List<Program>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// What else a user of the client should know.
    pub note: Option<Text>,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// An address that a client calls.
#[derive(Clone, Debug, Serialize)]
pub struct ServerAddress {
    /// For which orgs it is.
    pub orgs: Text,
    /// The address.
    pub address: Text,
    /// Keys into `schemas/sources.toml`.
    #[serde(skip)]
    pub source: List<Text>,
}

/// A program that many use.
#[derive(Clone, Debug, Serialize)]
pub struct Program {
    /// Its name.
    pub title: Text,
    /// Its callbacks. They do not tell what an app is for, since the program logs in elsewhere too.
    #[serde(serialize_with = "texts")]
    pub callbacks: List<Text>,
    /// Where the consumer key goes in it.
    pub key: Text,
    /// Keys into `schemas/sources.toml`.
    #[serde(skip)]
    pub source: List<Text>,
}

fn texts<S: Serializer>(list: &List<Text>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(list.iter())
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// An official page, or the source of the client.
    High,
    /// Several reports, or one precise one.
    Medium,
    /// One report.
    Low,
}

/// A scope that a client asks for.
#[derive(Clone, Debug)]
pub struct NeededScope {
    /// Its token.
    pub token: Text,
    /// What the client does with it.
    pub purpose: Text,
    /// Without it, the login itself fails.
    pub grave: bool,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

/// A switch that a client does not work with while it is `true`.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The element of the global OAuth settings.
    pub element: Text,
    /// An app with a certificate is spared: it logs in with signed requests, not in a browser.
    pub not_with_certificate: bool,
    /// What is wrong, in words that follow "is on, but".
    pub problem: Text,
    /// What happens then.
    pub effect: Text,
    /// What to do.
    pub help: Text,
    /// Without a change, the login itself fails.
    pub grave: bool,
    /// Keys into `schemas/sources.toml`.
    pub source: List<Text>,
}

impl Client {
    /// Every source that the facts about the client have.
    pub fn sources(&self) -> impl Iterator<Item = &'static Text> + use<> {
        let scopes = (&self.needs_scope).into_iter().flat_map(|need| &need.source);
        let refusals = (&self.refuses).into_iter().flat_map(|refusal| &refusal.source);
        let servers = (&self.servers).into_iter().flat_map(|server| &server.source);
        let programs = (&self.programs).into_iter().flat_map(|program| &program.source);
        (&self.source).into_iter().chain(scopes).chain(refusals).chain(servers).chain(programs)
    }

    /// Whether a callback is one of the client's.
    #[must_use]
    pub(crate) fn has_callback(&self, callback: &str) -> bool {
        self.callbacks.iter().any(|pattern| match pattern.split_once('*') {
            None => pattern == callback,
            Some((before, after)) => callback
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(|port| port.parse::<u16>().is_ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::{Kind, names, schema};

    #[test]
    fn callbacks_are_compared_but_for_the_port() {
        let cli = schema().client("salesforce-cli").unwrap();
        for own in ["http://localhost:1717/OauthRedirect", "http://localhost:8080/OauthRedirect"] {
            assert!(cli.has_callback(own), "{own}");
        }
        for other in ["http://localhost:1717/other", "https://acme.com:1717/OauthRedirect"] {
            assert!(!cli.has_callback(other), "{other}");
        }
    }

    #[test]
    fn what_the_table_names_is_in_the_other_tables() {
        let schema = schema();
        let global = &schema.types[names::GLOBAL_OAUTH];
        for client in &schema.clients {
            let needed = client.needs_scope.iter().map(|need| &need.token);
            for token in client.scopes.iter().chain(&client.told_by_scopes).chain(needed) {
                assert!(schema.scope(token).is_some(), "{}: {token}", client.id);
            }
            for refusal in &client.refuses {
                let element = global.element(&refusal.element).expect("an element");
                assert_eq!(element.kind, Kind::Boolean, "{}", refusal.element);
            }
        }
    }
}
