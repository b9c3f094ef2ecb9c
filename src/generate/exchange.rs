//! The token exchange flow: a handler, its Apex class and the site of the issuer's keys.

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::sheet::Sheet;
use super::{Component, Field};
use crate::schema::{Flow, names, schema};
use crate::spec::{App, Fault, TokenExchange};

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
    /// The issuer of the tokens.
    pub issuer: String,
    /// Where the issuer's keys are.
    pub keys_url: String,
    /// The host of the keys, for the remote site.
    pub keys_origin: String,
    /// For whom the tokens must be meant.
    pub audience: String,
}

impl Exchange {
    /// Components without a table of their own: type and name.
    pub(super) fn members(&self) -> [(&'static str, String); 3] {
        let test = format!("{}Test", self.name);
        [
            ("ApexClass", self.name.clone()),
            ("ApexClass", test),
            ("RemoteSiteSetting", self.name.clone()),
        ]
    }

    /// The handler that names class and app.
    pub(super) fn handler(&self, sheet: &Sheet) -> Option<Component> {
        Some(sheet.component(schema().types.get(TYPE)?, self.name.clone()))
    }
}

/// Plans the handler of an app with the token exchange flow.
pub(super) fn plan(sheet: &mut Sheet, app: &App, flows: &[&'static Flow]) -> Option<Exchange> {
    let demands = |flow: &Flow| flow.demands.iter().any(|demand| demand.metadata_type == TYPE);
    let flow = flows.iter().find(|flow| demands(flow))?;
    if flow.since > sheet.version {
        return None;
    }
    let at = sheet.at.key("oauth");
    let oauth = app.oauth.as_ref()?;
    let Some(TokenExchange { issuer, keys_url, audience }) = &oauth.token_exchange else {
        sheet.fault(Fault::new(
            at.key("token-exchange"),
            format!("the {} needs the issuer of the tokens", flow.title),
            "Without it nobody can tell a good token from a forged one.",
            "give `token-exchange` an `issuer`, a `keys-url` and an `audience`",
        ));
        return None;
    };
    for (key, value) in [("issuer", issuer), ("audience", audience)] {
        if value.trim().is_empty() {
            sheet.fault(Fault::new(
                at.key("token-exchange").key(key),
                format!("the {} needs the `{key}` of the tokens", flow.title),
                "A token for somebody else must not open this org.",
                format!("give `{key}` a value"),
            ));
        }
    }
    let Some(user) = &oauth.run_as else {
        sheet.fault(Fault::new(
            at.key("run-as"),
            format!("the {} needs a user as whom its handler runs", flow.title),
            "The handler is an Apex class that looks up users, and Apex runs as somebody.",
            "give `run-as` a user name",
        ));
        return None;
    };
    let origin = Url::parse(keys_url).ok().filter(|url| url.scheme() == "https" && url.has_host());
    let Some(origin) = origin else {
        sheet.fault(Fault::new(
            at.key("token-exchange").key("keys-url"),
            format!("`{keys_url}` is no https address"),
            "Keys that travel in clear can be replaced by those of an attacker.",
            "write the address of the issuer's JWKS, such as `https://login.example/keys`",
        ));
        return None;
    };
    let name = class_name(&app.name);
    describe(sheet, app, &name, user);
    Some(Exchange {
        name,
        app_label: app.shown_label().replace("*/", "* /"),
        issuer: apex_text(issuer),
        keys_url: apex_text(keys_url),
        keys_origin: origin.origin().ascii_serialization(),
        audience: apex_text(audience),
    })
}

fn describe(sheet: &mut Sheet, app: &App, name: &str, user: &str) {
    let at = sheet.at.key("oauth").key("token-exchange");
    let label = app.shown_label();
    sheet.safe(TYPE, "description", format!("Judges the tokens that {label} brings along."));
    sheet.safe(TYPE, "developerName", name);
    sheet.safe(TYPE, "masterLabel", name);
    sheet.safe(TYPE, "tokenHandlerApex", name);
    for switch in ["isEnabled", "isIdTokenSupported", "isJwtSupported"] {
        sheet.safe(TYPE, switch, "true");
    }
    let app = vec![
        Field::text("apexExecutionUser", user),
        Field::text("externalClientApp", &app.name),
        Field::text("isDefault", "true"),
    ];
    sheet.want_all(TYPE, "enablements", vec![app], at);
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

/// The text as it stands between the quotes of an Apex string.
fn apex_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace('\r', "\\r")
}
