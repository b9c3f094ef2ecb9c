//! What templates pass a value through: a filter for each kind of place that a value can land in.
//!
//! A value of a spec is text of a person. Each place in a file has a language of its own, and the filter
//! of that language writes the value so that it is read back as it was given, or refuses it. Files in
//! XML and JSON have their filter in place; it is not named there.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::value::is_variable;
use crate::text::sound::serialized;
use crate::text::{escape, shell};
use crate::xml::escape_text;

/// A filter: a text as its place takes it, or why it cannot stand there.
type Filter = fn(&str) -> Result<String, &'static str>;

/// The filters by name.
pub(super) const FILTERS: &[(&str, Filter)] = &[
    // Names of records, versions and other words without any sign.
    ("id", |text| checked(text, is_plain).map(str::to_owned)),
    // A URL between quotes.
    ("url", |text| checked(text, is_of_url).map(str::to_owned)),
    // A part of a URL, such as the value of a parameter; variables stay.
    ("query", |text| Ok(percent(text, "-._~"))),
    // The address of a link in Markdown.
    ("link", |text| Ok(percent(text, "-._~/"))),
    // A word of a shell command, or a value in `.env`; variables stay.
    ("sh", |text| checked(text, |c| !c.is_control()).map(shell_word)),
    // A text in Markdown.
    ("md", |text| Ok(escape::prose(text))),
    // The same as code.
    ("code", |text| Ok(escape::code(text))),
    // A whole string of YAML, with its quotes.
    ("yaml", |text| Ok(format!("\"{}\"", json_text(text)))),
    // A whole string of TOML, with its quotes.
    ("toml", |text| Ok(toml::Value::String(text.to_owned()).to_string())),
    // A text of XML between two tags.
    ("xml", |text| checked(text, is_of_xml).map(|text| escape_text(text).into_owned())),
    // A text between the quotes of a string of JSON.
    ("json", |text| Ok(json_text(text))),
    // A text between the quotes of a string of Apex.
    ("apex", |text| Ok(apex_text(text))),
    // A part of a comment, on one line.
    ("comment", |text| Ok(comment(text))),
];

/// Gives the templates their filters.
pub(super) fn register(tera: &mut Tera) {
    for &(name, filter) in FILTERS {
        let apply = move |text: &str, _: Kwargs, _: &State| -> TeraResult<Value> {
            let written = filter(text).map_err(|why| {
                let shown = escape::line(text);
                Error::message(format!("`{shown}` cannot stand here: {why} (filter `{name}`)"))
            })?;
            Ok(Value::safe_string(&written))
        };
        tera.register_filter(name, apply);
    }
}

/// The text, where it has only such characters.
fn checked(text: &str, takes: fn(char) -> bool) -> Result<&str, &'static str> {
    if text.chars().all(takes) { Ok(text) } else { Err("it contains characters of another kind") }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._-".contains(c)
}

fn is_of_url(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!&()*+,;=%".contains(c)
}

fn is_of_xml(c: char) -> bool {
    (!c.is_control() || matches!(c, '\n' | '\r' | '\t')) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The parts of a text: what is there, and the variables `${NAME}` that a deploy fills in.
fn parts(text: &str) -> Vec<(&str, bool)> {
    let (mut all, mut start, mut from) = (Vec::new(), 0, 0);
    while let Some(at) = text[from..].find("${").map(|at| from + at) {
        let Some(end) = text[at..].find('}').map(|end| at + end) else { break };
        from = at + 2;
        if is_variable(&text[from..end]) {
            all.extend([(&text[start..at], false), (&text[at..=end], true)]);
            (start, from) = (end + 1, end + 1);
        }
    }
    all.push((&text[start..], false));
    all.retain(|(part, _)| !part.is_empty());
    all
}

/// The text in a URL: all but letters, digits and the kept signs is encoded; variables stay.
pub(super) fn percent(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (part, is_variable) in parts(text) {
        if is_variable {
            out.push_str(part);
            continue;
        }
        for byte in part.bytes() {
            let c = char::from(byte);
            if c.is_ascii_alphanumeric() || kept.contains(c) {
                out.push(c);
            } else {
                out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
            }
        }
    }
    out
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

/// The text as one word of a shell command, in which variables are filled in.
pub(super) fn shell_word(text: &str) -> String {
    let parts = parts(text);
    if !parts.iter().any(|(_, is_variable)| *is_variable) {
        return shell::word(text);
    }
    let plain = |part: &str| shell::word(part) == part;
    if parts.iter().all(|&(part, is_variable)| is_variable || plain(part)) {
        return format!("\"{text}\"");
    }
    let word = |&(part, is_variable): &(&str, bool)| {
        if is_variable { format!("\"{part}\"") } else { shell::word(part) }
    };
    parts.iter().map(word).collect()
}

/// The text as it is between the quotes of a JSON string.
pub(super) fn json_text(text: &str) -> String {
    let quoted = serialized(serde_json::to_string(text));
    let quoted = escape::json(quoted);
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_default().to_owned()
}

/// The text as it is between the quotes of an Apex string.
pub(crate) fn apex_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '\'' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if escape::is_hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str("\\u");
                    out.extend((0..4).rev().map(|at| {
                        char::from_digit(u32::from(*unit) >> (4 * at) & 15, 16).unwrap_or('0')
                    }));
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// The text on one line, without what ends a comment.
pub(super) fn comment(text: &str) -> String {
    let text = escape::line(text).replace("*/", "* /");
    text.replace("--", "- -").replace("--", "- -")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_shell_keep_their_variables() {
        for (text, word) in [
            ("${RUN_AS}", "\"${RUN_AS}\""),
            ("https://${HOST}/cb", "\"https://${HOST}/cb\""),
            ("${A}`id`$(id)${b}", "\"${A}\"'`id`$(id)${b}'"),
            ("a!b", "'a!b'"),
            ("${", "'${'"),
        ] {
            assert_eq!(shell_word(text), word);
        }
        assert_eq!(
            percent("https://${HOST}/a b\"$(id)", "-._~"),
            "https%3A%2F%2F${HOST}%2Fa%20b%22%24%28id%29"
        );
        assert_eq!(comment("a */ b --> c --- d"), "a * / b - -> c - - - d");
        assert_eq!(apex_text("o'b\\\n\u{202e}"), "o\\'b\\\\\\n\\u202e");
    }
}
