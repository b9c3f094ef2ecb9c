//! Reads what is in a tag.

use super::chars::{BLANKS, is_blank, is_name};
use super::decode::{Place, decode};
use super::fault::{FaultKind, Faults, XmlFault, quote};
use super::tree::{Attribute, Name};
use crate::text::Span;
use std::collections::HashMap;

/// What an open tag says.
pub(super) struct OpenTag<'a> {
    pub(super) name: &'a str,
    pub(super) name_span: Span,
    pub(super) attributes: Vec<Attribute>,
    pub(super) self_closing: bool,
}

/// Reads the open tag at `span`; the `>` may be missing.
pub(super) fn read_open_tag<'a>(source: &'a str, span: Span, faults: &mut Faults) -> OpenTag<'a> {
    let tag = span.of(source);
    let whole = tag.strip_suffix('>').unwrap_or(tag);
    let inner = whole.strip_suffix('/').unwrap_or(whole);
    let name_span = name_span(inner, 1, span.start);
    let name = name_span.of(source);
    judge_name(span, name_span, name, faults);
    let cursor = Cursor { source, at: name_span.end, end: span.start + inner.len() };
    OpenTag {
        name,
        name_span,
        attributes: read_attributes(cursor, faults),
        self_closing: inner.len() < whole.len(),
    }
}

/// Reads the close tag at `span`, whose `>` may be missing: the name it closes.
pub(super) fn read_close_tag<'a>(source: &'a str, span: Span, faults: &mut Faults) -> &'a str {
    let tag = span.of(source);
    let inner = tag.strip_suffix('>').unwrap_or(tag);
    let name_span = name_span(inner, 2, span.start);
    let name = name_span.of(source);
    judge_name(span, Span::new(name_span.start - 1, name_span.end), name, faults);
    let behind = inner.get(name_span.end - span.start..).unwrap_or_default();
    if is_name(name) && !behind.trim_matches(BLANKS).is_empty() {
        faults.add(|| {
            let message = format!("the close tag `</{}>` holds more than a name", quote(name));
            let help = format!("write `</{}>`", quote(name));
            XmlFault::new(FaultKind::BrokenTag, span, message, help)
        });
    }
    name
}

/// Reads the attributes of the declaration at `span`.
pub(super) fn read_declaration(source: &str, span: Span, faults: &mut Faults) -> Vec<Attribute> {
    let end = span.end - if span.of(source).ends_with("?>") { 2 } else { 0 };
    read_attributes(Cursor { source, at: span.start + "<?xml".len(), end }, faults)
}

fn name_span(inner: &str, from: usize, offset: usize) -> Span {
    let body = inner.get(from..).unwrap_or_default();
    let start = body.len() - body.trim_start_matches(BLANKS).len();
    let length = name_length(&body[start..]);
    let start = offset + from + start;
    Span::new(start, start + length)
}

fn name_length(text: &str) -> usize {
    text.bytes()
        .position(|b| is_blank(b) || matches!(b, b'/' | b'=' | b'"' | b'\''))
        .unwrap_or(text.len())
}

fn judge_name(tag: Span, name_span: Span, name: &str, faults: &mut Faults) {
    if name_span.start == tag.start + 1 && is_name(name) {
        return;
    }
    faults.add(|| {
        let message = if is_name(name) {
            format!("white space stands before the tag's name `{}`", quote(name))
        } else {
            format!("`{}` cannot be the name of an element", quote(name))
        };
        let help = "write the name right behind `<` or `</`, beginning with a letter or `_`; for \
                    the character `<` write `&lt;`";
        XmlFault::new(FaultKind::BrokenTag, tag, message, help)
    });
}

/// A place in a tag.
struct Cursor<'a> {
    source: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn skip_blanks(&mut self) -> bool {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches(BLANKS).len();
        self.at += blanks;
        blanks > 0
    }

    fn take(&mut self, length: usize) -> Span {
        let start = self.at;
        self.at = (start + length).min(self.end);
        Span::new(start, self.at)
    }
}

fn read_attributes(mut cursor: Cursor<'_>, faults: &mut Faults) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut first_spans: HashMap<&str, Span> = HashMap::new();
    loop {
        let spaced = cursor.skip_blanks();
        if cursor.rest().is_empty() {
            return attributes;
        }
        let length = name_length(cursor.rest());
        if length == 0 {
            let junk = junk_length(cursor.rest());
            let span = cursor.take(junk);
            let text = span.of(cursor.source);
            broken(span, faults, || format!("`{}` is no attribute", quote(text)));
            continue;
        }
        let name_span = cursor.take(length);
        let name = name_span.of(cursor.source);
        if !is_name(name) {
            broken(name_span, faults, || {
                format!("`{}` cannot be the name of an attribute", quote(name))
            });
        } else if !spaced {
            broken(name_span, faults, || {
                format!("there is no space before the attribute `{}`", quote(name))
            });
        }
        let attribute = read_value(&mut cursor, name, name_span, faults);
        match first_spans.get(name) {
            Some(&first) => {
                faults.add(|| duplicate(attribute.span, name, first));
            }
            None => {
                first_spans.insert(name, attribute.span);
            }
        }
        attributes.push(attribute);
    }
}

fn broken(span: Span, faults: &mut Faults, message: impl FnOnce() -> String) {
    let help = "write attributes as `name=\"value\"`, with a space before each";
    faults.add(|| XmlFault::new(FaultKind::BrokenAttribute, span, message(), help));
}

fn duplicate(span: Span, name: &str, first: Span) -> XmlFault {
    let message = format!("the attribute `{}` is given twice", quote(name));
    XmlFault::new(FaultKind::DuplicateAttribute, span, message, "remove one of the two")
        .with(first, "first given here")
}

/// How far something goes that begins no attribute: to a space outside quotes.
fn junk_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b'"' | b'\'' => memchr::memchr(byte, &bytes[at + 1..]).map_or(1, |length| length + 2),
            blank if is_blank(blank) => break,
            _ => 1,
        };
    }
    at
}

/// Reads the value of an attribute whose name has been read.
fn read_value(
    cursor: &mut Cursor<'_>,
    name: &str,
    name_span: Span,
    faults: &mut Faults,
) -> Attribute {
    let behind_name = cursor.at;
    cursor.skip_blanks();
    if !cursor.rest().starts_with('=') {
        cursor.at = behind_name;
        return without_value(name, name_span, name_span, faults);
    }
    cursor.take(1);
    let behind_equals = cursor.at;
    cursor.skip_blanks();
    let rest = cursor.rest();
    let value_span = match rest.bytes().next() {
        None => {
            let span = Span::new(name_span.start, behind_equals);
            return without_value(name, name_span, span, faults);
        }
        Some(mark @ (b'"' | b'\'')) => {
            let quoted = cursor.take(1);
            let inside = cursor.rest();
            let length = memchr::memchr(mark, inside.as_bytes());
            let value_span = cursor.take(length.unwrap_or(inside.len()));
            if length.is_some() {
                cursor.take(1);
            } else {
                broken(quoted.to(value_span), faults, || {
                    format!("the value of `{}` lacks its end quote", quote(name))
                });
            }
            value_span
        }
        Some(_) => {
            let length = rest.bytes().position(is_blank).unwrap_or(rest.len());
            let span = cursor.take(length);
            faults.add(|| {
                let message = format!("the value of `{}` is not in quotes", quote(name));
                let help = format!("write `{}=\"{}\"`", quote(name), quote(&rest[..length]));
                XmlFault::new(FaultKind::AttributeWithoutQuotes, span, message, help)
            });
            span
        }
    };
    judge_value(cursor.source, value_span, faults);
    Attribute {
        name: Name { text: name.to_owned(), span: name_span },
        value: decode(cursor.source, value_span, Place::Attribute, faults).0,
        value_span,
        span: Span::new(name_span.start, cursor.at),
    }
}

fn without_value(name: &str, name_span: Span, span: Span, faults: &mut Faults) -> Attribute {
    faults.add(|| {
        let name = quote(name);
        let message = format!("the attribute `{name}` has no value");
        let help = format!("write `{name}=\"…\"`, or remove it");
        XmlFault::new(FaultKind::AttributeWithoutValue, span, message, help)
    });
    Attribute {
        name: Name { text: name.to_owned(), span: name_span },
        value: String::new(),
        value_span: Span::empty(span.end),
        span,
    }
}

fn judge_value(source: &str, value: Span, faults: &mut Faults) {
    if let Some(at) = memchr::memchr(b'<', value.of(source).as_bytes()) {
        let at = value.start + at;
        faults.add(|| bare_less(Span::new(at, at + 1)));
    }
}

/// `<` where it begins no tag.
pub(super) fn bare_less(span: Span) -> XmlFault {
    let message = "`<` begins a tag that does not follow";
    XmlFault::new(FaultKind::BareLess, span, message, "write `&lt;` for the character `<`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: &str) -> (OpenTag<'_>, Vec<FaultKind>) {
        let mut faults = Faults::default();
        let open = read_open_tag(tag, Span::new(0, tag.len()), &mut faults);
        (open, faults.finish().0.iter().map(|fault| fault.kind).collect())
    }

    #[test]
    fn reads_attributes_with_spans() {
        let tag = "<p:a\n  x = 'é\"'\r\n  y=\"&lt;\t>\"/>";
        let (open, faults) = read(tag);
        assert_eq!((open.name, open.self_closing, faults), ("p:a", true, vec![]));
        let [x, y] = open.attributes.as_slice() else { panic!("two attributes") };
        assert_eq!((x.value.as_str(), x.span.of(tag)), ("é\"", "x = 'é\"'"));
        assert_eq!((y.value.as_str(), y.value_span.of(tag)), ("< >", "&lt;\t>"));
    }

    #[test]
    fn reads_on_behind_broken_attributes() {
        use FaultKind::*;
        for (tag, expected) in [
            ("<a b/>", vec![AttributeWithoutValue]),
            ("<a b c=\"1\">", vec![AttributeWithoutValue]),
            ("<a b= >", vec![AttributeWithoutValue]),
            ("<a b=1 c=2>", vec![AttributeWithoutQuotes, AttributeWithoutQuotes]),
            ("<a b='1'c='2'>", vec![BrokenAttribute]),
            ("<a ='x y' b='1'>", vec![BrokenAttribute]),
            ("<a/b='1'>", vec![BrokenAttribute]),
            ("<a 1b='1'>", vec![BrokenAttribute]),
            ("<a b='1>", vec![BrokenAttribute]),
            ("<a b='1' b='2'>", vec![DuplicateAttribute]),
            ("<a b='&x;'>", vec![UndefinedEntity]),
            ("< a>", vec![BrokenTag]),
            ("<1a>", vec![BrokenTag]),
        ] {
            assert_eq!(read(tag).1, expected, "{tag}");
        }
    }
}
