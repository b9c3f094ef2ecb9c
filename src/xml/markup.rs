//! Adds what is neither tag nor text: comments, CDATA sections, declarations; refuses the rest.

use super::chars::{BLANKS, is_blank};
use super::decode::{Place, decode};
use super::fault::{FaultKind, XmlFault, quote};
use super::lex::Kind;
use super::parse::Builder;
use super::tag::read_declaration;
use super::tree::{Attribute, Comment, Node, TextRun};
use crate::text::Span;

impl Builder<'_> {
    pub(super) fn comment(&mut self, span: Span) {
        let raw = span.of(self.source);
        let text = raw.strip_prefix("<!--").and_then(|raw| raw.strip_suffix("-->"));
        let text = text.unwrap_or_default();
        let hyphens = text.find("--").or_else(|| text.ends_with('-').then(|| text.len() - 1));
        if let Some(at) = hyphens {
            let at = span.start + 4 + at;
            self.faults.add(|| {
                let message = "a comment holds `--`, which XML does not allow";
                let help = "write `- -` or another character";
                XmlFault::new(FaultKind::DoubleHyphen, Span::new(at, at + 2), message, help)
            });
        }
        let comment = Comment { text: text.to_owned(), span };
        self.nesting.add(Node::Comment(comment.clone()));
        self.comments.push(comment);
    }

    pub(super) fn cdata(&mut self, span: Span) {
        if self.nesting.is_outside() {
            self.text_outside(span);
        } else if self.nesting.is_kept() {
            let inside = Span::new(span.start + "<![CDATA[".len(), span.end - "]]>".len());
            let (value, pieces) = decode(self.source, inside, Place::Cdata, &mut self.faults);
            self.nesting.add(Node::Text(TextRun { value, span, pieces }));
        }
    }

    pub(super) fn instruction(&mut self, span: Span) {
        if !is_declaration(span.of(self.source)) {
            return;
        }
        if span.start == self.start {
            self.declaration = Some(span);
            self.declared(span);
            return;
        }
        self.faults.add(|| {
            let message = "the XML declaration is not at the start of the file";
            let help = "move it to the very start, with nothing before it, or remove it";
            XmlFault::new(FaultKind::BrokenDeclaration, span, message, help)
        });
    }

    fn declared(&mut self, span: Span) {
        let attributes = read_declaration(self.source, span, &mut self.faults);
        let find = |name: &str| attributes.iter().find(|a: &&Attribute| a.name.text == name);
        if find("version").is_none() {
            self.faults.add(|| {
                let message = "the XML declaration lacks its version";
                let help = "write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`";
                XmlFault::new(FaultKind::BrokenDeclaration, span, message, help)
            });
        }
        if let Some(encoding) = find("encoding").filter(|e| !e.value.eq_ignore_ascii_case("utf-8"))
        {
            self.faults.add(|| {
                let name = quote(&encoding.value);
                let message = format!("the file is UTF-8 and declares the encoding `{name}`");
                let help = "write `encoding=\"UTF-8\"`";
                XmlFault::new(FaultKind::OtherEncoding, encoding.value_span, message, help)
            });
        }
    }

    /// Markup that is not closed or not allowed.
    pub(super) fn refuse(&mut self, kind: Kind, span: Span) {
        let (fault, message, help, to_the_end) = match kind {
            Kind::UnclosedComment => {
                (FaultKind::UnclosedComment, "the comment is not closed", "end it with `-->`", true)
            }
            Kind::UnclosedCdata => {
                let message = "the CDATA section is not closed";
                (FaultKind::UnclosedCdata, message, "end it with `]]>`", true)
            }
            Kind::UnclosedInstruction => {
                let message = "the declaration or processing instruction is not closed";
                let to_the_end = !span.of(self.source).ends_with('>')
                    && self.source[span.end..].trim_matches(BLANKS).is_empty();
                (FaultKind::UnclosedInstruction, message, "end it with `?>`", to_the_end)
            }
            Kind::Doctype | Kind::UnclosedDoctype => {
                let message = "a document type is declared, which metadata files cannot have";
                let help = "remove it; entities it declares are not read";
                (FaultKind::Doctype, message, help, kind == Kind::UnclosedDoctype)
            }
            _ => {
                let message = "`<!` begins neither a comment nor a CDATA section";
                let help =
                    "write `<!-- … -->` or `<![CDATA[ … ]]>`, or `&lt;` for the character `<`";
                (FaultKind::BrokenTag, message, help, false)
            }
        };
        self.cut_at_end |= to_the_end;
        self.faults.add(|| XmlFault::new(fault, span, message, help));
        if kind == Kind::UnclosedInstruction
            && span.start == self.start
            && is_declaration(span.of(self.source))
        {
            self.declaration = Some(span);
        }
    }
}

fn is_declaration(instruction: &str) -> bool {
    instruction.strip_prefix("<?xml").is_some_and(|rest| {
        rest.bytes().next().is_none_or(|b| is_blank(b) || b == b'?' || b == b'>')
    })
}
