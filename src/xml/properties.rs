//! What holds for every text.

use super::fault::MAX_FAULTS;
use super::{Element, MAX_DEPTH, Node, escape_text, parse};
use crate::text::Span;
use proptest::prelude::*;

fn check_span(text: &str, span: Span) {
    assert!(span.start <= span.end && span.end <= text.len(), "{span:?} {text:?}");
    assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{text:?}");
}

fn check_element(text: &str, element: &Element, depth: usize) {
    assert!(depth <= MAX_DEPTH);
    let value = element.value();
    let attributes = element.attributes.iter().flat_map(|a| [a.span, a.value_span, a.name.span]);
    let own = [element.open, element.name.span, element.content(), value.trimmed_span()];
    for span in own.into_iter().chain(element.close).chain(attributes) {
        check_span(text, span);
        assert!(element.span.contains(span), "{span:?} outside {:?} in {text:?}", element.span);
    }
    check_span(text, element.span);
    assert_eq!(element.name.span.of(text), element.name.text);
    for end in 0..=value.text().len() {
        let span = value.span_of(0..end);
        check_span(text, span);
        assert!(element.content().contains(span), "{text:?}");
    }
    let mut behind = element.open.end;
    for node in &element.children {
        assert!(
            node.span().start >= behind && node.span().end <= element.content().end,
            "{text:?}"
        );
        behind = node.span().end;
        if let Node::Element(child) = node {
            check_element(text, child, depth + 1);
        }
    }
}

fn check(text: &str) {
    let document = parse(text);
    assert!(document.root.is_some() || !document.faults.is_empty());
    assert!(document.faults.len() <= MAX_FAULTS);
    for fault in &document.faults {
        check_span(text, fault.span);
        fault.related.iter().for_each(|(span, _)| check_span(text, *span));
        assert!(!fault.message.is_empty() && !fault.help.is_empty());
    }
    document.comments.iter().for_each(|comment| check_span(text, comment.span));
    document.declaration.iter().for_each(|&span| check_span(text, span));
    document.root.iter().for_each(|root| check_element(text, root, 1));
}

/// Texts of the pieces that markup is made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<",
        ">",
        "/",
        "</",
        "/>",
        "<a",
        "<b>",
        "</a>",
        "</b>",
        "<a>",
        "<é:a",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\"",
        "'",
        "=",
        "x",
        "é",
        "🔷",
        "\u{feff}",
        "&",
        ";",
        "&amp;",
        "&#65;",
        "&#0;",
        "&nbsp;",
        "<!--",
        "-->",
        "--",
        "-",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<?xml",
        "<!DOCTYPE",
        "[",
        "]",
        "<!",
        "\0",
        " xmlns:é='u'",
        " a='1'",
        " b=\"",
        "<!ENTITY",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

const VALID: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- é -->\n\
    <App xmlns=\"urn:x\" xmlns:xsi='y'>\r\n  <label>Größe &amp; <![CDATA[<x>]]></label>\n\
    <n xsi:nil=\"true\"/><list><v>1</v><v>2<!-- c --></v></list>\n</App>\n";

fn content() -> impl Strategy<Value = String> {
    "[ a-zé🔷<>&'\"\n\\]-]{0,30}"
}

proptest! {
    #[test]
    fn any_text_gives_a_sound_tree(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_markup_gives_a_sound_tree(text in pieces()) {
        check(&text);
        check(&format!("<r>{text}</r>"));
    }

    #[test]
    fn a_damaged_document_gives_a_sound_tree(
        at in 0..VALID.chars().count(),
        removed in 0..20usize,
        inserted in pieces(),
    ) {
        let kept = VALID.chars().take(at).collect::<String>();
        let rest = VALID.chars().skip(at + removed).collect::<String>();
        check(&format!("{kept}{rest}"));
        check(&format!("{kept}{inserted}{rest}"));
    }

    #[test]
    fn what_is_written_is_read(texts in prop::collection::vec(content(), 0..6), raw in content()) {
        let mut document = String::from("\u{feff}<r x='");
        document.push_str(&escape_text(&raw.replace('\n', " ")));
        document.push_str("'>");
        for text in &texts {
            document.extend(["<v>", &escape_text(text), "<!-- c --></v>\r\n"]);
        }
        document.push_str("</r>");
        let parsed = parse(&document);
        prop_assert_eq!(&parsed.faults, &vec![]);
        let root = parsed.root.unwrap();
        prop_assert_eq!(&root.attributes[0].value, &raw.replace('\n', " "));
        let values: Vec<_> = root.elements().map(|v| v.value().text().to_owned()).collect();
        prop_assert_eq!(&values, &texts);
        for (element, text) in root.elements().zip(&texts) {
            let value = element.value();
            for (at, c) in text.char_indices() {
                let span = value.span_of(at..at + c.len_utf8());
                let written = c.to_string();
                prop_assert_eq!(span.of(&document), escape_text(&written));
            }
        }
        check(&document);
    }
}
