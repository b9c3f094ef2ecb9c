//! Reading a spec from TOML or JSON, and finding its values again for a fault's place.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::de::{DeTable, DeValue};

use super::{App, CustomScope, Fault, ProjectSpec, Spec, Step};
use crate::diagnostic::{Finding, Place, Severity};
use crate::json::{self, Json, JsonValue};
use crate::text::Span;
use crate::text::suggest::nearest;

/// Id under which faults of a spec are shown.
const RULE: &str = "invalid-spec";

/// The text of a spec, for the places of its faults.
#[derive(Clone, Debug)]
pub struct SpecText {
    /// Path as it is shown.
    pub path: Arc<str>,
    /// The text.
    pub text: String,
    /// Whether it is JSON; else TOML.
    pub json: bool,
}

/// The whole file: the spec, and what other commands keep there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SpecFile {
    #[serde(default)]
    project: ProjectSpec,
    #[serde(default, rename = "app")]
    apps: Vec<App>,
    #[serde(default, rename = "custom-scope")]
    custom_scopes: Vec<CustomScope>,
    /// Belongs to `check`, which judges it.
    #[serde(default, rename = "check")]
    _check: Option<IgnoredAny>,
}

/// Reads a spec.
///
/// # Errors
/// The first fault of its form, with the nearest known name.
pub fn read(source: &SpecText) -> Result<Spec, Box<Finding>> {
    let read: Result<SpecFile, (String, Span)> = if source.json {
        serde_json::from_str(&source.text).map_err(|fault| {
            let message = fault.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            (message, json_span(source, &fault))
        })
    } else {
        toml::from_str(&source.text).map_err(|fault| {
            let span = fault.span().map_or(Span::empty(0), Span::from);
            (fault.message().to_owned(), span)
        })
    };
    let spec = |file: SpecFile| Spec {
        project: file.project,
        apps: file.apps,
        custom_scopes: file.custom_scopes,
    };
    read.map(spec).map_err(|(message, span)| Box::new(source.malformed(&message, span)))
}

/// serde names line and column, counted in bytes, where it stopped.
fn json_span(source: &SpecText, fault: &serde_json::Error) -> Span {
    let before: usize =
        source.text.split_inclusive('\n').take(fault.line() - 1).map(str::len).sum();
    let end = (before + fault.column()).min(source.text.len());
    let named =
        NAMED.as_ref().and_then(|regex| Some(regex.captures(&fault.to_string())?[1].to_owned()));
    let token = named.map(|name| format!("\"{name}\""));
    let at = token.and_then(|token| Some((source.text.get(..end)?.rfind(&token)?, token.len())));
    at.map_or(Span::empty(end.saturating_sub(1)), |(at, length)| Span::new(at, at + length))
}

static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^unknown (?:field|variant) `([^`]*)`").ok());

impl SpecText {
    /// A fault of the file's form.
    fn malformed(&self, message: &str, span: Span) -> Finding {
        let (message, expected) = message.split_once(", expected ").unwrap_or((message, ""));
        let known = expected.split('`').skip(1).step_by(2);
        let unknown =
            NAMED.as_ref().and_then(|regex| Some(regex.captures(message)?.get(1)?.as_str()));
        let meant = unknown.and_then(|name| nearest(name, known));
        let help = match (meant, expected) {
            (Some(name), _) => format!("did you mean `{name}`?"),
            (None, "") => format!("write it as the {} format demands", self.format()),
            (None, expected) => format!("known here: {}", expected.trim_start_matches("one of ")),
        };
        let message = message.replace("unknown field", "unknown key");
        let why = "A spec is read only if every key and value in it is understood, so that a slip \
                   of the pen does not pass for a choice.";
        self.finding(span, message, why.to_owned(), help)
    }

    /// A fault of what the file says.
    #[must_use]
    pub fn locate(&self, fault: &Fault) -> Finding {
        let span = if self.json {
            json::parse(&self.text).ok().map_or(Span::empty(0), |json| in_json(&json, &fault.at.0))
        } else {
            DeTable::parse(&self.text).ok().map_or(Span::empty(0), |table| {
                in_toml(&DeValue::Table(table.into_inner()), 0..0, &fault.at.0)
            })
        };
        let fault = fault.clone();
        self.finding(span, fault.message, fault.why, fault.help)
    }

    fn finding(&self, span: Span, message: String, why: String, help: String) -> Finding {
        Finding {
            rule: RULE,
            severity: Severity::Error,
            place: Place { path: self.path.clone(), span },
            app: None,
            message,
            why,
            help,
            url: None,
            related: Vec::new(),
            fix: None,
            fingerprint: String::new(),
        }
    }

    fn format(&self) -> &'static str {
        if self.json { "JSON" } else { "TOML" }
    }
}

/// The value at the end of the way, or the nearest one that is there.
fn in_toml(value: &DeValue<'_>, span: Range<usize>, path: &[Step]) -> Span {
    let next = match (value, path.first()) {
        (DeValue::Table(table), Some(Step::Key(key))) => table.get(*key),
        (DeValue::Array(items), Some(Step::Item(index))) => items.get(*index),
        _ => None,
    };
    next.map_or(span.into(), |next| in_toml(next.get_ref(), next.span(), &path[1..]))
}

fn in_json(json: &Json, path: &[Step]) -> Span {
    let next = match (&json.value, path.first()) {
        (JsonValue::Object(_), Some(Step::Key(key))) => json.get(key),
        (JsonValue::Array(items), Some(Step::Item(index))) => items.get(*index),
        _ => None,
    };
    match next {
        Some(next) => in_json(next, &path[1..]),
        // A whole object is no good place to point at: its opening brace stands for it.
        None if path.is_empty() => json.span,
        None => Span::new(json.span.start, (json.span.start + 1).min(json.span.end)),
    }
}

/// Whether a path names a JSON file.
#[must_use]
pub(super) fn is_json(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

impl SpecText {
    /// The text of a file; its name tells JSON from TOML.
    #[must_use]
    pub fn new(path: &str, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), json: is_json(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::SpecPath;

    const TOML: &str = "[[app]]\nname = \"Billing\"\ncontact-email = \"a@b.example\"\n\
                        [app.oauth]\nscopes = [\"Api\", \"Apii\"]\n";

    #[test]
    fn unknown_keys_are_pointed_at_with_the_nearest_name() {
        let text = TOML.replace("scopes", "scope");
        let fault = read(&SpecText::new("ecaforge.toml", &text)).unwrap_err();
        assert_eq!(fault.message, "unknown key `scope`");
        assert_eq!(fault.help, "did you mean `scopes`?");
        assert_eq!(fault.place.span.of(&text), "scope");
        let text = "{\"app\": [{\"nam\": \"Billing\", \"contact-email\": \"a@b.example\"}]}";
        let fault = read(&SpecText::new("spec.json", text)).unwrap_err();
        assert_eq!(fault.help, "did you mean `name`?");
        assert_eq!(fault.place.span.of(text), "\"nam\"");
    }

    #[test]
    fn values_are_found_again() {
        let path = SpecPath::app(0).key("oauth").key("scopes").item(1);
        let fault = Fault::new(path, "m", "w", "h");
        assert_eq!(SpecText::new("x.toml", TOML).locate(&fault).place.span.of(TOML), "\"Apii\"");
        let json = "{\"app\": [{\"oauth\": {\"scopes\": [\"Api\", \"Apii\"]}}]}";
        assert_eq!(SpecText::new("x.json", json).locate(&fault).place.span.of(json), "\"Apii\"");
    }

    #[test]
    fn the_table_of_check_is_left_to_check() {
        let text = format!("{TOML}[check]\nprofile = \"strict\"\n");
        assert_eq!(read(&SpecText::new("ecaforge.toml", text)).unwrap().apps[0].name, "Billing");
    }
}
