//! Hosts of a policy, written as patterns.

use url::Host;

/// Longest pattern, in bytes: hosts are no longer.
const LONGEST: usize = 253;

/// A host, or hosts: `*.` at the start stands for one or more labels, any other `*` for a part of a
/// label. With a colon at its end it is a scheme, such as `com.acme.app:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPattern(String);

impl AsRef<str> for HostPattern {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl HostPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.to_lowercase();
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if let Some(scheme) = text.strip_suffix(':') {
            return if !scheme.is_empty() && scheme.chars().all(is_scheme) {
                Ok(Self(text))
            } else {
                Err("a scheme has letters, digits, `+`, `-` and `.` before its colon")
            };
        }
        if text.is_empty() || text.len() > LONGEST {
            return Err("write a host, such as `billing.acme.com` or `*.acme.com`");
        }
        if text.contains("://") || text.contains(['/', '@', '?', '#', '\\']) {
            return Err("write the host alone, without scheme and path");
        }
        if text.contains(':') && !text.starts_with('[') {
            return Err("write the host without a port; it stands for every port");
        }
        if text.contains(char::is_whitespace) {
            return Err("a host has no spaces");
        }
        let text = text.trim_end_matches('.');
        Ok(Self(ascii(text)))
    }

    /// Whether the pattern is a scheme.
    #[must_use]
    pub(crate) fn is_scheme(&self) -> bool {
        self.0.ends_with(':')
    }

    /// Whether a host in lower case is one of those.
    #[must_use]
    pub(crate) fn is_host(&self, host: &str) -> bool {
        if self.is_scheme() {
            return false;
        }
        if self.0 == "*" {
            return true;
        }
        match self.0.strip_prefix("*.") {
            Some(rest) => {
                let ends = host.match_indices('.').map(|(at, _)| &host[at + 1..]);
                ends.filter(|end| end.len() + 1 < host.len()).any(|end| is_labels(rest, end))
            }
            None => is_labels(&self.0, host),
        }
    }

    /// Whether a scheme in lower case is that one.
    #[must_use]
    pub(crate) fn is_of_scheme(&self, scheme: &str) -> bool {
        self.0.strip_suffix(':') == Some(scheme)
    }
}

/// A host in the letters that names on the network have.
fn ascii(host: &str) -> String {
    let (star, rest) = match host.strip_prefix("*.") {
        Some(rest) => ("*.", rest),
        None => ("", host),
    };
    match Host::parse(rest) {
        Ok(known) if !rest.contains('*') => format!("{star}{known}"),
        Ok(_) | Err(_) => host.to_owned(),
    }
}

/// Label by label, so that no `*` matches a dot.
fn is_labels(pattern: &str, host: &str) -> bool {
    let (mut patterns, mut labels) = (pattern.split('.'), host.split('.'));
    loop {
        match (patterns.next(), labels.next()) {
            (None, None) => return true,
            (Some(pattern), Some(label)) if is_label(pattern.as_bytes(), label.as_bytes()) => {}
            _ => return false,
        }
    }
}

/// The work grows with the product of the lengths, which are those of labels.
fn is_label(pattern: &[u8], label: &[u8]) -> bool {
    let (mut p, mut l) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while l < label.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, l));
                p += 1;
            }
            Some(byte) if *byte == label[l] => {
                p += 1;
                l += 1;
            }
            _ => match &mut star {
                Some((at, from)) => {
                    *from += 1;
                    (p, l) = (*at + 1, *from);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_its_labels() {
        for (pattern, host, matches) in [
            ("billing.acme.com", "billing.acme.com", true),
            ("billing.acme.com", "xbilling.acme.com", false),
            ("billing.acme.com", "billing.acme.com.evil.io", false),
            ("*.acme.com", "billing.acme.com", true),
            ("*.acme.com", "a.b.acme.com", true),
            ("*.acme.com", "acme.com", false),
            ("*.acme.com", ".acme.com", false),
            ("*.acme.com", "evilacme.com", false),
            ("*.acme.com", "acme.com.evil.io", false),
            ("billing-*.acme.com", "billing-eu.acme.com", true),
            ("billing-*.acme.com", "billing-eu.evil.acme.com", false),
            ("acme.*", "acme.io", true),
            ("acme.*", "acme.evil.io", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("*", "anything.at.all", true),
            ("[::1]", "[::1]", true),
            ("ACME.com.", "acme.com", true),
            ("bücher.example", "xn--bcher-kva.example", true),
            ("*.bücher.example", "a.xn--bcher-kva.example", true),
            ("com.acme.app:", "com.acme.app", false),
        ] {
            let pattern = HostPattern::parse(pattern).expect("a pattern");
            assert_eq!(pattern.is_host(host), matches, "{pattern:?} {host}");
        }
        let scheme = HostPattern::parse("com.acme.app:").expect("a scheme");
        assert!(scheme.is_of_scheme("com.acme.app") && !scheme.is_of_scheme("com.acme"));
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in ["", "https://acme.com", "acme.com/cb", "acme.com:443", "a b", "a@b", "a/b:"] {
            assert!(HostPattern::parse(text).is_err(), "{text}");
        }
        assert!(HostPattern::parse(&"a".repeat(300)).is_err());
    }
}
