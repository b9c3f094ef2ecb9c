//! What a credential looks like: the names of its elements, and where URLs carry one.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::schema::{Element, is_public_element, schema};
use crate::text::suggest::fold;
use crate::values::{Certificate, CertificateFault};

/// Names for a credential that people write although no table has them.
const OTHER_NAMES: &[&str] =
    &["clientSecret", "appSecret", "secretKey", "secret", "privateKey", "apiKey", "accessToken"];

/// Most bytes of a name that may be a credential's.
pub(super) const LONGEST_NAME: usize = 64;

/// The fewest letters of a name whose misspellings are recognized.
const LEAST_FUZZY: usize = 10;

/// The fewest characters of a token in the place of a username.
const LEAST_TOKEN: usize = 16;

fn all_elements() -> impl Iterator<Item = &'static Element> {
    schema().types.values().flat_map(|known| {
        known.elements.iter().chain(known.structs.values().flat_map(|s| &s.elements))
    })
}

/// Names of elements that are credentials wherever they are, folded.
static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let secret = all_elements().filter(|e| e.secret).map(|e| e.name.as_str());
    let names = secret.filter(|name| !is_public_element(name)).chain(OTHER_NAMES.iter().copied());
    names.map(fold).collect()
});

/// Every other name of an element, folded: a name that is right is no misspelling.
static PUBLIC: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| all_elements().filter(|e| !e.secret).map(|e| fold(&e.name)).collect());

/// Whether an element of that name holds a credential, in any spelling: `consumerSecret`,
/// `client_secret`, `consumerSercet`.
#[must_use]
pub(crate) fn names_credential(name: &str) -> bool {
    // The usual case.
    if name.len() > LONGEST_NAME || is_public_element(name) {
        return false;
    }
    let folded = fold(name);
    if NAMES.contains(&folded) {
        return true;
    }
    let close = |known: &&String| {
        known.len() >= LEAST_FUZZY && strsim::damerau_levenshtein(known, &folded) <= 2
    };
    folded.len() >= LEAST_FUZZY && !PUBLIC.contains(&folded) && NAMES.iter().any(|n| close(&n))
}

/// Where the URLs of a text carry a password, or a token in the place of a username. Browsers repair
/// addresses with one or three slashes or backslashes, so these count too.
#[must_use]
pub(crate) fn url_credentials(text: &str) -> Vec<Range<usize>> {
    let users = memchr::memchr_iter(b'@', text.as_bytes());
    users.filter_map(|at| credential(text, user_info(text, at)?)).collect()
}

/// What is between the scheme of a URL and an `@`.
fn user_info(text: &str, at: usize) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || r#"/\?#<>"'@"#.contains(c);
    let start = text[..at].trim_end_matches(|c| !ends(c)).len();
    let before = text[..start].trim_end_matches(['/', '\\']);
    let scheme = before.strip_suffix(':').filter(|_| before.len() < start && start < at)?;
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    let has_letter = scheme.chars().rev().take_while(is_part).any(|c| c.is_ascii_alphabetic());
    has_letter.then_some(start..at)
}

fn credential(text: &str, info: Range<usize>) -> Option<Range<usize>> {
    let written = &text[info.clone()];
    if let Some((name, password)) = written.split_once(':') {
        return (!password.is_empty()).then(|| info.start + name.len() + 1..info.end);
    }
    let token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '%' | '!');
    let is_token = written.len() >= LEAST_TOKEN
        && written.chars().all(token)
        && written.contains(|c: char| c.is_ascii_digit());
    is_token.then_some(info)
}

/// Whether the content of an element is a private key in a form that a search of its text misses: in
/// base64 once more, or split by CDATA sections, comments or character references.
#[must_use]
pub(crate) fn hides_private_key(content: &str) -> bool {
    let decoded = |text: &str| Certificate::parse(text) == Err(CertificateFault::PrivateKey);
    if decoded(content) {
        return true;
    }
    let marked = content.contains("<!") || content.contains('&');
    marked && {
        let document = crate::xml::parse(&format!("<a>{content}</a>"));
        document.root.as_ref().is_some_and(|root| decoded(root.value().text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names_in_any_spelling() {
        for name in [
            "consumerSecret",
            "ConsumerSecret",
            "consumerSercet",
            "consumer_secret",
            "clientSecret",
            "client_secret",
            "clientSecert",
            "serviceAccount",
            "signingKey",
            "password",
        ] {
            assert!(names_credential(name), "{name}");
        }
        for known in all_elements().filter(|element| !element.secret) {
            assert!(!names_credential(&known.name), "{}", known.name);
        }
    }

    #[test]
    fn finds_credentials_in_urls() {
        let found = |text: &str| {
            let ranges = url_credentials(text).into_iter().map(|range| text[range].to_owned());
            ranges.collect::<Vec<_>>()
        };
        assert_eq!(found("https://me:pw1@acme.io/a:b@c"), ["pw1"]);
        assert_eq!(found("https:/me:pw1@acme.io"), ["pw1"]);
        assert_eq!(found("https:///me:pw1@acme.io"), ["pw1"]);
        assert_eq!(found("https:\\\\me:pw1@acme.io"), ["pw1"]);
        assert_eq!(found("https://4f9c2ab81d7e4603@acme.io"), ["4f9c2ab81d7e4603"]);
        for plain in [
            "https://acme.io:8443/x@y",
            "https://me@acme.io",
            "https://billing.acme.io@other.io",
            "https://me:@acme.io",
            "https://acme.io/?next=https://a.io&mail=x@y.io",
        ] {
            assert_eq!(found(plain), [""; 0], "{plain}");
        }
    }

    static USER_INFO: LazyLock<regex::Regex> = LazyLock::new(|| {
        crate::text::sound::pattern(r#"[A-Za-z][A-Za-z0-9+.-]*:[/\\]+([^\s/\\?#<>"'@]+)@"#)
    });

    proptest::proptest! {
        /// The search finds what this pattern finds. Compiling the pattern takes far longer.
        #[test]
        fn finds_what_the_pattern_finds(text in r#"([a-c0-9+:/\\?@ é."]|://|a:/b@)*"#) {
            let found: Vec<_> =
                USER_INFO.captures_iter(&text).map(|found| found.get(1).unwrap().range()).collect();
            let own = text.match_indices('@').filter_map(|(at, _)| user_info(&text, at));
            proptest::prop_assert_eq!(own.collect::<Vec<_>>(), found);
        }
    }
}
