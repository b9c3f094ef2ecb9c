//! Callback URLs.

use url::{Host, Url};

use crate::spec::{Fault, SpecPath};

/// An address that orgs take for apps whose flows never send a browser back; they refuse the global
/// OAuth settings without any.
pub const NEVER_USED: &str = "https://login.salesforce.com/services/oauth2/success";

const WHY: &str = "The login code travels to this address, and the org compares it character by \
                   character with the one in the request.";

/// What is wrong with a callback URL, if anything.
pub(super) fn fault(value: &str, at: SpecPath) -> Option<Fault> {
    if super::value::holds_placeholder(value) {
        return None;
    }
    let (message, help) = complaint(value)?;
    Some(Fault::new(at, message, WHY, help))
}

fn complaint(value: &str) -> Option<(String, &'static str)> {
    if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some((
            format!("callback `{}` holds white space", value.escape_debug()),
            "give each address on its own",
        ));
    }
    let Ok(url) = Url::parse(value) else {
        let help = "write a whole address such as `https://app.example/callback`";
        return Some((format!("callback `{value}` is no address"), help));
    };
    match url.scheme() {
        "https" => (!url.has_host()).then(|| {
            (
                format!("callback `{value}` has no host"),
                "write a whole address such as `https://app.example/callback`",
            )
        }),
        "http" => (!is_loopback(&url)).then(|| {
            (
                format!("callback `{value}` is not encrypted"),
                "use https; plain http is for `localhost` only",
            )
        }),
        "javascript" | "data" | "file" | "blob" | "about" => Some((
            format!("callback `{value}` leads to no app"),
            "use https or a scheme of your own",
        )),
        _ => None,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_work_and_are_safe_pass() {
        let good = [
            "https://a.example/cb",
            "http://localhost:1717/OauthRedirect",
            "http://127.0.0.1:7171/cb",
            "myapp://login",
            "com.example.app:/cb",
            "${CALLBACK_URL}",
            "https://${HOST}/cb",
            NEVER_USED,
        ];
        for value in good {
            assert_eq!(
                complaint(value).filter(|_| !super::super::value::holds_placeholder(value)),
                None,
                "{value}"
            );
        }
        for value in [
            "",
            "a.example/cb",
            "http://a.example/cb",
            "https://a.example/cb https://b.example",
            "javascript:alert(1)",
            "/cb",
        ] {
            assert!(complaint(value).is_some(), "{value}");
        }
    }
}
