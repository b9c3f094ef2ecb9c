//! Files that programs read: JSON, XML and CSV.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::commands::{broken, mark};
use super::{is_hidden, line};

/// A JSON document with the hidden characters of its strings as `\u` escapes. It means the same.
#[must_use]
pub fn json(document: String) -> String {
    let odd = |c: char| is_hidden(c) && c != '\n';
    // Most documents have only bytes that are seen, which is soon told.
    let seen = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    let is_plain = document.bytes().all(seen) || !document.chars().any(odd);
    if is_plain && mark(&document).is_none() {
        return document;
    }
    let mut out = String::with_capacity(document.len() + 16);
    let mut rest = document.as_str();
    while let Some((at, c)) = rest.char_indices().find(|&(_, c)| odd(c)) {
        out.push_str(&rest[..at]);
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
    let mut safe = String::with_capacity(out.len() + 16);
    broken(&out, "\\u0023", &mut safe);
    safe
}

/// A plain text message of SARIF, in which `[text](target)` would be a link (SARIF 2.1.0, 3.11.6).
/// Brackets that cannot be one stay as they are: viewers show backslashes.
#[must_use]
pub fn sarif(text: &str) -> Cow<'_, str> {
    if !text.contains("](") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// The text between two tags or in an attribute of XML. Characters that XML does not have, or that
/// nobody sees, are shown as escapes.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if is_hidden(c) => out.push_str(&line(c.encode_utf8(&mut [0; 4]))),
            c => out.push(c),
        }
    }
    if mark(&out).is_none() {
        return out;
    }
    let mut safe = String::with_capacity(out.len() + 16);
    broken(&out, "&#35;", &mut safe);
    safe
}

/// A field of CSV on one line. Spreadsheets run what begins with `=`, `+`, `-` or `@`, so an
/// apostrophe comes before it.
#[must_use]
pub fn csv(text: &str) -> String {
    let text = line(text);
    let text = super::no_commands(&text);
    let start = text.trim_start();
    let runs = start
        .starts_with(['=', '+', '-', '@', '|', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let text = if runs { Cow::Owned(format!("'{text}")) } else { text };
    if text.contains([',', '"', ';']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same() {
        let value = serde_json::json!({"a\u{202e}": "\u{9b}\u{e0041} ##[x] \\##vso[y \u{1b}"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let safe = json(text);
        assert!(safe.is_ascii() && !safe.contains("##"), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
        let plain = "{\n\"a\": \"é\"}";
        assert_eq!(json(plain.to_owned()), plain);
    }

    #[test]
    fn messages_of_sarif_have_no_links() {
        assert_eq!(sarif("`x` is [hidden: 3 characters]"), "`x` is [hidden: 3 characters]");
        assert_eq!(sarif("[a](https://b.test)"), "\\[a\\](https://b.test)");
    }

    #[test]
    fn fields_run_nothing() {
        assert_eq!(csv("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv(" =1+1"), "' =1+1");
        assert_eq!(csv("two\nlines"), "two\\nlines");
        assert_eq!(xml("a\u{0}<\n##[x]"), "a\\u{0}&lt;&#10;&#35;#[x]");
    }
}
