//! What may be shown of a URL: its scheme, its host and the plain words of its path.

use std::ops::Range;

use ::url::Url;

use super::word::{Known, is_in_tables, is_wordlike};

/// The ranges of a URL that may be shown; none if it is no URL that every reader takes in the same
/// way.
pub(super) fn url(text: &str, known: &Known) -> Vec<Range<usize>> {
    let strange = |c: char| {
        c.is_control() || c.is_whitespace() || !c.is_ascii() || "\\<>\"'`|^{}".contains(c)
    };
    if text.contains(strange) || text.len() > 2000 {
        return Vec::new();
    }
    if text.starts_with('/') && !text.starts_with("//") {
        let mut out = Vec::new();
        path_and_query(text, 0, known, &mut out);
        return out;
    }
    parse(text, known).unwrap_or_default()
}

fn parse(text: &str, known: &Known) -> Option<Vec<Range<usize>>> {
    let colon = text.find(':')?;
    let scheme = &text[..colon];
    let is_scheme =
        scheme.split(['.', '+', '-']).all(|part| is_in_tables(part) || is_wordlike(part))
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_scheme {
        return None;
    }
    // Names, not addresses: `urn:ietf:wg:oauth:2.0:oob`.
    if scheme == "urn" && text.split([':', '.']).all(|part| is_plain(part, known)) {
        return Some(std::iter::once(0..text.len()).collect());
    }
    let mut out: Vec<Range<usize>> = std::iter::once(0..colon + 1).collect();
    let rest = &text[colon + 1..];
    let runs = ["javascript", "data", "vbscript", "blob", "about", "file"];
    if runs.iter().any(|other| scheme.eq_ignore_ascii_case(other)) {
        return Some(out);
    }
    let Some(after) = rest.strip_prefix("//") else {
        let repaired = ["http", "https", "ws", "wss", "ftp"];
        let browsers_repair = repaired.iter().any(|other| scheme.eq_ignore_ascii_case(other));
        // `https:/host` and `https:user:password@host` are URLs to a browser.
        if browsers_repair || rest.contains(['@', ':']) {
            return Some(out);
        }
        path_and_query(text, colon + 1, known, &mut out);
        return Some(out);
    };
    if after.starts_with('/') {
        return None;
    }
    let start = colon + 3;
    let end = start + after.find(['/', '?', '#']).unwrap_or(after.len());
    let authority = &text[start..end];
    let host_at = authority.rfind('@').map_or(0, |at| at + 1);
    let (host, port) = match authority[host_at..].rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (&authority[host_at..], None),
    };
    let is_port = port.is_none_or(|port| {
        port == "*" || port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit())
    });
    // The port `*` of callbacks is taken for none.
    let whole = text.replacen(":*", "", usize::from(port == Some("*")));
    let parsed = Url::parse(&whole).ok()?;
    let agrees = parsed.host_str().is_some_and(|read| read.eq_ignore_ascii_case(host));
    // In `https://me:12/34@host` the password looks like a port and a path.
    let split_by_slash = host_at == 0 && port.is_some() && text[end..].contains('@');
    if !agrees || !is_port || split_by_slash {
        return Some(out);
    }
    out.push(colon + 1..start);
    if host_at > 0 {
        out.push(start + host_at - 1..start + host_at);
    }
    host_labels(host, start + host_at, known, &mut out);
    out.push(start + host_at + host.len()..end);
    path_and_query(text, end, known, &mut out);
    Some(out)
}

/// Whether a host is an address in digits, or a name whose labels look like words.
pub(super) fn is_plain_host(host: &str, known: &Known) -> bool {
    if host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok() {
        return true;
    }
    !host.is_empty()
        && host.len() <= 100
        && host
            .split(['.', '-', '*'])
            .all(|label| label.is_empty() || is_short(label) || is_plain(label, known))
}

/// Whether a label is a short one of letters, such as an abbreviation.
fn is_short(label: &str) -> bool {
    label.len() <= 8 && label.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Shows the labels of a host that look like words.
fn host_labels(host: &str, start: usize, known: &Known, out: &mut Vec<Range<usize>>) {
    if host.starts_with('[') || is_plain_host(host, known) {
        out.push(start..start + host.len());
        return;
    }
    let mut at = start;
    for label in host.split('.') {
        let end = at + label.len();
        if is_plain_host(label, known) {
            out.push(at..end);
        }
        out.push(end..(end + 1).min(start + host.len()));
        at = end + 1;
    }
}

fn is_plain(word: &str, known: &Known) -> bool {
    is_in_tables(word) || known.has(word) || is_wordlike(word)
}

/// Shows the words of a path and the names of a query; values and fragments stay hidden.
fn path_and_query(text: &str, start: usize, known: &Known, out: &mut Vec<Range<usize>>) {
    let rest = &text[start..];
    let path_end = start + rest.find(['?', '#']).unwrap_or(rest.len());
    let mut at = start;
    for segment in text[start..path_end].split('/') {
        // The slash after the segment is shown with it.
        let end = at + segment.len();
        let words = segment.split(['.', '-', '*']);
        if words.clone().all(|word| word.is_empty() || is_plain(word, known)) {
            out.push(at..end);
        }
        out.push(end..(end + 1).min(path_end));
        at = end + 1;
    }
    let Some(query) = text[path_end..].strip_prefix('?') else {
        out.push(path_end..(path_end + 1).min(text.len()));
        return;
    };
    let query = query.split('#').next().unwrap_or_default();
    out.push(path_end..path_end + 1);
    at = path_end + 1;
    for pair in query.split('&') {
        let end = at + pair.len();
        if let Some((name, value)) = pair.split_once('=') {
            if is_plain(name, known) {
                out.push(at..at + name.len() + 1);
            }
            if matches!(value, "true" | "false" | "0" | "1") {
                out.push(at + name.len() + 1..end);
            }
        }
        out.push(end..(end + 1).min(path_end + 1 + query.len()));
        at = end + 1;
    }
    let end = path_end + 1 + query.len();
    out.push(end..(end + 1).min(text.len()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::tell;

    fn shown(text: &str) -> String {
        tell(text, &url(text, &Known::default()))
    }

    #[test]
    fn ordinary_urls_are_shown() {
        for text in [
            "https://billing.acme.com/callback",
            "http://localhost:1717/OauthRedirect",
            "http://localhost:*/callback",
            "https://127.0.0.1:8443/cb",
            "http://[::1]:8080/",
            "com.example.app:/callback",
            "sfdc://oauth/jwt/success",
            "https://acme--dev.sandbox.my.salesforce.com/services/oauth2/success",
            "/lightning/page/home",
            "https://shop.acme.com",
            "https://*.acme.com/cb?x=true",
            "https://oauth.pstmn.io/v1/callback",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn credentials_of_urls_are_not() {
        assert_eq!(shown("https://me:hunter@shop.acme.com/cb"), "https://…@shop.acme.com/cb");
        assert_eq!(shown("https://tokentoken@shop.acme.com"), "https://…@shop.acme.com");
        assert_eq!(
            shown("https://acme.com/cb?token=hunter&x=1"),
            "https://acme.com/cb?token=…&x=1"
        );
        assert_eq!(shown("https://acme.com/#hunter"), "https://acme.com/#…");
        assert_eq!(shown("https://acme.com/a/5up3rs3cret/b"), "https://acme.com/a/…/b");
        assert_eq!(shown("https://a1b2c3.acme.com/cb"), "https://….acme.com/cb");
        assert_eq!(shown("https://acme.com?hunter"), "https://acme.com?…");
        for (text, word) in [
            ("https:/me:hunter@acme.com", "hunter"),
            ("https:///me:hunter@acme.com", "hunter"),
            ("https:\\\\me:hunter@acme.com", "hunter"),
            ("ht\ttps://me:hunter@acme.com", "hunter"),
            ("HTTPS://me:hunter@acme.com", "hunter"),
            ("https:me:hunter@acme.com", "hunter"),
            ("myapp:me:hunter@acme.com", "hunter"),
            ("https://me:hun/ter@acme.com", "hun"),
            ("https://me:12/hunter@acme.com", "12"),
            ("https://me%3Ahunter@acme.com", "hunter"),
            ("https://me:hunter%40acme.com/", "hunter"),
            ("data:text/plain,hunter", "hunter"),
            ("javascript:hunter()", "hunter"),
            ("https://acme.com/a;pw=hunter", "hunter"),
            ("https://acme.com/%68unter/x", "unter"),
            ("https://acme.com:hunter/", "hunter"),
            ("https://a/b@https://me:hunter@acme.com", "hunter"),
        ] {
            assert!(!shown(text).contains(word), "{text}: {}", shown(text));
        }
    }
}
