//! Each kind of fault: where it is found, and that it is the only one.

use super::fault::FaultKind::{self, *};
use super::fault::MAX_FAULTS;
use super::{MAX_BYTES, MAX_DEPTH, parse};

fn found(text: &str) -> Vec<(FaultKind, &str)> {
    parse(text).faults.iter().map(|fault| (fault.kind, fault.span.of(text))).collect()
}

#[test]
fn every_kind_has_its_place() {
    for (text, kind, covered) in [
        ("", NoRoot, ""),
        ("\u{feff} \n", NoRoot, ""),
        ("hello", NoRoot, ""),
        ("<!-- only -->", NoRoot, ""),
        ("<a/>\n<b/><c/>", SecondRoot, "<b/>"),
        ("<a/>\n<b>text<c/></b>\n", SecondRoot, "<b>"),
        ("\n x y <a/>", TextOutsideRoot, "x y"),
        ("<a/>&amp;", TextOutsideRoot, "&amp;"),
        ("<a/><![CDATA[x]]>", TextOutsideRoot, "<![CDATA[x]]>"),
        ("<a>\r\n<b c=''>é</a>", UnclosedElement, "<b c=''>"),
        ("<a>é<b>x</bb></a>", MismatchedClose, "</bb>"),
        ("<a><b/></b></a>", StrayClose, "</b>"),
        ("<a><b\n  <c/></b></a>", UnclosedTag, "<b"),
        ("<a><b>x</b\n</a>", UnclosedTag, "</b"),
        ("<a><b>x</b>\n<c d='", UnclosedTag, "<c d='"),
        ("<a>x<", UnclosedTag, "<"),
        ("<a>< b>x</b></a>", BrokenTag, "< b>"),
        ("<a></ a>", BrokenTag, "</ a>"),
        ("<a><!ELEMENT b></a>", BrokenTag, "<!ELEMENT b>"),
        ("<a>1 < 2</a>", BareLess, "<"),
        ("<a><<<b/></a>", BareLess, "<<"),
        ("<a b=\"x<y\"/>", BareLess, "<"),
        ("<a b='1'c='2'/>", BrokenAttribute, "c"),
        ("<a><b c=\"1>x</b></a>", BrokenAttribute, "\"1"),
        ("<a b/>", AttributeWithoutValue, "b"),
        ("<a b=c/>", AttributeWithoutQuotes, "c"),
        ("<a b='1' c='' b=\"é\"/>", DuplicateAttribute, "b=\"é\""),
        ("<a>é & b</a>", BareAmpersand, "&"),
        ("<a b='&'/>", BareAmpersand, "&"),
        ("<a>x&amp y</a>", BareAmpersand, "&"),
        ("<a>é&nbsp;</a>", UndefinedEntity, "&nbsp;"),
        ("<a>&#0;</a>", BadCharacterReference, "&#0;"),
        ("<a>&#xD800;</a>", BadCharacterReference, "&#xD800;"),
        ("<a>x\u{1}\u{2}y</a>", ControlCharacter, "\u{1}\u{2}"),
        ("<a>x]]>y</a>", CdataEndInText, "]]>"),
        ("<a><b><!-- x </b></a>", UnclosedComment, "<!--"),
        ("<a><!-- x -- y --></a>", DoubleHyphen, "--"),
        ("<a><!-- x ---></a>", DoubleHyphen, "--"),
        ("<a><![CDATA[ x </a>", UnclosedCdata, "<![CDATA["),
        ("<?xml version='1.0'>\n<a/>", UnclosedInstruction, "<?xml version='1.0'>"),
        ("<a><?php </a>", UnclosedInstruction, "<?php"),
        (" <?xml version='1.0'?><a/>", BrokenDeclaration, "<?xml version='1.0'?>"),
        ("<?xml encoding='utf-8'?><a/>", BrokenDeclaration, "<?xml encoding='utf-8'?>"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><a/>", OtherEncoding, "ISO-8859-1"),
        ("<!DOCTYPE a SYSTEM 'x'><a/>", Doctype, "<!DOCTYPE a SYSTEM 'x'>"),
        ("<!doctype html><a>&nbsp;</a>", Doctype, "<!doctype html>"),
        ("<a><!DOCTYPE [ </a>", Doctype, "<!DOCTYPE"),
        ("<a xsi:nil='true' xsi:x=''/>", UndeclaredPrefix, "xsi:nil"),
        ("<a><b xmlns:p='u'><p:c/></b><p:d/></a>", UndeclaredPrefix, "p:d"),
    ] {
        for mark in ["", "\u{feff}"] {
            let text =
                if text.starts_with('\u{feff}') { text.into() } else { format!("{mark}{text}") };
            assert_eq!(found(&text), [(kind, covered)], "{text}");
        }
    }
}

#[test]
fn several_faults_are_all_found() {
    let text = "<a x=1>\n<b>&nbsp;</c>\n<d> < </d>\n<e f='' f=''/>\n</a>\n<g/>";
    let kinds: Vec<_> = found(text).iter().map(|&(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            AttributeWithoutQuotes,
            UndefinedEntity,
            MismatchedClose,
            BareLess,
            DuplicateAttribute,
            SecondRoot
        ]
    );
}

#[test]
fn related_places_explain() {
    let text = "<a>\n<b>x</c>\n</a>";
    let fault = &parse(text).faults[0];
    assert_eq!(fault.related.as_ref().unwrap().0.of(text), "<b>");
    assert_eq!(fault.help, "write `</b>`");
}

#[test]
fn well_formed_texts_have_no_fault() {
    for text in [
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- é -->\r\n<a>\r\n</a>\r\n<!-- z -->",
        "<?xml-stylesheet href='x'?><a><?pi <x> ?>t</a>",
        "<a xmlns='u' xmlns:p='v'><p:b xml:lang='en' p:c='>'/></a >",
        "<a\n    >x</a\n>",
        "<a><!----><![CDATA[]]><![CDATA[</a>&]]></a>",
    ] {
        let document = parse(text);
        assert_eq!(document.faults, [], "{text}");
        assert!(document.root.is_some());
    }
}

#[test]
fn a_byte_order_mark_within_is_text() {
    let text = "<!>\u{feff}<<<";
    assert_eq!(found(text), [(BrokenTag, "<!>"), (BareLess, "<<<")]);
    let text = "<a><b><1>\u{feff}<c/></1></b></a>";
    let document = parse(text);
    assert_eq!(found(text), [(BrokenTag, "<1>"), (BrokenTag, "</1>")]);
    let b = &document.root.as_ref().unwrap().child("b").unwrap();
    assert_eq!(b.child("1").unwrap().value().text(), "\u{feff}");
    assert_eq!(b.child("1").unwrap().child("c").unwrap().span.of(text), "<c/>");
}

#[test]
fn comments_are_listed_wherever_they_stand() {
    let text = "<!--1--><a><!--2--><b><!--3--></b></a><!--4-->";
    let comments = parse(text).comments;
    assert_eq!(comments.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4"]);
    assert!(comments.iter().all(|c| c.span.len() == 8 && c.span.of(text).contains(&c.text)));
}

#[test]
fn entities_are_never_expanded() {
    let text = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
    let document = parse(text);
    assert_eq!(document.faults.len(), 1, "{:?}", document.faults);
    assert_eq!(document.root.unwrap().value().text(), "&y;");
}

#[test]
fn depth_is_bounded() {
    let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert_eq!(found(&deep(MAX_DEPTH)), []);
    assert_eq!(found(&deep(MAX_DEPTH + 1)), [(TooDeep, "<a>")]);
    assert_eq!(found(&deep(100_000)), [(TooDeep, "<a>")]);
    assert_eq!(found(&"<a>".repeat(100_000)), [(TooDeep, "<a>")]);
}

#[test]
fn size_is_bounded() {
    let text = " ".repeat(MAX_BYTES + 1);
    assert_eq!(found(&text), [(TooLarge, "")]);
}

/// The CPU time of this thread, in nanoseconds. The time of other programs is not in it.
#[cfg(target_os = "linux")]
fn work() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the times");
    text.split(' ').next().and_then(|time| time.parse().ok()).expect("a number")
}

/// Four times the text takes about four times the work; work that grows with the square would take
/// sixteen times. The system counts in steps, so a difference below `STEPS` means nothing.
#[cfg(target_os = "linux")]
fn assert_linear(what: &str, text: impl Fn(usize) -> String) {
    const LENGTH: usize = 25_000;
    const STEPS: u64 = 30_000_000;
    let of = |length: usize| {
        let text = text(length);
        let before = work();
        assert!(parse(&text).faults.len() <= MAX_FAULTS);
        work() - before
    };
    let is_linear = |_| of(4 * LENGTH) < 9 * of(LENGTH) + STEPS;
    assert!((0..5).any(is_linear), "{what}");
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_texts_take_linear_work() {
    let units = [
        "<",
        "< ",
        "<a",
        "<a ",
        "</a",
        "</a>",
        "<a>",
        "</ ",
        "&",
        "&a",
        "<!",
        "<!-",
        "<!--",
        "<?",
        "<?a>",
        "<?a ",
        "<?xml ",
        "<![CDATA[",
        "<!DOCTYPE [<",
        "<a b=\"",
        "<a b='<a b=\"",
        "\0",
        ">",
        "<a></b>",
        "<a b ",
        "]]>",
        "<a></a>",
        "\"<",
        "<a b='>",
        "<x:a xmlns:y='",
    ];
    for unit in units {
        for head in ["<r a='", "", "<r>"] {
            assert_linear(&format!("{head}{unit}"), |length| {
                format!("{head}{}", unit.repeat(length / unit.len()))
            });
        }
    }
    let numbered = |length: usize, before: &str, after: &str| -> String {
        (0..length / 10).fold(String::new(), |text, n| text + before + &n.to_string() + after)
    };
    assert_linear("names", |length| {
        format!("{}{}", numbered(length, "<a", ">"), "</b>".repeat(length / 10))
    });
    assert_linear("attributes", |length| format!("<a{}/>", numbered(length, " a", "=''")));
}

/// Work that grows with the square of this would never end.
#[test]
fn ten_megabytes_of_less_are_one_fault() {
    assert_eq!(parse(&"<".repeat(10_000_000)).faults.len(), 1);
}
