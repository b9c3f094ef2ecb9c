//! Builds the tree from the pieces of a text.

use super::chars::{BLANKS, is_allowed};
use super::decode::{Place, decode};
use super::fault::{FaultKind, Faults, XmlFault, quote};
use super::lex::{Kind, Lexer, Token};
use super::nesting::{Nesting, Opening};
use super::tag::{OpenTag, bare_less, read_close_tag, read_open_tag};
use super::tree::{Comment, Document, Element, Name, Node, TextRun, split};
use super::{MAX_BYTES, MAX_DEPTH};
use crate::text::Span;
use std::collections::HashSet;

/// Parses a text. What is wrong with it is in the document's faults; the tree is what the text
/// most likely means.
#[must_use]
pub fn parse(text: &str) -> Document {
    let mut faults = Faults::default();
    if text.len() > MAX_BYTES {
        faults.add(too_large);
        let (faults, faults_left_out) = faults.finish();
        return Document { faults, faults_left_out, ..Document::default() };
    }
    find_control_characters(text, &mut faults);
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut builder = Builder {
        source: text,
        start,
        nesting: Nesting::default(),
        faults,
        comments: Vec::new(),
        declaration: None,
        text_run: None,
        undeclared: HashSet::new(),
        second_root_seen: false,
        too_deep_seen: false,
        cut_at_end: false,
    };
    for token in Lexer::new(text, start) {
        builder.token(token);
    }
    builder.finish()
}

fn too_large() -> XmlFault {
    let message = format!("the file is larger than {} MiB", MAX_BYTES / (1024 * 1024));
    XmlFault::new(FaultKind::TooLarge, Span::empty(0), message, "split or shorten it")
}

fn find_control_characters(text: &str, faults: &mut Faults) {
    let mut from = 0;
    while let Some(length) = text.get(from..).and_then(|rest| rest.find(|c| !is_allowed(c))) {
        let start = from + length;
        let rest = &text[start..];
        from = start + rest.find(is_allowed).unwrap_or(rest.len());
        faults.add(|| {
            let code = rest.chars().next().map_or(0, u32::from);
            let message = format!("the character U+{code:04X} is not allowed in XML");
            XmlFault::new(FaultKind::ControlCharacter, Span::new(start, from), message, "remove it")
        });
    }
}

pub(super) struct Builder<'a> {
    pub(super) source: &'a str,
    pub(super) start: usize,
    pub(super) nesting: Nesting<'a>,
    pub(super) faults: Faults,
    pub(super) comments: Vec<Comment>,
    pub(super) declaration: Option<Span>,
    /// Text seen and not yet added.
    pub(super) text_run: Option<Span>,
    pub(super) undeclared: HashSet<&'a str>,
    pub(super) second_root_seen: bool,
    pub(super) too_deep_seen: bool,
    /// The text ends within some markup, which explains all that is open.
    pub(super) cut_at_end: bool,
}

impl<'a> Builder<'a> {
    fn token(&mut self, Token { kind, span }: Token) {
        if matches!(kind, Kind::Text | Kind::Less) {
            self.text_run = Some(self.text_run.map_or(span, |run| run.to(span)));
            if kind == Kind::Less {
                self.faults.add(|| bare_less(span));
            }
            return;
        }
        self.end_text_run();
        match kind {
            Kind::Text | Kind::Less => {}
            Kind::Open => self.open_tag(span, false),
            Kind::Close => self.close_tag(span),
            Kind::CutOpen => {
                self.unclosed_tag(span);
                self.open_tag(span, true);
            }
            Kind::CutClose => {
                self.unclosed_tag(span);
                self.close_tag(span);
            }
            Kind::CutAtEnd => self.tag_cut_at_end(span),
            Kind::Comment => self.comment(span),
            Kind::Cdata => self.cdata(span),
            Kind::Instruction => self.instruction(span),
            _ => self.refuse(kind, span),
        }
    }

    fn end_text_run(&mut self) {
        let Some(span) = self.text_run.take() else {
            return;
        };
        if self.nesting.is_outside() {
            self.text_outside(span);
            return;
        }
        if !self.nesting.is_kept() {
            return;
        }
        for at in memchr::memmem::find_iter(span.of(self.source).as_bytes(), b"]]>") {
            let at = span.start + at;
            self.faults.add(|| {
                let message = "`]]>` ends a CDATA section that was not begun";
                let help = "write `]]&gt;`";
                XmlFault::new(FaultKind::CdataEndInText, Span::new(at, at + 3), message, help)
            });
        }
        let (value, pieces) = decode(self.source, span, Place::Content, &mut self.faults);
        self.nesting.add(Node::Text(TextRun { value, span, pieces }));
    }

    pub(super) fn text_outside(&mut self, span: Span) {
        let text = span.of(self.source);
        let trimmed = text.trim_matches(BLANKS);
        if trimmed.is_empty() {
            return;
        }
        let start = span.start + text.len() - text.trim_start_matches(BLANKS).len();
        self.faults.add(|| {
            let message = "there is text outside the root element";
            let help = "remove it, or move it into the element it belongs to";
            let span = Span::new(start, start + trimmed.len());
            XmlFault::new(FaultKind::TextOutsideRoot, span, message, help)
        });
    }

    fn open_tag(&mut self, span: Span, is_cut: bool) {
        let mut silent = Faults::silent();
        let faults = if is_cut { &mut silent } else { &mut self.faults };
        let faults_before = faults.count();
        let tag = read_open_tag(self.source, span, faults);
        let excused = is_cut || faults.count() > faults_before;
        if self.nesting.is_outside()
            && let Some(root) = self.nesting.root_span()
        {
            self.second_root(span, root);
            self.skip(&tag);
        } else if !self.nesting.is_outside() && !self.nesting.is_kept() {
            self.skip(&tag);
        } else if self.nesting.is_full() {
            self.too_deep(span);
            self.skip(&tag);
        } else {
            self.keep(span, tag, excused);
        }
    }

    fn skip(&mut self, tag: &OpenTag<'a>) {
        if !tag.self_closing {
            self.nesting.skip(tag.name);
        }
    }

    fn second_root(&mut self, span: Span, root: Span) {
        if !std::mem::replace(&mut self.second_root_seen, true) {
            self.faults.add(|| {
                let message = "there is an element behind the end of the root element";
                let help = "keep one root element and put all others into it";
                XmlFault::new(FaultKind::SecondRoot, span, message, help)
                    .with(root, "the root element begins here")
            });
        }
    }

    fn too_deep(&mut self, span: Span) {
        if !std::mem::replace(&mut self.too_deep_seen, true) {
            self.faults.add(|| {
                let message = format!("elements are nested more than {MAX_DEPTH} deep");
                XmlFault::new(FaultKind::TooDeep, span, message, "remove the nesting")
            });
        }
    }

    fn keep(&mut self, span: Span, tag: OpenTag<'a>, excused: bool) {
        let source = self.source;
        let prefixes: Vec<&'a str> = tag
            .attributes
            .iter()
            .filter_map(|attribute| match split(attribute.name.span.of(source)) {
                (Some("xmlns"), prefix) => Some(prefix),
                _ => None,
            })
            .collect();
        self.judge_prefixes(&tag, &prefixes);
        let element = Element {
            name: Name { text: tag.name.to_owned(), span: tag.name_span },
            attributes: tag.attributes,
            span,
            open: span,
            close: None,
            self_closing: tag.self_closing,
            children: Vec::new(),
        };
        if tag.self_closing {
            self.nesting.add_element(element);
        } else {
            self.nesting.open(Opening { name: tag.name, element, excused, prefixes });
        }
    }

    fn judge_prefixes(&mut self, tag: &OpenTag<'a>, declared_here: &[&str]) {
        let declared_here: HashSet<&str> = declared_here.iter().copied().collect();
        let attribute_names = tag.attributes.iter().map(|attribute| attribute.name.span);
        for span in std::iter::once(tag.name_span).chain(attribute_names) {
            let Some(prefix) = split(span.of(self.source)).0 else {
                continue;
            };
            let is_known = matches!(prefix, "xml" | "xmlns")
                || declared_here.contains(prefix)
                || self.nesting.is_declared(prefix);
            if !is_known && self.undeclared.insert(prefix) {
                self.faults.add(|| undeclared_prefix(span, prefix));
            }
        }
    }

    fn close_tag(&mut self, span: Span) {
        let name = read_close_tag(self.source, span, &mut self.faults);
        if !name.is_empty() {
            self.nesting.close(name, span, &mut self.faults);
        }
    }

    fn unclosed_tag(&mut self, span: Span) {
        let tag = span.of(self.source);
        self.faults.add(|| {
            let message = format!("the tag `{}` lacks its `>`", quote(tag));
            let help = "end the tag with `>`; for the character `<` write `&lt;`";
            XmlFault::new(FaultKind::UnclosedTag, span, message, help)
        });
    }

    fn tag_cut_at_end(&mut self, span: Span) {
        self.unclosed_tag(span);
        self.cut_at_end = true;
        if span.of(self.source).starts_with("</") {
            let name = read_close_tag(self.source, span, &mut Faults::silent());
            self.nesting.close(name, span, &mut Faults::silent());
        }
    }

    fn finish(mut self) -> Document {
        self.end_text_run();
        let end = self.source.len();
        let root = self.nesting.finish(end, self.cut_at_end, &mut self.faults);
        if root.is_none() {
            let content = self.source.get(self.start..).unwrap_or_default();
            self.faults.no_root(self.start, content.trim_matches(BLANKS).is_empty());
        }
        let (faults, faults_left_out) = self.faults.finish();
        Document {
            root,
            faults,
            faults_left_out,
            comments: self.comments,
            declaration: self.declaration,
        }
    }
}

fn undeclared_prefix(span: Span, prefix: &str) -> XmlFault {
    let prefix = quote(prefix);
    let message = format!("the namespace prefix `{prefix}` is not declared");
    let known = match prefix.as_str() {
        "xsi" => "http://www.w3.org/2001/XMLSchema-instance",
        _ => "…",
    };
    let help = format!("add `xmlns:{prefix}=\"{known}\"` to the root element");
    XmlFault::new(FaultKind::UndeclaredPrefix, span, message, help)
}
