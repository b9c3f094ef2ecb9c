//! `--set KEY=VALUE`: any key of the spec from the command line.

use std::str::FromStr;

use toml_edit::{DocumentMut, Item, Table, Value};

use crate::cli::Failure;
use crate::spec::{self, Spec, SpecText};

/// The table of the spec that stands beside the apps.
const PROJECT: &str = "project";
/// The list of apps in the spec.
const APPS: &str = "app";

/// One key of the spec with its value, as the command line gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The way to the key: from the app, or from the top where it begins with `project`.
    keys: Vec<String>,
    value: String,
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (keys, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
        let keys: Vec<String> = keys.trim().split('.').map(str::to_owned).collect();
        if keys.iter().any(String::is_empty) {
            return Err("write the keys with dots between them, such as \
                        oauth.session-timeout=30"
                .to_owned());
        }
        Ok(Self { keys, value: value.trim().to_owned() })
    }
}

impl Setting {
    /// Whether the key belongs to an app, and not to the project.
    pub(super) fn is_of_app(&self) -> bool {
        self.keys.first().is_none_or(|key| key != PROJECT)
    }

    /// Lays the value over the spec, for the app at that place.
    ///
    /// # Errors
    /// If the spec has no such key, or the value is not of its kind.
    pub(super) fn apply(&self, spec: &mut Spec, index: usize) -> Result<(), Failure> {
        let text = Value::from(self.value.as_str());
        let value = Value::from_str(&self.value).unwrap_or_else(|_| text.clone());
        let is_text = value.is_str();
        let set = self.read(spec, index, value).or_else(|fault| {
            if is_text { Err(fault) } else { self.read(spec, index, text).map_err(|_| fault) }
        });
        *spec = set.map_err(|fault| Failure::new(format!("--set {self}: {fault}")))?;
        Ok(())
    }

    fn read(&self, spec: &Spec, index: usize, value: Value) -> Result<Spec, String> {
        let mut document: DocumentMut =
            spec::write(spec).parse().map_err(|fault: toml_edit::TomlError| fault.to_string())?;
        let top = document.as_table_mut();
        let start = if self.is_of_app() {
            let apps = top.get_mut(APPS).and_then(Item::as_array_of_tables_mut);
            apps.and_then(|apps| apps.get_mut(index)).ok_or("there is no app to set it in")?
        } else {
            top
        };
        put(start, &self.keys, value)?;
        let text = SpecText::new("--set", document.to_string());
        spec::read(&text).map_err(|faults| {
            let told = faults.iter().map(|fault| format!("{}; {}", fault.message, fault.help));
            told.collect::<Vec<_>>().join("; ")
        })
    }
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.keys.join("."), self.value)
    }
}

fn put(table: &mut Table, keys: &[String], value: Value) -> Result<(), String> {
    match keys {
        [] => Ok(()),
        [last] => {
            table.insert(last, Item::Value(value));
            Ok(())
        }
        [first, rest @ ..] => {
            let item = table.entry(first).or_insert_with(toml_edit::table);
            if let Item::Value(Value::InlineTable(inline)) = item {
                *item = Item::Table(inline.clone().into_table());
            }
            let inner = item.as_table_mut().ok_or_else(|| format!("`{first}` is no table"))?;
            put(inner, rest, value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::App;

    fn spec() -> Spec {
        let app =
            App { name: "Billing".into(), contact_email: "a@b.example".into(), ..App::default() };
        Spec { apps: vec![app], ..Spec::default() }
    }

    fn set(text: &str) -> Result<Spec, String> {
        let mut spec = spec();
        let setting: Setting = text.parse()?;
        setting.apply(&mut spec, 0).map_err(|fault| fault.to_string())?;
        Ok(spec)
    }

    #[test]
    fn any_key_takes_a_value_of_its_kind() {
        let spec = set("oauth.refresh-token.policy=Infinite").unwrap();
        let oauth = spec.apps[0].oauth.clone().unwrap();
        assert_eq!(oauth.refresh_token.unwrap().policy, "Infinite");
        let oauth = set("oauth.session-timeout = 30").unwrap().apps[0].oauth.clone().unwrap();
        assert_eq!(oauth.session_timeout, Some(30));
        let spec = set("oauth.profiles=[\"A B\", \"C\"]").unwrap();
        assert_eq!(spec.apps[0].oauth.clone().unwrap().profiles, ["A B", "C"]);
        // A version looks like a number, but is a text.
        let spec = set("project.api-version=66.0").unwrap();
        assert_eq!(spec.project.api_version.as_deref(), Some("66.0"));
    }

    #[test]
    fn slips_are_told_with_the_nearest_name() {
        let said = |text: &str| set(text).unwrap_err();
        let fault = said("oauth.refresh-token.polcy=Infinite");
        assert!(fault.contains("unknown key `polcy`; did you mean `policy`?"), "{fault}");
        assert!(said("oauth.session-timeout=soon").contains("takes a whole number from 0"));
        assert!(said("name.first=x").contains("`name` is no table"));
        assert_eq!(
            said("oauth..x=1").split(',').next().unwrap(),
            "write the keys with dots between them"
        );
        assert_eq!(said("nothing"), "write KEY=VALUE");
    }
}
