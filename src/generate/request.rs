//! What the requests of a client hold, for the README of its project.

use serde::Serialize;
use serde_json::Value;

use super::AppPlan;
use super::filters::percent;
use super::guide::has_signed_requests;
use super::value::holds_placeholder;
use crate::project::Certificate;
use crate::schema::{Expect, Flow, Scope, schema};
use crate::spec::{Client, Oauth};

/// Id of the flow in which the browser comes back with a code.
const AUTHORIZATION_CODE: &str = "authorization-code";
/// Id of the flow that makes new access tokens.
const REFRESH_TOKEN: &str = "refresh-token";
/// Id of the flow for visitors of a site.
pub(super) const GUEST: &str = "guest";
/// Id of the flow in which the app logs in by itself.
const CLIENT_CREDENTIALS: &str = "client-credentials";
/// Id of the flow in which the client signs a JWT; the CLI keeps its token.
const JWT_BEARER: &str = "jwt-bearer";
/// Ids of the flows whose requests go to the address of an Experience Cloud site.
const SITE_FLOWS: &[&str] = &["code-and-credentials", GUEST];
/// Ids of the flows whose requests go to that of the org.
const HOST_FLOWS: &[&str] =
    &[AUTHORIZATION_CODE, CLIENT_CREDENTIALS, JWT_BEARER, "device", "token-exchange"];

/// What the requests of a client hold.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "what templates ask, each independent")]
pub(super) struct Request {
    /// The first callback, and the same as it is in an address.
    callback: String,
    redirect_uri: String,
    /// The scopes as requests name them.
    scope: String,
    /// Those of them that count where the app logs in by itself.
    own_scope: String,
    /// Whether there is a request to show.
    is_known: bool,
    /// Whether a request shows a token, which later calls need.
    gets_token: bool,
    /// Whether requests go to the address of the org, and whether to that of a site.
    to_host: bool,
    to_site: bool,
    /// Whether visitors get tokens, and the scope of these as requests name it.
    visitors: bool,
    visitor_scope: String,
    pkce: bool,
    /// Whether the org takes passwords in the body of a request alone.
    password_in_body: bool,
    /// The last day of the certificate; empty without one that can be read.
    certificate_ends: String,
    /// Whether a flow issues refresh tokens, and whether each use replaces one.
    issues_refresh: bool,
    rotates: bool,
    /// Whether any request holds the consumer secret, and which.
    uses_secret: bool,
    secret_for_code: bool,
    secret_for_refresh: bool,
    secret_for_exchange: bool,
}

fn is_request(id: &str) -> bool {
    SITE_FLOWS.iter().chain(HOST_FLOWS).any(|known| *known == id)
}

impl Request {
    pub(super) fn new(plan: &AppPlan, oauth: &Oauth, global: &Value) -> Self {
        let has = |ids: &[&str]| shown(plan).any(|flow| ids.contains(&flow.id.as_str()));
        let switched = |element: &str| global[element] == "true";
        let issues_refresh = shown(plan).any(|flow| flow.id == REFRESH_TOKEN);
        let secret_for_code =
            oauth.client == Client::Confidential && !switched("isConsumerSecretOptional");
        let secret_for_refresh = switched("isSecretRequiredForRefreshToken");
        let secret_for_exchange = switched("isSecretRequiredForTokenExchange");
        let uses_secret = has(&[CLIENT_CREDENTIALS])
            || secret_for_code && has(&[AUTHORIZATION_CODE, "code-and-credentials", GUEST])
            || secret_for_refresh && issues_refresh
            || secret_for_exchange && has(&["token-exchange"]);
        let callback = oauth.callbacks.first().cloned().unwrap_or_default();
        Self {
            redirect_uri: percent(&callback, "-._~"),
            callback,
            scope: scopes(oauth).collect::<Vec<_>>().join(" "),
            own_scope: own_scopes(plan, oauth).collect::<Vec<_>>().join(" "),
            is_known: has(SITE_FLOWS) || has(HOST_FLOWS),
            gets_token: shown(plan).any(|flow| flow.id != JWT_BEARER && is_request(&flow.id)),
            to_host: has(HOST_FLOWS),
            to_site: has(SITE_FLOWS),
            visitors: has(&[GUEST]),
            visitor_scope: scopes(oauth).next().unwrap_or_default().to_owned(),
            pkce: switched("isPkceRequired"),
            password_in_body: switched("isCodeCredPostOnly"),
            certificate_ends: last_day(oauth).unwrap_or_default(),
            issues_refresh,
            rotates: switched("isRefreshTokenRotationEnabled"),
            uses_secret,
            secret_for_code,
            secret_for_refresh,
            secret_for_exchange,
        }
    }
}

/// The flows that a client can use: a scope alone makes no refresh tokens where no flow issues any, and
/// nobody logs in in a browser where only the page of a canvas gets requests.
pub(super) fn shown(plan: &AppPlan) -> impl Iterator<Item = &'static Flow> {
    let none = Oauth::default();
    let signed = has_signed_requests(&plan.spec, plan.spec.oauth.as_ref().unwrap_or(&none));
    let flows = move || {
        let all = plan.flows.iter().copied();
        all.filter(move |flow| !(signed && flow.id == AUTHORIZATION_CODE))
    };
    let issues = flows().any(|flow| flow.refresh_token && flow.id != REFRESH_TOKEN);
    flows().filter(move |flow| issues || flow.id != REFRESH_TOKEN)
}

/// The last day on which clients can log in with the certificate.
fn last_day(oauth: &Oauth) -> Option<String> {
    let text = oauth.certificate.as_deref().filter(|text| !holds_placeholder(text))?;
    Some(Certificate::parse(text).ok()?.last_day)
}

/// The scopes that the tables know.
fn known(oauth: &Oauth) -> impl Iterator<Item = &'static Scope> {
    oauth.scopes.iter().filter_map(|token| schema().scope(token))
}

/// The scopes as requests name them.
fn scopes(oauth: &Oauth) -> impl Iterator<Item = &'static str> {
    known(oauth).map(|scope| scope.runtime.as_str())
}

/// The scopes that the flow heeds in which the app logs in by itself.
fn own_scopes<'a>(plan: &AppPlan, oauth: &'a Oauth) -> impl Iterator<Item = &'a str> {
    let flow = plan.flows.iter().find(|flow| flow.id == CLIENT_CREDENTIALS);
    let demands = flow.into_iter().flat_map(|flow| &flow.demands);
    let idle: Vec<&str> = demands
        .filter_map(|demand| match &demand.expect {
            Expect::HoldsBeside(idle) => Some(idle),
            _ => None,
        })
        .flatten()
        .map(|token| token.as_str())
        .collect();
    let heeded = known(oauth).filter(move |scope| !idle.contains(&scope.token.as_str()));
    let custom = oauth.custom_scopes.iter().chain(&oauth.developer_custom_scopes);
    heeded.map(|scope| scope.runtime.as_str()).chain(custom.map(String::as_str))
}
