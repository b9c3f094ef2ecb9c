//! Files that a project shares with other tools, and that ecaforge did not write: they keep what they
//! have, and get what a new project needs.

use std::sync::Arc;

use crate::change::apply;
use crate::json::{self, Json, JsonValue};
use crate::project::{FORCEIGNORE, Manifest};
use crate::rules::fixes::{add_member, line_end};

/// Files of lines, in any order.
const LISTS: &[&str] = &[FORCEIGNORE, ".gitignore", ".env.example"];
/// The file for people.
const README: &str = "README.md";
/// Folder of the manifests.
const MANIFESTS: &str = "manifest/";

/// What a file of the project contains with what a new project needs in it; none where only one of
/// the two can be kept.
///
/// # Errors
/// If the file must change and is not of its form.
pub(super) fn merged(path: &str, here: &str, new: &str) -> Option<Result<String, String>> {
    if LISTS.contains(&path) {
        return Some(Ok(lines(here, new)));
    }
    if path == README {
        return Some(Ok(after(here, new)));
    }
    if path.starts_with(MANIFESTS) {
        return members(path, here, new).map(Ok);
    }
    let is_json = path.rsplit('.').next() == Some("json");
    is_json.then(|| of_json(path, here, new))
}

/// Whether each run adds what such a file lacks: what it adds to the file for people is text, which
/// changes.
pub(super) fn is_joined(path: &str) -> bool {
    path != README
}

/// Adds the lines that are missing, each block with its comments.
fn lines(here: &str, new: &str) -> String {
    let end = line_end(here);
    let known: Vec<&str> = here.lines().map(bare).collect();
    let mut text = here.to_owned();
    for block in new.split("\n\n") {
        let is_missing = |line: &&str| is_entry(line) && !known.contains(&bare(line));
        if !block.lines().any(|line| is_missing(&line)) {
            continue;
        }
        if !text.is_empty() {
            text += &end.repeat(if text.ends_with('\n') { 1 } else { 2 });
        }
        for line in block.lines().filter(|line| !is_entry(line) || is_missing(line)) {
            text += line;
            text += end;
        }
    }
    text
}

/// A line without the mark of a variable that has no value yet.
fn bare(line: &str) -> &str {
    let line = line.trim();
    if is_variable(line) { line.trim_start_matches(['#', ' ']) } else { line }
}

/// Whether a line is more than a comment.
fn is_entry(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && (!line.starts_with('#') || is_variable(line))
}

/// Whether a line is a variable without a value, such as `# NAME=`.
fn is_variable(line: &str) -> bool {
    let name = line.trim_start_matches(['#', ' ']).strip_suffix('=');
    name.is_some_and(|name| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    })
}

/// Puts a text after another, unless it is there.
fn after(here: &str, new: &str) -> String {
    let end = line_end(here);
    let new = new.replace('\n', end);
    if here.contains(new.trim_end()) {
        return here.to_owned();
    }
    format!("{}{end}{end}{new}", here.trim_end())
}

/// A file that contains what the last run made, after other text, with what this run makes instead.
pub(super) fn replaced(path: &str, here: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let before = here.strip_suffix(old).filter(|before| path == README && !before.is_empty())?;
    Some([before, new].concat())
}

/// A manifest with the members of another one.
fn members(path: &str, here: &str, new: &str) -> Option<String> {
    let read = |text: &str| Manifest::of(Arc::from(path), text.to_owned());
    let sound = |manifest: &Manifest| manifest.document.faults.is_empty();
    let (wanted, mut text) = (read(new)?, here.to_owned());
    read(here).filter(sound)?;
    for types in &wanted.types {
        for (member, _) in &types.members {
            let manifest = read(&text)?;
            let mut same = manifest.types.iter().filter(|it| it.name == types.name);
            let has =
                same.any(|it| it.members.iter().any(|(name, _)| name == "*" || name == member));
            if !has && let Some(edit) = add_member(&manifest, &types.name, member) {
                text = apply(&text, &[edit]);
            }
        }
    }
    Some(text)
}

/// JSON with the members and items of another text: values that are there stay.
fn of_json(path: &str, here: &str, new: &str) -> Result<String, String> {
    let fault = |fault: json::JsonFault| {
        format!("{path} must change, but is not valid JSON: {fault}; fix it first")
    };
    let wanted = json::parse(new).map_err(fault)?;
    let mut text = here.to_owned();
    // Each step adds one member or item; a text has no more of them than characters.
    for _ in 0..new.len() {
        let there = json::parse(&text).map_err(fault)?;
        match missing(&text, &there, new, &wanted) {
            Some(edited) => text = edited,
            None => break,
        }
    }
    Ok(text)
}

/// The text with the first member or item that it lacks.
fn missing(text: &str, there: &Json, new: &str, wanted: &Json) -> Option<String> {
    match (&there.value, &wanted.value) {
        (JsonValue::Object(_), JsonValue::Object(members)) => members.iter().find_map(|member| {
            let Some(own) = there.get(&member.name) else {
                let item = format!("{}: {}", member.name_span.of(new), slice(new, &member.value));
                return json::append(text, there, &item).map(|edit| apply(text, &[edit]));
            };
            missing(text, own, new, &member.value)
        }),
        (JsonValue::Array(items), JsonValue::Array(wanted)) => wanted.iter().find_map(|item| {
            if items.iter().any(|own| is_same(own, item)) {
                return None;
            }
            let mut item = slice(new, item);
            // A project has one default.
            if items.iter().any(|own| own.get("default").and_then(Json::as_bool) == Some(true)) {
                item = item.replace("\"default\": true", "\"default\": false");
            }
            json::append(text, there, &item).map(|edit| apply(text, &[edit]))
        }),
        _ => None,
    }
}

/// Whether two items of a list are for the same: by their path, or by all that they contain.
fn is_same(own: &Json, wanted: &Json) -> bool {
    let path = |json: &Json| {
        let path = json.get("path").and_then(Json::as_str)?;
        Some(path.trim_start_matches("./").trim_end_matches('/').to_owned())
    };
    match (path(own), path(wanted)) {
        (Some(own), Some(wanted)) => own == wanted,
        _ => is_equal(own, wanted),
    }
}

fn is_equal(own: &Json, wanted: &Json) -> bool {
    match (&own.value, &wanted.value) {
        (JsonValue::Array(a), JsonValue::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
        }
        (JsonValue::Object(a), JsonValue::Object(b)) => {
            let same = |member: &json::Member| {
                own.get(&member.name).is_some_and(|value| is_equal(value, &member.value))
            };
            a.len() == b.len() && b.iter().all(same)
        }
        (a, b) => a == b,
    }
}

/// The text of a value with its first line at the start, and the others indented as far as they are
/// deeper.
fn slice(text: &str, value: &Json) -> String {
    let start = text.get(..value.span.start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or_default();
    let indent = line.len() - line.trim_start_matches(' ').len();
    let of = value.span.of(text).lines().enumerate();
    let strip = |(index, line): (usize, &str)| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        line[if index == 0 { 0 } else { spaces.min(indent) }..].to_owned()
    };
    of.map(strip).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "{\n  \"packageDirectories\": [\n    {\n      \"path\": \"force-app\",\n      \
                       \"default\": true\n    }\n  ],\n  \"name\": \"Adm\",\n  \"namespace\": \"\"\n}\n";

    #[test]
    fn a_project_file_keeps_its_values_and_gets_what_it_lacks() {
        let here = "{\n\t\"packageDirectories\": [\n\t\t{ \"path\": \"src\", \"default\": true }\n\t],\n\t\
                    \"name\": \"Ours\",\n\t\"plugins\": { \"a\": [1] }\n}\n";
        let text = of_json("sfdx-project.json", here, NEW).unwrap();
        let expected = "{\n\t\"packageDirectories\": [\n\t\t{ \"path\": \"src\", \"default\": true },\n\t\t{\n\
                        \t\t\t\"path\": \"force-app\",\n\t\t\t\"default\": false\n\t\t}\n\t],\n\t\
                        \"name\": \"Ours\",\n\t\"plugins\": { \"a\": [1] },\n\t\"namespace\": \"\"\n}\n";
        assert_eq!(text, expected);
        assert_eq!(of_json("sfdx-project.json", &text, NEW).unwrap(), text);
        let same = here.replace("\"src\"", "\"./force-app/\"");
        assert!(!of_json("sfdx-project.json", &same, NEW).unwrap().contains("\"force-app\""));
        assert!(of_json("sfdx-project.json", "{ // ours\n}", NEW).is_err());
    }

    #[test]
    fn lists_get_the_lines_that_they_lack() {
        let new = "# CLI\n.sf/\n.sfdx/\n\n# Secrets\n.env\n\n# NAME\n# A_KEY=\n";
        let text = lines("# ours\r\nout/\r\n.sf/", new);
        let expected = "# ours\r\nout/\r\n.sf/\r\n\r\n# CLI\r\n.sfdx/\r\n\r\n# Secrets\r\n.env\r\n\
                        \r\n# NAME\r\n# A_KEY=\r\n";
        assert_eq!(text, expected);
        assert_eq!(lines(&text, new), text);
        assert_eq!(lines("A_KEY=\n.sf/\n.sfdx/\n.env\n", new), "A_KEY=\n.sf/\n.sfdx/\n.env\n");
    }

    #[test]
    fn manifests_get_the_members_that_they_lack() {
        let manifest = |types: &str| {
            format!(
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{types}    \
                 <version>66.0</version>\n</Package>\n"
            )
        };
        let of = |name: &str, member: &str| {
            format!(
                "    <types>\n        <members>{member}</members>\n        <name>{name}</name>\n    </types>\n"
            )
        };
        let here = manifest(&(of("ApexClass", "*") + &of("ExternalClientApplication", "Old")));
        let new = manifest(&(of("ApexClass", "A") + &of("ExternalClientApplication", "New")));
        let text = members("manifest/package.xml", &here, &new).unwrap();
        for kept in ["<members>*<", "<members>Old<", "<members>New<", "<version>66.0<"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        assert!(!text.contains("<members>A<"), "{text}");
        assert_eq!(members("manifest/package.xml", &text, &new).unwrap(), text);
    }
}
