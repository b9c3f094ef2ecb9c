//! Texts of strangers in comments on pull requests, read back as GitHub reads them.

use ecaforge::emit::{self, Checkout, Extras, Forge, ForgeKind, Places, Statistics};
use ecaforge::mask;
use ecaforge::text::escape::line;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::hostile::{each, quiet, table};

#[test]
fn comments_contain_text_alone() {
    let forge = Forge {
        kind: ForgeKind::GitHub,
        address: "https://github.com/acme/apps".to_owned(),
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
    };
    let checkout = Checkout { directory: "sub".to_owned(), forge: Some(forge) };
    each(|text, report, places| {
        let table = table(text);
        let statistics = Statistics::of(report);
        let extras = Extras { statistics: Some(&statistics), evidence: Some(&table) };
        let plain = emit::markdown_with(report, places, extras);
        quiet("markdown", text, &plain);
        read_comment(text, &plain);
        let file = format!("<a>{text}</a>\n{text}\n");
        let path = &report.findings[0].place.path;
        let places = Places::default().with(path, &file).of_checkout(checkout.clone());
        let linked = emit::markdown_with(report, &places, extras);
        quiet("markdown with links", text, &linked);
        read_comment(text, &linked);
        assert!(linked.contains("/blob/") || path.contains("..") || path.starts_with('/'));
    });
}

/// Reads a comment as GitHub does: it has our structure, and the text as text.
fn read_comment(text: &str, output: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    let (mut cells, mut cell, mut said) = (Vec::new(), String::new(), String::new());
    let (mut depth, mut items) = (0, 0);
    for event in Parser::new_ext(output, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let ours = [
                    "https://example.com/",
                    "https://developer.salesforce.com/",
                    "https://github.com/acme/apps/blob/",
                ];
                assert!(ours.iter().any(|o| dest_url.starts_with(o)), "{text:?} {dest_url}");
                assert!(dest_url.is_ascii() && !dest_url.contains([' ', '<', '"']), "{dest_url}");
                depth += 1;
            }
            Event::End(TagEnd::Link) => depth -= 1,
            Event::Text(part) => {
                assert!(depth > 0 || calm(&part), "{text:?}: {part:?}\n{output}");
                cell.push_str(&part);
                said.push_str(&part);
            }
            Event::Code(part) => {
                cell.push_str(&part);
                said.push_str(&part);
            }
            Event::Html(html) => {
                let ours = ["<!-- ecaforge -->", "<details><summary>", "</details>"];
                assert!(ours.iter().any(|own| html.starts_with(own)), "{text:?}: {html}");
                let counts = html.trim().trim_start_matches("<details><summary>");
                let counts = counts.trim_end_matches("</summary>");
                assert!(!counts.contains('<') || !html.contains("summary"), "{text:?}: {html}");
            }
            Event::InlineHtml(html) => panic!("{text:?}: {html}"),
            Event::InlineMath(math) | Event::DisplayMath(math) => panic!("{text:?}: {math}"),
            Event::Start(Tag::TableCell) => cell.clear(),
            Event::End(TagEnd::TableCell) => cells.push(std::mem::take(&mut cell)),
            Event::HardBreak => said.push('\n'),
            Event::Start(Tag::Item) => items += 1,
            Event::Start(
                Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::List(None)
                | Tag::Strong
                | Tag::HtmlBlock,
            )
            | Event::End(_)
            | Event::SoftBreak => {}
            other => panic!("{text:?}: {other:?}\n{output}"),
        }
    }
    assert_eq!(items, 2, "{text:?}\n{output}");
    assert_eq!(cells.len(), 4 + 4 + 8 + 8, "{text:?}\n{output}");
    let plain = |text: &str| text.replace('`', "");
    let shown = plain(&line(text));
    // The backquotes of messages are shown as code or as themselves; all else is as it was.
    let said = plain(&said);
    for told in [format!("the value {shown} is {shown}"), format!("Fix: write {shown} or {shown}")]
    {
        let told = told.trim_end();
        assert!(said.contains(told), "{text:?}: {told}\n{said}\n{output}");
    }
    let masked = plain(&line(&mask::say(text)));
    assert_eq!(plain(&cells[4 + 4 + 8 + 1]).trim(), masked.trim());
}

/// Whether text outside of code names nobody and leads nowhere.
fn calm(text: &str) -> bool {
    let next = |at: usize| text[at + 1..].chars().next();
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let signs = text.match_indices(['@', '#']).any(|(at, _)| word(next(at)));
    let addresses = ["http:", "https:", "ftp:", "www."].iter().any(|it| text.contains(it));
    let pictures = text.matches(':').count() > 1 && text.contains(":smile:");
    !(signs || addresses || pictures)
}
