//! JSON, TOML and `.env` files as they may be shown: names, and values of a plain form.

use std::ops::Range;

use super::credentials::names_credential;
use super::message::by_form;
use super::paint::{Masked, paint};
use super::prose::prose;
use super::word::{Known, is_in_tables, is_wordlike};

/// JSON: names of members, and values of a plain form. It need not be well formed.
#[must_use]
pub fn json(text: &str, known: &Known) -> Masked {
    scan(text, known, false)
}

/// TOML: keys, and values of a plain form. It need not be well formed.
#[must_use]
pub fn toml(text: &str, known: &Known) -> Masked {
    scan(text, known, true)
}

/// A file of environment variables: their names, and what comments say. Values are never shown.
#[must_use]
pub fn environment(text: &str, known: &Known) -> Masked {
    let mut shown = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let rest = line.trim_start();
        if rest.starts_with('#') {
            let painted = prose(rest, known).text;
            shown.extend(same(rest, &painted).map(|range| start + range.start..start + range.end));
        } else if let Some((name, _)) = rest.split_once('=') {
            let bare = name.strip_prefix("export ").unwrap_or(name).trim();
            if is_wordlike(bare) {
                shown.push(start..start + name.len());
            }
            shown.push(start + name.len()..start + name.len() + 1);
        }
        at += line.len();
    }
    paint(text, shown)
}

/// The ranges in which two texts of equal length agree.
fn same<'a>(text: &'a str, other: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    text.char_indices()
        .zip(other.chars())
        .filter(|((_, a), b)| a == b)
        .map(|((at, c), _)| at..at + c.len_utf8())
}

fn scan(text: &str, known: &Known, is_toml: bool) -> Masked {
    let mut scan =
        Scan { text, known, shown: Vec::new(), key: None, in_value: false, in_header: false };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'#' if is_toml => {
                let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
                scan.shown.push(at..at + 1);
                end
            }
            b'"' => scan.string(at, '"'),
            b'\'' if is_toml => scan.string(at, '\''),
            b'\n' if is_toml => {
                scan.in_value = false;
                scan.in_header = false;
                at + 1
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' | b'=' => scan.sign(at),
            byte if byte.is_ascii_whitespace() => at + 1,
            _ => scan.bare(at),
        };
    }
    paint(text, scan.shown)
}

struct Scan<'a> {
    text: &'a str,
    known: &'a Known,
    shown: Vec<Range<usize>>,
    /// The name that the next values belong to.
    key: Option<Range<usize>>,
    in_value: bool,
    /// Whether this is the header of a table: `[name]`.
    in_header: bool,
}

impl Scan<'_> {
    fn sign(&mut self, at: usize) -> usize {
        self.shown.push(at..at + 1);
        let line = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        match self.text.as_bytes()[at] {
            b'[' if self.text[line..at].trim_matches([' ', '\t', '[']).is_empty() => {
                self.in_header = true;
            }
            b':' | b'=' => self.in_value = true,
            b',' | b'{' | b'}' => self.in_value = false,
            _ => {}
        }
        at + 1
    }

    /// A string with its quotes; three quotes begin one of several lines.
    fn string(&mut self, at: usize, quote: char) -> usize {
        let triple = quote.to_string().repeat(3);
        let rest = &self.text[at..];
        let length = if rest.starts_with(&triple) { 3 } else { 1 };
        let inner = at + length;
        let mut escaped = false;
        let mut end = None;
        for (offset, c) in self.text[inner..].char_indices() {
            if escaped {
                escaped = false;
            } else if c == '\\' && quote == '"' {
                escaped = true;
            } else if c == '\n' && length == 1 {
                break;
            } else if c == quote
                && (length == 1 || self.text[inner + offset..].starts_with(&triple))
            {
                end = Some(inner + offset);
                break;
            }
        }
        let closed = end.is_some();
        let line = || self.text[inner..].find('\n').map_or(self.text.len(), |end| inner + end);
        let end = end.unwrap_or_else(line);
        let after = if closed { end + length } else { end };
        self.shown.push(at..inner);
        if closed {
            self.shown.push(end..after);
            self.item(inner..end, after);
        }
        after
    }

    /// A word without quotes.
    fn bare(&mut self, at: usize) -> usize {
        let stop = |c: char| c.is_whitespace() || "{}[],:=\"'#".contains(c);
        let length = self.text[at..].find(stop).unwrap_or(self.text.len() - at);
        let end = at + length.max(self.text[at..].chars().next().map_or(1, char::len_utf8));
        // What is joined to something else is no word of the format, and may be the rest of a secret.
        let before = self.text[..at].chars().next_back();
        if before.is_none_or(|c| c.is_whitespace() || "{}[],:=".contains(c)) {
            self.item(at..end, end);
        }
        end
    }

    fn is_policy_number(&self, item: &str) -> bool {
        let key = self.key.clone().map(|key| &self.text[key]);
        key == Some(DAYS) && item.len() <= 5 && item.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn item(&mut self, range: Range<usize>, after: usize) {
        let item = &self.text[range.clone()];
        let next = self.text[after..].trim_start_matches([' ', '\t']).chars().next();
        let is_key = !self.in_value
            && (matches!(next, Some(':' | '=')) || self.in_header && matches!(next, Some(']')));
        if is_key {
            let plain =
                |part: &str| is_in_tables(part) || is_wordlike(part) || self.known.has(part);
            if item.split(['.', '-', ' ']).all(plain) {
                self.shown.push(range.clone());
            }
            self.key = Some(range);
            return;
        }
        let secret = self.key.clone().is_some_and(|key| is_secret_key(&self.text[key]))
            && !self.is_policy_number(item);
        if !secret && !item.contains('\\') {
            let shown = by_form(item, self.known);
            self.shown
                .extend(shown.into_iter().map(|r| range.start + r.start..range.start + r.end));
        }
    }
}

/// A key of `ecaforge.toml` whose name has a word of credentials and whose value is a number of days.
const DAYS: &str = "max-refresh-token-days";

/// Whether a value of that name is likely a credential.
pub(super) fn is_secret_key(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words = [
        "secret",
        "passw",
        "pwd",
        "token",
        "apikey",
        "api_key",
        "api-key",
        "private",
        "authorization",
        "bearer",
        "credential",
    ];
    words.iter().any(|word| lower.contains(word)) || names_credential(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_to_a_hidden_word_is_hidden() {
        for text in ["p@ss!Zq7mk3r#4711", "{p@ss!Zq7mk3r#4711", "{\"a\": \"b\"4711}"] {
            let shown = json(text, &Known::default()).text;
            assert!(!shown.contains("4711"), "{shown}");
        }
    }

    #[test]
    fn names_and_plain_values_are_shown() {
        let known = Known::default();
        let plain = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}],\n\
                     \"sourceApiVersion\": \"67.0\", \"namespace\": \"\", \"n\": 12}";
        assert_eq!(json(plain, &known).text, plain);
        let text = "{\"password\": \"hunter\", \"name\": \"s3cr3t\", junk9x: \"a\\u0062\"}";
        let shown = json(text, &known).text;
        assert_eq!(shown, "{\"password\": \"******\", \"name\": \"******\", ******: \"*******\"}");
        let plain = "[check]\nfail-on = \"warning\"\n[check.rules]\nmalformed-xml = 'off'\n";
        assert_eq!(toml(plain, &known).text, plain);
        let plain =
            "[policy]\nmax-refresh-token-days = 90\nhosts = [\"a.acme.com\", \"*.acme.com\"]\n";
        assert_eq!(toml(plain, &known).text, plain);
        let text = "{\"passwords\": [\"first\", \"hunter\"]}";
        assert!(!json(text, &known).text.contains("hunter"));
        assert!(!toml("token-days = 90\n", &known).text.contains("90"));
        let text = "a = \"\"\"\nx1y2z3\n\"\"\" # hunter\nb = \"un1closed\nkey = [1, \"ok\"]";
        let shown = toml(text, &known).text;
        assert!(!shown.contains("x1y2z3") && !shown.contains("hunter") && !shown.contains("un1"));
        assert!(shown.ends_with("key = [1, \"ok\"]"), "{shown}");
    }

    #[test]
    fn values_of_variables_are_never_shown() {
        let text = "# The key\nexport NAME=hunter\nOTHER=\nhunter\n";
        let shown = environment(text, &Known::default()).text;
        assert_eq!(shown, "# The key\nexport NAME=******\nOTHER=\n******\n");
    }
}
