//! Cuts a text into tags, text and other markup.
//!
//! quick-xml gives the pieces. Before it reads a `<`, the text is looked at: what it would stop
//! at, or read as a tag up to the end of the file, becomes a piece of its own, and a new reader
//! goes on behind it. A look ends at the next `<`, so that all of them together stay linear.

use super::chars::{BLANKS, is_blank, is_name_start};
use crate::text::Span;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The byte-order mark. A reader drops one that it begins with and does not count it, so none does.
const MARK: char = '\u{feff}';

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text or a reference; texts may follow one another.
    Text,
    /// `<` that begins no markup, one or several.
    Less,
    /// An open or self-closing tag.
    Open,
    /// A close tag.
    Close,
    /// An open tag that another `<` cuts off.
    CutOpen,
    /// A close tag that another `<` cuts off.
    CutClose,
    /// A tag that the end of the text cuts off.
    CutAtEnd,
    Comment,
    Cdata,
    /// `<? … ?>`, a declaration too.
    Instruction,
    Doctype,
    /// `<! … >` of no known kind.
    UnknownMarkup,
    UnclosedComment,
    UnclosedCdata,
    UnclosedInstruction,
    UnclosedDoctype,
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// The reader and the offset at which its text begins.
    reader: Option<(Reader<&'a [u8]>, usize)>,
    no_instruction_end_ahead: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, reader: None, no_instruction_end_ahead: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Gives a piece that quick-xml did not find, and goes on at `next`.
    fn own(&mut self, kind: Kind, end: usize, next: usize) -> Token {
        let span = Span::new(self.at, end);
        self.at = next;
        self.reader = None;
        Token { kind, span }
    }

    /// The next piece by quick-xml; nothing where it cannot go on.
    fn event(&mut self) -> Option<Token> {
        let start = self.at;
        let (mut reader, base) =
            self.reader.take().unwrap_or_else(|| (reader_at(self.text, start), start));
        let kind = match reader.read_event() {
            Ok(Event::Start(_) | Event::Empty(_)) => Kind::Open,
            Ok(Event::End(_)) => Kind::Close,
            Ok(Event::Text(_) | Event::GeneralRef(_)) => Kind::Text,
            Ok(Event::CData(_)) => Kind::Cdata,
            Ok(Event::Comment(_)) => Kind::Comment,
            Ok(Event::Decl(_) | Event::PI(_)) => Kind::Instruction,
            Ok(Event::DocType(_)) | Err(quick_xml::Error::IllFormed(_)) => Kind::Doctype,
            Ok(Event::Eof) | Err(_) => return None,
        };
        let end = base + usize::try_from(reader.buffer_position()).ok()?;
        if end <= start || !self.text.is_char_boundary(end) {
            return None;
        }
        self.reader = Some((reader, base));
        self.at = end;
        Some(Token { kind, span: Span::new(start, end) })
    }

    fn event_or_text(&mut self) -> Token {
        if self.reader.is_none() && self.rest().starts_with(MARK) {
            let end = self.at + MARK.len_utf8();
            return self.own(Kind::Text, end, end);
        }
        self.event().unwrap_or_else(|| {
            let end = self.text.len();
            self.own(Kind::Text, end, end)
        })
    }

    fn markup(&mut self) -> Token {
        let rest = self.rest();
        let starts = |prefix: &str| {
            rest.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if rest.starts_with("<!--") {
            self.event_or_rest(Kind::UnclosedComment, 4)
        } else if rest.starts_with("<![CDATA[") {
            self.event_or_rest(Kind::UnclosedCdata, 9)
        } else if starts("<!DOCTYPE") {
            self.event_or_rest(Kind::UnclosedDoctype, 9)
        } else if rest.starts_with("<!") {
            self.unknown_markup()
        } else if rest.starts_with("<?") && !rest.starts_with("<?>") {
            self.instruction()
        } else {
            self.tag()
        }
    }

    /// Markup that reaches to the end of the text when it is not closed; `length` of its opener.
    fn event_or_rest(&mut self, kind: Kind, length: usize) -> Token {
        let end = self.at + length;
        self.event().unwrap_or_else(|| self.own(kind, end, self.text.len()))
    }

    fn unknown_markup(&mut self) -> Token {
        match memchr::memchr2(b'>', b'<', &self.rest().as_bytes()[1..]) {
            Some(length) if self.rest().as_bytes()[length + 1] == b'>' => {
                let end = self.at + length + 2;
                self.own(Kind::UnknownMarkup, end, end)
            }
            Some(_) => self.less(),
            None => self.cut_at_end(),
        }
    }

    fn instruction(&mut self) -> Token {
        let rest = self.rest();
        let before_next = &rest[..next_less(rest)];
        let is_declaration = rest.starts_with("<?xml")
            && rest.as_bytes().get(5).is_none_or(|&b| is_blank(b) || b == b'?');
        let ends_in_time = before_next.contains("?>");
        if ends_in_time || !(is_declaration || self.no_instruction_end_ahead) {
            if let Some(token) = self.event() {
                return token;
            }
            self.no_instruction_end_ahead = true;
        }
        let (end, next) = match memchr::memchr(b'>', before_next.as_bytes()) {
            Some(length) => (length + 1, length + 1),
            None => (before_next.trim_end_matches(BLANKS).len(), before_next.len()),
        };
        let (end, next) = (self.at + end, self.at + next);
        self.own(Kind::UnclosedInstruction, end, next)
    }

    fn tag(&mut self) -> Token {
        let rest = self.rest();
        let is_close = rest.starts_with("</");
        let named = rest[if is_close { 2 } else { 1 }..].starts_with(is_name_start);
        let (whole, cut) =
            if is_close { (Kind::Close, Kind::CutClose) } else { (Kind::Open, Kind::CutOpen) };
        match tag_end(rest.as_bytes()) {
            TagEnd::Closed(_) if named => self.event_or_text(),
            TagEnd::QuoteOpen(length) if named => {
                let end = self.at + length;
                self.own(whole, end, end)
            }
            TagEnd::Closed(length) if is_close || could_be_tag(&rest[1..length - 1]) => {
                let end = self.at + length;
                self.own(whole, end, end)
            }
            TagEnd::Cut(length) if named => {
                let end = self.at + rest[..length].trim_end_matches(BLANKS).len();
                self.own(cut, end, self.at + length)
            }
            TagEnd::TextEnds if named || rest.len() == 1 => self.cut_at_end(),
            _ => self.less(),
        }
    }

    fn cut_at_end(&mut self) -> Token {
        let line = self.rest().lines().next().unwrap_or_default();
        let end = self.at + line.trim_end_matches(BLANKS).len();
        self.own(Kind::CutAtEnd, end, self.text.len())
    }

    /// A run of `<`; of several, the last may begin a tag and is left unless the text ends.
    fn less(&mut self) -> Token {
        let rest = self.rest();
        let run = rest.bytes().take_while(|&b| b == b'<').count();
        let end = self.at + if run > 1 && run < rest.len() { run - 1 } else { run };
        self.own(Kind::Less, end, end)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        match self.rest().bytes().next()? {
            b'<' => Some(self.markup()),
            _ => Some(self.event_or_text()),
        }
    }
}

fn reader_at(text: &str, at: usize) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text.get(at..).unwrap_or_default());
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

fn next_less(rest: &str) -> usize {
    memchr::memchr(b'<', rest.as_bytes().get(1..).unwrap_or_default())
        .map_or(rest.len(), |length| length + 1)
}

/// Whether what stands between `<` and `>` is more likely a tag gone wrong than text.
fn could_be_tag(inner: &str) -> bool {
    let inner = inner.trim_matches(BLANKS).trim_end_matches('/');
    inner.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && (!inner.contains(BLANKS) || inner.contains('='))
}

/// How a tag ends; each with the number of bytes before that point.
enum TagEnd {
    /// Behind its `>`.
    Closed(usize),
    /// Behind the first `>` in a quoted value whose end quote is missing.
    QuoteOpen(usize),
    /// At another `<`.
    Cut(usize),
    /// The text ends.
    TextEnds,
}

fn tag_end(tag: &[u8]) -> TagEnd {
    let mut at = 1;
    while let Some(&byte) = tag.get(at) {
        match byte {
            b'>' => return TagEnd::Closed(at + 1),
            b'<' => return TagEnd::Cut(at),
            b'"' | b'\'' => match quote_end(tag, at) {
                Ok(end) => at = end,
                Err(end) => return end,
            },
            _ => at += 1,
        }
    }
    TagEnd::TextEnds
}

/// Behind the end quote for the quote at `open`. A `<` on the way is let pass only where an end
/// quote on the same line is followed by what may follow a value.
fn quote_end(tag: &[u8], open: usize) -> Result<usize, TagEnd> {
    let quote = tag[open];
    let inside = open + 1;
    let less = match memchr::memchr2(quote, b'<', &tag[inside..]) {
        Some(length) if tag[inside + length] == quote => return Ok(inside + length + 1),
        Some(length) => Some(inside + length),
        None => None,
    };
    if let Some(less) = less
        && let Some(length) = memchr::memchr2(quote, b'\n', &tag[less..])
        && tag[less + length] == quote
        && tag.get(less + length + 1).is_some_and(|&b| is_blank(b) || b == b'/' || b == b'>')
    {
        return Ok(less + length + 1);
    }
    let limit = less.unwrap_or(tag.len());
    Err(match memchr::memchr(b'>', &tag[inside..limit]) {
        Some(length) => TagEnd::QuoteOpen(inside + length + 1),
        None => less.map_or(TagEnd::TextEnds, TagEnd::Cut),
    })
}
