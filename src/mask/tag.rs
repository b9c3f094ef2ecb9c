//! Tags in texts that need not be XML.

use std::ops::Range;

use regex_syntax::is_word_character;

/// The name of the tag whose `<` is there, without its prefix.
pub(super) fn name(text: &str, at: usize) -> Option<Range<usize>> {
    let word = |c: char| c == '-' || is_word_character(c);
    let end = |from: usize, is_part: &dyn Fn(char) -> bool| {
        text[from..].find(|c| !is_part(c)).map_or(text.len(), |length| from + length)
    };
    let start = at + 1;
    let prefix = end(start, &|c| c == '.' || word(c));
    let has_prefix = prefix > start && text[prefix..].starts_with(':');
    let start = if has_prefix { prefix + 1 } else { start };
    let name = start..end(start, &word);
    (!name.is_empty()).then_some(name)
}

/// The opening tags of a text: each with its name. One that opens and closes at once is among them.
pub(super) fn opening(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    memchr::memchr_iter(b'<', text.as_bytes()).filter_map(|at| {
        let name = name(text, at)?;
        let rest = &text[name.end..];
        let length = match rest.chars().next()? {
            '>' => 0,
            c if c.is_whitespace() => rest.find(['<', '>'])?,
            _ => return None,
        };
        let end = name.end + length;
        text[end..].starts_with('>').then(|| (at..end + 1, &text[name]))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::text::sound::pattern;

    static OPENING: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"<(?:[\w.-]+:)?([\w-]+)(?:\s[^<>]*)?>"));

    proptest! {
        /// The search finds what this pattern finds.
        #[test]
        fn finds_what_the_pattern_finds(text in "([a-z<>:. é_-]|<ab|</|/>)*") {
            let found = OPENING.captures_iter(&text);
            let found = found.map(|f| (f.get(0).unwrap().range(), f.get(1).unwrap().as_str()));
            prop_assert_eq!(opening(&text).collect::<Vec<_>>(), found.collect::<Vec<_>>());
        }
    }
}
