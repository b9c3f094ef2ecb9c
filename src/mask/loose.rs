//! Credentials that are written as `name: value` or `name = value`, such as attributes and notes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::credentials::names_credential;
use crate::text::sound::pattern;

/// Where a text gives a credential after its name, with that name.
#[must_use]
pub fn named_values(text: &str) -> Vec<(&str, Range<usize>)> {
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"([A-Za-z][\w-]{2,63})["']?\s*[:=]\s*["']?([^\s"'<>]{6,})"#));
    // `<consumerSecret value="x">` and `<consumerSecret x</consumerSecret>`.
    static IN_TAG: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r#"<(?:[\w.-]+:)?([\w-]+)\s+(?:[\w:-]+\s*=\s*["']?)?([^\s"'<>=/]{6,})"#)
    });
    let of = |regex: &'static LazyLock<Regex>| {
        regex.captures_iter(text).filter_map(|found| {
            let (name, value) = found.get(1).zip(found.get(2))?;
            (names_credential(name.as_str()) && is_no_word(value.as_str()))
                .then(|| (name.as_str(), value.range()))
        })
    };
    let mut out: Vec<_> = of(&NAMED).chain(of(&IN_TAG)).collect();
    out.sort_by_key(|(_, range)| range.start);
    out.dedup_by_key(|(_, range)| range.start);
    out
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
