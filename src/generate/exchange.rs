//! The token exchange flow: a handler, its Apex class and the site of the issuer's keys.

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::filters::{apex_text, comment};
use super::sheet::Sheet;
use super::{Component, PlannedField};
use crate::schema::{Flow, names, schema};
use crate::spec::{App, SpecFault, TokenExchange, TokenKind};
use crate::values::{ParsedUrl, UrlClass};

/// Longest name of an Apex class, less what its test adds.
const LONGEST_CLASS: usize = 36;

const TYPE: &str = names::TOKEN_EXCHANGE_HANDLER;

/// What the token exchange flow of an app needs besides the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// Name of the Apex class, its handler and the remote site.
    pub name: String,
    /// What people call the app, in a form that ends no comment.
    pub app_label: String,
    /// The issuer of the tokens, for the quotes of an Apex string.
    pub issuer: String,
    /// Where the issuer's keys are, for the same.
    pub keys_url: String,
    /// The host of the keys, for the remote site.
    pub keys_origin: String,
    /// The audience that the tokens must have, for the same.
    pub audience: String,
    /// The kinds of tokens that it takes, as Apex names them.
    pub kinds: Vec<&'static str>,
    /// The texts as they were given, for templates that name a filter.
    pub given: ExchangeTexts,
}

/// Texts of a spec for the class, as they were given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExchangeTexts {
    /// What people call the app.
    pub app_label: String,
    /// The issuer of the tokens.
    pub issuer: String,
    /// Where the issuer's keys are.
    pub keys_url: String,
    /// The audience that the tokens must have.
    pub audience: String,
}

impl Exchange {
    /// Components without a table of their own: type and name.
    #[must_use]
    pub fn members(&self) -> [(&'static str, String); 3] {
        let test = format!("{}Test", self.name);
        [
            ("ApexClass", self.name.clone()),
            ("ApexClass", test),
            ("RemoteSiteSetting", self.name.clone()),
        ]
    }

    /// Texts of the class that can be filled in at deploy, each with its meaning.
    pub(super) fn fillable(&self) -> [(&'static str, &str); 2] {
        [
            ("Issuer of the tokens that are taken.", &self.issuer),
            ("The audience that the tokens must have.", &self.audience),
        ]
    }

    fn new(app: &App, exchange: &TokenExchange, name: &str, keys_origin: String) -> Self {
        Self {
            name: name.to_owned(),
            app_label: comment(&app.shown_label()),
            issuer: apex_text(&exchange.issuer),
            keys_url: apex_text(&exchange.keys_url),
            keys_origin,
            audience: apex_text(&exchange.audience),
            given: ExchangeTexts {
                app_label: app.shown_label(),
                issuer: exchange.issuer.clone(),
                keys_url: exchange.keys_url.clone(),
                audience: exchange.audience.clone(),
            },
            kinds: kinds(exchange).into_iter().map(in_apex).collect(),
        }
    }
}

/// The handler of an app, and the class that is made for it.
#[derive(Debug, Default)]
pub(super) struct Handler {
    /// Its name; none for an app without the flow.
    pub(super) name: Option<String>,
    /// Where the app does not name a class of its own.
    pub(super) made: Option<Exchange>,
}

impl Handler {
    /// The file that names class and app.
    pub(super) fn component(&self, sheet: &Sheet) -> Option<Component> {
        Some(sheet.component(schema().types.get(TYPE)?, self.name.clone()?))
    }
}

/// Plans the handler of an app with the token exchange flow.
pub(super) fn plan(sheet: &mut Sheet, app: &App, flows: &[&'static Flow]) -> Handler {
    let demands = |flow: &Flow| flow.demands.iter().any(|demand| demand.metadata_type == TYPE);
    let flow = flows.iter().find(|flow| demands(flow)).filter(|flow| flow.since <= sheet.version);
    let (Some(flow), Some(oauth)) = (flow, &app.oauth) else { return Handler::default() };
    let at = sheet.at.key("oauth");
    let Some(exchange) = &oauth.token_exchange else {
        sheet.fault(SpecFault::new(
            at.key("token-exchange"),
            format!("the {} needs the issuer of the tokens", flow.title),
            "Without it the org cannot tell a good token from a forged one.",
            "give `token-exchange` an `issuer`, a `keys-url` and an `audience`",
        ));
        return Handler::default();
    };
    let name = class_name(&app.name);
    let made = if let Some(class) = &exchange.class {
        own_class(sheet, exchange, class);
        None
    } else {
        made_class(sheet, exchange);
        issuer(sheet, exchange, flow);
        let origin = keys_origin(sheet, exchange);
        sheet.safe(TYPE, "tokenHandlerApex", &name);
        origin.map(|origin| Exchange::new(app, exchange, &name, origin))
    };
    let Some(user) = &oauth.run_as else {
        sheet.fault(SpecFault::new(
            at.key("run-as"),
            format!("the {} needs a user for its handler to run as", flow.title),
            "The handler is an Apex class that looks up users, and Apex runs as somebody.",
            "give `run-as` a username",
        ));
        return Handler::default();
    };
    describe(sheet, app, exchange, &name, user);
    Handler { name: Some(name), made }
}

/// A class of the org judges what it was written for.
fn own_class(sheet: &mut Sheet, exchange: &TokenExchange, class: &str) {
    let at = sheet.at.key("oauth").key("token-exchange");
    sheet.want(TYPE, "tokenHandlerApex", class, at.key("class"));
    let texts = [
        ("issuer", &exchange.issuer),
        ("keys-url", &exchange.keys_url),
        ("audience", &exchange.audience),
    ];
    for (key, _) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        sheet.fault(SpecFault::new(
            at.key(key),
            format!("`{key}` has no effect next to `class`"),
            "It is for the class that is made where none is named; a class of the org knows by \
             itself whom it trusts.",
            format!("remove `{key}`, or remove `class`"),
        ));
    }
}

/// What the class that is made cannot do, its handler must not promise.
fn made_class(sheet: &mut Sheet, exchange: &TokenExchange) {
    let at = sheet.at.key("oauth").key("token-exchange");
    for (index, kind) in exchange.kinds.iter().enumerate() {
        if matches!(kind, TokenKind::RefreshToken | TokenKind::Saml2) {
            sheet.fault(SpecFault::new(
                at.key("kinds").item(index),
                "the class that is made for the app cannot judge tokens of this kind",
                "It checks signed JWTs against the keys of their issuer.",
                "remove the kind, or name with `class` an Apex class that judges it",
            ));
        }
    }
    if exchange.create_users {
        sheet.fault(SpecFault::new(
            at.key("create-users"),
            "the class that is made for the app makes no users",
            "Which profile and names new users have is known to the org alone.",
            "remove `create-users`, or name with `class` an Apex class that makes them",
        ));
    }
}

fn issuer(sheet: &mut Sheet, exchange: &TokenExchange, flow: &Flow) {
    let at = sheet.at.key("oauth").key("token-exchange");
    for (key, value) in [("issuer", &exchange.issuer), ("audience", &exchange.audience)] {
        if value.trim().is_empty() {
            sheet.fault(SpecFault::new(
                at.key(key),
                format!("the {} needs the `{key}` of the tokens", flow.title),
                "A token for somebody else must not open this org.",
                format!("give `{key}` a value"),
            ));
        }
    }
}

/// The host of the keys; none where their address is no good.
fn keys_origin(sheet: &mut Sheet, exchange: &TokenExchange) -> Option<String> {
    let is_https = ParsedUrl::of(&exchange.keys_url).class == UrlClass::Https;
    let sound = Url::parse(&exchange.keys_url).ok().filter(|_| is_https);
    if sound.is_none() {
        sheet.fault(SpecFault::new(
            sheet.at.key("oauth").key("token-exchange").key("keys-url"),
            format!("`{}` is not an https address", exchange.keys_url),
            "Keys that travel in clear can be replaced by those of an attacker.",
            "write the address of the issuer's JWKS, such as `https://login.example/keys`",
        ));
    }
    sound.map(|url| url.origin().ascii_serialization())
}

fn describe(sheet: &mut Sheet, app: &App, exchange: &TokenExchange, name: &str, user: &str) {
    let at = sheet.at.key("oauth").key("token-exchange");
    let label = app.shown_label();
    sheet.safe(TYPE, "description", format!("Judges the tokens that {label} brings along."));
    sheet.safe(TYPE, "developerName", name);
    sheet.safe(TYPE, "masterLabel", name);
    sheet.safe(TYPE, "isEnabled", "true");
    for kind in TokenKind::ALL {
        sheet.decides(TYPE, switch(kind), &at.key("kinds"));
    }
    for kind in kinds(exchange) {
        sheet.safe(TYPE, switch(kind), "true");
    }
    let choices = [
        (exchange.create_users, "isUserCreationAllowed", "create-users"),
        (exchange.protected, "isProtected", "protected"),
    ];
    for (is_on, element, key) in choices {
        sheet.switch(TYPE, element, is_on, at.key(key));
    }
    let app = vec![
        PlannedField::text("apexExecutionUser", user),
        PlannedField::text("externalClientApp", &app.name),
        PlannedField::text("isDefault", "true"),
    ];
    sheet.decides(TYPE, "enablements", &sheet.at.key("oauth").key("run-as"));
    sheet.want_all(TYPE, "enablements", vec![app], at);
}

/// The kinds of tokens that are taken.
fn kinds(exchange: &TokenExchange) -> Vec<TokenKind> {
    let usual = [TokenKind::Jwt, TokenKind::IdToken];
    if exchange.kinds.is_empty() { usual.to_vec() } else { exchange.kinds.clone() }
}

/// The element that says whether a kind is taken.
fn switch(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Jwt => "isJwtSupported",
        TokenKind::IdToken => "isIdTokenSupported",
        TokenKind::AccessToken => "isAccessTokenSupported",
        TokenKind::RefreshToken => "isRefreshTokenSupported",
        TokenKind::Saml2 => "isSaml2Supported",
    }
}

/// How Apex names a kind.
fn in_apex(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Jwt => "JWT",
        TokenKind::IdToken => "ID_TOKEN",
        TokenKind::AccessToken => "ACCESS_TOKEN",
        TokenKind::RefreshToken => "REFRESH_TOKEN",
        TokenKind::Saml2 => "SAML_2",
    }
}

/// A name too long for a class is cut; then a mark of the whole keeps two apps apart.
fn class_name(app: &str) -> String {
    const ENDING: &str = "_Exchange";
    const MARK: usize = 4;
    let most = LONGEST_CLASS - ENDING.len();
    if app.len() <= most {
        return format!("{app}{ENDING}");
    }
    let kept: String = app.chars().take(most - MARK - 1).collect();
    let hash = HEXLOWER.encode(&Sha256::digest(app));
    format!("{}_{}{ENDING}", kept.trim_end_matches('_'), &hash[..MARK])
}
