//! Whether a spec has the keys and kinds of values that its JSON Schema names; all faults together.

use serde_json::Value;

use crate::json::{Json, JsonValue, Member};
use crate::text::Span;
use crate::text::suggest::nearest;

/// What other commands keep in the same file.
const OTHERS: &[&str] = &["check", "policy", "extends"];

/// One place where the form is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormFault {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: String,
}

/// All faults of a spec's form, in the order of the file.
pub(super) fn faults(spec: &Json, is_json: bool) -> Vec<FormFault> {
    let schema = super::file_schema();
    let mut form = Form { schema: schema.as_value(), is_json, faults: Vec::new() };
    form.object(spec, form.schema, None);
    form.faults.sort_by_key(|fault| fault.span.start);
    form.faults
}

struct Form<'a> {
    schema: &'a Value,
    is_json: bool,
    faults: Vec<FormFault>,
}

impl<'a> Form<'a> {
    /// Judges a value; the name is that of the key that holds it.
    fn value(&mut self, node: &Json, schema: &'a Value, name: &str) {
        let schema = self.resolved(schema);
        let (schema, may_be_null) = without_null(schema);
        let schema = self.resolved(schema);
        if may_be_null && node.value == JsonValue::Null {
            return;
        }
        if let Some(branches) = schema["oneOf"].as_array() {
            return match words(branches) {
                Some(words) => self.word(node, &words, name),
                None => self.tagged(node, branches, name),
            };
        }
        let Some(kind) = kind(schema) else { return };
        if !is_of_kind(&node.value, kind) {
            return self.wrong_kind(node, kind, name);
        }
        match kind {
            "object" => self.object(node, schema, None),
            "array" => {
                node.items().iter().for_each(|item| self.value(item, &schema["items"], name));
            }
            _ => {}
        }
    }

    /// Judges the keys of a table; the tag that tells which table it is has been judged.
    fn object(&mut self, node: &Json, schema: &'a Value, tag: Option<&str>) {
        let Some(known) = schema["properties"].as_object() else { return };
        let mut meant = Vec::new();
        let top = std::ptr::eq(schema, self.schema);
        for (index, member) in node.members().iter().enumerate() {
            let name = member.name.as_str();
            if node.members().iter().take(index).any(|earlier| earlier.name == name) {
                let message = format!("`{name}` is there twice");
                self.fault(member.name_span, message, "keep one of them");
            }
            match known.get(name) {
                _ if tag == Some(name) || top && OTHERS.contains(&name) => {}
                Some(schema) => self.value(&member.value, schema, name),
                None => meant.extend(self.unknown_key(member, known.keys())),
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for key in required
            .filter_map(Value::as_str)
            .filter(|key| node.get(key).is_none() && !meant.contains(key))
        {
            self.fault(start(node), format!("`{key}` is missing"), format!("add `{key}`"));
        }
    }

    /// Gives the key that was meant.
    fn unknown_key<'k>(
        &mut self,
        member: &Member,
        known: impl Iterator<Item = &'k String>,
    ) -> Option<&'k str> {
        let known: Vec<&str> = known.map(String::as_str).collect();
        let meant = nearest(&member.name, known.iter().copied());
        let help = match meant {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("known here: `{}`", known.join("`, `")),
        };
        let message = format!("unknown key `{}`", member.name.escape_debug());
        self.fault(member.name_span, message, help);
        meant
    }

    /// A value that is one of a few words.
    fn word(&mut self, node: &Json, words: &[&str], name: &str) {
        let Some(text) = node.as_str() else { return self.wrong_kind(node, "string", name) };
        if words.contains(&text) {
            return;
        }
        let help = match nearest(text, words.iter().copied()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write one of `{}`", words.join("`, `")),
        };
        let message = format!("`{}` is not a value of `{name}`", text.escape_debug());
        self.fault(node.span, message, help);
    }

    /// A table of one of several kinds, which one of its keys tells apart.
    fn tagged(&mut self, node: &Json, branches: &'a [Value], name: &str) {
        if !is_of_kind(&node.value, "object") {
            return self.wrong_kind(node, "object", name);
        }
        let Some(tag) = branches.iter().find_map(tag) else { return };
        let word = |branch: &'a Value| branch["properties"][tag]["const"].as_str();
        let words: Vec<&str> = branches.iter().filter_map(word).collect();
        let Some(told) = node.get(tag) else {
            let help = format!("add `{tag}`, which is one of `{}`", words.join("`, `"));
            return self.fault(start(node), format!("`{tag}` is missing"), help);
        };
        match branches.iter().find(|branch| word(branch).is_some() && word(branch) == told.as_str())
        {
            Some(branch) => self.object(node, branch, Some(tag)),
            None => self.word(told, &words, tag),
        }
    }

    fn wrong_kind(&mut self, node: &Json, kind: &str, name: &str) {
        let is_table = matches!(node.value, JsonValue::Object(_));
        let (wanted, help) = match kind {
            "string" => ("a text", "put it into quotes".to_owned()),
            "boolean" => ("`true` or `false`", "write it without quotes".to_owned()),
            "integer" => ("a whole number from 0", "write digits only, without quotes".to_owned()),
            "array" if is_table && !self.is_json => {
                ("several tables", format!("write the table's name as `[[{name}]]`"))
            }
            "array" => ("a list", "put it into brackets".to_owned()),
            _ if self.is_json => ("an object", "put its keys into braces".to_owned()),
            _ => ("a table", "give it keys of its own".to_owned()),
        };
        let span = if is_table { start(node) } else { node.span };
        let found = if is_table && !self.is_json { "a table" } else { node.kind() };
        self.fault(span, format!("`{name}` takes {wanted}, and this is {found}"), help);
    }

    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(FormFault { span, message: message.into(), help: help.into() });
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.schema["$defs"].get(name)).unwrap_or(schema)
    }
}

/// A whole table is no good place to point at: its header or opening brace stands for it.
fn start(node: &Json) -> Span {
    let is_written_out = node.span.end > node.span.start + 1;
    let inline = node.members().iter().any(|member| {
        is_written_out
            && member.name_span.start > node.span.start
            && member.name_span.end < node.span.end
    });
    if inline { Span::new(node.span.start, node.span.start + 1) } else { node.span }
}

/// The schema beside `null`, and whether there was one.
fn without_null(schema: &Value) -> (&Value, bool) {
    let is_null = |schema: &&Value| schema["type"] == "null";
    if let Some(branches) = schema["anyOf"].as_array() {
        let other = branches.iter().find(|branch| !is_null(branch));
        return (other.unwrap_or(schema), branches.iter().any(|branch| is_null(&branch)));
    }
    let mut kinds = schema["type"].as_array().into_iter().flatten();
    (schema, kinds.any(|kind| kind == "null"))
}

/// The name of the kind of value, beside `null`.
fn kind(schema: &Value) -> Option<&str> {
    let kinds = schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str);
    schema["type"].as_str().or_else(|| kinds.into_iter().find(|kind| *kind != "null"))
}

fn is_of_kind(value: &JsonValue, kind: &str) -> bool {
    match (value, kind) {
        (JsonValue::Number(text), "integer") => text.parse::<u32>().is_ok(),
        (JsonValue::Bool(_), "boolean")
        | (JsonValue::String(_), "string")
        | (JsonValue::Array(_), "array")
        | (JsonValue::Object(_), "object") => true,
        _ => false,
    }
}

/// The words of a choice; none where a branch is no word.
fn words(branches: &[Value]) -> Option<Vec<&str>> {
    branches.iter().map(|branch| branch["const"].as_str()).collect()
}

/// The key of a branch that has one value only.
fn tag(branch: &Value) -> Option<&str> {
    let properties = branch["properties"].as_object()?;
    properties.iter().find(|(_, schema)| schema["const"].is_string()).map(|(name, _)| name.as_str())
}
