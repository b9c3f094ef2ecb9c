//! Edits of JSON objects that keep every other byte.

use crate::change::Edit;
use crate::json::{Json, JsonValue};
use crate::text::Span;

/// Inserts a member at the beginning of an object that has members. None for anything else.
pub(super) fn insert_first(text: &str, object: &Json, member: &str) -> Option<Edit> {
    let JsonValue::Object(members) = &object.value else { return None };
    let first = members.first()?;
    let between = text.get(object.span.start + 1..first.name_span.start)?;
    Some(Edit::insert(first.name_span.start, format!("{member},{between}")))
}

/// Removes a member of an object together with the comma that it no longer needs.
pub(super) fn remove_member(text: &str, object: &Json, name: &str) -> Option<Edit> {
    let JsonValue::Object(members) = &object.value else { return None };
    let at = members.iter().position(|member| member.name == name)?;
    let member = members.get(at)?;
    let whole = Span::new(member.name_span.start, member.value.span.end);
    let span = if let Some(next) = members.get(at + 1) {
        Span::new(whole.start, next.name_span.start)
    } else if let Some(before) = at.checked_sub(1).and_then(|at| members.get(at)) {
        Span::new(before.value.span.end, whole.end)
    } else {
        Span::new(object.span.start + 1, object.span.end - 1)
    };
    (span.end <= text.len()).then(|| Edit::remove(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply;
    use crate::json::parse;

    #[test]
    fn keeps_json_whole() {
        let text = "{\n  \"a\": 1,\n  \"b\": 2\n}";
        let object = parse(text).unwrap();
        let without = |name: &str| apply(text, &[remove_member(text, &object, name).unwrap()]);
        assert_eq!(without("a"), "{\n  \"b\": 2\n}");
        assert_eq!(without("b"), "{\n  \"a\": 1\n}");
        let more = apply(text, &[insert_first(text, &object, "\"c\": 3").unwrap()]);
        assert_eq!(more, "{\n  \"c\": 3,\n  \"a\": 1,\n  \"b\": 2\n}");
        let one = "{\"a\": 1}";
        let edit = remove_member(one, &parse(one).unwrap(), "a").unwrap();
        assert_eq!(apply(one, &[edit]), "{}");
    }
}
