//! The names that a text may use.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Command, CommandFactory};
use ecaforge::cli::Cli;
use ecaforge::explain::rules;
use ecaforge::rules::profiles;
use ecaforge::schema::{Element, schema};
use ecaforge::spec::presets;
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Names {
    /// Commands of the Salesforce CLI, each with its flags.
    sf: BTreeMap<String, Vec<String>>,
    /// Names of Salesforce's and of other tools, each with what it is.
    others: BTreeMap<String, String>,
    /// Files that are not the product's own.
    files: BTreeMap<String, String>,
}

fn names() -> Names {
    toml::from_str(include_str!("../../data/names.toml")).expect("the table is of its form")
}

/// Commands of the Salesforce CLI, each with its flags.
pub(super) fn sf_commands() -> BTreeMap<String, Vec<String>> {
    names().sf
}

/// Every name there is.
pub(super) struct Vocabulary {
    names: BTreeSet<String>,
    flags: BTreeSet<String>,
    files: BTreeSet<String>,
    forms: Vec<Regex>,
    file: Regex,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        let mut names: BTreeSet<String> = BTreeSet::new();
        names.extend(rules().iter().map(|rule| rule.id.to_owned()));
        names.extend(rules().iter().map(|rule| rule.group.to_owned()));
        names.extend(profiles().iter().map(|profile| profile.id.to_owned()));
        names.extend(presets().iter().map(|preset| preset.id.clone()));
        tables(&mut names);
        keys(&ecaforge::spec::file_schema().to_value(), &mut names);
        let table = self::names();
        names.extend(table.others.into_keys());
        let mut flags = BTreeSet::new();
        let mut command = Cli::command();
        command.build();
        arguments(&command, &mut names, &mut flags);
        flags.extend(table.sf.values().flatten().cloned());
        let form = |text: &str| Regex::new(text).expect("a pattern");
        let mut files: BTreeSet<String> = table.files.into_keys().collect();
        files.extend(schema().types.values().map(|t| t.file_name("NAME")));
        Self {
            names,
            flags,
            files,
            forms: vec![
                form(r"^[a-z0-9]+(-[a-z0-9]+)+$"),
                form(r"^[a-z][a-z0-9]*[A-Z]\w*$"),
                form(r"^[A-Z][a-z0-9]+[A-Z]\w*$"),
                form(r"^[a-z]+(_[a-z0-9]+)+$"),
                form(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$"),
            ],
            file: form(r"^[\w./*-]+\.(xml|json|toml|ya?ml|md|cls|crt|pem|key|lock|eca\w*)$"),
        }
    }

    /// Whether the name exists, or is not a name of the kinds that can be looked up.
    pub(super) fn takes(&self, name: &str) -> bool {
        if let Some(flag) = name.split([' ', '=']).next().filter(|flag| flag.starts_with("--")) {
            return self.flags.contains(flag);
        }
        if self.file.is_match(name) {
            let last = name.rsplit('/').next().unwrap_or(name);
            let suffix = last.trim_end_matches("-meta.xml").rsplit('.').next().unwrap_or(last);
            return self.files.contains(last) || self.names.contains(suffix);
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        let looks = self.forms.iter().any(|form| form.is_match(name) || form.is_match(last));
        !looks || self.names.contains(name) || self.names.contains(last)
    }
}

/// What the tables of facts name.
fn tables(names: &mut BTreeSet<String>) {
    let schema = schema();
    for flow in &schema.flows {
        names.extend([&flow.id].into_iter().chain(&flow.aliases).map(String::from));
    }
    for scope in &schema.scopes {
        names.extend(scope.spellings().map(str::to_owned));
    }
    for error in &schema.errors {
        names.extend([&error.id].into_iter().chain(&error.codes).map(String::from));
    }
    names.extend(schema.codes.iter().map(|code| code.name.to_string()));
    for named in &schema.named {
        names.extend([named.name, named.suffix].map(String::from));
    }
    for owner in schema.types.values() {
        names.extend([owner.name, owner.suffix, owner.folder].map(String::from));
        names.extend(owner.wrong_suffixes.iter().map(String::from));
        names.extend(owner.structs.keys().map(String::from));
        let nested = owner.structs.values().flat_map(|nested| &nested.elements);
        for element in owner.elements.iter().chain(nested) {
            of_element(element, names);
        }
    }
}

fn of_element(element: &Element, names: &mut BTreeSet<String>) {
    names.insert(element.name.to_string());
    names.extend(element.wrong_names.iter().map(String::from));
    names.extend(element.enum_type.map(String::from));
    names.extend(element.refers_to.map(String::from));
    for value in &element.values {
        names.insert(value.name.to_string());
        names.extend(value.wrong.iter().map(String::from));
    }
}

/// The keys and values that a JSON Schema takes.
fn keys(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                if key == "properties"
                    && let Value::Object(properties) = value
                {
                    names.extend(properties.keys().cloned());
                }
                if matches!(key.as_str(), "enum" | "const") {
                    let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    names.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                keys(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, names)),
        _ => {}
    }
}

/// Commands, their flags and the words that flags take.
fn arguments(command: &Command, names: &mut BTreeSet<String>, flags: &mut BTreeSet<String>) {
    names.insert(command.get_name().to_owned());
    for argument in command.get_arguments() {
        flags.extend(argument.get_long().map(|long| format!("--{long}")));
        let values = argument.get_possible_values();
        names.extend(values.iter().map(|value| value.get_name().to_owned()));
    }
    command.get_subcommands().for_each(|sub| arguments(sub, names, flags));
}
