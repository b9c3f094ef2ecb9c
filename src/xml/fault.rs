//! What can be wrong with a text as XML.

use crate::text::Span;

/// The most faults that are kept of one text.
pub const MAX_FAULTS: usize = 50;

/// The longest piece of the text that a message quotes, in characters.
const MAX_QUOTE: usize = 60;

/// Something wrong with a text as XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlFault {
    /// What kind of fault.
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// Another place that explains the fault, and how.
    pub related: Option<(Span, String)>,
}

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// The text is longer than [`MAX_BYTES`](super::MAX_BYTES) and was not parsed.
    TooLarge,
    /// Elements are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// There is no root element.
    NoRoot,
    /// There is an element after the root element.
    SecondRoot,
    /// There is text before or after the root element.
    TextOutsideRoot,
    /// An element is not closed.
    UnclosedElement,
    /// A close tag has another name than the element it closes.
    MismatchedClose,
    /// A close tag closes nothing.
    StrayClose,
    /// A tag lacks its `>`.
    UnclosedTag,
    /// A tag or other markup is malformed.
    BrokenTag,
    /// A `<` stands for itself.
    BareLess,
    /// An attribute is malformed.
    BrokenAttribute,
    /// An attribute has no value.
    AttributeWithoutValue,
    /// An attribute's value is not quoted.
    AttributeWithoutQuotes,
    /// An attribute is given twice.
    DuplicateAttribute,
    /// A `&` stands for itself.
    BareAmpersand,
    /// An entity is not one of the five that XML knows.
    UndefinedEntity,
    /// A numeric reference stands for no character that XML allows.
    BadCharacterReference,
    /// A control character is in the text.
    ControlCharacter,
    /// `]]>` is in text.
    CdataEndInText,
    /// A comment is not closed.
    UnclosedComment,
    /// A comment holds `--`.
    DoubleHyphen,
    /// A CDATA section is not closed.
    UnclosedCdata,
    /// A declaration or processing instruction is not closed.
    UnclosedInstruction,
    /// The declaration is not at the start or lacks its version.
    BrokenDeclaration,
    /// The declaration names another encoding than UTF-8.
    OtherEncoding,
    /// There is a document type declaration.
    Doctype,
    /// A namespace prefix is not declared.
    UndeclaredPrefix,
}

impl XmlFault {
    /// A fault without a related place.
    pub(super) fn new(
        kind: FaultKind,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { kind, span, message: message.into(), help: help.into(), related: None }
    }

    /// The fault with a place that explains it.
    pub(super) fn with(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    pub(super) fn mismatched(tag: Span, found: &str, open: Span, name: &str) -> Self {
        let (found, name) = (quote(found), quote(name));
        Self::new(
            FaultKind::MismatchedClose,
            tag,
            format!("`</{found}>` does not match the open tag `<{name}>`"),
            format!("write `</{name}>`"),
        )
        .with(open, format!("`<{name}>` is opened here"))
    }

    pub(super) fn stray(tag: Span, name: &str) -> Self {
        let name = quote(name);
        Self::new(
            FaultKind::StrayClose,
            tag,
            format!("`</{name}>` closes an element that is not open"),
            format!("remove it, or add `<{name}>` where the element begins"),
        )
    }

    pub(super) fn unclosed(open: Span, name: &str, closer: Option<Span>) -> Self {
        let name = quote(name);
        let fault = Self::new(
            FaultKind::UnclosedElement,
            open,
            format!("`<{name}>` is not closed"),
            format!("add `</{name}>` where the element ends"),
        );
        match closer {
            Some(tag) => fault.with(tag, format!("`</{name}>` is missing before this tag")),
            None => fault,
        }
    }
}

/// A piece of the text, short enough for a message.
pub(super) fn quote(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(MAX_QUOTE).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    kept: Vec<XmlFault>,
    left_out: usize,
    silent: bool,
    doctype_seen: bool,
}

impl Faults {
    /// A collection that forgets what it is told.
    pub(super) fn silent() -> Self {
        Self { silent: true, ..Self::default() }
    }

    /// Keeps the fault while there is room; gives its number for [`replace`](Self::replace).
    pub(super) fn add(&mut self, make: impl FnOnce() -> XmlFault) -> Option<usize> {
        if self.is_full() {
            self.left_out += 1;
            return None;
        }
        let fault = make();
        self.doctype_seen |= fault.kind == FaultKind::Doctype;
        self.kept.push(fault);
        Some(self.kept.len() - 1)
    }

    /// Puts a fault in the place of one that it explains better.
    pub(super) fn replace(&mut self, number: Option<usize>, make: impl FnOnce() -> XmlFault) {
        if let Some(slot) = number.and_then(|number| self.kept.get_mut(number)) {
            *slot = make();
        }
    }

    /// How many faults were found, kept or not.
    pub(super) fn count(&self) -> usize {
        self.kept.len() + self.left_out
    }

    /// Whether no further fault will be kept.
    pub(super) fn is_full(&self) -> bool {
        self.silent || self.kept.len() >= MAX_FAULTS
    }

    /// Whether a document type was refused, which may have declared any entity.
    pub(super) fn doctype_seen(&self) -> bool {
        self.doctype_seen
    }

    /// Says that there is no root; text without a root is not text outside it.
    pub(super) fn no_root(&mut self, at: usize, is_empty: bool) {
        self.kept.retain(|fault| fault.kind != FaultKind::TextOutsideRoot);
        if self.kept.is_empty() {
            let message = if is_empty { "the file is empty" } else { "there is no root element" };
            let help = "write the root element of the metadata type";
            self.kept.push(XmlFault::new(FaultKind::NoRoot, Span::empty(at), message, help));
        }
    }

    /// The faults in the order of the text, and how many more there were.
    pub(super) fn finish(mut self) -> (Vec<XmlFault>, usize) {
        self.kept.sort_by_key(|fault| fault.span);
        (self.kept, self.left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_bounded_number_in_order() {
        let mut faults = Faults::default();
        for at in (0..MAX_FAULTS + 7).rev() {
            faults.add(|| XmlFault::stray(Span::empty(at), "x"));
        }
        let (kept, left_out) = faults.finish();
        assert_eq!((kept.len(), left_out), (MAX_FAULTS, 7));
        assert!(kept.is_sorted_by_key(|fault| fault.span));
        assert_eq!(quote(&"é".repeat(100)).chars().count(), MAX_QUOTE + 1);
    }
}
