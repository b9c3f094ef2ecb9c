//! Commands that build servers read from the output of a program.

use std::borrow::Cow;

use super::is_hidden;

/// The text of an output, colours included, without what a build server takes for a command: `::` at
/// the start of a line, white space or not (GitHub), and `##[` or `##name[` anywhere (GitHub, Azure,
/// `TeamCity`).
#[must_use]
pub(crate) fn no_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for whole in text.split_inclusive(['\n', '\r']) {
        let start = start_of(whole);
        let (before, rest) = whole.split_at(start);
        out.push_str(before);
        let rest = if rest.starts_with("::") {
            out.push_str("\\u{3a}");
            &rest[1..]
        } else {
            rest
        };
        broken(rest, "\\u{23}", &mut out);
    }
    Cow::Owned(out)
}

/// The same for a text that is not needed any more.
#[must_use]
pub(crate) fn without_commands(text: String) -> String {
    match no_commands(&text) {
        Cow::Owned(safe) => safe,
        Cow::Borrowed(_) => text,
    }
}

/// Whether a text has nothing but white space and colours.
#[must_use]
pub(crate) fn is_blank(text: &str) -> bool {
    start_of(text) == text.len()
}

/// Where a line begins after white space and colours.
fn start_of(line: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let trimmed = rest.len() - rest.trim_start().len();
        let color = rest[trimmed..].strip_prefix("\u{1b}[").and_then(|rest| {
            let digits = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
            (rest.as_bytes().get(digits) == Some(&b'm')).then_some(digits + 3)
        });
        match color {
            Some(length) => at += trimmed + length,
            None => return at + trimmed,
        }
    }
}

/// Adds the text with another first character in each `##name[`.
pub(super) fn broken(text: &str, sign: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = mark(rest) {
        out.push_str(&rest[..at]);
        out.push_str(sign);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The place of the first `##name[`.
pub(super) fn mark(text: &str) -> Option<usize> {
    text.match_indices('#').map(|(at, _)| at).find(|&at| is_mark(&text[at..]))
}

/// Whether a text begins with `##name[`.
pub(super) fn is_mark(text: &str) -> bool {
    text.strip_prefix("##").is_some_and(|name| {
        name.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[')
    })
}

/// The text as the data of a command of a GitHub workflow, which may have several lines.
#[must_use]
pub fn data(text: &str) -> String {
    command_data(text, "%25")
}

/// The text as a property of a command of a GitHub workflow.
#[must_use]
pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text as the data of a logging command of Azure Pipelines, which may have several lines.
#[must_use]
pub(crate) fn azure_data(text: &str) -> String {
    command_data(text, "%AZP25")
}

/// The text as the data of a command; `percent` is how its server writes a percent sign.
fn command_data(text: &str, percent: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '%' => out.push_str(percent),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            '\t' => out.push('\t'),
            c if is_hidden(c) => out.push_str(&super::line(c.encode_utf8(&mut [0; 4]))),
            c => out.push(c),
        }
    }
    no_marks(out)
}

/// The text as a property of a logging command of Azure Pipelines.
#[must_use]
pub(crate) fn azure_property(text: &str) -> String {
    azure_data(text).replace(';', "%3B").replace(']', "%5D")
}

fn no_marks(text: String) -> String {
    if mark(&text).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    broken(&text, "\\u{23}", &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_begins_with_a_command() {
        for (text, safe) in [
            ("a::b", "a::b"),
            ("::add-mask::x", "\\u{3a}:add-mask::x"),
            ("a\n \t::error::x\n", "a\n \t\\u{3a}:error::x\n"),
            ("a\r::error::x", "a\r\\u{3a}:error::x"),
            ("\u{1b}[1m \u{1b}[0;31m::x", "\u{1b}[1m \u{1b}[0;31m\\u{3a}:x"),
            ("a ##[add-mask]x ###vso[a b]", "a \\u{23}#[add-mask]x #\\u{23}#vso[a b]"),
            ("## heading [x]", "## heading [x]"),
        ] {
            assert_eq!(no_commands(text), safe);
        }
    }

    #[test]
    fn data_keeps_its_lines_and_properties_their_commas() {
        assert_eq!(data("100%\r\n\u{1b}"), "100%25%0D%0A\\u{1b}");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
        assert_eq!(azure_data("100%\r\n##vso[x]"), "100%AZP25%0D%0A\\u{23}#vso[x]");
        assert_eq!(azure_property("a;b]%3B"), "a%3Bb%5D%AZP253B");
    }
}
