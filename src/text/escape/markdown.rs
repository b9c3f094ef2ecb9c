//! Markdown, as GitHub and GitLab read it.

use super::{commands, line};

/// A message as Markdown on one line, also in the cell of a table: pairs of backquotes become code,
/// everything else stays text. It names nobody, and contains no link, no image and no HTML.
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = line(text);
    paired(&text).unwrap_or_else(|| {
        let mut out = String::with_capacity(text.len() + 16);
        plain(&text, &mut out);
        out
    })
}

/// A text as code, whatever it contains; also in the cell of a table.
#[must_use]
pub fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    spans(&line(text), &mut out);
    out
}

/// A text as Markdown of our own files: each of its lines is a part of a paragraph or of a heading.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let part = line(part.trim());
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        for (at, c) in part.char_indices() {
            let opens = at == 0 && matches!(c, '-' | '+' | '=');
            let numbers = digits > 0 && at == digits && matches!(c, '.' | ')');
            if opens || numbers || is_sign(&part, at, c) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Whether a character of a text means something in Markdown there.
fn is_sign(text: &str, at: usize, c: char) -> bool {
    match c {
        '_' => {
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !(word(text[..at].chars().next_back()) && word(text[at + 1..].chars().next()))
        }
        '&' => text[at + 1..].starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()),
        '<' | '>' | '`' | '*' | '[' | ']' | '\\' | '#' | '|' | '~' | '$' | '@' => true,
        _ => false,
    }
}

/// The text with its pairs of backquotes as code; none where they do not pair up.
fn paired(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('`').collect();
    let inner = parts.get(1..parts.len() - 1).unwrap_or_default();
    if parts.len().is_multiple_of(2) || inner.iter().any(|part| part.is_empty()) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in parts.iter().enumerate() {
        let before = out.ends_with('`');
        let start = out.len();
        if index % 2 == 1 {
            spans(part, &mut out);
        } else {
            plain(part, &mut out);
        }
        // Two runs of backquotes next to each other would be one.
        if before && out[start..].starts_with('`') {
            return None;
        }
    }
    Some(out)
}

/// Adds a text with code around the characters that make a mention, a reference or an address of the
/// words next to them, and with escapes for what else means something.
fn plain(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let start = text.len() - rest.len();
        let marked = trigger(&text[..start], rest);
        if marked > 0 {
            spans(&rest[..marked], out);
            rest = &rest[marked..];
            continue;
        }
        match c {
            '|' | '`' | '&' | '\\' => {
                out.push_str(match c {
                    '|' => "\\|",
                    '`' => "&#96;",
                    '&' => "&amp;",
                    _ => "&#92;",
                });
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '*' | '_' | '[' | ']' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
}

/// How many bytes at the start of `rest`, which follows `before`, must not be read together with
/// their neighbours.
fn trigger(before: &str, rest: &str) -> usize {
    const SIGNS: &[char] = &['@', '#', '$', ':', '!', '%', '^'];
    let run = rest.len() - rest.trim_start_matches(['@', '#', '$']).len();
    if run > 0 {
        return run;
    }
    let word = |c: char| c.is_alphanumeric();
    // The hash of a commit.
    if !before.ends_with(word) {
        let hex = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let has_digit = rest[..hex].bytes().any(|b| b.is_ascii_digit());
        if hex >= 7 && has_digit && !rest[hex..].starts_with(word) {
            return hex;
        }
    }
    let ends = |ending: &str| {
        let tail = before.len().checked_sub(ending.len()).and_then(|at| before.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    let after = |signs: &str| rest[1..].starts_with(|c: char| signs.contains(c) || word(c));
    match rest.chars().next() {
        Some('.') if ends("www") => 1,
        Some('-') if ends("gh") => 1,
        // A time and the line of a file are no names of pictures.
        Some(':') if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            usize::from(!before.ends_with(word))
        }
        Some(c) if SIGNS.contains(&c) && after("/+-") => 1,
        _ => 0,
    }
}

/// Adds a text as code: in one span, or in several where a table or a build server would read on.
fn spans(text: &str, out: &mut String) {
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let (length, instead) = match c {
            '|' => (1, "&#124;"),
            '#' if commands::is_mark(&text[at..]) => (1, "&#35;"),
            _ => continue,
        };
        span(&text[start..at], out);
        out.push_str(instead);
        start = at + length;
    }
    span(&text[start..], out);
}

/// Adds a text as one span of code, in more backquotes than it contains in a row.
fn span(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if blank || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend([&fence, pad, text, pad, &fence]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_keep_their_code() {
        assert_eq!(markdown("`a_b` is *not* <b>"), "`a_b` is \\*not\\* &lt;b&gt;");
        assert_eq!(markdown("one ` only"), "one &#96; only");
        assert_eq!(markdown("ask @acme or www.acme.com"), "ask `@`acme or www`.`acme.com");
        assert_eq!(markdown("https://a.b, see: 12:30"), "https`:`//a.b, see: 12:30");
        assert_eq!(code("a``b|c"), "```a``b```&#124;`c`");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("##[x]"), "&#35;`#[x]`");
    }

    #[test]
    fn prose_opens_nothing() {
        assert_eq!(prose("Acme_Billing & Co."), "Acme_Billing & Co.");
        assert_eq!(prose("# a\n1. b\n- c\n```d"), "\\# a\n1\\. b\n\\- c\n\\`\\`\\`d");
        assert_eq!(prose("<img src=x> &lt; _a_"), "\\<img src=x\\> \\&lt; \\_a\\_");
    }
}
