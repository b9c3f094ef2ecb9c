//! Additions to JSON texts that keep every other byte.

use super::{Json, JsonValue};
use crate::change::Edit;

/// Adds an item to a list, or a member (`"name": value`) to an object, behind what is there and in
/// the layout of the text. None for any other value.
///
/// Lines of `item` after its first are indented as the text indents the place.
#[must_use]
pub fn append(text: &str, container: &Json, item: &str) -> Option<Edit> {
    let starts: Vec<usize> = match &container.value {
        JsonValue::Array(items) => items.iter().map(|item| item.span.start).collect(),
        JsonValue::Object(members) => members.iter().map(|m| m.name_span.start).collect(),
        _ => return None,
    };
    let end = match &container.value {
        JsonValue::Array(items) => items.last().map(|item| item.span.end),
        JsonValue::Object(members) => members.last().map(|member| member.value.span.end),
        _ => None,
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (Some(first), Some(end)) = (starts.first(), end) else {
        let own = indent(text, container.span.start);
        let inner = format!("{own}{}", unit(text));
        let item = written(item, unit(text), &format!("{line_end}{inner}"));
        let inside = format!("{line_end}{inner}{item}{line_end}{own}");
        let inside_of = crate::text::Span::new(container.span.start + 1, container.span.end - 1);
        return Some(Edit::replace(inside_of, inside));
    };
    let before = text.get(container.span.start + 1..*first)?;
    let layout = if before.contains('\n') { before } else { " " };
    let layout = layout
        .rfind('\n')
        .map_or(layout.to_owned(), |at| format!("{line_end}{}", &layout[at + 1..]));
    let item =
        if layout.contains('\n') { written(item, unit(text), &layout) } else { one_line(item) };
    Some(Edit::insert(end, format!(",{layout}{item}")))
}

/// The lines of an item, indented with two spaces a level, in the indentation of their file.
fn written(item: &str, unit: &str, between: &str) -> String {
    let lines = item.lines().map(|line| {
        let bare = line.trim_start_matches(' ');
        unit.repeat((line.len() - bare.len()) / 2) + bare
    });
    lines.collect::<Vec<_>>().join(between)
}

/// What a text indents one level with.
fn unit(text: &str) -> &str {
    let white = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut all = text.lines().map(|line| &line[..white(line)]);
    all.find(|white| !white.is_empty()).unwrap_or("  ")
}

fn one_line(item: &str) -> String {
    item.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The white space at the start of the line of a place.
fn indent(text: &str, at: usize) -> &str {
    let line = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    &line[..line.len() - line.trim_start().len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply;
    use crate::json::parse;

    fn appended(text: &str, path: &[&str], item: &str) -> String {
        let json = parse(text).unwrap();
        apply(text, &[append(text, json.at(path).unwrap(), item).unwrap()])
    }

    #[test]
    fn additions_take_the_layout_of_the_text() {
        let item = "{\n  \"b\": 2\n}";
        assert_eq!(
            appended("{\r\n  \"a\": [\r\n    {}\r\n  ]\r\n}", &["a"], item),
            "{\r\n  \"a\": [\r\n    {},\r\n    {\r\n      \"b\": 2\r\n    }\r\n  ]\r\n}"
        );
        assert_eq!(appended("{\"a\": [1]}", &["a"], item), "{\"a\": [1, { \"b\": 2 }]}");
        assert_eq!(appended("{\n  \"a\": []\n}", &["a"], "1"), "{\n  \"a\": [\n    1\n  ]\n}");
        assert_eq!(
            appended("{\n\t\"a\": 1\n}\n", &[], "\"b\": [\n  2\n]"),
            "{\n\t\"a\": 1,\n\t\"b\": [\n\t\t2\n\t]\n}\n"
        );
    }
}
