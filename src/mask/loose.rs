//! Credentials that are written as `name: value` or `name = value`, such as attributes and notes.

use std::ops::Range;

use super::credentials::{LONGEST_NAME, names_credential};

/// Fewest bytes of a credential's name, and of its value.
const SHORTEST_NAME: usize = 3;
const SHORTEST_VALUE: usize = 6;

/// Where a text gives a credential after its name, with that name.
#[must_use]
pub fn named_values(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut out = assigned(text);
    out.extend(in_tags(text));
    out.retain(|(name, range)| names_credential(name) && is_no_word(&text[range.clone()]));
    out.sort_by_key(|(_, range)| range.start);
    out.dedup_by_key(|(_, range)| range.start);
    out
}

/// `name: value`, `name = "value"`, `"name": value`.
fn assigned(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut out = Vec::new();
    let mut from = 0;
    for at in memchr::memchr2_iter(b':', b'=', text.as_bytes()) {
        if at < from {
            continue;
        }
        let before = text[from..at].trim_end();
        let name = last_name(before.strip_suffix(['"', '\'']).unwrap_or(before));
        let Some(value) = name.and_then(|_| value(text, at + 1, |_| false)) else { continue };
        from = value.end;
        out.extend(name.map(|name| (name, value)));
    }
    out
}

/// `<name attribute="value">` and `<name value</name>`.
fn in_tags(text: &str) -> Vec<(&str, Range<usize>)> {
    memchr::memchr_iter(b'<', text.as_bytes())
        .filter_map(|at| {
            let tag = &text[at + 1..];
            let whole = &tag[..tag.find(|c| !is_in_name(c) && !matches!(c, '.' | ':'))?];
            let name = whole.split_once(':').map_or(whole, |(_, name)| name);
            let inside = at + 1 + whole.len();
            let rest = text[inside..].trim_start();
            let start = text.len() - rest.len();
            if start == inside || name.is_empty() || !name.chars().all(is_in_name) {
                return None;
            }
            let attribute = rest.find(|c| !is_in_name(c) && c != ':').filter(|&end| end > 0);
            let equals = attribute.and_then(|end| {
                let after = rest[end..].trim_start();
                after.starts_with('=').then(|| text.len() - after.len() + 1)
            });
            let ends = |c| matches!(c, '=' | '/');
            let found = equals.and_then(|at| value(text, at, ends));
            let found = found.or_else(|| Some(start..run(text, start, ends)?));
            Some((name, found?))
        })
        .collect()
}

/// The value at `at`, without the spaces and the quote before it, where it is long enough.
fn value(text: &str, at: usize, ends: impl Fn(char) -> bool) -> Option<Range<usize>> {
    let rest = text[at..].trim_start();
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    let start = text.len() - rest.len();
    Some(start..run(text, start, ends)?)
}

/// The end of the value that starts at `start`, where it is long enough.
fn run(text: &str, start: usize, ends: impl Fn(char) -> bool) -> Option<usize> {
    let rest = &text[start..];
    let stops = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>') || ends(c);
    let length = rest.find(stops).unwrap_or(rest.len());
    (rest[..length].chars().nth(SHORTEST_VALUE - 1).is_some()).then_some(start + length)
}

/// The name that a text ends with, from its first Latin letter on.
fn last_name(text: &str) -> Option<&str> {
    let mut start = text.len();
    for (at, c) in text.char_indices().rev().take(LONGEST_NAME) {
        if !is_in_name(c) {
            break;
        }
        if c.is_ascii_alphabetic() {
            start = at;
        }
    }
    Some(&text[start..]).filter(|name| name.len() >= SHORTEST_NAME)
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Whether a text is more than a word of a sentence.
fn is_no_word(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit())
        && value.contains(|c: char| c.is_ascii_alphabetic())
        || value.len() >= 16 && value.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_after_names() {
        let found = |text: &'static str| {
            let ranges = named_values(text).into_iter().map(|(_, range)| &text[range]);
            ranges.collect::<Vec<_>>()
        };
        assert_eq!(found("password: s3cr3tx9"), ["s3cr3tx9"]);
        assert_eq!(found("client_secret = 2A6F70C1D9E84B53"), ["2A6F70C1D9E84B53"]);
        assert_eq!(found("<a consumerSecret=\"2A6F70C1\">"), ["2A6F70C1"]);
        assert_eq!(found("<consumerSecret 2A6F70C1</consumerSecret>"), ["2A6F70C1"]);
        assert_eq!(found("<consumerSecret value=\"2A6F70C1\"/>"), ["2A6F70C1"]);
        for plain in
            ["the password: stored elsewhere", "label = \"Billing2000\"", "<consumerSecret>x"]
        {
            assert_eq!(found(plain), [""; 0], "{plain}");
        }
    }
}
