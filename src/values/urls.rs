//! What a URL is and where it leads, judged as a browser would read it.

use url::{Host, Url};

use crate::text::escape::is_hidden;

/// A URL as far as rules care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedUrl {
    /// What kind it is.
    pub class: UrlClass,
    /// Scheme and host without user info, path and query, short enough to be shown.
    pub origin: String,
    /// What its host is; none for schemes without hosts.
    pub host: Option<HostClass>,
    /// A user name or password is before the host.
    pub has_user_info: bool,
    /// Something follows a `#`.
    pub has_fragment: bool,
    /// It holds a `*`.
    pub has_wildcard: bool,
}

/// The kinds of URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlClass {
    /// Encrypted on its way.
    Https,
    /// Plain, but it never leaves the computer.
    LoopbackHttp,
    /// Plain over the network, with this scheme.
    Clear(String),
    /// A scheme that an app registers for itself.
    Custom,
    /// A scheme that runs code or reads local data.
    Dangerous(String),
    /// A path from the root of some host.
    Relative,
    /// Not a URL, for this reason.
    Invalid(String),
}

/// The kinds of hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostClass {
    /// The computer itself.
    Loopback,
    /// Any other address in digits.
    Ip,
    /// A domain that is reserved for examples and belongs to nobody.
    Example,
    /// Any other name.
    Name,
}

/// Schemes that run code, or read what the browser has at hand.
const DANGEROUS: &[&str] =
    &["javascript", "data", "file", "vbscript", "about", "blob", "filesystem", "view-source"];

/// Schemes that send plain text over the network.
const CLEAR: &[&str] = &["http", "ws", "ftp"];

/// Schemes that need `//` and a host.
const WITH_HOST: &[&str] = &["http", "https", "ws", "wss", "ftp"];

const MAX_SHOWN: usize = 60;

impl ParsedUrl {
    /// Judges a text without white space around it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (class, url) = classify(text);
        let host = url.as_ref().and_then(Url::host);
        Self {
            class,
            origin: url.as_ref().map(origin).unwrap_or_default(),
            host: host.as_ref().and_then(host_class),
            has_user_info: url
                .as_ref()
                .is_some_and(|url| !url.username().is_empty() || url.password().is_some()),
            has_fragment: url.as_ref().is_some_and(|url| url.fragment().is_some()),
            has_wildcard: url.is_some() && text.contains('*'),
        }
    }
}

/// What a URL leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A host of the network, in lower case and without a dot at its end.
    Host(String),
    /// The app of the device that has registered this scheme.
    Scheme(String),
}

impl Target {
    /// The target of a text without white space around it; none where it is no URL that leads
    /// anywhere.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let url = classify(text).1?;
        if !WITH_HOST.contains(&url.scheme()) {
            return Some(Self::Scheme(url.scheme().to_owned()));
        }
        let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
        (!host.is_empty()).then_some(Self::Host(host))
    }
}

fn classify(text: &str) -> (UrlClass, Option<Url>) {
    let invalid = |reason: &str| (UrlClass::Invalid(reason.to_owned()), None);
    // Browsers drop line ends and tabs before they look for the scheme.
    let bare: String = text.chars().filter(|c| !c.is_control()).collect();
    let Some((scheme, rest)) = split_scheme(bare.trim_start()) else {
        return if text.starts_with('/') && !text.starts_with("//") {
            (UrlClass::Relative, None)
        } else {
            invalid("it has no scheme such as `https`")
        };
    };
    if DANGEROUS.contains(&scheme.as_str()) {
        return (UrlClass::Dangerous(scheme), None);
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return invalid("it holds a blank");
    }
    if text.contains('\\') {
        return invalid("it holds a backslash");
    }
    // RFC 3986 has none of these; `$`, `(`, `)`, `'` and `!` are signs of a URL.
    if let Some(odd) = text.chars().find(|&c| matches!(c, '"' | '<' | '>' | '`') || is_hidden(c)) {
        let shown = match odd {
            '`' => "a backquote".to_owned(),
            odd if is_hidden(odd) => "a character that nobody sees".to_owned(),
            odd => format!("`{odd}`"),
        };
        return invalid(&format!("it contains {shown}"));
    }
    let with_host = WITH_HOST.contains(&scheme.as_str());
    if with_host && (!rest.starts_with("//") || rest.starts_with("///")) {
        return invalid("`//` and a host must follow the scheme");
    }
    // An org took `*` for the port of a callback; the rest is judged as if none were there.
    let url = match Url::parse(&without_any_port(text)) {
        Ok(url) => url,
        Err(fault) => return invalid(&fault.to_string()),
    };
    let loopback = url.host().as_ref().and_then(host_class) == Some(HostClass::Loopback);
    let class = match scheme.as_str() {
        "https" => UrlClass::Https,
        "http" if loopback => UrlClass::LoopbackHttp,
        _ if CLEAR.contains(&scheme.as_str()) => UrlClass::Clear(scheme),
        _ => UrlClass::Custom,
    };
    (class, Some(url))
}

/// The address without `:*` in the place of its port.
fn without_any_port(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    format!("{scheme}://{}{path}", authority.strip_suffix(":*").unwrap_or(authority))
}

/// Scheme in lower case, and what follows the colon; none for `host:8080/path` too.
fn split_scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let letters = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let only = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
    (letters && only && !is_port).then(|| (scheme.to_ascii_lowercase(), rest))
}

fn host_class(host: &Host<&str>) -> Option<HostClass> {
    Some(match host {
        Host::Ipv4(address) if address.is_loopback() => HostClass::Loopback,
        Host::Ipv6(address)
            if address.is_loopback()
                || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback()) =>
        {
            HostClass::Loopback
        }
        Host::Ipv4(_) | Host::Ipv6(_) => HostClass::Ip,
        Host::Domain("") => return None,
        Host::Domain(name) => domain_class(&name.trim_end_matches('.').to_ascii_lowercase()),
    })
}

fn domain_class(name: &str) -> HostClass {
    let is_or_ends_in = |domain: &str| {
        name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if is_or_ends_in("localhost") {
        return HostClass::Loopback;
    }
    let reserved = ["example", "example.com", "example.net", "example.org", "invalid"];
    if reserved.into_iter().any(is_or_ends_in) { HostClass::Example } else { HostClass::Name }
}

fn origin(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let slashes = if url.has_host() { "//" } else { "" };
    let whole = format!("{}:{slashes}{host}{port}", url.scheme());
    if whole.chars().count() <= MAX_SHOWN {
        return whole;
    }
    whole.chars().take(MAX_SHOWN - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> UrlClass {
        ParsedUrl::of(text).class
    }

    #[test]
    fn takes_https_loopback_and_own_schemes() {
        for text in
            ["https://a.b/cb", "HTTPS://A.B", "https://localhost", "https://[2001:db8::1]/x"]
        {
            assert_eq!(class(text), UrlClass::Https, "{text}");
        }
        for text in [
            "http://localhost:1717/OauthRedirect",
            "HTTP://LOCALHOST/",
            "http://127.0.0.1:7171/callback",
            "http://127.8.9.10",
            "http://[::1]:8080/",
            "http://app.localhost:3000",
            "http://localhost.",
            "http://localhost:*/callback",
            "http://127.0.0.1:*",
            // A browser reads each of these as 127.0.0.1 or ::1.
            "http://127.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://[::ffff:127.0.0.1]/",
            "http://%6cocalhost/",
        ] {
            assert_eq!(class(text), UrlClass::LoopbackHttp, "{text}");
        }
        for text in
            ["sfdc://oauth/jwt/success", "com.example.app:/cb", "app:cb", "chrome-extension://x/y"]
        {
            assert_eq!(class(text), UrlClass::Custom, "{text}");
        }
    }

    #[test]
    fn is_not_fooled_by_look_alikes_of_loopback() {
        for text in [
            "http://localhost.evil.com/cb",
            "http://127.0.0.1.nip.io/cb",
            "http://localhost@evil.com/cb",
            "http://127.0.0.1:80@evil.com/",
            "http://evil.com/localhost",
            "http://evil.com#@localhost",
            "http://mylocalhost/",
            "hTTp://evil.com",
            "http://0.0.0.0/",
            "http://evil.com:*/@localhost:*/",
            "http://localhost:*@evil.com/",
            "http://128.0.0.1/",
            "http://[::2]/",
        ] {
            assert_eq!(class(text), UrlClass::Clear("http".into()), "{text}");
        }
        assert_eq!(class("ftp://a.b/c"), UrlClass::Clear("ftp".into()));
    }

    #[test]
    fn finds_dangerous_schemes_however_written() {
        for text in ["javascript:alert(1)", "JavaScript://x", "java\tscript:x", "data:text/html,x"]
        {
            assert!(matches!(class(text), UrlClass::Dangerous(_)), "{text}");
        }
        assert_eq!(class("file:///etc/passwd"), UrlClass::Dangerous("file".into()));
    }

    #[test]
    fn knows_what_is_no_url() {
        for text in [
            "",
            "callback",
            "www.shop.com/cb",
            "shop.com:8443/cb",
            "localhost:3000/cb",
            "//shop.com/cb",
            "https:/shop.com",
            "https:shop.com",
            "https:///shop.com",
            "https://",
            "https://shop .com",
            "http:\\\\shop.com",
            "https://[::1",
            "https://1.2.3.4.5:99999",
            "ｈttps://shop.com",
        ] {
            assert!(matches!(class(text), UrlClass::Invalid(_)), "{text}: {:?}", class(text));
        }
        assert_eq!(class("/lightning/page/home"), UrlClass::Relative);
    }

    #[test]
    fn tells_parts_and_hosts() {
        let url = ParsedUrl::of("https://me:secret@shop.example:8443/a?b#c*");
        assert!(url.has_user_info && url.has_fragment && url.has_wildcard);
        assert_eq!(url.origin, "https://shop.example:8443");
        assert_eq!(url.host, Some(HostClass::Example));
        let host = |text: &str| ParsedUrl::of(text).host;
        assert_eq!(host("https://a.example.com./"), Some(HostClass::Example));
        assert_eq!(host("https://notexample.com"), Some(HostClass::Name));
        assert_eq!(host("https://example.com.evil.io"), Some(HostClass::Name));
        assert_eq!(host("https://10.0.0.5/"), Some(HostClass::Ip));
        assert_eq!(host("https://0x0a.5/"), Some(HostClass::Ip));
        assert_eq!(host("https://[2001:db8::1]/"), Some(HostClass::Ip));
        assert_eq!(ParsedUrl::of("app:cb").origin, "app:");
        assert!(
            ParsedUrl::of(&format!("https://{}.io", "a".repeat(99))).origin.chars().count() <= 60
        );
    }
}
