//! Writing text so that XML reads it back.

use std::borrow::Cow;

/// The text as Salesforce writes it in an element: `&`, `<`, `>`, `'` and `"` as entities.
/// Characters that XML does not allow at all are left as they are.
#[must_use]
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '\'', '"']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\'' => escaped.push_str("&apos;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_the_five_and_borrows_the_rest() {
        assert_eq!(escape_text(r#"<a & 'b'> "é""#), "&lt;a &amp; &apos;b&apos;&gt; &quot;é&quot;");
        assert!(matches!(escape_text("plain é"), Cow::Borrowed("plain é")));
    }
}
