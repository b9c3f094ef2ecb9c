//! What the host of a URL tells.

use std::net::Ipv4Addr;

use url::Url;

use crate::project::{HostClass, ParsedUrl};

/// Hosts of Salesforce orgs: My Domain, the login pages and the sites of an org.
const SALESFORCE: &[&str] = &["salesforce.com", "force.com", "my.site.com"];

/// Services with which people try OAuth out, and tunnels to a developer's computer.
const TEST_HOSTS: &[&str] = &[
    "oauth.pstmn.io",
    "getpostman.com",
    "webhook.site",
    "oauthdebugger.com",
    "oidcdebugger.com",
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "requestbin.com",
    "pipedream.net",
    "beeceptor.com",
    "loca.lt",
    "trycloudflare.com",
    "serveo.net",
    "httpbin.org",
];

/// The host of a URL in lower case, without a dot at its end.
fn host(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    Some(url.host_str()?.trim_end_matches('.').to_ascii_lowercase())
}

fn is_in(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a URL leads to the user's own computer or to a Salesforce org.
pub(in crate::rules) fn is_org_or_local(text: &str) -> bool {
    let host = host(text).filter(|_| !ParsedUrl::of(text).has_user_info);
    ParsedUrl::of(text).host == Some(HostClass::Loopback)
        || host.is_some_and(|host| SALESFORCE.iter().any(|domain| is_in(&host, domain)))
}

/// The service for trying OAuth out, or the tunnel, that a URL leads to.
pub(super) fn test_host(text: &str) -> Option<String> {
    host(text).filter(|host| TEST_HOSTS.iter().any(|domain| is_in(host, domain)))
}

/// The host of a URL that begins like the name or address of the user's own computer, but is a
/// public one.
pub(super) fn looks_local(text: &str) -> Option<String> {
    let host = host(text)?;
    if ParsedUrl::of(text).host != Some(HostClass::Name) {
        return None;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let address = labels.get(..4).map(|labels| labels.join("."));
    let is_address = address
        .is_some_and(|text| text.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()));
    (labels.contains(&"localhost") || is_address).then_some(host)
}

/// The host of a URL with letters of several alphabets in one label, such as a Cyrillic letter
/// in a Latin word.
pub(super) fn mixed_scripts(text: &str) -> Option<String> {
    let authority = text.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let mixed = |label: &str| {
        let letters = || label.chars().filter(|c| c.is_alphabetic());
        letters().any(|c| c.is_ascii()) && letters().any(is_look_alike)
    };
    host.split('.').any(mixed).then(|| host.to_owned())
}

/// Whether a letter belongs to an alphabet with letters that look like Latin ones: Greek, Cyrillic,
/// Armenian, Cherokee, or full-width forms.
fn is_look_alike(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_public_hosts_that_look_local() {
        for text in [
            "http://localhost.acme.io/cb",
            "https://app.localhost.acme.io/cb",
            "http://127.0.0.1.nip.io/cb",
        ] {
            assert!(looks_local(text).is_some(), "{text}");
        }
        for text in ["http://localhost/cb", "http://a.localhost:3000", "http://127.0.0.1/cb"] {
            assert_eq!(looks_local(text), None, "{text}");
        }
        assert_eq!(looks_local("https://mylocalhost.io/cb"), None);
    }

    #[test]
    fn tells_orgs_and_test_hosts() {
        assert!(is_org_or_local("https://acme.my.salesforce.com/services/authcallback/X"));
        assert!(is_org_or_local("https://localhost/cb"));
        assert!(!is_org_or_local("https://notsalesforce.com/cb"));
        assert!(!is_org_or_local("https://salesforce.com.acme.io/cb"));
        assert!(!is_org_or_local("https://salesforce.com@acme.io/cb"));
        assert!(test_host("https://oauth.pstmn.io/v1/callback").is_some());
        assert!(test_host("https://a1b2.ngrok-free.app/cb").is_some());
        assert_eq!(test_host("https://pstmn.io.acme.io/cb"), None);
    }

    #[test]
    fn tells_mixed_alphabets() {
        assert!(mixed_scripts("https://\u{430}cme.io/cb").is_some());
        assert_eq!(mixed_scripts("https://b\u{fc}cher.io/cb"), None);
        assert_eq!(mixed_scripts("https://acme.io/\u{430}"), None);
    }
}
