//! Lists that are in one element, item by item, each with its place.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::schema::{LONGEST_SCOPE, Scope, schema};
use crate::text::Span;
use crate::text::sound::pattern;
use crate::text::suggest::fold;
use crate::xml::Value;

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The decoded text without spaces around it; empty where nothing stands between two commas.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// Scopes, and what is between them instead of a comma.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeList {
    /// The scopes, empty ones omitted.
    pub items: Vec<Item>,
    /// Other separators than commas, with the spaces around them.
    pub wrong_separators: Vec<Span>,
    /// Commas with nothing before or after them.
    pub stray_commas: Vec<Span>,
}

/// Callback URLs, and what is between them next to one line end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallbackList {
    /// The URLs.
    pub items: Vec<Item>,
    /// Commas, semicolons or spaces between two URLs of one line.
    pub wrong_separators: Vec<Span>,
    /// Commas or semicolons at the end of a line.
    pub stray_commas: Vec<Span>,
    /// Blanks before and after URLs, and empty lines with their line end.
    pub padding: Vec<Span>,
}

impl ScopeList {
    /// A list of no scopes.
    pub const EMPTY: Self =
        Self { items: Vec::new(), wrong_separators: Vec::new(), stray_commas: Vec::new() };
}

impl CallbackList {
    /// A list of no callbacks.
    pub const EMPTY: Self = Self {
        items: Vec::new(),
        wrong_separators: Vec::new(),
        stray_commas: Vec::new(),
        padding: Vec::new(),
    };
}

/// The items of a list with commas, empty ones included.
#[must_use]
pub(crate) fn comma_list(value: &Value) -> Vec<Item> {
    let text = value.text();
    let mut start = 0;
    let mut items = Vec::new();
    for part in text.split(',') {
        items.push(item(value, start..start + part.len()));
        start += part.len() + 1;
    }
    items
}

/// The scopes of a list. Words that a person parted by spaces, semicolons or bars are told apart
/// too, unless together they are a known spelling of one scope.
#[must_use]
pub(crate) fn scope_list(value: &Value) -> ScopeList {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*[;|]\s*|\s+"));
    let mut list = ScopeList::default();
    let text = value.text();
    let mut start = 0;
    let parts: Vec<&str> = text.split(',').collect();
    for (index, part) in parts.iter().enumerate() {
        let whole = trimmed(text, start..start + part.len());
        if whole.is_empty() && parts.len() > 1 {
            let comma = if index == 0 { start + part.len() } else { start - 1 };
            list.stray_commas.push(value.span_of(comma..comma + 1));
        }
        let known = is_spelling_of_a_scope(&text[whole.clone()]);
        let mut from = whole.start;
        let is_gap = |c: char| c.is_whitespace() || matches!(c, ';' | '|');
        let parted = !known && text[whole.clone()].contains(is_gap);
        let between = parted.then(|| &*BETWEEN).into_iter();
        for gap in between.flat_map(|regex| regex.find_iter(&text[whole.clone()])) {
            let gap = whole.start + gap.start()..whole.start + gap.end();
            list.wrong_separators.push(value.span_of(gap.clone()));
            list.items.extend(non_empty(value, from..gap.start));
            from = gap.end;
        }
        list.items.extend(non_empty(value, from..whole.end));
        start += part.len() + 1;
    }
    list
}

fn is_spelling_of_a_scope(text: &str) -> bool {
    static SPELLINGS: LazyLock<HashSet<String>> =
        LazyLock::new(|| schema().scopes.iter().flat_map(Scope::spellings).map(fold).collect());
    text.len() <= LONGEST_SCOPE && SPELLINGS.contains(&fold(text))
}

/// The callback URLs of a list. Line ends and indent around the whole list are the layout of the
/// file and no part of it.
#[must_use]
pub(crate) fn callback_list(value: &Value) -> CallbackList {
    let mut list = CallbackList::default();
    let text = value.text();
    let inner = trimmed(text, 0..text.len());
    if inner.is_empty() {
        return list;
    }
    let outer =
        |blank: &str, edge: usize, own: usize| if blank.contains('\n') { own } else { edge };
    let begin = outer(&text[..inner.start], 0, inner.start);
    let end = outer(&text[inner.end..], text.len(), inner.end);
    let mut start = begin;
    for line in text[begin..end].split('\n') {
        let whole = start..start + line.len();
        start = whole.end + 1;
        let content = trimmed(text, whole.clone());
        if content.is_empty() {
            list.padding.push(value.span_of(whole.start..(whole.end + 1).min(end)));
            continue;
        }
        let blanks = [whole.start..content.start, content.end..whole.end];
        list.padding.extend(blanks.into_iter().filter(|b| !b.is_empty()).map(|b| value.span_of(b)));
        collect_line(value, content, &mut list);
    }
    list
}

/// Takes one line apart where a second URL begins after a comma, a semicolon or a space.
fn collect_line(value: &Value, content: Range<usize>, list: &mut CallbackList) {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r"([,;\s]+)[A-Za-z][A-Za-z0-9+.-]*:/"));
    let text = value.text();
    let mut end = content.end;
    let tail = text[content.clone()].trim_end_matches([',', ';']).len();
    if tail > 0 && content.start + tail < content.end {
        end = content.start + tail;
        list.stray_commas.push(value.span_of(end..content.end));
    }
    let mut from = content.start;
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let next = text[content.start..end].contains(is_gap).then(|| &*NEXT).into_iter();
    for found in next.flat_map(|regex| regex.captures_iter(&text[content.start..end])) {
        let Some(gap) = found.get(1) else { continue };
        let gap = content.start + gap.start()..content.start + gap.end();
        list.wrong_separators.push(value.span_of(gap.clone()));
        list.items.extend(non_empty(value, from..gap.start));
        from = gap.end;
    }
    list.items.extend(non_empty(value, from..end));
}

fn item(value: &Value, range: Range<usize>) -> Item {
    let range = trimmed(value.text(), range);
    Item { text: value.text()[range.clone()].to_owned(), span: value.span_of(range) }
}

fn non_empty(value: &Value, range: Range<usize>) -> Option<Item> {
    Some(item(value, range)).filter(|item| !item.text.is_empty())
}

/// The range without white space at its ends; empty at its start where there is nothing else.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let len = part.trim().len();
    if len == 0 { range.start..range.start } else { start..start + len }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::ParsedUrl;
    use crate::xml::{escape_text, parse};
    use proptest::prelude::*;

    fn value(text: &str) -> Value {
        parse(text).root.unwrap().value()
    }

    fn texts(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.text.as_str()).collect()
    }

    fn raw<'a>(text: &'a str, spans: &[Span]) -> Vec<&'a str> {
        spans.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn comma_lists_keep_empty_items_and_places() {
        let text = "<a> A&amp;B ,, c,</a>";
        let items = comma_list(&value(text));
        assert_eq!(texts(&items), ["A&B", "", "c", ""]);
        assert_eq!(items[0].span.of(text), "A&amp;B");
        assert_eq!(items[2].span.of(text), "c");
    }

    #[test]
    fn scopes_are_told_apart_whatever_stands_between() {
        let text = "<a>Api; RefreshToken | Web Basic,\n    OpenID, Einstein GPT,,</a>";
        let list = scope_list(&value(text));
        let scopes = ["Api", "RefreshToken", "Web", "Basic", "OpenID", "Einstein GPT"];
        assert_eq!(texts(&list.items), scopes);
        assert_eq!(raw(text, &list.wrong_separators), ["; ", " | ", " "]);
        assert_eq!(raw(text, &list.stray_commas), [",", ","]);
        let good = scope_list(&value("<a>Api, RefreshToken</a>"));
        assert!(good.wrong_separators.is_empty() && good.stray_commas.is_empty());
        assert!(scope_list(&value("<a> </a>")).stray_commas.is_empty());
    }

    #[test]
    fn callbacks_stand_one_a_line() {
        let text = "<a>https://a.example/cb?x=1,2\r\n  sfdc://ok \n\nhttp://localhost</a>";
        let list = callback_list(&value(text));
        assert_eq!(
            texts(&list.items),
            ["https://a.example/cb?x=1,2", "sfdc://ok", "http://localhost"]
        );
        assert_eq!(raw(text, &list.padding), ["  ", " ", "\n"]);
        assert_eq!(list.items[1].span.of(text), "sfdc://ok");
    }

    #[test]
    fn layout_around_the_list_is_no_padding() {
        let list = callback_list(&value("<a>\n    https://a.example/cb\n  </a>"));
        assert_eq!(list.padding, []);
        let text = "<a>https://a.example/cb </a>";
        assert_eq!(raw(text, &callback_list(&value(text)).padding), [" "]);
    }

    #[test]
    fn callbacks_in_one_line_are_told_apart() {
        let text = "<a>https://a.example, app:/b https://c.example,\nhttps://d.example</a>";
        let list = callback_list(&value(text));
        assert_eq!(
            texts(&list.items),
            ["https://a.example", "app:/b", "https://c.example", "https://d.example"]
        );
        assert_eq!(raw(text, &list.wrong_separators), [", ", " "]);
        assert_eq!(raw(text, &list.stray_commas), [","]);
    }

    proptest! {
        #[test]
        fn any_value_gives_items_inside_it(text in "[a-zA-Z:/,;| \\n\\r\\t\u{a0}\u{feff}é&<#@.]{0,60}") {
            let written = format!("<a>{}</a>", escape_text(&text));
            let value = value(&written);
            let (scopes, callbacks) = (scope_list(&value), callback_list(&value));
            let items = comma_list(&value).into_iter().chain(scopes.items).chain(callbacks.items);
            for item in items {
                prop_assert!(value.span().contains(item.span));
                prop_assert_eq!(item.text.trim(), &item.text);
                let _ = ParsedUrl::of(&item.text);
            }
            let between = scopes.wrong_separators.into_iter().chain(callbacks.padding);
            for span in between.chain(callbacks.wrong_separators) {
                prop_assert!(value.span().contains(span) && !span.is_empty());
            }
        }
    }
}
