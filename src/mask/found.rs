//! Credentials in texts of any kind, found by their form.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::credentials::{names_credential, url_credentials};
use super::tag;
use crate::schema::schema;
use crate::text::sound::pattern;
use crate::values::private_key_ranges;

/// The fewest digits of a consumer secret.
const SHORTEST_SECRET: usize = 16;

/// Where the credentials of a text are: the values of elements that the schema marks as secret,
/// consumer secrets that a script assigns, and private keys anywhere.
#[must_use]
pub(crate) fn secret_ranges(text: &str) -> Vec<Range<usize>> {
    static SECRET: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| secret_names().collect());
    // A consumer secret, of the form that orgs give it, in a script.
    static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
        let names = r"(?i)(?:client|consumer)[_-]?secret";
        pattern(&format!(
            r#"{names}["']?\s*[:=]\s*["']?([0-9a-f]{{32,128}}|[0-9]{{16,20}})(?:\b|$)"#
        ))
    });
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut closed = None;
    for (whole, name) in tag::opening(text) {
        if text[whole.clone()].ends_with("/>") {
            continue;
        }
        // A later open tag lies in the value of one that is never closed.
        let inside = ranges.last().is_some_and(|last| whole.start < last.end);
        if !inside && (SECRET.contains(name) || names_credential(name)) {
            let closed = closed.get_or_insert_with(|| closings(text));
            let ends = closed.get(name).map(Vec::as_slice).unwrap_or_default();
            let end = ends.get(ends.partition_point(|&end| end < whole.end));
            ranges.push(whole.end..end.copied().unwrap_or(text.len()));
        }
    }
    ranges.extend(url_credentials(text));
    ranges.extend(private_key_ranges(text));
    if has_long_number(text) {
        let assigned = ASSIGNED.captures_iter(text);
        ranges.extend(assigned.filter_map(|found| found.get(1)).map(|found| found.range()));
    }
    ranges
}

/// Whether a text has as many digits in a row, decimal or hexadecimal, as the shortest consumer secret.
fn has_long_number(text: &str) -> bool {
    text.as_bytes().split(|byte| !byte.is_ascii_hexdigit()).any(|run| run.len() >= SHORTEST_SECRET)
}

/// Where each name is closed, so that the end of an element is found without another search.
fn closings(text: &str) -> HashMap<&str, Vec<usize>> {
    let mut out: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, _) in text.match_indices("</") {
        let tag = text[at + 2..].split(['>', '<', '\n', '\r']).next().unwrap_or_default();
        let name = tag.trim().rsplit(':').next().unwrap_or_default();
        out.entry(name).or_default().push(at);
    }
    out
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
    fn finds_credentials_of_elements_and_scripts() {
        let found = |text: &str| {
            secret_ranges(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("<a><consumerSecret>x1</consumerSecret><b>y</b></a>"), ["x1"]);
        assert_eq!(found("<consumerSecret>a<consumerSecret>b"), ["a<consumerSecret>b"]);
        assert_eq!(found("<x:ConsumerSecret >abc</x:ConsumerSecret>"), ["abc"]);
        assert_eq!(found("CLIENT_SECRET=0123456789abcdef0123456789abcdef").len(), 1);
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
