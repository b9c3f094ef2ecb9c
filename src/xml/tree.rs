//! The tree that a parse gives.

use super::chars::{BLANKS, is_blank};
use super::fault::XmlFault;
use super::value::{Piece, Value};
use crate::text::Span;

/// A parsed text: its tree and its faults.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The root element, unless the text has none.
    pub root: Option<Element>,
    /// What is wrong with the text, in the order of the text; only so many
    /// are kept.
    pub faults: Vec<XmlFault>,
    /// How many faults there were beyond those kept.
    pub faults_left_out: usize,
    /// All comments, wherever they are, in the order of the text.
    pub comments: Vec<Comment>,
    /// The declaration `<?xml … ?>` at the start.
    pub declaration: Option<Span>,
}

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// Its attributes, duplicates included.
    pub attributes: Vec<Attribute>,
    /// From the `<` of the open tag to behind the `>` of the close tag; to where the content ends
    /// when there is no close tag.
    pub span: Span,
    /// The open tag.
    pub open: Span,
    /// The close tag; none if the element closes itself or is never closed.
    pub close: Option<Span>,
    /// Whether the open tag ends in `/>`.
    pub self_closing: bool,
    /// Its content. Processing instructions are omitted.
    pub children: Vec<Node>,
}

/// The name of an element or attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As written, prefix included.
    pub text: String,
    /// Where it is.
    pub span: Span,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// Its value, decoded.
    pub value: String,
    /// The value as it is in the text, without the quotes.
    pub value_span: Span,
    /// Name, `=` and quoted value.
    pub span: Span,
}

/// What an element can hold.
#[derive(Clone, Debug)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Text or a CDATA section.
    Text(TextRun),
    /// A comment.
    Comment(Comment),
}

/// A run of text between tags, or one CDATA section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRun {
    /// The text, entities decoded and line ends normalised to `\n`.
    pub value: String,
    /// Where it stands; with the `<![CDATA[` and `]]>` of a CDATA section.
    pub span: Span,
    /// Which part of `value` comes from where.
    pub pieces: Vec<Piece>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What stands between `<!--` and `-->`.
    pub text: String,
    /// From `<!--` to behind `-->`.
    pub span: Span,
}

impl Name {
    /// The name without its prefix.
    #[must_use]
    pub fn local(&self) -> &str {
        split(&self.text).1
    }

    /// Whether the name without its prefix is this one.
    #[must_use]
    pub fn is(&self, local: &str) -> bool {
        self.text == local || (self.text.len() > local.len() && self.local() == local)
    }

    /// The prefix, without the colon.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        split(&self.text).0
    }
}

/// A name's prefix and local part.
pub(super) fn split(name: &str) -> (Option<&str>, &str) {
    match name.split_once(':') {
        Some((prefix, local)) if !prefix.is_empty() && !local.is_empty() => (Some(prefix), local),
        _ => (None, name),
    }
}

#[cfg(test)]
impl Node {
    /// Where the node is.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Element(element) => element.span,
            Self::Text(text) => text.span,
            Self::Comment(comment) => comment.span,
        }
    }
}

impl Element {
    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Comment(_) => None,
        })
    }

    /// The first child element with this local name.
    #[must_use]
    pub fn child(&self, local: &str) -> Option<&Element> {
        self.elements().find(|element| element.name.is(local))
    }

    /// The child elements with this local name.
    pub fn children_named(&self, local: &str) -> impl Iterator<Item = &Element> {
        self.elements().filter(move |element| element.name.is(local))
    }

    /// The decoded text without white space around it, where the element holds one piece of text or nothing; none
    /// where [`Element::value`] has to join several.
    #[must_use]
    pub fn plain_text(&self) -> Option<&str> {
        match self.children.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text.value.trim_matches(BLANKS)),
            _ => None,
        }
    }

    /// The element's own text, joined across comments and CDATA sections.
    #[must_use]
    pub fn value(&self) -> Value {
        let texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some((text.value.as_str(), text.pieces.as_slice())),
            Node::Element(_) | Node::Comment(_) => None,
        });
        Value::join(self.content(), texts)
    }

    /// What is between the tags; the tag itself for a self-closing element.
    #[must_use]
    pub fn content(&self) -> Span {
        if self.self_closing {
            return self.open;
        }
        Span::new(self.open.end, self.close.map_or(self.span.end, |close| close.start))
    }

    /// The attribute with this name, as written with its prefix.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.text == name)
    }

    /// The `xmlns` or `xmlns:prefix` attribute, declared on this element, that says in which
    /// namespace the element itself is.
    #[must_use]
    pub fn namespace(&self) -> Option<&Attribute> {
        match self.name.prefix() {
            None => self.attribute("xmlns"),
            Some(prefix) => self.attributes.iter().find(|attribute| {
                attribute.name.prefix() == Some("xmlns") && attribute.name.local() == prefix
            }),
        }
    }

    /// Whether the element holds nothing but white space and comments.
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        self.children.iter().all(|node| match node {
            Node::Element(_) => false,
            Node::Text(text) => text.value.bytes().all(is_blank),
            Node::Comment(_) => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::xml::{Element, parse};

    fn root(text: &str) -> Element {
        let document = parse(text);
        assert!(document.faults.is_empty(), "{:?}", document.faults);
        document.root.unwrap()
    }

    #[test]
    fn finds_children_attributes_and_names() {
        let root = root("<m:a xmlns:m=\"urn:m\" x='1'><b>1</b>t<m:c/><b>2</b></m:a>");
        assert_eq!((root.name.prefix(), root.name.local()), (Some("m"), "a"));
        assert_eq!(root.elements().count(), 3);
        assert_eq!(root.child("c").unwrap().name.text, "m:c");
        let values: Vec<_> =
            root.children_named("b").map(|b| b.value().text().to_owned()).collect();
        assert_eq!(values, ["1", "2"]);
        assert_eq!(root.attribute("x").unwrap().value, "1");
        assert_eq!(root.namespace().unwrap().value, "urn:m");
        assert!(root.child("b").unwrap().namespace().is_none());
        assert!(root.child("c").unwrap().is_blank() && !root.is_blank());
    }

    #[test]
    fn spans_of_tags_split_as_prettier_does() {
        let text = "<r><a\n    >x</a\n></r>";
        let root = root(text);
        let a = root.child("a").unwrap();
        assert_eq!(a.open.of(text), "<a\n    >");
        assert_eq!(a.close.unwrap().of(text), "</a\n>");
        assert_eq!(a.span.of(text), "<a\n    >x</a\n>");
        assert_eq!(a.name.span.of(text), "a");
        assert_eq!(a.content().of(text), "x");
    }
}
