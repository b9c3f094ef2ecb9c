//! Credentials are replaced before any text is shown.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{names_credential, url_credentials};
use crate::schema::schema;
use crate::values::private_key_ranges;

/// `text` with every credential overwritten by `*`, byte for byte, so that places stay where they
/// are. It works on the text alone, so that a file that is no well-formed XML hides its credentials
/// too.
#[must_use]
pub fn redact(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in secret_ranges(text) {
        for byte in &mut bytes[range] {
            if !byte.is_ascii_whitespace() {
                *byte = b'*';
            }
        }
    }
    // Each range is cut at characters and every byte in it became ASCII.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Where the credentials of a text are: the values of elements that the schema marks as secret,
/// consumer secrets that a script assigns, and private keys anywhere.
#[must_use]
pub fn secret_ranges(text: &str) -> Vec<Range<usize>> {
    static OPENING: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"<(?:[\w.-]+:)?([\w-]+)(?:\s[^<>]*)?>").ok());
    static SECRET: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| secret_names().collect());
    // A consumer secret, of the form that orgs give it, in a script.
    static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let names = r"(?i)\b\w*(?:client|consumer)[_-]?secret";
        Regex::new(&format!(
            r#"{names}["']?\s*[:=]\s*["']?([0-9a-f]{{32,128}}|[0-9]{{16,20}})(?:\b|$)"#
        ))
        .ok()
    });
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for found in OPENING.iter().flat_map(|regex| regex.captures_iter(text)) {
        let Some((whole, name)) = found.get(0).zip(found.get(1)) else { continue };
        let name = name.as_str();
        if whole.as_str().ends_with("/>") {
            continue;
        }
        let rest = &text[whole.end()..];
        if SECRET.contains(name) || names_credential(name) {
            ranges.push(whole.end()..whole.end() + value_length(rest, name));
        }
    }
    ranges.extend(url_credentials(text));
    ranges.extend(private_key_ranges(text));
    let assigned = ASSIGNED.iter().flat_map(|regex| regex.captures_iter(text));
    ranges.extend(assigned.filter_map(|found| found.get(1)).map(|found| found.range()));
    ranges
}

/// Length of an element's content: to its close tag, or to the end where there is none.
fn value_length(rest: &str, name: &str) -> usize {
    rest.match_indices("</")
        .find(|(at, _)| {
            let tag = rest[at + 2..].split(['>', '<']).next().unwrap_or_default().trim();
            tag.rsplit(':').next() == Some(name)
        })
        .map_or(rest.len(), |(at, _)| at)
}

fn secret_names() -> impl Iterator<Item = &'static str> {
    let types = schema().types.values();
    let elements = types.flat_map(|t| {
        t.elements.iter().chain(t.structs.values().flat_map(|structure| &structure.elements))
    });
    elements.filter(|element| element.secret).map(|element| element.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_secrets_and_keeps_places() {
        let text = "<a><consumerSecret>s3\u{e9}\ncret</consumerSecret><label>x</label></a>";
        let shown = redact(text);
        assert_eq!(shown, "<a><consumerSecret>****\n****</consumerSecret><label>x</label></a>");
        assert_eq!(shown.len(), text.len());
    }

    #[test]
    fn hides_secrets_of_broken_files_and_of_keys() {
        assert!(!redact("<x:consumerSecret >abc").contains("abc"));
        assert!(!redact("<consumerSecret><![CDATA[abc]]></consumerSecret>").contains("abc"));
        let key = "<certificate>-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END";
        assert!(!redact(key).contains("MIIabc"));
    }

    #[test]
    fn hides_passwords_in_urls() {
        let text = "<startUrl>https://me:hunter2@shop.example/a:b@c</startUrl>";
        assert_eq!(redact(text), text.replace("hunter2", "*******"));
        assert_eq!(redact("https://shop.example:8443/x@y"), "https://shop.example:8443/x@y");
    }

    #[test]
    fn hides_keys_and_secrets_in_disguise() {
        let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIE\n-----END PRIVATE KEY-----";
        let encoded = data_encoding::BASE64.encode(key.as_bytes());
        let split = key.replacen("PRIVATE", "<![CDATA[PRIV]]>ATE", 1);
        for value in [encoded.as_str(), &split] {
            let shown = redact(&format!("<certificate>{value}</certificate>"));
            assert!(!shown.contains(&value[30..60]), "{shown}");
        }
        for name in ["ConsumerSecret", "consumerSercet", "client_secret"] {
            assert!(!redact(&format!("<{name}>s3cr3t</{name}>")).contains("s3cr3t"), "{name}");
        }
    }

    #[test]
    fn finds_private_keys_without_pem_lines() {
        for start in [
            "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7",
            "MIIBOwIBAAJBAN+LlTPjWygmK9d3Ffl0vpJmA1Dv",
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w",
            "MHcCAQEEID8U+nYQO2fxT+LFhVOrTG0rZ6x+1KXo",
            "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLs",
        ] {
            let text = format!("<certificate>{start}\nAAAA==\n</certificate>");
            let found = private_key_ranges(&text);
            assert_eq!(found.len(), 1, "{start}");
            assert_eq!(&text[found[0].clone()], format!("{start}\nAAAA=="));
        }
        for start in [
            "MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdCaWxsaW5n",
            "MIICmDCCAYACAQEwDQYJKoZIhvcNAQELBQAwEjEQMA4GA1UEAwwH",
        ] {
            assert!(private_key_ranges(&format!("<certificate>{start}")).is_empty(), "{start}");
        }
    }
}
