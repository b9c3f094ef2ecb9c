//! How clients prove that they are who they say: secrets, PKCE, keys and certificates.

use super::sheet::Sheet;
use super::structures;
use crate::schema::{Flow, names};
use crate::spec::{Client, Oauth, SpecFault};

const TYPE: &str = names::GLOBAL_OAUTH;

/// Plans what clients must prove, and gives the type of the file that this needs besides.
pub(super) fn plan(
    sheet: &mut Sheet,
    oauth: &Oauth,
    flows: &[&'static Flow],
) -> Option<&'static str> {
    let at = sheet.at.key("oauth");
    let pkce = oauth.pkce.map(|on| on.to_string());
    sheet.want_or(TYPE, "isPkceRequired", pkce, "true", at.key("pkce"));
    secrets(sheet, oauth);
    post_only(sheet, oauth, flows);
    sheet.switch(TYPE, "isDPopEnabled", oauth.dpop, at.key("dpop"));
    if let Some(first_party) = &oauth.first_party {
        const SETTINGS: &str = names::OAUTH_SETTINGS;
        let at = at.key("first-party");
        sheet.want(SETTINGS, "isFirstPartyAppEnabled", "true", at.clone());
        let certificate = &first_party.certificate;
        sheet.want(SETTINGS, "clientAssertionCertificate", certificate, at.key("certificate"));
    }
    let security = names::OAUTH_SECURITY;
    let ranges = at.key("token-ip-ranges");
    structures::ip_ranges(sheet, (security, "tokenIpRanges"), &oauth.token_ip_ranges, &ranges);
    if let Some(mtls) = &oauth.mtls {
        let at = at.key("mtls");
        sheet.want(TYPE, "isMtlsEnabled", "true", at.clone());
        sheet.want(security, "tlsClientAuthCertParamType", &mtls.part, at.key("part"));
        sheet.want(security, "tlsClientAuthCertParamValue", &mtls.value, at.key("value"));
    }
    (oauth.mtls.is_some() || !oauth.token_ip_ranges.is_empty()).then_some(security)
}

fn secrets(sheet: &mut Sheet, oauth: &Oauth) {
    let at = sheet.at.key("oauth");
    let public = oauth.client == Client::Public;
    sheet.decides(TYPE, "isConsumerSecretOptional", &at.key("client"));
    let switches = [
        ("isSecretRequiredForRefreshToken", oauth.secret_for_refresh, true, "secret-for-refresh"),
        (
            "isSecretRequiredForTokenExchange",
            oauth.secret_for_exchange,
            !public,
            "secret-for-exchange",
        ),
    ];
    for (element, wanted, safe, key) in switches {
        if wanted == Some(true) && public {
            sheet.fault(SpecFault::new(
                at.key(key),
                format!("`{key}` asks a public client for a secret"),
                "A public client has none, so the org would turn it away.",
                format!("remove `{key}`, or make the client confidential"),
            ));
        }
        let wanted = wanted.map(|on| on.to_string());
        sheet.want_or(TYPE, element, wanted, &safe.to_string(), at.key(key));
    }
}

fn post_only(sheet: &mut Sheet, oauth: &Oauth, flows: &[&'static Flow]) {
    let Some(wanted) = oauth.post_only else { return };
    let at = sheet.at.key("oauth").key("post-only");
    let switch = "isCodeCredFlowEnabled";
    let headless = flows.iter().any(|flow| flow.demands_element(switch));
    if headless {
        return sheet.want(TYPE, "isCodeCredPostOnly", wanted.to_string(), at);
    }
    sheet.fault(SpecFault::new(
        at,
        "`post-only` has no effect: the app accepts no passwords",
        "It is about requests of the flow `code-and-credentials`.",
        "remove it, or add that flow",
    ));
}
