//! From written text to the text it stands for.

use super::chars::{is_allowed, is_name_char};
use super::fault::{FaultKind, Faults, XmlFault, quote};
use super::value::Piece;
use crate::text::Span;
use std::borrow::Cow;

/// Where the text is, which decides how white space is normalised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags: line ends become `\n`.
    Content,
    /// In an attribute: line ends and tabs become spaces.
    Attribute,
    /// In a CDATA section: as between tags, but `&` is just a character.
    Cdata,
}

/// Decodes the text at `span` of `source`. What cannot be decoded stays as written.
pub(super) fn decode(
    source: &str,
    span: Span,
    place: Place,
    faults: &mut Faults,
) -> (String, Vec<Piece>) {
    let raw = span.of(source);
    let mut decoded = Decoded { text: String::with_capacity(raw.len()), pieces: Vec::new(), place };
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = next_special(rest, place);
        decoded.verbatim(&rest[..plain], span.start + at);
        at += plain;
        let Some(special) = raw.get(at..).filter(|rest| !rest.is_empty()) else {
            break;
        };
        let start = span.start + at;
        if special.starts_with('\r') {
            let length = if special.starts_with("\r\n") { 2 } else { 1 };
            let end = if place == Place::Attribute { " " } else { "\n" };
            decoded.stands_for(end, Span::new(start, start + length));
            at += length;
        } else {
            at += decoded.reference(special, start, faults);
        }
    }
    (decoded.text, decoded.pieces)
}

fn next_special(rest: &str, place: Place) -> usize {
    let found = if place == Place::Cdata {
        memchr::memchr(b'\r', rest.as_bytes())
    } else {
        memchr::memchr2(b'\r', b'&', rest.as_bytes())
    };
    found.unwrap_or(rest.len())
}

struct Decoded {
    text: String,
    pieces: Vec<Piece>,
    place: Place,
}

impl Decoded {
    fn verbatim(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        let raw = Span::new(start, start + text.len());
        match self.pieces.last_mut() {
            Some(last) if last.verbatim && last.raw.end == start => last.raw.end = raw.end,
            _ => self.pieces.push(Piece { at: self.text.len(), raw, verbatim: true }),
        }
        let text = match self.place {
            Place::Attribute => Cow::Owned(text.replace(['\t', '\n'], " ")),
            Place::Content | Place::Cdata => Cow::Borrowed(text),
        };
        self.text.push_str(&text);
    }

    fn stands_for(&mut self, text: &str, raw: Span) {
        self.pieces.push(Piece { at: self.text.len(), raw, verbatim: false });
        self.text.push_str(text);
    }

    /// Decodes the reference at the start of `rest`; gives how many bytes it took.
    fn reference(&mut self, rest: &str, start: usize, faults: &mut Faults) -> usize {
        let Some(name) = reference_name(rest) else {
            faults.add(|| {
                XmlFault::new(
                    FaultKind::BareAmpersand,
                    Span::new(start, start + 1),
                    "`&` is not escaped; in XML it begins an entity such as `&amp;`",
                    "write `&amp;` for the character `&`",
                )
            });
            self.verbatim("&", start);
            return 1;
        };
        let length = name.len() + 2;
        let raw = Span::new(start, start + length);
        match resolve(name) {
            Ok(c) => self.stands_for(c.encode_utf8(&mut [0; 4]), raw),
            Err(kind) => {
                if kind != FaultKind::UndefinedEntity || !faults.doctype_seen() {
                    faults.add(|| refused(kind, raw, name));
                }
                self.verbatim(&rest[..length], start);
            }
        }
        length
    }
}

/// What is between `&` and `;`, where that has the form of a reference.
fn reference_name(rest: &str) -> Option<&str> {
    let body = rest.strip_prefix('&')?;
    let digits = body.strip_prefix('#').unwrap_or(body);
    let length = digits.find(|c| !is_name_char(c)).unwrap_or(digits.len());
    let end = body.len() - digits.len() + length;
    (length > 0 && body[end..].starts_with(';')).then(|| &body[..end])
}

fn resolve(name: &str) -> Result<char, FaultKind> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(FaultKind::UndefinedEntity),
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    digits
        .chars()
        .all(|c| c.is_digit(radix))
        .then(|| u32::from_str_radix(digits, radix).ok())
        .flatten()
        .and_then(char::from_u32)
        .filter(|&c| is_allowed(c))
        .ok_or(FaultKind::BadCharacterReference)
}

fn refused(kind: FaultKind, raw: Span, name: &str) -> XmlFault {
    let name = quote(name);
    if kind == FaultKind::UndefinedEntity {
        let message = format!("the entity `&{name};` is not defined");
        let help = "XML knows `&amp;`, `&lt;`, `&gt;`, `&apos;` and `&quot;`; write any other \
                    character itself or by its number, as in `&#160;`";
        XmlFault::new(kind, raw, message, help)
    } else {
        let message = format!("`&{name};` is no character that XML allows");
        XmlFault::new(kind, raw, message, "write the character itself, or remove the reference")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, place: Place) -> String {
        let span = Span::new(0, text.len());
        let (value, pieces) = decode(text, span, place, &mut Faults::default());
        assert!(pieces.is_sorted_by_key(|piece| piece.at));
        value
    }

    #[test]
    fn decodes_references_and_line_ends() {
        assert_eq!(decoded("a&amp;&#65;&#x1F537;\r\n\r&apos;\t", Place::Content), "a&A🔷\n\n'\t");
        assert_eq!(decoded("a\r\nb\tc\nd&#10;", Place::Attribute), "a b c d\n");
        assert_eq!(decoded("&amp;\r\n", Place::Cdata), "&amp;\n");
    }

    #[test]
    fn leaves_what_it_cannot_decode() {
        for raw in ["&", "&&", "& b;", "&;", "&#;", "&#x;", "&#0;", "&#+5;", "&#99999999;", "&é"] {
            assert_eq!(decoded(raw, Place::Content), raw);
        }
    }
}
