//! Known clients of apps, and their limits (`schemas/clients.toml`).

use serde::Deserialize;

/// A program that logs in with an app of the org, and what it needs of that app.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Client {
    /// Id: `salesforce-cli`.
    pub id: String,
    /// Its name in a sentence: `the Salesforce CLI`.
    pub title: String,
    /// Its callbacks, the usual one first; `*` stands for a port.
    #[serde(default)]
    pub callbacks: Vec<String>,
    /// Other programs use its callback too, so that the callback tells something only where no other
    /// one leads elsewhere.
    #[serde(default)]
    pub shared_callback: bool,
    /// An app that lists all of these scopes is for the client, whatever its callbacks are.
    #[serde(default)]
    pub told_by_scopes: Vec<String>,
    /// The scopes of an app that is made for it.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Scopes without which a part of it fails.
    #[serde(default)]
    pub needs_scope: Vec<NeededScope>,
    /// What takes only access tokens in the JWT format, if anything does.
    #[serde(default)]
    pub jwt_tokens: Option<String>,
    /// Switches of the global OAuth settings that it does not work with.
    #[serde(default)]
    pub refuses: Vec<Refusal>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// What else a user of the client should know.
    #[serde(default)]
    pub note: Option<String>,
    /// Keys into `schemas/sources.toml`.
    pub source: Vec<String>,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// An official page, or the source of the client.
    High,
    /// Several reports, or one precise one.
    Medium,
    /// One report.
    Low,
}

/// A scope that a client asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NeededScope {
    /// Its token.
    pub token: String,
    /// What the client does with it.
    pub purpose: String,
    /// Without it, the login itself fails.
    #[serde(default)]
    pub grave: bool,
    /// Keys into `schemas/sources.toml`.
    pub source: Vec<String>,
}

/// A switch that a client does not work with while it is `true`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Refusal {
    /// The element of the global OAuth settings.
    pub element: String,
    /// An app with a certificate is spared: it logs in with signed requests, not in a browser.
    #[serde(default)]
    pub not_with_certificate: bool,
    /// What is wrong, in words that follow "is on, but".
    pub problem: String,
    /// What happens then.
    pub effect: String,
    /// What to do.
    pub help: String,
    /// Without a change, the login itself fails.
    #[serde(default)]
    pub grave: bool,
    /// Keys into `schemas/sources.toml`.
    pub source: Vec<String>,
}

impl Client {
    /// Every source that the facts about the client have.
    pub fn sources(&self) -> impl Iterator<Item = &String> {
        let scopes = self.needs_scope.iter().flat_map(|need| &need.source);
        let refusals = self.refuses.iter().flat_map(|refusal| &refusal.source);
        self.source.iter().chain(scopes).chain(refusals)
    }

    /// Whether a callback is one of the client's.
    #[must_use]
    pub fn has_callback(&self, callback: &str) -> bool {
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
