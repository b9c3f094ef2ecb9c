//! Callback URLs.

use crate::spec::{SpecFault, SpecPath};
use crate::text::escape;
use crate::values::{ParsedUrl, UrlFlaw, callback_flaw};

/// An address that orgs take for apps whose flows never send a browser back; they refuse the global
/// OAuth settings without any.
pub const NEVER_USED: &str = "https://login.salesforce.com/services/oauth2/success";

const WHY: &str = "The login code travels to this address, and the org compares it character by \
                   character with the one in the request.";

/// What is wrong with a callback URL, if anything.
pub(super) fn fault(value: &str, at: SpecPath) -> Option<SpecFault> {
    let (message, help) = if super::value::holds_placeholder(value) {
        // What is filled in at deploy is known to nobody yet, the rest is.
        complaint_of_signs(value)?
    } else {
        complaint(value)?
    };
    Some(SpecFault::new(at, message, WHY, help))
}

/// What is wrong with the characters of an address that is filled in at deploy.
fn complaint_of_signs(value: &str) -> Option<(String, &'static str)> {
    let odd = |c: char| c.is_whitespace() || escape::is_hidden(c) || "\"<>`\\".contains(c);
    let mut rest = value.to_owned();
    crate::project::tokens(value).into_iter().rev().for_each(|token| rest.replace_range(token, ""));
    rest.contains(odd).then(|| {
        let shown = escape::line(value);
        (
            format!("callback `{shown}` contains a character that no URL has"),
            "encode it, such as `%20` for a space",
        )
    })
}

fn complaint(value: &str) -> Option<(String, &'static str)> {
    if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some((
            format!("callback `{}` contains spaces or line breaks", value.escape_debug()),
            "give each address on its own",
        ));
    }
    let whole = "write the whole address, such as `https://app.example/callback`";
    Some(match callback_flaw(&ParsedUrl::of(value))? {
        UrlFlaw::Invalid(reason) => {
            (format!("callback `{}` is not a URL: {reason}", value.escape_debug()), whole)
        }
        UrlFlaw::PathOnly => (format!("callback `{value}` is only a path"), whole),
        UrlFlaw::NotEncrypted(_) => (
            format!("callback `{value}` is not encrypted"),
            "use https; plain http is for `localhost` only",
        ),
        UrlFlaw::Dangerous(scheme) => (
            format!("callback `{value}` has the scheme `{scheme}`, which returns to no app"),
            "use https, or your app's own URL scheme",
        ),
    })
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
