//! Layer 1: JSON values with their places, for `sfdx-project.json` and scratch definitions.

mod edit;

pub(crate) use edit::append;

use jsonc_parser::ast;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::text::Span;

/// A JSON value and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// The value's byte range, quotes and brackets included.
    pub span: Span,
    /// The value.
    pub value: JsonValue,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text, decoded.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// Members in order; a repeated name stays twice.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Name, decoded.
    pub name: String,
    /// Byte range of the name, quotes included.
    pub name_span: Span,
    /// Its value.
    pub value: Json,
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonFault {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads strict JSON, as the Salesforce CLI does; a byte-order mark is skipped.
///
/// # Errors
/// The first fault and its place.
pub fn parse(text: &str) -> Result<Json, JsonFault> {
    let (offset, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ('\u{feff}'.len_utf8(), body),
        None => (0, text),
    };
    let parsed = parse_to_ast(body, &CollectOptions::default(), &STRICT).map_err(|fault| {
        let range = fault.range();
        JsonFault {
            span: Span::new(range.start + offset, range.end + offset),
            message: fault.kind().to_string(),
        }
    })?;
    parsed.value.map(|value| convert(&value, offset)).ok_or_else(|| JsonFault {
        span: Span::new(0, text.len()),
        message: "the file is empty".to_owned(),
    })
}

fn convert(value: &ast::Value<'_>, offset: usize) -> Json {
    use jsonc_parser::common::Ranged;
    let at =
        |range: jsonc_parser::common::Range| Span::new(range.start + offset, range.end + offset);
    let span = at(value.range());
    let value = match value {
        ast::Value::NullKeyword(_) => JsonValue::Null,
        ast::Value::BooleanLit(lit) => JsonValue::Bool(lit.value),
        ast::Value::NumberLit(lit) => JsonValue::Number(lit.value.to_owned()),
        ast::Value::StringLit(lit) => JsonValue::String(lit.value.clone().into_owned()),
        ast::Value::Array(array) => {
            JsonValue::Array(array.elements.iter().map(|item| convert(item, offset)).collect())
        }
        ast::Value::Object(object) => JsonValue::Object(
            object
                .properties
                .iter()
                .map(|property| Member {
                    name: property.name.as_str().to_owned(),
                    name_span: at(property.name.range()),
                    value: convert(&property.value, offset),
                })
                .collect(),
        ),
    };
    Json { span, value }
}

impl Json {
    /// The members of an object; none for any other value.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.value {
            JsonValue::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of a list; none for any other value.
    #[must_use]
    pub fn items(&self) -> &[Json] {
        match &self.value {
            JsonValue::Array(items) => items,
            _ => &[],
        }
    }

    /// The member of that name; the last one where it is repeated, as JavaScript reads it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members().iter().rev().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The value at the end of a path of names.
    #[cfg(test)]
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Json> {
        path.iter().try_fold(self, |json, name| json.get(name))
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            JsonValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            JsonValue::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// What a person calls this kind of value.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            JsonValue::Null => "null",
            JsonValue::Bool(_) => "a boolean",
            JsonValue::Number(_) => "a number",
            JsonValue::String(_) => "a text",
            JsonValue::Array(_) => "a list",
            JsonValue::Object(_) => "an object",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_a_byte_order_mark() {
        let text = "\u{feff}{\"a\": [\"b\"], \"a\": {\"c\": true}}";
        let json = parse(text).unwrap();
        assert_eq!(json.at(&["a", "c"]).and_then(Json::as_bool), Some(true));
        assert_eq!(json.members()[0].value.items()[0].span.of(text), "\"b\"");
    }

    #[test]
    fn refuses_what_the_cli_refuses() {
        for text in ["", "{\"a\": 1,}", "{a: 1}", "{\"a\": 1 // x\n}", "{\"a\""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
