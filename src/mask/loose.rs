//! Credentials that are written as `name: value` or `name = value`, such as attributes and notes.

use std::ops::Range;

use regex_syntax::is_word_character;

use super::credentials::{LONGEST_NAME, names_credential};
use super::tag;

/// The fewest and the most characters of a name.
const NAME: (usize, usize) = (3, LONGEST_NAME);
/// The fewest characters of a value.
const SHORTEST: usize = 6;

/// Where a text gives a credential after its name, with that name.
#[must_use]
pub(crate) fn named_values(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut out: Vec<_> = assigned(text).chain(in_tags(text)).collect();
    out.retain(|(name, value)| names_credential(name) && is_no_word(&text[value.clone()]));
    out.sort_by_key(|(_, range)| range.start);
    out.dedup_by_key(|(_, range)| range.start);
    out
}

/// Names and values of the form `name: value` or `"name" = "value"`. One cannot begin within another.
fn assigned(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut end = 0;
    memchr::memchr2_iter(b':', b'=', text.as_bytes()).filter_map(move |at| {
        let name = name_before(text.get(end..at)?)?;
        let value = value_at(text, after_quote(text, after_blank(text, at + 1)), "")?;
        end = value.end;
        Some((name, value))
    })
}

/// The name at the end of a text, with a quote and white space after it or without.
fn name_before(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let text = text.strip_suffix(['"', '\'']).unwrap_or(text);
    let letters = text.char_indices().rev().take(NAME.1).take_while(|(_, c)| is_part(*c));
    let start = letters.filter(|(_, c)| c.is_ascii_alphabetic()).last()?.0;
    let name = &text[start..];
    (name.chars().nth(NAME.0 - 1).is_some()).then_some(name)
}

/// Names and values of the forms `<name attribute="value">` and `<name value`.
fn in_tags(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut end = 0;
    memchr::memchr_iter(b'<', text.as_bytes()).filter_map(move |at| {
        let name = tag::name(text, at).filter(|_| at >= end)?;
        let start = after_blank(text, name.end);
        if start == name.end {
            return None;
        }
        let attribute = text[start..].find(|c| !is_part(c) && c != ':');
        let attribute = attribute.filter(|length| *length > 0).map(|length| start + length);
        let in_attribute = attribute.and_then(|end| {
            let equals = after_blank(text, end);
            let value = text[equals..].strip_prefix('=').map(|_| after_blank(text, equals + 1))?;
            value_at(text, after_quote(text, value), "=/")
        });
        let value = in_attribute.or_else(|| value_at(text, start, "=/"))?;
        end = value.end;
        Some((&text[name], value))
    })
}

fn is_part(c: char) -> bool {
    c == '-' || is_word_character(c)
}

fn after_blank(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

fn after_quote(text: &str, at: usize) -> usize {
    at + usize::from(text[at..].starts_with(['"', '\'']))
}

/// A value that begins there and has none of some characters; none if it is too short.
fn value_at(text: &str, at: usize, without: &str) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || "\"'<>".contains(c) || without.contains(c);
    let length = text[at..].find(ends).unwrap_or(text.len() - at);
    (text[at..at + length].chars().nth(SHORTEST - 1).is_some()).then_some(at..at + length)
}

/// Whether a text is more than a word of a sentence.
fn is_no_word(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit())
        && value.contains(|c: char| c.is_ascii_alphabetic())
        || value.len() >= 16 && value.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::text::sound::pattern;

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

    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"([A-Za-z][\w-]{2,63})["']?\s*[:=]\s*["']?([^\s"'<>]{6,})"#));
    static IN_TAG: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r#"<(?:[\w.-]+:)?([\w-]+)\s+(?:[\w:-]+\s*=\s*["']?)?([^\s"'<>=/]{6,})"#)
    });

    proptest! {
        /// The search finds what these patterns find. Compiling the patterns takes far longer.
        #[test]
        fn finds_what_the_patterns_find(text in "([a-zé\u{301}_ \"'<>=/:.\n-]|abcdef|12|<ab|: |=\")*") {
            let by = |regex: &Regex| {
                let found = regex.captures_iter(&text).map(|found| {
                    (found.get(1).unwrap().as_str().to_owned(), found.get(2).unwrap().range())
                });
                found.collect::<Vec<_>>()
            };
            let own = |found: Vec<(&str, Range<usize>)>| {
                found.into_iter().map(|(name, range)| (name.to_owned(), range)).collect::<Vec<_>>()
            };
            prop_assert_eq!(own(assigned(&text).collect()), by(&NAMED));
            prop_assert_eq!(own(in_tags(&text).collect()), by(&IN_TAG));
        }
    }
}
