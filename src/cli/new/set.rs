//! `--set KEY=VALUE`: any key of the spec from the command line.

use std::str::FromStr;

use toml_edit::{DocumentMut, Item, Table, Value};

use crate::cli::{Failure, terminal};
use crate::diagnostic::Finding;
use crate::spec::{self, Asked, Spec, SpecText};
use crate::text::escape;

/// The table of the spec that stands next to the apps.
const PROJECT: &str = "project";
/// The list of apps in the spec.
const APPS: &str = "app";

/// One key of the spec with its value, as the command line gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetArgument {
    /// The way to the key: from the app, or from the top where it begins with `project`.
    keys: Vec<String>,
    value: String,
}

impl FromStr for SetArgument {
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

impl SetArgument {
    /// Whether the key belongs to an app, and not to the project.
    pub(super) fn is_of_app(&self) -> bool {
        self.keys.first().is_none_or(|key| key != PROJECT)
    }

    /// The values that it gives: those of a table on one line each by themselves.
    pub(super) fn asked(&self) -> Vec<Asked> {
        let mut all = Vec::new();
        let shown = format!("--set {self}");
        leaves(&self.keys, &self.value(), &shown, &mut all);
        all
    }

    /// Whether it gives the value at the end of those keys, which dots separate.
    pub(super) fn is_of(&self, keys: &str) -> bool {
        self.keys.join(".") == keys
    }

    /// Whether the key stands in that table of an app.
    pub(super) fn is_in(&self, table: &str) -> bool {
        self.keys.len() > 1 && self.keys.first().is_some_and(|key| key == table)
    }

    /// The value as the text says it, and a text where it says nothing else.
    fn value(&self) -> Value {
        Value::from_str(&self.value).unwrap_or_else(|_| self.text())
    }

    fn text(&self) -> Value {
        Value::from(self.value.as_str())
    }
}

/// Lays values over the spec, all together: some keys are only good together. Those of an app are laid
/// over the one at that place.
///
/// # Errors
/// If the spec has no such key, or a value is not of its kind.
pub(super) fn lay_over<'s>(
    settings: impl Iterator<Item = &'s SetArgument>,
    spec: &mut Spec,
    index: usize,
) -> Result<(), Failure> {
    let mut values: Vec<(&SetArgument, Value)> =
        settings.map(|setting| (setting, setting.value())).collect();
    if values.is_empty() {
        return Ok(());
    }
    let mut read = read_with(&values, spec, index)?;
    // What looks like a number or a list can be meant as a text, such as a version.
    for at in 0..values.len() {
        let Err(faults) = &read else { break };
        if !values[at].1.is_str() {
            let mut others = values.clone();
            others[at].1 = values[at].0.text();
            let again = read_with(&others, spec, index)?;
            if again.as_ref().err().is_none_or(|left| left.len() < faults.len()) {
                (values, read) = (others, again);
            }
        }
    }
    *spec = read.map_err(|faults| failure(&values, spec, index, &faults))?;
    Ok(())
}

/// Reads the spec with the values in it.
fn read_with(
    values: &[(&SetArgument, Value)],
    spec: &Spec,
    index: usize,
) -> Result<Result<Spec, Vec<Finding>>, Failure> {
    let written = spec::write(spec);
    let mut document: DocumentMut = written
        .parse()
        .map_err(|fault: toml_edit::TomlError| Failure::new(crate::mask::fault(fault.message())))?;
    for (setting, value) in values {
        let top = document.as_table_mut();
        let start = if setting.is_of_app() {
            let apps = top.get_mut(APPS).and_then(Item::as_array_of_tables_mut);
            apps.and_then(|apps| apps.get_mut(index)).ok_or("there is no app to set it in")
        } else {
            Ok(top)
        };
        let put =
            start.map_err(str::to_owned).and_then(|start| put(start, &setting.keys, value.clone()));
        put.map_err(|fault| Failure::caused(format!("--set {setting}: {fault}"), fault))?;
    }
    Ok(spec::read(&SpecText::new("--set", document.to_string())))
}

/// Tells each fault with the settings that it is not there without.
fn failure(
    values: &[(&SetArgument, Value)],
    spec: &Spec,
    index: usize,
    faults: &[Finding],
) -> Failure {
    let same = |fault: &Finding, other: &Finding| fault.message == other.message;
    let causes = |at: usize, fault: &Finding| {
        let mut others = values.to_vec();
        others.remove(at);
        let without = read_with(&others, spec, index).unwrap_or(Ok(Spec::default()));
        !without.is_err_and(|left| left.iter().any(|other| same(fault, other)))
    };
    let told = faults.iter().map(|fault| {
        let settings = (0..values.len()).filter(|&at| causes(at, fault));
        let settings: Vec<String> = settings.map(|at| format!("--set {}", values[at].0)).collect();
        let told = format!("{}: {}; {}", settings.join(" "), fault.message, fault.help);
        escape::line(&told).into_owned()
    });
    Failure::drawn(told.collect::<Vec<_>>().join(&format!("\n{}", terminal::error_word())))
}

/// Collects the values at the ends of a table.
fn leaves(keys: &[String], value: &Value, shown: &str, all: &mut Vec<Asked>) {
    match value {
        Value::InlineTable(table) if !table.is_empty() => {
            for (key, value) in table {
                let keys: Vec<String> = keys.iter().cloned().chain([key.to_owned()]).collect();
                leaves(&keys, value, shown, all);
            }
        }
        _ => all.push(Asked { keys: keys.to_vec(), is_whole: true, shown: shown.to_owned() }),
    }
}

impl std::fmt::Display for SetArgument {
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
            let inner = item.as_table_mut().ok_or_else(|| format!("`{first}` is not a table"))?;
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
        let settings: Vec<SetArgument> = text.lines().map(str::parse).collect::<Result<_, _>>()?;
        lay_over(settings.iter(), &mut spec, 0).map_err(|fault| fault.to_string())?;
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
    fn keys_that_are_only_good_together_are_read_together() {
        let acs = "saml.acs-url=https://sp.acme.example/acs";
        let entity = "saml.entity-id=https://sp.acme.example";
        let spec = set(&format!("{acs}\n{entity}\nproject.api-version=66.0")).unwrap();
        assert_eq!(spec.apps[0].saml.clone().unwrap().entity_id, "https://sp.acme.example");
        assert_eq!(spec.project.api_version.as_deref(), Some("66.0"));
        let fault = set(&format!("{acs}\noauth.session-timeout=30")).unwrap_err();
        assert!(fault.starts_with(&format!("--set {acs}: `entity-id` is missing")), "{fault}");
        let fault = set(&format!("{acs}\n{entity}\nlabl=Billing")).unwrap_err();
        assert!(fault.starts_with("--set labl=Billing: unknown key `labl`"), "{fault}");
    }

    #[test]
    fn slips_are_told_with_the_nearest_name() {
        let said = |text: &str| set(text).unwrap_err();
        let fault = said("oauth.refresh-token.polcy=Infinite");
        assert!(fault.contains("unknown key `polcy`; did you mean `policy`?"), "{fault}");
        assert!(said("oauth.session-timeout=soon").contains("takes a whole number from 0"));
        assert!(said("name.first=x").contains("`name` is not a table"));
        assert_eq!(
            said("oauth..x=1").split(',').next().unwrap(),
            "write the keys with dots between them"
        );
        assert_eq!(said("nothing"), "write KEY=VALUE");
    }
}
