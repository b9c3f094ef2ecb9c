//! `sfdx-project.json`: package directories and values filled in at deploy.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::change::apply;
use crate::disk::FileWrite;
use crate::input::{self, MAX_TEXT_BYTES};
use crate::json;
use crate::project::{Project, ProjectKind, SFDX_PROJECT};
use crate::rules::fixes::line_end;
use crate::text::sound::{pattern, serialized};

/// A value that a new or changed file leaves to the deploy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Variable {
    /// Name of the variable in the environment.
    pub(super) name: String,
    /// The file, below the project's root.
    pub(super) path: String,
}

/// The variables of a new text that the old one has not.
pub(super) fn variables(path: &str, new: &str, old: &str) -> Vec<Variable> {
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\$\{([A-Z][A-Z0-9_]*)\}"));
    let found = TOKEN.captures_iter(new);
    let found = found.filter_map(|captures| {
        let token = captures.get(0)?.as_str();
        (!old.contains(token)).then(|| captures.get(1).map(|name| name.as_str().to_owned()))?
    });
    let names: BTreeSet<String> = found.collect();
    names.into_iter().map(|name| Variable { name, path: path.to_owned() }).collect()
}

/// The file with a package directory and the replacements that new files need; none where it has
/// them all.
///
/// # Errors
/// If it is not of its form.
pub(super) fn with(
    project: &Project,
    directory: Option<&str>,
    variables: &[Variable],
) -> Result<Option<FileWrite>, String> {
    let missing: Vec<&Variable> = variables.iter().filter(|v| !is_replaced(project, v)).collect();
    let Some(file) = project.sfdx_file.as_ref().filter(|_| project.kind == ProjectKind::Sfdx)
    else {
        return Ok(None);
    };
    let mut text = file.text.clone();
    if let Some(directory) = directory {
        let entry = format!("{{\n  \"path\": \"{directory}\",\n  \"default\": false\n}}");
        text = appended(&text, "packageDirectories", &entry)?;
    }
    for Variable { name, path } in missing {
        let path = serialized(serde_json::to_string(path));
        let entry = format!(
            "{{\n  \"filename\": {path},\n  \"stringToReplace\": \"${{{name}}}\",\n  \
             \"replaceWithEnv\": \"{name}\"\n}}"
        );
        text = appended(&text, "replacements", &entry)?;
    }
    let changed = text != file.text;
    Ok(changed.then(|| FileWrite { path: SFDX_PROJECT.to_owned(), bytes: text.into_bytes() }))
}

/// Files in which projects list the variables that a deploy needs; one is not made where there is
/// none.
pub(super) const EXAMPLES: &[&str] = &[".env.example", ".env.sample", ".env.template"];

/// The lists of variables that the project has, with the new ones in them.
///
/// # Errors
/// If one of them cannot be read.
pub(super) fn examples(
    project: &Project,
    variables: &[Variable],
) -> Result<Vec<FileWrite>, String> {
    let names: BTreeSet<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
    let listed = |text: &str, name: &str| {
        text.lines().any(|line| {
            let line = line.trim_start_matches(['#', ' ', '\t']);
            let line = line.strip_prefix("export ").unwrap_or(line);
            line.split_once('=').is_some_and(|(known, _)| known.trim() == name)
        })
    };
    let with = |path: &&str| {
        let place = project.root.join(path);
        // A link is left as it is.
        if !place.symlink_metadata().is_ok_and(|it| !it.is_symlink()) {
            return Ok(None);
        }
        let text = input::text(&place, &project.root, MAX_TEXT_BYTES)
            .map_err(|fault| format!("{path} must change and cannot be read: {fault}"))?;
        let end = line_end(&text);
        let more = names.iter().filter(|name| !listed(&text, name));
        // A line without a value would deploy an empty one.
        let more: String = more.flat_map(|name| ["# ", name, "=", end]).collect();
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
        let bytes = format!("{text}{gap}{more}").into_bytes();
        Ok((!more.is_empty()).then(|| FileWrite { path: (*path).to_owned(), bytes }))
    };
    let examples = EXAMPLES.iter().filter(|_| project.kind == ProjectKind::Sfdx);
    examples.filter_map(|path| with(path).transpose()).collect()
}

/// Whether the project fills the variable in already.
pub(super) fn is_replaced(project: &Project, variable: &Variable) -> bool {
    let placeholders = project.sfdx.placeholders_for(&variable.path);
    let token = format!("${{{}}}", variable.name);
    placeholders.texts.contains(&token)
        || placeholders.patterns.iter().any(|pattern| pattern.is_match(&token))
}

/// The text with one more item in a list at its top.
fn appended(text: &str, list: &str, item: &str) -> Result<String, String> {
    let no_list = || format!("{SFDX_PROJECT} must change, but is not valid; fix it first");
    let json = json::parse(text).map_err(|fault| {
        format!("{SFDX_PROJECT} must change, but is not valid JSON: {fault}; fix it first")
    })?;
    let edit = if let Some(there) = json.get(list) {
        json::append(text, there, item)
    } else {
        let item = item.replace('\n', "\n  ");
        json::append(text, &json, &format!("\"{list}\": [\n  {item}\n]"))
    };
    edit.map(|edit| apply(text, &[edit])).ok_or_else(no_list)
}
