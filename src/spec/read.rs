//! Reading a spec from TOML or JSON, and finding its values again for a fault's place.

use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::de::{DeTable, DeValue};

use super::form::{self, FormFault};
use super::{App, CustomScope, ProjectSpec, Spec, SpecFault, Step};
use crate::config::{CheckTable, Extends, PolicyTable};
use crate::diagnostic::{Finding, Place, Severity};
use crate::json::{self, Json, JsonValue, Member};
use crate::mask;
use crate::text::Span;

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

/// The name of the schema. It is no address: the program prints the schema.
const SCHEMA_ID: &str = "urn:ecaforge:schema:ecaforge.toml";

/// A project and how it is checked: `ecaforge new` makes the project from `project`, `app`
/// and `custom-scope`; `ecaforge check` follows `check`, `policy` and `extends`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "ecaforge.toml", extend("$id" = SCHEMA_ID))]
struct SpecFile {
    /// The project.
    #[serde(default)]
    project: ProjectSpec,
    /// The External Client Apps, in the order in which README and manifest name them.
    #[serde(default, rename = "app")]
    apps: Vec<App>,
    /// Scopes of your own, for services outside Salesforce, which the apps may name.
    #[serde(default, rename = "custom-scope")]
    custom_scopes: Vec<CustomScope>,
    /// Settings of `ecaforge check`.
    #[serde(default, rename = "check")]
    #[schemars(with = "Option<CheckTable>")]
    _check: Option<IgnoredAny>,
    /// What the team allows.
    #[serde(default, rename = "policy")]
    #[schemars(with = "Option<PolicyTable>")]
    _policy: Option<IgnoredAny>,
    /// Files whose settings of `check` and `policy` hold here too.
    #[serde(default, rename = "extends")]
    #[schemars(with = "Option<Extends>")]
    _extends: Option<IgnoredAny>,
}

/// The JSON Schema of `ecaforge.toml`, the tables of every command included.
#[must_use]
pub fn file_schema() -> schemars::Schema {
    schemars::schema_for!(SpecFile)
}

/// Reads a spec.
///
/// # Errors
/// The faults of its form, each with the nearest known name.
pub fn read(source: &SpecText) -> Result<Spec, Vec<Finding>> {
    let text = source.text.trim_start_matches('\u{feff}');
    let read: Result<SpecFile, String> = if source.json {
        serde_json::from_str(text).map_err(|fault| mask::fault(&fault.to_string()))
    } else {
        toml::from_str(text).map_err(|fault| mask::fault(fault.message()))
    };
    let spec = |file: SpecFile| Spec {
        project: file.project,
        apps: file.apps,
        custom_scopes: file.custom_scopes,
    };
    read.map(spec).map_err(|message| source.malformed(&message))
}

impl SpecText {
    /// The faults of the file's form; the message is that of the reader who stopped at the first.
    fn malformed(&self, message: &str) -> Vec<Finding> {
        let why = "A spec is read only if every key and value in it is understood, so that a slip \
                   of the pen does not pass for a choice.";
        let found = match self.tree() {
            Ok(tree) => form::faults(&tree, self.json),
            Err(fault) => vec![fault],
        };
        if found.is_empty() {
            let help = format!("write it as the {} format demands", self.format());
            return vec![self.finding(Span::empty(0), message.to_owned(), why.to_owned(), help)];
        }
        let finding =
            |fault: FormFault| self.finding(fault.span, fault.message, why.to_owned(), fault.help);
        found.into_iter().map(finding).collect()
    }

    /// The values of the file with their places.
    fn tree(&self) -> Result<Json, FormFault> {
        if self.json {
            return json::parse(&self.text).map_err(|fault| {
                let message = format!("the file is not JSON: {}", fault.message);
                let help = "write valid JSON: no comments, no comma after the \
                            last value";
                FormFault { span: fault.span, message, help: help.to_owned() }
            });
        }
        let table = DeTable::parse(&self.text).map_err(|fault| {
            let span = fault.span().map_or(Span::empty(0), Span::from);
            let message = format!("the file is not TOML: {}", mask::fault(fault.message()));
            let message = message.lines().next().unwrap_or_default().to_owned();
            FormFault { span, message, help: "write it as the TOML format demands".to_owned() }
        })?;
        Ok(of_toml(&DeValue::Table(table.into_inner()), Span::empty(0)))
    }

    /// A fault of what the file says.
    #[must_use]
    pub fn locate(&self, fault: &SpecFault) -> Finding {
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
            message: message.into(),
            why: why.into(),
            help: help.into(),
            url: None,
            related: Vec::new(),
            fix: None,
            withheld: false,
            fingerprint: String::new(),
        }
    }

    fn format(&self) -> &'static str {
        if self.json { "JSON" } else { "TOML" }
    }
}

/// A value of TOML as one of JSON.
fn of_toml(value: &DeValue<'_>, span: Span) -> Json {
    let value = match value {
        DeValue::Boolean(value) => JsonValue::Bool(*value),
        DeValue::Integer(number) => JsonValue::Number(number.as_str().to_owned()),
        DeValue::Float(number) => JsonValue::Number(number.as_str().to_owned()),
        DeValue::String(text) => JsonValue::String(text.to_string()),
        DeValue::Datetime(time) => JsonValue::Number(time.to_string()),
        DeValue::Array(items) => JsonValue::Array(
            items.iter().map(|item| of_toml(item.get_ref(), item.span().into())).collect(),
        ),
        DeValue::Table(table) => JsonValue::Object(
            table
                .iter()
                .map(|(name, value)| Member {
                    name: name.get_ref().to_string(),
                    name_span: name.span().into(),
                    value: of_toml(value.get_ref(), value.span().into()),
                })
                .collect(),
        ),
    };
    Json { span, value }
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
    use std::collections::BTreeSet;

    use super::*;
    use crate::spec::SpecPath;
    use crate::text::LineIndex;

    const TOML: &str = "[[app]]\nname = \"Billing\"\ncontact-email = \"a@b.example\"\n\
                        [app.oauth]\nscopes = [\"Api\", \"Apii\"]\n";

    /// What is said of a spec: line, column, message and help of each fault.
    fn said(path: &str, text: &str) -> Vec<String> {
        let faults = read(&SpecText::new(path, text)).unwrap_err();
        let lines = LineIndex::new(text);
        let told = |fault: &Finding| {
            let at = lines.position(fault.place.span.start);
            format!("{}:{} {}; {}", at.line, at.column, fault.message, fault.help)
        };
        faults.iter().map(told).collect()
    }

    #[test]
    fn every_fault_is_told_where_it_is_with_the_nearest_name() {
        let text = "[projct]\n[[app]]\nname = 5\ncontact-mail = \"a@b.example\"\ndistribution = \"Packaged\"\n\
                    [app.oauth]\nscopes = \"Api\"\npkce = \"yes\"\n[app.oauth.refresh-token]\nperiod = -3\n\
                    [[app.push]]\nservice = \"andriod\"\n[[app.push]]\nservice = \"android\"\nprojct = \"p\"\n\
                    [[app.push]]\nproject = \"p\"\n";
        let expected = [
            "1:2 unknown key `projct`; did you mean `project`?",
            "3:8 `name` takes a text, and this is a number; put it into quotes",
            "4:1 unknown key `contact-mail`; did you mean `contact-email`?",
            "5:16 `Packaged` is not a value of `distribution`; did you mean `packaged`?",
            "7:10 `scopes` takes a list, and this is a text; put it into brackets",
            "8:8 `pkce` takes `true` or `false`, and this is a text; write it without quotes",
            "10:10 `period` takes a whole number from 0, and this is a number; write digits only, without quotes",
            "12:11 `andriod` is not a value of `service`; did you mean `android`?",
            "15:1 unknown key `projct`; did you mean `project`?",
            "16:1 `service` is missing; add `service`, which is one of `android`, `apple-token`, `apple-certificate`",
        ];
        assert_eq!(said("ecaforge.toml", text), expected);
        let one = said("ecaforge.toml", "[app]\nname = \"A\"\n");
        assert_eq!(
            one,
            [
                "1:1 `app` takes several tables, and this is a table; write the table's name as `[[app]]`"
            ]
        );
        let twice = said("ecaforge.toml", "[[app]]\nname = \"A\"\nname = \"B\"\n");
        assert_eq!(
            twice,
            ["3:1 the file is not TOML: duplicate key; write it as the TOML format demands"]
        );
    }

    #[test]
    fn json_is_read_with_a_byte_order_mark_and_told_like_toml() {
        let text =
            "\u{feff}{\"app\": [{\"name\": \"Billing\", \"contact-email\": \"a@b.example\"}]}";
        assert_eq!(read(&SpecText::new("spec.json", text)).unwrap().apps[0].name, "Billing");
        let text = "{\"app\": [{\"nam\": \"A\", \"saml\": {\"acs-url\": 1}, \"label\": null,\n\
                    \"label\": \"B\", \"oauth\": []}]}";
        let expected = [
            "1:11 unknown key `nam`; did you mean `name`?",
            "1:31 `entity-id` is missing; add `entity-id`",
            "1:43 `acs-url` takes a text, and this is a number; put it into quotes",
            "2:1 `label` is there twice; keep one of them",
            "2:24 `oauth` takes an object, and this is a list; put its keys into braces",
        ];
        assert_eq!(said("spec.json", text), expected);
        for text in ["", "{ // why\n}", "{\"app\": [],}"] {
            let told = said("spec.json", text);
            assert!(told.len() == 1 && told[0].contains("the file is not JSON"), "{told:?}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(said("spec.json", &deep).len(), 1);
        assert_eq!(said("spec.json", &format!("{{\"app\":{deep}")).len(), 1);
    }

    #[test]
    fn values_are_found_again() {
        let path = SpecPath::app(0).key("oauth").key("scopes").item(1);
        let fault = SpecFault::new(path, "m", "w", "h");
        assert_eq!(SpecText::new("x.toml", TOML).locate(&fault).place.span.of(TOML), "\"Apii\"");
        let json = "{\"app\": [{\"oauth\": {\"scopes\": [\"Api\", \"Apii\"]}}]}";
        assert_eq!(SpecText::new("x.json", json).locate(&fault).place.span.of(json), "\"Apii\"");
    }

    #[test]
    fn the_schema_has_every_table() {
        let schema = file_schema();
        let schema = schema.as_value();
        let keys: BTreeSet<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let own = crate::config::SPEC_TABLES.iter().copied();
        assert_eq!(keys, own.chain(["check", "policy", "extends"]).collect());
        assert_eq!(schema["$id"], SCHEMA_ID);
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn the_table_of_check_is_left_to_check() {
        let text =
            format!("extends = \"x.toml\"\n{TOML}[check]\nprofile = \"strict\"\n[policy]\nx = 1\n");
        assert_eq!(read(&SpecText::new("ecaforge.toml", text)).unwrap().apps[0].name, "Billing");
    }
}
