//! What the requests of a client hold, for the README of its project.

use serde::Serialize;
use serde_json::Value;

use super::AppPlan;
use super::value::holds_placeholder;
use crate::project::Certificate;
use crate::schema::schema;
use crate::spec::{Client, Oauth};
use crate::text::shell;

/// Id of the flow that makes new access tokens.
const REFRESH_TOKEN: &str = "refresh-token";
/// Id of the flow for visitors who have not logged in.
const GUEST: &str = "guest";
/// Ids of the flows whose requests go to the address of an Experience Cloud site.
const SITE_FLOWS: &[&str] = &["code-and-credentials"];
/// Ids of the flows whose requests go to that of the org.
const HOST_FLOWS: &[&str] =
    &["authorization-code", "client-credentials", "jwt-bearer", "device", "token-exchange"];

/// What the requests of a client hold.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "what templates ask, each independent")]
pub(super) struct Request {
    /// The first callback as it stands in an address.
    redirect_uri: String,
    /// The scopes as requests name them.
    scope: String,
    /// Whether there is a request to show.
    is_known: bool,
    /// Whether requests go to the address of the org, and whether to that of a site.
    to_host: bool,
    to_site: bool,
    /// Whether users of a site log in.
    of_site: bool,
    pkce: bool,
    /// The last day of the certificate; empty without one that can be read.
    certificate_ends: String,
    /// Whether the scopes ask for refresh tokens, whether a flow issues any, and whether each use
    /// replaces one.
    asks_refresh: bool,
    issues_refresh: bool,
    rotates: bool,
    /// Which requests hold the consumer secret.
    secret_for_code: bool,
    secret_for_refresh: bool,
    secret_for_exchange: bool,
}

impl Request {
    pub(super) fn new(plan: &AppPlan, oauth: &Oauth, global: &Value) -> Self {
        let has = |ids: &[&str]| plan.flows.iter().any(|flow| ids.contains(&flow.id.as_str()));
        let switched = |element: &str| global[element] == "true";
        let issues = |id: &str, refresh: bool| refresh && id != REFRESH_TOKEN;
        Self {
            redirect_uri: oauth.callbacks.first().map(|url| in_address(url)).unwrap_or_default(),
            scope: scope_words(oauth),
            is_known: has(SITE_FLOWS) || has(HOST_FLOWS),
            to_host: has(HOST_FLOWS),
            to_site: has(SITE_FLOWS),
            of_site: has(SITE_FLOWS) || has(&[GUEST]),
            pkce: switched("isPkceRequired"),
            certificate_ends: last_day(oauth).unwrap_or_default(),
            asks_refresh: has(&[REFRESH_TOKEN]),
            issues_refresh: plan.flows.iter().any(|flow| issues(&flow.id, flow.refresh_token)),
            rotates: switched("isRefreshTokenRotationEnabled"),
            secret_for_code: oauth.client == Client::Confidential
                && !switched("isConsumerSecretOptional"),
            secret_for_refresh: switched("isSecretRequiredForRefreshToken"),
            secret_for_exchange: switched("isSecretRequiredForTokenExchange"),
        }
    }
}

/// The last day on which clients can log in with the certificate.
fn last_day(oauth: &Oauth) -> Option<String> {
    let text = oauth.certificate.as_deref().filter(|text| !holds_placeholder(text))?;
    Some(Certificate::parse(text).ok()?.last_day)
}

/// A text as a part of an address; what is filled in at deploy stays as it is.
fn in_address(text: &str) -> String {
    if holds_placeholder(text) {
        return text.to_owned();
    }
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The scopes as requests name them.
fn scope_words(oauth: &Oauth) -> String {
    let known = oauth.scopes.iter().filter_map(|token| schema().scope(token));
    known.map(|scope| scope.runtime.as_str()).collect::<Vec<_>>().join(" ")
}

/// A text as one word of a shell command; what is filled in at deploy is a variable there.
pub(super) fn word(text: &str) -> String {
    if holds_placeholder(text) { format!("\"{text}\"") } else { shell::word(text) }
}
