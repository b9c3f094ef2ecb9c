//! Metadata files as they may be shown.

use std::ops::Range;

use super::paint::{Masked, paint};
use super::value::{is_number, value};
use super::word::{Known, is_in_tables, is_name, is_wordlike};
use crate::schema::{self, Element as ElementSchema, Kind, MetadataType, find_element, schema};
use crate::text::Span;
use crate::xml::{self, Attribute, Element, Node};

/// What attributes may name: the namespaces of metadata and of XML Schema.
const NAMESPACES: &[&str] = &[
    schema::NAMESPACE,
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2001/XMLSchema",
];
/// Elements of manifests and permission sets with names of components.
const NAME_ELEMENTS: &[&str] =
    &["members", "name", "fullName", "label", "externalClientApplication", "apexClass"];
/// Values that may be shown in any element.
const PLAIN: &[&str] = &["true", "false", "*"];

/// An XML file as it may be shown: tags that the schema knows, and the values that it permits. In a
/// file that is no well-formed XML, only switches, numbers and listed values.
#[must_use]
pub fn metadata(text: &str, known: &Known) -> Masked {
    let document = xml::parse(text);
    let mut view = View {
        text,
        known,
        sound: document.faults.is_empty(),
        shown: Vec::new(),
        values: Vec::new(),
    };
    if let Some(span) = document.declaration {
        view.declaration(span);
    }
    for comment in &document.comments {
        let span = comment.span;
        view.shown.push(span.start..(span.start + 4).min(span.end));
        if span.of(text).len() >= 7 && span.of(text).ends_with("-->") {
            view.shown.push(span.end - 3..span.end);
        }
        view.values.push(comment.text.clone());
    }
    if let Some(root) = &document.root {
        let of_type = schema().types.get(root.name.local());
        let elements = of_type.map_or(&[][..], |of_type| &of_type.elements);
        view.tags(root, of_type.is_some());
        view.children(root, of_type, elements);
    }
    let View { shown, values, .. } = view;
    Masked { values, ..paint(text, shown) }
}

struct View<'a> {
    text: &'a str,
    known: &'a Known,
    sound: bool,
    shown: Vec<Range<usize>>,
    values: Vec<String>,
}

impl View<'_> {
    /// Shows the declaration if it says only version, encoding and that it stands alone.
    fn declaration(&mut self, span: Span) {
        let inner = span.of(self.text).trim_start_matches("<?xml").trim_end_matches("?>");
        let plain = inner.split_whitespace().all(|part| {
            let value =
                part.split_once('=').map(|(name, value)| (name, value.trim_matches(['"', '\''])));
            matches!(value, Some(("version", "1.0" | "1.1") | ("standalone", "yes" | "no")))
                || matches!(value, Some(("encoding", code)) if is_encoding(code))
        });
        if plain {
            self.shown.push(span.start..span.end);
        }
    }

    /// Shows the tags of an element, and of its attributes what says the namespace.
    fn tags(&mut self, element: &Element, known: bool) {
        let name = element.name.text.as_str();
        let plain = known
            || name.split(':').all(|part| is_in_tables(part) || self.sound && is_wordlike(part));
        let open = element.open.of(self.text);
        if open.starts_with('<') {
            self.shown.push(element.open.start..element.open.start + 1);
        }
        let end = if open.ends_with("/>") { 2 } else { usize::from(open.ends_with('>')) };
        self.shown.push(element.open.end - end..element.open.end);
        if plain {
            self.shown.push(element.name.span.start..element.name.span.end);
        }
        for attribute in &element.attributes {
            self.attribute(attribute);
        }
        if let Some(close) = element.close {
            let tag = close.of(self.text);
            let inner = tag.strip_prefix("</").and_then(|rest| rest.strip_suffix('>'));
            if inner.is_some_and(|inner| inner.trim() == name) && plain {
                self.shown.push(close.start..close.end);
            }
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        let name = attribute.name.text.as_str();
        if !NAMESPACES.contains(&attribute.value.as_str()) {
            self.values.push(attribute.value.clone());
        }
        self.values.push(name.to_owned());
        let usual = name == "xmlns"
            || ["xmlns:xsi", "xmlns:xsd", "xmlns:xs", "xsi:nil", "xsi:type"].contains(&name);
        if !usual {
            return;
        }
        let (name_span, value) = (attribute.name.span, attribute.value_span);
        self.shown.push(name_span.start..name_span.end);
        let between = Span::new(name_span.end, value.start).of(self.text);
        if matches!(between, "=\"" | "='") {
            self.shown.push(name_span.end..value.start);
            self.shown.push(value.end..attribute.span.end);
        }
        let plain = NAMESPACES.contains(&attribute.value.as_str())
            || matches!(attribute.value.as_str(), "true" | "false" | "xsd:string" | "xs:string");
        if plain && value.of(self.text) == attribute.value {
            self.shown.push(value.start..value.end);
        }
    }

    /// The parser bounds the depth of the tree, and so of this recursion.
    fn children(
        &mut self,
        parent: &Element,
        of_type: Option<&'static MetadataType>,
        known: &'static [ElementSchema],
    ) {
        for node in &parent.children {
            match node {
                Node::Element(child) => {
                    let schema = find_element(known, child.name.local());
                    self.tags(child, schema.is_some());
                    self.value(child, schema, of_type.is_none());
                    let inner = schema.zip(of_type).and_then(|(s, t)| t.structure_of(s));
                    self.children(child, of_type, inner.map_or(&[], |inner| &inner.elements));
                }
                Node::Text(text) => self.values.push(text.value.clone()),
                Node::Comment(_) => {}
            }
        }
    }

    /// Shows what the schema permits of an element's value. `foreign` is a file of no type of the
    /// tables, such as a manifest.
    fn value(&mut self, element: &Element, schema: Option<&ElementSchema>, foreign: bool) {
        // A value in pieces, with comments or elements between them, is not shown.
        let Some(text) = element.plain_text().filter(|text| !text.is_empty()) else { return };
        if element.elements().next().is_some() {
            return;
        }
        let exact =
            |schema: &ElementSchema| matches!(schema.kind, Kind::Boolean | Kind::Int | Kind::Enum);
        let ranges = match schema {
            Some(schema) if self.sound || exact(schema) => value(schema, text, self.known),
            None if foreign
                && self.sound
                && is_plain_name(element.name.local(), text, self.known) =>
            {
                std::iter::once(0..text.len()).collect()
            }
            None if PLAIN.contains(&text) => std::iter::once(0..text.len()).collect(),
            _ => Vec::new(),
        };
        let whole = element.value();
        let offset =
            whole.text().len() - whole.text().trim_start_matches([' ', '\t', '\r', '\n']).len();
        for range in ranges {
            let span = whole.span_of(offset + range.start..offset + range.end);
            // What is written in another form, such as CDATA, is shown by what it means only where
            // both are the same.
            if span.of(self.text) == &text[range] {
                self.shown.push(span.start..span.end);
            }
        }
    }
}

fn is_encoding(code: &str) -> bool {
    ["utf-8", "us-ascii", "iso-8859-1", "utf-16"].contains(&code.to_ascii_lowercase().as_str())
}

fn is_plain_name(element: &str, text: &str, known: &Known) -> bool {
    let names =
        || text.split(['.', '-', ' ', '/']).all(|part| is_name(part, known) || is_number(part));
    NAME_ELEMENTS.contains(&element) && names() || element == "version" && is_number(text)
}
